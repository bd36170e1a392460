"""Sector sub-groups: their members, their meetings, and which organisations came."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from activities.models.days import PlannedQuerySet
from activities.models.recorded import Recorded
from organisations.days import day_of_our_time
from organisations.models import Organisation, Partnership, Sector
from organisations.models.naming import TidyName


class SubGroupMember(models.Model):
    """Someone who belongs to a sector's sub-group. They need no account."""

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="subgroup_members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    name = TidyName("name", max_length=120)
    email = models.EmailField("email address", blank=True)
    is_chair = models.BooleanField("chairs the sub-group", default=False)
    left_on = models.DateField("left on", null=True, blank=True)

    class Meta:
        ordering = ("-is_chair", "name")

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(PlannedQuerySet):
    def in_partnership(self, partnership):
        return self.filter(sector__partnership=partnership)

    def without_attendance(self):
        """Those of which no one has written down who came, or that no one did."""
        return self.filter(attendance__isnull=True, nobody_came=False)


class Meeting(Recorded):
    """A meeting of a sector's sub-group."""

    sector = models.ForeignKey(Sector, models.PROTECT, related_name="subgroup_meetings")
    day = models.DateField("day", validators=[day_of_our_time])
    starts_at = models.TimeField("from", null=True, blank=True)
    ends_at = models.TimeField("to", null=True, blank=True)
    where = models.CharField("where", max_length=200, blank=True)
    agenda = models.TextField("what it is about", max_length=3000, blank=True)
    notes = models.TextField("notes", max_length=10000, blank=True)
    decided = models.TextField("what was decided", max_length=5000, blank=True)
    called_off_on = models.DateField("cancelled on", null=True, blank=True)
    # Zero is a statement: without it, no one has written down yet who came.
    nobody_came = models.BooleanField("no one came", default=False, editable=False)
    # Calendar programs take the version with the most changes.
    changes = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="a_meeting_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"Sub-group of {self.sector} on {self.day}"

    @property
    def partnership(self) -> Partnership:
        return self.sector.partnership


class MeetingAttendanceQuerySet(models.QuerySet):
    def organisations_by_sector(self):
        """Pairs of sector and organisation (ids) that came to at least one of these meetings, each once."""
        return self.order_by().values_list("meeting__sector_id", "organisation_id").distinct()


class MeetingAttendance(models.Model):
    """An organisation was at a meeting, with so many people."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="subgroup_attendance")
    people = models.PositiveIntegerField("people", default=1, validators=[MinValueValidator(1)])

    objects = MeetingAttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("organisation__name",)
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organisation"], name="an_organisation_once_per_meeting"),
            models.CheckConstraint(condition=Q(people__gte=1), name="somebody_was_at_the_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} at {self.meeting}"
