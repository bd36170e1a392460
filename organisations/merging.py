"""Services and organisations become part of others, or a service is split. The older ones close and keep their past.

All or nothing: each is one transaction. None takes place while a round is open, or may be reopened: answers that lie
with a service would be lost.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, free_slug, hold_partnership
from organisations.audit import record
from organisations.going_along import (
    OrganisationEnds,
    ServiceEnds,
    after_a_move,
    let_go,
    let_organisation_go,
)
from organisations.lineage import names_of_heirs
from organisations.models import (
    Organisation,
    Partnership,
    PlaceSuccession,
    Round,
    Sector,
    Service,
    ServiceMove,
    User,
)
from organisations.moving import refuse_a_taken_name
from organisations.saving import hold, write_columns
from tables.folding import fold

MOST_PARTS = 6  # into which a service is split at once
Kind = PlaceSuccession.Kind


@dataclass(frozen=True)
class NewService:
    """What a service is to be that a merger or a split makes."""

    name: str
    organisation: Organisation
    sector: Sector
    headcount: int | None = None


def refuse_in_a_round(partnership: Partnership) -> None:
    """Raise ActionRefused while a round is open, or closed and may be reopened."""
    round_ = Round.objects.with_answers_as_they_came().filter(partnership=partnership).first()
    if round_ is not None:
        refusal = (
            _("%(name)s is open. Merge or split after the round, so that no answers are lost.")
            if round_.is_open
            else _("%(name)s can still be reopened. Merge or split after its answers are sealed.")
        )
        raise ActionRefused(refusal % {"name": round_.name})


def _refuse_what_is_archived(place: Service | Organisation, what_to_do: str) -> None:
    if place.archived_on is None:
        return
    heirs = names_of_heirs(place)
    now = _("%(name)s is now part of %(heirs)s.") if heirs else _("%(name)s is archived.")
    raise ActionRefused(f"{now % {'name': place.name, 'heirs': heirs}} {what_to_do}")


def _held_open(services: Collection[Service], partnership: Partnership) -> list[Service]:
    """The services as they stand now, all held. Raises ActionRefused where one is closed, or of another partnership."""
    found = [hold(one) for one in sorted(services, key=lambda one: one.pk)]
    for one in found:
        if one.partnership.pk != partnership.pk:
            raise ActionRefused(_("Services of two partnerships cannot be merged."))
        _refuse_what_is_archived(one, _("Select a service that is open."))
    return found


def _made(new: NewService, partnership: Partnership) -> Service:
    if new.organisation.partnership_id != partnership.pk or new.sector.partnership_id != partnership.pk:
        raise ActionRefused(_("The new service has to be in the same partnership."))
    if new.organisation.archived_on is not None:
        raise ActionRefused(_("%(name)s is archived. Select another organisation.") % {"name": new.organisation.name})
    refuse_a_taken_name(new.organisation, new.name)
    slug = free_slug(new.name, Service.objects.in_partnership(partnership), most=100)
    return Service.objects.create(
        organisation=new.organisation, sector=new.sector, name=new.name, slug=slug, headcount=new.headcount
    )


def _end(service: Service, heirs: Sequence[Service], kind: str, choices: Mapping[str, str], by: User, on) -> None:
    """Close a service, and let everything that goes along go to its heirs."""
    rows = [PlaceSuccession(kind=kind, day=on, from_service=service, to_service=heir, by=by) for heir in heirs]
    PlaceSuccession.objects.bulk_create(rows)
    let_go(ServiceEnds(service, heirs, by, on, is_split=kind == Kind.SPLIT), choices)
    service.archived_on = on
    service.save(update_fields=["archived_on"])


@transaction.atomic
def merge_services(
    *,
    services: Collection[Service],
    into: Service | NewService,
    by: User,
    on: datetime.date,
    headcount: int | None = None,
) -> Service:
    """Let services become part of one that is there, or of a new one; returns that one.

    `headcount` is how many people work there afterwards, where that is known: a new service brings its own. Raises
    ActionRefused where it cannot be, and says why; then nothing is done.
    """
    first = next(iter(services), None)
    if first is None:
        raise ActionRefused(_("Select at least one service that becomes part of another."))
    partnership = hold_partnership(first.partnership.pk)
    refuse_in_a_round(partnership)
    there = [into] if isinstance(into, Service) else []
    if any(one.pk == heir.pk for one in services for heir in there):
        raise ActionRefused(_("A service cannot be merged with itself. Select another one."))
    if not there and len({one.pk for one in services}) < 2:
        raise ActionRefused(_("Select at least two services that become the new one."))
    held = {one.pk: one for one in _held_open([*services, *there], partnership)}
    heir = held[into.pk] if isinstance(into, Service) else _made(into, partnership)
    ending = [held[pk] for pk in sorted({one.pk for one in services})]
    for one in ending:
        _end(one, [heir], Kind.MERGE, {}, by, on)
    if isinstance(into, Service):
        heir.headcount = headcount
        heir.save(update_fields=["headcount"])
    after_a_move(heir, by=by, on=on)
    names = ", ".join(one.name for one in ending)
    record(partnership=partnership, by=by, what="merged services", about=f"{names} > {heir}")
    return heir


@transaction.atomic
def split_service(
    *, service: Service, parts: Sequence[NewService], choices: Mapping[str, str], by: User, on: datetime.date
) -> list[Service]:
    """Split a service into new ones. `choices` say who gets what goes along; what is not chosen goes to the first.

    Raises ActionRefused where it cannot be, and says why; then nothing is done.
    """
    partnership = hold_partnership(service.partnership.pk)
    refuse_in_a_round(partnership)
    (held,) = _held_open([service], partnership)
    if not 2 <= len(parts) <= MOST_PARTS:
        raise ActionRefused(_("Enter between 2 and %(most)s new services.") % {"most": MOST_PARTS})
    if len({(part.organisation.pk, fold(part.name)) for part in parts}) < len(parts):
        raise ActionRefused(_("Give each new service a different name."))
    heirs = [_made(part, partnership) for part in parts]
    _end(held, heirs, Kind.SPLIT, choices, by, on)
    for heir in heirs:
        after_a_move(heir, by=by, on=on)
    names = ", ".join(heir.name for heir in heirs)
    record(partnership=partnership, by=by, what="split a service", about=f"{held} > {names}")
    return heirs


def clashes(organisation: Organisation, into: Organisation) -> list[tuple[Service, Service]]:
    """Services of an organisation whose name one of the other has already, also a closed one, each with that one."""
    there = {fold(one.name): one for one in into.services.all()}
    mine = organisation.services.active().order_by("name").with_places()
    return [(one, there[fold(one.name)]) for one in mine if fold(one.name) in there]


@transaction.atomic
def merge_organisations(
    *,
    organisation: Organisation,
    into: Organisation,
    renames: Mapping[int, str],
    joins: Collection[int],
    by: User,
    on: datetime.date,
) -> None:
    """Let an organisation become part of another: its services move there, and it is archived.

    Of services whose name the other has already, those in `joins` become part of the one of that name, and the others
    need a new name in `renames`. Raises ActionRefused where it cannot be, and says why; then nothing is done.
    """
    partnership = hold_partnership(organisation.partnership_id)
    if organisation.pk == into.pk:
        raise ActionRefused(_("An organisation cannot be merged with itself. Select another one."))
    if into.partnership_id != partnership.pk:
        raise ActionRefused(_("Organisations of two partnerships cannot be merged."))
    refuse_in_a_round(partnership)
    held, heir = _organisations(organisation, into)
    clashing = {mine.pk: theirs for mine, theirs in clashes(held, heir)}
    for service in held.services.active().order_by("pk").with_places():
        mine = hold(service)
        if mine.pk in clashing and mine.pk in joins:
            (theirs,) = _held_open([clashing[mine.pk]], partnership)
            both = [mine.headcount, theirs.headcount]
            _end(mine, [theirs], Kind.MERGE, {}, by, on)
            theirs.headcount = sum(filter(None, both)) if all(both) else None
            theirs.save(update_fields=["headcount"])
            after_a_move(theirs, by=by, on=on)
        else:
            _move_along(mine, held, heir, renames.get(mine.pk) or mine.name, by, on)
    PlaceSuccession.objects.create(kind=Kind.MERGE, day=on, from_organisation=held, to_organisation=heir, by=by)
    let_organisation_go(OrganisationEnds(held, heir, by, on))
    held.archived_on = on
    held.save(update_fields=["archived_on"])
    record(partnership=partnership, by=by, what="merged organisations", about=f"{held} > {heir}")


def _organisations(organisation: Organisation, into: Organisation) -> tuple[Organisation, Organisation]:
    """Both, held in the order of their numbers. Raises ActionRefused where one has left or become part of another."""
    held = {one.pk: hold(one) for one in sorted((organisation, into), key=lambda one: one.pk)}
    for one in held.values():
        _refuse_what_is_archived(one, _("Select an organisation that is still here."))
    return held[organisation.pk], held[into.pk]


def _move_along(service: Service, from_: Organisation, into: Organisation, name: str, by: User, on) -> None:
    refuse_a_taken_name(into, name)
    planned = service.moves.planned().first()
    if planned:  # it says where the service goes from here on; to the same organisation it has nothing left to do
        planned.delete()
    ServiceMove.objects.create(
        service=service,
        day=on,
        from_name=service.name,
        from_organisation=from_,
        from_organisation_name=from_.name,
        from_sector_name=service.sector.name,
        to_organisation=into,
        to_sector=service.sector,
        to_name=name,
        by=by,
        done_on=on,
    )
    service.organisation, service.name = into, name
    write_columns(service, ["organisation", "name"])
    after_a_move(service, by=by, on=on)
