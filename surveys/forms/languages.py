"""What a partnership decides about a language of its surveys."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.forms import DateInput, helper_with_button
from organisations.row_forms import RowForm
from surveys.actions.languages import OF_A_CHOICE
from surveys.models import LanguageChoice


class LanguageForm(RowForm):
    """Offer it or not, and who has read it."""

    helper = helper_with_button(_("Save"))
    is_offered = forms.TypedChoiceField(
        label=_("Do you want to offer this language to families?"),
        help_text=_("A survey is only offered in a language when all of it has been translated."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Select yes if you want to offer this language to families")},
    )

    class Meta:
        model = LanguageChoice
        fields = OF_A_CHOICE
        widgets = {"checked_on": DateInput}
        labels = {"checked_by": _("Which native speaker has checked it?"), "checked_on": _("When did they check it?")}
        help_texts = {
            "checked_by": _(
                "Their name, or who they are, for example “council interpreter”. Leave it blank "
                "until someone has checked it."
            ),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_offered"] = "yes" if self.instance.is_offered else "no"

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The date it was checked must be today or in the past"))
        return day

    def clean(self):
        data = super().clean()
        if data.get("checked_by") and not data.get("checked_on") and "checked_on" not in self.errors:
            self.add_error("checked_on", _("Enter the date it was checked"))
        if data.get("checked_on") and not data.get("checked_by"):
            self.add_error("checked_by", _("Enter who checked it"))
        return data
