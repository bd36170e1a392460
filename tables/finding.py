"""The list in a book: on which sheet it is, where its header stands, which rows are its rows, and which are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tables.cells import Book, Cell, CellKind, Row, Sheet
from tables.columns import Wanted, fit_of_name, is_exactly
from tables.folding import fold, tidy
from tables.limits import LONGEST_READ

_HEADER_IS_AMONG = 60  # rows; cover sheets and long explanations stand above some tables
_LONG = 80  # letters: longer than a column's name or a place's
_MOST_SAMPLES = 3
_ROWS_FOR_SAMPLES = 1_000
_NUMBER = re.compile(r"[£$€]?[+−-]?[0-9][0-9,. ]*%?")
_YEAR = re.compile(r"(19|20)[0-9]{2}([-/–][0-9]{2,4})?")
_TOTAL = re.compile(
    r"(grand |sub-? ?|overall |column |sum )?total(s)?( (of|for|number)\b.*)?( \(.*\))?|sum|count|average|mean",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(data )?sources?\b\s*:|(foot)?notes?\b\s*(:|$|\d|\.)|\[\w{1,4}\]|[*†‡#©¹²³]|\(?[a-z0-9]\)\s|https?://|www\."
    r"|(last |date )?(updated|published|produced|generated|exported|created|printed|extracted)\b( (on|by|from|at))?\b"
    r"|crown copyright|contact( us)?\b\s*:|for (further|more) information|this (table|sheet|list|report|worksheet)\b"
    r"|page \d+|end of (table|list|report|file|worksheet|data)|official\b|disclaimer|back to |return to |figures "
    r"|(table )?key\s*:"
    r"|please note|nb\b|n\.b\.|confidential",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list, with up to three different texts that stand in it."""

    index: int
    head: str
    samples: tuple[str, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class FoundList:
    """The rows of a list with its columns; `aside` are the other rows of its sheet, each with the reason.

    `header_line` is None for a list without names of columns, whose heads are then "Column A" and so on.
    """

    sheet: int
    sheet_name: str
    header_line: int | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    aside: tuple[tuple[Row, str], ...] = ()


def find_list(
    book: Book,
    wanted: Sequence[Wanted],
    *,
    sheet: int | None = None,
    header_line: int | None = None,
    no_header: bool = False,
) -> FoundList:
    """The list that looks most like what is wanted, or the one on a sheet and below a line that somebody chose."""
    if not book.sheets:
        return FoundList(0, "", None, (), ())
    if sheet is None:
        sheet = _most_likely_sheet(book.sheets, wanted) if len(book.sheets) > 1 else 0
    chosen = book.sheets[sheet]
    if no_header:
        at = None
    elif header_line is not None:
        at = next((at for at, row in enumerate(chosen.rows) if row.line == header_line), None)
    else:
        at = _header_of(chosen.rows, wanted)
    return _list_below(sheet, chosen, at, wanted)


def column_letters(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _own(row: Row) -> list[Cell]:
    """The cells of a row that are not empty, without those that a merged one filled."""
    return [cell for cell in row.cells if cell.text and not cell.is_filled_down]


def _width(row: Row) -> int:
    """How many different things a row says: a title that is merged over the table says one."""
    return len({cell.text if cell.is_filled_down else at for at, cell in enumerate(row.cells) if cell.text})


def _usual_width(rows: Sequence[Row]) -> int:
    widths = Counter(len(_own(row)) for row in rows[:500])
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _most_likely_sheet(sheets: Sequence[Sheet], wanted: Sequence[Wanted]) -> int:
    return max(range(len(sheets)), key=lambda at: (_likeness(sheets[at], wanted), -at))


def _likeness(sheet: Sheet, wanted: Sequence[Wanted]) -> tuple[float, int]:
    """How much a sheet looks like the wanted list; of two that do the longer one."""
    at = _header_of(sheet.rows, wanted)
    fits = _names_known(sheet.rows[at], wanted) if at is not None else 0
    below = len(sheet.rows) - (at + 1 if at is not None else 0)
    wide = _usual_width(sheet.rows) > 1
    score = fits + (1 if below and wide else 0) - (2 if not below else 0) - (1.5 if sheet.is_hidden else 0)
    return round(score, 1), below


def _names_known(row: Row, wanted: Sequence[Wanted]) -> float:
    """How many of the wanted columns a row names; a name within other words counts for less."""
    texts = {tidy(cell.text) for cell in row.cells if cell.text and len(cell.text) <= _LONG}
    known = 0.0
    for want in wanted:
        if any(is_exactly(text, want) for text in texts):
            known += 1.5 if want.is_needed else 1
        elif any(len(text.split()) <= 5 and fit_of_name(text, want) > 0 for text in texts):
            known += 0.4
    return known


def _header_of(rows: Sequence[Row], wanted: Sequence[Wanted]) -> int | None:
    """The index of the row that names the columns, or None where no row does."""
    candidates = [at for at, row in enumerate(rows[:_HEADER_IS_AMONG]) if not row.problem and row.cells]
    if not candidates:
        return None
    known = {at: _names_known(rows[at], wanted) for at in candidates}
    best = max(candidates, key=lambda at: (known[at], -at))
    exact = any(is_exactly(cell.text, want) for cell in rows[best].cells for want in wanted)
    # A title or a first row of data may have one such word; a header has more names or nothing but names.
    is_sure = known[best] >= 2 or _width(rows[best]) <= 2 or _reads_as_heads(rows, best)
    if known[best] >= 1 and exact and is_sure and not _is_prose(rows[best]):
        return best
    usual = _usual_width(rows)
    if usual < 2:
        return None
    first = next((at for at in candidates if _width(rows[at]) >= max(2, 0.6 * usual)), None)
    return first if first is not None and _reads_as_heads(rows, first) else None


def _is_prose(row: Row) -> bool:
    return any(len(cell.text) > 3 * _LONG for cell in row.cells)


def _reads_as_heads(rows: Sequence[Row], at: int) -> bool:
    """Whether a row's texts are names of columns: short, different, no figures, and not repeated below."""
    row = rows[at]
    cells = [(index, cell) for index, cell in enumerate(row.cells) if cell.text]
    below = rows[at + 1 : at + 200]
    if not below:
        return False
    plain = [
        cell
        for _index, cell in cells
        if cell.kind is CellKind.TEXT
        and len(cell.text) <= 2 * _LONG
        and "@" not in cell.text
        and not _NUMBER.fullmatch(cell.text[:LONGEST_READ])
    ]
    named = len(plain) + sum(
        bool(_YEAR.fullmatch(cell.text[:LONGEST_READ])) for _index, cell in cells if cell not in plain
    )
    if named < len(cells) or not plain:
        return False
    repeated = 0
    for index, cell in cells:
        same = sum(other.at(index).text == cell.text for other in below)
        repeated += same > 0 and not all(_is_repeat(other, row) for other in below if other.at(index).text == cell.text)
    return repeated == 0


def _is_repeat(row: Row, header: Row) -> bool:
    """Whether a row says what the header says."""
    own = [(at, cell.text) for at, cell in enumerate(row.cells) if cell.text]
    heads = [(at, cell.text) for at, cell in enumerate(header.cells) if cell.text]
    if len(own) != len(heads) or not own:
        return False
    return all(one[0] == other[0] and fold(one[1]) == fold(other[1]) for one, other in zip(own, heads, strict=True))


def _list_below(number: int, sheet: Sheet, at: int | None, wanted: Sequence[Wanted]) -> FoundList:
    rows = sheet.rows
    aside: list[tuple[Row, str]] = []
    first = 0
    texts: list[str] = []
    if at is not None:
        group = _group_row(rows, at)
        sub = None if group is not None else _row_of_parts(rows, at)
        above = at if group is None else group
        aside += [(row, _("It stands above the names of the columns")) for row in rows[:above]]
        first = at + 1 if sub is None else sub + 1
        texts = _joined(rows[group], rows[at]) if group is not None else []
        texts = texts or (_joined(rows[at], rows[sub]) if sub is not None else [tidy(c.text) for c in rows[at].cells])
    kept, others = _sorted_out(rows[first:], rows[at] if at is not None else None, texts, wanted)
    aside += others
    width = max((len(row.cells) for row in kept if not row.problem), default=0)
    columns = []
    for index in range(max(width, len(texts))):
        samples = _samples(kept, index)
        named = texts[index] if index < len(texts) else ""
        if named or samples:
            head = named or _("Column %(letter)s") % {"letter": column_letters(index)}
            columns.append(Column(index, head, samples, index in sheet.hidden_columns))
    line = rows[at].line if at is not None else None
    return FoundList(number, sheet.name, line, tuple(columns), tuple(kept), tuple(aside))


def _samples(rows: Sequence[Row], index: int) -> tuple[str, ...]:
    """Up to three different texts of a column. Later rows are only looked at where the first have none."""
    samples: dict[str, None] = {}
    seen: set[str] = set()
    for at, row in enumerate(rows):
        if at > _ROWS_FOR_SAMPLES and samples:
            break
        text = row.at(index).text
        if text and text not in seen and not row.problem:
            seen.add(text)
            samples[tidy(text)] = None
            if len(samples) == _MOST_SAMPLES:
                break
    return tuple(samples)


def _group_row(rows: Sequence[Row], at: int) -> int | None:
    """The row above the header, where it heads groups of columns and is no title."""
    if not at:
        return None
    above, header = rows[at - 1], rows[at]
    own = [(index, cell) for index, cell in enumerate(above.cells) if cell.text and not cell.is_filled_down]
    if above.line != header.line - 1 or above.problem or not own or len(own) >= _width(header):
        return None
    if len(own) == 1:
        index, cell = own[0]
        filled = sum(other.is_filled_down and other.text == cell.text for other in above.cells)
        if index == 0 or filled + 1 >= len(header.cells) or _NOTE.match(cell.text[:LONGEST_READ]):
            return None
    if any(cell.kind is not CellKind.TEXT and not _YEAR.fullmatch(cell.text[:LONGEST_READ]) for _index, cell in own):
        return None
    is_short = all(len(cell.text) <= _LONG for _index, cell in own)
    return at - 1 if is_short and (len(own) > 1 or any(cell.is_filled_down for cell in above.cells)) else None


def _row_of_parts(rows: Sequence[Row], at: int) -> int | None:
    """The row below the header, where it only names the parts of some columns."""
    if at + 2 >= len(rows):
        return None
    header, below = rows[at], rows[at + 1]
    own = [(index, cell) for index, cell in enumerate(below.cells) if cell.text and not cell.is_filled_down]
    if below.line != header.line + 1 or len(own) < 2 or below.problem:
        return None
    if any(cell.kind is not CellKind.TEXT or _NUMBER.fullmatch(cell.text[:LONGEST_READ]) for _index, cell in own):
        return None
    parts = [index for index, _cell in own]
    beside = [index for index, cell in enumerate(header.cells) if cell.text and index < parts[0]]
    is_open = any(not header.at(index).text or header.at(index).is_filled_down for index in parts[1:])
    is_first_part = (bool(header.at(parts[0]).text) and not below.at(0).text) or below.at(0).is_filled_down
    return at + 1 if beside and is_open and is_first_part else None


def _joined(upper: Row, lower: Row) -> list[str]:
    """The names of two header rows: the head of a group goes on until the next one, and is said once."""
    heads = []
    group = ""
    for index in range(max(len(upper.cells), len(lower.cells))):
        above, below = tidy(upper.at(index).text), tidy(lower.at(index).text)
        if above:
            group = above
        elif not below:
            group = ""
        heads.append(below if fold(group) == fold(below) else f"{group} {below}".strip())
    return heads


def _sorted_out(
    rows: Sequence[Row], header: Row | None, texts: list[str], wanted: Sequence[Wanted]
) -> tuple[list[Row], list[tuple[Row, str]]]:
    """The rows of the list, and those that are none, each with the reason."""
    kept: list[Row] = []
    aside: list[tuple[Row, str]] = []
    usual = _usual_width(rows)
    needed = {
        index for index, text in enumerate(texts) for want in wanted if want.is_needed and fit_of_name(text, want) > 0
    }
    owns = [_own(row) for row in rows]
    last_full = max((at for at, own in enumerate(owns) if len(own) > 1 and not _is_note(own, usual)), default=-1)
    for at, (row, own) in enumerate(zip(rows, owns, strict=True)):
        if row.problem:
            kept.append(row)
        elif not own:
            continue  # only what a merged cell above says
        elif header is not None and _is_repeat(row, header):
            aside.append((row, _("It repeats the names of the columns")))
        elif header is not None and _begins_another(at, rows, owns, texts, wanted):
            aside += [(other, _("It belongs to another table further down")) for other in rows[at:] if _own(other)]
            break
        elif _is_total(row, own):
            aside.append((row, _("It is a total")))
        elif _is_note(own, usual):
            aside.append((row, _("It is a note")))
        elif len(own) == 1 and usual > 2 and at > last_full:
            aside.append((row, _("It stands below the list, and only one of its cells is filled")))
        elif len(own) == 1 and usual > 2 and not any(row.at(index).text for index in needed):
            aside.append((row, _("It is a heading or a note: only one of its cells is filled")))
        else:
            kept.append(row)
    return kept, aside


def _is_total(row: Row, own: Sequence[Cell]) -> bool:
    """A row that adds up others: it says so, and says nothing else but figures. "Total Care" is a name."""
    if len(own[0].text) > _LONG or not _TOTAL.fullmatch(tidy(own[0].text[:LONGEST_READ]).rstrip(":")):
        return False
    return all(cell.kind is not CellKind.TEXT or _NUMBER.fullmatch(cell.text[:LONGEST_READ]) for cell in own[1:]) and (
        len(own) > 1 or row.at(0).text == own[0].text
    )


def _is_note(own: Sequence[Cell], usual: int) -> bool:
    if not own or len(own) > 2 or usual < 2 or (len(own) == 2 and usual == 2):
        return False
    text = tidy(own[0].text)
    return bool(_NOTE.match(text[:LONGEST_READ])) or (len(own) == 1 and usual > 2 and len(text) > _LONG)


def _begins_another(
    at: int, rows: Sequence[Row], owns: list[list[Cell]], texts: list[str], wanted: Sequence[Wanted]
) -> bool:
    """Whether a further table begins at a row: its header after a gap, or its heading with its header below."""
    own = owns[at]
    if len(own) == 1 and at + 1 < len(rows):
        own = owns[at + 1]
    elif not at or (rows[at].line == rows[at - 1].line + 1 and len(owns[at - 1]) > 1):
        return False
    if len(own) < 3:
        return False
    heads = {fold(text) for text in texts if text}
    known = sum(fold(cell.text) in heads or any(is_exactly(cell.text, want) for want in wanted) for cell in own)
    return known >= 2 and known >= len(own) * 0.4
