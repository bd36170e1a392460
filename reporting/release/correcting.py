"""Correcting a release in sight: the first stays as it was, a second one says what was wrong and takes its place.

Two persons, as for a release. No answer is counted again: see `reporting/protect/corrected.py`.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activities.actions.released import mark_counted
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Sector, Service, User
from organisations.saving import hold
from reporting import figures as f
from reporting.measures.names import results_of, take_up_of
from reporting.measures.registry import RECORDED
from reporting.measures.round_before import RoundBefore
from reporting.measures.round_context import RoundContext
from reporting.measures.surveys import NOT_SHOWN, figures_of_question
from reporting.models import FIGURE_COLUMNS, Correction, Release, ReleasedFigure, ReleasedNarrative
from reporting.protect.corrected import corrected, to_the_next_five
from reporting.protect.disclosure import Thresholds
from reporting.protect.rollup import Node
from reporting.release.holding import hold_records
from surveys.models import ClosedRoundResponse, Comment, Instrument, SurveyLink

NOT_RECOUNTED = {"actions", "barriers"}  # written down at sealing, or of people who named them
TAKEN_DOWN = _("Taken down from released results.")


@dataclass
class Wanted:
    """What one person wants corrected."""

    note: str
    recounts: bool = False
    links: list[SurveyLink] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    moved: Service | None = None
    moved_to: Sector | None = None

    @classmethod
    def of(cls, begun: Correction) -> Wanted:
        return cls(
            begun.note,
            begun.recounts,
            list(begun.links.select_related("instrument", "service")),
            list(begun.comments.all()),
            begun.moved,
            begun.moved_to,
        )

    @property
    def touches_answers(self) -> bool:
        return bool(self.links or self.moved)


class Corrected:
    """The figures of a release as a correction publishes them, and what became of each."""

    def __init__(self, release: Release, wanted: Wanted) -> None:
        self.release, self.wanted = release, wanted
        limits = Thresholds(release.least_people, release.least_beside_largest)
        self.context = RoundContext(release.round, limits)
        self.became: Counter[str] = Counter()
        self.changed: list[tuple[dict, dict | None]] = []

    @cached_property
    def rows(self) -> list[dict]:
        """All figures, column by column; what became of them is known afterwards."""
        recounted = dict(self._recounted())
        found: list[dict] = []
        for row in ReleasedFigure.objects.of(self.release).values(*FIGURE_COLUMNS):
            if row["measure"] in RECORDED and self.wanted.recounts and row["measure"] not in NOT_RECOUNTED:
                new = recounted.pop(_key(row), None)
            else:
                new = self._of_answers(row)
            if new is not None:
                found.append(new)
            self._note(row, new)
        for new in recounted.values():
            found.append(new)
            self._note(None, new)
        return found

    def _note(self, old: dict | None, new: dict | None) -> None:
        if old == new:
            self.became["same"] += 1
            return
        is_left_out = new is None or (new["status"] != f.SHOWN and bool(old and old["status"] == f.SHOWN))
        is_wider = bool(new and old and new["subject_kind"] == f.QUESTION and new["value"] is not None)
        self.became["left out" if is_left_out else "wider" if is_wider else "new"] += 1
        self.changed.append((old or {}, new))

    @property
    def mark(self) -> str:
        """A hash of all figures."""
        lines = (repr([row[name] for name in FIGURE_COLUMNS]) for row in self.rows)
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()

    @property
    def in_words(self) -> str:
        """What became of figures, in a sentence."""
        _rows = self.rows
        said = [
            words % {"n": self.became[what]}
            for what, words in (
                ("new", ngettext("%(n)s figure is new", "%(n)s figures are new", self.became["new"])),
                ("wider", ngettext("%(n)s is less exact", "%(n)s are less exact", self.became["wider"])),
                ("left out", ngettext("%(n)s is left out", "%(n)s are left out", self.became["left out"])),
            )
            if self.became[what]
        ]
        return str(", ".join(said) if said else _("No figure has changed"))

    # --- records -----------------------------------------------------------------------------------------------------

    def _recounted(self) -> Iterator[tuple[tuple, dict]]:
        if not self.wanted.recounts:
            return
        for key, measure in RECORDED.items():
            if key in NOT_RECOUNTED or measure.make is None:
                continue
            for figure in measure.make(self.context):
                row = ReleasedFigure.from_figure(figure)
                values = {name: getattr(row, name) for name in FIGURE_COLUMNS}
                yield _key(values), values

    # --- people's answers --------------------------------------------------------------------------------------------

    def _of_answers(self, row: dict) -> dict:
        moves = self._moves.get((row["measure"], row["level"], row["place"]))
        sectors = self._sectors_between
        moved, right = self.wanted.moved, self.wanted.moved_to
        if row["level"] == f.SERVICE and moved and right and row["place"] == moved.pk:
            return row | {"sector": right.pk}
        if moves is None:
            return _left_out(row) if row["level"] in (f.SECTOR, f.REST) and row["place"] in sectors else row
        if row["subject_kind"] == f.QUESTION and row["statistic"] == f.SHARE_POSITIVE and row["status"] == f.SHOWN:
            return self._wider(row, *moves)
        return _left_out(row)

    def _wider(self, row: dict, went: int, came: int) -> dict:
        shown = self._shown(row["measure"]).get(row["subject"], {}).get(Node(row["level"], row["place"]))
        result = corrected(shown, went=went, came=came) if shown and row["level"] != f.REST else None
        if result is None:
            return _left_out(row)
        place = f.Place(row["level"], row["place"], row["place_name"], row["sector"])
        question = self._asked[row["measure"]].asked[row["subject"]]
        figure = next(figures_of_question(row["measure"], place, question, result))
        made = ReleasedFigure.from_figure(figure)
        return {name: getattr(made, name) for name in FIGURE_COLUMNS}

    @cached_property
    def _instruments(self) -> dict[str, str]:
        """The surveys that services hand out, by the names of their results."""
        handed_out = Instrument.objects.filter(
            framework=self.release.round.framework_id, handed_out_by=Instrument.HandedOutBy.SERVICE
        )
        return {results_of(key): key for key in handed_out.values_list("key", flat=True)}

    @cached_property
    def _asked(self) -> dict[str, RoundBefore]:
        pairs = self._instruments.items()
        return {measure: RoundBefore(self.release, self.context, measure, key) for measure, key in pairs}

    def _shown(self, measure: str) -> dict:
        return dict(self._asked[measure].shown) if measure in self._asked else {}

    @cached_property
    def _sectors_between(self) -> set[int]:
        """The sectors of a service whose place was wrong: all that is counted there was counted wrongly."""
        moved = self.wanted.moved
        if moved is None or self.wanted.moved_to is None:
            return set()
        return {self.context.by_service[moved.pk].sector_id, self.wanted.moved_to.pk}

    @cached_property
    def _moves(self) -> dict[tuple[str, str, int], tuple[int, int]]:
        """By measure and place: how many people go from it, and how many come, to the next five."""
        found: Counter[tuple[str, str, int]] = Counter()
        came: Counter[tuple[str, str, int]] = Counter()
        for link in self.wanted.links:
            people = to_the_next_five(ClosedRoundResponse.objects.filter(survey_link=link).count())
            for measure in (results_of(link.instrument.key), take_up_of(link.instrument.key)):
                for at in self._above(link.service_id or 0):  # only links of services can be chosen
                    found[measure, *at] += people
        moved, right = self.wanted.moved, self.wanted.moved_to
        if moved and right:
            old = self.context.by_service[moved.pk].sector_id
            for key in self._instruments.values():
                people = to_the_next_five(self.context.people_who_answered(key).get(moved.pk, 0))
                found[results_of(key), f.SECTOR, old] += people
                came[results_of(key), f.SECTOR, right.pk] += people
        return {at: (found[at], came[at]) for at in {*found, *came}}

    def _above(self, service: int) -> list[tuple[str, int]]:
        sector = self.context.by_service[service].sector_id
        return [(f.SERVICE, service), (f.REST, sector), (f.SECTOR, sector), (f.SYSTEM, 0)]


def _key(row: dict) -> tuple:
    return tuple(row[name] for name in ("measure", "level", "place", "subject_kind", "subject", "statistic"))


def _left_out(row: dict) -> dict:
    """As any other figure that is not shown, whatever was left out."""
    if row["status"] != f.SHOWN:
        return row
    nothing = ("value", "base_low", "base_high", "numerator", "denominator", "low", "high")
    return row | dict.fromkeys(nothing) | {"status": f.WITHHELD, "edge": "", "note": NOT_SHOWN}


# --- two persons ------------------------------------------------------------------------------------------------------


def standing_release(round_) -> Release | None:
    """The release of a round that no other corrects."""
    return Release.objects.standing().filter(round=round_).select_related("round__partnership", "corrects").first()


@transaction.atomic
def begin_correction(*, release: Release, wanted: Wanted, by: User, at: datetime.datetime | None = None) -> Correction:
    """Prepare a correction for a second person. A note alone is always possible.

    Raises ActionRefused where another one waits, the release was corrected meanwhile, and where answers are touched of
    a round after which another one was released.
    """
    _hold_standing(release)
    if Correction.objects.filter(corrects=release).exists():
        raise ActionRefused(_("Another correction is waiting for a second person. Publish it or discard it first."))
    _refuse_what_is_not_possible(release, wanted)
    begun = Correction.objects.create(
        corrects=release,
        note=wanted.note,
        recounts=wanted.recounts,
        moved=wanted.moved,
        moved_to=wanted.moved_to,
        started_by=by,
        started_at=at or timezone.now(),
        looked_at=Corrected(release, wanted).mark,
    )
    begun.links.set(wanted.links)
    begun.comments.set(wanted.comments)
    record(partnership=release.round.partnership, by=by, what="prepared a correction", about=release.round)
    return begun


def _refuse_what_is_not_possible(release: Release, wanted: Wanted) -> None:
    if not wanted.touches_answers:
        return
    later = Release.objects.first_of_their_rounds().filter(
        round__partnership=release.round.partnership_id, made_at__gt=_first_of(release).made_at
    )
    if later.exists():
        raise ActionRefused(
            _(
                "A later round has been released, and its changes are since this one. You can still publish a note, "
                "count records again and take comments down."
            )
        )
    answers = ClosedRoundResponse.objects.in_round(release.round)
    if not answers.exists():
        raise ActionRefused(
            _("The answers of this round have been deleted, so we cannot say how many to take out. Write a note.")
        )


def _first_of(release: Release) -> Release:
    return Release.objects.first_of_their_rounds().get(round=release.round_id)


def _hold_standing(release: Release) -> None:
    hold_partnership(release.round.partnership_id)  # of two corrections at once each would correct the same
    hold(release.round)
    if Release.objects.filter(corrects=release).exists():
        raise ActionRefused(_("This release has just been corrected. Reload the page."))


@transaction.atomic
def discard_correction(*, correction: Correction, by: User) -> None:
    """Throw a prepared correction away. Nothing was published by it."""
    held = hold(correction)
    record(
        partnership=held.corrects.round.partnership,
        by=by,
        what="discarded a prepared correction",
        about=held.corrects.round,
    )
    held.delete()


@transaction.atomic
def publish_correction(*, correction: Correction, by: User, at: datetime.datetime | None = None) -> Release:
    """Publish what another person has prepared, whole or not at all. The first release stays as it was.

    Raises ActionRefused for the person who prepared it, and where figures come to something else by now.
    """
    release = Release.objects.select_related("round__partnership").get(pk=correction.corrects_id)
    _hold_standing(release)
    held = hold(correction)
    if held.started_by_id == by.pk:
        raise ActionRefused(_("You prepared this correction. Someone else needs to check and publish it."))
    if held.recounts:
        hold_records()
    wanted = Wanted.of(held)
    _refuse_what_is_not_possible(release, wanted)
    made = Corrected(release, wanted)
    if made.mark != held.looked_at:
        raise ActionRefused(_("Something has changed since this was prepared. Discard it and prepare it again."))
    new = Release.objects.create(
        round=release.round,
        corrects=release,
        correction=held.note,
        corrected_figures=made.in_words,
        made_at=at or timezone.now(),
        prepared_by_id=held.started_by_id,
        approved_by=by,
        method=release.method,
        least_people=release.least_people,
        least_beside_largest=release.least_beside_largest,
        attack=release.attack,
        since_id=release.since_id,
    )
    ReleasedFigure.objects.bulk_create((ReleasedFigure(release=new, **row) for row in made.rows), batch_size=2000)
    _copy_narratives(release, new)
    if held.recounts:
        mark_counted(round_=release.round)
    _take_down(wanted.comments)
    held.delete()
    record(partnership=release.round.partnership, by=by, what="corrected a release", about=release.round, at=at)
    return new


def _copy_narratives(old: Release, new: Release) -> None:
    columns = ("where", "text", "written_by_id", "written_on")
    rows = ReleasedNarrative.objects.filter(release=old).values(*columns)
    ReleasedNarrative.objects.bulk_create(ReleasedNarrative(release=new, **row) for row in rows)


def _take_down(comments: Collection[Comment]) -> None:
    """Everywhere, also beside the first release: what should not have been shown is shown no longer."""
    pks = [comment.pk for comment in comments]
    Comment.objects.filter(pk__in=pks).update(state=Comment.State.WITHHELD, outcome=str(TAKEN_DOWN))
