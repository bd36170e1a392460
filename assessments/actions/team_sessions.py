"""Leading a team's session, joining it, voting in it, and keeping what the team said."""

import datetime
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from django.db import transaction
from django.db.models import Case, F, When
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from assessments.actions.assessing import Conflict, StatementDraft, save_wording
from assessments.models import (
    OF_VOTES,
    Assessment,
    Ballot,
    Rating,
    SessionStatement,
    TeamSession,
    UsedBallot,
    VoteCount,
)
from framework.models import Stage, Statement
from organisations.actions import ActionRefused, hold_open
from organisations.audit import record
from organisations.codes import random_signs, tidy
from organisations.disk import StillThere, rewrite
from organisations.models import User
from organisations.saving import hold, save_shown_fields

logger = logging.getLogger(__name__)
FEWEST = 5  # votes for a spread to be shown
LASTS = datetime.timedelta(hours=4)  # where no one ends it
CODE_LENGTH = 8  # of 30 signs each, which is enough without slowing anyone: docs/decisions/0055 has the numbers
BALLOT_LENGTH = 26  # 127 bits: no one guesses another phone's
MOST_PHONES = 200
_Voting = SessionStatement.Voting


class Vote(Enum):
    """What became of a vote."""

    COUNTED = "counted"
    COUNTED_BEFORE = "counted before"
    OVER = "over"


@dataclass(frozen=True)
class Closing:
    """What closing voting came to. The spread is in here, once, and nowhere else."""

    voting: str
    spread: tuple[tuple[Stage | None, int], ...] = ()
    was_closed_before: bool = False
    is_over: bool = False  # the session has ended by itself, and its votes with it

    @property
    def votes(self) -> int:
        return sum(number for _stage, number in self.spread)


# --- leading ---------------------------------------------------------------------------------------


@transaction.atomic
def begin_session(
    *, assessment: Assessment, statements: Collection[Statement], by: User, at: datetime.datetime, on: datetime.date
) -> TeamSession:
    """A session about these statements, which phones can join at once; one at a time for a self-assessment.

    Raises ActionRefused where the self-assessment cannot be changed any more, or a session is running.
    """
    held = hold(assessment)
    if not hold_open(held.round_id) or held.state != Assessment.State.DRAFT:
        raise ActionRefused(_("This self-assessment is submitted or its round is closed, so it cannot be changed."))
    for left in held.team_sessions.overdue_at(at):
        end_session(session=left, by=None)
    if held.team_sessions.running_at(at).exists():
        raise ActionRefused(_("A team session is already running. End it before you start another one."))
    session = TeamSession.objects.create(
        assessment=assessment, held_on=on, begun_by=by, code=random_signs(CODE_LENGTH), ends_at=at + LASTS
    )
    SessionStatement.objects.bulk_create(SessionStatement(session=session, statement=each) for each in statements)
    record(partnership=session.partnership, by=by, what="started a team session", about=assessment, at=at)
    return session


@transaction.atomic
def open_voting(*, row: SessionStatement, at: datetime.datetime) -> None:
    """Let phones vote on a statement. Pressing twice opens it once.

    Raises ActionRefused where the session or the self-assessment has ended, where voting on another statement is open,
    or where the spread of this one has been shown, in this session or in another one of the self-assessment: a second
    one beside it could tell what a latecomer chose.
    """
    assessment = row.session.assessment
    if not hold_open(assessment.round_id):
        raise ActionRefused(_("The round has closed, so you cannot open voting. You can still talk."))
    session = hold(row.session)
    if not session.is_running_at(at):
        raise ActionRefused(_("This team session is over, so you cannot open voting."))
    held = hold(row)
    if held.voting == _Voting.OPEN:
        return
    if held.voting == _Voting.SHOWN:
        raise ActionRefused(_("Your team has voted on this statement. The spread was shown once, and was not kept."))
    if SessionStatement.objects.shown_in(assessment).filter(statement=held.statement_id).exists():
        raise ActionRefused(
            _(
                "Your team has voted on this statement in this round. A second spread beside the first could show what "
                "one person chose, so you cannot vote on it again. You can still talk about it and choose a stage."
            )
        )
    if session.statements.filter(voting=_Voting.OPEN).exists():
        raise ActionRefused(_("Voting on another statement is open. Close it first."))
    stages = list(assessment.round.framework.stages.all())
    VoteCount.objects.bulk_create(VoteCount(statement=held, stage=stage) for stage in [*stages, None])
    held.voting = _Voting.OPEN
    held.save(update_fields=["voting"])


