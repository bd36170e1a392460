"""The barrier ledger: what stands in the way, what was answered, and the slip of someone who gave no name."""

import datetime
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation, Partnership, Service
from organisations.permissions import Places, has_permission, places_where
from organisations.roles import Permission

MOST_WORDS = 2000


def _at(places: Places) -> Q:
    return Q(pk__isnull=False) if places.whole_partnership else Q(organisation__in=places.organisations)


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField())


def _open_in_every_service_to(user, partnership):
    """The organisations whose services someone may open, all of them: a barrier does not say which it came from."""
    services = Service.objects.in_partnership(partnership)
    mine = Service.objects.visible_to(user, partnership).values("pk")
    there = Organisation.objects.filter(services__in=mine)
    return there.exclude(services__in=services.exclude(pk__in=mine)).values("pk")


class BarrierQuerySet(models.QuerySet):
    """Reads of barriers."""

    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def in_the_ledger(self):
        """Those that someone answers or has answered: no longer with a reviewer, nor kept out."""
        return self.filter(state__in=Barrier.IN_THE_LEDGER)

    def waiting(self):
        """Those that a reviewer has to read."""
        return self.filter(state=Barrier.State.WAITING)

    def open(self):
        """Those that nobody has answered."""
        return self.filter(state=Barrier.State.OPEN)

    def answered(self):
        return self.filter(state__in=Barrier.ANSWERED)

    def late_on(self, day):
        """Those that were to be changed by a day that has passed."""
        return self.filter(state=Barrier.State.WILL_CHANGE, change_by__lt=day)

    def wants_an_answer_on(self, day):
        return self.filter(Q(state=Barrier.State.OPEN) | Q(state=Barrier.State.WILL_CHANGE, change_by__lt=day))

    def at(self, places):
        """Those at these places (`organisations.permissions.Places`); those of no organisation are the board's."""
        return self if places.whole_partnership else self.filter(organisation__in=places.organisations)

    def readable_by(self, user, partnership):
        """Those of the ledger that someone may know of; each says whether they read its words, and who named it.

        Whoever named one reads it, and so do those who read open ones at its place: they alone see a name. What is
        answered is read by everyone who sees results. What staff wrote in a survey is read with its place by those who
        answer it, and by those who may read the comments of every service there: no one else sees it in the results.
        """
        near = _at(places_where(user, Permission.VIEW_BARRIERS, partnership)) | Q(named_by=user)
        read = near
        if has_permission(user, Permission.VIEW_RESULTS, partnership):
            read |= Q(state__in=Barrier.ANSWERED)
        answers = _at(places_where(user, Permission.ANSWER_BARRIERS, partnership))
        whole = Q(organisation__in=_open_in_every_service_to(user, partnership))
        in_words = ~Q(way=Barrier.Way.COMMENT, organisation__isnull=False) | answers | whole
        found = self.in_partnership(partnership).in_the_ledger().filter(read)
        return found.annotate(is_in_words=_whether(in_words), is_with_name=_whether(near))

    def with_places(self):
        return self.select_related("partnership", "organisation", "named_by")

    def in_order(self):
        """Open ones first, those that have waited longest before the others; then the newest answers."""
        return self.order_by(F("answered_on").desc(nulls_first=True), "passed_on", "pk")


