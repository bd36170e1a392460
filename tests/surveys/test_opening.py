"""A survey is open on the days that it says, and every page that names these days says the same."""

import datetime
import time
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from organisations.actions import ActionRefused
from organisations.models import Round
from surveys import daily
from surveys.actions import paper
from surveys.actions.answering import LinkClosed, new_submission_key, submit_response
from surveys.actions.links import set_revoked
from surveys.models import Instrument, Response, SurveyLink
from tests.builders import Borough, days, text_of
from tests.surveys.filling_in import go, hidden_fields, link_of, one_answer, questions_of

pytestmark = pytest.mark.slow
KIND = "You have done nothing wrong, and nothing you wrote has been sent."


def open_from(borough: Borough, first: int, last: int) -> None:
    """A round whose first and last day are so many days from today."""
    today = timezone.localdate()
    Round.objects.filter(pk=borough.round.pk).update(opens_on=today + days(first), closes_on=today + days(last))
    borough.round.refresh_from_db()


def key_of(link: SurveyLink, days_ago: float) -> str:
    """The key of a page that somebody opened so many days ago."""
    return new_submission_key(link, at=time.time() - days_ago * 86400)


@pytest.mark.parametrize(
    ("first", "last", "is_open"),
    [(1, 20, False), (0, 0, True), (-10, 0, True), (-10, 1, True), (-10, -1, False), (-10, -3, False)],
)
@pytest.mark.parametrize("survey", ["workforce", "families", "children"])
def test_a_survey_is_begun_from_its_first_to_the_end_of_its_last_day(
    borough: Borough, first: int, last: int, is_open: bool, survey: str
):
    open_from(borough, first, last)
    link = link_of(borough, survey)
    for address in (f"/s/{link.token}/", questions_of(link)):
        page = Client().get(address)
        assert page.status_code == (200 if is_open else 404)
        assert (KIND in text_of(page)) is not is_open
    data = {"key": key_of(link, 0), **{q.code: point.key for q, point in one_answer(link).items()}, "go": "send"}
    Client().post(questions_of(link), data)
    assert Response.objects.count() == is_open


@pytest.mark.parametrize(
    ("last", "begun", "is_taken"),
    [
        (-1, 1, True),  # begun on the last day, sent on the day after
        (-1, 2, True),
        (-1, 0, False),  # begun only after it
        (-2, 3, False),  # the day after has passed too
        (-3, 4, False),
        (0, 5, True),
    ],
)
def test_what_was_begun_by_the_last_day_can_be_sent_until_the_end_of_the_next(
    borough: Borough, last: int, begun: float, is_taken: bool
):
    open_from(borough, -20, last)
    link = link_of(borough, "families")
    data = {"key": key_of(link, begun), **{q.code: point.key for q, point in one_answer(link).items()}}
    on = Client().post(questions_of(link), data | {"go": "next", "page": "1"})
    assert on.status_code == (200 if is_taken else 404)
    sent = Client().post(questions_of(link), data | {"go": "send"}, follow=True)
    assert ("Thank you" in text_of(sent)) is is_taken
    assert (KIND in text_of(sent)) is not is_taken
    assert Response.objects.count() == is_taken


def test_the_last_moment_counts_by_the_clock_on_the_wall_here(borough: Borough):
    """A quarter past midnight in July is still the day before by the clock that the server keeps."""
    last = datetime.date(2026, 7, 10)
    Round.objects.update(opens_on=last - days(10), closes_on=last)
    link = link_of(borough, "families")
    late, after = (
        datetime.datetime(2026, 7, 10, hour, minute, tzinfo=datetime.UTC) for hour, minute in ((22, 59), (23, 1))
    )
    for at, is_taken in ((late, True), (after, False)):
        with mock.patch("django.utils.timezone.now", return_value=at):
            assert link.takes_answers is is_taken
        with mock.patch("django.utils.timezone.now", return_value=after + datetime.timedelta(hours=9)):
            assert link.takes_begun(at.timestamp()) is is_taken


def test_nothing_is_stored_after_the_grace_even_where_the_page_has_let_it_through(borough: Borough):
    link = link_of(borough, "families")
    key = key_of(link, 5)
    open_from(borough, -20, -3)
    with pytest.raises(LinkClosed):
        submit_response(survey_link=link, key=key, answers=one_answer(link))
    assert not Response.objects.exists()


