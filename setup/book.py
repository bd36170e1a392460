"""Every English text that people read, with its place: `make book`, or `python -m setup.book surveys` for one room.

An editor can read it as a book: a chapter for each room, then file by file, each text with its line. Phrases of
templates and of Python are found as the translations find them (setup/words.py); the framework's files are read cell
by cell, as are the sentences about figures, the texts of the made-up borough and the lines that a script shows.
"""

import ast
import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from setup.place import ROOT, say
from setup.words import TEMPLATES, all_sources, found_in

FRAMEWORK = ROOT / "framework" / "content"
SCRIPTS = ROOT / "static" / "js"
MADE_UP = ROOT / "demonstration"
# Sentences about figures are made by plain Python, which knows no translator.
ABOUT_FIGURES = ("reporting/measures", "reporting/read", "reporting/export")
WHOLE_SITE = "every page"
DOCUMENTS = "documents"
# Documents for people who use or run the site. Decisions and the list of changes are for us, and keep their words.
NOT_READ = ("CHANGELOG.md",)
# Columns that name another row, a file or a choice of the code's: nobody reads them.
MACHINE_COLUMNS = {
    *("code", "key", "kind", "scale", "statement", "instrument", "section", "feature", "stage", "measure", "measures"),
    *("subject", "subject_kind", "audience_kind", "value", "version", "checked_on", "level", "objective", "box"),
    *("positive", "face", "is_harder", "for_families", "for_children", "for_staff", "one_at_a_time", "handed_out_by"),
    *("perspective", "speaks"),
}
TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,;:’'.]? [^\W\d_“]+")


@dataclass(frozen=True)
class Text:
    """What is said somewhere: its room, the file from the root of the repository, the line and the words."""

    room: str
    file: str
    line: int
    said: str


def newest_framework() -> Path:
    """The folder of the newest version: names end in year and number, `tip-2026-2`."""
    return max(
        (path for path in FRAMEWORK.iterdir() if path.is_dir()),
        key=lambda path: [int(number) for number in re.findall(r"\d+", path.name)],
    )


def texts() -> list[Text]:
    """Every text that a person reads on a page, in a mail or in a file, room by room."""
    found = {*phrases(), *figure_texts(), *framework_cells(), *made_up_texts(), *script_texts()}
    return sorted(found, key=lambda text: (text.room == WHOLE_SITE, text.room, text.file, text.line, text.said))


def phrases() -> Iterator[Text]:
    """Templates and modules, and the files whose columns are said on pages."""
    for path in all_sources():
        for line, message, _, _ in found_in(path):
            for said in message if isinstance(message, tuple) else (message,):
                yield _text(path, line, said)


def figure_texts() -> Iterator[Text]:
    """What measures, readings and files say of figures, without a translator's help."""
    for folder in ABOUT_FIGURES:
        for path in sorted((ROOT / folder).glob("**/*.py")):
            for line, said in _plain_texts(path):
                yield _text(path, line, said)


def framework_cells() -> Iterator[Text]:
    """The framework's newest version, without its translations."""
    for path in sorted(newest_framework().glob("*.csv")):
        yield from _cells(path)


def made_up_texts() -> Iterator[Text]:
    """What the made-up borough's people and papers say: it is read as an example."""
    for path in sorted(MADE_UP.glob("*.csv")):
        if path.stem != "attacked":  # figures only
            yield from _cells(path)
    for path in sorted(MADE_UP.glob("*.py")):
        for line, said in _plain_texts(path):
            yield _text(path, line, said)


def script_texts() -> Iterator[Text]:
    """What a script says on a page: texts in double quotes that are sentences."""
    for path in sorted(SCRIPTS.glob("*.js")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            code = re.sub(r"(^|\s)//.*", "", line)
            for said in re.findall(r'"([A-Z][^"]* [^"]+)"', code):
                yield _text(path, number, said)


def documents() -> list[Text]:
    """The pages of docs/ and the README, a paragraph or a line of a table each, without code."""
    found = []
    for path in sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")]):
        if path.name not in NOT_READ:
            text = re.sub(r"```.*?```", lambda code: "\n" * code.group().count("\n"), path.read_text(), flags=re.S)
            for number, line in enumerate(text.splitlines(), start=1):
                if said := re.sub(r"`[^`]*`|\]\([^)]*\)", "", line).strip():
                    found.append(Text(DOCUMENTS, path.relative_to(ROOT).as_posix(), number, said))
    return found


def _cells(path: Path) -> Iterator[Text]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            for column, said in row.items():
                if said and column not in MACHINE_COLUMNS and re.search(r"[^\W\d_]", said):
                    yield _text(path, rows.line_num, said)


def _plain_texts(path: Path) -> Iterator[tuple[int, str]]:
    """The sentences of a module that are neither its notes nor a translator's phrases."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    phrased = {
        id(inside)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "gettext", "ngettext")
        for inside in ast.walk(call)
    }
    elsewhere = notes | phrased
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in elsewhere
        if is_text and TWO_WORDS.search(node.value):
            yield node.lineno, node.value


def _text(path: Path, line: int, said: str) -> Text:
    return Text(_room(path), path.relative_to(ROOT).as_posix(), line, " ".join(said.split()))


def _room(path: Path) -> str:
    """The room of a module, or of the folder of templates that has the room's name."""
    parts = path.relative_to(TEMPLATES if path.is_relative_to(TEMPLATES) else ROOT).parts
    return parts[0] if parts[0] in _rooms(ROOT) else WHOLE_SITE


@cache
def _rooms(root: Path) -> set[str]:
    return {folder.parent.name for folder in root.glob("*/__init__.py")}


def printed(found: list[Text]) -> Iterator[str]:
    """The book, line by line: rooms, files, then each text with its line."""
    for room, in_room in groupby(found, key=lambda text: text.room):
        yield f"\n# {room}"
        for file, in_file in groupby(in_room, key=lambda text: text.file):
            yield f"\n## {file}\n"
            yield from (f"{text.line:>5}  {text.said}" for text in in_file)


def main(rooms: list[str]) -> None:
    """Print the book, or the chapters that are asked for."""
    found = [text for text in [*texts(), *documents()] if not rooms or text.room in rooms]
    if rooms and (unknown := set(rooms) - {text.room for text in found}):
        say(f"There is no room with texts called {', '.join(sorted(unknown))}.")
        raise SystemExit(1)
    for line in printed(found):
        say(line)


if __name__ == "__main__":
    main(sys.argv[1:])
