"""The core training offer: courses, their sessions, who came, and the link for feedback."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from activities.models.days import PlannedQuerySet
from activities.models.recorded import Recorded
from organisations.days import day_of_our_time
from organisations.models import Organisation, Partnership
from organisations.models.naming import TidyName, folded_alike
from surveys.models import SurveyLink


class Level(models.TextChoices):
    """How deep a course goes."""

    AWARENESS = "awareness", _("Awareness")
    SKILLED = "skilled", _("Skilled")
    ENHANCED = "enhanced", _("Enhanced")
    LEADERS = "leaders", _("Leaders")


class KindOfRole(models.TextChoices):
    """What someone does at work."""

    FRONT_LINE = "front_line", _("Front line")
    SUPERVISOR = "supervisor", _("Supervisor or manager")
    SENIOR = "senior", _("Senior leader")
    SUPPORT = "support", _("Support, reception or administration")
    NOT_KNOWN = "not_known", _("Not known")


class CourseQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def offered(self):
        return self.filter(retired_on__isnull=True)

    def titled(self, title: str):
        """Those of this title, however it is spelled."""
        return folded_alike(self, title, field="title")

    def with_sessions(self):
        """With `sessions_held`, how many sessions were planned or held and not called off."""
        not_called_off = Q(sessions__called_off_on__isnull=True)
        # A count forgets the model's own order.
        return self.annotate(sessions_held=Count("sessions", filter=not_called_off)).order_by("title")


class Course(models.Model):
    """A course of the core training offer. Its level always names the framework that it belongs to."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="courses")
    title = TidyName("title", max_length=160)
    level = models.CharField("level", max_length=20, choices=Level.choices)
    level_framework = models.CharField("framework of the level", max_length=120, default="Core training offer")
    for_whom = models.CharField("who it is for", max_length=200)
    length = models.CharField("how long it takes", max_length=80, blank=True)
    about = models.TextField("what it is about", max_length=3000, blank=True)
    retired_on = models.DateField("no longer offered since", null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = [models.UniqueConstraint(fields=["partnership", "title"], name="one_course_per_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def level_in_full(self) -> str:
        """The level with the framework that it belongs to: "Skilled (Core training offer)"."""
        return f"{self.get_level_display()} ({self.level_framework})"


class TrainingSessionQuerySet(PlannedQuerySet):
    def in_partnership(self, partnership):
        return self.filter(course__partnership=partnership)

    def without_attendance(self):
        """Those of which no one has written down who came, or that no one did."""
        return self.filter(attendance__isnull=True, nobody_came=False)

    def with_people(self):
        """With `people`, how many came, and `organisations_there`, from how many organisations.

        No one is 0; where no one has written it down yet, `people` is None.
        """
        came = Sum("attendance__people")
        return self.annotate(
            people=Case(When(nobody_came=True, then=Value(0)), default=came, output_field=IntegerField()),
            organisations_there=Count("attendance__organisation", distinct=True),
        )


class TrainingSession(Recorded):
    """One time that a course was held."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    day = models.DateField("day", validators=[day_of_our_time])
    starts_at = models.TimeField("from", null=True, blank=True)
    ends_at = models.TimeField("to", null=True, blank=True)
    trainer = models.CharField("trainer", max_length=120, blank=True)
    where = models.CharField("where", max_length=200, blank=True)
    places = models.PositiveIntegerField("places", null=True, blank=True, validators=[MinValueValidator(1)])
    called_off_on = models.DateField("cancelled on", null=True, blank=True)
    # Zero is a statement: without it, no one has written down yet who came.
    nobody_came = models.BooleanField("no one came", default=False, editable=False)
    feedback = models.OneToOneField(SurveyLink, models.SET_NULL, null=True, blank=True, related_name="training_session")

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="a_session_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.course} on {self.day}"

    @property
    def partnership(self) -> Partnership:
        return self.course.partnership


class TrainingAttendanceQuerySet(models.QuerySet):
    def counted_in(self, round_):
        """Who came to sessions that count in a round; a session that was called off counts nowhere."""
        held = TrainingSession.objects.in_partnership(round_.partnership).held()
        return self.filter(session__in=held.in_round(round_))

    def people_by_level_and_organisation(self):
        """One row per level, organisation and kind of role: level, organisation (id), kind_of_role, people."""
        return (
            self.order_by()
            .values("organisation", "kind_of_role", level=F("session__course__level"))
            .annotate(people=Sum("people"))
            .order_by("level", "organisation", "kind_of_role")
        )


class TrainingAttendance(models.Model):
    """So many people of an organisation, of one kind of role, were at a session."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="attendance")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="training")
    kind_of_role = models.CharField(
        "kind of role", max_length=20, choices=KindOfRole.choices, default=KindOfRole.NOT_KNOWN
    )
    people = models.PositiveIntegerField("people", validators=[MinValueValidator(1)])

    objects = TrainingAttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("organisation__name", "kind_of_role")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation", "kind_of_role"], name="a_kind_of_role_once_per_session"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="somebody_was_at_the_session"),
        ]

    def __str__(self) -> str:
        return f"{self.people} of {self.organisation} at {self.session}"
