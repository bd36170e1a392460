"""No text blames, pries, or asks for details of what happened."""

import csv
import re

import pytest

from setup import words
from surveys.kind_words import unkind_phrases
from tests.builders import CONTENT

pytestmark = pytest.mark.slow

UNKIND = [
    "Why didn't you come?",
    "Why did you not tell anyone?",
    "Why don’t you trust us?",
    "What is wrong with you?",
    "It was your own fault",
    "You should have said so before",
    "The family failed to engage",
    "You refused to answer",
    "Tell us what happened, in as much detail as you can",
    "What happened to you?",
    "Please describe the abuse",
    "Describe what was done",
    "Who hurt you?",
    "Were you ever neglected as a child?",
    "Have you been assaulted?",
    "When did the abuse start?",
    "How old were you?",
    "What is your full name?",
    "Your date of birth",
    "Do you work with hard to reach families?",
    "A difficult child",
    "challenging behaviour",
]
KIND = [
    "Nobody here makes me feel that things are my fault",
    "It is not your fault",
    "In my team we talk about families without blame",
    "They are about telling people what has happened to you. You do not have to say what it was.",
    "I could talk about what happened to me when I was ready",
    "What gets in the way?",
    "What could be better?",
    "We do not ask for your name",
    "Why we ask",
    "for women living with abuse",
    "In danger now",
    "Please leave out names",
]


@pytest.mark.parametrize("text", UNKIND)
def test_t5_blame_and_prying_are_noticed(text: str):
    assert unkind_phrases(text) != []


@pytest.mark.parametrize("text", KIND)
def test_t5_kind_words_pass(text: str):
    assert unkind_phrases(text) == []


def test_t5_what_is_found_is_told_as_it_stands_there():
    assert unkind_phrases("So,  WHY   didn't you\nask? You should have.") == ["WHY didn't you", "You should have"]
    assert unkind_phrases("") == []


# The question that being trauma-informed leaves behind, a promise not to blame, and what staff sign in with.
QUOTED = {
    ("templates/organisations/home.html", "what is wrong with you"),
    ("activities/pack.py", "blame you"),
    ("signing_in/forms.py", "Enter your email address"),
    ("data_protection/documents.py", "birth date"),
}


def texts_of_the_content() -> dict[str, str]:
    texts = {}
    for path in sorted(CONTENT.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                texts |= {f"{path.name}:{line} {column}": text for column, text in row.items() if text}
    return texts


def texts_of_the_pages() -> dict[str, str]:
    """Every template without its tags, and every phrase in Python that is ready for translation."""
    texts = {}
    for path in words.all_sources():
        if path.suffix == ".py":
            for number, (_, message, *_) in enumerate(words.found_in(path)):
                texts[f"{path.relative_to(words.ROOT)}:{number}"] = (
                    message if isinstance(message, str) else " ".join(message)
                )
        else:
            texts[str(path.relative_to(words.ROOT))] = re.sub(
                r"<[^>]*>|{[%#].*?[%#]}", lambda tag: said_in(tag[0]), path.read_text()
            )
    return texts


def said_in(tag: str) -> str:
    """What a template's tag says to a person: its texts in quotation marks."""
    return " ".join(re.findall(r'"([^"]*)"', tag)) if tag.startswith("{%") else ". "


def test_t5_every_text_of_surveys_and_pages_is_kind():
    texts = texts_of_the_content() | texts_of_the_pages()
    assert len(texts) > 500
    found = {(place.partition(":")[0], phrase) for place, text in texts.items() for phrase in unkind_phrases(text)}
    assert found == QUOTED
