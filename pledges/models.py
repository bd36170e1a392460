"""What leaders promise in public, and where it stands."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organisations.days import day_of_our_time
from organisations.models import GoesPublic, GoesPublicQuerySet, Organisation, Partnership, two_people


class PledgeQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(organisation__partnership=partnership)

    def agreed(self):
        return self.filter(state=Pledge.State.AGREED)

    def waiting(self):
        return self.filter(state=Pledge.State.PROPOSED)

    def sent(self):
        """All but drafts, which are their makers' own."""
        return self.exclude(state=Pledge.State.DRAFT)

    def on_the_wall(self):
        """Pledges that anyone may read, newest first: of organisations that have not left."""
        there = self.agreed().filter(is_public=True, organisation__archived_on__isnull=True)
        return there.for_cards().order_by("-made_on", "-pk")

    def for_cards(self):
        """With everything that a card shows; the pictures themselves stay in the database."""
        found = self.select_related("organisation__partnership", "picture").defer("picture__content")
        read = Prefetch("reviews", queryset=PledgeReview.objects.read(), to_attr="reviews_read")
        return found.prefetch_related(read)

    def current_on(self, day):
        """Agreed pledges that stood on a day."""
        return self.filter(agreed_on__lte=day).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def organisations_with_one(self):
        """The ids of the organisations that made these pledges, each once."""
        return self.order_by().values_list("organisation_id", flat=True).distinct()

    def review_due(self, on):
        """Agreed pledges whose next review is due by a day."""
        return self.agreed().filter(review_due_on__lte=on)

    def standing(self, standing):
        """Pledges by where their newest review says that they stand; "none" for those without a review."""
        newest = (
            PledgeReview.objects.read().filter(pledge=OuterRef("pk")).order_by("-day", "-pk").values("standing")[:1]
        )
        found = self.annotate(newest_standing=Subquery(newest))
        return found.filter(newest_standing=None if standing == "none" else standing)


class Pledge(models.Model):
    """A promise by an organisation's leader, in their own words."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Waiting for approval")
        AGREED = "agreed", _("Approved")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Ended")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pledges")
    leader_name = models.CharField("leader's name", max_length=120)
    leader_role = models.CharField("leader's role", max_length=120)
    text = models.TextField("the pledge", max_length=600)
    made_on = models.DateField("date of the pledge", validators=[day_of_our_time])
    is_public = models.BooleanField("may be shown on the public pledge wall", default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Who wrote what it says now: another person approves it.
    worded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_on = models.DateField("sent for approval on", null=True, blank=True)
    agreed_on = models.DateField("approved on", null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    review_due_on = models.DateField("next progress update", null=True, blank=True, validators=[day_of_our_time])
    ended_on = models.DateField("ended on", null=True, blank=True)
    note = models.TextField("note from the admin", blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ("-made_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed_on__isnull=False), name="agreed_pledge_has_its_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:pledge", args=[self.organisation.partnership.slug, self.pk])

    @property
    def is_changeable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.PROPOSED, self.State.RETURNED)

    @property
    def is_on_the_wall(self) -> bool:
        return self.state == self.State.AGREED and self.is_public and self.organisation.archived_on is None

    @property
    def picture_or_none(self) -> "PledgePicture | None":
        return getattr(self, "picture", None)

    @cached_property
    def reviews_read(self) -> "list[PledgeReview]":
        """The progress updates that may be shown, newest first; no query of its own where they were fetched with it."""
        return list(PledgeReview.objects.read().filter(pledge=self))

    @property
    def newest_review(self) -> "PledgeReview | None":
        """The review that says where it stands."""
        return next(iter(self.reviews_read), None)


class Commitment(models.Model):
    """One kind of commitment that a pledge makes."""

    class Promise(models.TextChoices):
        STRATEGIES = "strategies", _("Trauma-informed principles in our strategies and policies")
        LIVED_EXPERIENCE = "lived_experience", _("Working with people with lived experience")
        STAFF = "staff", _("Supporting staff to train, learn and reflect")
        OTHER = "other", _("Something else")

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="commitments")
    kind = models.CharField(max_length=20, choices=Promise.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "kind"], name="a_kind_once_per_pledge")]

    def __str__(self) -> str:
        return self.get_kind_display()


class PledgePicture(models.Model):
    """A pledge's picture as a JPEG without metadata, and what it shows for those who cannot see it."""

    pledge = models.OneToOneField(Pledge, models.CASCADE, related_name="picture")
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    digest = models.CharField("tells it from any other", max_length=32)
    description = models.CharField("what it shows", max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(description=""), name="a_picture_is_described")]

    def __str__(self) -> str:
        return self.description


class PledgeReviewQuerySet(GoesPublicQuerySet):
    def read(self):
        """Those that may be shown: published by a second person, or of a pledge that is not public."""
        return self.filter(Q(sent_on__isnull=True) | Q(published_on__isnull=False), ended_on__isnull=True)


class PledgeReview(GoesPublic):
    """Where a pledge stands on a day, in its organisation's words. It is a record: a new one corrects it.

    Of a public pledge anyone can read it, so a second person reads it first. Of any other it was never sent to one.
    """

    WORDS = ("standing", "why")

    class Standing(models.TextChoices):
        KEPT = "kept", _("Kept")
        UNDER_WAY = "under_way", _("In progress")
        STUCK = "stuck", _("Stuck")
        CHANGED = "changed", _("Changed")

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="reviews")
    day = models.DateField(validators=[day_of_our_time])
    standing = models.CharField(max_length=10, choices=Standing.choices)
    why = models.TextField("how you can tell", max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PledgeReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="a_review_says_why"),
            two_people("a_progress_update_is_published_by_a_second_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_standing_display()} on {self.day:%Y-%m-%d}"

    @property
    def partnership(self) -> Partnership:
        return self.pledge.organisation.partnership

    @property
    def called(self) -> str:
        return "the progress update of a pledge"


class PledgeAim(models.Model):
    """What a pledge is meant to move: something that is recorded, or what someone says of a feature."""

    class Area(models.TextChoices):
        TRAINING = "training", _("Training")
        BRIEFINGS = "briefings", _("Briefings of teams")
        LISTENING = "listening", _("Deep listening")
        EVENTS = "events", _("Events")
        SUBGROUPS = "subgroups", _("Sub-group meetings")
        # These are called as the measures are that hold them.
        OWN_WORD = "self_assessment", _("How our services rate themselves")
        STAFF = "workforce_results", _("What staff say")
        FAMILIES = "families_results", _("What families say")

    OF_FEATURES = (Area.OWN_WORD, Area.STAFF, Area.FAMILIES)

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="aims")
    kind = models.CharField(max_length=20, choices=Area.choices)
    feature = models.SlugField("code of the feature", max_length=20, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["pledge", "kind", "feature"], name="an_aim_once_per_pledge"),
            models.CheckConstraint(
                condition=Q(kind__in=("self_assessment", "workforce_results", "families_results")) ^ Q(feature=""),
                name="an_aim_has_a_feature_where_it_is_about_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.feature}".strip()
