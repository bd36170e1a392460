"""The organisational survey: one answer of an organisation to each question, once a round, by its lead."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation, Round
from surveys.models import Question, ScalePoint


class OrganisationalReplyQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(round=round_)

    def sent(self):
        """Those that count."""
        return self.filter(sent_at__isnull=False)

    def with_answered(self):
        """With `answered`, how many questions have an answer."""
        return self.annotate(answered=Count("answers", filter=Q(answers__point__isnull=False)))


class OrganisationalReply(models.Model):
    """An organisation's answers in one round. It counts once it was sent; it can change while the round is open."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="organisational_replies")
    round = models.ForeignKey(Round, models.CASCADE, related_name="organisational_replies")
    sent_at = models.DateTimeField("sent at", null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OrganisationalReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("organisational replies")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "round"], name="one_reply_per_organisation_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.round}"


class OrganisationalAnswerQuerySet(models.QuerySet):
    def counted_in(self, round_):
        """Answers of replies that were sent in a round."""
        return self.filter(reply__round=round_, reply__sent_at__isnull=False)

    def by_organisation(self):
        """One row per answer: organisation, question, point (ids); notes without an answer are left out."""
        answered = self.filter(point__isnull=False)
        return answered.order_by().values("question", "point", organisation=F("reply__organisation_id"))


class OrganisationalAnswer(models.Model):
    """What an organisation answers to one question: yes, planned or not yet, with a note."""

    reply = models.ForeignKey(OrganisationalReply, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    point = models.ForeignKey(ScalePoint, models.PROTECT, null=True, related_name="+")
    note = models.TextField("note", max_length=1000, blank=True)
    known = models.CharField("what was known when it was answered", max_length=300, blank=True)

    objects = OrganisationalAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "question"], name="one_organisational_answer_per_question"),
            models.CheckConstraint(
                condition=Q(point__isnull=False) | ~Q(note=""), name="an_organisational_answer_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply}: {self.question}"
