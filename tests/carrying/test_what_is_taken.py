"""Every model is taken out or named as left out, and nothing that opens anything is in any file."""

import re

import pytest
from django.apps import apps
from django.db import models

from carrying import cells, kinds
from carrying.actions.taking_out import take_out, take_out_with_answers
from carrying.columns import columns_of, in_order, model_of, path_to_partnership, schema, shared_in_order
from carrying.opening import Opened, unlocked
from learning.models import Barrier
from organisations.models import Invitation, Partnership, User
from organisations.models.people import hash_of, new_token
from pledges.models import Pledge
from reporting.models import FeedKey
from signing_in.models import Session
from surveys.models import (
    Answer,
    ClosedRoundAnswer,
    ClosedRoundResponse,
    Comment,
    ContactRequest,
    Question,
    Response,
    SingleUseCode,
    SurveyLink,
)
from tests.builders import NOON, TODAY, Borough, days
from tests.carrying.test_out_and_in import whole_borough  # noqa: F401  a scene
from tests.carrying.zips import files_in, table
from tests.test_house_rules import OUR_APPS

# What sounds like a secret and is none.
NO_SECRETS = {
    "data_protection.Logo.digest": "a hash of the logo itself, by which browsers keep it",
    "organisations.OutsideCode.code": "a school's or charity's own number, which anyone may know",
    "organisations.RememberedColumn.shape": "a hash of column names",
    "organisations.RememberedColumn.key": "the name of a column",
    "pledges.PledgePicture.digest": "a hash of the picture itself, by which browsers keep it",
}
SOUNDS_SECRET = re.compile(r"token|hash|secret|password|slip|^code$|^key$|digest|shape|lookup|^sealed$|sent_as")


def our_models() -> set[str]:
    return {model._meta.label for model in apps.get_models() if model._meta.app_config.name in OUR_APPS}


def test_every_model_is_taken_out_or_left_out_with_a_reason():
    """A new model fails here: name it in carrying/kinds.py, and think of who may read its rows."""
    named = {*kinds.OPEN, *kinds.SEALED, *kinds.SHARED, *kinds.LEFT_OUT}
    assert our_models() - named == set()
    assert named - our_models() == set()
    assert all(map(str, kinds.LEFT_OUT.values()))


def test_no_model_is_named_twice():
    taken, sealed, left = set(kinds.OPEN), set(kinds.SEALED), set(kinds.LEFT_OUT)
    assert len(taken | sealed | left) == len(taken) + len(sealed) + len(left)
    assert set(kinds.SHARED) & (taken | sealed | left) == kinds.OF_BOTH


def test_every_model_outside_our_rooms_that_knows_a_partnership_would_be_named():
    for model in set(apps.get_models()):
        if model._meta.label not in our_models():
            assert not any(field.related_model is Partnership for field in model._meta.fields)


def test_every_field_that_sounds_like_a_secret_stays_here_or_is_none():
    found = {
        f"{label}.{column.name}"
        for label in in_order()
        for column in columns_of(label)
        if SOUNDS_SECRET.search(column.name) and not column.to and label not in kinds.SHARED
    }
    assert found == set(NO_SECRETS)


def test_what_stays_here_names_fields_that_there_are_and_that_may_do_without():
    for label, fields in kinds.FIELDS_LEFT_OUT.items():
        for name in fields:
            field = model_of(label)._meta.get_field(name)
            assert field.many_to_many or field.null or field.has_default() or field.blank or name == "password"


def test_a_key_leads_from_every_model_to_its_partnership_and_every_field_can_be_written():
    for label in in_order():
        if label not in ("organisations.Partnership", "organisations.User"):
            assert path_to_partnership(label)
    for label in (*in_order(), *shared_in_order()):
        for column in columns_of(label):
            assert column.to or cells.type_of(column.field)
            assert not column.to or column.to in {*kinds.OPEN, *kinds.SEALED, *kinds.SHARED, *kinds.LEFT_OUT}


def test_every_number_of_a_place_that_is_no_key_is_known():
    """A number that is another row's key would point at a stranger's row in another installation."""
    found = {
        f"{label}.{field.name}"
        for label in in_order()
        for field in model_of(label)._meta.concrete_fields
        if isinstance(field, models.IntegerField)
        and not field.is_relation
        and not field.primary_key
        and re.search(r"place\b|sector|service$|organisation$|_id$|^key$|\bpk\b", field.name)
    }
    assert found == {f"{label}.{name}" for label, names in kinds.NUMBERS_OF_PLACES.items() for name in names}


def test_the_schema_says_of_every_column_what_it_holds():
    _header, *lines = schema()
    assert all(name and column and kind for name, column, kind, *_rest in lines)
    refers = {line[-1] for line in lines}
    assert "rows/organisations_service.csv" in refers
    assert {line[1] for line in lines if line[0] == "rows/organisations_service.csv"} >= {"key", "headcount", "sector"}


# --- somebody who reads the zip ----------------------------------------------------------------


