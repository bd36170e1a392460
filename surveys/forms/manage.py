"""Forms of the admin who looks after a partnership's surveys."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.asking import AsksAboutPeople
from organisations.forms import helper_with_button


class SettleFlagForm(AsksAboutPeople, forms.Form):
    """Why a link's answers count in spite of what was noticed."""

    looks_at = ("why",)
    helper = helper_with_button(_("Include these responses"), kind="secondary")
    why = forms.CharField(
        label=_("Why should these responses be included?"),
        help_text=_(
            "For example, the whole school answered in one lesson. This is recorded, so do not include anyone’s name."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Enter why these responses should be included")},
    )


class SetAsideForm(AsksAboutPeople, forms.Form):
    """Why a link is left out of the results."""

    looks_at = ("reason",)
    helper = helper_with_button(_("Exclude these responses from results"))
    reason = forms.CharField(
        label=_("Why should these responses be excluded?"),
        help_text=_("This is recorded for people who look at the results later. Do not include anyone’s name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Enter why these responses should be excluded")},
    )
