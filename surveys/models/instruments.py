"""Surveys as they are written down: instruments, their sections and questions, and the scales of answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from framework.models import FrameworkVersion, Statement
from organisations.models import Partnership


class Scale(models.Model):
    """The answers that a question offers, each with its words."""

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="scales")
    key = models.SlugField(max_length=40)
    stem = models.CharField("what is asked of each statement", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "key"], name="one_scale_per_key")]

    def __str__(self) -> str:
        return self.key


class ScalePoint(models.Model):
    """One answer on a scale. Only ratings count in a base; the others are left out of every figure."""

    class Meaning(models.TextChoices):
        RATING = "rating", "A rating"
        NOT_APPLICABLE = "not_applicable", _("Not sure, or does not apply")
        PREFER_NOT_TO_SAY = "prefer_not_to_say", _("Prefer not to say")
        CATEGORY = "category", _("A kind, with no order")

    class Face(models.TextChoices):
        LOW = "low", _("A sad face")
        MIDDLE = "middle", _("A plain face")
        HIGH = "high", _("A glad face")

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="points")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=Meaning.choices)
    value = models.PositiveSmallIntegerField("from 1 upwards, for ratings", null=True, blank=True)
    label = models.CharField(max_length=120)
    positive = models.BooleanField("counts as positive", default=False)
    face = models.CharField("face beside the words", max_length=10, choices=Face.choices, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["scale", "key"], name="one_point_per_key"),
            models.CheckConstraint(
                condition=Q(kind="rating", value__isnull=False) | (~Q(kind="rating") & Q(value__isnull=True)),
                name="ratings_and_only_ratings_have_a_value",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Instrument(models.Model):
    """A survey: for whom it is, and the words around its questions."""

    class HandedOutBy(models.TextChoices):
        SERVICE = "service", _("A service, in a round")
        SESSION = "session", _("The trainer, for a training session")
        ORGANISATION = "organisation", _("The partnership, to each organisation once a round")

    class Voice(models.TextChoices):
        STAFF = "staff", _("What staff say")
        FAMILIES = "families", _("What families say")
        CHILDREN = "children", _("What children say")
        NONE = "none", _("None of these")

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="instruments")
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    audience = models.CharField(max_length=120)
    introduction = models.TextField()
    minutes = models.PositiveSmallIntegerField("about how long it takes, in minutes")
    for_families = models.BooleanField("children, young people, parents or carers answer it", default=False)
    one_at_a_time = models.BooleanField("one question a page", default=False)
    handed_out_by = models.CharField(max_length=20, choices=HandedOutBy.choices, default=HandedOutBy.SERVICE)
    voice = models.CharField("whose voice it is", max_length=10, choices=Voice.choices, default=Voice.NONE)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["framework", "key"], name="one_instrument_per_key"),
            # Two would be put beside the services' as one voice, and which of them was meant would be chance.
            models.UniqueConstraint(
                fields=["framework", "voice"], condition=~Q(voice="none"), name="one_instrument_per_voice"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_for_children(self) -> bool:
        return self.voice == self.Voice.CHILDREN


class Section(models.Model):
    """A few questions shown together on one page, with a note on what they are about."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    is_harder = models.BooleanField("touches on hard things: its note comes first", default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["instrument", "code"], name="one_section_per_code")]

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(models.QuerySet):
    def core(self):
        """The framework's own questions, which every partnership asks."""
        return self.filter(partnership=None)

    def own_of(self, partnership):
        """A partnership's own that are in use."""
        return self.filter(partnership=partnership, is_retired=False)

    def asked_by(self, partnership):
        """The core questions and the partnership's own that are in use."""
        return self.filter(Q(partnership=None) | Q(partnership=partnership, is_retired=False))


class Question(models.Model):
    """One question. It speaks to a statement of the framework, says what kind of person answers, or is open.

    A question with a partnership is that partnership's own, beside the core that everyone is asked.
    """

    class Format(models.TextChoices):
        CHOICE = "choice", _("One of the answers of its scale")
        OPEN = "open", _("In people’s own words")

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="questions")
    partnership = models.ForeignKey(Partnership, models.CASCADE, null=True, blank=True, related_name="local_questions")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Format.choices, default=Format.CHOICE)
    statement = models.ForeignKey(Statement, models.CASCADE, null=True, blank=True, related_name="survey_questions")
    scale = models.ForeignKey(Scale, models.CASCADE, null=True, blank=True, related_name="questions")
    text = models.CharField(max_length=400)
    easy_text = models.CharField("the same question in easier words", max_length=400, blank=True)
    is_retired = models.BooleanField("no longer asked", default=False)
    order = models.PositiveSmallIntegerField()

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("section__order", "order")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "code"], name="one_question_per_code"),
            models.CheckConstraint(
                condition=Q(kind="choice", scale__isnull=False) | Q(kind="open", scale__isnull=True),
                name="a_choice_has_a_scale_and_an_open_question_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def is_open(self) -> bool:
        return self.kind == self.Format.OPEN

    def choices(self) -> list[ScalePoint]:
        """The answers it offers; none for an open question."""
        return list(self.scale.points.all()) if self.scale else []
