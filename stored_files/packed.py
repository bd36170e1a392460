"""Word documents and Excel workbooks: zips whose parts are counted, unpacked within a budget, and looked through."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from stored_files import refusals
from tables.streams import read_pieces

MOST_PARTS = 2_000
MOST_BYTES_UNPACKED = 100 * 1024 * 1024  # of a file with all that lies in it
MOST_OF_A_LIST = 4 * 1024 * 1024  # of a part that says what the others are
DEEPEST = 1  # a chart in a document holds its workbook, and that one nothing more
_PIECE = 64 * 1024
_END, _END_SIZE = b"PK\x05\x06", 22
_ZIP, _OF_OTHER_PROGRAMS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_PART = {
    "docx": f"{_OFFICE}wordprocessingml.document.main+xml",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet.main+xml",
}
_RUNS = ("macroenabled", "vbaproject", "activex", "oleobject", "vbadata", "macrosheet", "customui")
_FETCHES_BY_ITSELF = (b"DDEAUTO", b"ddeLink", b"ddeService")


@dataclass
class Budget:
    """How much may still be unpacked of a file and of all that lies in it."""

    bytes: int = MOST_BYTES_UNPACKED
    parts: int = MOST_PARTS

    def take(self, number: int) -> None:
        self.bytes -= number
        if self.bytes < 0:
            raise refusals.too_large_unpacked()


def check_packed(content: bytes, kind: str) -> None:
    """Raises NotTaken unless this is a document of that kind, docx or xlsx, that neither runs nor fetches anything."""
    _check(content, kind, Budget(), depth=0)


def _check(content: bytes, kind: str, budget: Budget, *, depth: int) -> None:
    if content.startswith(_OF_OTHER_PROGRAMS):  # Word and Excel pack a file with a password so
        raise refusals.locked()
    # Nothing before it and nothing behind it: no other kind of file at the same time.
    if not content.startswith(_ZIP) or content[-_END_SIZE : -_END_SIZE + len(_END)] != _END:
        raise refusals.not_what_it_is_called(kind)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts, kind, budget, depth)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise refusals.broken(kind) from error


def _check_parts(parts: zipfile.ZipFile, kind: str, budget: Budget, depth: int) -> None:
    entries = parts.infolist()
    budget.parts -= len(entries)
    if budget.parts < 0 or sum(entry.file_size for entry in entries) > budget.bytes:
        raise refusals.too_large_unpacked()
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) < len(names) or any(_is_a_way_out(name) for name in names) or TYPES.casefold() not in names:
        raise refusals.not_what_it_is_called(kind)
    is_locked = any(entry.flag_bits & 1 for entry in entries)
    if is_locked or min(entry.header_offset for entry in entries) > 0:
        raise refusals.not_what_it_is_called(kind)
    if any(word in name for name in names for word in _RUNS):
        raise refusals.runs_something()
    for entry in entries:
        _check_part(entry.filename, _unpacked(parts, entry, budget), kind, budget, depth)


def _is_a_way_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name or "\0" in name


def _unpacked(parts: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """A part, whatever it says of its size: no more is unpacked than is left of the budget."""
    pieces = []
    with parts.open(entry) as part:
        while piece := part.read(_PIECE):
            budget.take(len(piece))
            pieces.append(piece)
    return b"".join(pieces)


def _check_part(name: str, content: bytes, kind: str, budget: Budget, depth: int) -> None:
    small = name.casefold()
    if small == TYPES.casefold():
        _check_types(content, kind)
    elif small.endswith(".rels"):
        _check_relations(content, kind)
    elif content.startswith(_OF_OTHER_PROGRAMS):
        raise refusals.holds_another()
    elif content.startswith(b"PK"):
        inner = small.rpartition(".")[2]
        if depth >= DEEPEST or inner not in MAIN_PART:
            raise refusals.holds_another()
        _check(content, inner, budget, depth=depth + 1)
    elif small.endswith(".xml") and any(word in content for word in _FETCHES_BY_ITSELF):
        raise refusals.fetches_something()


def _check_types(content: bytes, kind: str) -> None:
    found: list[str] = []

    def begins(_tag: str, said: dict[str, str]) -> None:
        found.append(said.get("ContentType", ""))

    _read(content, begins, kind)
    if any(word in one.casefold() for one in found for word in _RUNS):
        raise refusals.runs_something()
    if MAIN_PART[kind] not in found:
        raise refusals.not_what_it_is_called(kind)


def _check_relations(content: bytes, kind: str) -> None:
    found: list[dict[str, str]] = []
    _read(content, lambda _tag, said: found.append(said), kind)
    for said in found:
        # A link that a reader may follow is none that a programme follows by itself.
        is_link = said.get("Type", "").rpartition("/")[2].casefold() == "hyperlink"
        if said.get("TargetMode", "").casefold() == "external" and not is_link:
            raise refusals.fetches_something()


def _read(content: bytes, begins, kind: str) -> None:
    if len(content) > MOST_OF_A_LIST:
        raise refusals.too_large_unpacked()
    try:
        read_pieces(io.BytesIO(content), starts=begins)
    except expat.ExpatError as error:
        raise refusals.broken(kind) from error
