"""What somebody says before everything is taken out."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TakeOutForm(forms.Form):
    """That the file holds personal data, and that they will look after it."""

    is_looked_after = forms.BooleanField(
        label=_("I will keep this file safe, and delete it when it is no longer needed"),
        error_messages={"required": _("Confirm that you will keep this file safe")},
    )
