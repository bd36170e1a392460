"""A page made before, in pieces: what is the same for everyone lies there squeezed, and each one's own is put between.

Squeezing a whole survey takes longer than all else that its page takes. So its pieces are squeezed once, each so that
it can be read on its own (RFC 1951, a full flush), and a page is a row of them (RFC 1952: one member, its check and its
length at the end).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping

_SIGN = re.compile("\ue000(\\w+)\ue000")
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # gzip, no time, squeezed as far as it goes
_END = b"\x03\x00"  # the last block, with nothing in it


def sign(name: str) -> str:
    """What stands in a text where something of each one's own belongs. No text holds such signs: they are nobody's."""
    return f"\ue000{name}\ue000"


def _squeezed(plain: bytes, level: int) -> bytes:
    squeeze = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(plain) + squeeze.flush(zlib.Z_FULL_FLUSH)


class Pieces:
    """A text with signs in it, cut at them."""

    def __init__(self, text: str) -> None:
        parts = _SIGN.split(text)  # a piece, a name, a piece, …
        self._pieces = [(part.encode(), _squeezed(part.encode(), 9)) for part in parts[::2]]
        self._names = parts[1::2]

    def _filled(self, own: Mapping[str, str | Pieces]) -> Iterator[tuple[bytes, bytes]]:
        """Each piece, plain and squeezed, with each one's own between."""
        yield self._pieces[0]
        for name, piece in zip(self._names, self._pieces[1:], strict=True):
            what = own[name]
            if isinstance(what, Pieces):
                yield from what._filled(own)
            else:
                yield what.encode(), _squeezed(what.encode(), 1)
            yield piece

    def plain(self, own: Mapping[str, str | Pieces]) -> bytes:
        """The whole page."""
        return b"".join(plain for plain, _ in self._filled(own))

    def gzipped(self, own: Mapping[str, str | Pieces]) -> bytes:
        """The same, for a browser that takes gzip."""
        pieces = list(self._filled(own))
        check, length = 0, 0
        for plain, _ in pieces:
            check, length = zlib.crc32(plain, check), length + len(plain)
        return b"".join(
            [_HEAD, *(squeezed for _, squeezed in pieces), _END, struct.pack("<II", check, length & 0xFFFFFFFF)]
        )
