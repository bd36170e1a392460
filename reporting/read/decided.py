"""What a board decided, as pages, files and the board pack read it: before these results, and on them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from organisations.models import Partnership, Round
from reporting import figures as f
from reporting.models import Decision, Release, ReleasedFigure
from reporting.read.narratives import at_cell

# What can be made of a decision, from where it is.
NEXT = {
    Decision.State.NOT_STARTED: (Decision.State.UNDER_WAY, Decision.State.DONE, Decision.State.DROPPED),
    Decision.State.UNDER_WAY: (Decision.State.DONE, Decision.State.DROPPED),
    Decision.State.DONE: (Decision.State.UNDER_WAY,),
    Decision.State.DROPPED: (Decision.State.UNDER_WAY,),
}
TONES = {
    Decision.State.NOT_STARTED: "plain",
    Decision.State.UNDER_WAY: "sand",
    Decision.State.DONE: "brand",
    Decision.State.DROPPED: "plain",
}
# Each has a page of its own, which asks what has changed, or why.
MARK_AS = {Decision.State.DONE: _lazy("Mark as done"), Decision.State.DROPPED: _lazy("Mark as dropped")}


@dataclass(frozen=True)
class DecisionLine:
    """One decision as it is read on a day: its status in words, whether it is overdue, and its figure's page.

    `withheld_in` names the later round whose results do not show its figure; "" where they do, or have none.
    """

    decision: Decision
    on: datetime.date
    withheld_in: str = ""

    @property
    def status(self) -> str:
        """ "Done on 3 May 2026", "Under way"."""
        label = self.decision.get_state_display()
        if self.decision.ended_on is None:
            return label
        return _("%(status)s on %(day)s") % {"status": label, "day": date_format(self.decision.ended_on, "j F Y")}

    @property
    def tone(self) -> str:
        return TONES[Decision.State(self.decision.state)]

    @property
    def is_overdue(self) -> bool:
        return self.decision.is_overdue_on(self.on)

    @property
    def due(self) -> str:
        """ "by 1 July 2026", "was due by 1 July 2026"; "" where no day was set."""
        if self.decision.by_when is None:
            return ""
        words = _("was due by %(day)s") if self.is_overdue else _("by %(day)s")
        return words % {"day": date_format(self.decision.by_when, "j F Y")}

    @property
    def next(self) -> tuple[Decision.State, ...]:
        """What one press makes of it; done and dropped have a page each, which asks what has changed, or why."""
        return tuple(state for state in NEXT[Decision.State(self.decision.state)] if state in Decision.OPEN)

    @property
    def ends(self) -> list[tuple[str | Promise, str]]:
        """How it can end: the words and the page of each."""
        here = [self.decision.round.partnership.slug, self.decision.pk]
        ends = [state for state in NEXT[Decision.State(self.decision.state)] if state in MARK_AS]
        return [(MARK_AS[state], reverse(f"reporting:decision-{state}", args=here)) for state in ends]

    @property
    def url(self) -> str:
        """The page of the cell or the figure that it is about, or of the results that it was decided on."""
        one = self.decision
        here = [one.round.partnership.slug, one.round.slug]
        if one.cell:
            return reverse("reporting:cell", args=[*here, *at_cell(one.cell)])
        if one.measure and one.level == f.SYSTEM:
            return reverse("reporting:measure-results", args=[*here, one.measure])
        if one.measure:
            return reverse("reporting:place-results", args=[*here, one.measure, one.level, one.place])
        if one.subject_kind == f.FEATURE:
            return reverse("reporting:theme", args=[*here, one.subject])
        return reverse("reporting:round-dashboard", args=here)


def lines_of(decisions: Iterable[Decision], *, on: datetime.date, beside: Release | None = None) -> list[DecisionLine]:
    """Decisions as they are read on a day, in their order, `beside` the results of a round. One query more for these.

    A decision keeps its figure's words as they were published. Where a later round does not show that figure, it says
    so: what nobody may know now must not be read as if it were still what is known.
    """
    found = list(decisions)
    withheld = _withheld_in(beside, found) if beside else set()
    return [DecisionLine(one, on, beside.round.name if beside and one.pk in withheld else "") for one in found]


def _withheld_in(release: Release, decisions: list[Decision]) -> set[int]:
    """The decisions on earlier rounds whose figure this release withholds. One query, or none."""
    earlier = [one for one in decisions if one.measure and one.round.opens_on < release.round.opens_on]
    if not earlier:
        return set()
    rows = (
        ReleasedFigure.objects.of(release)
        .order_by()
        .filter(
            measure__in={one.measure for one in earlier},
            place__in={one.place for one in earlier},
            subject__in={one.subject for one in earlier},
        )
    )
    statuses: dict[tuple, set[str]] = {}
    for *key, status in rows.values_list("measure", "level", "place", "subject_kind", "subject", "status"):
        statuses.setdefault(tuple(key), set()).add(status)

    def said_of(one: Decision) -> set[str]:
        return statuses.get((one.measure, one.level, one.place, one.subject_kind, one.subject), set())

    return {one.pk for one in earlier if f.WITHHELD in said_of(one) and f.SHOWN not in said_of(one)}


@dataclass(frozen=True)
class Decided:
    """What was decided before the results of a round, and on them.

    `round` is the round before, if there is one. `then` was decided on it; `still_open` was decided on earlier rounds
    and is not done yet; `now` was decided on these results.
    """

    round: Round | None = None
    then: list[DecisionLine] = field(default_factory=list)
    still_open: list[DecisionLine] = field(default_factory=list)
    now: list[DecisionLine] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.then or self.still_open or self.now)


def decided(release: Release, releases: list[Release], *, on: datetime.date, about: Q | None = None) -> Decided:
    """What the board that reads this release decided before, and has decided since; with its status on a day.

    `releases` are all of the partnership, newest round first. `about` narrows it to what is about a cell or a feature.
    Two queries at most.
    """
    round_ = release.round
    # By the rounds themselves, not by what changes are worked out from: a board decides also where nothing compares.
    earlier = [one.round for one in releases if one.round.opens_on < round_.opens_on]
    before = earlier[0] if earlier else None
    last = before.pk if before else None
    asked = Q(round__in=[one for one in (round_, before) if one]) | Q(round__in=earlier, state__in=Decision.OPEN)
    found = Decision.objects.filter(asked, about or Q()).select_related("round__partnership", "owner")
    lines = lines_of(found.in_order(), on=on, beside=release)
    return Decided(
        before,
        then=[line for line in lines if line.decision.round_id == last],
        still_open=[line for line in lines if line.decision.round_id not in (last, round_.pk)],
        now=[line for line in lines if line.decision.round_id == round_.pk],
    )


def about_cell(name: str) -> Q:
    """Decisions about a cell of the matrix, or a figure in it."""
    return Q(cell=name)


def about_feature(code: str) -> Q:
    """Decisions about a feature of the framework, or what someone says of it, at whatever place."""
    return Q(subject_kind=f.FEATURE, subject=code)


def open_decisions(partnership: Partnership, *, on: datetime.date) -> list[DecisionLine]:
    """Those that someone still has to carry out, the most pressing first. One query."""
    found = Decision.objects.in_partnership(partnership).open().select_related("round__partnership", "owner")
    return lines_of(found.in_order(), on=on)
