"""No text that people read has a word that we do not write: docs/words.md says which, and what to write instead."""

import re
from functools import cache
from itertools import chain

import pytest

from setup.book import DOCUMENTS, WHOLE_SITE, Text, documents, texts
from tests.test_house_rules import OUR_APPS, ROOT

TABLES = ROOT / "docs" / "words.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
ABOUT_WORDS = {"docs/words.md", "docs/glossary.md"}


class Ruled:
    """A row of the table: what is not written, what is instead, and where it is right after all."""

    def __init__(self, line: str) -> None:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        self.instead = cells[1]
        self.pattern = any_of(re.split(r", (?!Power)", cells[0]))
        self.places = tuple(re.findall(r"`([^`]+)`", cells[2]))
        phrases = [said.strip(", ") for said in re.sub(r"`[^`]+`", "", cells[2]).split(",") if said.strip(", ")]
        self.right = any_of(phrases) if phrases else None

    def found_in(self, text: Text) -> list[str]:
        if text.file.startswith(self.places):
            return []
        said = self.right.sub("", text.said) if self.right else text.said
        return [found.group() for found in self.pattern.finditer(said)]


def any_of(phrases: list[str]) -> re.Pattern[str]:
    """Any of these as whole words; `*` stands for any ending, `…` for one to four words."""
    written = [re.escape(phrase).replace(r"\*", r"\w*").replace("\\ ", r"\s+") for phrase in phrases]
    written = [each.replace("…", r"(?:[\w’']+\s+){0,3}[\w’']+") for each in written]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?![\w-])", re.IGNORECASE)


@cache
def ruled() -> list[Ruled]:
    lines = [line for line in TABLES.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [Ruled(line) for line in lines if not line.startswith(("| not |", "| --- |"))]


def breaches(read: list[Text]) -> list[str]:
    return [
        f"{text.file}:{text.line} “{found}” → {row.instead}  in: {text.said[:90]}"
        for text in read
        if text.file not in ABOUT_WORDS
        for row in ruled()
        for found in row.found_in(text)
    ]


@cache
def everything() -> list[Text]:
    return [*texts(), *documents()]


# Named here: to read all texts only to name the tests would take every process of the suite two seconds.
@pytest.mark.parametrize("room", [*OUR_APPS, DOCUMENTS, WHOLE_SITE])
def test_no_text_has_a_word_that_we_do_not_write(room: str):
    assert "\n".join(breaches([text for text in everything() if text.room == room])) == ""


def test_every_room_is_read():
    assert {text.room for text in everything()} == {*OUR_APPS, DOCUMENTS, WHOLE_SITE}


def said(words: str, file: str = "templates/home/start.html") -> list[Text]:
    return [Text("home", file, 1, words)]


@pytest.mark.parametrize(
    "words",
    [
        "Somebody’s comment",
        "7 statements wait for your yes",
        "Take these away as CSV",
        "This event is called off",
        "Throw the whole of it away",
        "The Matrix",
        "Fix this and settle it",
        "Please enter a date",
    ],
)
def test_a_retired_word_is_found(words: str):
    assert breaches(said(words))


@pytest.mark.parametrize(
    "words",
    [
        "Someone is still waiting to be contacted",
        "The impact matrix",
        "The keyboard alone, and monkeys",
        "Settlement Road",
        "Take away names before you share a comment",
        "Wait a moment, then try again",
    ],
)
def test_the_right_words_pass(words: str):
    assert breaches(said(words)) == []


def test_a_word_is_right_in_the_places_that_the_table_names():
    assert breaches(said("Please make it shorter", "surveys/forms/answering.py")) == []


def test_every_row_of_the_table_says_what_to_write():
    assert len(ruled()) > 40
    assert all(row.instead for row in ruled())
    for row in ruled():
        assert not breaches([Text("docs", "x", 1, row.instead)]) or "home page" in row.instead, row.instead


def test_every_word_that_the_glossary_rules_out_for_good_is_in_the_table():
    """The last column of the glossary also has words that are wrong for one thing only; those in bold are always."""
    rows = [line.strip("|").split("|") for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    bold = list(chain.from_iterable(re.findall(r"\*\*([^*]+)\*\*", row[3]) for row in rows))
    assert len(bold) > 10
    assert [word for word in bold if not breaches(said(word))] == []
