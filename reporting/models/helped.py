""" "Did it help?": one question to a team about one thing that it did, a month after."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import ImprovementAction
from organisations.codes import random_signs
from organisations.models import Partnership, Service


def new_token() -> str:
    """A link's secret: 83 bits in letters and digits that read well on paper."""
    return random_signs(17)


class HelpedQuestionQuerySet(models.QuerySet):
    def open_on(self, day):
        """Those that can be answered on a day."""
        return self.filter(closed_on=None, closes_on__gte=day)

    def ended_by(self, day):
        """Those whose last day is past, and that are not closed yet."""
        return self.filter(closed_on=None, closes_on__lt=day)

    def with_places(self):
        return self.select_related("service__organisation__partnership", "service__sector", "action")


class HelpedQuestion(models.Model):
    """The question about one action, in the words of the day on which it was asked; closed, what may be shown of it.

    There is no row for a person's answer. While it is open there is a `HelpedCount` for each choice, which goes when it
    closes, and only the coarsened result stays.
    """

    class Choice(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        UNSURE = "unsure", _("Not sure")

    action = models.ForeignKey(ImprovementAction, models.CASCADE, related_name="helped_questions")
    service = models.ForeignKey(Service, models.CASCADE, related_name="helped_questions")
    what = models.CharField("what was to change", max_length=300)
    became = models.CharField("what has changed", max_length=300, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    opens_on = models.DateField()
    closes_on = models.DateField("last day")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    # What is shown of it: how many answered as a band, and the share that says yes. Empty where nothing is.
    people_low = models.PositiveIntegerField(null=True, blank=True)
    people_high = models.PositiveIntegerField(null=True, blank=True)
    share = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    edge = models.CharField(max_length=40, blank=True)

    objects = HelpedQuestionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            # Once and for all: two results of one team about one thing would say more together than each alone.
            models.UniqueConstraint(fields=["action"], name="an_action_is_asked_about_once"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(closed_on=None), name="a_team_is_asked_one_thing_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(people_low__gte=10), name="nothing_is_shown_of_fewer_than_ten"
            ),
        ]

    def __str__(self) -> str:
        return f"Did it help? {self.what}"

    @property
    def partnership(self) -> Partnership:
        return self.service.partnership


class HelpedCount(models.Model):
    """How many chose one of the answers, while the question is open. At each answer all of them are written again."""

    question = models.ForeignKey(HelpedQuestion, models.CASCADE, related_name="counts")
    choice = models.CharField(max_length=10, choices=HelpedQuestion.Choice.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "choice"], name="one_count_for_each_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.choice}"


class HelpedSent(models.Model):
    """That a page was sent, so that sending it twice counts once: a hash of the page's own key, and no answer.

    It goes when the question closes.
    """

    question = models.ForeignKey(HelpedQuestion, models.CASCADE, related_name="sent")
    key_hash = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return "sent"
