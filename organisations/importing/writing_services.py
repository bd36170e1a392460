"""A list of services is written: new places, what changed of known ones, moves and codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from organisations.importing.codes import write_codes
from organisations.importing.leads import invite_leads
from organisations.importing.planning import Plan
from organisations.importing.recording import AT_ONCE, Recorder, as_text
from organisations.importing.services import PlannedService
from organisations.importing.slugs import FreeSlugs
from organisations.models import Organisation, Partnership, Sector, Service
from organisations.moving import move_held, note_other_sector
from organisations.saving import write_columns
from tables.folding import fold

OF_A_SERVICE = ("name", "organisation", "sector", "headcount", "archived_on", "left_with_organisation")


def write_services(partnership: Partnership, plan: Plan[PlannedService], recorder: Recorder) -> None:
    """Write a plan's rows; the partnership is held."""
    going = [row for row in plan.rows if row.goes_in]
    sectors = _with_new(Sector, partnership, ((row.sector_key, row.sector) for row in going), recorder)
    organisations = _with_new(
        Organisation, partnership, ((row.organisation_key, row.organisation) for row in going), recorder
    )
    # Held until all rows are written: someone may be changing one of them on its own page.
    there = [row.found.pk for row in going if row.found]
    held = {one.pk: one for one in _held(there)}
    slugs = FreeSlugs(Service.objects.in_partnership(partnership), most=100)
    new, coded, named = [], [], []
    for row in going:
        sector, organisation = sectors[row.sector_key], organisations[row.organisation_key]
        if organisation.archived_on is not None:  # it is back with at least this service
            before = {"archived_on": as_text(organisation, "archived_on")}
            organisation.archived_on = None
            organisation.save(update_fields=["archived_on"])
            recorder.changed(organisation, before)
        if row.found is None:
            of = {"organisation": organisation, "sector": sector, "headcount": row.headcount}
            service = Service(name=row.service, slug=slugs.take(row.service), **of)
            new.append(service)
        else:
            service = held[row.found.pk]
            if row.moves:
                _carry_over(service, row, sector, organisation, recorder)
            _change(service, row, sector, plan, recorder)
        coded.append((service, organisation, row.new_codes))
        if row.lead:
            named.append((row.lead, service))
    for some in (new[at : at + AT_ONCE] for at in range(0, len(new), AT_ONCE)):
        for service in Service.objects.bulk_create(some):
            recorder.added(service, OF_A_SERVICE)
    write_codes(partnership, coded, recorder)
    invite_leads(partnership, named, recorder)


def _held(keys: list[int]) -> Iterable[Service]:
    for some in (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE)):
        yield from Service.objects.filter(pk__in=some).select_for_update(of=("self",), no_key=True)


def _carry_over(
    service: Service, row: PlannedService, sector: Sector, organisation: Organisation, recorder: Recorder
) -> None:
    """Move a service as on its own page, with its history."""
    before = {name: as_text(service, name) for name in ("organisation", "sector", "name")}
    today = timezone.localdate()
    move = move_held(
        partnership=organisation.partnership,
        held=service,
        organisation=organisation,
        sector=sector,
        name=row.service,
        day=today,
        by=recorder.by,
        today=today,
    )
    recorder.added(move, ("done_on",))
    recorder.before(service, before)


def _change(service: Service, row: PlannedService, sector: Sector, plan: Plan, recorder: Recorder) -> None:
    values: dict[str, Any] = {"sector": sector, "archived_on": None, "left_with_organisation": False}
    if row.codes and fold(service.name) != fold(row.service):
        values["name"] = row.service
    if "headcount" in plan.fields:
        values["headcount"] = row.headcount
    before = {name: as_text(service, name) for name in values}
    old = service.sector if service.sector_id != sector.pk else None
    for name, value in values.items():
        setattr(service, name, value)
    write_columns(service, list(values))
    if old is not None:
        today = timezone.localdate()
        recorder.added(note_other_sector(service=service, before=old, by=recorder.by, on=today), ("done_on",))
    recorder.changed(service, before)


def _with_new(
    model: Any, partnership: Partnership, wanted: Iterable[tuple[str, str]], recorder: Recorder
) -> dict[str, Any]:
    """The sectors or organisations of a partnership by folded name, after adding those that are wanted and new."""
    there = {fold(one.name): one for one in model.objects.filter(partnership=partnership).order_by("-pk")}
    slugs = FreeSlugs(model.objects.filter(partnership=partnership), most=80)
    for key, name in wanted:
        if key not in there:
            there[key] = model.objects.create(partnership=partnership, name=name, slug=slugs.take(name))
            recorder.added(there[key], ("name",))
    return there