@transaction.atomic
def close_voting(
    *, row: SessionStatement, at: datetime.datetime, on_paper: Mapping[int | None, int] | None = None
) -> Closing:
    """Close voting on a statement, count what was voted by phone and on paper, and forget it.

    `on_paper` has the number of paper votes by the stage's value, None for those not sure. The spread is in what this
    returns, where five or more have voted, and is nowhere afterwards. Whoever closes voting a second time gets none,
    and so does whoever comes when the session has ended by itself: it is ended, and what was voted is forgotten.

    Raises ActionRefused, with voting still open, where some voted by phone but fewer than five, and paper would make
    it five: whoever typed the paper votes could take them away again, and would see what those few chose.
    """
    session = hold(row.session)
    if session.ends_at is not None and not session.is_running_at(at):
        end_session(session=session, by=None)
        return Closing(_Voting.NONE, is_over=True)
    held = hold(row)  # votes wait for this, and those that come after it are late
    if held.voting != _Voting.OPEN:
        return Closing(held.voting, was_closed_before=True)
    counts = list(held.vote_counts.select_related("stage").order_by(F("stage__value").asc(nulls_last=True)))
    by_phone, paper = sum(each.count for each in counts), dict(on_paper or {})
    votes = by_phone + sum(paper.values())
    if 0 < by_phone < FEWEST <= votes:
        raise ActionRefused(_few_by_phone(by_phone))
    spread = tuple((each.stage, each.count + paper.get(each.stage.value if each.stage else None, 0)) for each in counts)
    _forget_votes(held)
    held.voting = _Voting.SHOWN if votes >= FEWEST else _Voting.TOO_FEW
    held.save(update_fields=["voting"])
    return Closing(held.voting, spread if votes >= FEWEST else ())


def _few_by_phone(number: int):
    return _(
        "Only %(number)s voted by phone, so people who counted the paper votes could work out what they chose. "
        "Ask more people to vote by phone, or ask everyone to vote on paper. A phone can be lent to someone else, who "
        "opens the address on it again. To close voting without a spread, leave the paper votes blank."
    ) % {"number": number}


def _forget_votes(row: SessionStatement) -> None:
    """Delete what was voted on a statement, and take it off the disk once that is committed."""
    row.vote_counts.all().delete()
    row.used_ballots.all().delete()
    transaction.on_commit(wipe_votes)


def wipe_votes() -> None:
    """Leave no old version of a count or a used ballot on the disk. Where something is in the way, the next time."""
    try:
        rewrite(OF_VOTES, tries=1)
    except StillThere as table:
        logger.warning("Old versions of rows are still in %s, because something else is using it", table)


@transaction.atomic
def save_decision(
    *,
    row: SessionStatement,
    draft: StatementDraft,
    version: int,
    fields: Collection[str],
    by: User,
    kept_as_it_is: str = "",
    at: datetime.datetime | None = None,
) -> Conflict | None:
    """Keep what a team said of a statement: its stage in the rating, and with its words in the session.

    `row` holds the words, as the form has filled it; `draft` the stage, or that it does not apply. `version` is that
    of the rating that the page showed. Returns a Conflict, and saves nothing, where someone else has changed the
    rating since. Raises ActionRefused where the self-assessment cannot be changed, or voting is open.
    """
    rating = Rating.objects.select_related("stage").get(
        assessment=row.session.assessment_id, statement=row.statement_id
    )
    stored = StatementDraft.of(rating)
    reason = draft.reason if draft.does_not_apply else stored.reason
    conflict = save_wording(
        rating=rating,
        wording=replace(stored, stage=draft.stage, does_not_apply=draft.does_not_apply, reason=reason),
        base=None,
        version=version,
        confirm=True,
        by=by,
        kept_as_it_is=kept_as_it_is,
        at=at,
    )
    if conflict:
        return conflict
    row.stage, row.does_not_apply = draft.stage, draft.does_not_apply
    save_shown_fields(
        row,
        ["stage", "does_not_apply", *fields],
        by=by,
        what="recorded what a team said together",
        check=_voting_is_not_open,
    )
    return None


def _voting_is_not_open(held: SessionStatement) -> None:
    if held.voting == _Voting.OPEN:
        raise ActionRefused(_("Voting is still open. Close it first."))


