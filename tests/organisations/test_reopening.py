"""A closed round has moved nothing: it can be reopened until its answers are sealed, a day later or by a press."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.assessing import start_assessment
from assessments.models import Assessment
from assessments.reminders import due
from background.models import Job
from organisations.actions import (
    ActionRefused,
    begin_sealing,
    close_round,
    close_to_answers,
    open_round,
)
from organisations.changing import close_service
from organisations.leaving import leave_partnership
from organisations.models import AuditEntry, Round, RoundService, Service
from organisations.reopening import reopen_round, seal_what_is_due
from reporting.release.preparing import start_preparing
from surveys.actions import codes, drafts
from surveys.actions.answering import LinkClosed, new_submission_key, submit_response
from surveys.models import ClosedRoundResponse, Response, SingleUseCode
from tests.builders import TODAY, Borough, days, make_borough, make_round, release_round, text_of
from tests.surveys.filling_in import link_of

pytestmark = pytest.mark.slow

ROUND = "/elmfield/rounds/autumn-2026/"
CLOSED_AT = datetime.datetime(2026, 10, 1, 12, 0, tzinfo=datetime.UTC)
# Of all tables those that change by what people do beside a round: who has signed in, what was recorded.
BESIDE = {
    "sessions.Session",
    "auditlog.LogEntry",
    "organisations.AuditEntry",
    "organisations.Round",
    "organisations.RoundService",
}


def now(borough: Borough) -> Round:
    return Round.objects.select_related("partnership").get(pk=borough.round.pk)


def what_is_stored() -> dict[str, list]:
    """Every row of every table that has to do with rounds, column by column."""
    models = [model for model in apps.get_models() if model._meta.label not in BESIDE]
    return {
        model._meta.label: sorted(repr([plain(value) for value in row]) for row in model._base_manager.values_list())
        for model in models
        if model._meta.managed
    }


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def answer(borough: Borough, *, code: str = "", text: str = "") -> None:
    link = link_of(borough, "workforce", "codes" if code else "link")
    rated = next(q for q in link.instrument.questions.all() if q.statement_id)
    written = link.instrument.questions.filter(kind="open").first()
    assert submit_response(
        survey_link=link,
        key=new_submission_key(link),
        answers={rated: rated.choices()[0]},
        comments={written: text} if text else {},
        code=codes.hash_of_code(code) if code else "",
    )


@pytest.fixture
def busy(borough: Borough) -> Borough:
    """A round with answers, a comment, a spent and an unspent code, a draft and a self-assessment that is begun."""
    link = link_of(borough, "workforce", "codes")
    borough.spent, borough.unspent = codes.make_codes(survey_link=link, number=2, by=borough.people["lead"])
    borough.longer = codes.longer(borough.unspent)
    assert drafts.put_by(code=borough.longer, answers={"1": "often"}, on=TODAY)
    answer(borough, code=borough.spent, text="They listened.")
    answer(borough)
    start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"])
    return borough


def test_i3_closing_moves_nothing_and_reopening_brings_everything_back(busy: Borough):
    before, planned = what_is_stored(), now(busy).closes_on
    close_to_answers(round_=busy.round, by=busy.people["admin"], at=CLOSED_AT)
    closed = now(busy)
    assert (closed.state, closed.is_sealed, closed.is_being_sealed) == ("closed", False, False)
    assert closed.closes_on == datetime.date(2026, 10, 1)
    assert closed.seals_at == datetime.datetime(2026, 10, 2, 12, 0, tzinfo=datetime.UTC)
    assert RoundService.objects.in_round(closed).count() == 4
    assert what_is_stored() == before
    reopen_round(round_=busy.round, by=busy.people["admin"])
    again = now(busy)
    assert (again.state, again.closes_on, again.seals_at, again.planned_last_day) == ("open", planned, None, None)
    assert not RoundService.objects.exists()
    assert what_is_stored() == before
    answer(busy, code=busy.unspent)
    assert Response.objects.count() == 3
    assert Assessment.objects.get().is_editable


def test_i3_while_it_is_closed_no_code_link_or_draft_works(busy: Borough):
    close_to_answers(round_=busy.round, by=busy.people["admin"])
    with pytest.raises(LinkClosed):
        answer(busy, code=busy.unspent)
    with pytest.raises(LinkClosed):
        answer(busy)
    page = Client().post("/s/code/", {"code": busy.unspent, "go": "begin"})
    assert "We cannot open a survey with this code" in text_of(page)
    assert not drafts.put_by(code=busy.longer, answers={"1": "never"}, on=TODAY)
    assert not Assessment.objects.select_related("round").get().is_editable
    reopen_round(round_=busy.round, by=busy.people["admin"])
    assert drafts.resume_draft(code=busy.longer, on=TODAY) == {"1": "often"}
    page = Client().post("/s/code/", {"code": busy.unspent, "go": "begin"})
    assert "We cannot open a survey with this code" not in text_of(page)


def test_an_admin_reopens_by_a_press_and_it_is_on_record(busy: Borough):
    admin = busy.client("admin")
    admin.post(f"{ROUND}close/")
    page = text_of(admin.get(ROUND))
    assert "Closed, not yet sealed" in page
    assert "Nothing has been moved yet." in page
    assert "The same links, posters and codes work again" in page
    assert "You cannot undo this." in page
    assert "Prepare results" not in page
    page = text_of(admin.post(f"{ROUND}reopen/", follow=True))
    assert "Autumn 2026 is open again. People can answer its surveys." in page
    what = AuditEntry.objects.filter(by=busy.people["admin"]).order_by("pk").values_list("what", flat=True)
    assert list(what)[-2:] == ["closed a round", "reopened a round"]


def test_pages_say_until_when_it_can_be_reopened(busy: Borough):
    close_to_answers(round_=busy.round, by=busy.people["admin"], at=CLOSED_AT)
    when = "2 October 2026 at 1:00pm"  # noon in UTC is one o'clock in British summer time
    admin = busy.client("admin")
    assert f"The answers are sealed on {when}." in text_of(admin.get(ROUND))
    assert f"Its answers are sealed on {when}." in text_of(admin.get("/elmfield/start/"))
    progress = text_of(admin.get(reverse("round-progress", args=["elmfield", "autumn-2026"])))
    assert f"Closed, not yet sealed. You can reopen it until {when}." in progress
    assert f"This happens automatically on {when}." in text_of(admin.get(f"{ROUND}seal/"))
    assert "Closed, not yet sealed" in text_of(admin.get("/elmfield/rounds/"))


def test_nothing_is_prepared_before_it_is_sealed_and_the_page_says_when_it_can_be(busy: Borough):
    close_to_answers(round_=busy.round, by=busy.people["admin"], at=CLOSED_AT)
    with pytest.raises(ActionRefused, match="can still be reopened"):
        start_preparing(round=busy.round, by=busy.people["admin"])
    prepare = reverse("reporting:release-prepare", args=["elmfield", "autumn-2026"])
    for who, ask in (("board", "get"), ("admin", "get"), ("admin", "post")):
        page = text_of(getattr(busy.client(who), ask)(prepare, follow=True))
        assert "You can prepare results once its answers are sealed, from 2 October 2026 at 1:00pm" in page
    assert not Job.objects.exists()


def test_a_round_closed_again_fixes_its_places_anew(borough: Borough):
    close_to_answers(round_=borough.round, by=borough.people["admin"])
    Service.objects.filter(pk=borough.services["ward"].pk).update(sector=borough.sectors["families"], headcount=55)
    reopen_round(round_=borough.round, by=borough.people["admin"])
    close_round(round_=borough.round, by=borough.people["admin"])
    ward = RoundService.objects.get(service=borough.services["ward"])
    assert (ward.sector_name, ward.headcount) == ("Families", 55)
    assert now(borough).is_sealed


def test_a_day_later_it_is_sealed_by_itself_and_not_a_minute_earlier(busy: Borough):
    close_to_answers(round_=busy.round, by=busy.people["admin"], at=CLOSED_AT)
    assert seal_what_is_due(at=CLOSED_AT + datetime.timedelta(hours=23, minutes=59)) == 0
    assert now(busy).can_be_reopened
    assert Response.objects.count() == 2
    assert seal_what_is_due(at=CLOSED_AT + datetime.timedelta(days=1)) == 1
    assert seal_what_is_due(at=CLOSED_AT + datetime.timedelta(days=1)) == 0
    assert now(busy).is_sealed
    assert (Response.objects.count(), SingleUseCode.objects.count(), ClosedRoundResponse.objects.count()) == (0, 0, 2)


def test_the_daily_run_seals_where_no_worker_did(transactional_db, framework):
    borough = make_borough()
    answer(borough)
    close_to_answers(round_=borough.round, by=borough.people["admin"], at=timezone.now() - datetime.timedelta(days=2))
    call_command("daily")
    assert now(borough).is_sealed
    assert (Response.objects.count(), ClosedRoundResponse.objects.count()) == (0, 1)
    assert AuditEntry.objects.filter(what="sealed the answers of a round", by=None).exists()


def test_what_cannot_be_reopened_is_refused_with_its_reason(borough: Borough):
    admin = borough.people["admin"]
    planned = make_round(borough, "Spring 2027", state="planned", opens_on=TODAY + days(100))
    for round_, reason in ((borough.round, "is already open"), (planned, "has not been opened yet")):
        with pytest.raises(ActionRefused, match=reason):
            reopen_round(round_=round_, by=admin)
    close_to_answers(round_=borough.round, by=admin)
    open_round(round_=planned, by=admin)
    with pytest.raises(ActionRefused, match="Another round is open"):
        reopen_round(round_=borough.round, by=admin)
    assert RoundService.objects.in_round(borough.round).count() == 4, "refused, nothing of it has changed"
    Round.objects.filter(pk=borough.round.pk).update(is_being_sealed=True)
    with pytest.raises(ActionRefused, match="are being sealed, so it cannot be reopened"):
        reopen_round(round_=borough.round, by=admin)
    Round.objects.filter(pk=borough.round.pk).update(is_being_sealed=False, is_sealed=True)
    with pytest.raises(ActionRefused, match="are sealed, so it cannot be reopened"):
        reopen_round(round_=borough.round, by=admin)


def test_a_released_round_stays_as_it_is(borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round.refresh_from_db()
    release = release_round(borough.round)
    before = what_is_stored()
    for act in (reopen_round, begin_sealing):
        with pytest.raises(ActionRefused):
            act(round_=release.round, by=borough.people["admin"])
    assert what_is_stored() == before


def test_reminders_stop_while_it_is_closed_and_come_again_once_it_is_reopened(borough: Borough):
    before = [reminder.key for reminder in due(on=borough.round.closes_on - days(2))]
    assert before
    close_to_answers(round_=borough.round, by=borough.people["admin"], at=CLOSED_AT)
    assert list(due(on=borough.round.closes_on - days(2))) == []
    reopen_round(round_=borough.round, by=borough.people["admin"])
    assert [reminder.key for reminder in due(on=borough.round.closes_on - days(2))] == before


def test_no_service_goes_while_its_round_can_be_reopened(borough: Borough):
    close_to_answers(round_=borough.round, by=borough.people["admin"])
    with pytest.raises(ActionRefused, match="Autumn 2026 can still be reopened"):
        close_service(service=borough.services["ward"], by=borough.people["admin"])
    with pytest.raises(ActionRefused, match="Autumn 2026 can still be reopened"):
        leave_partnership(organisation=borough.organisations["charity"], by=borough.people["admin"])


def at_once(*doing: Callable[[], object]) -> list[str]:
    """Do things at the same moment, each in a connection of its own; what each came to: "done", or its refusal."""
    start, outcome = threading.Barrier(len(doing)), [""] * len(doing)

    def one(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            act()
            outcome[place] = "done"
        except ActionRefused as reason:
            outcome[place] = str(reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(doing)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcome


@pytest.fixture
def closed(transactional_db, framework, settings) -> Borough:
    """A closed round in a database that several people use; what is asked for waits in the queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["work", "mail"]}}
    borough = make_borough()
    answer(borough, text="They listened.")
    close_to_answers(round_=borough.round, by=borough.people["admin"])
    return borough


