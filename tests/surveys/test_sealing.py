"""A round is sealed in batches: killed anywhere it goes on, and nobody's answers are lost, doubled or told apart."""

import os
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from background.actions import jobs
from background.models import Job
from organisations.actions import ActionRefused, begin_sealing, close_round, close_to_answers
from organisations.disk import StillThere
from organisations.models import Round
from reporting.release.preparing import start_preparing
from surveys import closing, mixing
from surveys.actions.answering import LinkClosed, new_submission_key, submit_response
from surveys.models import Answer, ClosedRoundAnswer, ClosedRoundResponse, Comment, Response, SingleUseCode, SurveyLink
from tests.builders import Borough, make_borough, text_of
from tests.surveys.filling_in import link_of
from tests.surveys.test_closing import as_it_lies, everybody_answers, likeness, order_of_arrival

pytestmark = pytest.mark.slow

ALIVE, DEAD = 0, 9
ADDRESS = reverse("organisations:round-detail", args=["elmfield", "autumn-2026"])


@pytest.fixture
def queued(settings) -> None:
    """What is asked for waits in the queue, and no worker runs."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["work", "mail"]}}


@pytest.fixture
def real(transactional_db, framework) -> Borough:
    """A borough in a database that other processes see."""
    return make_borough()


def people_answer(borough: Borough, number: int) -> SurveyLink:
    """So many people answer the staff survey, no two alike; some write a comment."""
    link = link_of(borough, "workforce")
    questions = [q for q in link.instrument.questions.order_by("pk") if q.statement_id][:5]
    written = link.instrument.questions.filter(kind="open").first()
    for place, points in enumerate(
        list(product(*[[p for p in q.choices() if p.value][:3] for q in questions]))[:number]
    ):
        written_down = {written: f"Comment {place}"} if place % 4 == 0 else {}
        answers = dict(zip(questions, points, strict=True))
        assert submit_response(survey_link=link, key=new_submission_key(link), answers=answers, comments=written_down)
    return link


def what_everybody_said() -> Counter:
    """Each person's answers, wherever they lie, and how often."""
    sets: dict = {}
    for model in (Answer, ClosedRoundAnswer):
        for response, question, point in model.objects.values_list("response", "question", "point"):
            sets.setdefault((model, response), set()).add((question, point))
    return Counter(frozenset(said) for said in sets.values())


def seal_and_die(job: Job, moment: int) -> int:
    """Seal in a process of its own that ends without a word before its statement of this number; how it ended."""
    return do_and_die(lambda: jobs.carry_out.call(job.pk), moment)


