"""Asking for single-use codes, and what a service says it changed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.asking import AsksAboutPeople
from organisations.forms import helper_with_button
from organisations.models import Partnership
from organisations.row_forms import RowForm
from surveys.models import YouSaidWeDid

MOST_CODES = 300


class CodesForm(forms.Form):
    """How many codes, and in which language the cards are."""

    mark_optional = False
    number = forms.IntegerField(
        label=_("How many codes do you need?"),
        help_text=(
            _("From 1 to %(most_codes)s. Make more than there are people, so that the last person still has a choice.")
            % {"most_codes": MOST_CODES}
        ),
        min_value=1,
        max_value=MOST_CODES,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Enter a number from 1 to %(most_codes)s") % {"most_codes": MOST_CODES},
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the cards"),
        widget=forms.RadioSelect,
        initial="en-gb",
        error_messages={"required": _("Select the language of the cards")},
    )

    def __init__(self, *args, languages, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].width = 5
        self.fields["language"].choices = [(one.code, f"{one.name} ({one.own_name})") for one in languages]
        if len(languages) == 1:
            del self.fields["language"]


class ReplyForm(AsksAboutPeople, RowForm):
    """ "You said, we did": two sentences for those who answered."""

    looks_at = ("said", "did")
    helper = helper_with_button(_("Save and preview"))

    class Meta:
        model = YouSaidWeDid
        fields = ("said", "did", "for_families")
        widgets = {"said": forms.Textarea(attrs={"rows": 2}), "did": forms.Textarea(attrs={"rows": 2})}
        labels = {"said": _("You said"), "did": _("We did"), "for_families": _("Who is it for?")}
        help_texts = {
            "said": _("What the results showed, in one sentence. Do not quote anyone."),
            "did": _("What is different now, or what you are working on. If nothing could change, say why."),
        }
        error_messages = {
            "said": {"required": _("Enter what people said")},
            "did": {"required": _("Enter what you did")},
        }

    field_order = ("for_families", "said", "did")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["for_families"] = forms.TypedChoiceField(
            label=_("Who is it for?"),
            choices=[("yes", _("Families")), ("no", _("Staff"))],
            coerce=lambda value: value == "yes",
            widget=forms.RadioSelect,
            error_messages={"required": _("Select families or staff")},
        )
        self.initial["for_families"] = "yes" if self.instance.for_families else "no"
        self.order_fields(self.field_order)

    def place_of_words(self) -> Partnership:
        return self.instance.service.partnership
