"""Rounds: the windows in which a partnership measures, and the tree as it stood then."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from framework.models import Feature, FrameworkVersion, Statement
from organisations.days import day_of_our_time
from organisations.models.naming import TidyName, folded_alike
from organisations.models.places import Organisation, Partnership, Sector, Service

# For those who have begun when a survey closes: until the end of the next day.
GRACE = datetime.timedelta(days=1)
# To enter what was filled in on paper by the last day.
FOR_PAPER = datetime.timedelta(days=14)


class RoundQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Round.State.OPEN)

    def released(self):
        return self.filter(state=Round.State.RELEASED)

    def named(self, name: str):
        """Those known by this name, however it is spelled."""
        return folded_alike(self, name)

    def real(self):
        """All but those for practice, of which nothing ever counts: whatever is made of answers begins here."""
        return self.filter(is_practice=False)

    def practice(self):
        """Those in which a partnership tries everything first; when one ends, all of it is deleted."""
        return self.filter(is_practice=True)

    def newest_first(self):
        return self.order_by("-opens_on", "-pk")

    def with_answers_as_they_came(self):
        """Open, or closed and neither sealed nor on the way: their answers lie where they came in.

        Of a practice round that has ended nothing lies there any more.
        """
        closed = Q(state=Round.State.CLOSED, is_sealed=False, is_being_sealed=False, is_practice=False)
        return self.filter(Q(state=Round.State.OPEN) | closed)

    def to_be_sealed(self, at: datetime.datetime):
        """Closed for a day by then, and neither sealed nor on the way."""
        return self.with_answers_as_they_came().filter(state=Round.State.CLOSED, seals_at__lte=at)

    def before(self, round_):
        """Earlier rounds of the same partnership that count, newest first."""
        return self.real().filter(partnership=round_.partnership_id, opens_on__lt=round_.opens_on).newest_first()

    def counting(self, partnership, day: datetime.date):
        """The round in which what was done on a day counts: the first that ends on it or later; None without one.

        Practice is passed over: what is done on its days counts in the real round that comes next.
        """
        found = self.real().filter(partnership=partnership, closes_on__gte=day).order_by("closes_on", "pk").first()
        return found if found and found.counts_days()[0] <= day else None


class Round(models.Model):
    """A measurement window with a first and a last day. It keeps the framework version it was run with."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        RELEASED = "released", "Released"

    class ShownFirst(models.TextChoices):
        """What to show first where not everything can be shown; reporting calls it wishes."""

        WHOLE = "whole", _("The whole partnership first, then sectors, then services")
        SERVICES = "services", _("Services first, then the whole partnership, then sectors")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="rounds")
    framework = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="rounds")
    slug = models.SlugField("address", max_length=80)
    name = TidyName("name", max_length=80)
    opens_on = models.DateField("first day", validators=[day_of_our_time])
    closes_on = models.DateField("last day", validators=[day_of_our_time])
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    # To try everything first. Said when it is planned, and never changed: people are told before they answer.
    is_practice = models.BooleanField(_("this round is for practice"), default=False)
    # Stated before anybody has answered, so that nobody can choose it for what it would show.
    shown_first = models.CharField(
        "what is shown first", max_length=10, choices=ShownFirst.choices, default=ShownFirst.WHOLE
    )
    # The features that services assess themselves on; none for all. Surveys ask about all of them in any case.
    assessed = models.ManyToManyField(
        Feature, blank=True, related_name="+", verbose_name=_("features that services assess themselves on")
    )
    # How many statements a service looks at before it sees what it said of them in an earlier round; None for all.
    fresh_statements = models.PositiveSmallIntegerField(
        "how many statements are looked at with fresh eyes", null=True, blank=True
    )
    # Closed, and from then on to be sealed; until somebody begins to, an admin can reopen the round.
    seals_at = models.DateTimeField("sealed from", null=True, editable=False)
    # The last day that was planned, of a round that was closed before it: it comes back where the round is reopened.
    planned_last_day = models.DateField(null=True, editable=False)
    # Its answers are on their way to where they are kept: nothing can be made of it until they all are.
    is_being_sealed = models.BooleanField(default=False)
    # They all are; codes are gone, and so is the order in which anything came. There is no way back.
    is_sealed = models.BooleanField(default=False)
    # A hash of the survey answers in the first results that were prepared, which somebody may have looked at. Results
    # of other answers are not looked at before they are released: both together would tell what lies between them.
    answers_looked_at = models.CharField(max_length=64, blank=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_on",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="one_round_per_address"),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state="open"), name="one_open_round_per_partnership"
            ),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(is_being_sealed=False) | Q(state="closed", is_sealed=False),
                name="only_a_closed_round_is_being_sealed",
            ),
            models.CheckConstraint(
                condition=Q(is_sealed=False) | Q(state__in=("closed", "released")), name="a_sealed_round_is_not_open"
            ),
            models.CheckConstraint(
                condition=Q(is_practice=False) | (Q(is_sealed=False) & ~Q(state="released")),
                name="a_practice_round_is_never_sealed_or_released",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def can_be_reopened(self) -> bool:
        """Whether it is closed and nothing has moved yet. Practice that has ended is not taken up again."""
        moved = self.is_being_sealed or self.is_sealed or self.is_practice
        return self.state == self.State.CLOSED and not moved

    @property
    def is_over(self) -> bool:
        """Whether it was for practice and has ended: what is left of it is being deleted."""
        return self.is_practice and self.state == self.State.CLOSED

    @property
    def state_in_words(self) -> str:
        """The state as pages say it: of a closed round also whether its answers are sealed."""
        if self.state != self.State.CLOSED:
            return self.get_state_display()
        if self.is_practice:
            return str(_("Ended, being deleted"))
        if self.is_being_sealed:
            return str(_("Closed, answers are being sealed"))
        return str(_("Closed and sealed") if self.is_sealed else _("Closed, not yet sealed"))

    def assessed_features(self) -> models.QuerySet[Feature]:
        """The features that services assess themselves on, in their order."""
        chosen = self.assessed.all()
        return chosen if chosen.exists() else Feature.objects.filter(framework=self.framework_id)

    def assessed_statements(self) -> models.QuerySet[Statement]:
        """The statements that services assess themselves on, with their features."""
        found = Statement.objects.filter(feature__in=self.assessed_features())
        return found.select_related("feature").order_by("feature__order", "order")

    def asks_on(self, day: datetime.date) -> bool:
        """Whether its surveys can be begun on a day: from the first day to the end of the last, while it is open."""
        return self.is_open and self.opens_on <= day <= self.closes_on

    def takes_on(self, day: datetime.date, *, begun: datetime.date) -> bool:
        """Whether answers that someone began on the day `begun` can be sent on a day.

        Until the end of the last day; what was begun by then, until the end of the day after.
        """
        return self.is_open and self.opens_on <= day <= self.last_day_to_send and begun <= self.closes_on

    def takes_paper_on(self, day: datetime.date) -> bool:
        """Whether forms that were filled in on paper by the last day can still be entered on a day."""
        return self.is_open and self.opens_on <= day <= self.last_day_for_paper

    @property
    def last_day_to_send(self) -> datetime.date:
        """Until when someone who had begun by the last day can send their answers."""
        # Practice ends when it says, since all of it is deleted then.
        return self.closes_on if self.is_practice else self.closes_on + GRACE

    @property
    def last_day_for_paper(self) -> datetime.date:
        return self.closes_on if self.is_practice else self.closes_on + FOR_PAPER

    def open_days(self, on: datetime.date | None = None) -> str:
        """When its surveys are open, as every page says it on a day (today where none is named)."""
        day, last = on or timezone.localdate(), date_format(self.closes_on, "j F Y")
        if day < self.opens_on:
            return gettext("surveys open on %(day)s") % {"day": date_format(self.opens_on, "j F Y")}
        left = (self.closes_on - day).days
        if left < 0:
            return gettext("surveys closed at the end of %(day)s") % {"day": last}
        if left == 0:
            return gettext("open until the end of today, %(day)s") % {"day": last}
        return ngettext(
            "open until the end of %(day)s (%(left)s day left)",
            "open until the end of %(day)s (%(left)s days left)",
            left,
        ) % {"day": last, "left": left}

    def planned_close(self, on: datetime.date | None = None) -> str:
        """What the last day says of all that stays open until an admin closes the round, such as self-assessments."""
        last = {"day": date_format(self.closes_on, "j F Y")}
        if (on or timezone.localdate()) > self.closes_on:
            return gettext("the round was planned to close on %(day)s") % last
        return gettext("the round is planned to close on %(day)s") % last

    def counts_days(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day of what counts in this round, of all that is recorded by its day.

        What is done between two rounds counts in the later one: a round's days begin after the last day of the round
        before. The days of a partnership's first round begin a year before it ends. Of two rounds that end on one day
        the first that was planned has that day, and the other one none: then its first day comes after its last.
        """
        # In the order in which `counting` looks for a day's round, so that no day is in two of them or in none.
        before = Q(closes_on__lt=self.closes_on) | Q(closes_on=self.closes_on, pk__lt=self.pk)
        earlier = Round.objects.real().filter(before, partnership=self.partnership_id)
        last = earlier.order_by("-closes_on").values_list("closes_on", flat=True).first()
        first = last + datetime.timedelta(days=1) if last else self.closes_on - datetime.timedelta(days=365)
        return first, self.closes_on


class RoundServiceQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(round=round_)


class RoundService(models.Model):
    """A service as it stood when a round closed: its place in the tree, its names and its headcount."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="places")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+")
    service_name = models.CharField(max_length=160)
    organisation_name = models.CharField(max_length=160)
    sector_name = models.CharField(max_length=120)
    headcount = models.PositiveIntegerField(null=True)

    objects = RoundServiceQuerySet.as_manager()

    class Meta:
        ordering = ("sector_name", "service_name")
        constraints = [models.UniqueConstraint(fields=["round", "service"], name="a_service_once_per_round")]

    def __str__(self) -> str:
        return f"{self.service_name} in {self.round}"
