"""Codes that people read from a card or a wall and type: their signs, and how they are written and read."""

import re
import secrets

# Letters and digits that are not taken for each other on paper: no i, l, o, u; no 0, 1.
ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
GROUP = 4


def random_signs(length: int) -> str:
    """So many signs that no one can guess."""
    # From the operating system's randomness, as everything that someone must not guess; `random` can be foretold.
    return "".join(secrets.choice(ALPHABET) for _each in range(length))


def in_groups(signs: str) -> str:
    """Signs as they read well on paper: in groups of four."""
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def tidy(typed: str) -> str:
    """A code as we make it, whatever case, spaces and dashes someone typed."""
    return re.sub(r"[\W_]", "", typed).lower()
