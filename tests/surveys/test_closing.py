"""After a round has closed nothing ties an answer to a code, a time, or the order in which people came."""

import datetime
import logging
import subprocess
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse

from organisations.actions import close_round
from setup.postgresql import find_programs
from surveys.actions.answering import new_submission_key, submit_response
from surveys.actions.links import survey_links_for
from surveys.models import Answer, ClosedRoundAnswer, ClosedRoundResponse, Comment, Response, SingleUseCode, SurveyLink
from tests.builders import Borough, make_borough

pytestmark = pytest.mark.slow

PEOPLE = 200
BROWSER = "Zebrafox/77.7 (Phone of Somebody)"
ADDRESS = "203.0.113.77"


@pytest.fixture
def real(transactional_db, framework) -> Borough:
    """A borough in which every transaction is one: the database numbers the versions of its rows."""
    return make_borough()


def workforce(borough: Borough) -> SurveyLink:
    links = survey_links_for(service=borough.services["ward"], round_=borough.round)
    return next(link for link in links if link.instrument.key == "workforce")


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def as_it_lies(table: str, column: str) -> list:
    """A column in the order in which the database has written the rows."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    return [value for (value,) in rows(f"SELECT {column} FROM {table} ORDER BY {place}")]  # noqa: S608


def versions(table: str) -> set:
    """The transactions that wrote a table's rows, where the database tells."""
    return {x for (x,) in rows(f"SELECT xmin::text FROM {table}")} if connection.vendor == "postgresql" else {"one"}  # noqa: S608


def likeness(order: list[int]) -> float:
    """Spearman's rank correlation with 0, 1, 2, … : 1 where the order is kept, about 0 by chance."""
    n = len(order)
    return 1 - 6 * sum((place - came) ** 2 for place, came in enumerate(order)) / (n * (n**2 - 1))


def everybody_answers(link: SurveyLink) -> dict[frozenset, int]:
    """So many people spend a code and answer, a transaction each, no two alike: what each said, and when they came."""
    questions = [q for q in link.instrument.questions.order_by("pk") if q.statement_id][:5]
    sets = list(product(*[[p for p in q.choices() if p.value][:3] for q in questions]))[:PEOPLE]
    said = {}
    for number, points in enumerate(sets):
        code = SingleUseCode.objects.create(survey_link=link, hash=sha256(str(number).encode()).hexdigest())
        with transaction.atomic():
            SingleUseCode.objects.filter(pk=code.pk).update(is_spent=True)
            answers = dict(zip(questions, points, strict=True))
            assert submit_response(survey_link=link, key=new_submission_key(link), answers=answers)
        said[frozenset((q.pk, p.pk) for q, p in answers.items())] = number
    return said


def order_of_arrival(said: dict[frozenset, int], order: list, answers=ClosedRoundAnswer) -> list[int]:
    """For responses in some order, the places at which those people came."""
    kept: dict = {}
    for response, question, point in answers.objects.values_list("response", "question", "point"):
        kept.setdefault(response, set()).add((question, point))
    as_uuid = {str(pk).replace("-", ""): pk for pk in kept}
    return [said[frozenset(kept[as_uuid[str(pk).replace("-", "")]])] for pk in order]


def test_i3_after_close_codes_are_gone_and_no_order_is_left(real: Borough):
    link = workforce(real)
    said = everybody_answers(link)
    assert likeness(order_of_arrival(said, as_it_lies("surveys_response", "id"), Answer)) == 1, "while it is open"
    before = set(Response.objects.values_list("pk", flat=True))
    close_round(round_=real.round, by=None)
    assert not SingleUseCode.objects.exists()
    assert not Response.objects.exists()
    assert not Answer.objects.exists()
    assert ClosedRoundResponse.objects.count() == PEOPLE
    assert before.isdisjoint(ClosedRoundResponse.objects.values_list("pk", flat=True)), "no name is carried over"
    for order in (
        as_it_lies("surveys_closedroundresponse", "id"),
        list(ClosedRoundResponse.objects.order_by("pk").values_list("pk", flat=True)),
        list(dict.fromkeys(as_it_lies("surveys_closedroundanswer", "response_id"))),
    ):
        # By chance this is beyond 0.36 once in two million runs.
        assert abs(likeness(order_of_arrival(said, order))) < 0.36
    assert len(versions("surveys_closedroundresponse")) == len(versions("surveys_closedroundanswer")) == 1


