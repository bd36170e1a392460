"""Where a service places itself on the lines of the change journey."""

from django.conf import settings
from django.db import models

from framework.models import JourneyLine, JourneyPosition
from organisations.models import Round, Service


class JourneyPlaceQuerySet(models.QuerySet):
    """Reads of places on the change journey."""

    def in_round(self, round_):
        return self.filter(round=round_)

    def of_service(self, service):
        """All that a service has said, from its first round on, with what a page says of each. One query."""
        found = self.filter(service=service).select_related("round", "line", "position", "changed_by")
        return found.order_by("round__opens_on", "round", "line__order")

    def before(self, round_, service):
        """What the service said in earlier rounds, the newest first."""
        found = self.of_service(service).filter(round__opens_on__lt=round_.opens_on, round__is_practice=False)
        return found.order_by("-round__opens_on", "-round")

    def values_by_service_and_line(self):
        """One row for each place: the service, the line's code and the position's value."""
        return self.values_list("service", "line__code", "position__value")


class JourneyPlace(models.Model):
    """Where one service is on one line of the change journey in one round. A line that it leaves out has no row."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="journey_places")
    round = models.ForeignKey(Round, models.CASCADE, related_name="journey_places")
    line = models.ForeignKey(JourneyLine, models.PROTECT, related_name="+")
    position = models.ForeignKey(JourneyPosition, models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = JourneyPlaceQuerySet.as_manager()

    class Meta:
        ordering = ("line__order",)
        constraints = [
            models.UniqueConstraint(fields=["service", "round", "line"], name="one_place_per_service_round_and_line")
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.line.code}: {self.position}"
