"""What will happen where a place moves, merges or is split, in plain words and counts, before anybody agrees to it."""

import datetime
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organisations.going_along import (
    OrganisationEnds,
    Part,
    ServiceEnds,
    parts_of_organisation,
    parts_of_service,
    stays_of_service,
)
from organisations.handing_over import duties_at, people_at
from organisations.lineage import Lineage, in_words
from organisations.merging import NewService
from organisations.models import Membership, Organisation, Partnership, Round, Sector, Service, User
from organisations.roles import Role

CANNOT_BE_UNDONE = gettext_lazy("This cannot be undone. A place that has become part of another stays archived.")
PAST_STAYS = (
    gettext_lazy("What is archived keeps a page of its own with its past, for those who could read it."),
    gettext_lazy("People with a role at what comes after can read that past too, with earlier self-assessments."),
    gettext_lazy("Released results do not change. What was merged or split has no change since the round before."),
)


def of_move(
    service: Service, organisation: Organisation, sector: Sector, name: str, day: datetime.date, today: datetime.date
) -> list[str]:
    """The sentences about a move."""
    said = {"name": service.name, "to": organisation.name, "sector": sector.name, "day": date_format(day, "j F Y")}
    said |= {"from": service.organisation.name, "from_sector": service.sector.name}
    lines = []
    if organisation != service.organisation:
        lines.append(_("%(name)s moves from %(from)s to %(to)s on %(day)s.") % said)
        lines.append(
            _(
                "From then on the leads of %(to)s can read its self-assessments and actions, also earlier ones. "
                "The leads of %(from)s no longer can."
            )
            % said
        )
    if sector != service.sector:
        lines.append(_("It moves from the sector %(from_sector)s to the sector %(sector)s on %(day)s.") % said)
    if name != service.name:
        lines.append(_("It is then called %(new)s.") % {"new": name})
    lines.append(_("Its people keep their roles, and its actions, surveys and records stay with it."))
    lines.append(_("Results of closed rounds do not change. They say where it was then."))
    round_ = Round.objects.open().filter(partnership=service.partnership).first()
    if round_:
        counts = _(
            "%(round)s is open. If it closes after the move, all answers of this round count at the new place, also "
            "those given before."
        )
        lines.append(counts % {"round": round_.name})
    lines.append(_("Conversations with peers who would then be in the same organisation end, and both sides are told."))
    if day > today:
        lines.append(_("Until then you can withdraw it on the page “About this service”."))
    return lines


def of_merger(ending: Sequence[Service], heir: Service | NewService, by: User, on: datetime.date) -> list[dict]:
    """A section for each service that ends: what goes along, and what stays."""
    heirs = [heir] if isinstance(heir, Service) else []
    return [_section(one, parts_of_service(ServiceEnds(one, heirs, by, on))) for one in ending]


def of_split(service: Service, by: User, on: datetime.date) -> dict:
    return _section(service, parts_of_service(ServiceEnds(service, [], by, on, is_split=True)))


def _section(service: Service, parts: list[Part]) -> dict:
    stays = list(stays_of_service(service))
    lines = [part.said for part in parts]
    if stays:
        lines.append(_("On its own page stay: %(what)s.") % {"what": in_words(stays)})
    return {"service": service, "lines": lines, "parts": [part for part in parts if part.is_chosen and part.rows]}


def of_organisations(organisation: Organisation, into: Organisation, by: User, on: datetime.date) -> list[str]:
    """The sentences about what goes along with an organisation."""
    services = organisation.services.active().count()
    said = ngettext("%(n)s service moves to %(to)s.", "%(n)s services move to %(to)s.", services)
    lines = [said % {"n": services, "to": into.name}]
    closed = organisation.services.exclude(archived_on=None).count()
    if closed:
        said = ngettext(
            "%(n)s archived service stays with %(name)s.", "%(n)s archived services stay with %(name)s.", closed
        )
        lines.append(said % {"n": closed, "name": organisation.name})
    lines += [part.said for part in parts_of_organisation(OrganisationEnds(organisation, into, by, on))]
    lines.append(
        _("The leads of %(to)s can then read the self-assessments and actions of all these services.")
        % {"to": into.name}
    )
    return lines


def without_a_lead(services: Sequence[Service]) -> list[Service]:
    """Those of some services that nobody leads."""
    led = Membership.objects.filter(service__in=services, role=Role.SERVICE_LEAD, user__is_active=True)
    with_one = set(led.values_list("service", flat=True))
    return [one for one in services if one.pk not in with_one]


def leads_to_find(partnership: Partnership) -> list[tuple[Service, list[User]]]:
    """Services that nobody leads though something is open there, or that have just come of others; who could lead each.

    First who works there, then who leads its organisation, then who leads what else came of the same service.
    """
    lineage = Lineage(partnership)
    services = list(Service.objects.in_partnership(partnership).active().with_places().order_by("name"))
    busy = {duty.service.pk for duty in duties_at(services)}
    wanted = [one for one in without_a_lead(services) if one.pk in busy or lineage.before(one.pk)]
    people = people_at(wanted) if wanted else {}
    leads: dict[int, list[User]] = {}
    for one in Membership.objects.filter(partnership=partnership, role=Role.SERVICE_LEAD).select_related("user"):
        leads.setdefault(one.service_id or 0, []).append(one.user)
    found = []
    for service in wanted:
        beside = [heir for before in lineage.before(service.pk) for heir in lineage.after(before)]
        near = [user for heir in beside for user in leads.get(heir, ())]
        found.append((service, list(dict.fromkeys([*people[service.pk], *near]))))
    return found
