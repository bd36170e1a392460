"""Released figures of the change journey as the rows of tables, and as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from framework.models import JourneyLine
from reporting import figures as f
from reporting.change import Paired
from reporting.figures import within
from reporting.measures.journey import MEASURE
from reporting.measures.registry import Measure
from reporting.models import ReleasedFigure
from reporting.read.selectors import PlaceResults
from reporting.read.services_moved import ServicesMoved

Cell = Callable[[ReleasedFigure | None], str | None]
Figures = dict[tuple[str, str, str], ReleasedFigure]


def line_in_words(line: JourneyLine) -> str:
    """A line by its name and whose it is, since two may have one name: "Realise, for practitioners"."""
    return f"{line.title}, {within(str(line.get_perspective_display()))}"


def position_of(line: str, value: int) -> str:
    """The subject of a figure about one position of a line."""
    return f"{line}:{value}"


def journey_tables(results: PlaceResults, cell: Cell) -> list[dict]:
    """How many services are at each position, a row a line; of a single service where it placed itself.

    A table for practitioners and one for organisations.
    """
    described, is_one_service = results.described, results.level == f.SERVICE
    counted = {"text": _("Services"), "numeric": True}
    titles = [{"text": each.title, "numeric": True} for each in described.positions]
    columns = [_("Line"), *([_("Position")] if is_one_service else [counted, *titles])]
    tables: dict[str, dict] = {}
    for line in described.lines:
        title = str(line.get_perspective_display())
        table = tables.setdefault(title, {"title": title, "share": None, "columns": columns, "rows": []})
        row = [_own_position(results.here, described, line)] if is_one_service else _counts(results, line, cell)
        said = _("%(line)s: from “%(before)s” to “%(after)s”")
        table["rows"].append([said % {"line": line.title, "before": line.before, "after": line.after}, *row])
    return list(tables.values())


def _counts(results: PlaceResults, line: JourneyLine, cell: Cell) -> list[str | None]:
    whole = results.here.get((f.LINE, line.code, f.COUNT))
    if whole is None or not whole.is_shown:
        return [cell(whole)] * (1 + len(results.described.positions))
    subjects = [position_of(line.code, each.value) for each in results.described.positions]
    at = [results.here.get((f.POSITION, subject, f.COUNT)) for subject in subjects]
    return [cell(whole), *(str(one.numerator) if one else "0" for one in at)]


def _own_position(here: Figures, described: Measure, line: JourneyLine) -> str:
    for each in described.positions:
        if (f.POSITION, position_of(line.code, each.value), f.COUNT) in here:
            return each.title
    return "–"


def moved_on_the_journey(results: PlaceResults) -> dict | None:
    """How the services that are on a line in both rounds moved, line by line, in the whole or a sector.

    None where nothing can be told, or where both rounds had other positions.
    """
    earlier = results.released.earlier
    if earlier is None or results.measure != MEASURE or results.level not in (f.SYSTEM, f.SECTOR):
        return None
    then = earlier.measures.get(MEASURE)
    positions = results.described.positions
    if then is None or [(p.value, p.title) for p in then.positions] != [(p.value, p.title) for p in positions]:
        return None
    services = ServicesMoved(results.released.release, earlier.release, MEASURE)
    rows = []
    for line in results.described.lines:
        by_sector = services.by_sector(line.code) if results.level == f.SECTOR else {}
        found = by_sector.get(results.place) if results.level == f.SECTOR else services.whole(line.code)
        if found:
            rows.append([line_in_words(line), moved_in_words(found, positions[0].title, positions[-1].title)])
    if not rows:
        return None
    return {
        "columns": [_("Line"), _("Services")],
        "rows": rows,
        "caption": _("How services moved, line by line"),
        "note": _("Only services that placed themselves on the line in both rounds are compared."),
    }


def moved_in_words(moved: Paired, first: str, last: str) -> str:
    """ "5 nearer to “After”, 8 in the same place, 2 nearer to “Before”": no way is called better."""
    said = _("%(up)s nearer to “%(last)s”, %(same)s in the same place, %(down)s nearer to “%(first)s”")
    return said % {"up": moved.up, "same": moved.same, "down": moved.down, "first": first, "last": last}


def on_a_line(described: Measure, line: str, found: Mapping[str, ReleasedFigure | None]) -> str:
    """How many services are at each position of a line: "Before 4, Starting to move 9"; `found` by subject."""
    said = []
    for each in described.positions:
        figure = found.get(position_of(line, each.value))
        if figure is not None and figure.is_shown:
            said.append(f"{each.title} {figure.numerator}")
    return ", ".join(said)
