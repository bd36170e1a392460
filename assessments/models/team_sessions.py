"""A team rates statements together: its session, what it said of each statement, and the votes until they are counted.

What a vote leaves is a number beside a stage, and only while voting is open. No column here can hold who voted, which
phone did, in what order or when: tests/assessments/test_team_session_secrecy.py holds that.
"""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.models.assessing import Assessment
from framework.models import Stage, Statement
from organisations.models import Partnership


class TeamSessionQuerySet(models.QuerySet):
    """Reads of team sessions."""

    def running_at(self, at):
        """Those that phones can join. One that no one has ended ends by itself, or when its service closes."""
        return self.filter(ends_at__gt=at, assessment__service__archived_on=None)

    def overdue_at(self, at):
        """Those that no phone can join any more, and that no one has ended."""
        return self.filter(Q(ends_at__lte=at) | Q(code__isnull=False, assessment__service__archived_on__isnull=False))

    def with_places(self):
        return self.select_related("assessment__round__framework", "assessment__service__organisation__partnership")


class TeamSession(models.Model):
    """About an hour in which a team goes through statements of its self-assessment together."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="team_sessions")
    held_on = models.DateField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Both go when it ends: nothing opens it any more, and of its time only the day is kept.
    code = models.CharField("by which phones join", max_length=8, unique=True, null=True, blank=True)
    ends_at = models.DateTimeField("ends by itself", null=True, blank=True)

    objects = TeamSessionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(code__isnull=True, ends_at__isnull=True) | Q(code__isnull=False, ends_at__isnull=False),
                name="a_session_with_a_code_has_an_end",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, team session"

    @property
    def partnership(self) -> Partnership:
        return self.assessment.service.partnership

    def is_running_at(self, at) -> bool:
        return self.ends_at is not None and self.ends_at > at


class SessionStatementQuerySet(models.QuerySet):
    """Reads of what teams said of statements."""

    def decided(self):
        """Those for which a team has chosen a stage, or that it does not apply."""
        return self.filter(Q(stage__isnull=False) | Q(does_not_apply=True))

    def shown_in(self, assessment):
        """Those whose spread was shown, in any session of a self-assessment."""
        return self.filter(session__assessment=assessment, voting=SessionStatement.Voting.SHOWN)

    def by_statement(self, assessment) -> dict[str, list["SessionStatement"]]:
        """What was decided in the sessions of a self-assessment, the newest first, by the statement's code."""
        return self.filter(session__assessment=assessment)._decided_by_code()

    def before(self, assessment) -> dict[str, list["SessionStatement"]]:
        """The same of what the service submitted in earlier rounds."""
        earlier = self.filter(
            session__assessment__service=assessment.service_id,
            session__assessment__state=Assessment.State.SUBMITTED,
            session__assessment__round__opens_on__lt=assessment.round.opens_on,
            session__assessment__round__is_practice=False,
        )
        return earlier._decided_by_code()

    def _decided_by_code(self) -> dict[str, list["SessionStatement"]]:
        said: dict[str, list[SessionStatement]] = {}
        for each in self.decided().select_related("session", "statement", "stage").order_by("-pk"):
            said.setdefault(each.statement.code, []).append(each)
        return said

    def beside(self, ratings):
        """These ratings with `team_why` and `team_differing`, of the newest session that chose a stage for each."""
        of_rating = self.decided().filter(session__assessment=OuterRef("assessment"), statement=OuterRef("statement"))
        newest = of_rating.order_by("-pk")
        why, differing = newest.values("why")[:1], newest.values("differing")[:1]
        return ratings.annotate(team_why=Subquery(why), team_differing=Subquery(differing))


class SessionStatement(models.Model):
    """A statement in a team's session: how far voting on it is, and what the team said of it.

    That people saw it differently stays on record, whatever becomes of the rating.
    """

    class Voting(models.TextChoices):
        NONE = "none", _("No vote")
        OPEN = "open", _("Voting is open")
        SHOWN = "shown", _("Five or more voted")
        TOO_FEW = "too_few", _("Fewer than five voted")

    session = models.ForeignKey(TeamSession, models.CASCADE, related_name="statements")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    voting = models.CharField(max_length=10, choices=Voting.choices, default=Voting.NONE)
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="+")
    does_not_apply = models.BooleanField(default=False)
    why = models.CharField("why the team chose it", max_length=200, blank=True)
    differing = models.CharField("where people saw it differently", max_length=200, blank=True)

    objects = SessionStatementQuerySet.as_manager()

    class Meta:
        ordering = ("statement__feature__order", "statement__order")
        constraints = [
            models.UniqueConstraint(fields=["session", "statement"], name="a_statement_once_in_a_session"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(voting="open"), name="voting_on_one_statement_at_once"
            ),
            models.CheckConstraint(
                condition=Q(does_not_apply=False) | Q(stage__isnull=True), name="a_team_s_stage_or_does_not_apply"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.statement.code}"

    @property
    def partnership(self) -> Partnership:
        return self.session.partnership

    @property
    def is_decided(self) -> bool:
        return self.does_not_apply or self.stage_id is not None

    @property
    def chosen(self) -> str:
        """What the team chose, in words."""
        return str(_("Does not apply to us")) if self.does_not_apply else str(self.stage or "")


class Ballot(models.Model):
    """A phone that has joined a session may vote once on each statement; only a hash of what it was given is here.

    Gone when the session ends.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    session = models.ForeignKey(TeamSession, models.CASCADE, related_name="ballots")

    def __str__(self) -> str:
        return "a ballot"


class UsedBallot(models.Model):
    """Someone has voted on a statement, and not what; another hash than that of the ballot, so the two do not meet.

    Gone when voting closes.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    statement = models.ForeignKey(SessionStatement, models.CASCADE, related_name="used_ballots")

    def __str__(self) -> str:
        return "a used ballot"


class VoteCount(models.Model):
    """How many have chosen a stage so far, or said that they are not sure (no stage).

    The rows of a statement are made when voting opens and are gone when it closes, whether the spread was shown or not.
    """

    statement = models.ForeignKey(SessionStatement, models.CASCADE, related_name="vote_counts")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "stage"], name="one_count_a_stage"),
            models.UniqueConstraint(
                fields=["statement"], condition=Q(stage__isnull=True), name="one_count_of_those_not_sure"
            ),
        ]

    def __str__(self) -> str:
        return "a count of votes"


# All that a vote leaves, and for how long: until voting closes, or the session ends.
OF_VOTES: tuple[type[models.Model], ...] = (VoteCount, UsedBallot, Ballot)
