"""From pledge to proof: what has been recorded and published since a pledge, for each thing it was meant to move.

Records are counted for the pledge's organisation. What staff and families say is never worked out for it: a service's
own published figure is shown where there is one, and otherwise the whole partnership's.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import (
    Briefing,
    DeepListening,
    EventOrganisation,
    MeetingAttendance,
    TrainingAttendance,
    TrainingSession,
)
from framework.models import Feature
from organisations.models import Organisation, Partnership, RoundService, User
from organisations.permissions import has_permission
from organisations.roles import Permission
from pledges.models import Pledge, PledgeAim
from reporting import figures as f
from reporting.measures.of_framework import measures_of
from reporting.measures.self_assessment import MEASURE as SELF_ASSESSMENT
from reporting.models import Release, ReleasedFigure
from reporting.read.asked_again import AskedAgain
from reporting.read.comparing import SystemFigures, in_words
from reporting.read.selectors import released_rounds
from reporting.read.sentences import services_moved
from reporting.read.visibility import MayOpen, may_open_of
from reporting.read.voices import FAMILIES, SERVICES, STAFF, Voice

Area = PledgeAim.Area
# What an aim is about, by whose voice it is.
VOICE_OF = {Area.OWN_WORD: SERVICES, Area.STAFF: STAFF, Area.FAMILIES: FAMILIES}
Rows = TypeVar("Rows", bound=QuerySet)


@dataclass(frozen=True)
class Record:
    """One thing that was done, with its day; `url` for those who may open it."""

    day: datetime.date
    text: str
    url: str = ""


@dataclass(frozen=True)
class PublishedChange:
    """What was published about one place: before the pledge and now, and what may be said of the difference."""

    who: str
    now: str
    then: str = ""
    change: str = ""
    round_now: str = ""
    round_then: str = ""


@dataclass
class AimProgress:
    """One thing that a pledge was meant to move, and what there is to see of it."""

    title: str
    summary: str
    records: list[Record] = field(default_factory=list)
    said: list[PublishedChange] = field(default_factory=list)


def proof_of(pledge: Pledge, user: User, *, on: datetime.date) -> list[AimProgress]:
    """What happened from a pledge's day to another, aim by aim. Whatever the size of the borough, so many queries.

    Single records are for those who may read what the organisation recorded; everyone else reads sums.
    """
    aims = list(pledge.aims.all())
    visible = _Visible(user, pledge.organisation)
    steps = [_RECORDED[aim.kind](pledge, visible, on) for aim in aims if aim.kind in _RECORDED]
    of_features = [aim for aim in aims if aim.kind not in _RECORDED]
    return steps + (_published(pledge, user, of_features) if of_features else [])


class _Visible:
    """Which records of an organisation someone may read one by one, and which pages they may open."""

    def __init__(self, user: User, organisation: Organisation) -> None:
        self.place: Partnership = organisation.partnership
        self.reads = has_permission(user, Permission.VIEW_ORGANISATION, organisation)
        self.records = has_permission(user, Permission.RECORD_ACTIVITIES, organisation)
        self.results = has_permission(user, Permission.VIEW_RESULTS, self.place)
        self.training = has_permission(user, Permission.KEEP_TRAINING, self.place)

    def link(self, name: str, pk: int, *, may: bool) -> str:
        return reverse(name, args=[self.place.slug, pk]) if may else ""


def _since(rows: Rows, pledge: Pledge, on: datetime.date, day: str = "day") -> Rows:
    """Rows from the pledge's day to a day, newest first."""
    return rows.filter(**{f"{day}__range": (pledge.made_on, on)}).order_by(f"-{day}", "-pk")


def _step(kind: Area, summary: str, records: Iterable[Record], visible: _Visible) -> AimProgress:
    return AimProgress(
        str(kind.label), summary or _("Nothing has been recorded yet."), list(records) if visible.reads else []
    )


def _people(number: int) -> str:
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": number}


