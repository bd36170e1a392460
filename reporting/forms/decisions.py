"""Forms for what a board decided: recording it, changing it, and choosing which ones to list."""

from __future__ import annotations

import datetime
from typing import cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.forms.recording import SentOnceForm
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY
from organisations.forms import DateInput, FilterForm
from organisations.models import Partnership, Round, User
from organisations.roles import IN_THE_PARTNERSHIP, Permission, Role
from organisations.row_forms import RowForm
from reporting.models import Decision
from reporting.read.decided import MARK_AS
from reporting.read.decision_figures import DecisionAbout, take_over_figure

NOTHING = "nothing"  # the choice of a decision that is about no figure


def owners_in(partnership: Partnership, *, and_also: int | None = None) -> QuerySet[User]:
    """Who can own a decision: whoever may read it; and whoever owns this one, though they may have left."""
    readers = [role for role in Role if Permission.VIEW_RESULTS in IN_THE_PARTNERSHIP[role]]
    here = Q(is_active=True, memberships__partnership=partnership, memberships__role__in=readers)
    return User.objects.filter(here | Q(pk=and_also)).distinct().order_by("name", "email")


class _DecisionFields(AsksAboutPeople, RowForm):
    """What both forms have: what, who and by when. Asks once about what could identify someone."""

    mark_optional = True
    looks_at = ("what", "outcome")  # whom it names as the one who does it is meant to be a name

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ("what", "owner", "who", "by_when")
        widgets = {
            "what": forms.Textarea(attrs={"rows": 3}),
            "outcome": forms.Textarea(attrs={"rows": 2}),
            "by_when": DateInput,
            "ended_on": DateInput,
            "state": forms.RadioSelect,
        }
        labels = {
            "what": _("What did the board decide?"),
            "owner": _("Owner"),
            "who": _("Who will do it?"),
            "by_when": _("By when?"),
            "state": _("Status"),
            "ended_on": _("Date it was done or dropped"),
            "outcome": _("What has changed because of it?"),
        }
        help_texts = {
            "what": _("One sentence, for example “Reflective supervision for all front-line teams”."),
            "owner": _("Someone with an account. It is on their home page, and they get reminders."),
            "who": _("A person, a team or an organisation. They do not need an account."),
            "ended_on": _("Leave this blank to use today’s date."),
            "outcome": _("One sentence. You can add this later."),
        }
        error_messages = {
            "what": {"required": _("Enter what the board decided")},
            "by_when": {"invalid": NOT_A_DAY},
            "ended_on": {"invalid": NOT_A_DAY},
            "state": {"required": _("Select a status")},
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "owner" in self.fields:
            owner = cast(forms.ModelChoiceField, self.fields["owner"])
            owner.queryset = owners_in(self.place_of_words(), and_also=self.instance.owner_id)
            owner.empty_label = _("No owner")

    def clean(self) -> dict:
        data = super().clean() or {}
        if "owner" in self.fields and not (data.get("owner") or data.get("who") or {"owner", "who"} & set(self.errors)):
            self.add_error("who", _("Enter who will do it, or select an owner"))
        return data

    def ask_about(self, state: str) -> None:
        """Let the question be the one that fits how it ends: of what is dropped nothing has come."""
        if state == Decision.State.DROPPED:
            self.fields["outcome"].label = _("Why was it dropped?")

    def clean_what(self) -> str:
        return " ".join(self.cleaned_data["what"].split())

    def clean_outcome(self) -> str:
        return " ".join(self.cleaned_data["outcome"].split())

    def place_of_words(self) -> Partnership:
        return self.instance.round.partnership


class RecordDecisionForm(_DecisionFields, SentOnceForm):
    """A new decision, and which of the page's figures it is about."""

    def __init__(self, *args, about: list[DecisionAbout], chosen: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.about = {one.key: one for one in about}
        self.helper = FormHelper()
        self.helper.add_input(Submit("record", _("Record decision")))
        # Chosen beforehand is what was asked for, or the only figure there is: of several only people can say which.
        named, figures = self.about.get(chosen), [one for one in about if one.columns.get("measure")]
        meant = named if named in figures else None
        if meant is None and len(figures) == 1:
            meant = figures[0]
        self.came_from = meant or named
        if about:
            self.fields["about"] = forms.ChoiceField(
                label=_("What is it about?"),
                choices=[
                    *([] if meant else [("", _("Select a result"))]),
                    *((one.key, one.words) for one in about),
                    (NOTHING, _("Nothing in particular")),
                ],
                initial=meant.key if meant else "",
                error_messages={"required": _("Select which result it is about, or “Nothing in particular”")},
            )
            self.order_fields(["about", "what", "owner", "who", "by_when"])

    def clean(self) -> dict:
        data = super().clean() or {}
        one = self.about.get(data.get("about", ""))
        if one is not None:
            take_over_figure(self.instance, one)
        return data


class DecisionForm(_DecisionFields):
    """A decision that is there, with how far it is."""

    class Meta(_DecisionFields.Meta):
        fields = ("what", "owner", "who", "by_when", "state", "ended_on", "outcome")

    def __init__(self, *args, on: datetime.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.ask_about(self.instance.state)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save decision")))

    def _released_on(self) -> datetime.date:
        """The day on which the results were released that it was decided on. One query."""
        first = self.instance.round.releases.first_of_their_rounds().get()
        return timezone.localdate(first.made_at)

    def clean(self) -> dict:
        data = super().clean() or {}
        day, is_open = data.get("ended_on"), data.get("state") in Decision.OPEN
        if day and day > self.on:
            self.add_error("ended_on", _("Date it was done or dropped must be today or in the past"))
        elif day and day < (released := self._released_on()):
            words = _("Date it was done or dropped must be on or after %(day)s, when the results were released")
            self.add_error("ended_on", words % {"day": date_format(released, "j F Y")})
        elif day and is_open and "ended_on" in self.changed_data:
            self.add_error("state", _("Select “Done” or “Dropped”, or leave the date blank"))
        elif is_open:
            data["ended_on"] = None  # the day of a decision that is open again
        elif "ended_on" not in self.errors:
            data["ended_on"] = day or self.on
        return data


class EndForm(_DecisionFields):
    """That a decision is done or dropped, and what has changed because of it, or why, where that can be said already.

    `was` is the status that the page showed beside it, `filters` what the list was narrowed to that it comes back to.
    """

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    filters = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta(_DecisionFields.Meta):
        fields = ("outcome",)
        help_texts = {"outcome": _("One sentence. The next board pack includes it. You can add it later.")}

    def __init__(self, *args, state: Decision.State, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.title = MARK_AS[state]
        self.ask_about(state)
        self.initial["was"] = self.instance.state
        self.helper = FormHelper()
        self.helper.add_input(Submit("end", self.title))


class DecisionFilter(FilterForm):
    """Which decisions to list. Nothing chosen is all of them."""

    state = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("All")), ("open", _("Open")), ("overdue", _("Overdue")), *Decision.State.choices],
        required=False,
    )
    round = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Decided on results for"),
        required=False,
        empty_label=_("All rounds"),
        to_field_name="slug",
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("All"))

    def __init__(self, data, *, partnership: Partnership, on: datetime.date) -> None:
        super().__init__(data)
        self.on = on
        rounds = Round.objects.released().filter(partnership=partnership).newest_first()
        cast(forms.ModelChoiceField, self.fields["round"]).queryset = rounds
        owned = Decision.objects.in_partnership(partnership).values("owner")
        owners = User.objects.filter(pk__in=owned).order_by("name", "email")
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = owners
        self.is_valid()

    def apply(self, decisions):
        asked = self.cleaned_data
        match asked.get("state"):
            case "open":
                decisions = decisions.open()
            case "overdue":
                decisions = decisions.overdue_on(self.on)
            case str(state) if state:
                decisions = decisions.filter(state=state)
        if asked.get("round"):
            decisions = decisions.filter(round=asked["round"])
        if asked.get("owner"):
            decisions = decisions.filter(owner=asked["owner"])
        return decisions
