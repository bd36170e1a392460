"""Which questions of two rounds are the same question, asked in the same way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from reporting.measures.ratings import points_of
from surveys.models import Question


class AskedBefore:
    """The rated questions of a survey as they were asked in a round before, by their codes, with scales at hand."""

    def __init__(self, asked: Mapping[str, Question]) -> None:
        self.asked = asked

    @cached_property
    def _own_by_text(self) -> Mapping[str, Question]:
        return {_words(question): question for question in self.asked.values() if question.partnership_id}

    def same_as(self, question: Question) -> Question | None:
        """A question as it was asked then; None where it was not.

        The framework's are known again by their codes, in all its versions. A partnership's own are numbered anew in
        each of them, so they are known again by their words.
        """
        if question.partnership_id:
            return self._own_by_text.get(_words(question))
        found = self.asked.get(question.code)
        return found if found and found.partnership_id is None else None

    def is_alike(self, question: Question) -> bool:
        """Whether it was asked then with the same answers to choose from, and the same of them counted as positive."""
        then = self.same_as(question)
        return then is not None and set(points_of(then)) == set(points_of(question))


def is_enough(both: Collection[str], asked: Collection[str]) -> bool:
    """Whether so many of all questions that a subject had in either round stand for it in both: half of them."""
    return bool(both) and 2 * len(both) >= len(asked)


def _words(question: Question) -> str:
    return " ".join(question.text.split()).casefold()
