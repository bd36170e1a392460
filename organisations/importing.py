"""Setting up sectors, organisations and services from one table: first a preview, then all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.actions import ActionRefused, free_slug, hold_partnership
from organisations.audit import record
from organisations.lineage import names_of_heirs
from organisations.models import ImportDraft, Organisation, Partnership, Sector, Service, User
from organisations.spreadsheets import Table, as_text, from_text

NEEDED = ("sector", "organisation", "service")
OPTIONAL = ("headcount",)
LENGTHS = {"sector": 120, "organisation": 160, "service": 160}


@dataclass(kw_only=True)
class PlannedLine:
    """What one line of a file would do."""

    line: int
    outcome: str = "unchanged"  # added, changed, unchanged, refused
    notes: list[str] = field(default_factory=list)

    def refuse(self, reason: str) -> None:
        self.outcome = "refused"
        self.notes.append(reason)

    def check_texts(self, lengths: Mapping[str, int]) -> None:
        """Refuse the line where one of these texts is empty, longer than so many characters, or cannot be shown."""
        for name, most in lengths.items():
            text = getattr(self, name)
            if not text:
                self.refuse(_("The %(name)s is missing") % {"name": name})
            elif len(text) > most:
                self.refuse(_("The %(name)s is longer than %(most)s characters") % {"name": name, "most": most})
            elif not text.isprintable():
                self.refuse(_("The %(name)s contains characters we cannot use") % {"name": name})


@dataclass(kw_only=True)
class PlannedRow(PlannedLine):
    """What one line of a list of services would do."""

    sector: str
    organisation: str
    service: str
    headcount: int | None = None


Line = TypeVar("Line", bound=PlannedLine)


@dataclass
class Plan(Generic[Line]):
    """What a whole file would do. It can be carried out only when no row is refused."""

    rows: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def added(self) -> int:
        return self.count("added")

    @property
    def changed(self) -> int:
        return self.count("changed")

    @property
    def unchanged(self) -> int:
        return self.count("unchanged")

    @property
    def refused(self) -> int:
        return self.count("refused")

    @property
    def can_be_carried_out(self) -> bool:
        return not self.problems and not self.refused and bool(self.added or self.changed)


def keep_draft(
    *, partnership: Partnership, table: Table, file_name: str, by: User, what: str = ImportDraft.SERVICES
) -> ImportDraft:
    """Keep a file's rows until someone agrees to them; older drafts of the same kind and person go."""
    ImportDraft.objects.filter(partnership=partnership, by=by, what=what).delete()
    return ImportDraft.objects.create(
        partnership=partnership,
        what=what,
        by=by,
        file_name=file_name[:200],
        csv_text=as_text(table),
        sent_at=timezone.now(),
    )


def table_of(draft: ImportDraft) -> Table:
    """What someone sent in, line by line as it was."""
    return from_text(draft.csv_text)


def problems_of_columns(header: list[str], needed: tuple[str, ...], optional: tuple[str, ...]) -> list[str]:
    """What is wrong with a file's first line, in words to fix it by."""
    problems = []
    missing = [name for name in needed if name not in header]
    if missing:
        said = {"missing": ", ".join(missing), "needed": ", ".join(needed), "optional": ", ".join(optional)}
        text = _("Columns missing: %(missing)s. The first line must name these columns: %(needed)s.")
        if optional:
            text = _(
                "Columns missing: %(missing)s. The first line must name these columns: %(needed)s. "
                "You can also add: %(optional)s."
            )
        problems.append(text % said)
    unknown = [name for name in header if name and name not in needed + optional]
    if unknown:
        problems.append(_("Remove or rename columns we do not use: %(columns)s.") % {"columns": ", ".join(unknown)})
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        problems.append(_("Columns that are there more than once: %(columns)s.") % {"columns": ", ".join(repeated)})
    return problems


def plan_import(*, partnership: Partnership, table: Table) -> Plan[PlannedRow]:
    """Compare a table with what is there, row by row. Writes nothing."""
    header = list(table.headers)
    plan: Plan[PlannedRow] = Plan(problems=problems_of_columns(header, NEEDED, OPTIONAL))
    if plan.problems:
        return plan
    existing = {
        (service.organisation.name.casefold(), service.name.casefold()): service
        for service in Service.objects.in_partnership(partnership).with_places()
    }
    sectors = {name.casefold() for name in partnership.sectors.values_list("name", flat=True)}
    organisations = {name.casefold() for name in partnership.organisations.values_list("name", flat=True)}
    seen: dict[tuple[str, str], int] = {}
    for line, cells in zip(table.lines, table.dict, strict=True):
        row = PlannedRow(
            line=line, sector=cells["sector"], organisation=cells["organisation"], service=cells["service"]
        )
        plan.rows.append(row)
        _check(row, cells.get("headcount") or "")
        key = (row.organisation.casefold(), row.service.casefold())
        if row.service and key in seen:
            row.refuse(_("This service is already in line %(line)s") % {"line": seen[key]})
        seen.setdefault(key, line)
        if row.outcome != "refused":
            _compare(row, existing.get(key), "headcount" in header, sectors, organisations)
    return plan


