"""Forms of those who read comments first."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from framework.models import Feature
from organisations.asking import AsksAboutPeople
from organisations.forms import helper_with_button
from organisations.models import Round
from organisations.personal_data import find_identifying
from surveys.actions.comments import EXCLUDED, RELEASED_WITHOUT, version_of
from surveys.models import Comment


class CommentReviewForm(forms.Form):
    """What should happen to one comment."""

    helper = helper_with_button(_("Save decision"))
    text = forms.CharField(
        label=_("Comment"),
        help_text=_(
            "Take out names and anything else that could identify the person who wrote it or anyone it is about. "
            "You could write “[a worker]” instead. What you save replaces what was written."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        strip=True,
        error_messages={
            "required": _("Enter the comment. If none of it can be shown, leave it as it was and select “Not shown”")
        },
    )
    features = forms.ModelMultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("Select all that apply, or none."),
        queryset=Feature.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    state = forms.ChoiceField(
        label=_("What should happen to this comment?"),
        choices=[
            (Comment.State.RELEASED, _("May be shown")),
            (Comment.State.WITHHELD, _("Not shown")),
            (Comment.State.ESCALATED, _("Pass to safeguarding")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what should happen to this comment")},
    )
    outcome = forms.CharField(
        label=_("Reason, or what was done"),
        help_text=_("For you and other reviewers. Enter this if it is not shown or is passed to safeguarding."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    nobody = forms.BooleanField(
        label=_("I have checked that no one can be identified, either the person who wrote it or anyone it is about"),
        required=False,
    )

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, comment: Comment, **kwargs) -> None:
        initial = {"text": comment.text, "outcome": comment.outcome, "version": version_of(comment)}
        if comment.state != Comment.State.WAITING:
            initial["state"] = comment.state
        super().__init__(*args, initial=initial, **kwargs)
        if comment.set_aside:
            self._only_pass_on()
        elif comment.round.state == Round.State.RELEASED:
            self._let_nothing_through_any_more()
        self.fields["features"].queryset = Feature.objects.filter(framework=comment.round.framework_id)
        self.fields["features"].initial = [feature.pk for feature in comment.features.all()]
        self.fields["state"].option_hints = {
            Comment.State.RELEASED: _("Shown after the results are released, and only if at least 10 people answered."),
            Comment.State.WITHHELD: _("For example, because someone could still be identified."),
            Comment.State.ESCALATED: _(
                "Someone may not be safe. We alert the partnership’s safeguarding contact straight away, if there is "
                "one. The comment is not shown."
            ),
        }

    def _only_pass_on(self) -> None:
        """What is excluded may be from someone who is not safe all the same; nothing else can be decided about it."""
        state = self.fields["state"]
        state.choices = [choice for choice in state.choices if choice[0] == Comment.State.ESCALATED]
        state.error_messages["invalid_choice"] = EXCLUDED
        del self.fields["nobody"]

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
            self.add_error("outcome", _("Enter a reason, or what was done"))
        if state == Comment.State.RELEASED and not data.get("nobody"):
            still = [f"“{words}” ({kind})" for words, kind in find_identifying(data.get("text", ""))]
            ask = _("Read the comment again, then select this")
            if still:
                ask = _("Check %(found)s. Take it out, or select this if it does not identify anyone")
                ask = ask % {"found": ", ".join(still[:6])}
            self.add_error("nobody", ask)
        return data


class SettleSeveralForm(forms.Form):
    """What should happen to all comments that are selected in the list. No text is changed here."""

    picked = forms.MultipleChoiceField(
        label=_("Comments"),
        error_messages={
            "required": _("Select at least one comment"),
            "invalid_choice": _("One of these comments has been changed since you opened the page. Select them again"),
        },
    )
    state = forms.ChoiceField(
        label=_("What should happen to the selected comments?"),
        choices=[(Comment.State.RELEASED, _("May be shown")), (Comment.State.WITHHELD, _("Not shown"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what should happen to the selected comments")},
    )
    features = forms.MultipleChoiceField(
        label=_("What are they about?"),
        help_text=_("Select all that apply to every selected comment, or none."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    outcome = forms.CharField(
        label=_("Reason"),
        help_text=_("For you and other reviewers. Enter this if the selected comments are not shown."),
        max_length=500,
        required=False,
    )
    nobody = forms.BooleanField(
        label=_("I have read each selected comment and checked that no one can be identified"), required=False
    )

    def __init__(self, *args, comments: list[Comment], features: list[Feature], **kwargs) -> None:
        """`comments` are those on the page. A value names one as it was shown, so that no change is overwritten."""
        super().__init__(*args, **kwargs)
        self.by_value = {value_of(comment): comment for comment in comments}
        self.fields["picked"].choices = [(value, value) for value in self.by_value]
        self.fields["features"].choices = [(feature.code, str(feature)) for feature in features]
        self.fields["state"].option_hints = {
            Comment.State.RELEASED: _(
                "A comment with a possible name is left in the list. Open it on its own to take the name out."
            )
        }

    def clean(self):
        data = super().clean()
        if data.get("state") == Comment.State.WITHHELD and not data.get("outcome", "").strip():
            self.add_error("outcome", _("Enter a reason"))
        if data.get("state") == Comment.State.RELEASED and not data.get("nobody"):
            self.add_error("nobody", _("Read the selected comments, then select this"))
        return data

    def chosen(self) -> list[Comment]:
        """The selected comments, as they were shown."""
        return [self.by_value[value] for value in self.cleaned_data["picked"]]


def value_of(comment: Comment) -> str:
    """What stands for a comment on the page: its name, and how it was when it was shown."""
    return f"{comment.pk}.{version_of(comment)}"


class HeapForm(AsksAboutPeople, forms.Form):
    """What becomes of comments that came all at once, and why: on record for whoever reads the audit log."""

    looks_at = ("reason",)
    helper = helper_with_button(_("Save decision"))
    what = forms.ChoiceField(
        label=_("What should happen to these comments?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what should happen to these comments")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "For example, a whole school answered in one lesson. This is recorded, so do not include anyone’s name."
        ),
        max_length=480,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Enter why")},
    )

    read = forms.CharField(required=False, widget=forms.HiddenInput)

    TAKE_IN, ASIDE, ALL_ASIDE = "take-in", "aside", "all-aside"

    def __init__(self, *args, held: int, queued: int, **kwargs) -> None:
        """`held` comments are in the heap, and `queued` of the same link in the queue that may go with them."""
        super().__init__(*args, **kwargs)
        choices = [
            (self.TAKE_IN, _("Move them into the queue, to be reviewed one by one")),
            (self.ASIDE, ngettext("Exclude this comment", "Exclude these %(n)s comments", held) % {"n": held}),
        ]
        if queued:
            both = ngettext(
                "Exclude them, and %(n)s comment in the queue that came by the same link",
                "Exclude them, and %(n)s comments in the queue that came by the same link",
                queued,
            )
            choices.append((self.ALL_ASIDE, both % {"n": queued}))
        self.fields["what"].choices = choices
