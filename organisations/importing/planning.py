"""What a file would do, row by row, and what has to be asked before. Writes nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Generic, TypeVar

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tables.cells import Cell, CellKind, Row
from tables.folding import tidy
from tables.guards import defused

ADDED, CHANGED, UNCHANGED, ASIDE, WAITING = "added", "changed", "unchanged", "aside", "waiting"
OUTCOMES = (WAITING, ASIDE, ADDED, CHANGED, UNCHANGED)  # in the order in which people look at them
YES, LEAVE_OUT = "yes", "leave out"
Text = str | Promise


@dataclass(kw_only=True)
class PlannedLine:
    """What one row of a file would do. `sent` are its cells as they came, for the file of what was set aside."""

    line: int
    sent: tuple[str, ...] = ()
    outcome: str = UNCHANGED
    notes: list[str] = field(default_factory=list)

    def set_aside(self, reason: Text) -> None:
        """Keep the row out, with a sentence to mend it by."""
        if self.outcome != ASIDE:
            self.notes.clear()
        self.outcome = ASIDE
        self.notes.append(str(reason))

    def wait(self) -> None:
        """Keep the row until its question is answered."""
        if self.outcome != ASIDE:
            self.outcome = WAITING

    @property
    def goes_in(self) -> bool:
        return self.outcome in (ADDED, CHANGED)

    @property
    def is_open(self) -> bool:
        """Whether nothing keeps it out so far."""
        return self.outcome not in (ASIDE, WAITING)


@dataclass
class Question:
    """Something that only the person with the file can say. One question stands for all rows about the same."""

    key: str
    text: str
    choices: list[tuple[str, str]]
    lines: list[int] = field(default_factory=list)
    answer: str | None = None

    @property
    def name(self) -> str:
        """What its box is called on the page."""
        return "q" + hashlib.sha256(self.key.encode()).hexdigest()[:16]


class Asking:
    """The questions of one file, and the answers that were given so far."""

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self.answers = dict(answers or {})
        self.questions: dict[str, Question] = {}

    def ask(self, row: PlannedLine, key: str, text: Text, choices: Sequence[tuple[str, Text]]) -> str | None:
        """What was answered; None where nobody has yet, and then the row waits. An answer that is no choice is none.

        Each question may also be answered by leaving the row out: then the row is set aside here.
        """
        question = self.questions.get(key)
        if question is None:
            offered = [(value, str(words)) for value, words in choices]
            offered.append((LEAVE_OUT, _("Leave these rows out")))
            question = self.questions[key] = Question(key, str(text), offered)
            given = self.answers.get(question.name)
            question.answer = given if given in {value for value, _words in offered} else None
        question.lines.append(row.line)
        if question.answer is None:
            row.wait()
        elif question.answer == LEAVE_OUT:
            row.set_aside(_("You left it out: %(question)s") % {"question": question.text})
        return question.answer

    @property
    def open(self) -> list[Question]:
        return [question for question in self.questions.values() if question.answer is None]


def _told(value: object) -> object:
    """What a plan holds of a row, for its mark: a row of the database by its number, not by a name that can change."""
    return (value._meta.label, value.pk) if isinstance(value, Model) else value


Line = TypeVar("Line", bound=PlannedLine)


@dataclass
class Plan(Generic[Line]):
    """What a whole file would do. Rows that are set aside keep no others out."""

    heads: tuple[str, ...] = ()
    rows: list[Line] = field(default_factory=list)
    asking: Asking = field(default_factory=Asking)
    fields: frozenset[str] = frozenset()  # what the file has columns for: nothing else of a known place changes
    new_places: dict[str, int] = field(default_factory=dict)  # such as how many new sectors, by word

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def added(self) -> int:
        return self.count(ADDED)

    @property
    def changed(self) -> int:
        return self.count(CHANGED)

    @property
    def unchanged(self) -> int:
        return self.count(UNCHANGED)

    @property
    def aside(self) -> int:
        return self.count(ASIDE)

    @property
    def waiting(self) -> int:
        return self.count(WAITING)

    @property
    def goes_in(self) -> int:
        """How many rows would be written."""
        return self.added + self.changed

    @property
    def can_be_carried_out(self) -> bool:
        return not self.waiting and bool(self.goes_in)

    @property
    def mark(self) -> str:
        """A mark of all that it would do: another one means that something has changed since somebody looked."""
        told = "\n".join(repr([_told(getattr(row, one.name)) for one in fields(row)]) for row in self.rows)
        return hashlib.sha256(told.encode()).hexdigest()[:24]

    def set_aside(self) -> list[Line]:
        return [row for row in self.rows if row.outcome == ASIDE]

    def aside_as_csv(self) -> str:
        """The rows that were set aside, as they came, each with its line and what to mend; to be brought in again."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(defused(head) for head in (*self.heads, _("Line in your file"), _("What to fix")))
        for row in self.set_aside():
            cells = [*row.sent, *[""] * (len(self.heads) - len(row.sent))][: len(self.heads)]
            writer.writerow(defused(cell) for cell in (*cells, row.line, "; ".join(row.notes)))
        return out.getvalue()


