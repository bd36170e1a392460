""" "Did it help?": one question to a team about one thing that it did, a month after."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import ImprovementAction
from organisations.codes import random_signs
from organisations.models import Partnership


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
        return self.select_related("action__service__organisation__partnership", "action__service__sector")


class HelpedQuestion(models.Model):
    """The question about one action: while it is open only how many chose what; closed, what may be shown of it.

    There is no row for a person's answer. When it closes the counts go, and only the coarsened result stays.
    """

    class Choice(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        UNSURE = "unsure", _("Not sure")

    action = models.ForeignKey(ImprovementAction, models.CASCADE, related_name="helped_questions")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    opens_on = models.DateField()
    closes_on = models.DateField("last day")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    yes = models.PositiveIntegerField(default=0)
    partly = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)
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
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(yes=0, partly=0, no=0, unsure=0), name="closed_it_keeps_no_counts"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(people_low__gte=10), name="nothing_is_shown_of_fewer_than_ten"
            ),
        ]

    def __str__(self) -> str:
        return f"Did it help? {self.action}"

    @property
    def partnership(self) -> Partnership:
        return self.action.partnership


class HelpedSent(models.Model):
    """That a page was sent, so that sending it twice counts once: a hash of the page's own key, and no answer.

    It goes when the question closes.
    """

    question = models.ForeignKey(HelpedQuestion, models.CASCADE, related_name="sent")
    key_hash = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return "sent"
