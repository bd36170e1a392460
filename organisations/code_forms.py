"""The form for an outside code of an organisation or a service."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms import helper_with_button
from organisations.models import OutsideCode
from organisations.models.naming import TidyText
from organisations.models.outside_codes import problem_with, tidy_code


class CodeForm(forms.Form):
    """A code and who gave it."""

    mark_optional = False
    helper = helper_with_button(_("Add code"))
    scheme = forms.ChoiceField(
        label=_("Kind of code"),
        choices=[("", _("Select a kind of code")), *OutsideCode.Scheme.choices],
        error_messages={"required": _("Select a kind of code")},
    )
    words = TidyText(
        label=_("What is the code called?"),
        help_text=_("Only for another kind of code, for example “UKPRN”."),
        max_length=40,
        required=False,
    )
    code = forms.CharField(label=_("Code"), max_length=60, error_messages={"required": _("Enter the code")})

    def clean(self):
        data = super().clean() or {}
        scheme, code = data.get("scheme"), data.get("code")
        if scheme == OutsideCode.Scheme.OTHER and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Enter what this kind of code is called"))
        if scheme and code and (problem := problem_with(scheme, tidy_code(scheme, code))):
            self.add_error("code", problem)
        return data
