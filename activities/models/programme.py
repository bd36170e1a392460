"""The programme: what goes out to whom and when, and who drives it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.days import day_of_our_time
from organisations.models import Organisation, Partnership, Sector, Service
from organisations.models.naming import TidyName


class CommunicationQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def waiting(self):
        return self.filter(done_on__isnull=True)

    def due_in(self, round_):
        """Those that were to go out on a day that counts in a round."""
        first, last = round_.counts_days()
        return self.filter(partnership=round_.partnership_id, due_on__gte=first, due_on__lte=last)

    def late_on(self, day):
        return self.waiting().filter(due_on__lt=day)


class Communication(models.Model):
    """One line of the communication plan: something that goes out to some people by some day."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("Email or newsletter")
        MEETING = "meeting", _("In a meeting")
        POSTER = "poster", _("Poster or leaflet")
        ONLINE = "online", _("Website or social media")
        LETTER = "letter", _("Letter home")
        OTHER = "other", _("Another way")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="communications")
    what = models.CharField("what to send", max_length=200)
    audience = models.CharField("who it is for", max_length=200)
    channel = models.CharField("how", max_length=20, choices=Channel.choices)
    due_on = models.DateField("send by", validators=[day_of_our_time])
    owner = models.CharField("who is responsible", max_length=120, blank=True)
    note = models.TextField("note", max_length=2000, blank=True)
    done_on = models.DateField("sent on", null=True, blank=True, validators=[day_of_our_time])
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CommunicationQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.what

    def is_late_on(self, day: datetime.date) -> bool:
        return self.done_on is None and self.due_on < day


class ChampionQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def current_on(self, day):
        return self.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gt=day))

    def listed(self):
        """Those who agreed to be seen by everyone who signs in."""
        return self.filter(agreed=True)

    def in_sector(self, sector):
        """Those of the sector itself, and of organisations with an active service in it."""
        services = Service.objects.active().filter(sector=sector)
        return self.filter(Q(sector=sector) | Q(organisation__in=services.values("organisation")))


class Champion(models.Model):
    """Someone who drives trauma-informed practice in an organisation or a sector. They need no account."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="champions")
    name = TidyName("name", max_length=120)
    role = models.CharField("role", max_length=120, blank=True)
    email = models.EmailField("email address", blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="champions")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="champions")
    since = models.DateField("since", validators=[day_of_our_time])
    until = models.DateField("until", null=True, blank=True, validators=[day_of_our_time])
    agreed = models.BooleanField("they agreed to be listed", default=False)

    objects = ChampionQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(sector__isnull=False),
                name="a_champion_belongs_somewhere",
            )
        ]

    def __str__(self) -> str:
        return self.name
