"""Names that may be one name spelt in two ways: near enough to ask about, never near enough to decide."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable

from tables.folding import fold

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
_NEAR_WORD = 0.8  # so that one letter in five may differ
_SHORT = 4  # letters; a shorter word that differs is another word: north and south, A and B, 1 and 2
_COMMON = 200  # names that share a word; a word of more of them says nothing


def near(one: str, other: str) -> bool:
    """Whether two names that fold differently may be the same: a slip of the keyboard, a full stop, a word left out.

    Names that differ in a number, in a short word or in two different words are two: Ward 1 and Ward 2, Team A and
    Team B, Health visiting north and Health visiting south.
    """
    mine, theirs = _words(one), _words(other)
    if mine == theirs or "".join(mine) == "".join(theirs):
        return True
    return _word_by_word(mine, theirs) or _with_words_left_out(mine, theirs)


def _words(name: str) -> list[str]:
    words = _WORD.findall(fold(name).replace("'", ""))
    return [_ALIKE.get(word, word) for word in words]


def _word_by_word(mine: list[str], theirs: list[str]) -> bool:
    return len(mine) == len(theirs) and all(map(_near_word, mine, theirs))


def _near_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORT or any(sign.isdigit() for sign in one + other):
        return False
    if one.rstrip("s") == other.rstrip("s"):
        return True
    return one[0] == other[0] and difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEAR_WORD


def _with_words_left_out(mine: list[str], theirs: list[str]) -> bool:
    short, long = sorted((mine, theirs), key=len)
    kept = [word for word in long if word not in _MAY_BE_LEFT_OUT]
    core = [word for word in short if word not in _MAY_BE_LEFT_OUT]
    if not core or len(short) == len(long):
        return False
    # Only one of the two may leave words out: a council's school is not the council.
    return set(short) <= set(long) and core == kept


class NearNames:
    """Known names, looked up by a new one. Only names that share a word, or an end of a word, are compared."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_word: dict[str, list[str]] = defaultdict(list)
        self._known: set[str] = set()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know one more name; one that folds like a known one is known already."""
        folded = fold(name)
        if folded in self._known:
            return
        self._known.add(folded)
        for key in self._keys(name):
            self._by_word[key].append(name)

    def near(self, name: str) -> str | None:
        """The known name that may be the same, the first that was added; None where it is known itself, or none is."""
        if fold(name) in self._known:
            return None
        for key in self._keys(name):
            found = self._by_word.get(key, [])
            if len(found) > _COMMON:
                continue
            for other in found:
                if near(name, other):
                    return other
        return None

    @staticmethod
    def _keys(name: str) -> list[str]:
        words = [word for word in _words(name) if word not in _MAY_BE_LEFT_OUT] or _words(name)
        ends = [end for word in words for end in (f"{word[:3]}…", f"…{word[-3:]}")]  # a slip leaves one of the two
        return list(dict.fromkeys([*words, *ends, f"={''.join(words)}"]))
