"""Whether a file is what its name says, and nothing that could hurt whoever opens it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from stored_files import refusals
from stored_files.names import cleaned_name, ending_of
from stored_files.packed import check_packed
from stored_files.pdf import check_pdf
from stored_files.pictures import NotAPicture, checked_picture

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
}
PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
_BEGINS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
TAKEN = ("pdf", "docx", "xlsx", *PICTURES)


@dataclass(frozen=True)
class Checked:
    """A file as it is kept: its name to show, its kind (an ending of CONTENT_TYPES), and its bytes."""

    name: str
    kind: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def checked_file(name: str, content: bytes) -> Checked:
    """The file as it is kept. A picture is drawn anew, so that no place, time or camera is in it. Raises NotTaken."""
    ending = ending_of(name)
    if ending not in TAKEN:
        raise refusals.of_another_kind()
    if not content:
        raise refusals.empty()
    if len(content) > refusals.MOST_BYTES:
        raise refusals.too_large()
    if ending in PICTURES:
        return Checked(cleaned_name(name, "jpg"), "jpg", _drawn(content, PICTURES[ending]))
    if ending == "pdf":
        check_pdf(content)
    else:
        check_packed(content, ending)
    return Checked(cleaned_name(name, ending), ending, content)


def _drawn(content: bytes, picture_format: str) -> bytes:
    if not content.startswith(_BEGINS[picture_format]):
        raise refusals.not_what_it_is_called(picture_format)
    try:
        return checked_picture(io.BytesIO(content), size=len(content), formats=(picture_format,)).content
    except NotAPicture as reason:
        raise refusals.NotTaken(str(reason)) from reason
