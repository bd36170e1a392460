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
        label=_("May families choose it?"),
        help_text=_("It is offered wherever every text of a survey is there."),
        choices=[("yes", _("Yes, offer it")), ("no", _("No, not yet"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether families may choose this language.")},
    )

    class Meta:
        model = LanguageChoice
        fields = OF_A_CHOICE
        widgets = {"checked_on": DateInput}
        labels = {"checked_by": _("Which native speaker has read it?"), "checked_on": _("On which day?")}
        help_texts = {
            "checked_by": _(
                "Their name, or who they are, for example “interpreter of the council”. Leave it empty "
                "until somebody has."
            ),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_offered"] = "yes" if self.instance.is_offered else "no"

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet. Choose the day on which it was read."))
        return day

    def clean(self):
        data = super().clean()
        if data.get("checked_by") and not data.get("checked_on") and "checked_on" not in self.errors:
            self.add_error("checked_on", _("Choose the day on which it was read."))
        if data.get("checked_on") and not data.get("checked_by"):
            self.add_error("checked_by", _("Write who has read it."))
        return data
