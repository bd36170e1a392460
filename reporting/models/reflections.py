"""What leaders and the board ask themselves, and what they answered: private to those who lead there."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from framework.models import FrameworkVersion
from organisations.models import Organisation, Partnership

MOST_WORDS = 2000


class ReflectionPartQuerySet(models.QuerySet):
    """Reads of what is asked."""

    def asked_of(self, place):
        """The parts that a place is asked in a version of the framework, those without a question left out."""
        of = ReflectionPart.AskedOf
        mine = of.ORGANISATION if isinstance(place, Organisation) else of.BOARD
        return self.filter(asked_of__in=(mine, of.BOTH), questions__is_asked=True).distinct()


class ReflectionPart(models.Model):
    """A page of questions, such as the five marks, loaded from the framework's files."""

    class AskedOf(models.TextChoices):
        ORGANISATION = "organisation", _("leads of an organisation")
        BOARD = "board", _("the board")
        BOTH = "both", _("both")

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="reflection_parts")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    about = models.CharField("what it is", max_length=300)
    how_far = models.CharField("what is asked beside each line that has a scale", max_length=200, blank=True)
    asked_of = models.CharField(max_length=20, choices=AskedOf.choices)
    order = models.PositiveSmallIntegerField()

    objects = ReflectionPartQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_part_of_reflecting_per_code")]

    def __str__(self) -> str:
        return self.title


class ReflectionQuestion(models.Model):
    """A question to leaders. One that someone has answered stays, and is only no longer asked."""

    class Kind(models.TextChoices):
        SCALE = "scale", _("how far, and words")
        WORDS = "words", _("words")

    part = models.ForeignKey(ReflectionPart, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=300)
    features = models.CharField("codes of the features it is about", max_length=200, blank=True)
    measures = models.CharField("measures that stand beside it", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField()
    is_asked = models.BooleanField(default=True)

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["part", "code"], name="one_reflection_question_per_code")]

    def __str__(self) -> str:
        return self.text

    @property
    def feature_codes(self) -> list[str]:
        return self.features.split()

    @property
    def measure_keys(self) -> list[str]:
        return self.measures.split()


class ReflectionQuerySet(models.QuerySet):
    """Reads of reflections."""

    def of(self, place):
        """Those of an organisation's leads, or of a partnership's board, the newest first."""
        if isinstance(place, Organisation):
            found = self.filter(organisation=place)
        else:
            found = self.filter(partnership=place, organisation=None)
        return found.select_related("part", "partnership", "organisation").order_by("-begun_on", "-pk")

    def unfinished(self):
        return self.filter(finished_on=None)

    def finished(self):
        return self.exclude(finished_on=None)


class Reflection(models.Model):
    """One part, answered by the leads of one organisation or by the board. Only they can read it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="reflections")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="reflections")
    part = models.ForeignKey(ReflectionPart, models.PROTECT, related_name="reflections")
    begun_on = models.DateField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    finished_on = models.DateField(null=True, blank=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "part"],
                condition=Q(finished_on__isnull=True, organisation__isnull=False),
                name="one_unfinished_reflection_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["partnership", "part"],
                condition=Q(finished_on__isnull=True, organisation__isnull=True),
                name="one_unfinished_reflection_of_the_board",
            ),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(finished_on__gte=models.F("begun_on")),
                name="a_reflection_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        # What an audit entry is about, which admins read: no word of an answer.
        return f"{self.part}, {self.place if self.organisation_id else _('the board')}"

    @property
    def place(self) -> Organisation | Partnership:
        return self.organisation or self.partnership

    @property
    def is_finished(self) -> bool:
        return self.finished_on is not None

    @property
    def day(self) -> datetime.date:
        return self.finished_on or self.begun_on


class ReflectionAnswer(models.Model):
    """What was answered to one question, beside the words in which it was asked then."""

    class HowFar(models.IntegerChoices):
        NOT_YET = 0, _("Not yet")
        STARTING = 1, _("Starting")
        MOSTLY = 2, _("Mostly")
        THROUGHOUT = 3, _("Throughout")

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="answers")
    question = models.ForeignKey(ReflectionQuestion, models.PROTECT, related_name="answers")
    asked = models.CharField("the question as it was asked", max_length=300)
    how_far = models.PositiveSmallIntegerField("how far", choices=HowFar.choices, null=True, blank=True)
    words = models.TextField("in our words", max_length=MOST_WORDS, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("question__order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["reflection", "question"], name="one_answer_per_question_and_reflection"),
            models.CheckConstraint(
                condition=Q(how_far__isnull=True) | Q(how_far__lte=3), name="how_far_is_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return self.asked

    @property
    def partnership(self) -> Partnership:
        return self.reflection.partnership

    @property
    def is_given(self) -> bool:
        """Whether the question has its answer: where there is a scale that is what was chosen on it."""
        return bool(self.words) if self.question.kind == ReflectionQuestion.Kind.WORDS else self.how_far is not None
