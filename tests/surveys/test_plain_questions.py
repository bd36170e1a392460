"""What the newest version asks: one idea each, nothing denied, in six languages, and in easier words for families."""

import csv
import re
from pathlib import Path

import pytest
from django.test import Client

from demonstration.build import CONTENT as ALL_VERSIONS
from framework.actions import load_framework, modules_of_rooms
from framework.content_files import ContentFolder
from surveys.actions.links import survey_links_for
from surveys.languages import all_languages, english
from surveys.models import Instrument, Question
from surveys.wordings import InstrumentWords
from tests.builders import CONTENT, Borough, text_of
from tests.surveys.filling_in import hidden_fields, link_of, questions_of, walk
from tests.surveys.reading import grade

BEFORE = ALL_VERSIONS / "tip-2026-4"
HOW_MANY = {"workforce": 24, "families": 13, "children": 12, "training-feedback": 7, "organisational": 17}
# What denies something, or says what is absent: with an answer such as "never" it takes two turns to read.
DENIED = re.compile(
    r"\b(?:not|no|no one|nobody|none|never|nothing|without|cannot|neither|nor)\b|n['’]t\b", re.IGNORECASE
)
TWO_IDEAS = re.compile(r"\band\b|\bor\b|\. |;", re.IGNORECASE)
# Where "and" or "or" joins what is one thing: a pair of one kind, or examples of it.
ONE_IDEA = (
    "a child or family",
    "when, where and how to meet",
    "when and where we meet",
    "friends, peers and community",
    "friends and family",
    "trauma and its effects",
    "time, coaching or expert advice",
    "other teams and services",
    "a policy or procedure",
    "The definition and the 8 features",
    "My team and our partners",
)
# What changed its meaning has another code, and is compared with nothing that was asked before.
ASKED_ANEW = {
    "workforce": {"w1a", "w3b", "w4a", "w7a", "w8a", "w8b", "w8c"},
    "families": {"f1a", "f1b", "f3b", "f4a"},
    "children": {"c1a", "c1b", "c3b", "c4a"},
    "training-feedback": set(),
    "organisational": set(),
}
# What says the same in other words, to be looked at again whenever another is added.
SAME_IN_OTHER_WORDS = {"w1b", "w5b", "f3a", "c3a", "o-champion", "o-difference"}


def rows(folder: Path, file: str = "questions.csv") -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def asked(folder: Path, survey: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows(folder) if row["instrument"] == survey}


def test_each_survey_asks_so_many_questions():
    assert {survey: len(asked(CONTENT, survey)) for survey in HOW_MANY} == HOW_MANY
    of_statements = {
        survey: sum(bool(row["statement"]) for row in asked(CONTENT, survey).values()) for survey in HOW_MANY
    }
    assert of_statements["families"] == 11
    assert of_statements["children"] == 10
    assert of_statements["workforce"] == 21


@pytest.mark.parametrize("column", ["text", "easy"])
def test_no_statement_denies_anything(column: str):
    statements = [row for row in rows(CONTENT) if row["kind"] == "choice"]
    assert [row[column] for row in statements if DENIED.search(row[column])] == []


@pytest.mark.parametrize("column", ["text", "easy"])
def test_each_statement_has_one_idea(column: str):
    texts = [row[column] for row in rows(CONTENT) if row["kind"] == "choice"]
    for phrase in ONE_IDEA:
        texts = [text.replace(phrase, "…") for text in texts]
    assert [text for text in texts if TWO_IDEAS.search(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "No one here says that things are my fault",
        "I did not have to say it all again",
        "We talk without blame",
        "It isn’t",
    ],
)
def test_what_denies_is_found(text: str):
    assert DENIED.search(text)


@pytest.mark.parametrize(
    "text", ["I feel safe and welcome here", "I was ready. I was believed", "Recognise or respond"]
)
def test_two_ideas_are_found(text: str):
    assert TWO_IDEAS.search(text)


@pytest.mark.parametrize("survey", HOW_MANY)
def test_what_changed_its_meaning_has_another_code_and_what_kept_its_code_says_the_same(survey: str):
    now, before = asked(CONTENT, survey), asked(BEFORE, survey)
    assert set(before) - set(now) == ASKED_ANEW[survey]
    for code in set(now) & set(before):
        same = {name: (now[code][name], before[code][name]) for name in ("kind", "statement", "scale")}
        assert all(new == old for new, old in same.values()), code
        assert now[code]["text"] == before[code]["text"] or code in SAME_IN_OTHER_WORDS, code


def test_no_words_of_before_stand_beside_a_new_code():
    before = {(row["instrument"], row["text"]): row["code"] for row in rows(BEFORE)}
    again = [(before[key], row["code"]) for row in rows(CONTENT) if (key := (row["instrument"], row["text"])) in before]
    assert [codes for codes in again if codes[0] != codes[1]] == []


def test_the_introduction_and_the_notes_count_right():
    (families,) = (row for row in rows(CONTENT, "instruments.csv") if row["key"] == "families")
    assert "There are 11 short questions." in families["introduction"]
    for part in rows(CONTENT, "sections.csv"):
        inside = [row for row in asked(CONTENT, part["instrument"]).values() if row["section"] == part["code"]]
        if part["is_harder"] == "yes":
            assert re.search(rf"\b{len(inside)} questions\b", part["note"]), part


ELEVEN = {"ur": "گیارہ", "pa-arab": "گیاراں", "bn": "এগারোটি", "pl": "jedenaście", "ar": "أحد عشر"}
THREE = {"ur": "تین سوال", "pa-arab": "تن سوال", "bn": "তিনটি", "pl": "trzy pytania", "ar": "ثلاثة أسئلة"}


