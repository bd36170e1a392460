"""Forms of the admin who looks after a partnership's surveys."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms import helper_with_button


class SettleFlagForm(forms.Form):
    """Why a link's answers count in spite of what was noticed."""

    helper = helper_with_button(_("Let its answers count"), kind="secondary")
    why = forms.CharField(
        label=_("Why do its answers count?"),
        help_text=_("For example: the whole school answered in one lesson. This stays on record. Please name nobody."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words on why these answers count.")},
    )


class SetAsideForm(forms.Form):
    """Why a link is left out of the results."""

    helper = helper_with_button(_("Set this link aside"))
    reason = forms.CharField(
        label=_("Why is it left out?"),
        help_text=_("This stays on record, for whoever looks at the results later. Please name nobody."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words on why this link is left out.")},
    )
