"""A team session that someone wants to break: guessing, filling it up, taking one spread from another, coming late."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import often
from assessments.actions import team_sessions as actions
from assessments.actions.team_sessions import end_session, join_session
from assessments.models import OF_VOTES, Assessment, Rating, SessionStatement, TeamSession
from organisations.actions import ActionRefused
from organisations.limits import rate_limiter
from tests.assessments.rooms import LATER, ROOM, a_session, close, numbers_on, opened, phone_at, phones_vote, row_of
from tests.builders import TODAY, Borough, days, make_round, text_of

pytestmark = pytest.mark.django_db


def joining(code: str) -> str:
    return reverse("room:join", args=[code])


# --- codes -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_whoever_has_the_right_code_joins_whatever_others_have_guessed(borough: Borough, client):
    session = a_session(borough)
    # Until a browser that has guessed nothing yet has to wait too. A slow machine gets new tokens meanwhile.
    guesses = (client.get(joining("aaaabbbb"), headers={"User-Agent": f"Phone {number}"}) for number in range(3000))
    assert any(guess.status_code == 429 for guess in guesses)
    assert any(client.get(joining("aaaabbbb")).status_code == 429 for _ in range(300))
    assert client.get(joining(session.code)).status_code == 200
    assert client.post(joining(session.code)).status_code == 302
    rate_limiter.forget()


def test_a_code_is_looked_up_in_one_query_that_has_an_index(borough: Borough, client):
    a_session(borough)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(joining("aaaabbbb"))
    assert len(asked) == 1
    assert TeamSession._meta.get_field("code").unique


# --- too many phones -------------------------------------------------------------------------------


def test_one_person_who_joins_again_and_again_does_not_end_it_for_the_others(borough: Borough, client, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PHONES", 6)
    session, lead = a_session(borough), borough.client("lead")
    row = opened(session)
    ballots = phones_vote(session, row, 1, 1, 2, 3, 4)
    client.post(joining(session.code))
    full = client.post(joining(session.code))
    assert full.status_code == 409
    assert "Too many phones have joined" in text_of(full)
    assert "Ask the person who leads" in text_of(full)
    page = text_of(lead.get(f"{ROOM}{session.pk}/"))
    assert "6 phones have joined" in page
    assert "No more phones can join" in page

    before = session.code
    afresh = lead.post(f"{ROOM}{session.pk}/afresh/", follow=True)
    session.refresh_from_db()
    assert session.code not in (None, before)
    assert session.code[:4] in text_of(afresh)
    assert "0 phones have joined" in text_of(afresh)
    assert row_of(session).voting == SessionStatement.Voting.NONE
    assert sum(model.objects.count() for model in OF_VOTES) == 0, "what was voted is forgotten, and shown to no one"
    assert client.post(joining(before)).status_code == 404
    assert "started afresh" in text_of(client.get(reverse("room:phone", args=[before, ballots[0]])))
    phones_vote(session, opened(session), 0, 0, 0, 0, 0)
    assert numbers_on(close(lead, session)) == [5, 0, 0, 0, 0, 0]


def test_joining_is_not_started_afresh_where_the_session_is_over(borough: Borough):
    session = a_session(borough)
    end_session(session=session, by=None)
    page = borough.client("lead").post(f"{ROOM}{session.pk}/afresh/", follow=True)
    assert "This team session is over" in text_of(page)
    session.refresh_from_db()
    assert session.code is None


def test_everybody_in_the_room_can_count_phones_and_is_told_why(borough: Borough, client):
    session = a_session(borough)
    row = opened(session)
    ballot = join_session(code=session.code, at=LATER)
    phones_vote(session, row, 1, 1)
    for page in (client.get(joining(session.code)), client.get(phone_at(session, ballot))):
        assert "more phones than people" in text_of(page)
    assert "3 phones have joined. 2 have voted on 3a." in text_of(client.get(phone_at(session, ballot)))
    now = client.get(reverse("room:now", args=[session.code, ballot])).json()
    assert now == {"on": str(row.pk), "so_far": "3 phones have joined. 2 have voted on 3a."}
    assert "more phones than people" in text_of(borough.client("lead").get(f"{ROOM}{session.pk}/"))


# --- one spread from another -----------------------------------------------------------------------


def test_another_session_does_not_show_the_same_statement_once_more(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    phones_vote(session, opened(session), 1, 1, 2, 2, 3)
    assert numbers_on(close(lead, session)) == [0, 2, 2, 1, 0, 0]
    end_session(session=session, by=None)
    start = lead.get(f"{ROOM}start/")
    assert "Your team has voted on this in this round" in text_of(start)
    second = a_session(borough)
    page = lead.get(f"{ROOM}{second.pk}/?on=3a")
    assert "Your team has voted on this statement in this round" in text_of(page)
    assert "Open voting" not in text_of(page)
    assert "Which stage did your team choose?" in text_of(page), "they talk and choose all the same"
    with pytest.raises(ActionRefused, match="what one person chose"):
        opened(second)
    assert opened(second, "3c").voting == SessionStatement.Voting.OPEN


def test_in_the_round_after_a_team_votes_on_it_again(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    phones_vote(session, opened(session), 1, 1, 2, 2, 3)
    close(lead, session)
    end_session(session=session, by=None)
    Assessment.objects.update(state="submitted", submitted_at=LATER)
    borough.round.state = "closed"
    borough.round.save()
    borough.round = make_round(borough, "Spring 2027", opens_on=TODAY + days(180))
    assert opened(a_session(borough)).voting == SessionStatement.Voting.OPEN


# --- too late --------------------------------------------------------------------------------------


def test_a_session_past_its_end_shows_no_spread(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    phones_vote(session, opened(session), 1, 1, 2, 2, 3)
    TeamSession.objects.update(ends_at=LATER - days(7001))
    page = close(lead, session)
    assert numbers_on(page) == []
    page = lead.get(page.url)
    assert "votes that were not counted have been deleted" in text_of(page)
    assert sum(model.objects.count() for model in OF_VOTES) == 0
    assert row_of(session).voting == SessionStatement.Voting.NONE


def test_no_phone_votes_for_a_service_that_has_closed(borough: Borough, client):
    session = a_session(borough)
    row = opened(session)
    ballot = phones_vote(session, row, 1)[0]
    other = join_session(code=session.code, at=LATER)
    ward = borough.services["ward"]
    ward.archived_on = TODAY
    ward.save()
    late = actions.vote(session=session, statement=row.pk, ballot=other, stage=2, at=LATER)
    assert late is actions.Vote.OVER
    for address in (joining(session.code), phone_at(session, ballot)):
        assert "This team session is not open" in text_of(client.post(address, {"statement": row.pk, "stage": "2"}))
    often.run(at=LATER)
    session.refresh_from_db()
    assert (session.code, sum(model.objects.count() for model in OF_VOTES)) == (None, 0)


# --- what stands on the screen before anyone votes -------------------------------------------------


def test_no_stage_stands_on_a_screen_before_a_vote(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    stage = borough.round.framework.stages.get(value=3)
    Rating.objects.filter(statement__code__in=("3a", "3b")).update(stage=stage, carried_forward=True)
    Rating.objects.filter(statement__code="3c").update(stage=stage)
    for page in ("", "?on=3a", "?on=3c"):
        listed = text_of(lead.get(f"{ROOM}{session.pk}/{page}")).split("Statements in this session")[1]
        assert stage.title not in listed
    end_session(session=session, by=None)
    start = text_of(lead.get(f"{ROOM}start/"))
    assert stage.title not in start
    assert start.count("From last round") == 2
    assert start.count("Completed") == 1