def test_i3_spending_a_code_and_storing_an_answer_stand_or_fall_together(real: Borough):
    link = workforce(real)
    code = SingleUseCode.objects.create(survey_link=link, hash="x" * 64)

    def spend_and_break() -> None:
        with transaction.atomic():
            SingleUseCode.objects.filter(pk=code.pk).update(is_spent=True)
            submit_response(survey_link=link, key=new_submission_key(link), answers={})
            raise RuntimeError("the lights go out")

    with pytest.raises(RuntimeError):
        spend_and_break()
    code.refresh_from_db()
    assert not code.is_spent
    assert not Response.objects.exists()


def test_i2_no_table_holds_a_code_beside_a_person():
    people = {
        model for model in apps.get_models() if model._meta.label in ("organisations.User", "account.EmailAddress")
    }
    for field in SingleUseCode._meta.get_fields():
        assert field.related_model not in people
    assert {field.name for field in SingleUseCode._meta.get_fields()} == {"id", "survey_link", "hash", "is_spent"}


def test_i4_an_answer_has_room_for_nothing_that_says_who_or_when():
    assert {field.name for field in Response._meta.get_fields()} == {"id", "survey_link", "answers"}
    assert {field.name for field in ClosedRoundResponse._meta.get_fields()} == {"id", "survey_link", "answers"}
    for model in (Response, Answer, ClosedRoundResponse, ClosedRoundAnswer):
        assert isinstance(model._meta.pk, models.UUIDField), "a running number says who came first"


def everything_stored() -> str:
    """All that a dump of the database would show, as one text."""
    parts = []
    for table in connection.introspection.table_names():
        parts += [repr(row) for row in rows(f'SELECT * FROM "{table}"')]  # noqa: S608
    return "\n".join(parts)


def bytes_on_disk() -> bytes:
    """The database's own files, or a backup by the database's own tool where that is at hand."""
    if connection.vendor != "sqlite":
        tool = find_programs() / "pg_dump"
        at = connection.settings_dict
        command = [str(tool), "--host", at["HOST"], "--username", at["USER"], "--dbname", at["NAME"]]
        return subprocess.run(command, capture_output=True, check=True).stdout if tool.exists() else b""
    name = str(connection.settings_dict["NAME"])
    files = [Path(name), Path(f"{name}-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


def test_i4_after_a_whole_round_nothing_stored_or_logged_identifies_anyone(real: Borough, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    link = workforce(real)
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER, HTTP_X_FORWARDED_FOR=ADDRESS)
    start = datetime.datetime.now(datetime.UTC)
    question = next(q for q in link.instrument.questions.all() if q.statement_id)
    address = reverse("surveys:survey-answer", args=[link.token])
    client.get(link.get_absolute_url())
    client.get(address)
    key = new_submission_key(link)
    sent = client.post(address, {"key": key, "page": "99", question.code: question.choices()[0].key, "go": "send"})
    assert sent.status_code == 302
    assert not sent.cookies
    assert Response.objects.count() == 1
    inside = [everything_stored(), bytes_on_disk().decode("latin-1"), "".join(capfd.readouterr()), caplog.text]
    close_round(round_=real.round, by=real.people["admin"])
    inside += [everything_stored(), bytes_on_disk().decode("latin-1"), "".join(capfd.readouterr()), caplog.text]
    for text in inside:
        assert ADDRESS not in text
        assert BROWSER not in text
        assert key not in text
    assert link.token not in caplog.text
    when = start.strftime("%H:%M")
    tables = [model._meta.db_table for model in (ClosedRoundResponse, ClosedRoundAnswer, Comment)]
    assert all(when not in repr(row) for table in tables for row in rows(f"SELECT * FROM {table}"))  # noqa: S608


@pytest.mark.on_sqlite
def test_i3_what_is_deleted_is_overwritten_in_the_file(real: Borough):
    marker = "a word that nobody else would write"
    question = workforce(real).instrument.questions.first()
    one = {"service": real.services["ward"], "round": real.round, "question": question, "state": "released"}
    comment = Comment.objects.create(text=marker, **one)
    rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert marker.encode() in bytes_on_disk()
    comment.delete()
    rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert marker.encode() not in bytes_on_disk()
