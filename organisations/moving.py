"""A service moves to another organisation or sector, at once or from a day that is to come. Its past stays.

Where services stood in closed rounds is fixed (`RoundService`), so nothing that is closed changes.
"""

import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.going_along import after_a_move
from organisations.models import Organisation, Partnership, Round, Sector, Service, ServiceMove, User
from organisations.saving import hold, write_columns
from tables.folding import fold


def last_closed_day(partnership: Partnership) -> datetime.date | None:
    """The last day of a round that has closed: no place changes before it."""
    closed = Round.objects.filter(partnership=partnership, state__in=(Round.State.CLOSED, Round.State.RELEASED))
    return closed.order_by("-closes_on").values_list("closes_on", flat=True).first()


def refuse_a_taken_name(organisation: Organisation, name: str, *, beside: Service | None = None) -> None:
    """Raise ActionRefused where a service of the organisation, also a closed one, is called so."""
    others = organisation.services.exclude(pk=beside.pk) if beside else organisation.services.all()
    if fold(name) in {fold(each) for each in others.values_list("name", flat=True)}:
        raise ActionRefused(
            _("%(organisation)s already has a service called “%(name)s”. Enter a different name.")
            % {"organisation": organisation.name, "name": name}
        )


@transaction.atomic
def move_service(
    *,
    service: Service,
    organisation: Organisation,
    sector: Sector,
    name: str,
    day: datetime.date,
    by: User,
    today: datetime.date,
) -> ServiceMove:
    """Move a service on a day: at once where that is today or past, else it is planned.

    Raises ActionRefused where it cannot be moved so, and says why.
    """
    partnership = hold_partnership(service.partnership.pk)
    where = {"organisation": organisation, "sector": sector, "name": name}
    return move_held(partnership=partnership, held=hold(service), day=day, by=by, today=today, **where)


@transaction.atomic
def move_held(
    *,
    partnership: Partnership,
    held: Service,
    organisation: Organisation,
    sector: Sector,
    name: str,
    day: datetime.date,
    by: User,
    today: datetime.date,
) -> ServiceMove:
    """The same for a caller that holds the partnership and the service already, as an import does."""
    _refuse(partnership, held, organisation, sector, name, day)
    if held.moves.planned().exists():
        raise ActionRefused(_("A move of %(name)s is planned already. Withdraw it first.") % {"name": held.name})
    before = held.moves.done().order_by("-day").first()
    if before and day < before.day:
        said = {"name": held.name, "day": date_format(before.day, "j F Y")}
        raise ActionRefused(_("%(name)s moved on %(day)s already. Enter that day or a later one.") % said)
    move = ServiceMove(
        service=held,
        day=day,
        from_name=held.name,
        from_organisation=held.organisation,
        from_organisation_name=held.organisation.name,
        from_sector_name=held.sector.name,
        to_organisation=organisation,
        to_sector=sector,
        to_name=name,
        by=by,
    )
    move.save(force_insert=True)
    if day > today:
        record(partnership=partnership, by=by, what="planned a move", about=f"{move}, {day}")
    else:
        _carry_out(move, held, by=by, on=today)
    return move


def _refuse(
    partnership: Partnership, held: Service, organisation: Organisation, sector: Sector, name: str, day: datetime.date
) -> None:
    if held.archived_on is not None:
        raise ActionRefused(_("%(name)s is archived, so it cannot move.") % {"name": held.name})
    if organisation.partnership_id != partnership.pk or sector.partnership_id != partnership.pk:
        raise ActionRefused(_("A service can only move within its partnership."))
    if Organisation.objects.filter(pk=organisation.pk).exclude(archived_on=None).exists():
        raise ActionRefused(_("%(name)s is archived. Select another organisation.") % {"name": organisation.name})
    if (held.organisation_id, held.sector_id) == (organisation.pk, sector.pk):
        raise ActionRefused(_("%(name)s is already there. Select another place.") % {"name": held.name})
    refuse_a_taken_name(organisation, name, beside=held)
    last = last_closed_day(partnership)
    if last and day < last:
        said = {"day": date_format(last, "j F Y")}
        raise ActionRefused(
            _("A round closed on %(day)s, and what is closed stays as it was. Enter that day or a later one.") % said
        )


def _carry_out(move: ServiceMove, held: Service, *, by: User | None, on: datetime.date) -> None:
    held.organisation, held.sector, held.name = move.to_organisation, move.to_sector, move.to_name
    write_columns(held, ["organisation", "sector", "name"])
    move.done_on, move.held_up = on, ""
    move.save(
        update_fields=[
            "done_on",
            "held_up",
            "from_name",
            "from_organisation",
            "from_organisation_name",
            "from_sector_name",
        ]
    )
    record(partnership=held.partnership, by=by, what="moved a service", about=move)
    after_a_move(held, by=by, on=on)


@transaction.atomic
def take_back_move(*, move: ServiceMove, by: User) -> None:
    """Take a planned move back; one that is done stays done. Raises ActionRefused then."""
    hold_partnership(move.partnership.pk)
    held = ServiceMove.objects.select_for_update(of=("self",)).filter(pk=move.pk).first()
    if held is None:
        return
    if held.done_on is not None:
        raise ActionRefused(_("This move has been carried out. To undo it, move the service again."))
    record(partnership=move.partnership, by=by, what="took back a planned move", about=move)
    held.delete()


def carry_out_due(*, on: datetime.date) -> int:
    """Carry out the moves whose day has come, each by itself; what cannot be says why. Returns how many were."""
    return sum(_on_its_day(move, on) for move in ServiceMove.objects.due(on).select_related("service__organisation"))


@transaction.atomic
def _on_its_day(move: ServiceMove, on: datetime.date) -> bool:
    partnership = hold_partnership(move.partnership.pk)
    held = ServiceMove.objects.select_for_update(of=("self",)).filter(pk=move.pk, done_on=None).first()
    if held is None:  # taken back, or carried out by another run
        return False
    service = hold(held.service)
    try:
        if held.to_sector is None:
            raise ActionRefused(_("The sector is no longer there."))
        # A round may have closed since; the service then moves on the day on which it really does.
        _refuse(partnership, service, held.to_organisation, held.to_sector, held.to_name, on)
    except ActionRefused as reason:
        held.held_up = str(reason)[:400]
        held.save(update_fields=["held_up"])
        return False
    held.from_name, held.from_organisation = service.name, service.organisation
    held.from_organisation_name = service.organisation.name
    held.from_sector_name = service.sector.name
    last = last_closed_day(partnership)
    if last and held.day < last:
        held.day = on
        held.save(update_fields=["day"])
    _carry_out(held, service, by=held.by, on=on)
    return True


def note_other_sector(*, service: Service, before: Sector, by: User, on: datetime.date) -> ServiceMove:
    """Write down that a service was put into another sector on its own page, so that its history says so."""
    return ServiceMove.objects.create(
        service=service,
        day=on,
        from_name=service.name,
        from_organisation=service.organisation,
        from_organisation_name=service.organisation.name,
        from_sector_name=before.name,
        to_organisation=service.organisation,
        to_sector=service.sector,
        to_name=service.name,
        by=by,
        done_on=on,
    )