def check_row(plan: Plan, planned: PlannedLine, row: Row) -> None:
    """What holds for rows of any kind: a line that could not be taken apart, and one that is hidden."""
    if row.problem:
        planned.set_aside(row.problem)
    elif row.is_hidden:
        plan.asking.ask(
            planned,
            "hidden",
            _("Some rows are hidden in the spreadsheet. Do you want them too?"),
            [(YES, _("Yes, bring in the hidden rows"))],
        )


def read_name(plan: Plan, planned: PlannedLine, cell: Cell, *, called: Text, most: int, needed: bool = True) -> str:
    """A cell as a name: one line, without what cannot be seen. The row waits or is set aside where it is none."""
    name = tidy(cell.text)
    said = {"called": called, "name": name[:60], "most": f"{most:,}"}
    if cell.kind == CellKind.FORMULA:
        planned.set_aside(_("The %(called)s is a formula that has not been worked out. Type the name instead") % said)
    elif cell.kind == CellKind.FAULT:
        planned.set_aside(_("The %(called)s is a formula with a fault, %(name)s") % said)
    elif not name:
        if needed:
            planned.set_aside(_("The %(called)s is missing") % said)
    elif len(name) > most:
        planned.set_aside(_("The %(called)s is longer than %(most)s characters") % said)
    elif not name.isprintable():
        planned.set_aside(_("The %(called)s contains characters we cannot use") % said)
    elif cell.kind in (CellKind.DATE, CellKind.YES_NO, CellKind.PERCENT):
        text = {
            CellKind.DATE: _("“%(name)s” is a date in the spreadsheet. Is it really the name of the %(called)s?"),
            CellKind.YES_NO: _("“%(name)s” is true or false in the spreadsheet. Is it the name of the %(called)s?"),
            CellKind.PERCENT: _("“%(name)s” is a percentage in the spreadsheet. Is it the name of the %(called)s?"),
        }[cell.kind]
        keep = _("Yes, “%(name)s” is its name") % said
        plan.asking.ask(planned, f"odd {called} {name}", text % said, [(YES, keep)])
    return name


WORDS = {
    "added": gettext_lazy("Will be added"),
    "changed": gettext_lazy("Will be changed"),
    "unchanged": gettext_lazy("Will not change"),
    "aside": gettext_lazy("Left out"),
    "waiting": gettext_lazy("Needs an answer"),
}


def happens(row: PlannedLine) -> dict:
    """A cell that says what becomes of a row, and why."""
    words = ": ".join(filter(None, [str(WORDS[row.outcome]), "; ".join(row.notes)]))
    return {"text": words, "class": "tip-table__wide"}
