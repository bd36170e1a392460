"""Support and challenge: who offers to be a peer, which service asks for one, and what the two say to each other."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessing import Assessment
from framework.models import Feature
from organisations.models import Partnership, Service

MOST_AT_ONCE = 3
MOST_WRITTEN = 2000  # letters in a box
MOST_FEATURES = 3  # that a service asks help with
A_YEAR = datetime.timedelta(days=365)


class PeerOffer(models.Model):
    """Someone is willing to be a peer: with what they can help, and for how many services at a time.

    It goes when they stop. Conversations that they are in go on.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="peer_offers")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="peer_offers")
    features = models.ManyToManyField(Feature, related_name="+")
    at_once = models.PositiveSmallIntegerField(
        "how many services at a time",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)],
    )
    since = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["user", "partnership"], name="one_offer_per_person")]

    def __str__(self) -> str:
        return str(self.user)


class PeerRequestQuerySet(models.QuerySet):
    def unmet_on(self, day: datetime.date):
        """Those of the last year whose service has no peer yet: about what it submitted last, of one that is there."""
        newer = Assessment.objects.submitted().filter(
            service=OuterRef("assessment__service"), round__opens_on__gt=OuterRef("assessment__round__opens_on")
        )
        met = PeerConversation.objects.filter(state__in=PeerConversation.MEETS_A_REQUEST).values("assessment")
        return self.filter(
            ~Exists(newer),
            asked_on__gt=day - A_YEAR,
            assessment__state=Assessment.State.SUBMITTED,
            assessment__service__archived_on=None,
        ).exclude(assessment__in=met)


class PeerRequest(models.Model):
    """A service asks for a peer to read its submitted self-assessment, and says which features it wants help with."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="peer_request")
    features = models.ManyToManyField(Feature, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_on = models.DateField()

    objects = PeerRequestQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.assessment)

    @property
    def partnership(self) -> Partnership:
        return self.assessment.service.partnership


class PeerConversationQuerySet(models.QuerySet):
    """Reads of what services and their peers are in together."""

    def in_partnership(self, partnership):
        return self.filter(assessment__service__organisation__partnership=partnership)

    def of_service(self, service):
        return self.filter(assessment__service=service)

    def open(self):
        return self.filter(state__in=PeerConversation.OPEN)

    def loads(self, day: datetime.date) -> dict[int, tuple[int, int]]:
        """How many services each person was asked to read over the last year and has not declined, and how many of
        them are open now, by the person's number. One GROUP BY."""
        counted = self.filter(Q(invited_on__gt=day - A_YEAR) | Q(state__in=PeerConversation.OPEN))
        counted = counted.filter(state__in=PeerConversation.COUNTS_AS_LOAD, peer__isnull=False)
        rows = (
            counted.order_by()
            .values_list("peer")
            .annotate(all_of_them=Count("pk"), open=Count("pk", filter=Q(state__in=PeerConversation.OPEN)))
        )
        return {peer: (all_of_them, open_ones) for peer, all_of_them, open_ones in rows}

    def with_places(self):
        return self.select_related(
            "assessment__round__framework", "assessment__service__organisation__partnership", "peer", "peer_service"
        )

    def newest_first(self):
        return self.order_by("-invited_on", "-pk")


class PeerConversation(models.Model):
    """A peer of another service, invited to read one submitted self-assessment: three boxes, and an answer.

    Words only. It holds nothing that rates, so that nothing can be added up.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Under way")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Stopped")
        LEFT = "left", _("The peer could not go on")
        FINISHED = "finished", _("Finished")

    OPEN = (State.INVITED, State.ACCEPTED)
    MEETS_A_REQUEST = (*OPEN, State.FINISHED)
    COUNTS_AS_LOAD = (*OPEN, State.FINISHED)

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="peer_conversations")
    peer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="peer_conversations")
    # Where they worked when they were invited: the page still says so when they have moved on.
    peer_service = models.ForeignKey(Service, models.SET_NULL, null=True, related_name="+")
    state = models.CharField("status", max_length=10, choices=State.choices, default=State.INVITED)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_on = models.DateField()
    replied_on = models.DateField("accepted or declined on", null=True, blank=True)
    reason = models.CharField("why they declined", max_length=300, blank=True)
    ended_on = models.DateField("finished or stopped on", null=True, blank=True)
    strong = models.TextField("what is strong", max_length=MOST_WRITTEN, blank=True)
    question = models.TextField("a question", max_length=MOST_WRITTEN, blank=True)
    offer = models.TextField("an offer of help", max_length=MOST_WRITTEN, blank=True)
    left_on = models.DateField("day of the peer’s words", null=True, blank=True)
    answer = models.TextField("the service’s answer", max_length=MOST_WRITTEN, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    thanked_on = models.DateField(null=True, blank=True)

    objects = PeerConversationQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(state__in=("invited", "accepted")),
                name="one_peer_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=False) | Q(strong="", question="", offer=""),
                name="the_words_of_a_peer_have_a_day",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False, left_on__isnull=False),
                name="what_is_answered_was_said",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.service}, {self.assessment.round}"

    @property
    def service(self) -> Service:
        return self.assessment.service

    @property
    def partnership(self) -> Partnership:
        return self.service.partnership

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def whose(self) -> str:
        """The peer in words, also of those who have left: "Sam, Clinic"."""
        who = str(self.peer) if self.peer else str(_("Someone who has left"))
        return f"{who}, {self.peer_service.name}" if self.peer_service else who


class WhatCameOfIt(models.Model):
    """What came of a peer’s reading ten months later, as one side sees it. No words: would rather not say."""

    class Side(models.TextChoices):
        SERVICE = "service", _("The service")
        PEER = "peer", _("The peer")

    conversation = models.ForeignKey(PeerConversation, models.CASCADE, related_name="came_of_it")
    side = models.CharField(max_length=7, choices=Side.choices)
    text = models.TextField("what came of it", max_length=MOST_WRITTEN, blank=True)
    may_be_told = models.BooleanField("may become a story", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["conversation", "side"], name="each_side_says_once"),
            models.CheckConstraint(condition=Q(may_be_told=False) | ~Q(text=""), name="only_what_was_said_can_be_told"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation}: {self.get_side_display()}"
