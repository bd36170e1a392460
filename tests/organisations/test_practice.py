"""A practice round: everything can be tried, people are told beforehand, and when it ends nothing is left of it."""

import datetime
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.assessing import start_assessment
from assessments.models import Assessment
from background.models import Job
from organisations.actions import ActionRefused, begin_sealing, close_to_answers
from organisations.models import AuditEntry, Round
from organisations.practice import carry_on, delete_practice, end_practice
from organisations.reopening import reopen_round
from reporting.release.preparing import start_preparing
from surveys.actions import codes
from surveys.actions.answering import new_submission_key, submit_response
from surveys.actions.comments import settle_comment, version_of
from surveys.models import Answer, Comment, Response, SingleUseCode, SurveyLink
from tests.builders import TODAY, Borough, days, make_borough, make_round, signed_in, text_of
from tests.surveys.filling_in import link_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# What may remember that there was a practice round: who did what when, and work that is done.
REMEMBERS = {"organisations.AuditEntry", "auditlog.LogEntry", "background.Job", "sessions.Session"}


@pytest.fixture
def borough() -> Borough:
    made = make_borough()
    Round.objects.filter(pk=made.round.pk).update(is_practice=True)
    made.round.refresh_from_db()
    return made


def answer(borough: Borough, *, text: str = "") -> SurveyLink:
    link = link_of(borough, "workforce")
    rated = next(q for q in link.instrument.questions.all() if q.statement_id)
    written = link.instrument.questions.filter(kind="open").first()
    said = {"answers": {rated: rated.choices()[0]}, "comments": {written: text} if text else {}}
    assert submit_response(survey_link=link, key=new_submission_key(link), **said)
    return link


def settle(comment: Comment, borough: Borough, state: str) -> None:
    settle_comment(
        comment=comment,
        version=version_of(comment),
        state=state,
        text=comment.text,
        features=[],
        outcome="read",
        by=borough.people["reviewer"],
        address="https://example.org/",
    )


