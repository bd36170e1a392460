"""The data map says of every column of the database what it is, about whom, why, who sees it and how long."""

import csv
import io

import pytest

from data_protection.data_map import ABOUT, PERSON, SEEN_BY, WHY, data_map, looked_for, schema
from data_protection.map_document import PAGE, as_document
from data_protection.periods import PERIODS
from tests.builders import Borough


def declared() -> list[tuple[str, str]]:
    return [(kept.model, name) for kept in data_map().values() for name, _what, _person in kept.fields]


def test_every_column_of_the_schema_is_declared_and_no_other():
    there, said = list(schema()), declared()
    assert sorted(set(there) - set(said)) == []  # say in data_protection/content/ what it is
    assert sorted(set(said) - set(there)) == []  # it is gone
    assert len(said) == len(set(said))


def test_every_kind_says_all_that_there_is_to_say():
    for kept in data_map().values():
        said = (kept.about in ABOUT, kept.why in WHY, kept.seen_by in SEEN_BY, kept.kept in PERIODS)
        assert all((*said, kept.what, kept.fields)), kept.model
        assert all(what and person in PERSON for _name, what, person in kept.fields), kept.model
        # What says who someone is has a reason.
        assert kept.why != "none" or all(person == "no" for *_rest, person in kept.fields), kept.model


def test_the_document_is_made_from_the_map():
    assert PAGE.read_text() == as_document()  # manage.py write_data_map


def test_a_word_is_looked_for_in_kinds_and_columns():
    assert "signing_in.Session" in {kept.model for kept in looked_for("browser", personal_only=True)}
    assert looked_for("no such thing at all", personal_only=False) == []
    assert all(kept.is_personal for kept in looked_for("", personal_only=True))


@pytest.mark.django_db
def test_an_admin_searches_the_map_and_takes_it(borough: Borough):
    page = borough.client("admin").get("/elmfield/data-protection/data-map/", {"words": "passkey"}).content.decode()
    assert "A passkey or an app" in page
    assert "Theory of change" not in page
    answer = borough.client("admin").get("/elmfield/data-protection/data-map.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(declared()) + 1