@pytest.fixture
def secrets(whole_borough: Borough) -> dict[str, str]:  # noqa: F811
    """Something secret of every kind, by what it is."""
    admin, round_ = whole_borough.people["admin"], whole_borough.round
    admin.set_password("the admin's own password")
    admin.save()
    client = whole_borough.client("admin")
    token, link = new_token(), SurveyLink.objects.first()
    question = Question.objects.filter(kind="open").first()
    Invitation.objects.create(
        partnership=whole_borough.partnership, role="admin", email="x@example.org", token_hash=hash_of(token),
        invited_at=NOON, expires_on=TODAY + days(9),
    )  # fmt: skip
    FeedKey.objects.create(person=admin, partnership=whole_borough.partnership, name="x", hash="f" * 64, made_at=NOON)
    SingleUseCode.objects.create(survey_link=link, hash="c" * 64)
    now = SurveyLink.objects.create(service=whole_borough.services["ward"], round=round_, instrument=link.instrument)
    response = Response.objects.create(survey_link=now)
    closed = ClosedRoundResponse.objects.first()
    point = ClosedRoundAnswer.objects.select_related("question", "point").first()
    Answer.objects.create(response=response, question=point.question, point=point.point)
    for state, in_round in (("released", Comment), ("waiting", Comment)):
        due = {"due_on": TODAY} if state == "waiting" else {}
        for place in (link.round, round_):
            in_round.objects.create(
                service=whole_borough.services["ward"], round=place, question=question, state=state,
                text=f"words of a comment {state} {place.state}", **due,
            )  # fmt: skip
    ContactRequest.objects.create(
        partnership=whole_borough.partnership, name="someone asks", reach="07700 900000", due_on=TODAY
    )
    Barrier.objects.create(
        partnership=whole_borough.partnership, words="an unread barrier", way="page", state="waiting", due_on=TODAY,
        slip="5" * 64, slip_ends_on=TODAY + days(30),
    )  # fmt: skip
    Pledge.objects.create(
        organisation=whole_borough.organisations["charity"], leader_name="A draft", text="a draft of a pledge",
        made_on=TODAY, state="draft",
    )  # fmt: skip
    return {
        "password": User.objects.get(pk=admin.pk).password,
        "session": Session.objects.latest("expire_date").session_key,
        "cookie": client.cookies["sessionid"].value if "sessionid" in client.cookies else admin.password,
        "invitation": token,
        "hash of an invitation": hash_of(token),
        "feed key": "f" * 64,
        "code": "c" * 64,
        "slip": "5" * 64,
        "address of a survey": now.token,
        "address of a closed survey": link.token,
        "an answer in flight": str(response.pk),
        "an answer": str(closed.pk),
        "words in flight": "words of a comment released open",
        "words in flight that wait": "words of a comment waiting open",
    }


FOR_OTHERS = ("words of a comment released released", "words of a comment waiting released", "someone asks",
              "an unread barrier", "a draft of a pledge")  # fmt: skip


def test_s20_nothing_that_opens_anything_and_nobodys_words_are_in_an_admins_zip(whole_borough: Borough, secrets):  # noqa: F811
    content = take_out(partnership=whole_borough.partnership, by=whole_borough.people["admin"], at=NOON)
    everything = b"\n".join(files_in(content).values())
    assert [what for what, secret in secrets.items() if secret.encode() in everything] == []
    assert [words for words in FOR_OTHERS if words.encode() in everything] == []
    names = files_in(content)
    assert not [
        name for name in names if "answer.csv" in name and "barrier" not in name and "organisational" not in name
    ]
    assert not [name for name in names if "comment" in name or "response" in name or "locked" in name]


@pytest.mark.slow
def test_s20_nothing_that_opens_anything_is_in_what_the_operator_takes_either(whole_borough: Borough, secrets):  # noqa: F811
    content, key = take_out_with_answers(partnership=whole_borough.partnership, at=NOON, leaves_unsealed=True)
    everything = b"\n".join(files_in(content).values())
    assert [words for words in FOR_OTHERS if words.encode() in everything] == []
    inside = unlocked(Opened(content), key)
    everything += b"\n".join(inside.read(name) for name in inside.listed)
    assert [what for what, secret in secrets.items() if secret.encode() in everything] == []
    assert [words for words in FOR_OTHERS if words.encode() not in everything] == []
    assert key.encode() not in content


@pytest.mark.slow
def test_s20_answers_stand_in_the_order_of_chance_under_names_of_chance(whole_borough: Borough):  # noqa: F811
    """Two zips of the same answers have neither a name nor an order in common, so neither is the database's."""

    def responses() -> list[dict[str, str]]:
        content, key = take_out_with_answers(partnership=whole_borough.partnership, at=NOON, leaves_unsealed=True)
        inside = unlocked(Opened(content), key)
        lines = list(inside.lines("rows/surveys_closedroundresponse.csv"))
        answers = list(inside.lines("rows/surveys_closedroundanswer.csv"))
        keys = [cells[0] for _line, cells in lines]
        assert keys == sorted(keys)
        assert [cells[0] for _line, cells in answers] == sorted(cells[0] for _line, cells in answers)
        return [cells for _line, cells in lines]

    first, second = responses(), responses()
    assert len(first) > 30
    assert not {cells[0] for cells in first} & {cells[0] for cells in second}
    assert [cells[1] for cells in first] != [cells[1] for cells in second]
    assert sorted(cells[1] for cells in first) == sorted(cells[1] for cells in second)


def test_nothing_in_a_zip_says_when_a_file_in_it_was_written(whole_borough: Borough):  # noqa: F811
    content = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    opened = Opened(content)
    assert {entry.date_time for entry in opened._zip.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_how_many_responded_is_told_as_on_the_pages_in_bands(whole_borough: Borough):  # noqa: F811
    SurveyLink.objects.update(counted_responses=13)
    content = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    assert {row["counted_responses"] for row in table(content, "rows/surveys_surveylink.csv")} == {"10"}
