"""Forms of a team's session: what it is about, votes on a phone and on paper, and what the team said."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.assessing import StatementDraft
from assessments.actions.team_sessions import CODE_LENGTH
from assessments.forms.assessing import DOES_NOT_APPLY
from assessments.models import Rating, SessionStatement
from framework.models import Stage, Statement
from organisations.asking import AsksAboutPeople
from organisations.codes import tidy
from organisations.forms import helper_with_button
from organisations.row_forms import RowForm

NOT_SURE = "not-sure"
NOT_SURE_IN_WORDS = _("Not sure")
AN_HOUR = 6  # statements that fit into one, at about ten minutes each
WRONG_NUMBER = ("required", "invalid", "min_value", "max_value")
MOST_ON_PAPER = 100  # for each stage; a mistyped 1000 is noticed


class SessionForm(forms.Form):
    """Which statements a team will talk about."""

    helper = helper_with_button(_("Start team session"))
    statements = forms.MultipleChoiceField(
        label=_("Which statements will you talk about?"),
        help_text=_("Allow about 10 minutes for each. In an hour you can talk about 4 to 6 statements."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select at least one statement")},
    )

    def __init__(self, *args, ratings: list[Rating], voted: Collection[int] = (), **kwargs) -> None:
        """`ratings` are those of the self-assessment; what is not completed yet is selected, an hour of it.

        `voted` are the keys of statements that the team has voted on in this round.
        """
        self.by_code: dict[str, Statement] = {each.statement.code: each.statement for each in ratings}
        left = [
            each.statement.code
            for each in ratings
            if each.carried_forward or not (each.stage_id or each.does_not_apply)
        ]
        super().__init__(*args, initial={"statements": (left or list(self.by_code))[:AN_HOUR]}, **kwargs)
        field = self.fields["statements"]
        field.choices = [(code, str(statement)) for code, statement in self.by_code.items()]
        hints = {each.statement.code: _hint(each, has_voted=each.statement_id in voted) for each in ratings}
        field.option_hints = {code: hint for code, hint in hints.items() if hint}

    def chosen(self) -> list[Statement]:
        return [self.by_code[code] for code in self.cleaned_data["statements"]]


def _hint(rating: Rating, *, has_voted: bool) -> str:
    """How far a statement is. Never its stage: this is on the big screen, and no one is to vote with it in mind."""
    if has_voted:
        return str(_("Your team has voted on this in this round. You can talk about it, and not vote again."))
    if rating.carried_forward:
        return str(_("From last round"))
    return str(_("Completed")) if rating.stage_id or rating.does_not_apply else ""


class CodeForm(forms.Form):
    """The code of a session, typed from the wall."""

    mark_optional = False
    code = forms.CharField(
        label=_("Code"),
        help_text=_("It is on the screen in the room, for example abcd-efgh. Capital or small letters will both do."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Enter the code that is on the screen")},
    )

    def clean_code(self) -> str:
        code = tidy(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(_("The code has 8 letters and digits. Check it and try again."))
        return code


class VoteForm(forms.Form):
    """One vote on one statement. Nothing about a person is asked, and nothing can be written."""

    mark_optional = False
    stage = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select a stage, or “Not sure”"),
            "invalid_choice": _("Select a stage, or “Not sure”"),
        },
    )

    def __init__(self, *args, statement: Statement, stages: list[Stage], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field, words = self.fields["stage"], meanings(statement)
        field.label = str(statement)
        field.label_size = "m"
        field.choices = [*((str(stage.value), stage.title) for stage in stages), (NOT_SURE, NOT_SURE_IN_WORDS)]
        field.option_hints = {str(stage.value): words.get(stage.pk, stage.meaning) for stage in stages}
        field.option_dividers = [NOT_SURE]

    def value(self) -> int | None:
        """The value of the stage, None for "not sure"."""
        chosen = self.cleaned_data["stage"]
        return None if chosen == NOT_SURE else int(chosen)


def meanings(statement: Statement) -> dict[int, str]:
    """What each stage looks like for a statement, by the stage's key."""
    return {descriptor.stage_id: descriptor.text for descriptor in statement.descriptors.all()}


