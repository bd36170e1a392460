"""The guard before a formula's sign: put there when a file leaves, taken off once when a file is read."""

import re

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
GUARD = "'"


def _begins_a_formula(text: str) -> bool:
    return text.startswith(_STARTS_A_FORMULA) or text.lstrip(" \ufeff").startswith(_STARTS_A_FORMULA)


def guarded(text: str) -> str:
    """A text that no spreadsheet program runs as a formula; `unguarded` gives it back as it was.

    A text that has a guard of its own before such a sign gets one more, so that taking off one is always right.
    """
    dangerous = _begins_a_formula(text.lstrip(GUARD))
    return f"{GUARD}{text}" if dangerous and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text without the one guard that stands before a formula's sign, if one does."""
    return text[1:] if text.startswith(GUARD) and _begins_a_formula(text.lstrip(GUARD)) else text


def defused(value: object) -> str:
    """A value as the text of a cell that leaves: guarded, nothing for None, and without NUL."""
    text = "" if value is None else str(value)
    return guarded(text.replace("\0", ""))
