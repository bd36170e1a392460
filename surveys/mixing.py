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

from django.db import connection, transaction
from django.db.models import QuerySet

from organisations.models import Round
from organisations.saving import hold
from surveys.models import Answer, Comment, CommentCameBy, Response, SingleUseCode

# People whose answers are written again in one transaction: about four thousand rows. Whoever sends answers in this
# round at that moment is kept for half a second.
AT_ONCE = 200
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
    """All codes, comments and comments' links of a round, in one transaction: it says nothing about any of them."""
    if _is_ours(round_):
        write_in_random_order(SingleUseCode.objects.filter(survey_link__round=round_))
        write_in_random_order(Comment.objects.filter(round=round_))
        write_in_random_order(CommentCameBy.objects.filter(survey_link__round=round_))


def _write_again(round_: Round, people: list[uuid.UUID]) -> None:
    _chance.shuffle(people)
    rest = iter(people)
    while some := list(islice(rest, AT_ONCE)):
        with transaction.atomic():
            if not _is_ours(round_):
                return
            write_in_random_order(Response.objects.filter(pk__in=some))
            write_in_random_order(Answer.objects.filter(response__in=some))


def _is_ours(round_: Round) -> bool:
    """Whether its answers lie where they came in. Nobody answers, comments or seals before the transaction ends.

    Whoever sends answers shares the round (`hold_open`), so all that is written here was committed before, and what
    comes next finds it. No table is locked: other rounds go on.
    """
    held = hold(round_)
    return held.is_open or held.can_be_reopened


def write_in_random_order(rows: QuerySet) -> None:
    """Write these rows again as they are, in an order that chance decides. What refers to them does so afterwards too.

    In one statement, since people who send answers wait for it. PostgreSQL orders by strong random numbers; SQLite,
    which keeps rows in the order of a number that no column shows, gives each a random one.
    """
    table = connection.ops.quote_name(rows.model._meta.db_table)
    chosen, values = rows.order_by().values("pk").query.sql_with_params()
    if connection.vendor == "postgresql":
        columns = ", ".join(connection.ops.quote_name(field.column) for field in rows.model._meta.concrete_fields)
        statement = f"""
            WITH gone AS (DELETE FROM {table} WHERE id IN ({chosen}) RETURNING {columns})
            INSERT INTO {table} ({columns}) SELECT {columns} FROM gone ORDER BY gen_random_uuid()
        """  # noqa: S608  names of our own tables; what is chosen goes in as values
    else:
        statement = f"UPDATE {table} SET rowid = random() & {2**62 - 1} WHERE id IN ({chosen})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
