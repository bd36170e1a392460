"""How wide words are in our own letters, and how large they may be to fit: for cards and posters. No database."""

import bisect
import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

from django.contrib.staticfiles import finders
from PIL import ImageFont

# Our letters by script, as _fonts.scss serves them; what none of them has is guessed at.
SCRIPTS = (
    ("noto-sans-latin", ((0x0000, 0x00FF), (0x2000, 0x206F), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2212, 0x2215))),
    ("noto-sans-latin-ext", ((0x0100, 0x02FF), (0x1D00, 0x1EFF), (0x20A0, 0x20C0))),
    ("noto-naskh-arabic-arabic", ((0x0600, 0x06FF), (0x0750, 0x08FF), (0xFB50, 0xFEFC))),
    ("noto-sans-bengali-bengali", ((0x0964, 0x0965), (0x0980, 0x09FE))),
)
# What a drawing cannot hold: control characters, and emoji with what joins and colours them.
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
_EMOJI = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff][\ufe0f\u20e3\u200d]*"
_NOT_DRAWN = re.compile(rf"\s*(?:{_CONTROL}|{_EMOJI}|[\uFE0F\u20E3])+\s*([,.;:!?)]?)")
DRAWN_AT = 100  # pixels; widths grow evenly with the size
FAMILIES = "'Noto Sans', 'Noto Sans Extended', 'Noto Naskh Arabic', 'Noto Sans Bengali', Arial, sans-serif"


@cache
def _letters(name: str, weight: int) -> ImageFont.FreeTypeFont | None:
    found = finders.find(f"fonts/{name}-{weight}-normal.woff2")
    return ImageFont.truetype(found, DRAWN_AT) if found else None


@cache
def _script_of(sign: str) -> str | None:
    number = ord(sign)
    return next((name for name, ranges in SCRIPTS if any(a <= number <= b for a, b in ranges)), None)


def width_of(text: str, *, size: float, weight: int = 400) -> float:
    """How wide a text is on one line, in the unit of `size` (the height of the letters' em).

    Measured where we have the letters; otherwise a wide sign counts a whole em and any other 0.72 of one.
    """
    width = 0.0
    for script, run in itertools.groupby(text, key=_script_of):
        signs = "".join(run)
        letters = _letters(script, weight) if script else None
        if letters:
            width += letters.getlength(signs) / DRAWN_AT
        else:
            # 0.72 of the em is wider than nearly every Latin letter: what we cannot measure is rather too small than
            # cut off.
            width += sum(1 if unicodedata.east_asian_width(sign) in "WF" else 0.72 for sign in signs)
    return width * size


def lines_of(text: str, *, width: float, size: float, weight: int = 400) -> list[str]:
    """A text in lines no wider than `width`, broken between words; a word that is wider by itself is broken too."""
    lines: list[str] = []
    for word in _pieces(text.split(), width, size, weight):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size=size, weight=weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(words: Sequence[str], width: float, size: float, weight: int):
    for word in words:
        rest = word
        while width_of(rest, size=size, weight=weight) > width and len(rest) > 1:
            # Longer is never narrower, so the place to break is found by halving and not letter by letter.
            most = bisect.bisect_right(range(1, len(rest)), width, key=partial(_width_to, rest, size, weight))
            yield rest[: max(1, most)]
            rest = rest[max(1, most) :]
        yield rest


def _width_to(text: str, size: float, weight: int, end: int) -> float:
    return width_of(text[:end], size=size, weight=weight)


@dataclass(frozen=True)
class Fitted:
    """A text in lines, and the size of letters at which they fit."""

    lines: tuple[str, ...]
    size: int


def fitted(
    text: str, sizes: Sequence[int], *, width: float, height: float, leading: float, weight: int = 400
) -> Fitted:
    """A text as large as it fits into a box: the first of `sizes` (largest first) that does, else the last.

    `leading` is the distance between lines as a multiple of the size. At the last size lines that do not fit are left
    out, and the last that does ends with an ellipsis.
    """
    for size in sizes:
        lines = lines_of(text, width=width, size=size, weight=weight)
        if len(lines) * size * leading <= height:
            return Fitted(tuple(lines), size)
    most = max(1, int(height // (sizes[-1] * leading)))
    last = lines[most - 1]
    while last and width_of(f"{last}…", size=sizes[-1], weight=weight) > width:
        last = last[:-1]
    return Fitted((*lines[: most - 1], f"{last.rstrip('.,; ')}…"), sizes[-1])


def drawable(text: str) -> str:
    """A text as it can be drawn: without control characters, and without emoji, which our letters do not have."""
    return " ".join(_NOT_DRAWN.sub(lambda found: found[1] or " ", text).split())


def is_right_to_left(text: str) -> bool:
    """Whether a text begins in a script that runs from right to left."""
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((direction in ("R", "AL") for direction in directions if direction in ("L", "R", "AL")), False)
