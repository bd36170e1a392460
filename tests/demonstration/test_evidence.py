"""What made-up services give as evidence is about their statement and their stage, in the words of their sector."""

import re

import pytest

from assessments.models import Rating, SessionStatement, TeamSession
from demonstration.build import _rows
from demonstration.evidence import LATER, OF_A_SECTOR, texts
from framework.models import Statement
from organisations.models import Partnership
from tests.surveys.reading import is_long_enough_to_grade

STATEMENTS = ["1a", "1b", "2a", "2b", "3a", "3b", "3c", "3d", "4a", "4b"]
STATEMENTS += ["5a", "5b", "6a", "6b", "7a", "7b", "8a", "8b", "8c"]
# A word or two of what each statement is about, so that a text cannot stand beside another one.
ABOUT = {
    "1a": "talk|own words",
    "1b": "again|ask only",
    "2a": "worker",
    "2b": "friends|local groups",
    "3a": "strengths|good at",
    "3b": "letters",
    "3c": "kind of help|kinds of help",
    "3d": "families once|parents",
    "4a": "loud|desk",
    "4b": "first meetings|walks",
    "5a": "course",
    "5b": "reflect|Coaching",
    "6a": "Support is there|how it was",
    "6b": "own past|themselves",
    "7a": "words",
    "7b": "other services|partner team",
    "8a": "leaders|head",
    "8b": "polic",
    "8c": "rated ourselves",
}


def pattern(text: str) -> re.Pattern:
    """What a text looks like once numbers, months and a sector's words stand in it."""
    literal = re.escape(text).replace(r"\{", "{").replace(r"\}", "}")
    return re.compile(re.sub(r"\{\w+\}", r"[\\w'’ ]+", literal), re.IGNORECASE)


def test_each_statement_has_a_text_for_what_has_begun_and_one_for_what_is_further_along(framework):
    assert list(texts()) == STATEMENTS
    assert set(texts()) == set(Statement.objects.filter(feature__framework=framework).values_list("code", flat=True))
    every = [text for both in texts().values() for text in both]
    assert len(set(every)) == 38
    for statement, both in texts().items():
        for text in both:
            assert re.search(ABOUT[statement], text), text
            assert text.endswith(".")
            assert 1 <= text.count(". ") + 1 <= 2, "one or two sentences"
            assert is_long_enough_to_grade(text)


def test_every_sector_has_its_words():
    assert {row["sector"] for row in _rows("services.csv")} == set(OF_A_SECTOR)
    assert all(len(set(words)) == 3 for words in OF_A_SECTOR.values())


@pytest.mark.slow
def test_what_a_service_gives_as_evidence_fits_its_statement_its_stage_and_its_sector(millbrook):
    place = Partnership.objects.get(slug="millbrook")
    ratings = Rating.objects.filter(assessment__service__sector__partnership=place).exclude(evidence="")
    ratings = list(ratings.select_related("statement", "stage", "assessment__service__sector"))
    assert len(ratings) > 100
    said_of_sectors = set()
    for rating in ratings:
        early, later = texts()[rating.statement.code]
        text = later if rating.stage.value >= LATER else early
        assert pattern(text).fullmatch(rating.evidence), (rating.statement.code, rating.stage.value, rating.evidence)
        for sector, words in OF_A_SECTOR.items():
            for number, word in enumerate(words):
                if "{" in text and word in rating.evidence and ("{place}", "{record}", "{meeting}")[number] in text:
                    said_of_sectors.add((sector, rating.assessment.service.sector.name))
    assert said_of_sectors
    assert all(sector == own for sector, own in said_of_sectors)


def test_a_team_has_it_on_record_where_people_saw_a_statement_differently(millbrook):
    differing = SessionStatement.objects.decided().exclude(differing="").select_related("session", "statement")
    assert [each.statement.code for each in differing.order_by("session")] == ["3c", "3c"], "in two rounds"
    assert not TeamSession.objects.exclude(code=None).exists(), "all are over"
