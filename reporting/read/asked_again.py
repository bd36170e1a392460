"""Why something is not compared with the round before: it was asked differently then, or the question is another.

A question keeps its code for as long as it means the same. What changed its meaning has another code, and no figure of
it stands beside what was answered to other words. Facts of what was asked alone, and of no answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from organisations.models import Round
from reporting import figures as f
from reporting.measures.ratings import subjects_of
from reporting.measures.same_question import AskedBefore, is_enough
from surveys.models import Question


class AskedAgain:
    """What surveys asked in a round, beside what they asked in the round before. A few queries for all surveys."""

    def __init__(self, now: Round, before: Round | None) -> None:
        self._now, self._before = now, before

    @cached_property
    def _asked(self) -> tuple[dict[str, dict[str, Question]], dict[str, AskedBefore]]:
        """By a survey's key: its questions by their codes, and those of the round before."""
        now, then = _by_survey(self._now), _by_survey(self._before) if self._before else {}
        return now, {survey: AskedBefore(questions) for survey, questions in then.items()}

    def differs(self, survey: str, kind: str, code: str = "") -> bool:
        """Whether a question, or what questions speak to together, was asked otherwise in the round before.

        False where there was no round before, or the survey was none of it: then there is nothing to be unlike.
        """
        if self._before is None:
            return False
        now, before = self._asked
        questions, then = now.get(survey, {}), before.get(survey)
        if then is None:
            return False
        if kind == f.QUESTION:
            return code in questions and not then.is_alike(questions[code])
        asked = {one.code for one in subjects_of(_core(questions.values())).get((kind, code), [])}
        asked_then = {one.code for one in subjects_of(_core(then.asked.values())).get((kind, code), [])}
        both = [one for one in asked if then.is_alike(questions[one])]
        return bool(asked) and not is_enough(both, asked | asked_then)

    def why(self, survey: str, kind: str, code: str = "") -> str:
        """ "asked differently since", for beside the name of the round before; "" where it was asked alike."""
        return _("asked differently since") if self.differs(survey, kind, code) else ""


def _core(questions: Iterable[Question]) -> Iterable[Question]:
    return (question for question in questions if question.partnership_id is None)


def _by_survey(round_: Round) -> dict[str, dict[str, Question]]:
    """The rated questions of a round by survey and code: the framework's, and the partnership's own."""
    found = Question.objects.filter(
        Q(partnership=None, statement__isnull=False) | Q(partnership=round_.partnership_id),
        kind=Question.Format.CHOICE,
        instrument__framework=round_.framework_id,
    )
    found = found.select_related("instrument", "statement__feature").prefetch_related("scale__points")
    surveys: dict[str, dict[str, Question]] = {}
    for question in found:
        surveys.setdefault(question.instrument.key, {})[question.code] = question
    return surveys