@pytest.mark.parametrize("time", range(3))
def test_of_reopening_and_sealing_at_one_moment_one_happens(closed: Borough, time: int):
    admin = closed.people["admin"]
    reopened, sealed = at_once(
        lambda: reopen_round(round_=closed.round, by=admin), lambda: begin_sealing(round_=closed.round, by=admin)
    )
    if reopened == "done":
        assert sealed == "Close Autumn 2026 before you seal answers."
        assert (now(closed).state, Job.objects.count()) == ("open", 0)
    else:
        assert sealed == "done"
        assert reopened == "The answers of Autumn 2026 are being sealed, so it cannot be reopened."
        assert (now(closed).is_being_sealed, Job.objects.count()) == (True, 1)
    assert Response.objects.count() == 1


def test_two_admins_who_press_at_one_moment_are_as_one(closed: Borough):
    admin = closed.people["admin"]
    assert at_once(*[lambda: begin_sealing(round_=closed.round, by=admin)] * 2) == ["done", "done"]
    assert Job.objects.count() == 1
    Job.objects.all().delete()
    Round.objects.update(is_being_sealed=False, seals_at=timezone.now())
    outcome = at_once(*[lambda: reopen_round(round_=closed.round, by=admin)] * 2)
    assert sorted(outcome) == ["Autumn 2026 is already open.", "done"]
    assert AuditEntry.objects.filter(what="reopened a round").count() == 1
