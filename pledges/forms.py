"""Forms for pledges."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.forms import DateInput, helper_with_button
from pledges.models import Commitment, Pledge


class PledgeForm(forms.ModelForm):
    """A leader's pledge in their own words, with the kinds of commitment it makes."""

    helper = helper_with_button(_("Send the pledge"))
    kinds = forms.MultipleChoiceField(
        label=_("What kinds of commitment is it?"),
        help_text=_("Choose all that fit."),
        choices=Commitment.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of commitment.")},
    )

    class Meta:
        model = Pledge
        fields = ("text", "leader_name", "leader_role", "made_on", "is_public")
        labels = {
            "text": _("The pledge, in your own words"),
            "leader_name": _("Leader’s name"),
            "leader_role": _("Leader’s role"),
            "made_on": _("Day of the pledge"),
            "is_public": _("Show it on the public pledge wall"),
        }
        help_texts = {
            "text": _(
                "One or two sentences that say what will be different, for example “We will not ask any family "
                "to tell us their story twice”."
            ),
            "leader_role": _("For example “Head teacher”."),
        }
        widgets = {"made_on": DateInput, "text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "text": {"required": _("Write the pledge.")},
            "leader_name": {"required": _("Write the leader’s name.")},
            "leader_role": {"required": _("Write the leader’s role.")},
            "made_on": {"required": _("Choose the day of the pledge.")},
        }

    field_order = ("text", "kinds", "leader_name", "leader_role", "made_on", "is_public")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["kinds"] = [commitment.kind for commitment in self.instance.commitments.all()]
        else:
            self.initial["made_on"] = self.initial.get("made_on") or timezone.localdate()

    def clean_made_on(self):
        day = self.cleaned_data["made_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of the pledge cannot be in the future."))
        return day


class ReturnForm(forms.Form):
    """A note with which a pledge goes back."""

    helper = helper_with_button(_("Send it back"))
    note = forms.CharField(
        label=_("What should they look at again?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Write what they should look at again.")},
    )
