"""TiP events: the calendar, who came, and which organisations were there."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.days import PlannedQuerySet
from activities.models.recorded import Recorded
from organisations.days import day_of_our_time
from organisations.models import Organisation, Partnership
from organisations.models.naming import TidyName


class EventQuerySet(PlannedQuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def by_day(self, day):
        """Those whose day has come."""
        return self.filter(day__lte=day)

    def to_come(self, day):
        """Those of this day and later, also those that are called off, the next one first."""
        return self.filter(day__gte=day).order_by("day", F("starts_at").asc(nulls_first=True), "pk")

    def public(self):
        return self.filter(is_public=True)

    def come_to(self) -> dict[str, int]:
        """What these events come to: events, and people who came."""
        return self.order_by().aggregate(events=Count("pk"), people=Sum("people", default=0))

    def with_organisations(self):
        """With `organisations_there`, how many organisations came, and `people_of_them`, None where none is known."""
        return self.annotate(organisations_there=Count("organisations"), people_of_them=Sum("organisations__people"))


class Event(Recorded):
    """Something that people come to: a conference, a taster, a celebration."""

    class Form(models.TextChoices):
        LAUNCH = "launch", _("Launch or celebration")
        CONFERENCE = "conference", _("Conference")
        TASTER = "taster", _("Taster or talk")
        WORKSHOP = "workshop", _("Workshop")
        NETWORK = "network", _("Network or sharing practice")
        COMMUNITY = "community", _("With families and communities")
        OTHER = "other", _("Something else")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="events")
    title = TidyName("title", max_length=160)
    day = models.DateField("day", validators=[day_of_our_time])
    starts_at = models.TimeField("from", null=True, blank=True)
    ends_at = models.TimeField("to", null=True, blank=True)
    kind = models.CharField("kind", max_length=20, choices=Form.choices)
    where = models.CharField("where", max_length=200, blank=True)
    description = models.TextField("what it is about", max_length=3000, blank=True)
    places = models.PositiveIntegerField("places", null=True, blank=True, validators=[MinValueValidator(1)])
    is_public = models.BooleanField("show it on the public calendar", default=False)
    people = models.PositiveIntegerField("people who came", null=True, blank=True)
    called_off_on = models.DateField("cancelled on", null=True, blank=True)
    # Calendar programs take the version with the most changes.
    changes = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="an_event_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activities:event", args=[self.partnership.slug, self.pk])


class EventOrganisationQuerySet(models.QuerySet):
    def at(self, events):
        """Who was at these events."""
        return self.filter(event__in=events.order_by())

    def organisations_there(self):
        """The organisations (ids), each once, guests without a service among them."""
        return self.order_by().values_list("organisation_id", flat=True).distinct()


class EventOrganisation(models.Model):
    """An organisation was at an event, with so many people where that is known."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="organisations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="events")
    people = models.PositiveIntegerField("people", null=True, blank=True, validators=[MinValueValidator(1)])

    objects = EventOrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("organisation__name",)
        constraints = [
            models.UniqueConstraint(fields=["event", "organisation"], name="an_organisation_once_per_event"),
            models.CheckConstraint(
                condition=Q(people__isnull=True) | Q(people__gte=1), name="somebody_was_at_the_event"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} at {self.event}"
