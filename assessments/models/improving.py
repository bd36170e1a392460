"""What a service does about what it found: its improvement actions."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from framework.models import Statement
from organisations.days import day_of_our_time
from organisations.models import Partnership, Round, Service


class ImprovementActionQuerySet(models.QuerySet):
    """Reads of improvement actions."""

    def in_partnership(self, partnership):
        return self.filter(service__organisation__partnership=partnership)

    def at(self, places):
        """Those of the services at these places (`organisations.permissions.Places`)."""
        if places.whole_partnership:
            return self
        return self.filter(
            Q(service__in=places.services)
            | Q(service__organisation__in=places.organisations)
            | Q(service__sector__in=places.sectors)
        )

    def open(self):
        """Those that someone still has to carry out."""
        return self.filter(state__in=ImprovementAction.OPEN)

    def late_on(self, day):
        return self.open().filter(due_on__lt=day)

    def numbers(self, of: str) -> dict[int, dict[str, int]]:
        """How many are in which state, by the number that `of` leads to (a service's, a sector's). One GROUP BY."""
        rows = self.order_by().values_list(of, "state").annotate(number=Count("pk"))
        found: dict[int, dict[str, int]] = {}
        for place, state, number in rows:
            found.setdefault(place, {})[state] = number
        return found

    def standing_at_the_end_of(self, round_):
        """Those that a round counts: what was open at the end of its last day, and what ended on its days.

        What was recorded after it, and what had come to an end before its days began, belongs to other rounds.
        """
        first, last = round_.counts_days()
        return self.filter(recorded_on__lte=last).exclude(ended_on__lt=first)

    def in_order(self):
        """Open ones first, by their day; those without one last, in the order of recording. Then the newest ended."""
        return self.annotate(is_ended=Q(state__in=ImprovementAction.ENDED)).order_by(
            "is_ended", F("ended_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
        )

    def with_words(self):
        """With what a list says of each: its service and places, its statement and who does it."""
        return self.select_related("service__organisation", "service__sector", "statement__feature", "person")


class ImprovementAction(models.Model):
    """Something that a service does to grow: what, about which statement, who, by when, and what would show it.

    It hangs on no round: it goes on from one to the next until it is done or ended.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    OPEN = (State.PLANNED, State.UNDER_WAY)
    ENDED = (State.DONE, State.STOPPED)

    service = models.ForeignKey(Service, models.PROTECT, related_name="improvement_actions")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField("what will change", max_length=300)
    # A person who works with the product, or anyone else in words: a team, or an organisation without an account.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    who = models.CharField("a team or an organisation", max_length=120, blank=True)
    due_on = models.DateField("by when", null=True, blank=True, validators=[day_of_our_time])
    would_show = models.CharField("what would show it", max_length=300, blank=True)
    state = models.CharField("status", max_length=20, choices=State.choices, default=State.PLANNED)
    ended_on = models.DateField("done or stopped on", null=True, blank=True)
    became = models.CharField("what has changed", max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_on = models.DateField()

    objects = ImprovementActionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("done", "stopped"), ended_on__isnull=False)
                | Q(state__in=("planned", "under_way"), ended_on__isnull=True),
                name="an_action_that_has_ended_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def partnership(self) -> Partnership:
        return self.service.partnership

    @classmethod
    def in_words(cls, numbers: Mapping[str, int]) -> list[str]:
        """ "2 planned", "1 under way": how many are in which state, those that there are."""
        return [f"{numbers[one]} {one.label.lower()}" for one in cls.State if one in numbers]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def whose(self) -> str:
        """Who does it, in words; nothing where nobody is named."""
        return ", ".join(str(each) for each in (self.person, self.who) if each)

    def is_late_on(self, day: datetime.date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < day

    def stood_on(self, day: datetime.date) -> str:
        """Its state at the end of a day. What came to an end since was under way then."""
        if self.ended_on and self.ended_on > day:
            return self.State.UNDER_WAY
        return self.state


class ActionAtSealingQuerySet(models.QuerySet):
    """Reads of how actions stood at the end of rounds."""

    def in_round(self, round_):
        return self.filter(round=round_)

    def by_service_and_state(self):
        """One row for each action: its service, its state then, and whether its date had passed."""
        return self.values_list("service", "state", "is_overdue")


class ActionAtSealing(models.Model):
    """How an action stood at the end of a round's last day, written down once when the round is sealed.

    Actions go on and change every day. What a round counts of them is fixed with its answers, or approving its results
    would come too late each time.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    action = models.ForeignKey(ImprovementAction, models.CASCADE, related_name="at_sealing")
    # Whose it was then: an action goes on at the service's successor.
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, choices=ImprovementAction.State.choices)
    is_overdue = models.BooleanField("its date had passed", default=False)

    objects = ActionAtSealingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "action"], name="an_action_once_in_each_sealed_round"),
            models.CheckConstraint(
                condition=Q(is_overdue=False) | Q(state__in=("planned", "under_way")),
                name="only_open_actions_are_overdue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}, {self.round}: {self.state}"