def _check(row: PlannedRow, headcount: str) -> None:
    row.check_texts(LENGTHS)
    if headcount:
        is_number = headcount.isascii() and headcount.isdigit() and len(headcount) <= 9
        if is_number and 1 <= int(headcount) <= 100_000:
            row.headcount = int(headcount)
        else:
            said = {"headcount": headcount[:20]}
            row.refuse(_("The headcount “%(headcount)s” is not a whole number from 1 to 100,000") % said)


def _compare(row: PlannedRow, service: Service | None, with_headcount: bool, sectors, organisations) -> None:
    if service is None:
        row.outcome = "added"
        if row.sector.casefold() not in sectors:
            row.notes.append(_("new sector"))
        if row.organisation.casefold() not in organisations:
            row.notes.append(_("new organisation"))
        return
    if service.sector.name.casefold() != row.sector.casefold():
        row.outcome = "changed"
        row.notes.append(_("moves from %(sector)s") % {"sector": service.sector.name})
    if with_headcount and service.headcount != row.headcount:
        row.outcome = "changed"
        said = {"before": service.headcount or _("not known"), "now": row.headcount or _("not known")}
        row.notes.append(_("headcount changes from %(before)s to %(now)s") % said)
    if service.archived_on and (heirs := names_of_heirs(service)):
        row.refuse(_("%(name)s is now part of %(heirs)s") % {"name": service.name, "heirs": heirs})
    elif service.archived_on:
        row.outcome = "changed"
        row.notes.append(_("is no longer archived"))


@transaction.atomic
def carry_out_import(*, draft: ImportDraft, by: User) -> Plan[PlannedRow]:
    """Write a draft's rows, all or none, after planning them once more.

    Raises ActionRefused where a row is refused or there is nothing to do.
    """
    partnership = hold_partnership(draft.partnership_id)
    table = table_of(draft)
    plan = plan_import(partnership=partnership, table=table)
    if not plan.can_be_carried_out:
        raise ActionRefused(_("This file cannot be imported yet. See what needs fixing in the list below."))
    with_headcount = "headcount" in table.headers
    sectors = {sector.name.casefold(): sector for sector in partnership.sectors.all()}
    organisations = {organisation.name.casefold(): organisation for organisation in partnership.organisations.all()}
    services = {
        (service.organisation_id, service.name.casefold()): service
        # Held until all lines are written: someone may be changing one of them on its own page.
        for service in Service.objects.in_partnership(partnership).select_for_update(of=("self",), no_key=True)
    }
    for row in plan.rows:
        if row.outcome not in ("added", "changed"):
            continue
        sector = _get_or_add(Sector, partnership, row.sector, sectors)
        organisation = _get_or_add(Organisation, partnership, row.organisation, organisations)
        if organisation.archived_on is not None:  # it is back with at least this service
            organisation.archived_on = None
            organisation.save(update_fields=["archived_on"])
        values = {"sector": sector, "archived_on": None, "left_with_organisation": False}
        values |= {"headcount": row.headcount} if with_headcount else {}
        service = services.get((organisation.pk, row.service.casefold()))
        if service is None:
            slug = free_slug(row.service, Service.objects.all(), most=100)
            Service.objects.create(organisation=organisation, name=row.service, slug=slug, **values)
            continue
        for name, value in values.items():
            setattr(service, name, value)
        service.save(update_fields=list(values))
    record(
        partnership=partnership,
        by=by,
        what="imported services",
        about=f"{draft.file_name}: {plan.added} added, {plan.changed} changed",
    )
    draft.delete()
    return plan


def _get_or_add(model, partnership: Partnership, name: str, known: dict):
    if name.casefold() not in known:
        known[name.casefold()] = model.objects.create(
            partnership=partnership,
            name=name,
            slug=free_slug(name, model.objects.filter(partnership=partnership)),
        )
    return known[name.casefold()]