@transaction.atomic
def end_session(*, session: TeamSession, by: User | None) -> None:
    """End a session: no phone joins or votes any more, and what was not counted is forgotten. What was said stays."""
    held = hold(session)
    if held.code is None:
        return
    _forget_open_voting(held)
    held.code = held.ends_at = None
    held.save(update_fields=["code", "ends_at"])
    record(partnership=session.partnership, by=by, what="ended a team session", about=session.assessment)
    transaction.on_commit(wipe_votes)


@transaction.atomic
def start_joining_afresh(*, session: TeamSession, by: User, at: datetime.datetime) -> None:
    """A new code, and no phone has joined yet: for a session that more phones have joined than there are people.

    Votes that are not counted are forgotten, since no one can tell whose they are. Raises ActionRefused where the
    session is over.
    """
    held = hold(session)
    if not held.is_running_at(at):
        raise ActionRefused(_("This team session is over, so no one can join it."))
    _forget_open_voting(held)
    held.code = random_signs(CODE_LENGTH)
    held.save(update_fields=["code"])
    record(
        partnership=session.partnership, by=by, what="started joining a team session afresh", about=session.assessment
    )
    transaction.on_commit(wipe_votes)


def _forget_open_voting(session: TeamSession) -> None:
    """Forget what was voted and not counted, as if voting had not been opened, and which phones have joined."""
    for row in session.statements.select_for_update(of=("self",), no_key=True).filter(voting=_Voting.OPEN):
        row.vote_counts.all().delete()
        row.used_ballots.all().delete()
        row.voting = _Voting.NONE
        row.save(update_fields=["voting"])
    session.ballots.all().delete()


def end_overdue_sessions(*, at: datetime.datetime) -> int:
    """End what no one has ended. Returns how many there were."""
    overdue = list(TeamSession.objects.overdue_at(at).with_places())
    for session in overdue:
        end_session(session=session, by=None)
    return len(overdue)


# --- voting: by someone whom nobody knows -------------------------------------------------------------


@transaction.atomic
def join_session(*, code: str, at: datetime.datetime) -> str | None:
    """A ballot for one more phone; None where no session with this code is running.

    Raises ActionRefused where far too many phones have joined.
    """
    found = TeamSession.objects.running_at(at).filter(code=tidy(code)).first()
    if found is None or hold(found).code != found.code:
        return None
    if is_full(found):
        raise ActionRefused(_("Too many phones have joined this team session."))
    ballot = random_signs(BALLOT_LENGTH)
    Ballot.objects.create(hash=_hash("ballot", ballot), session=found)
    return ballot


def is_full(session: TeamSession) -> bool:
    return session.ballots.count() >= MOST_PHONES


def session_of_phone(*, code: str, ballot: str, at: datetime.datetime) -> TeamSession | None:
    """The running session that a phone has joined with this ballot."""
    found = TeamSession.objects.running_at(at).filter(code=tidy(code), ballots=_hash("ballot", ballot))
    return found.with_places().first()


def has_voted(*, row: SessionStatement, ballot: str) -> bool:
    return row.used_ballots.filter(hash=_hash("vote", ballot, row.pk)).exists()


@transaction.atomic
def vote(*, session: TeamSession, statement: int, ballot: str, stage: int | None, at: datetime.datetime) -> Vote:
    """Count a vote: for a stage by its value, or None for "not sure". Once for each ballot, and only while it is open.

    A number goes up by one, and that this ballot is used is noted apart from it. Every number of the statement is
    written again, also those that stay: neither their place nor the database's own numbers tell which one it was.
    Raises ValueError for a stage that there is not.
    """
    # Held, so that voting is not closed between this look and the count; on PostgreSQL voters queue here.
    rows = session.statements.select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=statement, voting=_Voting.OPEN, session__in=TeamSession.objects.running_at(at)).first()
    if held is None:
        return Vote.OVER
    if has_voted(row=held, ballot=ballot):
        return Vote.COUNTED_BEFORE
    of_stage = {"stage": None} if stage is None else {"stage__value": stage}
    chosen = held.vote_counts.filter(**of_stage).first()
    if chosen is None:
        raise ValueError(f"There is no stage {stage}.")
    held.vote_counts.update(count=F("count") + Case(When(pk=chosen.pk, then=1), default=0))
    UsedBallot.objects.create(hash=_hash("vote", ballot, held.pk), statement=held)
    return Vote.COUNTED


def _hash(what: str, *parts: object) -> str:
    """What is kept of a ballot. No one without the phone can tell which used ballots are of one phone."""
    return salted_hmac(f"assessments.{what}", ":".join(map(str, parts)), algorithm="sha256").hexdigest()
