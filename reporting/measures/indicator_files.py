"""A file of outcome indicators: what each figure would do, and the writing of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.importing.columns import ChosenColumns
from organisations.importing.places import SAME, Names
from organisations.importing.planning import (
    ADDED,
    CHANGED,
    UNCHANGED,
    YES,
    Asking,
    Plan,
    check_row,
    read_name,
)
from organisations.importing.recording import AT_ONCE, Recorder, as_text
from organisations.models import Partnership
from reporting.measures.indicator_rows import PlannedFigure, choose_groups, figures_in
from reporting.models import OutcomeIndicator
from reporting.models.indicators import FIRST_YEAR, LAST_YEAR, PLACES, figure_text, when_in_words
from tables.cells import Cell, CellKind
from tables.folding import fold, tidy
from tables.values import Years, decimal, direction
from tables.values import year as read_year

COMPARED = ("value", "first_year", "period", "unit", "source", "good_is")
OF_A_FIGURE = ("name", "year", *COMPARED, "box")
NOT_PUBLISHED = "not published"
UNITS = ("%", "per 1,000", "per 10,000", "per 100,000", "£", "people", "years")
_TOO_LARGE = Decimal(10) ** 14


@dataclass
class Kept:
    """The indicators of a partnership, as a file looks for them."""

    names: Names
    there: dict[tuple[str, int], OutcomeIndicator] = field(default_factory=dict)

    @classmethod
    def of(cls, partnership: Partnership) -> Kept:
        """Read in one query."""
        rows = list(OutcomeIndicator.objects.of(partnership).order_by("year"))
        kept = cls(Names.of(_("indicator"), (row.name for row in rows)))
        kept.there = {(fold(row.name), row.year): row for row in rows}
        return kept

    def years_of(self, key: str) -> list[OutcomeIndicator]:
        """The years of an indicator, the newest first."""
        return [row for (name, _year), row in reversed(self.there.items()) if name == key]


def plan_indicators(partnership: Partnership, chosen: ChosenColumns, asking: Asking) -> Plan[PlannedFigure]:
    """Compare a file with what is kept, figure by figure."""
    plan: Plan[PlannedFigure] = Plan(asking=asking, fields=frozenset(k for k in chosen.choices if chosen.has(k)))
    kept = Kept.of(partnership)
    figures = list(figures_in(chosen))
    for figure in figures:
        check_row(plan, figure, figure.row)
        figure.name = read_name(plan, figure, chosen.cell(figure.row, "name"), called=_("indicator"), most=200)
        figure.key = kept.names.settle(figure, figure.name, asking) if figure.name else ""
    plan.rows = choose_groups(figures, chosen, asking)
    plan.new_places = {"left_out": len(figures) - len(plan.rows)}
    for figure in plan.rows:
        if figure.outcome != "aside":
            _read(plan, figure, chosen)
    _set_repeats_aside(plan.rows)
    _settle_what_years_share(plan, kept)
    for figure in plan.rows:
        if figure.is_open:
            _compare(figure, kept)
    _keep_units_alike(plan, kept)
    for row, why in chosen.found.aside:  # titles, notes and totals: no figures, shown with what is set aside
        noted = PlannedFigure(line=row.line, sent=chosen.sent(row), row=row)
        noted.name = tidy(next((cell.text for cell in row.cells if cell.text), ""))[:80]
        noted.set_aside(why)
        plan.rows.append(noted)
    return plan


def _read(plan: Plan, figure: PlannedFigure, chosen: ChosenColumns) -> None:
    row = figure.row
    _read_year(plan, figure, chosen.cell(row, "period"))
    _read_value(plan, figure, chosen.cell(row, "published"))
    figure.unit = read_name(plan, figure, chosen.cell(row, "unit"), called=_("unit"), most=60, needed=False)
    figure.source = read_name(plan, figure, chosen.cell(row, "source"), called=_("source"), most=200, needed=False)
    if not chosen.has("good_is"):
        return
    cell = chosen.cell(row, "good_is")
    read = direction(cell)
    figure.good_is = read.value
    if read.ask:
        choices = [(f"={way}", str(OutcomeIndicator.Good(way).label)) for way in read.suggestions]
        choices.append(("=", _("No one judges")))
        answer = plan.asking.ask(figure, f"direction {cell.text[:80]}", read.ask, choices)
        figure.good_is = answer[1:] if answer and answer.startswith("=") else ""


def _read_year(plan: Plan, figure: PlannedFigure, written: Cell) -> None:
    """The year, and how its source writes it where that is more than the year itself."""
    cell = figure.when
    read = read_year(cell)
    if written.text and (more := read_year(written)).value and (not read.value or more.value.last == read.value.last):
        read, cell = more, written
    years = read.value
    if read.ask:
        choices = [(f"={_years_as_text(each)}", _years_as_text(each)) for each in read.suggestions]
        answer = plan.asking.ask(figure, f"year {cell.text[:80]}", read.ask, choices)
        if answer is None or not answer.startswith("="):
            return
        years = read_year(Cell(answer[1:])).value
    if years is None:
        figure.set_aside(_("The year is missing"))
        return
    if not FIRST_YEAR <= years.last <= LAST_YEAR:
        said = {"first": FIRST_YEAR, "last": LAST_YEAR, "year": tidy(cell.text)[:40]}
        figure.set_aside(_("Enter a year from %(first)s to %(last)s instead of “%(year)s”") % said)
        return
    if read.said:
        figure.notes.append(read.said)
    figure.year, figure.first_year = years.last, years.first
    text = tidy(written.text or cell.text)
    is_plain = text.removesuffix(".0") == str(years.last)
    figure.period = "" if is_plain or read.ask or years.first else text[:40]


def _years_as_text(years: Years) -> str:
    return f"{years.first}-{years.last}" if years.first else str(years.last)


def _read_value(plan: Plan, figure: PlannedFigure, published: Cell) -> None:
    """The figure, or that it is not published: by its own sign, or by a column that says so where there is none."""
    cell = figure.figure
    read = decimal(cell)
    figure.value = read.value
    figure.has_percent_sign = cell.kind is CellKind.PERCENT or cell.text.rstrip().endswith(("%", "％"))
    if read.said:
        figure.notes.append(read.said)
    if read.ask:
        choices = [(f"={one:f}", _("Use %(figure)s") % {"figure": figure_text(one)}) for one in read.suggestions]
        choices.append((NOT_PUBLISHED, _("It was not published")))
        answer = plan.asking.ask(figure, f"value {cell.kind} {cell.text[:80]}", read.ask, choices)
        figure.value = Decimal(answer[1:]) if answer and answer.startswith("=") else None
    elif read.value is None and not read.is_not_published and not _says_not_published(published):
        question = _("Some rows have no figure. Does that mean that it was not published?")
        plan.asking.ask(figure, "no figure", question, [(YES, _("Yes, it was not published"))])
    if figure.value is not None and abs(figure.value) >= _TOO_LARGE:
        figure.set_aside(_("The figure is too large"))


def _says_not_published(cell: Cell) -> bool:
    said = fold(cell.text)
    return said in ("no", "false", "n") or any(
        word in said for word in ("suppress", "not published", "disclosure", "withheld", "unavailable", "not available")
    )


def _set_repeats_aside(figures: Iterable[PlannedFigure]) -> None:
    """One figure for an indicator and year. A second one that says the same does no harm."""
    seen: dict[tuple[str, int], PlannedFigure] = {}
    for figure in figures:
        if figure.outcome == "aside" or figure.year is None:
            continue
        first = seen.setdefault((figure.key, figure.year), figure)
        if first is figure:
            continue
        said = {"year": figure.year, "line": first.line}
        if figure.is_open and first.is_open and (figure.value, figure.first_year) == (first.value, first.first_year):
            figure.found, figure.year = None, None
            figure.notes = [_("The same figure for %(year)s as in line %(line)s") % said]
        else:
            figure.set_aside(_("This indicator already has a figure for %(year)s in line %(line)s") % said)


def _settle_what_years_share(plan: Plan[PlannedFigure], kept: Kept) -> None:
    """Years of one indicator stand in one row of a table: they need one unit and one direction."""
    by_key: dict[str, list[PlannedFigure]] = {}
    for figure in plan.rows:
        if figure.outcome != "aside" and figure.year is not None:
            by_key.setdefault(figure.key, []).append(figure)
    for key, figures in by_key.items():
        brought = {figure.year for figure in figures}
        all_kept = kept.years_of(key)
        # A year that the file brings takes the place of the one that is kept: only the others can contradict it.
        others = [row for row in all_kept if row.year not in brought]
        for figure in figures:
            figure.found = kept.there.get((key, figure.year or 0))
            figure.source = figure.source or (figure.found.source if figure.found else "")
            if not figure.source:
                figure.set_aside(_("The source is missing"))
            _settle_unit(plan.asking, figure, figures, all_kept, others)
            _settle_direction(plan.asking, figure, figures, all_kept, others)


def _settle_unit(
    asking: Asking,
    figure: PlannedFigure,
    figures: list[PlannedFigure],
    all_kept: list[OutcomeIndicator],
    others: list[OutcomeIndicator],
) -> None:
    said = {"name": figure.name, "unit": figure.unit}
    mine = figure.unit
    if not mine and figure.has_percent_sign:
        mine = "%"
    elif mine and figure.has_percent_sign and not _is_percent(mine):
        choices = [(f"={mine}", _("The unit is “%(unit)s”") % said), ("=%", _("The unit is “%%”"))]
        question = _("The figures of “%(name)s” have a %% sign, but the unit says “%(unit)s”. Which is right?") % said
        answer = asking.ask(figure, f"percent {figure.key} {fold(mine)}", question, choices)
        mine = answer[1:] if answer and answer.startswith("=") else mine
    ours = others[0].unit if others else next((row.unit for row in all_kept if fold(row.unit) == fold(mine)), "")
    if not mine and not ours and all_kept:
        ours = all_kept[0].unit
    ours = ours or next((one.unit for one in figures if one.unit and one.outcome != "aside"), "")
    if not mine and not ours:
        question = _("What is the unit of “%(name)s”? Another unit can be written when you choose the columns.") % said
        answer = asking.ask(figure, f"unit {figure.key}", question, [(f"={unit}", unit) for unit in UNITS])
        figure.unit = answer[1:] if answer and answer.startswith("=") else ""
        return
    figure.unit = ours or mine
    if mine and fold(mine) != fold(figure.unit):
        said |= {"mine": mine, "ours": figure.unit}
        asking.ask(
            figure,
            f"units {figure.key} {fold(mine)} {fold(figure.unit)}",
            _("“%(name)s” has the unit “%(mine)s” here and “%(ours)s” in other years. Do they mean the same?") % said,
            [(SAME, _("Yes, use “%(ours)s”") % said)],
        )


def _is_percent(unit: str) -> bool:
    folded = fold(unit)
    return "%" in folded or any(word in folded for word in ("per cent", "percent", "pct", "proportion"))


def _settle_direction(
    asking: Asking,
    figure: PlannedFigure,
    figures: list[PlannedFigure],
    all_kept: list[OutcomeIndicator],
    others: list[OutcomeIndicator],
) -> None:
    if figure.good_is is None:
        figure.good_is = (others or all_kept)[0].good_is if all_kept else ""
        return
    ours = others[0].good_is if others else next(one.good_is for one in figures if one.good_is is not None)
    if ours == figure.good_is or ours is None:
        return
    label = {way: str(words).lower() for way, words in OutcomeIndicator.Good.choices}
    said = {"name": figure.name, "mine": label[figure.good_is], "ours": label[ours]}
    answer = asking.ask(
        figure,
        f"better {figure.key} {figure.good_is} {ours}",
        _("Better is for “%(name)s”: “%(mine)s” here, “%(ours)s” in other years. It has to be the same.") % said,
        [(SAME, _("Use “%(ours)s” here too") % said)],
    )
    if answer == SAME:
        figure.good_is = ours


def _compare(figure: PlannedFigure, kept: Kept) -> None:
    if figure.year is None:  # the same as another row
        figure.outcome = UNCHANGED
        return
    there = figure.found
    if there is None:
        figure.outcome = ADDED
        return
    if fold(figure.source) == fold(there.source):
        figure.source = there.source
    if not figure.period and figure.first_year == there.first_year:
        figure.period = there.period  # a plain 2025 says nothing against 2024/25
    changes = [name for name in COMPARED if getattr(there, name) != getattr(figure, name)]
    figure.outcome = CHANGED if changes else UNCHANGED
    if "value" in changes:
        said = {"before": there.text, "now": figure_text(figure.value)}
        figure.notes.append(_("value changes from %(before)s to %(now)s") % said)
    if {"first_year", "period"} & set(changes):
        said = {"before": there.when, "now": when_of(figure)}
        figure.notes.append(_("year changes from %(before)s to %(now)s") % said)
    for name, words in (("unit", _("unit")), ("source", _("source")), ("good_is", _("which is better"))):
        if name in changes:
            before = there.get_good_is_display() if name == "good_is" else getattr(there, name)
            figure.notes.append(_("%(column)s changes from %(before)s") % {"column": words, "before": before})


def _keep_units_alike(plan: Plan[PlannedFigure], kept: Kept) -> None:
    """Set aside what would leave an indicator with two units or directions, because another row was set aside."""
    going = {(row.key, row.year) for row in plan.rows if row.goes_in}
    for figure in plan.rows:
        if figure.goes_in:
            stay = [row for row in kept.years_of(figure.key) if (figure.key, row.year) not in going]
            if any((row.unit, row.good_is) != (figure.unit, figure.good_is) for row in stay):
                figure.set_aside(_("Other years of this indicator have another unit or direction and stay as they are"))


def when_of(figure: PlannedFigure) -> str:
    """The year of a figure as pages will show it."""
    return "–" if figure.year is None else when_in_words(figure.year, figure.first_year, figure.period)


def totals(plan: Plan[PlannedFigure]) -> str:
    """What a plan would do, in one sentence or two."""
    figures = ngettext("%(n)s figure", "%(n)s figures", plan.added) % {"n": f"{plan.added:,}"}
    names = len({row.key for row in plan.rows if row.outcome == ADDED})
    indicators = ngettext("%(n)s indicator", "%(n)s indicators", names) % {"n": f"{names:,}"}
    changed = ngettext("%(n)s figure", "%(n)s figures", plan.changed) % {"n": f"{plan.changed:,}"}
    words = _("This would add %(figures)s of %(indicators)s, and change %(changed)s.")
    words %= {"figures": figures, "indicators": indicators, "changed": changed}
    left_out = plan.new_places["left_out"]
    if left_out:
        more = ngettext(
            "%(n)s row is about another area or group and is left out.",
            "%(n)s rows are about other areas or groups and are left out.",
            left_out,
        )
        words = f"{words} {more % {'n': f'{left_out:,}'}}"
    return words


def write_indicators(partnership: Partnership, plan: Plan[PlannedFigure], recorder: Recorder) -> None:
    """Write a plan's figures; the partnership is held."""
    # Held until all are written: someone may be changing one of them on its own page.
    held = {row.pk: row for row in OutcomeIndicator.objects.of(partnership).select_for_update(of=("self",))}
    names = {fold(row.name): (row.name, row.box) for row in held.values()}
    new = []
    for figure in plan.rows:
        if not figure.goes_in:
            continue
        values = {name: getattr(figure, name) for name in COMPARED}
        if figure.value is not None:
            values["value"] = figure.value.quantize(Decimal(1).scaleb(-PLACES))
        if figure.found is None:
            name, box = names.setdefault(figure.key, (figure.name, ""))
            new.append(OutcomeIndicator(partnership=partnership, name=name, year=figure.year or 0, box=box, **values))
            continue
        row = held[figure.found.pk]
        before = {name: as_text(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        recorder.changed(row, before)
    for some in (new[at : at + AT_ONCE] for at in range(0, len(new), AT_ONCE)):
        for row in OutcomeIndicator.objects.bulk_create(some):
            recorder.added(row, OF_A_FIGURE)
