"""How a survey is handed out: links, posters, codes, tablets and paper, and when it rests."""

import datetime
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import GoesPublic, Partnership, Round, Service, two_people
from surveys.models.instruments import Instrument


def new_link_token() -> str:
    """A survey link's secret: 80 bits in letters and digits that read well on paper."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    # 30 signs: without i, l, o and u, 0 and 1, which are taken for each other. 17 of them are 83 bits, so that no one
    # finds a survey by trying.
    return "".join(secrets.choice(alphabet) for _ in range(17))


class SurveyLinkQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(round=round_)

    def counted(self):
        """Those whose answers count: all that were not set aside."""
        return self.filter(set_aside_on__isnull=True)

    def with_pause(self):
        """With `paused_at`: since when they rest, or None where they do not."""
        here = Q(service=OuterRef("service")) | Q(service=None, partnership=OuterRef("round__partnership"))
        running = QuietTime.objects.running().filter(here).order_by("began_at")
        return self.annotate(paused_at=Subquery(running.values("began_at")[:1]))

    def with_places(self):
        return self.select_related("service__organisation__partnership", "round__partnership", "instrument")


class SurveyLink(models.Model):
    """One way by which a service hands out one survey in one round. Its kind is the mode of the answers it takes.

    A survey that no service hands out (after a training session) has a link without a service.
    """

    class Mode(models.TextChoices):
        LINK = "link", _("Open link")
        POSTER = "poster", _("Poster or card")
        CODES = "codes", _("Single-use codes")
        TABLET = "tablet", _("Shared tablet")
        PAPER = "paper", _("Paper")

    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="survey_links")
    round = models.ForeignKey(Round, models.CASCADE, related_name="survey_links")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="survey_links")
    kind = models.CharField(max_length=10, choices=Mode.choices, default=Mode.LINK)
    token = models.CharField(max_length=40, unique=True, default=new_link_token)
    is_revoked = models.BooleanField("turned off by the service", default=False)
    counted_on = models.DateField("day on which responses were last counted", null=True, blank=True)
    counted_responses = models.PositiveIntegerField("responses on that day", default=0)
    set_aside_on = models.DateField("excluded from results on", null=True, blank=True)
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    set_aside_reason = models.CharField("why it is excluded", max_length=500, blank=True)

    objects = SurveyLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "round", "instrument", "kind"],
                condition=Q(service__isnull=False, is_revoked=False),
                name="one_open_survey_link_of_a_kind_per_service_round_and_survey",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_on__isnull=True) | ~Q(set_aside_reason=""),
                name="a_link_is_set_aside_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        whose = f" for {self.service}" if self.service else ""
        return f"{self.instrument}{whose}, {self.round}"

    @property
    def is_in_use(self) -> bool:
        """Whether neither the service turned it off nor closed down; its round's days are looked at apart."""
        return not self.is_revoked and (self.service is None or self.service.archived_on is None)

    @property
    def takes_answers(self) -> bool:
        """Whether someone can begin today."""
        return self.is_in_use and self.round.asks_on(timezone.localdate())

    @property
    def takes_put_by(self) -> bool:
        """Whether someone can go on today with what they have put by: they had begun."""
        return self.is_in_use and self.round.takes_on(timezone.localdate(), begun=self.round.closes_on)

    def takes_begun(self, begun: float | None) -> bool:
        """Whether answers can be sent today that someone began at `begun` (seconds since 1970; None: not known)."""
        if begun is None:
            return self.takes_answers
        day = timezone.localdate(datetime.datetime.fromtimestamp(begun, tz=datetime.UTC))
        return self.is_in_use and self.round.takes_on(timezone.localdate(), begun=day)

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey-start", args=[self.token])


class SingleUseCode(models.Model):
    """A code that lets one person answer once. Only its hash is kept, beside nothing about who was given it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey_link = models.ForeignKey(SurveyLink, models.CASCADE, related_name="codes")
    hash = models.CharField(max_length=64, unique=True)
    is_spent = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "A single-use code"


class Draft(models.Model):
    """Answers that someone with a code has put by, sealed with the longer code of the pause: we cannot read them.

    `on_card` finds all that was put by with one card, whichever longer code it went under: they go once it is spent.
    """

    lookup = models.CharField("keyed hash of the longer code", max_length=64, unique=True)
    on_card = models.CharField("keyed hash of the code on the card", max_length=64, db_index=True)
    sealed = models.BinaryField()
    saved_on = models.DateField()

    def __str__(self) -> str:
        return "Answers put by"


class QuietTimeQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_at__isnull=True)

    def for_service(self, service):
        """Those that cover a service: its own, and the whole partnership's."""
        return self.filter(Q(service=service) | Q(service=None, partnership=service.organisation.partnership_id))


class QuietTime(models.Model):
    """A time, after an incident, in which a service's surveys (or all of a partnership's) ask no one anything."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="quiet_times")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="quiet_times")
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = QuietTimeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(ended_at__isnull=True, service__isnull=False),
                name="one_quiet_time_at_a_time_per_service",
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(ended_at__isnull=True, service__isnull=True),
                name="one_quiet_time_at_a_time_per_partnership",
            ),
        ]

    def __str__(self) -> str:
        return f"Surveys paused in {self.service or self.partnership}"


class YouSaidWeDid(GoesPublic):
    """ "You said, we did": what a service heard and what it changed, for those who answered. One version of it."""

    WORDS = ("said", "did", "for_families")

    service = models.ForeignKey(Service, models.CASCADE, related_name="replies")
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="replies")
    for_families = models.BooleanField("for families (otherwise for staff)", default=True)
    said = models.CharField("you said", max_length=400)
    did = models.CharField("we did", max_length=400)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="versions_to_come")

    class Meta:
        ordering = ("-published_on", "-pk")
        verbose_name_plural = "replies"
        constraints = [two_people("what_we_did_is_published_by_a_second_person")]

    def __str__(self) -> str:
        return f"{self.service}: {self.said[:60]}"

    @property
    def partnership(self) -> Partnership:
        return self.service.partnership

    @property
    def called(self) -> str:
        return "“You said, we did”"


class Flag(models.Model):
    """A sign that a link may have been used in bulk. It blocks nothing; someone has a look."""

    class Sign(models.TextChoices):
        HEADCOUNT = "headcount", _("More responses than people who work there")
        BURST = "burst", _("Many responses within an hour")
        ALIKE = "alike", _("Many responses that are exactly the same")
        SPEED = "speed", _("Many responses faster than anyone could read the questions")
        WORDS = "words", _("Many comments all at once")

    survey_link = models.ForeignKey(SurveyLink, models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=10, choices=Sign.choices)
    first_on = models.DateField("first seen on")
    settled_on = models.DateField("included on", null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_reason = models.CharField("why it is included", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey_link", "kind"], name="one_flag_of_a_kind_per_link"),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) | ~Q(settled_reason=""),
                name="a_flag_is_settled_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.survey_link}"
