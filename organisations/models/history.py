"""Places have a history: services that moved, and places that became part of others or were split."""

import datetime
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.days import day_of_our_time
from organisations.models.places import Organisation, Partnership, Sector, Service


class ServiceMoveQuerySet(models.QuerySet):
    """Reads of moves."""

    def planned(self):
        """Those that are still to come."""
        return self.filter(done_on=None)

    def done(self):
        return self.exclude(done_on=None)

    def due(self, on: datetime.date):
        return self.planned().filter(day__lte=on)

    def in_partnership(self, partnership):
        return self.filter(service__organisation__partnership=partnership)


class ServiceMove(models.Model):
    """A service goes to another organisation or sector from a day: done, or planned for a day that is to come.

    It keeps the names of where the service came from, as they were then. Where it stood when a round closed is the
    round's own matter (`RoundService`).
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="moves")
    day = models.DateField("from which day", validators=[day_of_our_time])
    from_name = models.CharField("its name before", max_length=160)
    from_organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="moves_away")
    from_organisation_name = models.CharField("its organisation's name then", max_length=160)
    from_sector_name = models.CharField("its sector's name then", max_length=120)
    to_organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # None where that sector is no longer there: a move that was planned to it is then held up.
    to_sector = models.ForeignKey(Sector, models.SET_NULL, null=True, related_name="+")
    to_name = models.CharField("its name there", max_length=160)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    held_up = models.CharField("why it could not be carried out on its day", max_length=400, blank=True)

    objects = ServiceMoveQuerySet.as_manager()

    class Meta:
        ordering = ("day", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=Q(done_on__isnull=True), name="one_planned_move_of_a_service"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(held_up=""), name="what_is_held_up_is_not_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_name} to {self.to_organisation}"

    @property
    def partnership(self) -> Partnership:
        return self.service.partnership


class PlaceSuccessionQuerySet(models.QuerySet):
    """Reads of what became of places."""

    def of_services(self):
        return self.filter(from_service__isnull=False)

    def of_organisations(self):
        return self.filter(from_organisation__isnull=False)

    def with_places(self):
        return self.select_related(
            "from_service__organisation",
            "from_service__sector",
            "to_service__organisation",
            "to_service__sector",
            "from_organisation",
            "to_organisation",
        )


class PlaceSuccession(models.Model):
    """One place became part of another, or another came out of it, on a day. The older one is closed, and stays so."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("became part of")
        SPLIT = "split", _("was split into")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    from_service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="successions")
    to_service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="successions_before")
    from_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="successions"
    )
    to_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="successions_before"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PlaceSuccessionQuerySet.as_manager()

    class Meta:
        ordering = ("day", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    from_service__isnull=False,
                    to_service__isnull=False,
                    from_organisation__isnull=True,
                    to_organisation__isnull=True,
                )
                | Q(
                    from_service__isnull=True,
                    to_service__isnull=True,
                    from_organisation__isnull=False,
                    to_organisation__isnull=False,
                ),
                name="each_is_followed_by_one_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(from_service__isnull=True) | ~Q(from_service=F("to_service")),
                name="no_service_follows_itself",
            ),
            models.CheckConstraint(
                condition=Q(from_organisation__isnull=True) | ~Q(from_organisation=F("to_organisation")),
                name="no_organisation_follows_itself",
            ),
            models.UniqueConstraint(fields=["from_service", "to_service"], name="a_service_follows_another_once"),
            models.UniqueConstraint(
                fields=["from_organisation", "to_organisation"], name="an_organisation_follows_another_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"

    @property
    def before(self) -> Service | Organisation:
        """The older one, which is closed."""
        return cast(Service | Organisation, self.from_service or self.from_organisation)

    @property
    def after(self) -> Service | Organisation:
        return cast(Service | Organisation, self.to_service or self.to_organisation)
