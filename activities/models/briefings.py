"""Briefings: a service shared the definition and the features with its team."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Max, Q, Sum
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from activities.models.days import ServiceDayQuerySet
from activities.models.recorded import Recorded
from organisations.days import day_of_our_time
from organisations.models import Partnership, Service


class BriefingQuerySet(ServiceDayQuerySet):
    def reached_by_service(self):
        """One row per service: service (id), people reached, team (the largest named).

        Someone who heard it twice is in two briefings, so no service counts more people than its team has.
        """
        team = Max("team_size")
        people = Least(Sum("people_reached"), team)
        return self.order_by().values("service").annotate(people=people, team=team).order_by("service")

    def people_in_all(self) -> int:
        """People reached, over all services."""
        return sum(row["people"] for row in self.reached_by_service())


class Briefing(Recorded):
    """One time at which a team heard about the definition and the features."""

    class How(models.TextChoices):
        TEAM_MEETING = "team_meeting", _("In a team meeting")
        TRAINING_DAY = "training_day", _("At a training day")
        INDUCTION = "induction", _("When someone started")
        IN_WRITING = "in_writing", _("In writing, with a check that people read it")
        OTHER = "other", _("In another way")

    service = models.ForeignKey(Service, models.PROTECT, related_name="briefings")
    day = models.DateField("day", validators=[day_of_our_time])
    how = models.CharField("how", max_length=20, choices=How.choices)
    people_reached = models.PositiveIntegerField("people reached", validators=[MinValueValidator(1)])
    team_size = models.PositiveIntegerField("people in the team then", validators=[MinValueValidator(1)])
    note = models.TextField("what came up", max_length=2000, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(people_reached__gte=1, team_size__gte=1), name="a_briefing_reaches_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"Briefing of {self.service} on {self.day}"

    @property
    def partnership(self) -> Partnership:
        return self.service.partnership
