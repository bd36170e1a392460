"""Opening a zip that somebody brings: nothing in it is believed before it has been counted and compared."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from background.sealed_files import CannotOpen, unseal
from carrying.packing import ABOUT, LOCKED, MANIFEST
from carrying.refusals import Refused
from carrying.versions import FORMAT, migrations
from carrying.writing import hash_of

MOST_FILES = 20_000
MOST_BYTES = 1024 * 1024 * 1024  # of all files together, unpacked
MOST_OF_THE_MANIFEST = 8 * 1024 * 1024
MOST_LETTERS_IN_A_CELL = 16 * 1024 * 1024


@dataclass(frozen=True)
class Listed:
    """What the manifest says of one file."""

    rows: int | None
    size: int
    sha256: str


class Opened:
    """A zip whose list of files and manifest agree. Each file is compared as it is read."""

    def __init__(self, content: bytes, *, called: str = "") -> None:
        self.called = called  # of a zip within the zip
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise Refused("this is no zip, or it is cut off", called) from error
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) != len(entries):
            raise Refused("it has two files of the same name", called)
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise Refused(f"it is too large when unpacked: {MOST_BYTES // 1024**2} MB are allowed", called)
        self.listed = self._manifest()

    def names(self, folder: str) -> list[str]:
        return sorted(name for name in self.listed if name.startswith(f"{folder}/"))

    def read(self, name: str) -> bytes:
        """The bytes of a file, which are those that the manifest lists."""
        if name not in self.listed:
            raise Refused("it is not in the zip", name)
        content = self._bytes(name, self.listed[name].size)
        if len(content) != self.listed[name].size or hash_of(content) != self.listed[name].sha256:
            raise Refused("it is not the file that the manifest lists: it was changed or damaged", name)
        return content

    def lines(self, name: str, header: list[str] | None = None) -> Iterator[tuple[int, list[str]]]:
        """The lines of a file below its header, each with the number of the line on which it begins."""
        yield from _lines(name, self.read(name), header, self.listed[name].rows)

    def _bytes(self, name: str, most: int) -> bytes:
        try:
            with self._zip.open(self._entries[name]) as file:
                return file.read(most + 1)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise Refused("it is damaged", name) from error
        except Exception as error:  # zlib has an error of its own
            if type(error).__module__ == "zlib":
                raise Refused("it is damaged", name) from error
            raise

    def _manifest(self) -> dict[str, Listed]:
        if MANIFEST not in self._entries:
            raise Refused("there is no manifest, so this is no zip of TiP Borough", self.called or MANIFEST)
        if self._entries[MANIFEST].file_size > MOST_OF_THE_MANIFEST:
            raise Refused("it is too large", MANIFEST)
        content = self._bytes(MANIFEST, MOST_OF_THE_MANIFEST)
        found = {}
        for line, cells in _lines(MANIFEST, content, ["file", "rows", "bytes", "sha256"], None):
            name, rows, size, sha256 = cells
            if not size.isdecimal() or not (rows.isdecimal() or not rows) or len(size + rows) > 24:
                raise Refused("the numbers cannot be read", MANIFEST, line)
            found[name] = Listed(int(rows) if rows else None, int(size), sha256)
            entry = self._entries.get(name)
            if entry is None:
                raise Refused(f"{name} is listed and not in the zip", MANIFEST, line)
            if entry.file_size != int(size):
                raise Refused(f"{name} has {entry.file_size} bytes, not {size}: it was changed", MANIFEST, line)
        if extra := sorted(set(self._entries) - set(found) - {MANIFEST}):
            raise Refused(f"{extra[0]} is in the zip and not listed", MANIFEST)
        return found


def _lines(name: str, content: bytes, header: list[str] | None, rows: int | None) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("it is not UTF-8", name, content[: error.start].count(b"\n") + 1) from error
    csv.field_size_limit(MOST_LETTERS_IN_A_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, count = 1, 0
    try:
        first = next(reader, [])
        if header is not None and first != header:
            raise Refused(f"the columns must be: {', '.join(header)}", name, 1)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(first):
                raise Refused(f"it has {len(cells)} cells where the header has {len(first)}", name, line)
            yield line, cells
            line, count = reader.line_num + 1, count + 1
    except csv.Error as error:
        raise Refused(f"it is no proper CSV: {error}", name, line) from error
    if rows is not None and count != rows:
        raise Refused(f"it has {count} rows, and the manifest lists {rows}", name)


def about(opened: Opened) -> dict[str, str]:
    """What a zip says of itself. Raises Refused where this programme does not understand it."""
    said = {cells[0]: cells[1] for _line, cells in opened.lines(ABOUT, ["what", "says"])}
    if said.get("format") != FORMAT:
        raise Refused(f"it is of format {said.get('format', 'unknown')[:20]}; this programme reads {FORMAT}", ABOUT)
    of_app = "migration of "
    theirs = {what.removeprefix(of_app): says for what, says in said.items() if what.startswith(of_app)}
    for app in sorted({*theirs, *migrations()}):
        here, there = migrations().get(app, "nothing"), theirs.get(app, "nothing")
        if here != there:
            raise Refused(
                f"it was made by another version of the programme: {app} is at {there[:80]} there and at {here} here. "
                "Bring both installations to the same version",
                ABOUT,
            )
    return said


def unlocked(opened: Opened, key: str) -> Opened | None:
    """The zip with people's answers, where there is one and this is its key; None where no key is given."""
    if LOCKED not in opened.listed:
        if key:
            raise Refused("nothing is locked in this zip; leave the key out")
        return None
    if not key:
        return None
    try:
        return Opened(unseal(opened.read(LOCKED), key), called=LOCKED)
    except CannotOpen as error:
        raise Refused("this is not the key of this zip", LOCKED) from error
