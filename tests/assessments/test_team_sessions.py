"""A team rates a statement together: the spread once for five, never for four, and what the team said stays."""

import pytest
from django.urls import reverse

from assessments import often
from assessments.actions.assessing import StatementDraft, save_wording, start_assessment, submit_assessment
from assessments.actions.team_sessions import LASTS, begin_session, end_session, join_session, save_decision
from assessments.models import OF_VOTES, Assessment, Rating, SessionStatement, TeamSession
from framework.models import Statement
from organisations.actions import ActionRefused, close_round
from organisations.limits import rate_limiter
from organisations.models import AuditEntry
from tests.assessments.rooms import (
    LATER,
    ROOM,
    a_session,
    assessment_of,
    close,
    numbers_on,
    opened,
    phone_at,
    phones_vote,
    row_of,
)
from tests.assessments.test_self_assessment import decide_all
from tests.builders import TODAY, Borough, days, hidden_fields, make_round, text_of

pytestmark = pytest.mark.django_db


def left_of_votes() -> int:
    return sum(model.objects.count() for model in OF_VOTES)


def rating(borough: Borough, code: str = "3a") -> Rating:
    return Rating.objects.get(assessment=assessment_of(borough), statement__code=code)


# --- the spread ------------------------------------------------------------------------------------


