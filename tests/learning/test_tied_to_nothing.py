"""Who reads the whole database cannot tell whose answers a barrier belongs to: by key, order, time, size or version.

Every person here sends a survey and names a barrier in the next moment: the worst there can be.
"""

import threading
from itertools import product

import pytest
from django.db import connection, connections

from learning import often as barriers_often
from learning.actions.answering import answer_barrier
from learning.actions.naming import name_without_account
from learning.actions.slips import hash_in_browser, hash_to_keep, reply_by_slip
from learning.mixing import BarrierMixer, forget_old_versions, mix_barriers, rewrite_barriers
from learning.models import Barrier, BarrierAnswer
from surveys.actions.answering import new_submission_key, submit_response
from surveys.mixing import Mixer
from surveys.models import Answer
from surveys.often import mix_what_came
from tests.builders import NOON, TODAY, Borough, make_borough
from tests.learning.naming import settle
from tests.surveys.filling_in import link_of
from tests.surveys.test_closing import as_it_lies, likeness, rows

pytestmark = pytest.mark.slow
PEOPLE = 40
RESPONSES = "select id::text as name, xmin::text::bigint as number from surveys_response"
BARRIERS = "select id::text as name, xmin::text::bigint as number from learning_barrier"


@pytest.fixture
def real(transactional_db, framework) -> Borough:
    """A borough in a database in which every transaction is one."""
    return make_borough()


def everybody_answers_and_names(borough: Borough) -> dict[str, int]:
    """So many people send a survey, no two alike, and name a barrier at once; when each came, by their answers."""
    link = link_of(borough, "workforce")
    questions = [q for q in link.instrument.questions.order_by("pk") if q.statement_id][:5]
    sets = list(product(*[[p for p in q.choices() if p.value][:3] for q in questions]))[:PEOPLE]
    for number, points in enumerate(sets):
        answers = dict(zip(questions, points, strict=True))
        assert submit_response(survey_link=link, key=new_submission_key(link), answers=answers)
        assert name_without_account(
            partnership=borough.partnership,
            key=f"key {number}",
            organisation=None,
            words=f"Barrier {number}",
            slip=hash_in_browser(f"code {number}"),
            on=TODAY,
        )
    return {frozenset((q.pk, p.pk) for q, p in zip(questions, points, strict=True)): n for n, points in enumerate(sets)}


def when_responses_came(order: dict) -> dict[str, int]:
    said: dict = {}
    for response, question, point in Answer.objects.values_list("response", "question", "point"):
        said.setdefault(plain(response), set()).add((question, point))
    return {response: order[frozenset(one)] for response, one in said.items()}


def when_barriers_came() -> dict[str, int]:
    return {plain(pk): int(words.split()[1]) for pk, words in Barrier.objects.values_list("pk", "words")}


def plain(pk) -> str:
    return str(pk).replace("-", "")


def matched(order: dict) -> dict[str, int]:
    """How many of the people someone gets right who lays the two tables side by side in each of the ways there are."""
    came, named = when_responses_came(order), when_barriers_came()
    slips = dict(Barrier.objects.values_list("slip", "pk"))
    keys = {
        "order on the disk": (as_it_lies("surveys_response", "id"), as_it_lies("learning_barrier", "id")),
        "id": (sorted(came), sorted(named)),
        "slip": (sorted(came), [slips[one] for one in sorted(slips)]),
        "size": (
            sorted(came, key=lambda one: (Answer.objects.filter(response=one).count(), one)),
            sorted(named, key=lambda one: (len(Barrier.objects.get(pk=one).words), one)),
        ),
    }
    return {
        way: sum(came[plain(one)] == named[plain(other)] for one, other in zip(*pair, strict=True))
        for way, pair in keys.items()
    }


# By chance one of 40 is right on average, and more than 8 once in a million times (Poisson with mean 1).
BY_CHANCE = 8


