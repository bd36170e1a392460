"""Forms of the admin who looks after a partnership's surveys."""

from django import forms

from organisations.forms import helper_with_button


class SettleForm(forms.Form):
    """Why a link's answers count in spite of what was noticed."""

    helper = helper_with_button("Let its answers count", kind="secondary")
    why = forms.CharField(
        label="Why do its answers count?",
        help_text="For example: the whole school answered in one lesson. This stays on record. Please name nobody.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a few words on why these answers count."},
    )


class SetAsideForm(forms.Form):
    """Why a link is left out of the results."""

    helper = helper_with_button("Set this link aside")
    reason = forms.CharField(
        label="Why is it left out?",
        help_text="This stays on record, for whoever looks at the results later. Please name nobody.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a few words on why this link is left out."},
    )