def test_the_spread_of_five_is_shown_once_and_is_nowhere_afterwards(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    row = opened(session)
    phones_vote(session, row, 1, 1, 2, 4, None)
    page = close(lead, session)
    assert numbers_on(page) == [0, 2, 1, 0, 1, 1]
    assert "You see this once" in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert not row.vote_counts.exists()
    assert not row.used_ballots.exists()
    for again in (close(lead, session), lead.get(f"{ROOM}{session.pk}/"), lead.get(f"{ROOM}{session.pk}/?on=3a")):
        assert numbers_on(again) == []
    again = lead.post(f"{ROOM}{session.pk}/3a/close/", follow=True)
    assert "closed already" in text_of(again)
    assert row_of(session).voting == SessionStatement.Voting.SHOWN


def test_the_spread_of_four_is_never_shown_and_their_votes_are_gone(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    row = opened(session)
    phones_vote(session, row, 0, 1, 2, 3)
    asked = lead.post(f"{ROOM}{session.pk}/3a/close/")
    assert "Fewer than 5 people have voted so far" in text_of(asked)
    assert row.vote_counts.exists(), "nothing is lost before the leader has said so"
    page = lead.post(f"{ROOM}{session.pk}/3a/close/", {"sure": "yes"}, follow=True)
    assert numbers_on(page) == []
    assert "Fewer than 5 people voted" in text_of(page)
    assert "What your team says" in text_of(page), "they talk and choose all the same"
    assert not row.vote_counts.exists()
    assert not row.used_ballots.exists()
    phones_vote(session, row, 4)  # the fifth comes too late
    assert numbers_on(close(lead, session)) == []


def test_four_who_vote_again_begin_from_nothing(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    ballots = phones_vote(session, opened(session), 0, 0, 0, 0)
    close(lead, session)
    row = opened(session)
    assert "Voting is open" in text_of(lead.get(f"{ROOM}{session.pk}/"))
    page = borough.client("lead").get(phone_at(session, ballots[0]))
    assert "Vote on 3a" in text_of(page), "nothing of the first vote is left that could stand in the way"
    phones_vote(session, row, 4)
    assert numbers_on(close(lead, session)) == []


def test_a_vote_after_closing_is_not_counted_and_changes_nothing(borough: Borough, client):
    session, lead = a_session(borough), borough.client("lead")
    row = opened(session)
    phones_vote(session, row, 1, 1, 1, 1, 1)
    late = join_session(code=session.code, at=LATER)
    close(lead, session)
    answer = client.post(phone_at(session, late), {"statement": row.pk, "stage": "3"})
    assert answer.status_code == 409
    assert "Voting on that statement is over, so this vote was not counted" in text_of(answer)
    assert not row.vote_counts.exists()
    assert not row.used_ballots.exists()


def test_a_vote_for_the_statement_before_is_late_though_another_is_open(borough: Borough, client):
    session = a_session(borough)
    before = opened(session)
    ballot = phones_vote(session, before, 1)[0]
    close(borough.client("lead"), session)
    row = opened(session, "3c")
    answer = client.post(phone_at(session, ballot), {"statement": before.pk, "stage": "3"})
    assert "was not counted" in text_of(answer)
    assert "Vote on 3c" in text_of(answer)
    assert not row.used_ballots.exists()


def test_a_spread_that_was_shown_is_not_followed_by_another_one(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    phones_vote(session, opened(session), 1, 1, 1, 1, 1)
    close(lead, session)
    with pytest.raises(ActionRefused, match="shown once"):
        opened(session)
    assert "Open voting" not in text_of(lead.get(f"{ROOM}{session.pk}/?on=3a"))


def test_voting_is_open_on_one_statement_at_a_time(borough: Borough):
    session = a_session(borough)
    opened(session)
    assert opened(session).vote_counts.count() == 6, "pressed twice, it is opened once"
    page = borough.client("lead").post(f"{ROOM}{session.pk}/3c/open/", follow=True)
    assert "Close it first" in text_of(page)
    assert row_of(session, "3c").voting == SessionStatement.Voting.NONE


# --- a phone ---------------------------------------------------------------------------------------


def test_a_phone_joins_votes_once_and_can_come_back(borough: Borough, client):
    session = a_session(borough)
    row = opened(session)
    assert "we keep only how many people chose each stage, never who or when" in text_of(
        client.get(reverse("room:join", args=[session.code]))
    )
    typed = f" {session.code[:4].upper()} {session.code[4:]}"
    client.post(client.post(reverse("room:enter"), {"code": typed}).url, follow=False)
    here = client.post(reverse("room:join", args=[session.code])).url
    assert "Select a stage, or “Not sure”" in text_of(client.post(here, {"statement": row.pk}))
    assert client.post(here, {"statement": row.pk, "stage": "2"}).url == here
    assert "Your vote has been counted" in text_of(client.get(here))
    client.post(here, {"statement": row.pk, "stage": "3"})
    assert sorted(row.vote_counts.values_list("count", flat=True)) == [0, 0, 0, 0, 0, 1]
    assert row.vote_counts.get(stage__value=2).count == 1
    assert not client.cookies


def test_phones_leave_no_cookie_no_cache_and_no_referrer(borough: Borough, client):
    session = a_session(borough)
    ballot = join_session(code=session.code, at=LATER)
    at = [session.code, ballot]
    addresses = [reverse("room:enter"), reverse("room:join", args=at[:1])]
    for address in [*addresses, *(reverse(f"room:{each}", args=at) for each in ("phone", "now"))]:
        answer = client.get(address)
        assert answer.status_code == 200
        assert (answer["Referrer-Policy"], "no-store" in answer["Cache-Control"]) == ("no-referrer", True)
        assert address.startswith("/s/"), "so that no log has it: surveys/logs.py"
    assert not client.cookies


def test_a_phone_hears_what_is_on_and_when_it_is_over(borough: Borough, client):
    session = a_session(borough)
    now = reverse("room:now", args=[session.code, join_session(code=session.code, at=LATER)])
    assert client.get(now).json() == {"on": "none", "so_far": "1 phone has joined."}
    row = opened(session)
    assert client.get(now).json()["on"] == str(row.pk)
    end_session(session=session, by=None)
    assert client.get(now).json() == {"on": "over"}


def test_a_wrong_code_one_that_is_over_and_a_made_up_ballot_look_alike(borough: Borough, client):
    session = a_session(borough)
    ballot = join_session(code=session.code, at=LATER)
    made_up = client.get(phone_at(session, "a" * 26))
    wrong = client.get(reverse("room:join", args=["aaaabbbb"]))
    posted = client.post(reverse("room:join", args=["aaaabbbb"]))
    addresses = [reverse("room:join", args=[session.code]), phone_at(session, ballot)]
    end_session(session=session, by=None)
    over = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in (made_up, wrong, posted, *over)} == {404}
    assert len({text_of(answer) for answer in (made_up, wrong, posted, *over)}) == 1


def test_guessing_codes_is_slowed_and_joining_is_not(borough: Borough, client):
    session = a_session(borough)
    right, wrong = (reverse("room:join", args=[code]) for code in (session.code, "aaaabbbb"))
    assert {client.get(right).status_code for _ in range(100)} == {200}
    assert [client.get(wrong).status_code for _ in range(31)][-1] == 429
    assert client.get(right).status_code == 200, "whoever has the right one joins, whatever was tried before"
    rate_limiter.forget()


# --- paper -----------------------------------------------------------------------------------------


def test_paper_counts_together_with_phones(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    phones_vote(session, opened(session), 1, 1, 1, 2, 2)
    page = close(lead, session, stage_0=3, **{"not-sure": 1})
    assert numbers_on(page) == [3, 3, 2, 0, 0, 1]


def test_paper_alone_counts_towards_five(borough: Borough):
    session, lead = a_session(borough, "3a", "3c"), borough.client("lead")
    opened(session)
    assert numbers_on(close(lead, session, stage_0=4)) == []
    opened(session, "3c")
    assert numbers_on(close(lead, session, "3c", stage_0=4, stage_3=1)) == [4, 0, 0, 1, 0, 0]


def test_paper_does_not_show_what_fewer_than_five_chose_by_phone(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    row = opened(session)
    phones_vote(session, row, 3)
    page = close(lead, session, stage_0=4)
    assert numbers_on(page) == []
    assert "Only 1 voted by phone" in text_of(page)
    assert 'value="4"' in page.content.decode(), "what was typed is still there"
    row.refresh_from_db()
    assert (row.voting, row.used_ballots.count()) == ("open", 1), "nothing is lost: they can still vote"


@pytest.mark.parametrize("number", ["-1", "101", "many"])
def test_a_number_that_can_not_be_leaves_voting_open(borough: Borough, number: str):
    session, lead = a_session(borough), borough.client("lead")
    opened(session)
    page = close(lead, session, stage_0=number)
    assert "Enter a number from 0 to 100, or leave it blank" in text_of(page)
    assert row_of(session).voting == SessionStatement.Voting.OPEN


def test_slips_have_every_stage_and_no_name(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    page = lead.get(f"{ROOM}{session.pk}/slips/?people=3")
    assert page.content.decode().count("tip-slip__statement") == 6
    assert "Not sure" in text_of(page)
    assert "Enter a number from 1 to 40" in text_of(lead.get(f"{ROOM}{session.pk}/slips/?people=0"))


# --- what the team said ------------------------------------------------------------------------------


SAID = {"stage": "recognise", "why": "We always ask new families.", "differing": "On nights we see this less often."}


def decide(client, session: TeamSession, code: str = "3a", **said):
    page = client.get(f"{ROOM}{session.pk}/?on={code}")
    return client.post(f"{ROOM}{session.pk}/{code}/decide/", hidden_fields(page) | SAID | said)


def test_what_a_team_said_stands_in_the_rating_and_disagreement_stays_on_record(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    assert decide(lead, session).status_code == 302
    assert rating(borough).stage.key == "recognise"
    row = row_of(session)
    assert (row.stage.key, row.why, row.differing) == ("recognise", SAID["why"], SAID["differing"])
    assert AuditEntry.objects.filter(what="recorded what a team said together").count() == 1
    for address in ("check/", "3/"):
        page = text_of(borough.client("contributor").get(f"/elmfield/services/ward/assessment/autumn-2026/{address}"))
        assert "Seen differently: On nights we see this less often." in page
    file = borough.client("admin").get("/elmfield/exports/self-assessments.csv").getvalue().decode()
    assert "On nights we see this less often." in file
    # Whatever becomes of the rating.
    changed = StatementDraft(stage=borough.round.framework.stages.get(value=4))
    save_wording(rating=rating(borough), wording=changed, base=None, version=1, confirm=True, by=borough.people["lead"])
    check = text_of(lead.get("/elmfield/services/ward/assessment/autumn-2026/check/"))
    assert "Seen differently: On nights we see this less often." in check


def test_the_page_stands_once_every_statement_is_decided_and_after_the_session(borough: Borough):
    lead, session = borough.client("lead"), a_session(borough, "3a")
    decide(lead, session)
    page = lead.get(f"{ROOM}{session.pk}/")
    assert "You have talked about every statement" in text_of(page)
    end_session(session=session, by=borough.people["lead"])
    assert "This team session is over" in text_of(lead.get(f"{ROOM}{session.pk}/"))


def test_what_is_completed_already_is_said_before_the_team_s_takes_its_place(borough: Borough):
    lead, session = borough.client("lead"), a_session(borough, "3a")
    said = "The stage that you save here takes its place."
    assert said not in text_of(lead.get(f"{ROOM}{session.pk}/"))
    decide_all(assessment_of(borough))
    assert said in text_of(lead.get(f"{ROOM}{session.pk}/"))


@pytest.mark.slow
def test_the_round_after_a_team_reads_where_people_saw_it_differently(borough: Borough):
    decide(borough.client("lead"), a_session(borough))
    Assessment.objects.update(state="submitted", submitted_at=LATER)
    borough.round.state = "closed"
    borough.round.save()
    borough.round = make_round(borough, "Spring 2027", opens_on=TODAY + days(180))
    session, lead = a_session(borough), borough.client("lead")
    here = "/elmfield/services/ward/assessment/spring-2027/"
    pages = [f"{here}3/", f"{here}team-session/{session.pk}/?on=3a"]
    for page in pages:
        assert SAID["differing"] not in text_of(lead.get(page)), "they look at it with fresh eyes first"
    asked = hidden_fields(lead.get(pages[1]))
    now = {"stage": "respond", "why": "We ask everyone now.", "differing": ""}
    lead.post(f"{here}team-session/{session.pk}/3a/decide/", asked | now)
    for page in pages:
        assert f"Seen differently: {SAID['differing']}" in text_of(lead.get(page))


def test_that_a_statement_does_not_apply_has_its_reason(borough: Borough):
    decide(borough.client("lead"), a_session(borough), stage="does-not-apply", why="No children come here.")
    row = rating(borough)
    assert (row.stage, row.does_not_apply, row.reason) == (None, True, "No children come here.")


def test_what_a_team_says_needs_a_stage_and_a_why_and_no_more(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    page = decide(lead, session, stage="", why="", differing="Nights differ.")
    assert "Select the stage that your team chose" in text_of(page)
    assert "Enter in one line why your team chose it" in text_of(page)
    assert "Nights differ." in page.content.decode()
    assert decide(lead, session, differing="").status_code == 302


def test_names_are_asked_about_in_both_lines(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    page = decide(lead, session, differing="Mrs Patel on nights does not agree.")
    assert "may be a name" in text_of(page)
    assert not row_of(session).is_decided


def test_what_someone_else_chose_meanwhile_is_said_before_the_team_s_takes_its_place(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    page = lead.get(f"{ROOM}{session.pk}/?on=3a")
    theirs = StatementDraft(stage=borough.round.framework.stages.get(value=0), evidence="Minutes of May.")
    ola = borough.people["contributor"]
    save_wording(rating=rating(borough), wording=theirs, base=None, version=0, confirm=True, by=ola)
    asked = lead.post(f"{ROOM}{session.pk}/3a/decide/", hidden_fields(page) | SAID)
    assert asked.status_code == 409
    assert "has changed this meanwhile to" in text_of(asked)
    assert SAID["why"] in asked.content.decode()
    assert rating(borough).stage.value == 0
    lead.post(f"{ROOM}{session.pk}/3a/decide/", hidden_fields(asked) | SAID)
    assert (rating(borough).stage.key, rating(borough).evidence) == ("recognise", "Minutes of May.")


def test_two_who_write_the_line_at_once_are_told_of_each_other(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    page = lead.get(f"{ROOM}{session.pk}/?on=3a")
    decide(borough.client("contributor"), session)
    asked = lead.post(f"{ROOM}{session.pk}/3a/decide/", hidden_fields(page) | SAID | {"why": "Another why."})
    assert "Someone else has changed this to" in text_of(asked)
    assert row_of(session).why == SAID["why"]


def test_while_voting_is_open_nothing_is_decided(borough: Borough):
    session = a_session(borough)
    row = opened(session)
    draft = StatementDraft(stage=borough.round.framework.stages.get(value=1))
    with pytest.raises(ActionRefused, match="Voting is still open"):
        save_decision(row=row, draft=draft, version=0, fields=[], by=borough.people["lead"])
    assert rating(borough).stage is None


# --- beginning and ending ------------------------------------------------------------------------------


def test_a_session_starts_with_what_is_not_completed_and_one_runs_at_a_time(borough: Borough):
    lead = borough.client("lead")
    start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"])
    tasks = text_of(lead.get("/elmfield/services/ward/assessment/autumn-2026/"))
    assert "Start a team session" in tasks
    page = lead.get(f"{ROOM}start/")
    assert page.context["form"].initial["statements"] == ["1a", "1b", "2a", "2b", "3a", "3b"]
    assert "Select at least one statement" in text_of(lead.post(f"{ROOM}start/"))
    begun = lead.post(f"{ROOM}start/", {"statements": ["3c", "1a"]})
    session = TeamSession.objects.get()
    assert begun.url == f"{ROOM}{session.pk}/" == lead.get(f"{ROOM}start/").url
    assert [row.statement.code for row in session.statements.all()] == ["1a", "3c"]
    assert "already running" in text_of(lead.post(f"{ROOM}start/", {"statements": ["3c"]}))


def test_a_session_ends_with_all_that_was_not_counted(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    phones_vote(session, opened(session), 1, 2, 3, 4, 4)
    decide(lead, session, "3c")
    lead.post(f"{ROOM}{session.pk}/end/")
    session.refresh_from_db()
    assert (session.code, session.ends_at, left_of_votes()) == (None, None, 0)
    assert row_of(session).voting == SessionStatement.Voting.NONE
    assert row_of(session, "3c").why == SAID["why"]
    assert "This team session is over" in text_of(lead.get(f"{ROOM}{session.pk}/"))
    assert numbers_on(close(lead, session)) == []


def test_a_session_that_no_one_ends_ends_by_itself(borough: Borough, client):
    session = a_session(borough)
    phones_vote(session, opened(session), 1, 2, 3, 4, 4)
    often.run(at=LATER + LASTS / 2)
    assert left_of_votes() > 0
    assert join_session(code=session.code, at=LATER + LASTS) is None, "by its time, also before that is cleared up"
    often.run(at=LATER + LASTS)
    session.refresh_from_db()
    assert (session.code, left_of_votes()) == (None, 0)
    statements = Statement.objects.filter(code="3a", feature__framework=borough.round.framework)
    assert begin_session(
        assessment=session.assessment, statements=statements, by=borough.people["lead"], at=LATER + LASTS, on=TODAY
    )


def test_a_round_that_closes_during_a_session_loses_nothing_that_was_typed(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    row = opened(session)
    phones_vote(session, row, 1, 1, 1, 1, 1)
    asked = hidden_fields(lead.get(f"{ROOM}{session.pk}/?on=3c"))
    close_round(round_=borough.round, by=borough.people["admin"])
    page = close(lead, session)
    assert numbers_on(page) == [0, 5, 0, 0, 0, 0], "they can still talk"
    assert "cannot be saved" in text_of(page)
    page = lead.post(f"{ROOM}{session.pk}/3c/decide/", asked | SAID)
    assert "its round is closed" in text_of(page)
    assert SAID["why"] in page.content.decode()
    assert "you cannot open voting" in text_of(lead.post(f"{ROOM}{session.pk}/3c/open/", follow=True))
    with pytest.raises(ActionRefused):
        a_session(borough)


def test_what_is_submitted_during_a_session_is_not_changed_by_it(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    asked = hidden_fields(lead.get(f"{ROOM}{session.pk}/?on=3a"))
    decide_all(assessment_of(borough))
    submit_assessment(assessment=assessment_of(borough), by=borough.people["lead"])
    before = rating(borough).stage
    page = lead.post(f"{ROOM}{session.pk}/3a/decide/", asked | SAID)
    assert SAID["differing"] in page.content.decode()
    assert (rating(borough).stage, row_of(session).is_decided) == (before, False)


def test_how_many_have_voted_is_said_and_not_who_or_what(borough: Borough):
    session, lead = a_session(borough), borough.client("lead")
    phones_vote(session, opened(session), 3, 3)
    join_session(code=session.code, at=LATER)
    part = lead.get(f"{ROOM}{session.pk}/", headers={"X-Follow": "yes"})
    assert " ".join(part.content.decode().split()).count("<strong>") == 2
    assert "<strong>3</strong> phones have joined" in part.content.decode()
    assert "<strong>2</strong> have voted on 3a" in part.content.decode()
    end_session(session=session, by=None)
    assert lead.get(f"{ROOM}{session.pk}/", headers={"X-Follow": "yes"}).status_code == 204
