"""What the system knows already, beside the questions of the organisational survey. Facts from rows, no answers."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Briefing, Champion, DeepListening, TrainingAttendance
from assessments.models import Assessment
from organisations.models import Organisation, Round, Service
from pledges.models import Pledge, PledgeReview
from surveys.actions.flags import count_take_up
from surveys.models import SurveyLink

LEAST_ANSWERS = 5  # below that a band does not even say that anyone answered


@dataclass(frozen=True)
class Known:
    """One fact, in a sentence, and whether it answers its question with yes."""

    text: str
    is_yes: bool = True


def what_is_known(organisation: Organisation, round_: Round, *, on: datetime.date) -> dict[str, Known]:
    """Facts about an organisation in a round by the codes of the questions that they stand beside.

    The same few queries whatever the number of services. Survey links are counted once a day at most, and used is a
    survey by which at least five people answered: numbers of answers are not told here.
    """
    services = list(Service.objects.active().filter(organisation=organisation).values_list("pk", flat=True))
    known = _of_pledges(organisation, round_, on) | _of_telling(organisation, services, round_, on)
    return known | _of_tools(services, round_, on)


def _of_pledges(organisation: Organisation, round_: Round, on: datetime.date) -> dict[str, Known]:
    standing = list(Pledge.objects.filter(organisation=organisation).current_on(on).order_by("-made_on", "-pk"))
    if not standing:
        return {}
    newest = standing[0]
    known = {"o-pledge": Known(_("You have a pledge dated %(day)s.") % {"day": _day(newest.made_on)})}
    if any(pledge.is_public for pledge in standing):
        known["o-families-see"] = Known(_("Your pledge is on the public pledge wall."))
    first, last = round_.counts_days()
    reviews = PledgeReview.objects.filter(pledge__in=standing, day__gte=first, day__lte=last)
    reviewed = reviews.order_by("-day").values_list("day", flat=True).first()
    if reviewed:
        known["o-pledge-reviewed"] = Known(_("You updated its progress on %(day)s.") % {"day": _day(reviewed)})
    return known


def _of_telling(organisation: Organisation, services: list[int], round_: Round, on: datetime.date) -> dict[str, Known]:
    known = {}
    briefings = Briefing.objects.in_round(round_).filter(service__in=services)
    reached = list(briefings.reached_by_service())
    came = TrainingAttendance.objects.counted_in(round_).filter(organisation=organisation)
    trained = came.aggregate(people=Sum("people"))["people"] or 0
    said = []
    if reached:
        people = sum(row["people"] for row in reached)
        words = ngettext(
            "%(services)s had briefings that reached %(people)s person.",
            "%(services)s had briefings that reached %(people)s people.",
            people,
        )
        said.append(words % {"services": _some_of(len(reached), len(services)), "people": people})
    if trained:
        # Someone who comes to 2 sessions is counted twice, so these are places and not people.
        words = ngettext(
            "Your staff took %(places)s training place.", "Your staff took %(places)s training places.", trained
        )
        said.append(words % {"places": trained})
    if said:
        everyone = 0 < len(services) == len(reached) and all(row["people"] >= row["team"] for row in reached)
        known["o-told-all"] = Known(" ".join(said), is_yes=everyone)
    # One briefing of someone who started does not show that all who start get one, nor a champion on record that
    # people know who it is: these two are said, and left to be answered.
    if briefings.filter(how=Briefing.How.INDUCTION).exists():
        known["o-induction"] = Known(_("You recorded a briefing for someone who had just started."), is_yes=False)
    champions = Champion.objects.filter(organisation=organisation).current_on(on)
    names = list(champions.values_list("name", flat=True)[:3])
    if names:
        words = ngettext("Champion on record: %(names)s.", "Champions on record: %(names)s.", len(names))
        known["o-champion"] = Known(words % {"names": ", ".join(names)}, is_yes=False)
    return known


def _of_tools(services: list[int], round_: Round, on: datetime.date) -> dict[str, Known]:
    submitted = Assessment.objects.in_round(round_).submitted().filter(service__in=services).count()
    staff, families = _surveys_used(services, round_, on)
    listened = DeepListening.objects.in_round(round_).filter(service__in=services)
    listening = listened.order_by().values("service").distinct().count()
    said = {
        "o-assessment": (submitted, _("%(services)s submitted a self-assessment.")),
        "o-workforce": (staff, _("%(services)s used the workforce survey.")),
        "o-families": (families, _("%(services)s used the families’ survey.")),
        "o-listening": (listening, _("%(services)s recorded deep listening.")),
    }
    return {
        code: Known(words % {"services": _some_of(some, len(services))}, is_yes=some == len(services))
        for code, (some, words) in said.items()
        if some
    }


def _some_of(some: int, services: int) -> str:
    """How a sentence about an organisation's services begins."""
    if services == 1:
        return _("Your service")
    return _("%(some)s of your %(all)s services") % {"some": some, "all": services}


def _surveys_used(services: list[int], round_: Round, on: datetime.date) -> tuple[int, int]:
    """Services by which the workforce survey, and the families' or children's survey, was used."""
    links = list(
        SurveyLink.objects.in_round(round_).counted().filter(service__in=services).select_related("instrument")
    )
    count_take_up(round_=round_, links=links, on=on)
    answers: dict[tuple[bool, int], int] = defaultdict(int)
    for link in links:
        if link.service_id is not None:
            answers[link.instrument.for_families, link.service_id] += link.counted_responses
    # Fewer than five are no use that anyone may hear of: someone in a small team would know who it was.
    used = [for_families for (for_families, _service), people in answers.items() if people >= LEAST_ANSWERS]
    return used.count(False), used.count(True)


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
