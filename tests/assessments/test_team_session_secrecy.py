"""Nothing that is kept ties a vote to a person, a phone, an order or a time; and of two at one moment both count."""

import threading

import pytest
from django.apps import apps
from django.db import connection, connections, models

from assessments.actions.team_sessions import close_voting, end_session, join_session, vote
from assessments.models import OF_VOTES, Ballot, SessionStatement, TeamSession, UsedBallot, VoteCount
from organisations.models import AuditEntry
from tests.assessments.rooms import LATER, a_session, close, opened, phone_at, phones_vote
from tests.builders import Borough

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (VoteCount, {"id", "statement_id", "stage_id", "count"}),
        (UsedBallot, {"hash", "statement_id"}),
        (Ballot, {"hash", "session_id"}),
    ],
)
def test_there_is_no_room_for_who_or_when(model: type[models.Model], columns: set[str]):
    assert {field.attname for field in model._meta.concrete_fields} == columns


def test_what_is_kept_of_a_session_has_no_number_and_no_time():
    kept = [*SessionStatement._meta.concrete_fields, *TeamSession._meta.concrete_fields]
    numbers = [field.name for field in kept if isinstance(field, models.IntegerField) and not field.primary_key]
    times = [field.name for field in kept if isinstance(field, models.DateTimeField)]
    assert numbers == []
    assert times == ["ends_at"], "which goes when the session ends"


def test_a_count_and_a_used_ballot_do_not_know_of_each_other():
    ours = set(OF_VOTES)
    for model in ours:
        assert not {field.related_model for field in model._meta.fields if field.is_relation} & ours
    pointing = {relation.related_model for model in ours for relation in model._meta.related_objects}
    assert pointing == set()


def dumped() -> dict[str, list[tuple]]:
    """Every row of every table."""
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 our own tables
            rows[model._meta.db_table] = sorted(map(repr, cursor.fetchall()))
    return rows


def test_while_voting_is_open_a_dump_has_no_ballot_that_a_phone_holds(borough: Borough, client):
    session = a_session(borough)
    row = opened(session)
    [ballot] = phones_vote(session, row, 2)
    client.post(phone_at(session, ballot), {"statement": row.pk, "stage": "2"})
    assert ballot not in repr(dumped())
    joined, used = Ballot.objects.get().hash, UsedBallot.objects.get().hash
    assert joined != used, "so that no one can follow a phone from one statement to another"


def test_two_phones_that_swap_their_votes_leave_the_same_database(borough: Borough, monkeypatch):
    """Which is the proof that nothing in it can tell them apart."""
    session = a_session(borough)
    row = opened(session)
    ballots = [join_session(code=session.code, at=LATER) for _ in range(5)]

    def all_vote(stages: list[int]) -> dict:
        for ballot, stage in zip(ballots, stages, strict=True):
            vote(session=session, statement=row.pk, ballot=ballot, stage=stage, at=LATER)
        found = dumped()
        row.used_ballots.all().delete()
        row.vote_counts.update(count=0)
        return found

    assert all_vote([0, 1, 2, 3, 4]) == all_vote([4, 3, 2, 1, 0])


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="Only PostgreSQL numbers the versions of rows")
def test_the_database_s_own_numbers_do_not_tell_which_stage_was_chosen_last(borough: Borough):
    session = a_session(borough)
    phones_vote(session, opened(session), 0, 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT (xmin::text, cmin::text)) FROM assessments_votecount")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT stage_id FROM assessments_votecount ORDER BY ctid")
        stages = [each for (each,) in cursor.fetchall()]
    assert stages == [*sorted(each for each in stages if each), None], "as they lay when voting opened"


def test_after_closing_the_database_is_as_it_was_before_voting(borough: Borough):
    session = a_session(borough)
    before = dumped()
    phones_vote(session, opened(session), 0, 1, 2, 3, 4)
    close(borough.client("lead"), session)
    end_session(session=session, by=None)
    after = dumped()
    changed = {table for table in after if after[table] != before[table]}
    told = {"assessments_teamsession", "assessments_sessionstatement", "organisations_auditentry", "signing_in_session"}
    assert changed <= told
    assert not AuditEntry.objects.filter(what__icontains="vote").exists()
    assert not AuditEntry.objects.filter(what__icontains="joined").exists()


def test_a_vote_writes_no_line_in_the_log(borough: Borough, client, caplog):
    session = a_session(borough)
    row = opened(session)
    ballot = join_session(code=session.code, at=LATER)
    with caplog.at_level("DEBUG", logger="django.request"):
        client.post(phone_at(session, ballot), {"statement": row.pk, "stage": "2"})
    assert ballot not in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="On SQLite writers come one after another anyway")
def test_votes_that_race_with_closing_are_all_counted_or_told_that_they_are_late(borough: Borough):
    session = a_session(borough)
    row = opened(session)
    ballots = [join_session(code=session.code, at=LATER) for _ in range(12)]
    phones_vote(session, row, 1, 1, 1, 1, 1)
    outcomes, closings = [], []
    together = threading.Barrier(13)

    def one(ballot: str) -> None:
        try:
            together.wait()
            outcomes.append(vote(session=session, statement=row.pk, ballot=ballot, stage=2, at=LATER).value)
        finally:
            connections.close_all()

    def leader() -> None:
        try:
            together.wait()
            closings.append(close_voting(row=row, at=LATER))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[each]) for each in ballots] + [threading.Thread(target=leader)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 12
    assert closings[0].votes == 5 + outcomes.count("counted")
    assert outcomes.count("over") == 12 - outcomes.count("counted")
    assert (VoteCount.objects.count(), UsedBallot.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="On SQLite writers come one after another anyway")
def test_of_one_ballot_that_is_sent_many_times_at_once_one_counts(borough: Borough):
    session = a_session(borough)
    row = opened(session)
    ballot, outcomes = join_session(code=session.code, at=LATER), []

    def one() -> None:
        try:
            outcomes.append(vote(session=session, statement=row.pk, ballot=ballot, stage=2, at=LATER).value)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["counted", *["counted before"] * 7]
    assert row.vote_counts.get(stage__value=2).count == 1
