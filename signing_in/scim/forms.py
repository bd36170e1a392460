"""The form for the mail domains of a directory."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from signing_in.scim.keys import DOMAIN

MOST_DOMAINS = 50


class DomainsForm(forms.Form):
    """One domain a line."""

    domains = forms.CharField(
        label=_("Email domains"),
        help_text=_(
            "What comes after the @ in the addresses of people in your directory, one on each line. The directory "
            "can close the accounts of these people only."
        ),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save email domains")))

    def clean_domains(self) -> list[str]:
        typed = [line.strip().lower().removeprefix("@") for line in self.cleaned_data["domains"].splitlines()]
        names = list(dict.fromkeys(line for line in typed if line))
        for name in names:
            if not DOMAIN.fullmatch(name):
                raise ValidationError(
                    _("“%(name)s” is not an email domain. Enter one such as borough.gov.uk") % {"name": name[:100]}
                )
        if len(names) > MOST_DOMAINS:
            raise ValidationError(_("Enter no more than %(most)s domains") % {"most": MOST_DOMAINS})
        return names
