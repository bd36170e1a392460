"""The parts of a packed spreadsheet: how large they become is looked at before any is unpacked."""

from __future__ import annotations

import io
import zipfile

from tables import refusals

MOST_BYTES_UNPACKED = 200 * 1024 * 1024
MOST_BYTES_OF_TEXTS = 60 * 1024 * 1024  # the shared texts are kept in memory at once
MOST_PARTS = 5_000
_MOST_TIMES = 200  # a real sheet becomes 5 to 50 times as large
_SMALL = 10 * 1024 * 1024


def checked_parts(content: bytes) -> None:
    """Refuses a file whose parts say that they become too large.

    A part that says less than it holds is read no further than what it says (zipfile), and then fails as broken.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        found = [part for part in parts.infolist() if part.filename.lower().endswith((".xml", ".rels", ".vml", ".bin"))]
    whole = sum(part.file_size for part in found)
    texts = sum(part.file_size for part in found if "sharedstrings" in part.filename.lower())
    if len(found) > MOST_PARTS or whole > MOST_BYTES_UNPACKED or texts > MOST_BYTES_OF_TEXTS:
        raise refusals.too_large_unpacked()
    if any(part.file_size > _SMALL and part.file_size > _MOST_TIMES * part.compress_size for part in found):
        raise refusals.too_large_unpacked()
