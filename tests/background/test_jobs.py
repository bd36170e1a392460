"""Pieces of work: asked for once, done once, begun again after a death, and given up in the end with a reason."""

import datetime

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from background.actions import files, jobs, sweeping
from background.actions.jobs import Run, TakenOver, Work, WorkRefused, ask, begin_again, carry_out
from background.actions.sweeping import look_around
from background.models import Job, JobFile, OutgoingMail, WorkerProcess
from background.models.workers import is_silent
from background.pulse import Pulse, pulse
from organisations.models import Membership
from organisations.roles import Role
from tests.access_pages_background import background_things_of
from tests.builders import Borough, signed_in, text_of
from tests.taking import file_from

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def done(monkeypatch) -> list[int]:
    """The numbers of the runs that did some work, which a test may replace."""
    runs: list[int] = []

    def do(run: Run) -> None:
        runs.append(run.number)
        run.keep_file(name="a.txt", content_type="text/plain", content=b"made")

    works = {kind: Work(run=do, may_take=lambda job: True) for kind in Job.Task}
    monkeypatch.setattr(jobs, "work_of", works.__getitem__)
    monkeypatch.setattr(sweeping, "work_of", works.__getitem__)
    monkeypatch.setattr(files, "work_of", works.__getitem__)
    return runs


