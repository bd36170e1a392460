"""What a file is called: the name that it came with is something that people read, and nothing that a computer uses."""

import re
import secrets
import unicodedata

LONGEST = 100  # letters before the ending
_NOT_IN_NAMES = '<>:"|?*'  # what no file may be called on somebody's computer
_SPACES = re.compile(r"\s+")


def ending_of(name: str) -> str:
    """The last ending of a name in small letters, without its dot: what a computer goes by when it opens a file."""
    last = _last_part(name)
    return last.rpartition(".")[2].casefold() if "." in last else ""


def cleaned_name(name: str, ending: str) -> str:
    """A name to show and to save under: one line, no folder, nothing that cannot be seen or turns letters round."""
    stem = _last_part(name)
    stem = stem.rpartition(".")[0] if "." in stem else stem
    stem = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", stem))
    # C: controls, what turns the direction, halves of letters, what no one has given a meaning.
    stem = "".join(letter for letter in stem if unicodedata.category(letter)[0] != "C" and letter not in _NOT_IN_NAMES)
    stem = _SPACES.sub(" ", stem)[:LONGEST].strip(" .")
    return f"{stem or 'file'}.{ending}"


def random_name() -> str:
    """Where a file lies: 128 bits by chance, in one of 256 folders."""
    drawn = secrets.token_hex(16)
    return f"{drawn[:2]}/{drawn}"


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]
