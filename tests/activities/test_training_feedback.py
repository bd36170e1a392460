"""The feedback survey after a training session: given out by the trainer, answered by anyone with the link."""

import pytest
from django.test import Client
from django.urls import reverse

from activities.actions.feedback import open_feedback
from activities.models import Course, TrainingSession
from organisations.actions import ActionRefused, close_round
from organisations.models import Membership
from organisations.roles import Role
from surveys.actions.comments import for_reviewer, remind_of_overdue
from surveys.actions.flags import look_for_flags
from surveys.models import ClosedRoundResponse, Comment, QuietTime, Response, SurveyLink
from tests.builders import LAST_DAY, NOON, TODAY, Borough, days, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def borough(borough: Borough) -> Borough:
    """The same, with a round that is still open today: feedback is asked for by its last day."""
    borough.round.closes_on = LAST_DAY
    borough.round.save(update_fields=["closes_on"])
    return borough


WORDS = "I will ask what happened before I ask what is wrong."


@pytest.fixture
def session(borough: Borough) -> TrainingSession:
    course = Course.objects.create(
        partnership=borough.partnership, title="Beginning", level="awareness", for_whom="Everybody"
    )
    return TrainingSession.objects.create(course=course, day=TODAY)


@pytest.fixture
def link(borough: Borough, session: TrainingSession) -> SurveyLink:
    return open_feedback(session=session, by=borough.people["trainer"], on=TODAY)


def key_of(client: Client, link: SurveyLink) -> str:
    page = client.get(reverse("surveys:survey-answer", args=[link.token]))
    return page.context["key"]


def send(link: SurveyLink, client: Client | None = None, **answers: str):
    """Someone sends their answers."""
    client = client or Client()
    form = {"key": key_of(client, link), "page": "end", "go": "send", **answers}
    return client.post(reverse("surveys:survey-answer", args=[link.token]), form, follow=True)


def change(borough: Borough, session: TrainingSession, what: str):
    url = reverse("activities:training-feedback", args=[borough.slug, session.pk])
    return borough.client("trainer").post(url, {"feedback": what}, follow=True)


def test_the_training_lead_makes_a_link_with_a_code_to_scan_and_closes_it(borough: Borough, session):
    page = change(borough, session, "open")
    session.refresh_from_db()
    assert session.feedback.service is None
    assert session.feedback.get_absolute_url() in page.content.decode()
    assert "<svg" in page.content.decode()
    assert "Responses: fewer than 5" in text_of(page)
    sheet = borough.client("trainer").get(
        reverse("activities:training-feedback-sheet", args=[borough.slug, session.pk])
    )
    assert "Feedback on the training" in text_of(sheet)
    change(borough, session, "close")
    assert Client().get(session.feedback.get_absolute_url()).status_code == 404
    change(borough, session, "open")
    assert Client().get(session.feedback.get_absolute_url()).status_code == 200
    assert SurveyLink.objects.filter(service=None).count() == 1


def test_without_an_open_round_there_is_no_link_and_the_page_says_so(borough: Borough, session):
    close_round(round_=borough.round, by=None)
    page = change(borough, session, "open")
    assert "You can collect feedback when the next round opens." in text_of(page)
    assert not SurveyLink.objects.filter(service=None).exists()


def test_feedback_stays_in_the_round_in_which_it_was_asked(borough: Borough, session, link):
    close_round(round_=borough.round, by=None)
    with pytest.raises(ActionRefused):
        open_feedback(session=session, by=borough.people["trainer"], on=TODAY)


def test_there_is_no_feedback_on_what_was_called_off(borough: Borough, session):
    session.called_off_on = TODAY
    session.save()
    assert "cancelled" in text_of(change(borough, session, "open"))
    assert not SurveyLink.objects.filter(service=None).exists()


def test_every_page_of_the_survey_works_without_a_service(borough: Borough, link):
    visitor = Client()
    start = text_of(visitor.get(link.get_absolute_url()))
    assert "The trainer does not see your answers" in start
    assert "Elmfield Partnership" in start
    key = key_of(visitor, link)
    url = reverse("surveys:survey-answer", args=[link.token])
    seen, page = [], "t-relevant"
    for _ in range(5):
        shown = visitor.post(url, {"key": key, "page": page, "go": "next"})
        assert shown.status_code == 200
        page = shown.context["screen"].name
        seen.append(page)
    assert seen[:3] == ["t-before", "t-differently", "end"]
    assert visitor.get(f"{link.get_absolute_url()}?layout=easy").status_code == 200
    assert visitor.get(reverse("surveys:survey-thanks", args=[link.token])).status_code == 200
    assert visitor.cookies == {}


def test_answers_and_words_are_kept_apart_and_survive_the_end_of_the_round(borough: Borough, link):
    thanks = send(link, **{"t-before": "slightly", "t-now": "confident", "t-differently": WORDS})
    assert "Thank you" in text_of(thanks)
    assert Response.objects.get().answers.count() == 2
    comment = Comment.objects.get()
    assert (comment.service, comment.text) == (None, WORDS)
    look_for_flags(round_=borough.round, on=TODAY)
    close_round(round_=borough.round, by=None)
    assert ClosedRoundResponse.objects.get().survey_link == link
    assert Comment.objects.get().text == WORDS


def test_the_reviewer_reads_the_words_first_and_sees_which_survey_they_are_from(borough: Borough, link):
    send(link, **{"t-differently": WORDS})
    reviewer = borough.client("reviewer")
    page = text_of(reviewer.get(reverse("surveys:comment-list", args=[borough.slug])))
    assert WORDS in page
    assert "Feedback on the training, Elmfield Partnership" in page
    comment = Comment.objects.get()
    url = reverse("surveys:comment-review", args=[borough.slug, comment.pk])
    shown = reviewer.get(url)
    assert "Feedback on the training" in text_of(shown)
    version = shown.context["form"]["version"].value()
    reviewer.post(url, {"text": WORDS, "state": "released", "nobody": "on", "version": version})
    comment.refresh_from_db()
    assert comment.state == Comment.State.RELEASED
    assert remind_of_overdue(on=TODAY + days(60)) == 0


def test_a_reviewer_with_a_role_somewhere_still_reads_what_belongs_to_no_service(borough: Borough, link):
    send(link, **{"t-differently": WORDS})
    reviewer = borough.people["reviewer"]
    for place in ("service", "organisation", "sector"):
        at = {"service": borough.services["ward"]}
        at |= {"organisation": borough.organisations["hospital"], "sector": borough.sectors["health"]}
        role = {"service": Role.SERVICE_LEAD, "organisation": Role.ORGANISATION_LEAD, "sector": Role.SECTOR_LEAD}
        Membership.objects.create(
            user=reviewer, partnership=borough.partnership, role=role[place], **{place: at[place]}
        )
    assert for_reviewer(Comment.objects.all(), reviewer, borough.partnership).count() == 1


def test_when_the_whole_partnership_rests_so_does_feedback(borough: Borough, link):
    QuietTime.objects.create(partnership=borough.partnership, began_at=NOON)
    assert "This survey is paused" in text_of(Client().get(link.get_absolute_url()))
