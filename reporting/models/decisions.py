"""What a board decided when it read a round's results, and how far it is."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.days import day_of_our_time
from organisations.models import Partnership, Round

LONGEST = 300


class DecisionQuerySet(models.QuerySet):
    """Reads of decisions."""

    def in_partnership(self, partnership):
        return self.filter(round__partnership=partnership)

    def open(self):
        """Those that someone still has to carry out."""
        return self.filter(state__in=Decision.OPEN)

    def ended(self):
        """Those that are done or dropped."""
        return self.exclude(state__in=Decision.OPEN)

    def overdue_on(self, day):
        return self.open().filter(by_when__lt=day)

    def in_order(self):
        """By the day by which they are to be done; those without one come last, in the order of recording."""
        return self.order_by(F("by_when").asc(nulls_last=True), "pk")


class Decision(models.Model):
    """Something that a board decided on a round's results: what, who, by when, and whether it is done.

    It may be about a published figure, a cell of the impact matrix, a feature, or nothing in particular. `figure` keeps
    the figure's words as they were published, so that a decision can be read without its release.
    """

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    OPEN = (State.NOT_STARTED, State.UNDER_WAY)

    round = models.ForeignKey(Round, models.CASCADE, related_name="decisions")
    what = models.CharField("what was decided", max_length=LONGEST)
    # A person who works with the product, or anyone else in words: a team, or an organisation without an account.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    who = models.CharField("who will do it, in words", max_length=120, blank=True)
    by_when = models.DateField("by when", null=True, blank=True, validators=[day_of_our_time])
    state = models.CharField("status", max_length=20, choices=State.choices, default=State.NOT_STARTED)
    ended_on = models.DateField("done or dropped on", null=True, blank=True, validators=[day_of_our_time])
    outcome = models.CharField("what has changed", max_length=LONGEST, blank=True)

    # What it is about, in the words of a released figure; all empty where it is about nothing in particular.
    figure = models.TextField("the figure as it was published", blank=True)
    measure = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, blank=True)
    place = models.PositiveIntegerField("number of the place, 0 for the system", default=0)
    subject_kind = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    cell = models.SlugField(
        "cell of the impact matrix, as reporting.read.narratives names it", max_length=80, blank=True
    )

    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    sent_as = models.UUIDField(null=True, unique=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("done", "dropped"), ended_on__isnull=False)
                | Q(state__in=("not_started", "under_way"), ended_on__isnull=True),
                name="what_is_done_or_dropped_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def partnership(self) -> Partnership:
        return self.round.partnership

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def whose(self) -> str:
        """Who does it: the owner, and the team or organisation in words; nothing where an account has gone."""
        return ", ".join(str(each) for each in (self.owner, self.who) if each)

    def is_overdue_on(self, day: datetime.date) -> bool:
        return self.is_open and self.by_when is not None and self.by_when < day