def _training(pledge: Pledge, visible: _Visible, on: datetime.date) -> AimProgress:
    found = TrainingAttendance.objects.filter(organisation=pledge.organisation, session__called_off_on=None)
    rows = list(_since(found, pledge, on, "session__day").select_related("session__course"))
    people, sessions = sum(row.people for row in rows), len({row.session_id for row in rows})
    summary = ""
    if rows:
        at = ngettext("%(number)s session", "%(number)s sessions", sessions) % {"number": sessions}
        summary = _("%(people)s trained, at %(sessions)s.") % {"people": _people(people), "sessions": at}
    # A session has a row for each kind of role; here it is one record.
    trained: dict[TrainingSession, int] = defaultdict(int)
    for row in rows:
        trained[row.session] += row.people
    records = [
        Record(
            session.day,
            f"{session.course}: {_people(number)}",
            visible.link("activities:training-session", session.pk, may=visible.training),
        )
        for session, number in trained.items()
    ]
    return _step(Area.TRAINING, summary, records, visible)


def _briefings(pledge: Pledge, visible: _Visible, on: datetime.date) -> AimProgress:
    found = Briefing.objects.filter(service__organisation=pledge.organisation).select_related("service")
    since = _since(found, pledge, on)
    rows = list(since)
    summary = ""
    if rows:
        briefings = ngettext("%(number)s briefing", "%(number)s briefings", len(rows)) % {"number": len(rows)}
        people = _people(since.people_in_all())
        summary = _("%(briefings)s, %(people)s briefed.") % {"briefings": briefings, "people": people}
    records = [
        Record(
            row.day,
            f"{row.service.name}: {_people(row.people_reached)}",
            visible.link("activities:briefing-edit", row.pk, may=visible.records),
        )
        for row in rows
    ]
    return _step(Area.BRIEFINGS, summary, records, visible)


def _listening(pledge: Pledge, visible: _Visible, on: datetime.date) -> AimProgress:
    found = DeepListening.objects.filter(service__organisation=pledge.organisation).select_related("service")
    rows = list(_since(found, pledge, on))
    summary = ""
    if rows:
        times = ngettext("%(number)s conversation", "%(number)s conversations", len(rows)) % {"number": len(rows)}
        people = _people(sum(row.people_heard for row in rows))
        summary = _("Listened to %(people)s, in %(times)s.") % {"people": people, "times": times}
    records = [
        Record(
            row.day,
            f"{row.service.name}: {_people(row.people_heard)}",
            visible.link("activities:listening", row.pk, may=visible.records),
        )
        for row in rows
    ]
    return _step(Area.LISTENING, summary, records, visible)


def _events(pledge: Pledge, visible: _Visible, on: datetime.date) -> AimProgress:
    found = EventOrganisation.objects.filter(organisation=pledge.organisation, event__called_off_on=None)
    rows = list(_since(found, pledge, on, "event__day").select_related("event"))
    summary = ngettext("Took part in %(number)s event.", "Took part in %(number)s events.", len(rows)) % {
        "number": len(rows)
    }
    records = [
        Record(
            row.event.day,
            f"{row.event}: {_people(row.people)}" if row.people else str(row.event),
            visible.link("activities:event", row.event_id, may=visible.results),
        )
        for row in rows
    ]
    return _step(Area.EVENTS, summary if rows else "", records, visible)


def _subgroups(pledge: Pledge, visible: _Visible, on: datetime.date) -> AimProgress:
    found = MeetingAttendance.objects.filter(organisation=pledge.organisation, meeting__called_off_on=None)
    rows = list(_since(found, pledge, on, "meeting__day").select_related("meeting__sector"))
    summary = ngettext(
        "Took part in %(number)s sub-group meeting.", "Took part in %(number)s sub-group meetings.", len(rows)
    )
    records = [
        Record(
            row.meeting.day,
            f"{row.meeting.sector}: {_people(row.people)}",
            visible.link("activities:meeting", row.meeting_id, may=visible.results),
        )
        for row in rows
    ]
    return _step(Area.SUBGROUPS, summary % {"number": len(rows)} if rows else "", records, visible)


_RECORDED: dict[str, Callable[[Pledge, _Visible, datetime.date], AimProgress]] = {
    Area.TRAINING: _training,
    Area.BRIEFINGS: _briefings,
    Area.LISTENING: _listening,
    Area.EVENTS: _events,
    Area.SUBGROUPS: _subgroups,
}


