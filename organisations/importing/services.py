"""A list of services: the sectors, organisations and services of a partnership, by name and by outside code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

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
    write_codes,
)
from organisations.importing.columns import ChosenColumns
from organisations.importing.places import Names, usual_spellings
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
from organisations.importing.recording import AT_ONCE, Recorder, as_text
from organisations.importing.slugs import FreeSlugs
from organisations.models import Organisation, Partnership, Sector, Service
from tables.cells import Row
from tables.folding import fold, tidy
from tables.values import NO_NUMBER, POSTS, ROUGHLY, ZERO
from tables.values import headcount as read_headcount

LENGTHS = {"sector": 120, "organisation": 160, "service": 160}
CALLED = {
    "sector": gettext_lazy("sector"),
    "organisation": gettext_lazy("organisation"),
    "service": gettext_lazy("service"),
}
MANY_SECTORS = 15
OF_A_SERVICE = ("name", "organisation", "sector", "headcount", "archived_on", "left_with_organisation")


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
    codes: list[Code] = field(default_factory=list)
    new_codes: list[Code] = field(default_factory=list)


@dataclass
class Places:
    """The places of a partnership, as the rows of a file look for them."""

    sectors: Names
    organisations: Names
    services: dict[str, Names] = field(default_factory=dict)  # by the folded name of their organisation
    there: dict[tuple[str, str], Service] = field(default_factory=dict)
    elsewhere: dict[str, list[Service]] = field(default_factory=lambda: defaultdict(list))  # by folded name
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    codes: Codes = field(default_factory=Codes)
    merged: dict[str, str] = field(default_factory=dict)  # sectors that are part of another by now

    @classmethod
    def of(cls, partnership: Partnership) -> Places:
        """Read in four queries."""
        sectors = list(partnership.sectors.select_related("successor"))
        places = cls(
            Names.of(CALLED["sector"], [one.name for one in sectors]),
            Names.of(CALLED["organisation"], partnership.organisations.values_list("name", flat=True)),
            codes=Codes.of(partnership),
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
    texts = {key: usual_spellings(tidy(chosen.cell(row, key).text) for row in chosen.found.rows) for key in LENGTHS}
    for row in chosen.found.rows:
        planned = PlannedService(line=row.line, sent=chosen.sent(row))
        plan.rows.append(planned)
        check_row(plan, planned, row)
        if row.problem:
            continue
        _read(plan, planned, row, chosen, texts)
        planned.codes = read_codes(planned, row, chosen)
        if planned.outcome != ASIDE:
            _settle(planned, places, asking)
        if planned.is_open:
            _compare(planned, places, "headcount" in plan.fields)
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
        _known_by_its_code(planned, by_code, places)
    else:
        names = places.names_in(planned.organisation_key)
        key = (planned.organisation_key, names.settle(planned, planned.service, asking))
        planned.found = places.there.get(key)
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


def _known_by_its_code(planned: PlannedService, service: Service, places: Places) -> None:
    """A service that may have another name, or another organisation, by now."""
    planned.found = service
    if fold(service.organisation.name) != planned.organisation_key:
        said = {"service": service.name, "before": service.organisation.name}
        planned.set_aside(
            _("Its code belongs to “%(service)s” of %(before)s. Move that service on its own page first") % said
        )
    taken = places.there.get((planned.organisation_key, fold(planned.service)))
    if taken is not None and taken.pk != service.pk:
        said = {"name": planned.service, "service": service.name}
        planned.set_aside(_("Its code belongs to “%(service)s”, and another service is called “%(name)s”") % said)


def _ask_whether_it_has_moved(planned: PlannedService, key: str, places: Places, asking: Asking) -> None:
    """Where one other organisation has a service of this name, which the file does not name there."""
    others = [one for one in places.elsewhere.get(key, []) if one.archived_on is None]
    if len(others) != 1:
        return
    other = others[0]
    said = {"service": planned.service, "before": other.organisation.name, "now": planned.organisation}
    asking.ask(
        planned,
        f"moved {other.pk} {planned.organisation_key}",
        _("%(before)s has a service called “%(service)s” already. Is the one at %(now)s another service?") % said,
        [(YES, _("Yes, it is another service"))],
    )


def _compare(planned: PlannedService, places: Places, with_headcount: bool) -> None:
    service = planned.found
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
    return _("This would add %(sectors)s, %(organisations)s and %(services)s, and change %(changed)s.") % {
        "sectors": parts[0],
        "organisations": parts[1],
        "services": parts[2],
        "changed": changed,
    }


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
    new, coded = [], []
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
            _change(service, row, sector, plan, recorder)
        coded.append((service, organisation, row.new_codes))
    for some in (new[at : at + AT_ONCE] for at in range(0, len(new), AT_ONCE)):
        for service in Service.objects.bulk_create(some):
            recorder.added(service, OF_A_SERVICE)
    write_codes(partnership, coded, recorder)


def _held(keys: list[int]) -> Iterable[Service]:
    for some in (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE)):
        yield from Service.objects.filter(pk__in=some).select_for_update(of=("self",), no_key=True)


def _change(service: Service, row: PlannedService, sector: Sector, plan: Plan, recorder: Recorder) -> None:
    values: dict[str, Any] = {"sector": sector, "archived_on": None, "left_with_organisation": False}
    if row.codes and fold(service.name) != fold(row.service):
        values["name"] = row.service
    if "headcount" in plan.fields:
        values["headcount"] = row.headcount
    before = {name: as_text(service, name) for name in values}
    for name, value in values.items():
        setattr(service, name, value)
    service.save(update_fields=[*values, *(["name_key"] if "name" in values else [])])
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
