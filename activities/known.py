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

LEAST_ANSWERS = 5  # below that a band does not even say that anybody answered


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
    known = {"o-pledge": Known(_("You have a pledge of %(day)s.") % {"day": _day(newest.made_on)})}
    if any(pledge.is_public for pledge in standing):
        known["o-families-see"] = Known(_("Your pledge is on the public wall."))
    first, last = round_.counts_days()
    reviews = PledgeReview.objects.filter(pledge__in=standing, day__gte=first, day__lte=last)
    reviewed = reviews.order_by("-day").values_list("day", flat=True).first()
    if reviewed:
        known["o-pledge-reviewed"] = Known(_("You wrote on %(day)s where it stands.") % {"day": _day(reviewed)})
    return known


def _of_telling(organisation: Organisation, services: list[int], round_: Round, on: datetime.date) -> dict[str, Known]:
    known = {}
    briefings = Briefing.objects.in_round(round_).filter(service__in=services)
    reached = list(briefings.reached_by_service())
    came = TrainingAttendance.objects.counted_in(round_).filter(organisation=organisation)
    trained = came.aggregate(people=Sum("people"))["people"] or 0
    said = []
    if reached:
        words = {"some": len(reached), "all": len(services), "people": sum(row["people"] for row in reached)}
        said.append(_("Briefings in %(some)s of your %(all)s services reached %(people)s people.") % words)
    if trained:
        people = ngettext(
            "%(people)s of your people came to training.", "%(people)s of your people came to training.", trained
        )
        said.append(people % {"people": trained})
    if said:
        known["o-told-all"] = Known(" ".join(said), is_yes=0 < len(services) == len(reached))
    if briefings.filter(how=Briefing.How.INDUCTION).exists():
        known["o-induction"] = Known(_("There was a briefing when somebody started."))
    champions = Champion.objects.filter(organisation=organisation).current_on(on)
    names = list(champions.values_list("name", flat=True)[:3])
    if names:
        known["o-champion"] = Known(_("On record: %(names)s.") % {"names": ", ".join(names)})
    return known


def _of_tools(services: list[int], round_: Round, on: datetime.date) -> dict[str, Known]:
    submitted = Assessment.objects.in_round(round_).submitted().filter(service__in=services).count()
    staff, families = _surveys_used(services, round_, on)
    listened = DeepListening.objects.in_round(round_).filter(service__in=services)
    listening = listened.order_by().values("service").distinct().count()
    said = {
        "o-assessment": (submitted, _("%(some)s of your %(all)s services submitted their self-assessment.")),
        "o-workforce": (staff, _("%(some)s of your %(all)s services used the workforce survey.")),
        "o-families": (families, _("%(some)s of your %(all)s services used the families’ survey.")),
        "o-listening": (listening, _("%(some)s of your %(all)s services wrote down deep listening.")),
    }
    return {code: Known(words % {"some": some, "all": len(services)}) for code, (some, words) in said.items() if some}


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
    # Fewer than five are no use that anybody may hear of: somebody in a small team would know who it was.
    used = [for_families for (for_families, _service), people in answers.items() if people >= LEAST_ANSWERS]
    return used.count(False), used.count(True)


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