def test_before_it_is_mixed_the_order_of_the_tables_tells_everyone_so_this_test_has_teeth(real: Borough):
    order = everybody_answers_and_names(real)
    assert matched(order)["order on the disk"] == PEOPLE
    if connection.vendor == "postgresql":
        nearest = rows(
            f"select a.name, (select b.name from ({BARRIERS}) b where b.number > a.number order by b.number limit 1)"  # noqa: S608
            f" from ({RESPONSES}) a"
        )
        came, named = when_responses_came(order), when_barriers_came()
        assert sum(came[plain(one)] == named[plain(other)] for one, other in nearest) == PEOPLE


def test_the_slip_in_a_dump_nothing_ties_it_to_ratings_by_id_order_size_or_time(real: Borough):
    order = everybody_answers_and_names(real)
    mix_what_came(Mixer())
    mixer = BarrierMixer()
    assert mixer.mix()
    assert forget_old_versions()
    assert all(number <= BY_CHANCE for number in matched(order).values()), matched(order)
    arrival = [when_barriers_came()[plain(pk)] for pk in as_it_lies("learning_barrier", "id")]
    assert abs(likeness(arrival)) < 0.75  # by chance beyond it once in many millions of runs
    if connection.vendor == "postgresql":
        for column in ("xmin", "xmax"):
            found = rows(f"select distinct {column}::text from learning_barrier")  # noqa: S608
            assert len(found) == 1, "all rows have one: it tells nothing of any"
        assert rows(f"select 1 from ({RESPONSES}) a join ({BARRIERS}) b using (number)") == []  # noqa: S608
    assert {row.due_on for row in Barrier.objects.all()} == {Barrier.objects.first().due_on}
    assert not mixer.mix(), "nothing new is nothing to do"


def test_a_reply_by_a_slip_is_mixed_in_too_and_what_belongs_to_a_barrier_stays_with_it(real: Borough):
    everybody_answers_and_names(real)
    mixer = BarrierMixer()
    mixer.mix()
    asked = settle(real, Barrier.objects.get(words="Barrier 7"), "ask", said="Which?")
    passed = settle(real, Barrier.objects.get(words="Barrier 9"))
    answer_barrier(
        barrier=passed, kind="changed", words="Yes", change_by=None, by=real.people["board"], on=TODAY, seen=0
    )
    assert reply_by_slip(code="code7", text="The pink one", on=TODAY) is not None
    assert mixer.mix()
    if connection.vendor == "postgresql":
        assert len(rows("select distinct xmin::text from learning_barrier")) == 1
    assert Barrier.objects.get(pk=asked.pk).reply == "The pink one"
    assert BarrierAnswer.objects.get().barrier == passed
    assert Barrier.objects.count() == PEOPLE
    assert rewrite_barriers()
    assert Barrier.objects.count() == PEOPLE


def test_no_one_who_answers_or_replies_while_it_is_mixed_is_lost(real: Borough):
    everybody_answers_and_names(real)
    row, failed = settle(real, Barrier.objects.get(words="Barrier 3")), []

    def mix() -> None:
        try:
            for _ in range(10):
                mix_barriers(real.partnership.pk)
        except Exception as problem:
            failed.append(problem)
        finally:
            connections.close_all()

    worker = threading.Thread(target=mix)
    worker.start()
    for number in range(10):
        answer_barrier(
            barrier=row, kind="cannot", words=f"Because {number}", change_by=None, by=real.people["board"], on=TODAY,
            seen=number,
        )  # fmt: skip
    worker.join()
    assert not failed
    assert BarrierAnswer.objects.count() == 10
    assert Barrier.objects.count() == PEOPLE


def test_in_a_worker_barriers_are_mixed_every_five_minutes(monkeypatch):
    told: list[int] = []
    monkeypatch.setattr(barriers_often, "_clock", barriers_often.Clock())
    monkeypatch.setattr(barriers_often._mixer, "mix", lambda: bool(told.append(1)))
    from surveys.often import EVERY

    for minute in range(12):
        barriers_often.run(at=NOON + EVERY / 5 * minute)
    assert len(told) == 3


def test_what_is_kept_of_a_code_cannot_be_used_or_tried_without_our_key(settings):
    sent = hash_in_browser("abcd")
    assert hash_to_keep(sent) != sent
    before = hash_to_keep(sent)
    settings.SECRET_KEY = "another"
    assert hash_to_keep(sent) != before