def rows_of(round_: Round) -> list[str]:
    """Tables in which a row leads to a round, by one step."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Round and model._base_manager.filter(**{field.attname: round_.pk}).exists():
                found.append(model._meta.label)
    return found


def test_when_it_ends_nothing_is_left_of_it(borough, django_capture_on_commit_callbacks):
    link = answer(borough)
    codes.make_codes(survey_link=link_of(borough, "workforce", "codes"), number=3, by=borough.people["lead"])
    start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"])
    assert rows_of(borough.round)
    with django_capture_on_commit_callbacks(execute=True):
        end_practice(round_=borough.round, by=borough.people["admin"])
    assert not Round.objects.filter(pk=borough.round.pk).exists()
    assert rows_of(borough.round) == []
    for model in (Response, Answer, SingleUseCode, SurveyLink, Comment, Assessment):
        assert not model.objects.exists()
    assert [entry.what for entry in AuditEntry.objects.order_by("-pk")[:2]] == [
        "deleted a practice round",
        "ended a practice round",
    ]
    assert Client().get(link.get_absolute_url()).status_code == 404


def test_what_someone_wrote_stays_until_it_is_read_and_with_safeguarding_two_weeks_more(
    borough, django_capture_on_commit_callbacks
):
    answer(borough, text="We are short of chairs")
    answer(borough, text="I do not feel safe at home")
    at = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        end_practice(round_=borough.round, by=borough.people["admin"])
    assert not Response.objects.exists()
    assert not SurveyLink.objects.exists()
    assert Comment.objects.count() == 2
    chairs, safe = Comment.objects.order_by("-text")
    settle(chairs, borough, Comment.State.RELEASED)
    with django_capture_on_commit_callbacks(execute=True):
        carry_on(at=at)
    assert list(Comment.objects.values_list("text", flat=True)) == [safe.text]
    # Whatever day it is: what no one has read is not deleted, even where the work is asked for.
    Round.objects.update(seals_at=at - days(1))
    nothing = {"finish": lambda: None, "hold": lambda: None, "say": lambda done, total: None}
    delete_practice(SimpleNamespace(job=SimpleNamespace(arguments={"round": borough.round.pk}), **nothing))
    assert list(Comment.objects.values_list("text", flat=True)) == [safe.text]
    Round.objects.update(seals_at=None)
    settle(safe, borough, Comment.State.ESCALATED)
    for day in (0, 13):
        with django_capture_on_commit_callbacks(execute=True):
            carry_on(at=at + days(day))
        assert Comment.objects.filter(state=Comment.State.ESCALATED).exists(), day
    Round.objects.update(seals_at=at - days(1))
    with django_capture_on_commit_callbacks(execute=True):
        carry_on(at=at)
    assert not Comment.objects.exists()
    assert not Round.objects.exists()


def test_it_ends_by_itself_when_its_last_day_is_over(borough, django_capture_on_commit_callbacks):
    Round.objects.update(closes_on=TODAY)
    noon = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time(12)))
    carry_on(at=noon)
    assert Round.objects.get().is_open
    with django_capture_on_commit_callbacks(execute=True):
        carry_on(at=noon + days(1))
    assert not Round.objects.exists()


def test_it_is_never_sealed_reopened_prepared_or_made_real(borough):
    admin = borough.people["admin"]
    for refused in (close_to_answers, begin_sealing):
        with pytest.raises(ActionRefused):
            refused(round_=borough.round, by=admin)
    answer(borough, text="still to be read")
    end_practice(round_=borough.round, by=admin)
    end_practice(round_=borough.round, by=admin)  # twice is as once
    assert Job.objects.filter(kind=Job.Task.PRACTICE).count() == 1
    for refused in (reopen_round, begin_sealing):
        with pytest.raises(ActionRefused):
            refused(round_=borough.round, by=admin)
    with pytest.raises(ActionRefused, match="for practice"):
        start_preparing(round=borough.round, by=admin)
    Round.objects.update(state="planned")
    page = signed_in(admin).get(reverse("organisations:round-edit", args=["elmfield", "autumn-2026"]))
    assert 'name="is_practice"' not in text_of(page)
    with pytest.raises(ActionRefused):
        end_practice(round_=make_round(borough, "Spring 2027", state="planned"), by=admin)


def test_what_is_done_on_its_days_counts_in_the_real_round(borough):
    real = make_round(borough, "Spring 2027", state="planned", opens_on=TODAY + days(60))
    assert Round.objects.counting(borough.partnership, TODAY) == real
    assert real.counts_days()[0] == real.closes_on - days(365)
    assert not Round.objects.before(real).exists()


def test_people_are_told_before_they_begin_and_every_page_of_staff_says_so(borough):
    link = link_of(borough, "families")
    start = text_of(Client().get(link.get_absolute_url()))
    thanks = text_of(Client().get(reverse("surveys:survey-thanks", args=[link.token])))
    for page in (start, thanks):
        assert "Practice: nothing counts." in page
        assert "delete" in page
    client = signed_in(borough.people["lead"])
    for kind in ("poster", "cards", "paper-survey"):
        page = client.get(reverse(f"surveys:{kind}", args=["elmfield", "ward", "families"]))
        assert "Practice: nothing counts." in text_of(page), kind
    assert "Practice: nothing counts." in client.get(reverse("start-page", args=["elmfield"])).content.decode()
    Round.objects.update(is_practice=False)
    assert "nothing counts" not in text_of(Client().get(link.get_absolute_url()))
    assert "nothing counts" not in client.get(reverse("start-page", args=["elmfield"])).content.decode()


def test_no_figure_of_it_is_anywhere_while_it_is_open_and_after_it(borough, django_capture_on_commit_callbacks):
    """Eleven people answer alike, which in a real round would be shown: every page of results says there are none."""
    for _ in range(11):
        answer(borough)
    client = signed_in(borough.people["admin"])
    pages = [
        reverse(f"reporting:{name}", args=["elmfield"]) for name in ("dashboard", "theory", "exports", "decisions")
    ]
    pages += [reverse("assessments:assessments-csv", args=["elmfield"])]
    of_round = [
        reverse(f"reporting:{name}", args=["elmfield", borough.round.slug])
        for name in ("round-dashboard", "voices", "themes", "comments", "board-pack", "figures-csv", "correction")
    ]

    def look() -> None:
        for page in pages:
            said = client.get(page).content.decode()
            assert "100%" not in said, page
            assert "10 to 14" not in said, page
        assert {client.get(page).status_code for page in of_round} == {404}

    look()
    with django_capture_on_commit_callbacks(execute=True):
        end_practice(round_=borough.round, by=borough.people["admin"])
    look()