def do_and_die(act: Callable[[], object], moment: int) -> int:
    """Do something in a process of its own that ends before its statement of this number; how it ended."""
    seen = 0

    def execute(go_on, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == moment:
            os._exit(DEAD)
        return go_on(sql, params, many, context)

    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forking beside threads
        child = os.fork()
    if child == 0:
        try:
            with connection.execute_wrapper(execute):
                act()
            os._exit(ALIVE)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def closed_and_being_sealed(borough: Borough) -> Job:
    """A round that was closed, and that somebody then asked to seal."""
    close_to_answers(round_=borough.round, by=borough.people["admin"])
    return begin_sealing(round_=borough.round, by=borough.people["admin"])


def begun_again(job: Job) -> None:
    """Its worker is known to be dead now, and another takes it up."""
    long_ago = timezone.now() - timedelta(minutes=1)
    Job.objects.filter(pk=job.pk, state="running").update(alive_at=long_ago)
    jobs.begin_again(job=job)


@pytest.mark.thorough
def test_i3_killed_before_any_statement_sealing_goes_on_and_nobody_is_lost_or_doubled(real, queued, monkeypatch):
    monkeypatch.setattr(closing, "AT_ONCE", 7)
    people_answer(real, 40)
    said, comments = what_everybody_said(), Comment.objects.count()
    assert sum(said.values()) == 40
    job = closed_and_being_sealed(real)
    deaths, moment, ended = 0, 1, DEAD
    while ended == DEAD:
        # Later and later: the first deaths come before anything is copied, the last at the very end.
        ended = seal_and_die(job, moment)
        deaths += ended == DEAD
        moment += 3
        assert what_everybody_said() == said
        assert Response.objects.count() + ClosedRoundResponse.objects.count() == 40
        assert Comment.objects.count() == comments
        if ended == DEAD:
            assert Round.objects.get(pk=real.round.pk).is_being_sealed
            begun_again(job)
    assert ended == ALIVE
    assert deaths > 10
    assert not Response.objects.exists()
    assert not Answer.objects.exists()
    round_ = Round.objects.get(pk=real.round.pk)
    assert (round_.is_being_sealed, round_.is_sealed) == (False, True)
    assert Job.objects.get(pk=job.pk).is_done


@pytest.mark.thorough
def test_i3_killed_before_any_statement_mixing_loses_and_doubles_nobody(real, monkeypatch):
    monkeypatch.setattr(mixing, "AT_ONCE", 7)
    people_answer(real, 20)
    said, comments = what_everybody_said(), set(Comment.objects.values_list("pk", "text"))
    moment, ended = 1, DEAD
    while ended == DEAD:
        ended = do_and_die(lambda: mixing.mix_all(real.round), moment)
        moment += 2
        assert what_everybody_said() == said
        assert set(Comment.objects.values_list("pk", "text")) == comments
        assert Response.objects.count() == 20
    assert ended == ALIVE
    assert moment > 12


def test_i3_copied_in_many_batches_no_order_is_left(real, monkeypatch):
    monkeypatch.setattr(closing, "AT_ONCE", 15)
    said = everybody_answers(link_of(real, "workforce"))
    close_round(round_=real.round, by=None)
    for order in (
        as_it_lies("surveys_closedroundresponse", "id"),
        list(ClosedRoundResponse.objects.order_by("pk").values_list("pk", flat=True)),
        list(dict.fromkeys(as_it_lies("surveys_closedroundanswer", "response_id"))),
    ):
        # By chance this is beyond 0.36 once in two million runs.
        assert abs(likeness(order_of_arrival(said, order))) < 0.36


def test_i3_codes_go_at_the_moment_somebody_begins_to_seal(real, queued):
    SingleUseCode.objects.create(survey_link=link_of(real, "workforce", "codes"), hash="x" * 64)
    close_to_answers(round_=real.round, by=None)
    assert SingleUseCode.objects.exists(), "closed, the round can still be reopened"
    begin_sealing(round_=real.round, by=None)
    assert not SingleUseCode.objects.exists()


def test_while_a_round_is_being_sealed_no_answer_comes_in_and_nothing_is_made_of_it(borough, queued):
    link = people_answer(borough, 3)
    closed_and_being_sealed(borough)
    question = next(q for q in link.instrument.questions.all() if q.statement_id)
    with pytest.raises(LinkClosed):
        submit_response(survey_link=link, key=new_submission_key(link), answers={question: question.choices()[0]})
    with pytest.raises(ActionRefused, match="are being sealed"):
        start_preparing(round=borough.round, by=borough.people["admin"])
    address = reverse("reporting:release-prepare", args=["elmfield", "autumn-2026"])
    page = text_of(borough.client("board").get(address, follow=True))
    assert "The answers of Autumn 2026 are being sealed" in page
    assert "Prepare results" not in text_of(borough.client("admin").get(reverse("start-page", args=["elmfield"])))


def test_an_admin_sees_how_far_sealing_is(borough, queued):
    people_answer(borough, 10)
    admin = borough.client("admin")
    page = text_of(admin.post(f"{ADDRESS}close/", follow=True))
    assert "Autumn 2026 is closed" in page
    page = text_of(admin.post(f"{ADDRESS}seal/", follow=True))
    assert "The answers of Autumn 2026 are being sealed" in page
    assert "Closed, answers are being sealed" in page
    assert "Emails, files and results are delayed" in page
    Job.objects.update(state="running", attempts=1, done=4, total=10, alive_at=timezone.now())
    part = admin.get(ADDRESS, headers={"X-Follow": "yes"})
    assert "responses" in text_of_part(part)
    Job.objects.update(alive_at=timezone.now() - timedelta(seconds=21))
    assert "Sealing was interrupted" in text_of_part(admin.get(ADDRESS, headers={"X-Follow": "yes"}))
    Round.objects.update(is_being_sealed=False, is_sealed=True)
    assert admin.get(ADDRESS, headers={"X-Follow": "yes"}).status_code == 204
    assert "Prepare results" in text_of(admin.get(ADDRESS))


def text_of_part(response) -> str:
    return response.content.decode().replace("\n", " ")


def test_sealing_that_failed_goes_on_by_a_press(borough, monkeypatch):
    people_answer(borough, 10)
    shuffle = closing._shuffle_comments
    monkeypatch.setattr(closing, "_shuffle_comments", lambda *_: 1 / 0)
    admin = borough.client("admin")
    admin.post(f"{ADDRESS}close/")
    page = text_of(admin.post(f"{ADDRESS}seal/", follow=True))
    assert "Sealing was interrupted" in page
    assert "Something went wrong" in page
    monkeypatch.setattr(closing, "_shuffle_comments", shuffle)
    page = text_of(admin.post(f"{ADDRESS}seal/", follow=True))
    assert "Prepare results" in page
    assert (Response.objects.count(), ClosedRoundResponse.objects.count()) == (0, 10)


def test_two_who_seal_at_once_seal_once(borough, queued):
    first = closed_and_being_sealed(borough)
    again = begin_sealing(round_=borough.round, by=borough.people["admin"])
    assert first == again
    assert Job.objects.count() == 1
    jobs.do_now(first)
    with pytest.raises(ActionRefused, match="Autumn 2026 is already sealed"):
        begin_sealing(round_=borough.round, by=borough.people["admin"])


def test_an_open_round_is_not_sealed(borough, queued):
    with pytest.raises(ActionRefused, match="Close Autumn 2026 before you seal answers"):
        begin_sealing(round_=borough.round, by=borough.people["admin"])
    assert not Job.objects.exists()


def test_what_old_versions_are_kept_alive_stops_sealing_with_a_reason_and_it_goes_on_later(real, monkeypatch):
    people_answer(real, 10)
    rewrite = closing.rewrite

    def something_is_in_the_way(models) -> None:
        raise StillThere("surveys_answer")

    monkeypatch.setattr(closing, "rewrite", something_is_in_the_way)
    admin = real.client("admin")
    admin.post(f"{ADDRESS}close/")
    page = text_of(admin.post(f"{ADDRESS}seal/", follow=True))
    assert "something else is using the database, for example a backup" in page
    assert not Round.objects.get(pk=real.round.pk).is_sealed
    monkeypatch.setattr(closing, "rewrite", rewrite)
    assert "Prepare results" in text_of(admin.post(f"{ADDRESS}seal/", follow=True))
    assert Round.objects.get(pk=real.round.pk).is_sealed