def _published(pledge: Pledge, user: User, aims: Sequence[PledgeAim]) -> list[AimProgress]:
    """What releases say of the features of these aims."""
    releases = released_rounds(pledge.organisation.partnership)
    if not releases:
        reason = _("No results have been released yet. They will be here after the first release.")
        return [AimProgress(f"{aim.get_kind_display()}: {aim.feature}", reason) for aim in aims]
    # By the day of the release and not of the round: what was published after the pledge was not known when it was
    # made.
    before = next((one for one in releases if timezone.localdate(one.made_at) <= pledge.made_on), None)
    return _Published(pledge, user, releases[0], before).steps(aims)


class _Published:
    """What releases say of features: from the last one before a pledge to the newest."""

    def __init__(self, pledge: Pledge, user: User, newest: Release, before: Release | None) -> None:
        self.pledge, self.place = pledge, pledge.organisation.partnership
        self.newest, self.before = newest, before if before != newest else None
        self.is_older = before == newest
        self.sees_services = has_permission(user, Permission.VIEW_RESULTS, self.place)
        self.may_open: MayOpen = may_open_of(user, self.place)

    def steps(self, aims: Sequence[PledgeAim]) -> list[AimProgress]:
        self.now = SystemFigures(self.newest)
        self.then = SystemFigures(self.before) if self.before else None
        self.features = self._features()
        self.changes: dict[tuple[int, str, str], ReleasedFigure] = {}
        self.services = self._services(aims)
        return [self._step(aim) for aim in aims]

    def _both(self) -> list[Release]:
        return [self.newest, self.before] if self.before else [self.newest]

    def _features(self) -> dict[tuple[int, str], Feature]:
        """Features with their statements, by the round's framework and their code."""
        frameworks = [one.round.framework_id for one in self._both()]
        found = Feature.objects.filter(framework__in=frameworks).prefetch_related("statements")
        return {(feature.framework_id, feature.code): feature for feature in found}

    def _services(self, aims: Sequence[PledgeAim]) -> dict[tuple[int, str, str], dict[int, ReleasedFigure]]:
        """The organisation's own services: their figures by measure and feature, by service and then by release."""
        if not self.sees_services:
            return {}
        # Its services as they were when the newest round closed, so that a figure and its organisation belong
        # together.
        held = RoundService.objects.in_round(self.newest.round).filter(organisation=self.pledge.organisation)
        rows = ReleasedFigure.objects.filter(
            release__in=self._both(),
            level=f.SERVICE,
            place__in=held.values("service"),
            subject_kind=f.FEATURE,
            subject__in={aim.feature for aim in aims},
            measure__in={voice.measure for voice in self.now.voices.of(*{VOICE_OF[Area(aim.kind)] for aim in aims})},
            statistic__in=(f.SHARE_POSITIVE, f.MEAN, f.CHANGE),
        )
        found: dict[tuple[int, str, str], dict[int, ReleasedFigure]] = {}
        for row in rows.order_by("place_name", "pk"):
            # A service's rating of itself stays with those who may read its self-assessment, on the page of a public
            # pledge too.
            if row.statistic == f.CHANGE and row.release_id == self.newest.pk:
                self.changes[row.place, row.measure, row.subject] = row
            elif row.statistic == self._statistic(row.measure) and self.may_open(row.measure, row.place):
                found.setdefault((row.place, row.measure, row.subject), {})[row.release_id] = row
        return found

    @staticmethod
    def _statistic(measure: str) -> str:
        return f.MEAN if measure == SELF_ASSESSMENT else f.SHARE_POSITIVE

    def _step(self, aim: PledgeAim) -> AimProgress:
        feature = self.features.get((self.newest.round.framework_id, aim.feature))
        title = f"{aim.get_kind_display()}: {feature or aim.feature}"
        voice = self.now.voices.by_key.get(VOICE_OF[Area(aim.kind)])
        if feature is None or voice is None or not self._is_asked(feature, voice):
            return AimProgress(title, _("The latest round did not ask about this feature."))
        same = self._same_before(feature, voice)
        own = [
            self._of_service(by_release, same)
            for (_service, measure, code), by_release in self.services.items()
            if (measure, code) == (voice.measure, aim.feature)
        ]
        shown = [one for one in own if one]
        # Where one of its services cannot be shown, the whole partnership's figure stands beside those that can.
        hidden = len(shown) < max(len(own), 1)
        whole = self._of_system(voice, feature, same)
        said = shown + ([whole] if whole and hidden else [])
        if not said:
            return AimProgress(title, _("Not shown, to protect people."))
        return AimProgress(title, " ".join(self._reasons(voice, feature, hidden)), said=said)

    def _is_asked(self, feature: Feature, voice: Voice) -> bool:
        """Whether the newest round was over this feature: services may have assessed themselves on a part only."""
        return voice.key != SERVICES or feature in self._assessed

    @cached_property
    def _assessed(self) -> set[Feature]:
        return set(self.newest.round.assessed_features())

    def _reasons(self, voice: Voice, feature: Feature, hidden: bool) -> Iterator[str]:
        """Why the figures are of other places, or of another time, than one may expect."""
        if hidden and self.sees_services and voice.key == SERVICES:
            yield _("Only a service, its organisation lead and partnership admins can see how it rated itself.")
        elif hidden and self.sees_services:
            yield _("Not every service of this organisation has results that can be shown.")
        if self.before and self._asked_differently(feature, voice):
            said = _("Not compared with %(round)s: asked differently since.")
            yield said % {"round": self.before.round.name}
        if self.is_older:
            yield _("These results were released before the pledge. The next round’s results will say more.")

    def _same_before(self, feature: Feature, voice: Voice) -> bool:
        """Whether the release before the pledge asked about the same feature, on the same scale."""
        if self.then is None or not voice.is_like(self.then.voices.by_key.get(voice.key)):
            return False
        then = self.before and self.features.get((self.before.round.framework_id, feature.code))
        # Codes are used again in another version of the framework; the title says whether it is the same thing.
        return bool(then and then.title == feature.title) and not self._asked_differently(feature, voice)

    def _asked_differently(self, feature: Feature, voice: Voice) -> bool:
        """Whether so many of the questions about a feature are others now that its figures are not compared."""
        asks = measures_of(self.newest.round.framework)[voice.measure].asks
        return bool(asks) and self._asked.differs(asks, f.FEATURE, feature.code)

    @cached_property
    def _asked(self) -> AskedAgain:
        return AskedAgain(self.newest.round, self.before.round if self.before else None)

    def _of_service(self, by_release: dict[int, ReleasedFigure], same: bool) -> PublishedChange | None:
        now = by_release.get(self.newest.pk)
        if now is None or not now.is_shown:
            return None
        then = by_release.get(self.before.pk) if self.before and same else None
        change = self.changes.get((now.place, now.measure, now.subject))
        return self._said(now.place_name, now, then, in_words(change) if change else "")

    def _of_system(self, voice: Voice, feature: Feature, same: bool) -> PublishedChange | None:
        now = self.now.share(voice, f.FEATURE, feature.code)
        if now is None or not now.is_shown:
            return None
        then = self.then.share(voice, f.FEATURE, feature.code) if self.then and same else None
        change = self.now.figure(voice, f.FEATURE, feature.code, f.CHANGE)
        words = in_words(change) if change else ""
        if voice.key == SERVICES and self.then and same:
            pair = self.now.paired(self.then, feature.code)
            words = services_moved(pair) if pair else ""
        return self._said(_("All services in %(place)s") % {"place": self.place.name}, now, then, words)

    def _said(self, who: str, now: ReleasedFigure, then: ReleasedFigure | None, change: str) -> PublishedChange:
        round_now = self.newest.round.name
        if then is None or self.before is None or not then.is_shown:
            return PublishedChange(who, self._text(now), round_now=round_now)
        # A change was worked out since the round before; a pledge may be older than that. Services are counted anyway.
        counted = now.measure == SELF_ASSESSMENT
        words = change if counted or self.newest.since_id == self.before.pk else ""
        return PublishedChange(who, self._text(now), then.text, words, round_now, self.before.round.name)

    def _text(self, figure: ReleasedFigure) -> str:
        """A figure with what it is of: "62% of answers were “mostly” or “always”", "stage 2.4 of 4"."""
        voice = self.now.voices.by_measure[figure.measure]
        if voice.key == SERVICES:
            return _("stage %(stage)s of %(highest)s") % {"stage": figure.text, "highest": voice.highest}
        return _("%(share)s of answers were %(scale)s") % {"share": figure.text, "scale": voice.top_answers}
