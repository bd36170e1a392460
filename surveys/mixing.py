"""While a round is open: nothing in the database's own order or numbers ties a code to an answer for long.

Spending a code and storing an answer is one transaction. The database keeps rows in the order in which they were
written, and PostgreSQL shows the number of the transaction that wrote each: by either somebody who can read the
database could tell which code was spent with which answer, and about when. So the worker writes all of them again every
few minutes, in an order that chance decides: all codes of a round in one transaction, all its comments, and the answers
of people who came since, among as many others. Names stay; nothing is added that says which were written again.
"""

import random
import uuid
from itertools import islice

from django.db import transaction
from django.db.models import Model

from organisations.models import Round
from organisations.saving import hold
from surveys.models import Answer, Comment, Response, SingleUseCode

# People whose answers are written again in one transaction: about ten thousand rows. Whoever sends answers in this
# round at that moment is kept for less than a second.
AT_ONCE = 500
_chance = random.SystemRandom()


class Mixer:
    """What has been written again so far, kept in this process's memory only. A new process begins with everything."""

    def __init__(self) -> None:
        self.mixed: dict[int, set[uuid.UUID]] = {}
        self.written: dict[int, tuple[int, int]] = {}

    def mix(self, round_: Round) -> bool:
        """Write again what came since the last time. Returns whether anything did."""
        there = set(Response.objects.in_round(round_).values_list("pk", flat=True))
        known = self.mixed.get(round_.pk, set()) & there
        counts = len(there), Comment.objects.filter(round=round_).count()
        if counts == self.written.get(round_.pk) and known == there:
            return False
        _write_again_beside(round_)
        _write_again(round_, _among_others(list(there - known), list(known)))
        self.mixed[round_.pk], self.written[round_.pk] = there, counts
        return True

    def forget_others(self, rounds: list[Round]) -> None:
        """Of rounds that are not open any more nothing has to be remembered."""
        still = {round_.pk for round_ in rounds}
        self.mixed = {pk: names for pk, names in self.mixed.items() if pk in still}
        self.written = {pk: counts for pk, counts in self.written.items() if pk in still}


def mix_all(round_: Round) -> None:
    """Write everything of a round again, some hundred people in a transaction, by chance over all of them."""
    _write_again_beside(round_)
    _write_again(round_, list(Response.objects.in_round(round_).values_list("pk", flat=True)))


def _among_others(new: list[uuid.UUID], others: list[uuid.UUID]) -> list[uuid.UUID]:
    """Those who came since and others drawn by chance, so that a transaction does not hold few people."""
    wanted = max(AT_ONCE - len(new), 0)
    return new + _chance.sample(others, min(wanted, len(others)))


@transaction.atomic
def _write_again_beside(round_: Round) -> None:
    """All codes and comments of a round, in one transaction: it says nothing about any of them."""
    if not _is_ours(round_):
        return
    _write_in_random_order(SingleUseCode, SingleUseCode.objects.filter(survey_link__round=round_))
    comments = Comment.objects.filter(round=round_)
    tags = list(Comment.features.through.objects.filter(comment__in=comments))
    _write_in_random_order(Comment, comments)
    _chance.shuffle(tags)
    Comment.features.through.objects.bulk_create(
        Comment.features.through(comment_id=tag.comment_id, feature_id=tag.feature_id) for tag in tags
    )


def _write_again(round_: Round, people: list[uuid.UUID]) -> None:
    _chance.shuffle(people)
    rest = iter(people)
    while some := list(islice(rest, AT_ONCE)):
        with transaction.atomic():
            if not _is_ours(round_):
                return
            answers = list(Answer.objects.filter(response__in=some))
            Answer.objects.filter(response__in=some).delete()
            _write_in_random_order(Response, Response.objects.filter(pk__in=some))
            _chance.shuffle(answers)
            Answer.objects.bulk_create(answers)


def _is_ours(round_: Round) -> bool:
    """Whether its answers lie where they came in. Nobody answers, comments or seals before the transaction ends.

    Whoever sends answers shares the round (`hold_open`), so all that is written here was committed before, and what
    comes next finds it. No table is locked: other rounds go on.
    """
    held = hold(round_)
    return held.is_open or held.can_be_reopened


def _write_in_random_order(model: type[Model], rows) -> None:
    written = list(rows)
    rows.delete()
    _chance.shuffle(written)
    model._base_manager.bulk_create(written)
