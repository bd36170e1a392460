"""A list of services: the sectors, organisations and services of a partnership, by name and by outside code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organisations.importing.codes import (
    Code,
    Codes,
    check_once,
    known_by_code,
    new_codes,
    organisation_by_code,
    read_codes,
    shown,
)
from organisations.importing.columns import ChosenColumns
from organisations.importing.leads import ask_about_leads, compare_lead, read_lead, who_leads
from organisations.importing.places import NEW, SAME, Names, usual_spellings
from organisations.importing.planning import (
    ADDED,
    ASIDE,
    CHANGED,
    YES,
    Asking,
    Plan,
    PlannedLine,
    check_row,
    read_name,
)
from organisations.lineage import heirs_in, organisations_with_heirs
from organisations.models import Organisation, Partnership, Service, ServiceMove
from tables.cells import Row
from tables.folding import fold, tidy
from tables.values import NO_NUMBER, POSTS, ROUGHLY, ZERO
from tables.values import headcount as read_headcount

MOVED = "moved"
LENGTHS = {"sector": 120, "organisation": 160, "service": 160}
CALLED = {
    "sector": gettext_lazy("sector"),
    "organisation": gettext_lazy("organisation"),
    "service": gettext_lazy("service"),
}
MANY_SECTORS = 15


@dataclass(kw_only=True)
class PlannedService(PlannedLine):
    """What one row of a list of services would do. `found` is the service that it means, if that is there."""

    sector: str = ""
    organisation: str = ""
    service: str = ""
    headcount: int | None = None
    sector_key: str = ""
    organisation_key: str = ""
    found: Service | None = None
    moves: bool = False  # to the organisation of the row, and its sector
    codes: list[Code] = field(default_factory=list)
    new_codes: list[Code] = field(default_factory=list)
    lead: str = ""  # the address of whoever leads it, where they are to be invited


@dataclass
class Places:
    """The places of a partnership, as the rows of a file look for them."""

    sectors: Names
    organisations: Names
    services: dict[str, Names] = field(default_factory=dict)  # by the folded name of their organisation
    there: dict[tuple[str, str], Service] = field(default_factory=dict)
    elsewhere: dict[str, list[Service]] = field(default_factory=lambda: defaultdict(list))  # by folded name
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    named: set[tuple[str, str]] = field(default_factory=set)  # organisation and service as the rows of the file say
    codes: Codes = field(default_factory=Codes)
    merged: dict[str, str] = field(default_factory=dict)  # sectors that are part of another by now
    heirs: dict[int, str] = field(default_factory=dict)  # of services that became others, by their key
    gone: dict[str, str] = field(default_factory=dict)  # organisations that became others, by folded name
    to_move: set[int] = field(default_factory=set)  # services of which a move is planned
    leads: set[tuple[str, int | None]] = field(default_factory=set)  # who leads a service, or is invited to

    @classmethod
    def of(cls, partnership: Partnership) -> Places:
        """Read in some six queries, however many places there are."""
        sectors = list(partnership.sectors.select_related("successor"))
        places = cls(
            Names.of(CALLED["sector"], [one.name for one in sectors]),
            Names.of(CALLED["organisation"], partnership.organisations.values_list("name", flat=True)),
            codes=Codes.of(partnership),
            heirs=heirs_in(partnership),
            gone=organisations_with_heirs(partnership),
            to_move=set(ServiceMove.objects.in_partnership(partnership).planned().values_list("service", flat=True)),
            leads=who_leads(partnership),
            merged={fold(one.name): fold(one.now.name) for one in sectors if one.successor},
        )
        by_organisation: dict[str, list[str]] = defaultdict(list)
        for service in Service.objects.in_partnership(partnership).with_places():
            own, name = fold(service.organisation.name), fold(service.name)
            places.there[own, name] = service
            places.elsewhere[name].append(service)
            by_organisation[own].append(service.name)
        for own, names in by_organisation.items():
            places.services[own] = Names.of(CALLED["service"], names, inside=own)
        return places

    def names_in(self, organisation_key: str) -> Names:
        """The names of the services of an organisation."""
        if organisation_key not in self.services:
            self.services[organisation_key] = Names(CALLED["service"], inside=organisation_key)
        return self.services[organisation_key]


def plan_services(partnership: Partnership, chosen: ChosenColumns, asking: Asking) -> Plan[PlannedService]:
    """Compare a file with what is there, row by row."""
    plan: Plan[PlannedService] = Plan(asking=asking, fields=frozenset(k for k in chosen.choices if chosen.has(k)))
    places = Places.of(partnership)
    places.named = {
        (fold(chosen.cell(row, "organisation").text), fold(chosen.cell(row, "service").text))
        for row in chosen.found.rows
    }
    texts = {key: usual_spellings(tidy(chosen.cell(row, key).text) for row in chosen.found.rows) for key in LENGTHS}
    for row in chosen.found.rows:
        planned = PlannedService(line=row.line, sent=chosen.sent(row))
        plan.rows.append(planned)
        check_row(plan, planned, row)
        if row.problem:
            continue
        _read(plan, planned, row, chosen, texts)
        planned.codes = read_codes(planned, row, chosen)
        planned.lead = read_lead(planned, chosen.cell(row, "lead").text, partnership, asking)
        if planned.outcome != ASIDE:
            _settle(planned, places, asking)
        if planned.is_open:
            _compare(planned, places, "headcount" in plan.fields)
            compare_lead(planned, places.leads)
    ask_about_leads(plan)
    _ask_about_many_sectors(plan, places)
    _count_new_places(plan, places)
    _add_what_is_set_aside_above(plan, chosen)
    return plan


def _read(plan: Plan, planned: PlannedService, row: Row, chosen: ChosenColumns, texts: dict) -> None:
    for key in ("sector", "service"):
        setattr(planned, key, read_name(plan, planned, chosen.cell(row, key), called=CALLED[key], most=LENGTHS[key]))
    organisation = read_name(
        plan,
        planned,
        chosen.cell(row, "organisation"),
        called=CALLED["organisation"],
        most=LENGTHS["organisation"],
        needed=False,
    )
    if not organisation and planned.service and planned.outcome != ASIDE:
        alone = plan.asking.ask(
            planned,
            "no organisation",
            _("Some rows name no organisation. Is each of these services an organisation of its own, as a school is?"),
            [(YES, _("Yes, use the service’s name for its organisation too"))],
        )
        organisation = planned.service if alone == YES else ""
    planned.organisation = organisation
    for key in LENGTHS:  # one spelling for all rows of a file: the one that it uses most
        name = getattr(planned, key)
        setattr(planned, key, texts[key].get(fold(name), name))
    _read_headcount(plan, planned, row, chosen)


def _read_headcount(plan: Plan, planned: PlannedService, row: Row, chosen: ChosenColumns) -> None:
    cell = chosen.cell(row, "headcount")
    read = read_headcount(cell)
    planned.headcount = read.value
    if read.said:
        planned.notes.append(read.said)
    if not read.ask:
        return
    first = read.suggestions[0] if read.suggestions else ""
    said = {"text": tidy(cell.text)[:40] or _("a formula without a result"), "number": first}
    group = _ALIKE.get(read.about)
    if group:  # one answer for all of a kind: a column of posts would ask forty times
        text, use = group
        choices = [("use", use % said)] if use else []
        question = text % said
    else:
        choices = [(f"={number}", _("Use %(number)s") % {"number": f"{number:,}"}) for number in read.suggestions]
        question = _("Headcount: %(question)s") % {"question": read.ask}
    choices.append(("blank", _("Leave the headcount blank")))
    key = f"headcount {read.about or cell.text[:80]}"
    answer = plan.asking.ask(planned, key, question, choices)
    if answer == "use":
        planned.headcount = read.suggestions[0]
        planned.notes.append(_("headcount %(number)s for “%(text)s”") % said)
    elif answer and answer.startswith("="):
        planned.headcount = int(answer[1:])


_ALIKE = {
    POSTS: (
        gettext_lazy("Some headcounts count posts (FTE), such as “%(text)s”. What should we use for people?"),
        gettext_lazy("Round each up to whole people (%(number)s for “%(text)s”)"),
    ),
    ROUGHLY: (
        gettext_lazy("Some headcounts are rough, such as “%(text)s”. What should we use?"),
        gettext_lazy("Use the number as it stands (%(number)s for “%(text)s”)"),
    ),
    ZERO: (gettext_lazy("Some headcounts are 0. What should we do with these services?"), ""),
    NO_NUMBER: (
        gettext_lazy("Some headcounts are no number, such as “%(text)s”. What should we do with these services?"),
        "",
    ),
}


def _settle(planned: PlannedService, places: Places, asking: Asking) -> None:
    """Which places the row means. All are settled, so that all their questions are asked at once."""
    by_code = known_by_code(planned, planned.codes, places.codes)
    owner = by_code.organisation if by_code else organisation_by_code(planned.codes, places.codes)
    sector = places.sectors.settle(planned, planned.sector, asking)
    planned.sector_key = places.merged.get(sector, sector)
    if owner is not None and not _names_another(planned, owner, places):
        planned.organisation_key = fold(owner.name)
    else:
        planned.organisation_key = places.organisations.settle(planned, planned.organisation, asking)
    if by_code is not None:
        key = (planned.organisation_key, fold(planned.service))
        _known_by_its_code(planned, by_code, places, asking)
    else:
        names = places.names_in(planned.organisation_key)
        key = (planned.organisation_key, names.settle(planned, planned.service, asking))
        planned.found = places.there.get(key)
    if planned.organisation_key in places.gone:
        said = {"name": planned.organisation, "heirs": places.gone[planned.organisation_key]}
        planned.set_aside(_("“%(name)s” is now part of %(heirs)s") % said)
    if planned.outcome == ASIDE:
        return
    if key in places.seen:
        planned.set_aside(_("This service is already in line %(line)s") % {"line": places.seen[key]})
        return
    check_once(planned, planned.codes, places.codes)
    if planned.outcome == ASIDE:
        return
    places.seen[key] = planned.line
    planned.new_codes = new_codes(planned.codes, places.codes)
    if planned.found is None:
        _ask_whether_it_has_moved(planned, key[1], places, asking)


def _names_another(planned: PlannedService, owner: Organisation, places: Places) -> bool:
    """Whether a row names an organisation of ours that is not the one which its code belongs to."""
    key = fold(planned.organisation)
    return key != fold(owner.name) and key in places.organisations.known


def _known_by_its_code(planned: PlannedService, service: Service, places: Places, asking: Asking) -> None:
    """A service that may have another name, or be at another organisation, by now."""
    planned.found = service
    taken = places.there.get((planned.organisation_key, fold(planned.service)))
    if taken is not None and taken.pk != service.pk:
        said = {"name": planned.service, "service": service.name}
        planned.set_aside(_("Its code belongs to “%(service)s”, and another service is called “%(name)s”") % said)
    elif fold(planned.organisation) != fold(service.organisation.name):
        _ask_whether_it_moves(planned, service, places, asking)


def _ask_whether_it_moves(planned: PlannedService, service: Service, places: Places, asking: Asking) -> None:
    said = {"service": service.name, "before": service.organisation.name, "now": planned.organisation}
    answer = asking.ask(
        planned,
        f"code moved {service.organisation_id} {fold(planned.organisation)}",
        _("By its code, “%(service)s” is at %(before)s. Your file says %(now)s. What is right?") % said,
        [
            (MOVED, _("It has moved to %(now)s") % said),
            (SAME, _("%(now)s is another name for %(before)s; leave it there") % said),
        ],
    )
    if answer == MOVED:
        _move(planned, service, places)
    elif answer == SAME:
        planned.organisation_key = fold(service.organisation.name)


def _move(planned: PlannedService, service: Service, places: Places) -> None:
    planned.found, planned.moves = service, True
    planned.organisation_key = fold(planned.organisation)
    places.organisations.note(planned, planned.organisation)
    if service.pk in places.to_move:
        planned.set_aside(_("A move of “%(name)s” is planned already. Cancel it first") % {"name": service.name})


def _ask_whether_it_has_moved(planned: PlannedService, key: str, places: Places, asking: Asking) -> None:
    """Where one other organisation has a service of this name, which the file does not name there."""
    others = [one for one in places.elsewhere.get(key, []) if one.archived_on is None]
    if len(others) != 1 or (fold(others[0].organisation.name), key) in places.named:
        return
    other = others[0]
    said = {"service": planned.service, "before": other.organisation.name, "now": planned.organisation}
    answer = asking.ask(
        planned,
        f"moved {other.pk} {planned.organisation_key}",
        _("%(before)s has a service called “%(service)s” already. Is the one at %(now)s the same?") % said,
        [
            (MOVED, _("Yes, it has moved to %(now)s") % said),
            (NEW, _("No, it is another service")),
        ],
    )
    if answer == MOVED:
        _move(planned, other, places)


def _compare(planned: PlannedService, places: Places, with_headcount: bool) -> None:
    service = planned.found
    if service is not None and service.pk in places.heirs:
        said = {"name": service.name, "heirs": places.heirs[service.pk]}
        planned.set_aside(_("“%(name)s” is now part of %(heirs)s") % said)
        return
    if service is None:
        planned.outcome = ADDED
        for names, key, text in (
            (places.sectors, planned.sector_key, _("new sector")),
            (places.organisations, planned.organisation_key, _("new organisation")),
        ):
            if key not in names.known:
                planned.notes.append(text)
        return
    if fold(service.name) != fold(planned.service) and planned.codes:
        planned.outcome = CHANGED
        planned.notes.append(_("name changes from %(name)s") % {"name": service.name})
    if planned.moves:
        planned.outcome = CHANGED
        said = {"before": service.organisation.name, "now": planned.organisation}
        planned.notes.append(_("moves from %(before)s to %(now)s today") % said)
    for code in planned.new_codes:
        planned.outcome = CHANGED
        planned.notes.append(_("%(code)s is added") % {"code": shown(code)})
    if fold(service.sector.name) != planned.sector_key:
        planned.outcome = CHANGED
        planned.notes.append(_("moves from %(sector)s") % {"sector": service.sector.name})
    if with_headcount and service.headcount != planned.headcount:
        planned.outcome = CHANGED
        said = {"before": service.headcount or _("not known"), "now": planned.headcount or _("not known")}
        planned.notes.append(_("headcount changes from %(before)s to %(now)s") % said)
    if service.archived_on:
        planned.outcome = CHANGED
        planned.notes.append(_("is no longer archived"))


def _ask_about_many_sectors(plan: Plan[PlannedService], places: Places) -> None:
    """A partnership has some five to ten sectors: a file that brings many more most often has another column there."""
    new = {row.sector_key for row in plan.rows if row.goes_in} - set(places.sectors.known)
    if len(new) <= MANY_SECTORS:
        return
    said = {"sectors": len(new), "some": ", ".join(sorted(places.sectors.shown(key) for key in new)[:5])}
    for row in plan.rows:
        if row.goes_in and row.sector_key in new:
            plan.asking.ask(
                row,
                "many sectors",
                _("This file would add %(sectors)s sectors, such as %(some)s. Is it the right column?") % said,
                [(YES, _("Yes, add %(sectors)s sectors") % said)],
            )


def _count_new_places(plan: Plan[PlannedService], places: Places) -> None:
    going = [row for row in plan.rows if row.goes_in]
    plan.new_places = {
        "sectors": len({row.sector_key for row in going} - set(places.sectors.known)),
        "organisations": len({row.organisation_key for row in going} - set(places.organisations.known)),
    }


def _add_what_is_set_aside_above(plan: Plan[PlannedService], chosen: ChosenColumns) -> None:
    """Titles, notes and totals that are no rows of the list: shown with the others that are set aside."""
    for row, why in chosen.found.aside:
        planned = PlannedService(line=row.line, sent=chosen.sent(row))
        planned.service = tidy(next((cell.text for cell in row.cells if cell.text), ""))[:80]
        planned.set_aside(why)
        plan.rows.append(planned)


def totals(plan: Plan[PlannedService]) -> str:
    """What a plan would do, in one sentence."""
    new = plan.new_places
    parts = [
        ngettext("%(n)s sector", "%(n)s sectors", new["sectors"]) % {"n": new["sectors"]},
        ngettext("%(n)s organisation", "%(n)s organisations", new["organisations"]) % {"n": new["organisations"]},
        ngettext("%(n)s service", "%(n)s services", plan.added) % {"n": f"{plan.added:,}"},
    ]
    changed = ngettext("%(n)s service", "%(n)s services", plan.changed) % {"n": f"{plan.changed:,}"}
    said = _("This would add %(sectors)s, %(organisations)s and %(services)s, and change %(changed)s.") % {
        "sectors": parts[0],
        "organisations": parts[1],
        "services": parts[2],
        "changed": changed,
    }
    invited = len({row.lead for row in plan.rows if row.goes_in and row.lead})
    if not invited:
        return said
    inviting = ngettext("It would invite %(n)s person by email.", "It would invite %(n)s people by email.", invited)
    return f"{said} {inviting % {'n': f'{invited:,}'}}"
