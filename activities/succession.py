"""What goes along of champions and sub-groups, where an organisation becomes part of another; the rest is a record."""

import datetime
from collections.abc import Iterator

from django.utils.translation import ngettext

from activities.models import Briefing, Champion, DeepListening, SubGroupMember
from organisations.going_along import OrganisationEnds, Part, Row, ServiceEnds
from organisations.models import Service, User

ORDER = 16

GOES_ALONG = {
    "activities.Champion.organisation": "whoever is a champion now; those before stay",
    "activities.SubGroupMember.organisation": "whoever is a member now; those before stay",
}
STAYS = {
    "activities.Briefing.service": "a record of what took place there",
    "activities.DeepListening.service": "a record of what took place there",
    "activities.EventOrganisation.organisation": "a record of who was at an event",
    "activities.MeetingAttendance.organisation": "a record of who came to a meeting",
    "activities.TrainingAttendance.organisation": "a record of who came to training",
    "activities.OrganisationalReply.organisation": "what it answered in a round",
}


def of_service(change: ServiceEnds) -> Iterator[Part]:
    """Nothing: what a service has recorded stays with it."""
    return iter(())


def of_organisation(change: OrganisationEnds) -> Iterator[Part]:
    champions = _rows(Champion.objects.current_on(change.on).filter(organisation=change.organisation), change)
    said = ngettext("%(n)s champion goes along.", "%(n)s champions go along.", len(champions))
    yield Part(said % {"n": len(champions)} if champions else "", champions)
    members = _rows(SubGroupMember.objects.filter(organisation=change.organisation, left_on=None), change)
    said = ngettext("%(n)s member of a sub-group goes along.", "%(n)s members of sub-groups go along.", len(members))
    yield Part(said % {"n": len(members)} if members else "", members)


def _rows(found, change: OrganisationEnds) -> list[Row]:
    return [Row(f"{one._meta.model_name}-{one.pk}", "", lambda heirs, one=one: _go_along(one, change)) for one in found]


def _go_along(one, change: OrganisationEnds) -> None:
    one.organisation = change.heir
    one.save(update_fields=["organisation"])


def stays_of_service(service: Service) -> Iterator[str]:
    number = Briefing.objects.filter(service=service).count() + DeepListening.objects.filter(service=service).count()
    if number:
        said = ngettext(
            "%(n)s briefing or listening conversation", "%(n)s briefings and listening conversations", number
        )
        yield said % {"n": number}


def after_a_move(*, service: Service, by: User | None, on: datetime.date) -> None:
    """What was recorded stays with the service."""