class Barrier(models.Model):
    """A form, a rule or a place that stands in the way, and how far its answer is.

    Of whoever named it without an account nothing is kept: no day, and no key in common with anything else. `slip` is
    a hash of a code that only they have. `due_on` is the Friday of the week in which a reviewer has to read it; it goes
    when that is done.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("To review")
        OPEN = "open", _("Not answered yet")
        CHANGED = "changed", _("Changed")
        WILL_CHANGE = "will_change", _("Will change")
        CANNOT = "cannot", _("Cannot change")
        SET_ASIDE = "set_aside", _("Not in the ledger")
        ESCALATED = "escalated", _("Passed to safeguarding")

    class Way(models.TextChoices):
        SIGNED_IN = "signed_in", _("Someone who was signed in")
        PAGE = "page", _("Someone who gave no name")
        COMMENT = "comment", _("A comment in a survey")

    ANSWERED = (State.CHANGED, State.WILL_CHANGE, State.CANNOT)
    IN_THE_LEDGER = (State.OPEN, *ANSWERED)
    KEPT_OUT = (State.SET_ASIDE, State.ESCALATED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="barriers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="barriers")
    words = models.TextField("what stands in the way")
    way = models.CharField("who named it", max_length=10, choices=Way.choices)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField("status", max_length=12, choices=State.choices)
    due_on = models.DateField("review by", null=True, blank=True)
    passed_on = models.DateField("day on which those who answer could first read it", null=True, blank=True)
    answered_on = models.DateField("first answered on", null=True, blank=True)
    change_by = models.DateField("will change by", null=True, blank=True)
    is_held = models.BooleanField("came with many others at once", default=False)
    # Of the slip. All of it goes with the slip.
    slip = models.CharField("hash of a slip's code", max_length=64, null=True, blank=True, unique=True)
    slip_ends_on = models.DateField("last day of the slip", null=True, blank=True)
    question = models.CharField("the reviewer’s question", max_length=300, blank=True)
    reply = models.TextField("the answer to it", blank=True)
    note = models.CharField("what the reviewer says to whoever holds the slip", max_length=300, blank=True)

    objects = BarrierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", due_on__isnull=False) | (~Q(state="waiting") & Q(due_on__isnull=True)),
                name="a_barrier_has_a_day_to_review_only_while_it_waits",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("changed", "will_change", "cannot"), answered_on__isnull=False)
                | (~Q(state__in=("changed", "will_change", "cannot")) & Q(answered_on__isnull=True)),
                name="an_answered_barrier_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="will_change", change_by__isnull=False)
                | (~Q(state="will_change") & Q(change_by__isnull=True)),
                name="a_barrier_that_will_change_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(way="signed_in") | Q(named_by__isnull=True), name="who_gave_no_name_has_none"
            ),
            models.CheckConstraint(condition=Q(way="page") | Q(slip__isnull=True), name="a_slip_is_of_the_open_page"),
        ]

    def __str__(self) -> str:
        return "A barrier"

    @property
    def place(self) -> Partnership | Organisation:
        """Where it is answered: the organisation, or the partnership as a whole."""
        return self.organisation or self.partnership

    @property
    def is_answered(self) -> bool:
        return self.state in self.ANSWERED

    def is_late_on(self, day: datetime.date) -> bool:
        return self.change_by is not None and self.change_by < day

    @property
    def days_to_an_answer(self) -> int | None:
        """Days from the one on which those who answer could first read it."""
        if self.answered_on is None or self.passed_on is None:
            return None
        return (self.answered_on - self.passed_on).days

    def days_open(self, on: datetime.date) -> int:
        return max((on - self.passed_on).days, 0) if self.passed_on else 0


class BarrierAnswer(models.Model):
    """One answer to a barrier, which is never changed: a later one says what has come of it since."""

    class Kind(models.TextChoices):
        CHANGED = "changed", _("It has changed")
        WILL_CHANGE = "will_change", _("It will change by a date")
        CANNOT = "cannot", _("It cannot change")

    barrier = models.ForeignKey(Barrier, models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    words = models.CharField("what has changed or will change, or why it cannot", max_length=1000)
    change_by = models.DateField("will change by", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="will_change", change_by__isnull=False)
                | (~Q(kind="will_change") & Q(change_by__isnull=True)),
                name="only_what_will_change_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class HoursGivenBack(models.Model):
    """What a change saves, by somebody's reckoning: what goes into it is kept, and the hours are worked out from it."""

    barrier = models.OneToOneField(Barrier, models.CASCADE, related_name="hours")
    minutes = models.PositiveSmallIntegerField(
        "minutes saved each time", validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    times = models.PositiveIntegerField(
        "times a year, for one person", validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    people = models.PositiveIntegerField("people", validators=[MinValueValidator(1), MaxValueValidator(50_000)])
    how = models.CharField("how this was reckoned", max_length=300)
    reckoned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reckoned_on = models.DateField()

    class Meta:
        verbose_name_plural = _("hours given back")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, times__gte=1, people__gte=1), name="hours_come_from_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hours} hours a year"

    @property
    def hours(self) -> int:
        """Hours a year, to the nearest whole one."""
        return (2 * self.minutes * self.times * self.people + 60) // 120
