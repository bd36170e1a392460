"""XML read piece by piece: names without their prefixes, no entities of its own, and an end when enough is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any
from xml.parsers import expat

_PIECE = 256 * 1024


class _NotAllowed(expat.ExpatError):
    """The file brings definitions of its own, which no spreadsheet program writes."""


def read_pieces(
    source: IO[bytes] | AlreadyText,
    *,
    starts: Callable[[str, dict[str, str]], None],
    ends: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Calls back for each element. Raises what a callback raises, and expat.ExpatError for what is no XML."""
    parser: Any = expat.ParserCreate("utf-8" if isinstance(source, AlreadyText) else None)
    parser.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if ":" in "".join(attributes):
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        starts(name, attributes)

    def refuse(*_args: object) -> None:
        raise _NotAllowed

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    if ends is not None:
        parser.EndElementHandler = lambda name: ends(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    while piece := source.read(_PIECE):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


class AlreadyText:
    """A text as a source of UTF-8, whatever encoding its first line names."""

    def __init__(self, content: str) -> None:
        self.rest = memoryview(content.encode("utf-8", "replace"))

    def read(self, size: int) -> bytes:
        piece, self.rest = bytes(self.rest[:size]), self.rest[size:]
        return piece
