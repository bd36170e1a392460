"""One loop on a service's page: what we saw, what people told us, what we will do, what we told people.

Only what this service alone may be seen by: its own released figures, comments that may be shown of it, its own words.
"""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.models import ImprovementAction, JourneyPlace
from organisations.models import Round, Service
from reporting import figures as f
from reporting.change import SAME
from reporting.measures.round_context import RoundContext
from reporting.models import ReleasedFigure
from reporting.protect.disclosure import Thresholds
from reporting.protect.rollup import Node
from reporting.read.comments import ShownComment, comments_at
from reporting.read.comparing import WHO, in_words
from reporting.read.helped import shown_of
from reporting.read.selectors import ReleasedRound
from reporting.read.sentences import since_in_words
from reporting.read.voices import SERVICES, FeatureVoices, ThreeVoices, Voice

MOST_FEATURES = 2  # that "What we saw" shows; the page of results has them all
MOST_COMMENTS = 3
MOST_ACTIONS = 4
MOST_REPLIES = 2
Changes = dict[tuple[str, str], ReleasedFigure]


@dataclass(frozen=True)
class Saw:
    """One feature as this service's own people, its staff and its families see it, where that may be shown."""

    feature: str
    rows: list[tuple[str | Promise, int | None]]  # who, and a number from 0 to 100; None where it is not shown
    gap: str
    since: list[str]


@dataclass(frozen=True)
class WhatWeSaw:
    """The service's own figures in its newest released round."""

    voices: ThreeVoices
    features: list[Saw]

    @property
    def round(self) -> Round:
        return self.voices.released.round


def what_we_saw(service: Service, released: ReleasedRound, *, may_read_own_word: bool) -> WhatWeSaw:
    """The features on which voices are furthest apart; without any, those with the lowest figure that is shown.

    Ten queries or so, whatever the number of features.
    """
    voices = ThreeVoices(released, f.SERVICE, service.pk, may_read_own_word=may_read_own_word)
    apart = sorted(voices.worth_talking_about, key=lambda row: -row.gap.points if row.gap else 0)
    rows = apart or sorted((row for row in voices.rows if _numbers(row)), key=lambda row: min(_numbers(row)))
    chosen = rows[:MOST_FEATURES]
    changes = _changes(released, service, [row.feature.code for row in chosen])
    return WhatWeSaw(voices, [_saw(row, changes, released.earlier) for row in chosen])


def _numbers(row: FeatureVoices) -> list[int]:
    return [one.number for one in row.said if one.number is not None]


def _saw(row: FeatureVoices, changes: Changes, earlier: ReleasedRound | None) -> Saw:
    said = [(one.voice.name, one.number) for one in row.said if one.number is not None or one.status == f.WITHHELD]
    gap = f"{row.gap.words} {row.gap.note}".strip() if row.gap and row.gap.question else ""
    # Only of whom a figure stands above: a change of what is not shown would be all that is said of it.
    heard = [one.voice for one in row.said if one.number is not None and one.voice.key != SERVICES]
    there = [(voice, changes[key]) for voice in heard if (key := (voice.measure, row.feature.code)) in changes]
    return Saw(str(row.feature), said, gap, [_since(voice, change, earlier) for voice, change in there if earlier])


def _since(voice: Voice, change: ReleasedFigure, earlier: ReleasedRound) -> str:
    """ "Staff: no clear change since Autumn 2025", "Staff, since Autumn 2025: 6 points higher (between 3 and 10)"."""
    before = earlier.round.name
    if change.edge == SAME:
        return _("%(who)s: %(change)s") % {"who": WHO[voice.key], "change": since_in_words(SAME, before)}
    said = _("%(who)s, since %(round)s: %(change)s")
    return said % {"who": WHO[voice.key], "round": before, "change": in_words(change)}


def _changes(released: ReleasedRound, service: Service, features: list[str]) -> Changes:
    """What was released of each voice beside the round before, by measure and feature."""
    rows = ReleasedFigure.objects.of(released.release).at(f.SERVICE, service.pk)
    rows = rows.filter(statistic=f.CHANGE, subject_kind=f.FEATURE, subject__in=features)
    return {(row.measure, row.subject): row for row in rows if row.is_shown}


def what_people_wrote(service: Service, released: ReleasedRound, about: list[str]) -> tuple[list[ShownComment], int]:
    """The first few comments that may be shown of this service, those about these features first; and how many."""
    limits = Thresholds(released.release.least_people, released.release.least_beside_largest)
    shown = comments_at(RoundContext(released.round, limits), Node(f.SERVICE, service.pk))
    first = sorted(shown, key=lambda one: not set(one.features) & set(about))
    return first[:MOST_COMMENTS], len(shown)


def how_many_actions(service: Service) -> list[str]:
    """How many actions are in which state, in words, for those who may not read them: "2 planned", "1 under way"."""
    numbers = service.improvement_actions.all().numbers("service")
    return ImprovementAction.in_words(numbers.get(service.pk, {}))


def what_we_told(service: Service) -> list:
    """What is public of "You said, we did", the newest first."""
    return list(service.replies.published()[:MOST_REPLIES])


def what_we_will_do(service: Service, on: datetime.date) -> list[tuple[ImprovementAction, bool]]:
    """The first few open actions by their day, each with whether that has passed."""
    rows = service.improvement_actions.open().in_order().with_words()[:MOST_ACTIONS]
    return [(action, action.is_late_on(on)) for action in rows]


def journey_of(service: Service, round_: Round) -> tuple[int, int] | None:
    """On how many lines of the change journey it is placed in a round, of how many; None where there are no lines."""
    lines = round_.framework.journey_lines.count()
    return (JourneyPlace.objects.in_round(round_).filter(service=service).count(), lines) if lines else None


def loop_of(service: Service, newest: Round | None, *, may_read: bool, on: datetime.date) -> dict:
    """All four, for the page. `newest` is the newest released round with this service that the person may see."""
    # What an action is, and so what the team said of it, is for those who may read the plan.
    context: dict = {"told": what_we_told(service), "helped": shown_of(service) if may_read else []}
    context |= {"will_do": what_we_will_do(service, on)} if may_read else {"actions_are": how_many_actions(service)}
    if newest is None:
        return context
    released = ReleasedRound(newest.releases.standing().select_related("round", "since__round__framework").get())
    saw = what_we_saw(service, released, may_read_own_word=may_read)
    wrote, all_comments = what_people_wrote(service, released, [one.feature for one in saw.features])
    return context | {"saw": saw, "wrote": wrote, "all_comments": all_comments}
