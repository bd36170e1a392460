"""Which questions of a survey are compared with those of the round before, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from reporting.figures import QUESTION, SERVICE, STATEMENT, SYSTEM, Place
from reporting.measures.changes import Comparison, Subject, compared
from reporting.measures.ratings import subjects_of
from reporting.measures.round_before import RoundBefore
from reporting.measures.round_context import RoundContext
from reporting.protect.disclosure import CoarsenedResult
from reporting.protect.rollup import Node
from reporting.protect.rounds import is_wide
from surveys.models import Question

Shown = Mapping[str, CoarsenedResult]  # by a question's code: what is shown of it at a place


class LikeForLike:
    """One survey of a round beside the round before: the same questions, asked in the same way."""

    def __init__(self, measure: str, questions: Sequence[Question], before: RoundBefore) -> None:
        self.measure, self.questions, self.before = measure, questions, before
        # What was asked then goes by the codes of now, where it is asked still, and by one of its own where it is not.
        self._code_now = {then.code: one.code for one in questions if (then := before.same_as(one))}
        self._alike = {question.code for question in questions if before.is_alike(question)}

    def comparisons(self, context: RoundContext, shown: Mapping[Place, Shown]) -> Iterator[Comparison]:
        """Each question, feature and the whole at each place of the tree; statements of the whole system.

        Smaller services together are others than in the round before and are compared with nothing. Nor is a service
        that was merged or split since: it has no round before of its own.
        """
        for node in context.tree.nodes:
            if node.level == SERVICE and node.key in self.before.lineage:
                continue
            place = context.place(node)
            now, then = shown.get(place, {}), self._shown_then(node)
            for (kind, code), (asked_now, asked_then) in self._subjects.items():
                if kind == STATEMENT and place.level != SYSTEM:
                    continue
                found = compared(
                    self.measure,
                    place,
                    Subject(kind, code, _of(now, asked_now), _of(then, asked_then), asked_now | asked_then),
                    self._alike,
                )
                if found:
                    yield found

    @cached_property
    def _subjects(self) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
        """What questions speak to, each with the codes of those that speak to it now, and of those that did then."""
        core = (question for question in self.questions if question.partnership_id is None)
        now = {key: {one.code for one in members} for key, members in subjects_of(core).items()}
        core_then = (question for question in self.before.asked.values() if question.partnership_id is None)
        then = {key: {self._as_now(one.code) for one in members} for key, members in subjects_of(core_then).items()}
        found = {(QUESTION, one.code): ({one.code}, {one.code}) for one in self.questions}
        return found | {key: (codes, then.get(key, set())) for key, codes in now.items()}

    def _shown_then(self, node: Node) -> Shown:
        shown = ((code, of[node]) for code, of in self.before.shown.items() if node in of)
        return {self._as_now(code): coarse for code, coarse in shown if not is_wide(coarse)}

    def _as_now(self, code: str) -> str:
        return self._code_now.get(code, f"{code}, asked no longer")


def _of(shown: Shown, codes: set[str]) -> Shown:
    return {code: coarse for code, coarse in shown.items() if code in codes}