@pytest.mark.parametrize("language", ELEVEN)
def test_so_do_they_in_each_language(language: str):
    said = {(row["kind"], row["key"]): row["text"] for row in rows(CONTENT, f"wordings/{language}.csv")}
    assert ELEVEN[language] in said["instrument_introduction", "families"]
    assert THREE[language] in said["section_note", "families.your-story"]


@pytest.mark.parametrize("language", ELEVEN)
@pytest.mark.parametrize("survey", ["families", "children"])
def test_every_question_has_words_in_every_language_and_easier_ones_where_english_has(survey: str, language: str):
    words = {(row["kind"], row["key"]): row["text"] for row in rows(CONTENT, f"wordings/{language}.csv")}
    for code, row in asked(CONTENT, survey).items():
        assert words["question", f"{survey}.{code}"]
        if row["easy"]:
            assert words["easy_question", f"{survey}.{code}"] != words["question", f"{survey}.{code}"], code
    said = [text for (kind, key), text in words.items() if kind == "question" and key.startswith(survey)]
    assert len(said) == len(set(said)), "two questions in the same words"


# --- the easy-to-read version ---

STAYS = {"f4a-safe": "I feel safe here", "f-good": "What has been good?", "f-better": "What could be better?"}


def letters_in_a_word(text: str) -> float:
    words = re.findall(r"\w+", text)
    return sum(map(len, words)) / len(words)


@pytest.mark.slow
def test_easier_words_are_fewer_or_shorter_and_never_harder():
    families = asked(CONTENT, "families")
    assert {code: row["text"] for code, row in families.items() if not row["easy"]} == STAYS
    for code, row in families.items():
        if easy := row["easy"]:
            shorter = len(easy) < len(row["text"]) or letters_in_a_word(easy) < letters_in_a_word(row["text"])
            assert shorter, code
            assert grade(easy) <= 4, code
    both = [(row["text"], row["easy"]) for row in families.values() if row["easy"]]
    usual, easier = (grade(". ".join(texts)) for texts in zip(*both, strict=True))
    assert easier < usual


@pytest.mark.slow
@pytest.mark.parametrize("language", [language.code for language in all_languages()])
def test_t13_the_easy_layout_asks_in_easier_words(language: str, borough: Borough):
    link, client = link_of(borough, "families"), Client()
    usual, easy = (
        [text_of(page) for page in walk(client, link, client.get(questions_of(link), {"language": language, **layout}))]
        for layout in ({}, {"layout": "easy"})
    )
    words = {is_easy: InstrumentWords(link.instrument, _called(language), is_easy=is_easy) for is_easy in (False, True)}
    questions = [one for one in link.instrument.questions.all() if one.easy_text]
    assert len(questions) == 10
    for question in questions:
        standard, easier = words[False].question(question), words[True].question(question)
        assert any(standard in page for page in usual)
        assert any(easier in page for page in easy)
        assert not any(standard in page for page in easy if easier not in page), question


def _called(code: str):
    return next(language for language in all_languages() if language.code == code)


@pytest.mark.parametrize("language", [language.code for language in all_languages()])
def test_t13_a_survey_that_a_browser_gets_whole_has_the_easier_words(language: str, borough: Borough):
    link = link_of(borough, "families")
    asked = {"language": language}
    usual, easy = (
        text_of(Client().get(link.get_absolute_url(), asked | layout)) for layout in ({}, {"layout": "easy"})
    )
    plain, easier = (InstrumentWords(link.instrument, _called(language), is_easy=is_easy) for is_easy in (False, True))
    for question in link.instrument.questions.exclude(easy_text=""):
        assert plain.question(question) in usual
        assert easier.question(question) in easy
        assert easier.question(question) not in usual or easier.question(question) in plain.question(question)


def test_what_is_chosen_in_easier_words_is_the_same_answer(borough: Borough):
    link, client = link_of(borough, "families"), Client()
    page = client.get(questions_of(link), {"layout": "easy"})
    fields = {**hidden_fields(page), "f1b-once": "always", "go": "send"}
    client.post(questions_of(link), fields)
    (answer,) = Question.objects.get(instrument=link.instrument, code="f1b-once").answers.all()
    assert answer.point.key == "always"


def test_a_survey_without_easier_words_asks_in_its_own(borough: Borough):
    for link in survey_links_for(service=borough.services["ward"], round_=borough.round):
        if link.instrument.key != "families":
            words = InstrumentWords(link.instrument, english(), is_easy=True)
            assert all(words.question(one) == one.text for one in link.instrument.questions.all())


@pytest.mark.parametrize("version", ["tip-2026-2", "tip-2026-3", "tip-2026-4"])
def test_earlier_versions_load_as_they_are(version: str, db):
    framework, _ = load_framework(folder=ALL_VERSIONS / version)
    assert not Question.objects.filter(instrument__framework=framework).exclude(easy_text="").exists()
    families = Instrument.objects.get(framework=framework, key="families")
    assert "f1a" in families.questions.values_list("code", flat=True)


# What earlier versions ask, as it was when rounds were planned with them.
FINGERPRINTS = {"tip-2026-2": "d42b7f57beeef9ba", "tip-2026-3": "926552bd31bf7310", "tip-2026-4": "87c0d861443bf01d"}


@pytest.mark.parametrize("version", FINGERPRINTS)
def test_what_earlier_versions_ask_has_not_changed(version: str):
    named = [name for room in modules_of_rooms("content_tables") for name in getattr(room, "READ_AGAIN", ())]
    assert ContentFolder(ALL_VERSIONS / version).checksum(without=named)[:16] == FINGERPRINTS[version]
