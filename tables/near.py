"""Names that may be one name spelt in two ways: near enough to ask about, never near enough to decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from tables.folding import fold

Words = tuple[str, ...]
_WORD = re.compile(r"\w+")
# Words with which the same place is called shorter or longer.
_MAY_BE_LEFT_OUT = frozenset(
    [
        "the",
        "of",
        "and",
        "a",
        "at",
        "for",
        "in",
        "ltd",
        "limited",
        "cic",
        "plc",
        "llp",
        "trust",
        "council",
        "school",
        "academy",
        "college",
        "service",
        "services",
        "team",
        "teams",
        "centre",
        "center",
        "group",
        "department",
        "dept",
        "nhs",
        "foundation",
        "primary",
        "charity",
    ]
)
_ALIKE = {"saint": "st", "center": "centre", "organization": "organisation", "dept": "department", "svc": "service"}
_SHORT = 5  # letters; a shorter word that differs is another word: A and B, lake and lane


def near(one: str, other: str) -> bool:
    """Whether two names that fold differently may be the same: a slip of the keyboard, a full stop, a word left out.

    Names that differ in a number, in a short word or in more than one word are two: Ward 1 and Ward 2, Team A and
    Team B, Health visiting north and Health visiting south.
    """
    mine, theirs = _words(one), _words(other)
    if "".join(mine) == "".join(theirs):
        return True
    return _one_word_off(mine, theirs) or _with_words_left_out(mine, theirs)


@lru_cache(maxsize=100_000)
def _words(name: str) -> Words:
    words = _WORD.findall(fold(name).replace("'", ""))
    return tuple(_ALIKE.get(word, word) for word in words)


def _one_word_off(mine: Words, theirs: Words) -> bool:
    if len(mine) != len(theirs):
        return False
    apart = [(one, other) for one, other in zip(mine, theirs, strict=True) if one != other]
    return len(apart) == 1 and _near_word(*apart[0])


def _near_word(one: str, other: str) -> bool:
    return bool(_slips(one) & _slips(other))


@lru_cache(maxsize=100_000)
def _slips(word: str) -> frozenset[str]:
    """A word whole, and without any one of its letters: two share one where a letter is missing, wrong or moved.

    A short word has none, nor one with a digit: another letter makes it another word. All begin with the same letter.
    """
    if len(word) < _SHORT or any(sign.isdigit() for sign in word):
        return frozenset()
    return frozenset([word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))])


def _with_words_left_out(mine: Words, theirs: Words) -> bool:
    short, long = sorted((mine, theirs), key=len)
    if len(short) == len(long) or not _core(short):
        return False
    # Only one of the two may leave words out: a council's school is not the council.
    return set(short) <= set(long) and _core(short) == _core(long)


def _core(words: Words) -> Words:
    return tuple(word for word in words if word not in _MAY_BE_LEFT_OUT)


class NearNames:
    """Known names, looked up by a new one.

    Each is put down under all that a slip could make of it, so that none is compared with all the others.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_key: dict[int, str] = {}
        self._known: set[str] = set()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know one more name; one that folds like a known one is known already."""
        folded = fold(name)
        if folded not in self._known:
            self._known.add(folded)
            for key in self._keys(name):
                self._by_key.setdefault(key, name)

    def near(self, name: str) -> str | None:
        """A known name that may be the same; None where it is known itself, or none is."""
        if fold(name) in self._known:
            return None
        found = (self._by_key.get(key) for key in self._keys(name))
        return next((other for other in found if other is not None and near(name, other)), None)

    @staticmethod
    def _keys(name: str) -> list[int]:
        """All by which a name that is near to this one could find it, as numbers."""
        words = _words(name)
        keys = [hash(("joined", "".join(words)))]
        if core := _core(words):
            keys.append(hash(("core", core)))
        for at, word in enumerate(words):
            but_one = (*words[:at], "*", *words[at + 1 :])
            keys += [hash((but_one, slip)) for slip in _slips(word)]
        return keys
