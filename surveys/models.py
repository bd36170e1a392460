"""What staff and families say: instruments with their questions, links, and answers that name nobody."""

import secrets
import uuid

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from framework.models import FrameworkVersion, Statement
from organisations.models import Round, Service


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

    class Kind(models.TextChoices):
        RATING = "rating", "A rating"
        NOT_APPLICABLE = "not_applicable", "Not sure, or does not apply"
        PREFER_NOT_TO_SAY = "prefer_not_to_say", "Would rather not say"
        CATEGORY = "category", "A kind, with no order"

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="points")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.PositiveSmallIntegerField("from 1 upwards, for ratings", null=True, blank=True)
    label = models.CharField(max_length=120)
    positive = models.BooleanField("counts as positive", default=False)
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

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="instruments")
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    audience = models.CharField(max_length=120)
    introduction = models.TextField()
    minutes = models.PositiveSmallIntegerField("about how long it takes, in minutes")
    for_families = models.BooleanField("children, young people, parents or carers answer it", default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["framework", "key"], name="one_instrument_per_key")]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A few questions shown together on one page, with a note on what they are about."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["instrument", "code"], name="one_section_per_code")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question. It speaks to a statement of the framework, or says what kind of person answers."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=40)
    statement = models.ForeignKey(Statement, models.CASCADE, null=True, blank=True, related_name="survey_questions")
    scale = models.ForeignKey(Scale, models.CASCADE, related_name="questions")
    text = models.CharField(max_length=400)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("section__order", "order")
        constraints = [models.UniqueConstraint(fields=["instrument", "code"], name="one_question_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


def new_link_token() -> str:
    """A survey link's secret: 80 bits in letters and digits that read well on paper."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(secrets.choice(alphabet) for _ in range(17))


class CollectorQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(round=round_)

    def with_places(self):
        return self.select_related("service__organisation__partnership", "round", "instrument")


class Collector(models.Model):
    """A service's open link to one survey in one round: anyone who has it can answer."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="collectors")
    round = models.ForeignKey(Round, models.CASCADE, related_name="collectors")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="collectors")
    token = models.CharField(max_length=40, unique=True, default=new_link_token)
    is_revoked = models.BooleanField("closed by the service", default=False)
    counted_on = models.DateField("day on which answers were last counted", null=True, blank=True)
    counted_responses = models.PositiveIntegerField("answers on that day", default=0)

    objects = CollectorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "round", "instrument"], name="one_link_per_service_round_and_survey"
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument} for {self.service}, {self.round}"

    @property
    def takes_answers(self) -> bool:
        return self.round.is_open and not self.is_revoked and self.service.archived_on is None

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey-start", args=[self.token])


class ResponseQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(collector__round=round_)

    def counts_by_service_and_instrument(self):
        """One row per service and survey: service, instrument key, how many people answered."""
        return (
            self.values(service=F("collector__service_id"), instrument=F("collector__instrument__key"))
            .annotate(count=Count("pk"))
            .order_by("service", "instrument")
        )


class Response(models.Model):
    """One person's answers to one survey. It holds the link and nothing else: no time, address or browser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collector = models.ForeignKey(Collector, models.CASCADE, related_name="responses")

    objects = ResponseQuerySet.as_manager()

    def __str__(self) -> str:
        return "One person's answers"


class AnswerQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(response__collector__round=round_)

    def counts_by_service_and_question(self):
        """One row per service, question and answer given, in one GROUP BY.

        Columns: service (id), question (id), point (id), count (people).
        """
        return (
            self.values(
                "question",
                "point",
                service=F("response__collector__service_id"),
            )
            .annotate(count=Count("pk"))
            .order_by("service", "question", "point")
        )


class Answer(models.Model):
    """One answer to one question. A skipped question has no row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    point = models.ForeignKey(ScalePoint, models.PROTECT, related_name="answers")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return "One answer"


class SupportLine(models.Model):
    """Where somebody can turn who is upset or in danger."""

    class Kind(models.TextChoices):
        PHONE = "phone", "Phone"
        TEXT = "text", "Text message"

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="support_lines")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    hours = models.CharField(max_length=80)
    for_families = models.BooleanField()
    for_staff = models.BooleanField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return f"{self.name} {self.contact}"

    def for_page(self) -> dict[str, str]:
        """What the component that lists support lines shows."""
        scheme = "sms" if self.kind == self.Kind.TEXT else "tel"
        return {
            "name": self.name,
            "number": self.contact,
            "tel": f"{scheme}:{self.contact.replace(' ', '')}",
            "hours": self.hours,
        }
