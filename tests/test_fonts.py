"""Every letter that families are shown is in a font that we serve, bold and plain."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from setup import words
from tests.builders import CONTENT

FONTS = Path(__file__).resolve().parent.parent / "static" / "dist" / "fonts"
LANGUAGES = sorted(path.stem for path in (CONTENT / "wordings").glob("*.csv"))
# What a browser draws nothing for: marks of direction and joining.
INVISIBLE = {"\u200c", "\u200d", "\u200e", "\u200f", "\u2066", "\u2067", "\u2068", "\u2069", "\n", "\t"}


def letters_of(weight: int) -> set[str]:
    found: set[str] = set()
    for path in FONTS.glob(f"*-{weight}-normal.woff2"):
        with TTFont(path, lazy=True) as font:
            found |= {chr(code) for code in font.getBestCmap()}
    return found


def texts_in(language: str) -> list[str]:
    """The words of questions and answers, and the pages' phrases."""
    with (CONTENT / "wordings" / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    folder = "pa_Arab" if language == "pa-arab" else language
    for message in words.read(words.file_of(folder)):
        texts += [message.string] if isinstance(message.string, str) else list(message.string)
    return texts


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("language", LANGUAGES)
def test_t14_a_language_has_a_letter_for_every_sign_in_its_texts(language: str, weight: int):
    used = set("".join(texts_in(language))) - INVISIBLE
    assert len(used) > 20
    missing = {f"{sign} {unicodedata.name(sign, '?')}" for sign in used - letters_of(weight)}
    assert missing == set()


SCRIPTS = {"ur": "ARABIC", "pa-arab": "ARABIC", "ar": "ARABIC", "bn": "BENGALI", "pl": "LATIN"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_t14_a_language_is_written_in_its_own_script(language: str):
    """A name or a number may stand in Latin letters; a text as a whole does not, and no letter is of a third script."""
    scripts = {unicodedata.name(letter).split()[0] for letter in "".join(texts_in(language)) if letter.isalpha()}
    assert scripts <= {SCRIPTS[language], "LATIN"}


@pytest.mark.parametrize("language", ["ur", "pa-arab"])
def test_t14_urdu_and_panjabi_use_their_own_letters_and_not_the_arabic_ones(language: str):
    text = "".join(texts_in(language))
    assert not re.search("[\u0643\u064a\u0629\u0649]", text)  # Arabic kaf, yeh, teh marbuta, alef maksura
    assert re.search("[\u06a9\u06cc\u06d2]", text)


def test_t14_panjabi_is_not_urdu_copied():
    rows = {}
    for language in ("ur", "pa-arab"):
        with (CONTENT / "wordings" / f"{language}.csv").open(encoding="utf-8", newline="") as file:
            rows[language] = [row for row in csv.DictReader(file) if row["kind"] != "support_name"]
    pairs = zip(rows["ur"], rows["pa-arab"], strict=True)
    same = [urdu["text"] for urdu, panjabi in pairs if urdu["text"] == panjabi["text"]]
    assert set(same) <= {"نہیں", "ہاں", "نوجوان", "زیادہ تر"}
