"""Names folded to what is the same in all spellings of them. What people see stays as they wrote it."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼʹ′´`＇‚", "'"))
_QUOTES = str.maketrans(dict.fromkeys("“”„‟″«»", '"'))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
# Signs that are not seen: joiners, marks of direction, the soft hyphen, the byte-order mark.
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_AND = re.compile(r"\s*(?:&|＆|\band\b)\s*")
_SPACES = re.compile(r"\s+")
_DASH_AND_SPACES = re.compile(r"\s*-\s*")


def tidy(text: str) -> str:
    """A text as it is kept and shown: NFC, one ordinary space for any run of spaces or line breaks, nothing unseen."""
    composed = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return _SPACES.sub(" ", "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in composed)).strip()


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """What two spellings of one name have in common.

    The same for é in one code point or two, for all apostrophes, quotation marks, dashes and spaces, for capitals, and
    for "&" and "and". Folding twice changes nothing. Two names that differ in a letter, a digit or an accent differ.
    """
    folded = tidy(text).translate(_APOSTROPHES).translate(_QUOTES).translate(_DASHES).casefold()
    folded = _DASH_AND_SPACES.sub("-", folded)
    folded = _AND.sub(" and ", folded)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", folded)).strip()