def test_what_runs_once_a_day_changes_nothing_of_it(borough: Borough):
    open_from(borough, -20, -3)
    daily.run(on=timezone.localdate())
    assert Client().get(f"/s/{link_of(borough, 'families').token}/").status_code == 404


def test_a_page_that_was_opened_before_the_link_was_turned_off_stores_nothing(borough: Borough):
    link, client = link_of(borough, "families"), Client()
    data = hidden_fields(client.get(questions_of(link)))
    set_revoked(survey_link=link, revoked=True, by=borough.people["lead"])
    answers = {q.code: point.key for q, point in one_answer(link).items()}
    sent = client.post(questions_of(link), data | answers | {"go": "send"}, follow=True)
    assert KIND in text_of(sent)
    assert not Response.objects.exists()


def test_sent_twice_after_the_end_is_thanked_for_and_counted_once(borough: Borough):
    link, client = link_of(borough, "families"), Client()
    open_from(borough, -20, 0)
    page = client.get(questions_of(link))
    answers = {q.code: point.key for q, point in one_answer(link).items()}
    for _ in range(2):
        assert "Thank you" in text_of(go(client, link, page, **answers, go="send"))
        open_from(borough, -20, -1)
    assert Response.objects.count() == 1


# --- paper ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("last", "may"), [(0, True), (-1, True), (-14, True), (-15, False), (-40, False)])
def test_paper_can_be_entered_for_fourteen_days_more(borough: Borough, last: int, may: bool):
    open_from(borough, -60, last)
    instrument = Instrument.objects.get(framework=borough.round.framework, key="families")
    asked = {"service": borough.services["ward"], "round_": borough.round, "instrument": instrument}
    if may:
        batch = paper.start_batch(**asked, by=borough.people["keyer"])
        paper.key_form(batch=batch, number=1, reading={}, by=borough.people["keyer"])
        open_from(borough, -60, -15)
        with pytest.raises(ActionRefused, match="could be entered until the end of"):
            paper.key_form(batch=batch, number=2, reading={}, by=borough.people["keyer"])
    else:
        with pytest.raises(ActionRefused, match="could be entered until the end of"):
            paper.start_batch(**asked, by=borough.people["keyer"])


# --- in words ------------------------------------------------------------------------------------

MONTH = Round(opens_on=datetime.date(2026, 9, 21), closes_on=datetime.date(2026, 10, 21))
SAID = {
    datetime.date(2026, 9, 20): "surveys open on 21 September 2026",
    datetime.date(2026, 9, 21): "open until the end of 21 October 2026 (30 days left)",
    datetime.date(2026, 10, 20): "open until the end of 21 October 2026 (1 day left)",
    datetime.date(2026, 10, 21): "open until the end of today, 21 October 2026",
    datetime.date(2026, 10, 22): "surveys closed at the end of 21 October 2026",
    datetime.date(2027, 1, 1): "surveys closed at the end of 21 October 2026",
}


@pytest.mark.parametrize("day", SAID)
def test_the_days_are_told_as_people_say_them(day: datetime.date):
    assert MONTH.open_days(day) == SAID[day]


def test_what_stays_open_until_an_admin_closes_the_round_says_what_was_planned():
    assert MONTH.planned_close(MONTH.closes_on) == "the round is planned to close on 21 October 2026"
    assert MONTH.planned_close(MONTH.closes_on + days(1)) == "the round was planned to close on 21 October 2026"


@pytest.mark.parametrize(("first", "last"), [(-5, 5), (-5, 0), (-5, -1), (-5, -3), (2, 9)])
def test_every_page_that_names_the_days_says_the_same(borough: Borough, first: int, last: int):
    open_from(borough, first, last)
    said = borough.round.open_days()
    for who, address in (
        ("lead", "start/"),
        ("lead", "services/ward/"),
        ("lead", "services/ward/surveys/"),
        ("admin", "rounds/autumn-2026/"),
        ("admin", "surveys/"),
    ):
        page = text_of(borough.client(who).get(f"/elmfield/{address}"))
        assert said.lower() in page.lower(), address
        if last < 0:
            assert "open until" not in page.lower(), address
