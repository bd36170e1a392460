"""Which column of a file is which: proposed, remembered, chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from organisations.models import ImportColumn, ImportDraft, Partnership, RememberedColumn
from tables.cells import Book, Cell, Row
from tables.columns import Wanted, propose, shape_of
from tables.finding import FoundList, find_list
from tables.keeping import from_text


@dataclass(frozen=True)
class Choice:
    """A column by its place from 0, or one text for all rows; neither is none."""

    index: int | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return self.index is not None or bool(self.text)


@dataclass(frozen=True)
class ChosenColumns:
    """The list that was found in a file, with what each wanted column is."""

    found: FoundList
    choices: Mapping[str, Choice] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        return bool(self.choices.get(key))

    def cell(self, row: Row, key: str) -> Cell:
        """The cell of a row in a wanted column; an empty one where nobody has chosen any."""
        choice = self.choices.get(key) or Choice()
        return Cell(choice.text) if choice.text else row.at(choice.index)

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(column.head for column in self.found.columns)

    def sent(self, row: Row) -> tuple[str, ...]:
        """A row's cells as they came, in the order of the heads."""
        return tuple(row.at(column.index).text for column in self.found.columns)


def book_of(draft: ImportDraft) -> Book:
    """What was read of a file."""
    return from_text(draft.book_text)


def found_in(draft: ImportDraft, wanted: Sequence[Wanted], book: Book | None = None) -> FoundList:
    """The list in a file, on the sheet and below the line that someone has chosen, or where it looks to be."""
    return find_list(
        book or book_of(draft),
        wanted,
        sheet=draft.sheet,
        header_line=draft.header_line,
        no_header=draft.has_no_header,
    )


def proposal(
    *, partnership: Partnership, what: str, found: FoundList, wanted: Sequence[Wanted], needed: Collection[str]
) -> tuple[dict[str, Choice], bool]:
    """What each column seems to be, and whether that can stand without being looked at.

    It can where people have chosen for a file of this shape before, and where each column that is needed is there by
    the very name that our own files give it.
    """
    kept = RememberedColumn.objects.filter(partnership=partnership, what=what, shape=shape_of(found))
    places = {column.index for column in found.columns}
    remembered = {row.key: Choice(row.index, row.text) for row in kept if row.index is None or row.index in places}
    if remembered:
        return remembered, True
    seen = propose(found, wanted)
    by_place = {column.index: column.head for column in found.columns}
    sure = found.header_line is not None and all(
        key in seen and by_place[seen[key]].strip().lower() == key for key in needed
    )
    return {key: Choice(index) for key, index in seen.items()}, sure


def chosen_in(draft: ImportDraft, wanted: Sequence[Wanted]) -> ChosenColumns:
    """The list of a file with the columns as they were chosen."""
    kept = {column.key: Choice(column.index, column.text) for column in draft.columns.all()}
    return ChosenColumns(found_in(draft, wanted), kept)


def keep_choices(draft: ImportDraft, choices: Mapping[str, Choice]) -> None:
    """Put down what each column of a file is, in place of what was put down before."""
    draft.columns.all().delete()
    rows = [ImportColumn(draft=draft, key=key, index=one.index, text=one.text) for key, one in choices.items() if one]
    ImportColumn.objects.bulk_create(rows)


def remember(partnership: Partnership, what: str, found: FoundList, choices: Iterable[tuple[str, Choice]]) -> None:
    """Remember a choice for the next file of the same shape."""
    of = {"partnership": partnership, "what": what, "shape": shape_of(found)}
    RememberedColumn.objects.filter(**of).delete()
    rows = [RememberedColumn(**of, key=key, index=one.index, text=one.text) for key, one in choices if one]
    RememberedColumn.objects.bulk_create(rows)
