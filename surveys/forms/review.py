"""Forms of those who read comments first."""

from django import forms
from django.utils.translation import gettext_lazy as _

from framework.models import Feature
from organisations.forms import helper_with_button
from organisations.models import Round
from surveys.actions.comments import RELEASED_WITHOUT, version_of
from surveys.models import Comment
from surveys.personal_data import find_identifying


class CommentReviewForm(forms.Form):
    """What becomes of one comment."""

    helper = helper_with_button(_("Settle this comment"))
    text = forms.CharField(
        label=_("The comment"),
        help_text=_(
            "Take out names and whatever would tell who wrote it or whom it is about, for example “[a worker]”. "
            "What you save here takes the place of what was written."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        strip=True,
        error_messages={"required": _("Leave some of the comment, or choose “Not shown”.")},
    )
    features = forms.ModelMultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("Choose all that fit, or none."),
        queryset=Feature.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    state = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (Comment.State.RELEASED, _("May be shown")),
            (Comment.State.WITHHELD, _("Not shown")),
            (Comment.State.ESCALATED, _("Pass it on: somebody may not be safe")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the comment.")},
    )
    outcome = forms.CharField(
        label=_("Why, or what was done"),
        help_text=_("For yourself and other reviewers. Needed where it is not shown or passed on."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    nobody = forms.BooleanField(
        label=_("I have read it again: nobody can be told by it, neither who wrote it nor whom it is about"),
        required=False,
    )

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, comment: Comment, **kwargs) -> None:
        initial = {"text": comment.text, "outcome": comment.outcome, "version": version_of(comment)}
        if comment.state != Comment.State.WAITING:
            initial["state"] = comment.state
        super().__init__(*args, initial=initial, **kwargs)
        if comment.round.state == Round.State.RELEASED:
            self._let_nothing_through_any_more()
        self.fields["features"].queryset = Feature.objects.filter(framework=comment.round.framework_id)
        self.fields["features"].initial = [feature.pk for feature in comment.features.all()]
        self.fields["state"].option_hints = {
            Comment.State.RELEASED: _("After the round’s release, only where at least 10 people answered."),
            Comment.State.WITHHELD: _("For example because the person could still be recognised."),
            Comment.State.ESCALATED: _("The partnership’s safeguarding contact is told at once. It is not shown."),
        }

    def _let_nothing_through_any_more(self) -> None:
        """What a release did not count cannot be shown after it."""
        state = self.fields["state"]
        state.choices = [choice for choice in state.choices if choice[0] != Comment.State.RELEASED]
        state.error_messages["invalid_choice"] = RELEASED_WITHOUT
        del self.fields["nobody"]

    def ask_again(self, reason: str, comment: Comment) -> None:
        """Show the form once more with all that was written, for the comment as it stands now."""
        self.add_error(None, reason)
        self.data = self.data.copy()
        self.data["version"] = version_of(comment)

    def clean(self):
        data = super().clean()
        state = data.get("state")
        if state in (Comment.State.WITHHELD, Comment.State.ESCALATED) and not data.get("outcome", "").strip():
            self.add_error("outcome", _("Write a few words on why, or on what was done."))
        if state == Comment.State.RELEASED and not data.get("nobody"):
            still = [f"“{words}” ({kind})" for words, kind in find_identifying(data.get("text", ""))]
            ask = _("Read the comment once more, then tick this.")
            if still:
                ask = _("Have a look at: %(found)s. Take it out, or tick this if it names nobody.")
                ask = ask % {"found": "; ".join(still[:6])}
            self.add_error("nobody", ask)
        return data
