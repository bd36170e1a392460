"""What is known of a place, how it is known, and what comes next: sentences made by rules, each with its source.

Released figures and dated records only. What there is most to do about comes first, each with its plan: a weakness with
a plan that one can believe is good leadership. Nothing is said that its figures do not bear out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import ImprovementAction
from framework.models import Feature, Statement
from organisations.models import Organisation, Partnership, Round, RoundService, Service
from reporting import figures as f
from reporting.change import SAME
from reporting.models import Decision, EvaluationLine, ReleasedFigure
from reporting.protect.alike import LEAST_SERVICES
from reporting.protect.disclosure import NEAREST
from reporting.read.comparing import WHO, in_words
from reporting.read.selectors import ReleasedRound
from reporting.read.sentences import since_in_words
from reporting.read.voices import SERVICES, FeatureVoices, ThreeVoices, ends_of_share, positive_answers
from surveys.models import YouSaidWeDid

Section = EvaluationLine.Section
HALF = 50  # per cent: what is surely below is something to do about
ROUNDED = 0.05  # a mean stage is rounded to a tenth
# Of whole places: what was counted, in the order in which it is read.
COUNTED = (f.RESPONSES, f.COUNT, f.PEOPLE, f.ORGANISATIONS, f.RATE)


@dataclass(frozen=True)
class Sentence:
    """One sentence, what it is about, and where its figure or its record stands."""

    section: Section
    about: str
    said: str
    source: str


def evaluation_of(
    place: Service | Organisation | Partnership, released: ReleasedRound | None, *, on: datetime.date
) -> list[Sentence]:
    """All sentences about a place, in the order in which they are read. Without results only its plan and records."""
    if isinstance(place, Organisation):
        parts = [_OfPlace(one, released, on, name=one.name) for one in place.services.active().order_by("name")]
    else:
        parts = [_OfPlace(place, released, on)]
    found = [sentence for part in parts for sentence in part.sentences()]
    order = list(Section)
    return sorted(found, key=lambda one: order.index(one.section))


def is_surely_under_half(share: ReleasedFigure) -> bool:
    """Whether fewer than half of the answers were positive, whatever the published share may stand for."""
    highest = ends_of_share(share).high
    return highest < HALF or (highest == HALF and share.edge == f.UNDER)  # "under 50%" never is half


class _OfPlace:
    """The sentences about one service, or about the whole partnership."""

    def __init__(
        self, place: Service | Partnership, released: ReleasedRound | None, on: datetime.date, *, name: str = ""
    ) -> None:
        self.place, self.on, self.name = place, on, name
        self.service = place if isinstance(place, Service) else None
        self.level, self.number = (f.SERVICE, place.pk) if self.service else (f.SYSTEM, 0)
        self._released = released

    @cached_property
    def _has_results(self) -> bool:
        """Whether results are released in which this place took part."""
        if self._released is None or self.service is None:
            return self._released is not None
        return RoundService.objects.in_round(self.released.round).filter(service=self.service).exists()

    @property
    def released(self) -> ReleasedRound:
        if self._released is None:
            raise LookupError("There are no results.")
        return self._released

    def sentences(self) -> Iterator[Sentence]:
        planned: set[str] = set()
        if self._has_results:
            for row in self._voices.rows:
                section = Section.TO_DO if self._is_to_do(row) else Section.KNOWN
                said = list(self._known(row, section))
                yield from said
                if said and section == Section.TO_DO:
                    planned.add(row.feature.code)
                    yield from self._plan_about(row.feature)
            yield from self._how_we_know()
        yield from self._next(planned)

    # --- what is known -------------------------------------------------------------------------

    @cached_property
    def _voices(self) -> ThreeVoices:
        return ThreeVoices(self.released, self.level, self.number)

    @cached_property
    def _figures(self) -> dict[tuple[str, str, str], ReleasedFigure]:
        rows = ReleasedFigure.objects.of(self.released.release).at(self.level, self.number)
        rows = rows.filter(subject_kind=f.FEATURE, statistic__in=(f.SHARE_POSITIVE, f.MEAN, f.CHANGE))
        return {(row.measure, row.subject, row.statistic): row for row in rows if row.is_shown}

    def _share(self, row: FeatureVoices, measure: str) -> ReleasedFigure | None:
        return self._figures.get((measure, row.feature.code, f.SHARE_POSITIVE))

    def _is_to_do(self, row: FeatureVoices) -> bool:
        """Whether fewer than half answer positively, or the stage is below the middle, surely; or it is seen as better
        from inside than by those it is for."""
        for voice in self._voices.voices:
            if not voice.is_compared:  # of three answers the top one is chosen by fewer, whatever they think
                continue
            share = self._share(row, voice.measure)
            if share is not None and is_surely_under_half(share):
                return True
            mean = self._figures.get((voice.measure, row.feature.code, f.MEAN))
            if voice.key == SERVICES and mean is not None:
                middle = (voice.lowest + voice.highest) / 2
                if float(mean.value or 0) + ROUNDED < middle:
                    return True
        return bool(row.gap and row.gap.between and row.gap.between[0].key == SERVICES)

    def _known(self, row: FeatureVoices, section: Section) -> Iterator[Sentence]:
        about, round_ = self._about(row.feature), self.released.round.name
        yield from self._gap(row, section)
        for voice in self._voices.voices:
            described = self.released.measures[voice.measure]
            title = described.survey.title if described.survey else described.title
            if voice.key == SERVICES:
                mean = self._figures.get((voice.measure, row.feature.code, f.MEAN))
                if mean is not None:
                    source = _("Self-assessment, %(round)s") % {"round": round_}
                    yield Sentence(section, about, self._own_view(mean), source)
                continue
            share = self._share(row, voice.measure)
            if share is None:
                continue
            people = _("%(number)s people") % {"number": share.base_text}
            said = positive_answers(voice, row.feature.title, _in_brackets(share))
            yield Sentence(section, about, said, f"{title}, {round_}, {people}")
            change = self._figures.get((voice.measure, row.feature.code, f.CHANGE))
            if change is not None and self.released.earlier:
                before = self.released.earlier.round.name
                if change.edge == SAME:
                    said = f"{WHO[voice.key]}: {since_in_words(SAME, before)}."
                else:
                    words = {"who": WHO[voice.key], "round": before, "change": in_words(change)}
                    said = _("%(who)s, since %(round)s: %(change)s.") % words
                yield Sentence(section, about, said, f"{title}, {before}, {round_}")

    def _gap(self, row: FeatureVoices, section: Section) -> Iterator[Sentence]:
        """How far apart voices are. It comes first: where it is what there is to do about, it says why that is so."""
        if row.gap and row.gap.question:
            said = f"{row.gap.words} {row.gap.note}".strip()
            yield Sentence(section, self._about(row.feature), said, _("The figures below, each on its own scale"))

    def _own_view(self, mean: ReleasedFigure) -> str:
        voice = self._voices.of_framework.by_key[SERVICES]
        words = {"stage": mean.text, "highest": voice.highest}
        if self.service:
            return _("The service places itself at %(stage)s of %(highest)s on average.") % words
        services = mean.denominator or 0
        said = ngettext(
            "%(services)s service places itself at %(stage)s of %(highest)s on average.",
            "%(services)s services place themselves at %(stage)s of %(highest)s on average.",
            services,
        )
        return said % {**words, "services": services}

    def _about(self, feature: Feature | str) -> str:
        return f"{self.name}: {feature}" if self.name else str(feature)

    # --- the plan ------------------------------------------------------------------------------

    @cached_property
    def _actions(self) -> list[ImprovementAction]:
        if self.service is None:  # what single services plan is theirs
            return []
        return list(self.service.improvement_actions.all().in_order().with_words())

    @cached_property
    def _decisions(self) -> list[Decision]:
        if self.service is not None:
            return []
        return list(Decision.objects.in_partnership(self.place).select_related("round", "owner").in_order())

    def _plan_about(self, feature: Feature) -> Iterator[Sentence]:
        about, day = self._about(feature), date_format(self.on, "j F Y")
        plan = [*self._plan(Section.TO_DO, about, feature.code)]
        found = [*plan]
        yield from plan
        if said := self._services_plan(feature):
            yield Sentence(Section.TO_DO, about, said, _("Action plans of services, %(day)s") % {"day": day})
        found += [*self._done(Section.TO_DO, about, feature.code)]
        yield from found[len(plan) :]
        if not plan:
            where = _("Action plan") if self.service else _("Decisions of the board")
            said = _("No action about this is planned or under way.")
            if self.service is None:
                said = _("No decision of the board about this is still to be carried out.")
            yield Sentence(Section.TO_DO, about, said, f"{where}, {day}")

    @cached_property
    def _of_services(self) -> list[tuple[str, int]]:
        """Of each action of a service that is planned or under way: its feature, and the service."""
        actions = ImprovementAction.objects.in_partnership(self.place).open().filter(service__archived_on=None)
        return list(actions.exclude(statement=None).order_by().values_list("statement__feature__code", "service"))

    def _services_plan(self, feature: Feature) -> str:
        """How many actions services have about a feature; nothing where these are of so few that it would say whose."""
        if self.service is not None:
            return ""
        found = [service for code, service in self._of_services if code == feature.code]
        if len(set(found)) < LEAST_SERVICES:
            return ""
        words = {"actions": len(found), "services": len(set(found))}
        return _("%(services)s services have %(actions)s actions about this that are planned or under way.") % words

    def _plan(self, section: Section, about: str, code: str | None, but: Iterable[str] = ()) -> Iterator[Sentence]:
        """What is open about one feature; without one, all that is open and about none of `but`."""
        for action in self._actions:
            of = action.statement.feature.code if action.statement else ""
            if action.is_open and (of == code if code else of not in but):
                source = self._recorded(_("Action plan"), action.recorded_on)
                yield Sentence(section, about, self._action(action), source)
        for decision in self._decisions:
            of = self._feature_of(decision)
            if decision.is_open and (of == code if code else of not in but):
                source = self._recorded(_("Decisions of the board"), timezone.localdate(decision.recorded_at))
                yield Sentence(section, about, self._decision(decision), source)

    def _done(self, section: Section, about: str, code: str | None, but: Iterable[str] = ()) -> Iterator[Sentence]:
        """What is done about one feature; without one, all that is done and about none of `but`."""
        for action in self._actions:
            of = action.statement.feature.code if action.statement else ""
            if action.state == action.State.DONE and (of == code if code else of not in but):
                said = self._ended(action.what, action.ended_on or self.on, action.became)
                yield Sentence(section, about, said, self._recorded(_("Action plan"), action.recorded_on))
        for decision in self._decisions:
            of = self._feature_of(decision)
            if decision.state == decision.State.DONE and (of == code if code else of not in but):
                said = self._ended(decision.what, decision.ended_on or self.on, decision.outcome)
                source = self._recorded(_("Decisions of the board"), timezone.localdate(decision.recorded_at))
                yield Sentence(section, about, said, source)

    @staticmethod
    def _ended(what: str, on: datetime.date, became: str) -> str:
        said = _("Done on %(day)s: %(what)s.") % {"what": what.rstrip("."), "day": date_format(on, "j F Y")}
        return f"{said} {_('What has changed: %(what)s') % {'what': became}}" if became else said

    @cached_property
    def _feature_of_statement(self) -> dict[str, str]:
        if self._released is None:
            return {}
        found = Statement.objects.filter(feature__framework=self.released.round.framework_id)
        return dict(found.values_list("code", "feature__code"))

    def _feature_of(self, decision: Decision) -> str:
        """The feature that a decision is about, by the figure that it names; nothing where it is about none."""
        if decision.subject_kind == f.FEATURE:
            return decision.subject
        return self._feature_of_statement.get(decision.subject, "") if decision.subject_kind == f.STATEMENT else ""

    def _recorded(self, where: str, day: datetime.date) -> str:
        return _("%(where)s, recorded on %(day)s") % {"where": where, "day": date_format(day, "j F Y")}

    def _action(self, action: ImprovementAction) -> str:
        said = [_("Planned: %(what)s") if action.state == action.State.PLANNED else _("Under way: %(what)s")]
        words = {"what": action.what.rstrip(".")}
        return _with_who_and_when(said[0] % words, action.whose, action.due_on, self.on, action.would_show)

    def _decision(self, decision: Decision) -> str:
        said = _("Decided: %(what)s") % {"what": decision.what.rstrip(".")}
        return _with_who_and_when(said, decision.whose, decision.by_when, self.on)

    def _next(self, planned: set[str]) -> Iterator[Sentence]:
        about = self._about(_("Plan")) if self.name else _("Plan")
        yield from self._plan(Section.NEXT, about, None, but=planned)
        if not self.name:
            yield from self._rounds()
        yield from self._done(Section.KNOWN, about, None, but=planned)
        yield from self._told()

    def _rounds(self) -> Iterator[Sentence]:
        """When all of it is looked at again."""
        place = self.service.partnership if self.service else self.place
        coming = Round.objects.real().filter(partnership=place.pk, state__in=(Round.State.OPEN, Round.State.PLANNED))
        for one in coming.order_by("opens_on"):
            days = {"round": one.name, "first": date_format(one.opens_on, "j F Y")}
            days["last"] = date_format(one.closes_on, "j F Y")
            said = _("%(round)s asks services, staff and families again, from %(first)s to %(last)s.") % days
            yield Sentence(Section.NEXT, _("Rounds"), said, _("The partnership’s rounds"))

    def _told(self) -> Iterator[Sentence]:
        if self.service is None:
            return
        for reply in YouSaidWeDid.objects.published().filter(service=self.service):
            said = _("You said: %(said)s We did: %(did)s") % {"said": reply.said, "did": reply.did}
            day = date_format(reply.published_on, "j F Y")
            source = _("“You said, we did”, published on %(day)s") % {"day": day}
            yield Sentence(Section.KNOWN, self._about(_("What we told people")), said, source)

    # --- how it is known -----------------------------------------------------------------------

    def _how_we_know(self) -> Iterator[Sentence]:
        rows = ReleasedFigure.objects.of(self.released.release).at(self.level, self.number).overall()
        rows = rows.filter(statistic__in=COUNTED, status=f.SHOWN)
        titles = self.released.measures
        found = [row for row in rows if row.measure in titles and not self._says_nothing(row)]
        places = list(titles)
        for row in sorted(found, key=lambda one: (places.index(one.measure), COUNTED.index(one.statistic))):
            title = titles[row.measure].title
            said = f"{title}{_counted(row, '' if row.note == f.within(title) else row.note)}."
            yield Sentence(Section.HOW, self.name, said, self.released.round.name)

    def _says_nothing(self, row: ReleasedFigure) -> bool:
        """That one service of one did something is said by the figures beside it."""
        return self.service is not None and row.statistic == f.COUNT and row.denominator == 1


def _in_brackets(share: ReleasedFigure) -> str:
    """ "75% (to the nearest 30, from 2 of 4 questions)": how exact a share is stands apart from whose it is."""
    how = [part for part in (share.edge if share.edge.startswith(NEAREST) else "", share.note) if part]
    text = f"{f.plain(share.value)}%" if share.edge.startswith(NEAREST) else share.text
    return f"{text} ({', '.join(how)})" if how else text


def _counted(row: ReleasedFigure, what: str) -> str:
    """What stands after the measure: ": 41 of 45 services that submitted …", ", people listened to: 4"."""
    if row.statistic == f.RESPONSES:
        said = _(": %(number)s responses") % {"number": row.text}
        return f"{said}, {what}" if what else said
    if row.denominator and row.statistic in (f.COUNT, f.ORGANISATIONS):
        said = _(": %(number)s of %(all)s") % {"number": row.text, "all": row.denominator}
        return f"{said} ({what})" if what else said
    if row.statistic == f.RATE:
        return f": {row.text} {what}"
    return f", {what}: {row.text}" if what else f": {row.text}"


def _with_who_and_when(said: str, who: str, by: datetime.date | None, on: datetime.date, would_show: str = "") -> str:
    """A plan with whoever carries it out and its day, in words that hold also where there is neither."""
    more = [who] if who else [_("no one named yet")]
    if by is None:
        more.append(_("no end date"))
    else:
        words = _("by %(day)s, which has passed") if by < on else _("by %(day)s")
        more.append(words % {"day": date_format(by, "j F Y")})
    told = f"{said} ({', '.join(more)})."
    if would_show:
        told += " " + _("It would show in this: %(what)s") % {"what": would_show}
    return told
