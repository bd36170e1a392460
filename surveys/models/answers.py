"""Answers: as they come in while a round is open, and as they are kept after it has closed."""

import uuid

from django.db import models
from django.db.models import Count, F

from surveys.models.instruments import Question, ScalePoint
from surveys.models.links import SurveyLink


class ResponseQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(survey_link__round=round_)

    def counts_by_service_and_instrument(self):
        """One row per service and survey: service, instrument key, how many people answered."""
        return (
            self.values(service=F("survey_link__service_id"), instrument=F("survey_link__instrument__key"))
            .annotate(count=Count("pk"))
            .order_by("service", "instrument")
        )

    def counts_by_link(self) -> dict[int, int]:
        """How many people answered by each link, by its key; links by which no one did are left out."""
        return dict(self.values_list("survey_link").annotate(count=Count("pk")).order_by("survey_link"))


class Response(models.Model):
    """One person's answers to one survey, while the round is open.

    It holds the link and nothing else: no time, address or browser. When the round closes it is copied, among all
    others in random order, to a `ClosedRoundResponse`, and deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey_link = models.ForeignKey(SurveyLink, models.CASCADE, related_name="responses")

    objects = ResponseQuerySet.as_manager()

    def __str__(self) -> str:
        return "One person's answers"


class AnswerQuerySet(models.QuerySet):
    def in_round(self, round_):
        return self.filter(response__survey_link__round=round_)

    def ratings(self):
        """Those on the scale, without "not sure" and the like."""
        return self.filter(point__kind=ScalePoint.Meaning.RATING)

    def counts_by_service_and_question(self):
        """One row per service, question and answer given, in one GROUP BY.

        Columns: service (id), question (id), point (id), count (people).
        """
        return (
            self.values(
                "question",
                "point",
                service=F("response__survey_link__service_id"),
            )
            .annotate(count=Count("pk"))
            .order_by("service", "question", "point")
        )

    def counts_by_link_and_question(self):
        """One row per link, question and answer given, in one GROUP BY: link, question, point (ids), count (people)."""
        return (
            self.values("question", "point", link=F("response__survey_link_id"))
            .annotate(count=Count("pk"))
            .order_by("link", "question", "point")
        )

    def ratings_by_response(self):
        """One row per rating: link, response, question and value, those of one response together."""
        rated = self.filter(point__value__isnull=False)
        rows = rated.values_list("response__survey_link", "response", "question", "point__value")
        return rows.order_by("response", "question").iterator()


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


class ClosedRoundResponseQuerySet(ResponseQuerySet):
    def counted(self):
        """Those that came by a link that was not set aside."""
        return self.filter(survey_link__set_aside_on__isnull=True)


class ClosedRoundResponse(models.Model):
    """One person's answers after the round has closed: a copy with a new name, in random order among all others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey_link = models.ForeignKey(SurveyLink, models.CASCADE, related_name="kept_responses")

    objects = ClosedRoundResponseQuerySet.as_manager()

    def __str__(self) -> str:
        return "One person's answers"


class KeptAnswerQuerySet(AnswerQuerySet):
    def counted(self):
        """Those that came by a link that was not set aside."""
        return self.filter(response__survey_link__set_aside_on__isnull=True)


class ClosedRoundAnswer(models.Model):
    """One answer to one question, after the round has closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(ClosedRoundResponse, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="kept_answers")
    point = models.ForeignKey(ScalePoint, models.PROTECT, related_name="kept_answers")

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="one_kept_answer_per_question")]

    def __str__(self) -> str:
        return "One answer"
