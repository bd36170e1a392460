"""Bytes as text: by their mark, by what is valid, and by what the letters would be."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from tables import refusals

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGN_IN_UTF_8 = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+|\xc2[\xa0-\xbf]")
_HIGH = re.compile(r"[^\x00-\x7f]")
_APOSTROPHES = "’ʼ"
_OPENING, _CLOSING = "“‘«", "”’»"
_COMMON_LETTERS = "éèêëàâáäåçñíìîïóòôöõúùûüýøæœßÉÈÀÁÂÅÄÇÑÍÓÖÚÜØŵŷŴŶ"
_LOOKED_AT = 3000  # letters beyond ASCII tell enough by then


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and notes about what had to be guessed. Raises UnreadableFile."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode(content[len(mark) :], encoding), []
    if encoding := _wide_without_mark(content):
        return _decode(content, encoding), []
    if b"\0" in content:
        raise refusals.unknown_file()
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _mixed(content) or _by_its_letters(content)


def _decode(content: bytes, encoding: str) -> str:
    if encoding.startswith(("utf-16", "utf-32")):  # one byte too many or too few at the end is no reason to refuse
        width = 2 if "16" in encoding else 4
        content = content[: len(content) // width * width]
    text = content.decode(encoding, errors="replace")
    if "\0" in text or text.count("\ufffd") > len(text) // 100 + 1:
        raise refusals.unknown_text()
    return text


def _wide_without_mark(content: bytes) -> str:
    """UTF-16 without its mark shows in every second byte being zero."""
    start = content[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) // 5 and even < odd // 10 + 1:
        return "utf-16-le"
    if even > len(start) // 5 and odd < even // 10 + 1:
        return "utf-16-be"
    return ""


def _mixed(content: bytes) -> tuple[str, list[str]] | None:
    """UTF-8 into which a few lines of another program were pasted."""
    whole = len(_SIGN_IN_UTF_8.findall(content))
    rest = _SIGN_IN_UTF_8.sub(b"", content)
    broken = len(re.findall(rb"[\x80-\xff]", rest))
    if whole < 3 or broken > whole // 3:
        return None
    parts = []
    at = 0
    for found in _SIGN_IN_UTF_8.finditer(content):
        parts += [content[at : found.start()].decode("cp1252", "replace"), found[0].decode("utf-8", "replace")]
        at = found.end()
    parts.append(content[at:].decode("cp1252", "replace"))
    note = _(
        "Some letters in this file were saved in another way than the rest. Check names with accents or apostrophes."
    )
    return "".join(parts), [note]


def _by_its_letters(content: bytes) -> tuple[str, list[str]]:
    """Windows-1252 or Mac Roman, whichever gives words; something else only where neither does."""
    readings = {"cp1252": content.decode("cp1252", "replace"), "mac-roman": content.decode("mac-roman")}
    scores = {encoding: _likeness(text) for encoding, text in readings.items()}
    best = max(scores, key=lambda encoding: scores[encoding])  # Windows, which is more common, where they are equal
    if scores[best] < 0 and (other := from_bytes(content[:200_000]).best()) and other.encoding not in readings:
        try:
            text = content.decode(other.encoding)
        except (UnicodeDecodeError, LookupError):
            pass
        else:
            note = _("We took the letters of this file for %(encoding)s. Check that names look right.")
            return text, [note % {"encoding": other.encoding}]
    notes = []
    one, another = readings.values()
    if abs(scores["cp1252"] - scores["mac-roman"]) < 1 and one != another:
        names = {"cp1252": _("Windows"), "mac-roman": _("Macintosh")}
        notes.append(
            _(
                "This file does not say how its letters were saved. We took it for one from %(kind)s. Check that names "
                "with accents look right."
            )
            % {"kind": names[best]}
        )
    return readings[best], notes


def _likeness(text: str) -> float:
    """How much the letters beyond ASCII stand where a written language has them; below zero if they do not."""
    score = 0.0
    for found, _count in zip(_HIGH.finditer(text), range(_LOOKED_AT), strict=False):
        at = found.start()
        score += _fits(found[0], text[at - 1 : at] if at else "", text[at + 1 : at + 2])
    return score


def _fits(sign: str, before: str, after: str) -> float:
    if sign in _APOSTROPHES and before.isalpha():
        return 2 if after.isalpha() else 1.5
    if sign in _OPENING and not before.isalnum() and after.isalnum():
        return 2
    if sign in _CLOSING and not before.isspace() and not after.isalnum():
        return 2
    if sign in "–—":
        return 2 if (before.isspace() and after.isspace()) or (before.isalnum() and after.isalnum()) else 0.5
    if sign in "£€" and after[:1].isdigit():
        return 2
    if sign in "\u00a0•·…©®™°²³½¼¾":
        return 0.5
    if sign == "\ufffd" or unicodedata.category(sign)[0] == "C":
        return -3
    if sign.isalpha() and sign not in "ªºˆ":
        if sign.isupper() and before.islower():
            return -3  # CafŽ
        if sign.isupper() and after.islower() and before.isupper():
            return -2  # OÕBrien would need a small letter
        is_common = sign in _COMMON_LETTERS
        if before.isalpha() or after.isalpha():
            return 1 if is_common else 0
        return 0 if is_common else -1
    return -2