@pytest.fixture
def queued(settings) -> None:
    """What is asked for waits in the queue, and no worker runs."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["work", "mail"]}}


def something(borough: Borough, **more) -> Job:
    more = {"kind": Job.Task.PACK, "key": "a thing", "about": "A thing", "by": borough.people["admin"]} | more
    job = ask(partnership=borough.partnership, **more)
    job.refresh_from_db()
    return job


def died(job: Job, ago: datetime.timedelta = 21 * SECOND) -> None:
    """As a worker leaves it that is killed in the middle."""
    now = timezone.now()
    run = {"state": "running", "attempts": job.attempts + 1, "alive_at": now - ago, "started_at": now - ago}
    Job.objects.filter(pk=job.pk).update(**run)
    job.refresh_from_db()


def test_what_is_asked_for_twice_is_done_once(borough: Borough, queued: None, done: list[int]):
    first, again = something(borough), something(borough)
    assert first == again
    assert DBTaskResult.objects.count() == 1
    other = something(borough, key="another thing")
    assert other != first
    for _ in range(2):
        carry_out.call(first.pk)
    assert done == [1]
    first.refresh_from_db()
    assert first.is_done


def test_what_is_done_can_be_asked_for_anew(borough: Borough, done: list[int]):
    assert something(borough) != something(borough)
    assert done == [1, 1]


def test_it_is_dead_after_twenty_seconds_of_silence_also_where_the_clock_was_set_back(borough: Borough, queued: None):
    job, now = something(borough), timezone.now()
    assert not job.is_dead(now), "it waits"
    for ago, dead in ((0, False), (19, False), (21, True), (-19, False), (-21, True), (-6 * 3600, True)):
        job.state, job.alive_at = "running", now - ago * SECOND
        assert job.is_dead(now) == dead, ago


def test_work_whose_worker_died_is_begun_again_by_any_other(borough: Borough, queued: None, done: list[int]):
    job = something(borough)
    died(job, 15 * SECOND)
    look_around()
    job.refresh_from_db()
    assert (job.state, job.deaths) == ("running", 0), "nobody can know yet"
    died(job)
    for _ in range(2):  # two workers see it
        look_around()
    job.refresh_from_db()
    assert (job.state, job.deaths) == ("waiting", 1)
    assert DBTaskResult.objects.ready().count() == 2, "where it was, and once more"
    carry_out.call(job.pk)
    carry_out.call(job.pk)
    assert len(done) == 1


def test_work_that_ends_every_worker_is_given_up_and_says_so(borough: Borough, queued: None, done: list[int]):
    job = something(borough)
    for _ in range(3):
        died(job)
        look_around()
        job.refresh_from_db()
    assert job.has_failed
    page = borough.client("admin").get(reverse("organisations:file", args=[borough.slug, job.pk]))
    assert "times, and it was interrupted each time" in text_of(page)
    assert begin_again(job=job)
    assert not begin_again(job=job), "a second press"
    carry_out.call(job.pk)
    assert len(done) == 1


def test_a_run_that_was_taken_for_dead_and_wakes_up_spoils_nothing(borough: Borough, queued: None):
    job = something(borough)
    died(job)
    asleep = Run(job, job.attempts)
    look_around()
    Job.objects.filter(pk=job.pk).update(state="running", attempts=job.attempts + 1, alive_at=timezone.now())
    for deed in (lambda: asleep.say(1, 2), asleep.hold, asleep.finish):
        with pytest.raises(TakenOver):
            deed()
    with pytest.raises(TakenOver):
        asleep.keep_file(name="a.txt", content_type="text/plain", content=b"stale")
    assert not JobFile.objects.exists()


def test_what_was_lost_from_the_queue_is_queued_again_after_a_minute(borough: Borough, queued: None):
    job = something(borough)
    DBTaskResult.objects.all().delete()
    look_around()
    assert not DBTaskResult.objects.exists()
    Job.objects.filter(pk=job.pk).update(alive_at=timezone.now() - 61 * SECOND)
    for _ in range(3):
        look_around()
    assert DBTaskResult.objects.ready().count() == 1


def test_the_queue_forgets_what_a_dead_worker_had_taken(borough: Borough, queued: None):
    something(borough)
    now = timezone.now()
    WorkerProcess.objects.create(pk="dead", started_at=now, alive_at=now - 21 * SECOND)
    WorkerProcess.objects.create(pk="alive", started_at=now, alive_at=now)
    result = DBTaskResult.objects.get()
    for worker, status in (("alive", "RUNNING"), ("dead", "FAILED")):
        values = {"status": "RUNNING", "worker_ids": [worker], "started_at": now - 60 * SECOND}
        DBTaskResult.objects.filter(pk=result.pk).update(**values)
        look_around()
        assert DBTaskResult.objects.get().status == status


def test_a_refusal_is_told_in_its_own_words_and_a_fault_in_general_ones(borough: Borough, monkeypatch, caplog):
    said = {}
    for error in (WorkRefused("The round has closed."), ZeroDivisionError("a secret")):

        def fails(run: Run, error=error) -> None:
            raise error

        monkeypatch.setattr(jobs, "work_of", lambda kind, fails=fails: Work(run=fails))
        said[type(error)] = something(borough)
    assert said[WorkRefused].error == "The round has closed."
    assert said[ZeroDivisionError].error.startswith("Something went wrong")
    assert "a secret" in caplog.text


def test_where_the_database_fails_work_falls_silent_and_is_begun_again(borough: Borough, queued: None, monkeypatch):
    def fails(run: Run) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(jobs, "work_of", lambda kind: Work(run=fails))
    job = something(borough)
    carry_out.call(job.pk)
    job.refresh_from_db()
    assert job.state == "running"
    assert job.is_dead(timezone.now() + 21 * SECOND)
    assert pulse.run is None, "nobody beats for it any more"


def test_signs_of_life_do_not_wait_for_the_work(borough: Borough, queued: None, monkeypatch):
    """One question of a release may take longer than a worker may be silent; the beat goes on beside it."""
    job = something(borough)
    died(job, 18 * SECOND)
    ours = Pulse()
    ours.worker, ours.run = "ours", (job.pk, job.attempts)
    ours.beat()
    assert WorkerProcess.objects.get().pk == "ours"
    later = timezone.now() + 15 * SECOND
    assert is_silent(job.alive_at, later)
    assert not job.is_dead(later)
    monkeypatch.setattr(sweeping, "database_now", lambda: later)
    look_around()
    assert now(job).deaths == 0
    ours.run = None  # the work is done, or the database failed
    ours.beat()
    assert job.is_dead(later)
    look_around()
    assert now(job).deaths == 1


def now(job: Job) -> Job:
    job.refresh_from_db()
    return job


# --- files -----------------------------------------------------------------------------------------


def ask_for_a_workbook(borough: Borough) -> Job:
    return something(borough, kind=Job.Task.WORKBOOK)


def test_a_file_is_for_anyone_who_asked_and_only_while_they_may(
    borough: Borough, other_borough: Borough, done: list[int]
):
    job = ask_for_a_workbook(borough)
    address = reverse("organisations:file", args=[borough.slug, job.pk])
    admin = borough.client("admin")
    assert "Your file is ready" in text_of(admin.get(address))
    taken = admin.post(f"{address}take/")
    assert (taken.content, taken["Content-Disposition"]) == (b"made", 'attachment; filename="a.txt"')
    assert "no-store" in taken["Cache-Control"]
    for who, status in (("board", 403), ("lead", 403)):
        assert borough.client(who).get(address).status_code == status
        assert borough.client(who).post(f"{address}take/").status_code == status
    assert other_borough.client("admin").post(f"{address}take/").status_code == 404


def test_someone_who_has_lost_the_right_meanwhile_does_not_get_the_file(borough: Borough):
    made = background_things_of(borough)["made"]
    address, admin = reverse("organisations:file-take", args=[borough.slug, made]), borough.people["admin"]
    assert signed_in(admin).post(address).content == b"PK"
    admin.memberships.update(role="programme_lead")
    assert signed_in(admin).post(address).status_code == 403


def test_a_file_goes_after_a_day_and_says_so(borough: Borough, done: list[int]):
    job = ask_for_a_workbook(borough)
    at = reverse("organisations:file", args=[borough.slug, job.pk])
    made = JobFile.objects.get().made_at
    sweeping.forget_what_is_old(at=made + datetime.timedelta(hours=23))
    assert JobFile.objects.exists()
    sweeping.forget_what_is_old(at=made + datetime.timedelta(hours=25))
    assert "We no longer keep this file. Ask for it again." in text_of(borough.client("admin").get(at))


def test_a_sealed_file_goes_after_an_hour(borough: Borough, done: list[int]):
    ask_for_a_workbook(borough)
    JobFile.objects.update(is_sealed=True, made_at=timezone.now() - datetime.timedelta(minutes=59))
    look_around()
    assert JobFile.objects.exists()
    JobFile.objects.update(made_at=timezone.now() - datetime.timedelta(minutes=61))
    look_around()
    assert not JobFile.objects.exists()


def test_while_a_file_is_made_the_page_follows_and_works_by_hand_too(borough: Borough, queued: None):
    job = ask_for_a_workbook(borough)
    admin, at = borough.client("admin"), reverse("organisations:file", args=[borough.slug, job.pk])
    page = admin.get(at).content.decode()
    assert 'data-follow="1"' in page
    assert f'<a class="govuk-link" href="{at}">See how far it has got</a>' in page
    assert "Emails, files and results are delayed" in page
    assert "<h1" not in admin.get(at, headers={"X-Follow": "yes"}).content.decode()
    died(job)
    assert "It will start again automatically" in admin.get(at, headers={"X-Follow": "yes"}).content.decode()
    Job.objects.update(state="failed", error="No.")
    assert admin.get(at, headers={"X-Follow": "yes"}).status_code == 204
    assert "We could not make this file. No." in text_of(admin.get(at))


def test_a_double_press_makes_one_file(borough: Borough, queued: None):
    address = reverse("activities:pack-file", args=[borough.slug])
    admin = borough.client("admin")
    assert admin.post(address).url == admin.post(address).url
    assert Job.objects.count() == 1
    assert borough.client("lead").post(address).url != admin.post(address).url, "each person has their own"


def test_someone_who_works_in_two_partnerships_gets_the_pack_of_each(
    borough: Borough, other_borough: Borough, queued: None
):
    """Also while the first is still being made."""
    there = {"role": Role.TRAINING_LEAD, "partnership": other_borough.partnership}
    Membership.objects.create(user=borough.people["lead"], **there)
    lead = borough.client("lead")
    for place in (borough, other_borough):
        page = lead.post(reverse("activities:pack-file", args=[place.slug]), follow=True)
        assert page.status_code == 200
        assert place.partnership.name in text_of(page)
    assert {job.partnership for job in Job.objects.all()} == {borough.partnership, other_borough.partnership}


def test_a_pack_is_made_and_taken(borough: Borough, monkeypatch):
    monkeypatch.setattr("activities.pack_files.can_make_pdf", lambda: False)
    made = file_from(borough.client("lead"), reverse("activities:pack-file", args=[borough.slug]))
    assert made["Content-Type"] == "application/zip"


# --- whether anyone works -------------------------------------------------------------------------


def test_the_start_page_tells_an_admin_where_no_one_works(borough: Borough, queued: None):
    start = reverse("start-page", args=[borough.slug])

    def says_so(who: str) -> bool:
        return "Emails, files and results are delayed" in text_of(borough.client(who).get(start))

    assert not says_so("admin"), "nothing waits"
    something(borough)
    assert not says_so("admin"), "not for long"
    Job.objects.update(alive_at=timezone.now() - 61 * SECOND)
    assert says_so("admin")
    assert not says_so("lead")
    now = timezone.now()
    WorkerProcess.objects.create(pk="one", started_at=now, alive_at=now)
    assert not says_so("admin")


def test_a_code_to_sign_in_that_no_one_sends_is_told_too(borough: Borough, queued: None):
    times = dict.fromkeys(("made_at", "next_try_at"), timezone.now() - 61 * SECOND)
    OutgoingMail.objects.create(to="a@example.org", subject="Code", kind="sign_in", **times)
    page = text_of(borough.client("admin").get(reverse("start-page", args=[borough.slug])))
    assert "Emails, files and results are delayed" in page
