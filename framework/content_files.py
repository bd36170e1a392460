"""Reading a folder of framework files: CSV with a header line, checked cell by cell.

Everything that is wrong is collected with its file, line and reason, so that one look is enough to mend it.
"""

import csv
import datetime
import hashlib
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Problem:
    """Something in a content file that cannot be right."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


class ContentError(Exception):
    """The files cannot be loaded. Holds every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class ContentRow:
    """One line of a file. Each getter notes a problem instead of stopping, and returns a harmless value."""

    def __init__(self, file: str, line: int, cells: dict[str, str], problems: list[Problem]) -> None:
        self.file, self.line, self._cells, self._problems = file, line, cells, problems

    def problem(self, reason: str) -> None:
        self._problems.append(Problem(self.file, self.line, reason))

    def text(self, column: str, *, most: int, optional: bool = False) -> str:
        value = self._cells[column].strip()
        if not value and not optional:
            self.problem(f"“{column}” is empty")
        if len(value) > most:
            self.problem(f"“{column}” is {len(value)} characters long; {most} are allowed")
        if "\0" in value:
            self.problem(f"“{column}” has a sign in it that cannot be shown")
        return value.replace("\0", "")[:most]

    def code(self, column: str, *, most: int = 40, taken: Collection[str] = ()) -> str:
        """A name that becomes part of addresses; `taken` are those that a page needs for itself."""
        value = self.text(column, most=most)
        if value and not _CODE.fullmatch(value):
            self.problem(f"“{column}” is “{value}”; use small letters, digits and single hyphens")
        if value in taken:
            self.problem(f"“{value}” is a name that a page needs for itself; use another")
        return value

    def whole_number(self, column: str, *, least: int, most: int, optional: bool = False) -> int | None:
        value = self._cells[column].strip()
        if not value and optional:
            return None
        is_number = value.isascii() and value.isdigit() and len(value) <= 9
        if not is_number or not least <= int(value) <= most:
            self.problem(f"“{column}” is “{value[:20]}”; it takes a whole number from {least} to {most}")
            return None if optional else least
        return int(value)

    def yes_or_no(self, column: str, *, instead: str = "") -> bool:
        """Where the cell is empty, what the column `instead` says, if one is named."""
        if instead and not self._cells[column].strip():
            column = instead
        return self.one_of(column, ("yes", "no")) == "yes"

    def day(self, column: str, *, optional: bool = False) -> datetime.date | None:
        """A day as 2026-11-22."""
        value = self._cells[column].strip()
        if not value and optional:
            return None
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.problem(f"“{column}” is “{value[:20]}”; it takes a day as 2026-11-22")
            return datetime.date.min

    def one_of(self, column: str, allowed: Collection[str], *, optional: bool = False) -> str:
        value = self._cells[column].strip()
        if (value or not optional) and value not in allowed:
            known = ", ".join(sorted(allowed)) or "nothing"
            self.problem(f"“{column}” is “{value}”; known here: {known}")
        return value


class ContentFolder:
    """The files of one framework version, read once; `problems` grows as they are understood."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        if not folder.is_dir():
            raise ContentError([Problem(str(folder), 0, "this folder does not exist")])

    def rows(
        self, file: str, columns: tuple[str, ...], unique: tuple[str, ...], *, optional: tuple[str, ...] = ()
    ) -> list[ContentRow]:
        """The lines of a file that must have these columns; `unique` ones tell lines apart, if there are any.

        A file may do without `optional` columns: their cells are empty then.
        """
        try:
            text = (self.folder / file).read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            self.problems.append(Problem(file, 0, "this file is missing"))
            return []
        except UnicodeDecodeError:
            self.problems.append(Problem(file, 1, "this file is not UTF-8 text"))
            return []
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows: list[ContentRow] = []
        seen: dict[tuple[str, ...], int] = {}
        line = 1
        try:
            header = [cell.strip() for cell in next(reader, [])]
            left_out = [name for name in optional if name not in header]
            if sorted([*header, *left_out]) != sorted([*columns, *optional]):
                may_be = f"; it may also have: {', '.join(optional)}" if optional else ""
                self.problems.append(Problem(file, 1, f"the columns must be: {', '.join(columns)}{may_be}"))
                return []
            for cells in reader:
                line = reader.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(header):
                    self.problems.append(
                        Problem(file, line, f"has {len(cells)} cells where the header has {len(header)}")
                    )
                    continue
                by_name = dict(zip(header, cells, strict=True)) | dict.fromkeys(left_out, "")
                key = tuple(by_name[name].strip() for name in unique)
                if unique and key in seen:
                    self.problems.append(Problem(file, line, f"says “{' '.join(key)}” again, as line {seen[key]} does"))
                    continue
                seen[key] = line
                rows.append(ContentRow(file, line, by_name, self.problems))
        except csv.Error as error:
            self.problems.append(Problem(file, reader.line_num or line, f"is not proper CSV: {error}"))
        if not rows and not any(problem.file == file for problem in self.problems):
            self.problems.append(Problem(file, 1, "has no lines below its header"))
        return rows

    def problem(self, file: str, reason: str) -> None:
        """Note something that is wrong with a whole file."""
        self.problems.append(Problem(file, 1, reason))

    def files_in(self, folder: str) -> list[str]:
        """The names of the files in a folder inside this one, if there is one: "wordings/ur.csv"."""
        return sorted(f"{folder}/{path.name}" for path in (self.folder / folder).glob("*.csv"))

    def checksum(self, *, without: Collection[str] = ()) -> str:
        """One fingerprint of the names and bytes of all files that stand here, but for those named."""
        whole = hashlib.sha256()
        for path in sorted(path for path in self.folder.glob("*.csv") if path.name not in without):
            # A sign that is in no name and no text stands between, so that moving a line from one file to the next is
            # a change.
            whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return whole.hexdigest()

    def stop_on_problems(self) -> None:
        if self.problems:
            raise ContentError(self.problems)
