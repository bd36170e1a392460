"""What stays of results and of what leaders wrote, where a place is merged or split."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.going_along import OrganisationEnds, Part, ServiceEnds
from organisations.models import Service, User
from reporting.models import HelpedQuestion, Reflection, SelfEvaluation

ORDER = 20

GOES_ALONG: dict[str, str] = {}
STAYS = {
    "reporting.Correction.moved": "what a correction of released results said",
    "reporting.HelpedQuestion.service": "the team that did it says whether it helped; it runs to its last day",
    "reporting.Reflection.organisation": "private to those who led there: nobody inherits it",
    "reporting.SelfEvaluation.organisation": "what was known of it on a day",
    "reporting.SelfEvaluation.service": "what was known of it on a day",
}


def of_service(change: ServiceEnds) -> Iterator[Part]:
    """Nothing moves; that a question goes on is said, because somebody may have its link."""
    running = HelpedQuestion.objects.open_on(change.on).filter(service=change.service).count()
    yield Part(_("The question “Did it help?” runs to its last day, for those who have its link.") if running else "")


def of_organisation(change: OrganisationEnds) -> Iterator[Part]:
    number = Reflection.objects.filter(organisation=change.organisation).count()
    said = ngettext(
        "%(n)s reflection of its leaders stays private. No one can open it afterwards, so ask them to print it first.",
        "%(n)s reflections of its leaders stay private. No one can open them afterwards, so ask them to print them "
        "first.",
        number,
    )
    yield Part(said % {"n": number} if number else "")


def stays_of_service(service: Service) -> Iterator[str]:
    number = SelfEvaluation.objects.filter(service=service).count()
    if number:
        said = ngettext("%(n)s answer to an inspector", "%(n)s answers to an inspector", number)
        yield said % {"n": number}


def after_a_move(*, service: Service, by: User | None, on: datetime.date) -> None:
    """Results stay as they were released."""