class PaperForm(forms.Form):
    """How many chose each stage on paper."""

    mark_optional = False

    def __init__(self, *args, stages: Iterable[Stage], **kwargs) -> None:
        super().__init__(*args, prefix="paper", **kwargs)
        self.values: dict[str, int | None] = {str(stage.value): stage.value for stage in stages} | {NOT_SURE: None}
        titles = {str(stage.value): stage.title for stage in stages} | {NOT_SURE: NOT_SURE_IN_WORDS}
        for name, title in titles.items():
            wrong = _("Enter a number from 0 to %(most)s, or leave it blank") % {"most": MOST_ON_PAPER}
            self.fields[name] = forms.IntegerField(
                label=title,
                required=False,
                min_value=0,
                max_value=MOST_ON_PAPER,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages=dict.fromkeys(WRONG_NUMBER, wrong),
            )

    def numbers(self) -> dict[int | None, int]:
        return {value: self.cleaned_data.get(name) or 0 for name, value in self.values.items()}


class DecisionForm(AsksAboutPeople, RowForm):
    """What the team said: its stage, why in a line, and in a line where people saw it differently."""

    mark_optional = False
    looks_at = ("why", "differing")
    helper = helper_with_button(_("Save and go on"))

    stage = forms.ChoiceField(
        label=_("Which stage did your team choose?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the stage that your team chose")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = SessionStatement
        fields = ("why", "differing")
        labels = {
            "why": _("Why, in one line?"),
            "differing": _("Where did people see it differently? (optional)"),
        }
        help_texts = {
            "why": _("For example, “new families are always asked, others only when we remember”."),
            "differing": _(
                "It stays on record beside the stage. For example, “on nights we see this much less often”. "
                "Do not say who."
            ),
        }
        error_messages = {
            "why": {"required": _("Enter in one line why your team chose it")},
        }

    def __init__(self, *args, rating: Rating, stages: list[Stage], **kwargs) -> None:
        row = kwargs["instance"]
        self.rating, self.stages = rating, stages
        chosen = DOES_NOT_APPLY if row.does_not_apply else row.stage.key if row.stage else ""
        super().__init__(*args, initial={"stage": chosen, "version": rating.version}, **kwargs)
        self.fields["why"].required = True
        field = self.fields["stage"]
        field.choices = [*((stage.key, stage.title) for stage in stages), (DOES_NOT_APPLY, _("Does not apply to us"))]
        field.option_dividers = [DOES_NOT_APPLY]
        self.order_fields(("stage", "why", "differing"))

    def draft(self) -> StatementDraft:
        chosen = self.cleaned_data["stage"]
        stage = next((stage for stage in self.stages if stage.key == chosen), None)
        does_not_apply = chosen == DOES_NOT_APPLY
        return StatementDraft(stage, does_not_apply, self.cleaned_data["why"] if does_not_apply else "")

    def say_what_came_between(self, rating: Rating) -> None:
        """Someone else has changed the rating since: pressed once more, the team's choice is what is to stand there."""
        who, theirs = rating.changed_by or _("Someone else"), StatementDraft.of(rating).in_words()
        said = _("%(who)s has changed this meanwhile to “%(theirs)s”. Save again to put your team’s choice there.")
        self.add_error("stage", said % {"who": who, "theirs": theirs})
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(rating.version)


class SlipsForm(forms.Form):
    """For how many people slips are printed."""

    mark_optional = False
    people = forms.IntegerField(
        label=_("How many people will vote on paper?"),
        min_value=1,
        max_value=40,
        initial=6,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(WRONG_NUMBER, _("Enter a number from 1 to 40")),
    )
