"""What people wrote in their own words, and who asked to be contacted: kept apart from every rating."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from framework.models import Feature
from organisations.models import Partnership, Round, Service
from surveys.models.instruments import Question
from surveys.models.links import SurveyLink


class SafetySettings(models.Model):
    """How a partnership looks after what people tell it."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="safety_settings")
    review_days = models.PositiveSmallIntegerField("working days to review a comment", default=5)
    escalation_name = models.CharField("who is alerted if someone may not be safe", max_length=120, blank=True)
    escalation_email = models.EmailField("their email address", blank=True)
    retention_months = models.PositiveSmallIntegerField("months to keep individual answers after release", default=12)

    class Meta:
        verbose_name_plural = _("safety settings")
        constraints = [
            models.CheckConstraint(condition=Q(review_days__gte=1, review_days__lte=28), name="read_within_four_weeks"),
            models.CheckConstraint(
                condition=Q(retention_months__gte=1, retention_months__lte=60), name="kept_for_five_years_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"Safety settings of {self.partnership}"


class CommentQuerySet(models.QuerySet):
    def unread(self):
        """Those that nobody has settled, in the queue or held apart from it."""
        return self.filter(state=Comment.State.WAITING, set_aside="")

    def waiting(self):
        """The queue: what reviewers read one by one."""
        return self.unread().filter(is_held=False)

    def held(self):
        """Those that came in a flood and are not decided on: kept apart from the queue."""
        return self.unread().filter(is_held=True)

    def groups(self) -> int:
        """How many groups these are of: those that came by one link, or all of a round once it is sealed."""
        return len(set(self.order_by().values_list("round", "came_by__survey_link")))

    def not_set_aside(self):
        return self.filter(set_aside="")

    def overdue(self, on):
        return self.waiting().filter(due_on__lt=on)

    def in_partnership(self, partnership):
        return self.filter(round__partnership=partnership)

    def with_places(self):
        return self.select_related("service", "question__instrument", "round__partnership")


class Comment(models.Model):
    """Something a person wrote. It shares no key and no time with any rating, so nothing ties the two.

    `due_on` is a day, there only while the comment waits to be read. What was written in a survey that no service hands
    out (after a training session) belongs to no service.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("To review")
        RELEASED = "released", _("May be shown")
        WITHHELD = "withheld", _("Not shown")
        ESCALATED = "escalated", _("Passed to safeguarding")

    class SetAside(models.TextChoices):
        WITH_LINK = "link", _("Excluded with its link")
        AS_FLOOD = "flood", _("Excluded with others that came all at once")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="comments")
    round = models.ForeignKey(Round, models.CASCADE, related_name="comments")
    question = models.ForeignKey(Question, models.PROTECT, related_name="comments")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_on = models.DateField("review by", null=True, blank=True)
    features = models.ManyToManyField(Feature, blank=True, related_name="comments")
    names_removed = models.BooleanField("changed so that no one is named", default=False)
    outcome = models.CharField("reason, or what was done", max_length=500, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_held = models.BooleanField("held apart, because many came at once", default=False)
    # Beside the state, which stays as it was: taken back, a comment is where it stood before.
    set_aside = models.CharField("excluded", max_length=10, choices=SetAside.choices, blank=True)
    set_aside_reason = models.CharField("why it is excluded", max_length=500, blank=True)
    # No key leads to the barrier that was made of it, and none back.
    is_settled_as_barrier = models.BooleanField("a reviewer has decided whether it is a barrier", default=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(set_aside="", set_aside_reason="") | (~Q(set_aside="") & ~Q(set_aside_reason="")),
                name="a_comment_is_set_aside_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", due_on__isnull=False) | (~Q(state="waiting") & Q(due_on__isnull=True)),
                name="a_comment_has_a_day_only_while_it_waits",
            ),
        ]

    def __str__(self) -> str:
        return "A comment"

    @property
    def stays_as_shown(self) -> bool:
        """Whether a release has shown it, so that nothing about it changes any more."""
        return self.round.state == Round.State.RELEASED and self.state == self.State.RELEASED

    @property
    def about(self) -> str:
        """Where it comes from, as a reviewer sees it: the service, or the survey of a partnership."""
        return self.service.name if self.service else f"{self.question.instrument.title}, {self.round.partnership.name}"


class CommentCameBy(models.Model):
    """By which link a comment came, and nothing else: so that setting a link aside takes its comments out.

    A table of its own, which only `surveys/actions/floods.py` reads. All of a round's rows go when sealing begins.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    comment = models.OneToOneField(Comment, models.CASCADE, related_name="came_by")
    survey_link = models.ForeignKey(SurveyLink, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return "The link of a comment"


class ContactRequest(models.Model):
    """Someone who would like to be contacted. It knows no survey, link or answer."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To contact")
        DONE = "done", _("Contacted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="contact_requests")
    name = models.CharField("what to call you", max_length=120)
    reach = models.CharField("how to reach you", max_length=200)
    safe_times = models.CharField("when it is safe to call or write", max_length=300, blank=True)
    about = models.TextField("what it is about", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_on = models.DateField("contact by")
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_held = models.BooleanField("held apart, because many came at once", default=False)

    def __str__(self) -> str:
        return "A contact request"
