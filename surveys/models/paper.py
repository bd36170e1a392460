"""Answers given on paper: entered by two people, checked against the paper, then kept among the others."""

import uuid
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.models import Round, Service
from surveys.models.instruments import Question, ScalePoint
from surveys.models.links import SurveyLink

FIRST, SECOND = 1, 2


class PaperBatch(models.Model):
    """A batch of paper forms of one service and survey. Once it is complete, nothing of it is left but this line."""

    class State(models.TextChoices):
        FIRST = "first", _("First data entry")
        SECOND = "second", _("Second data entry")
        SETTLING = "settling", _("Differences to check")
        STORED = "stored", _("Completed")

    survey_link = models.ForeignKey(SurveyLink, models.CASCADE, related_name="batches")
    state = models.CharField(max_length=10, choices=State.choices, default=State.FIRST)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = _("paper batches")
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=models.F("first_by")),
                name="two_different_people_key_a_batch",
            )
        ]

    def __str__(self) -> str:
        return f"Batch {self.pk} of {self.survey_link}"

    @property
    def service(self) -> Service:
        """Whose forms they are; paper always comes from a service."""
        return cast(Service, self.survey_link.service)


class PaperKeyer(models.Model):
    """Whose forms a person has had in hand in a round: one service's, and no other's until the next round.

    Somebody who knows the answers of two services can take both away from what is published of them together.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="forms_of_one_service_a_round_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.round}"


class PaperInHand(models.Model):
    """Somebody has entered forms that are not counted yet, of a batch that waits or of one that was deleted (no batch).

    Forms that come late count in the next round, and those of a deleted batch are entered again: whoever has read them
    knows answers of that round, though others may have taken them over.
    """

    survey_link = models.ForeignKey(SurveyLink, models.CASCADE, related_name="+")
    batch = models.ForeignKey(PaperBatch, models.SET_NULL, null=True, related_name="in_hand")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = _("paper in hand")
        constraints = [models.UniqueConstraint(fields=["batch", "user"], name="forms_of_a_batch_in_hand_once")]

    def __str__(self) -> str:
        return f"{self.user} and forms of {self.survey_link}"


class PaperForm(models.Model):
    """One paper form in a batch, by the number pencilled on it."""

    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="forms")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_form_per_number")]

    def __str__(self) -> str:
        return f"Form {self.number}"


class PaperMark(models.Model):
    """What one person read on one form for one question. `point` is empty where nothing was ticked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey(PaperForm, models.CASCADE, related_name="marks")
    keying = models.PositiveSmallIntegerField(choices=[(FIRST, _("First")), (SECOND, _("Second"))])
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    point = models.ForeignKey(ScalePoint, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "keying", "question"], name="one_mark_per_keying_and_question")
        ]

    def __str__(self) -> str:
        return "A mark on paper"

    def says_the_same_as(self, other: "PaperMark") -> bool:
        """Whether two people read the same answer, or the same words but for capitals and spaces."""
        mine, theirs = (" ".join(mark.text.split()).casefold() for mark in (self, other))
        return self.point_id == other.point_id and mine == theirs
