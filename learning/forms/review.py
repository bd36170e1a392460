"""What a reviewer decides about a barrier that someone named without a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.actions.reviewing import ASK, ESCALATE, KEEP_OUT, PASS_ON, version_of
from learning.models import Barrier
from learning.models.barriers import MOST_WORDS
from organisations.forms import helper_with_button
from organisations.models import Organisation
from organisations.personal_data import find_identifying

MOST_NAMED = 6  # finds that the tick names


def ask_for_the_tick(form: forms.Form, words: str) -> None:
    """Ask for the tick that no one can be identified, and name what may identify someone."""
    still = [f"“{found}” ({kind})" for found, kind in find_identifying(words)]
    ask = _("Read the words again, then select this")
    if still:
        ask = _("Check %(found)s. Take it out, or select this if it does not identify anyone")
        ask = ask % {"found": ", ".join(still[:MOST_NAMED])}
    form.add_error("nobody", ask)


class ReviewBarrierForm(forms.Form):
    """What becomes of it."""

    helper = helper_with_button(_("Save decision"))
    words = forms.CharField(
        label=_("What stands in the way"),
        help_text=_(
            "Take out names and anything else that could identify the person who wrote it or anyone it is about. "
            "What you save replaces what was written."
        ),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Enter what stands in the way")},
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Who should answer?"),
        required=False,
        empty_label=_("The board, for the partnership as a whole"),
    )
    decision = forms.ChoiceField(
        label=_("What should happen?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what should happen")},
    )
    said = forms.CharField(
        label=_("What should the person read who holds the slip?"),
        help_text=_("Enter your question, or why it does not go into the ledger. Be kind: they trusted us with it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    nobody = forms.BooleanField(
        label=_("I have checked that no one can be identified, either the person who wrote it or anyone it is about"),
        required=False,
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, barrier: Barrier, **kwargs) -> None:
        initial = {"words": barrier.words, "organisation": barrier.organisation_id, "version": version_of(barrier)}
        super().__init__(*args, initial=initial, **kwargs)
        self.barrier = barrier
        self.fields["organisation"].queryset = Organisation.objects.in_partnership(barrier.partnership).active()
        decisions = [(PASS_ON, _("Pass it to those who answer"))]
        if barrier.slip and not barrier.question:
            decisions.append((ASK, _("Ask one question first")))
        decisions += [(KEEP_OUT, _("Keep it out of the ledger")), (ESCALATE, _("Pass to safeguarding"))]
        self.fields["decision"].choices = decisions
        self.fields["decision"].option_hints = {
            PASS_ON: _("They can read it from then on, and the days to an answer begin."),
            ASK: _("The person with the slip can answer it once. You see the answer here."),
            KEEP_OUT: _("For example, because it is about one person. It is deleted after 3 months."),
            ESCALATE: _("Someone may not be safe. We alert the partnership’s safeguarding contact straight away."),
        }

    def clean(self):
        data = super().clean()
        decision = data.get("decision")
        if decision in (ASK, KEEP_OUT) and not data.get("said", "").strip():
            self.add_error("said", _("Enter your question, or why it does not go into the ledger"))
        if decision == PASS_ON and not data.get("nobody"):
            ask_for_the_tick(self, data.get("words", ""))
        return data

    def ask_again(self, reason: str, barrier: Barrier) -> None:
        """Show the form once more with all that was written, for the barrier as it stands now."""
        self.add_error(None, reason)
        self.data = self.data.copy()
        self.data["version"] = version_of(barrier)
