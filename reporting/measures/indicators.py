"""Outcome indicators: kept one by one, and many at once from a file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.importing import Plan, PlannedLine, problems_of_columns, table_of
from organisations.models import ImportDraft, Partnership, User
from organisations.saving import hold, save_shown_fields
from organisations.spreadsheets import Table
from reporting.models import OutcomeIndicator
from reporting.models.indicators import FIRST_YEAR, LAST_YEAR
from tables.folding import fold

WHAT = "indicators"
OF_AN_INDICATOR = ("name", "year", "value", "unit", "good_is", "source", "box")
COLUMNS = ("name", "year", "value", "unit", "source", "good_is")
LENGTHS = {"name": 120, "unit": 60, "source": 200}
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,11})(\.\d{1,3})?")


@dataclass(kw_only=True)
class PlannedIndicator(PlannedLine):
    """What one line of a file of indicators would do."""

    name: str
    unit: str
    source: str
    year: int | None = None
    value: Decimal | None = None
    good_is: str = ""

    @property
    def key(self) -> tuple[str, int | None]:
        return fold(self.name), self.year


def plan_indicators(*, partnership: Partnership, table: Table) -> Plan[PlannedIndicator]:
    """Compare a file with what is there, line by line. Writes nothing."""
    plan: Plan[PlannedIndicator] = Plan(problems=problems_of_columns(list(table.headers), COLUMNS, ()))
    if plan.problems:
        return plan
    there = {(fold(each.name), each.year): each for each in OutcomeIndicator.objects.of(partnership)}
    seen: dict[tuple[str, int | None], int] = {}
    for line, cells in zip(table.lines, table.dict, strict=True):
        row = PlannedIndicator(line=line, name=cells["name"], unit=cells["unit"], source=cells["source"])
        plan.rows.append(row)
        _check(row, cells)
        if row.year and row.name and row.key in seen:
            said = {"year": row.year, "line": seen[row.key]}
            row.refuse(_("This indicator already has a value for %(year)s on line %(line)s") % said)
        seen.setdefault(row.key, line)
        if row.outcome != "refused":
            _compare(row, there.get((fold(row.name), row.year or 0)))
    _check_alike(plan, there)
    return plan


def _check(row: PlannedIndicator, cells: dict[str, str]) -> None:
    row.check_texts(LENGTHS)
    year, value, good = cells["year"], cells["value"], cells["good_is"].lower()
    if re.fullmatch(r"[0-9]{4}", year) and FIRST_YEAR <= int(year) <= LAST_YEAR:
        row.year = int(year)
    else:
        between = {"first": FIRST_YEAR, "last": LAST_YEAR, "year": year[:20]}
        row.refuse(
            _("Enter a year from %(first)s to %(last)s instead of “%(year)s”. For 2024/25, enter 2025") % between
        )
    if _NUMBER.fullmatch(value):
        row.value = Decimal(value.replace(",", ""))
    else:
        said = {"value": value[:20]}
        row.refuse(_("Enter a number such as 4.5 or 1,240 instead of “%(value)s”. Put a %% sign in the unit") % said)
    if good in OutcomeIndicator.Good.values:
        row.good_is = good
    else:
        row.refuse(_("Enter higher or lower for good_is instead of “%(good)s”") % {"good": good[:20]})


def _compare(row: PlannedIndicator, there: OutcomeIndicator | None) -> None:
    if there is None:
        row.outcome = "added"
        return
    for name in ("value", "unit", "source", "good_is"):
        before, now = getattr(there, name), getattr(row, name)
        if before != now:
            row.outcome = "changed"
            said = {"column": name.replace("_", " "), "before": there.text if name == "value" else before}
            row.notes.append(_("%(column)s changes from %(before)s") % said)


def _check_alike(plan: Plan[PlannedIndicator], there: dict[tuple[str, int], OutcomeIndicator]) -> None:
    """Years of one indicator stand in one row of the table: they need one unit and one direction."""
    in_file = {row.key for row in plan.rows}
    # A year that the file brings takes the place of the one that is kept, so only the others can contradict it.
    first: dict[str, Any] = {}
    for key, each in there.items():
        if key not in in_file:
            first.setdefault(key[0], each)
    for row in plan.rows:
        other = first.setdefault(fold(row.name), row)
        if row.outcome == "refused":
            continue
        if (other.unit, other.good_is) != (row.unit, row.good_is):
            alike = {"unit": other.unit, "good": other.good_is}
            row.refuse(
                _("Use the same unit (“%(unit)s”) and good_is (%(good)s) as for other years of this indicator") % alike
            )


@transaction.atomic
def carry_out_indicators(*, draft: ImportDraft, by: User) -> Plan[PlannedIndicator]:
    """Write a file's lines, all or none, after planning them once more.

    Raises ActionRefused where a line is refused.
    """
    partnership = hold_partnership(draft.partnership_id)
    # Planned again, and under the lock: since the preview someone may have changed what it was compared with.
    plan = plan_indicators(partnership=partnership, table=table_of(draft))
    if not plan.can_be_carried_out:
        raise ActionRefused(_("This file cannot be imported yet. Fix the lines listed below and upload it again."))
    # Held until all lines are written: someone may be changing one of them on its own page.
    held = OutcomeIndicator.objects.of(partnership).select_for_update(of=("self",))
    there = {(fold(each.name), each.year): each for each in held}
    for row in plan.rows:
        if row.outcome in ("added", "changed"):
            year = row.year or 0  # a row that is carried out has one
            values = {"value": row.value, "unit": row.unit, "source": row.source, "good_is": row.good_is}
            each = there.get((fold(row.name), year))
            if each is None:
                box = next((one.box for one in held if fold(one.name) == fold(row.name)), "")
                OutcomeIndicator.objects.create(partnership=partnership, name=row.name, year=year, box=box, **values)
                continue
            for name, value in values.items():
                setattr(each, name, value)
            each.save(update_fields=list(values))
    about = f"{draft.file_name}: {plan.added} added, {plan.changed} changed"
    record(partnership=partnership, by=by, what="imported indicators", about=about)
    draft.delete()
    return plan


@transaction.atomic
def save_indicator(
    *, indicator: OutcomeIndicator, by: User, fields: Collection[str] = OF_AN_INDICATOR
) -> OutcomeIndicator:
    """Add one year of an indicator, or keep what was changed of one. Raises ActionRefused as saving does."""
    if indicator.pk is None:
        indicator.save(force_insert=True)
        record(partnership=indicator.partnership, by=by, what="added an indicator", about=indicator)
        saved = indicator
    else:
        saved = save_shown_fields(indicator, fields, by=by, what="changed an indicator")
    # What an indicator is about is the same in every year.
    years = OutcomeIndicator.objects.of(saved.partnership).named(saved.name)
    years.exclude(box=saved.box).update(box=saved.box)
    return saved


@transaction.atomic
def delete_indicator(*, indicator: OutcomeIndicator, by: User) -> None:
    """Delete one year of an indicator; its value stays in the audit log.

    Raises ActionRefused where it is gone already.
    """
    held = hold(indicator)
    record(partnership=held.partnership, by=by, what="deleted an indicator", about=f"{held}: {held.text}")
    held.delete()
