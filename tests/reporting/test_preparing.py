"""From a closed round to a release: the checklist, preparing, and a second person who approves."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from background.actions.jobs import carry_out as work_off
from background.models import Job
from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry, Service, User
from reporting.models import Narrative, Preparation, PreparedFigure, Release, ReleasedFigure
from reporting.release import preparing
from reporting.release.preparing import ask_to_prepare, carry_out, discard, start_preparing
from reporting.release.releasing import approve
from surveys.actions.flags import raise_flag, set_link_aside, settle_flags
from surveys.models import Comment, Question, SurveyLink
from tests.builders import TODAY, hidden_fields, release_round, text_of
from tests.reporting.conftest import Borough
from tests.scenes import scene

pytestmark = pytest.mark.slow

ADDRESS = reverse("reporting:release-prepare", args=["elmham", "autumn-2026"])


@scene
def with_two_people(elmham: Borough) -> Borough:
    """The borough with an admin and a board member."""
    elmham.people = {role: elmham.member(role) for role in ("admin", "board_member")}
    return elmham


@scene
def closed(with_two_people: Borough) -> Borough:
    return with_two_people.close()


@scene
def prepared(closed: Borough) -> Preparation:
    preparation = start_preparing(round=closed.round, by=closed.people["admin"])
    carry_out(preparation)
    preparation.refresh_from_db()
    return preparation


@pytest.fixture
def borough(with_two_people: Borough) -> Borough:
    """Its round is open, where a test asks for nothing that closes it."""
    return with_two_people


@pytest.fixture
def admin(borough: Borough) -> User:
    return borough.people["admin"]


@pytest.fixture
def board(borough: Borough) -> User:
    return borough.people["board_member"]


def write_comment(borough, **values) -> Comment:
    question = Question.objects.filter(instrument__key="families", kind="open").first()
    values = {"state": "waiting", "due_on": TODAY} | values
    return Comment.objects.create(
        service=borough.services[0], round=borough.round, question=question, text="They listened.", **values
    )


def on_the_page(client) -> dict[str, str]:
    """What the page on which somebody presses says that it shows."""
    return {"preparation": hidden_fields(client.get(ADDRESS))["preparation"]}


def test_an_admin_prepares_and_a_board_member_releases(borough, client, admin, board):
    client.force_login(admin)
    assert client.get(ADDRESS).status_code == 302  # still open
    borough.close()
    assert "every comment has been reviewed" in text_of(client.get(ADDRESS))
    client.post(ADDRESS)
    page = text_of(client.get(ADDRESS))
    assert "Check what will be shown" in page
    assert "Someone else needs to release these results" in page
    assert "Release Autumn 2026" not in page
    client.force_login(board)
    page = text_of(client.get(ADDRESS))
    assert "we test whether anyone could work out a person’s answers" in page
    assert "Release Autumn 2026" in page
    shown = on_the_page(client)
    answer = client.post(f"{ADDRESS}approve/", shown, follow=True)
    assert "Autumn 2026 results released" in answer.content.decode()
    release = Release.objects.get()
    assert (release.prepared_by, release.approved_by) == (admin, board)
    assert release.attack["questions"] > 20
    assert not Preparation.objects.exists()
    how = text_of(client.get(reverse("reporting:how-made", args=["elmham", "autumn-2026", "workforce_results"])))
    assert f"prepared by {admin}, approved by {board}" in how
    assert "we test whether anyone could work out a person’s answers" in how
    assert client.post(f"{ADDRESS}approve/", shown).status_code == 302  # a double click
    assert Release.objects.count() == 1


def test_whoever_looks_through_is_told_what_has_changed_since(prepared, borough, client, admin, board):
    client.force_login(board)
    assert "need to be prepared again" not in text_of(client.get(ADDRESS))
    Narrative.objects.create(
        round=borough.round, where="dashboard", text="A hard winter.", written_by=admin, written_on=TODAY
    )
    page = text_of(client.get(ADDRESS))
    assert "has changed since these results were prepared (the commentary)" in page
    assert "Release Autumn 2026" not in page
    assert "Check and release results" not in page
    assert "An admin needs to prepare them again." in page
    client.force_login(admin)
    page = text_of(client.get(ADDRESS))
    assert "Prepare results again" in page
    assert "Someone else needs to release these results" not in page
    client.post(ADDRESS)
    assert "need to be prepared again" not in text_of(client.get(ADDRESS))
    client.force_login(board)
    assert "Release Autumn 2026" in text_of(client.get(ADDRESS))


def test_what_is_open_again_on_the_checklist_is_told_as_well(prepared, borough, client, board):
    write_comment(borough)
    client.force_login(board)
    page = text_of(client.get(ADDRESS))
    assert "need to be prepared again" in page
    assert "here are comments that none of your safeguarding reviewers can read" in page
    assert "Release Autumn 2026" not in page


def test_a_made_up_borough_is_not_told_that_an_email_went_out(prepared, borough, client, admin):
    client.force_login(admin)
    assert "We have emailed the other admins and board members." in text_of(client.get(ADDRESS))
    borough.partnership.is_demonstration = True
    borough.partnership.save()
    page = text_of(client.get(ADDRESS))
    assert "They can see this on their home page." in page
    assert "We have emailed" not in page


def test_another_admin_sees_on_the_start_page_that_a_release_is_being_prepared(borough, closed, client, admin):
    start = reverse("start-page", args=["elmham"])
    client.force_login(borough.member("admin", email="another"))
    assert "One person prepares the results" in text_of(client.get(start))
    start_preparing(round=borough.round, by=admin)
    page = text_of(client.get(start))
    assert "Results for Autumn 2026" in page
    assert f"{admin} is preparing these results" in page
    assert "Prepare results" not in page


def test_s11_a_single_person_releases_nothing(prepared, client, admin):
    with pytest.raises(ActionRefused, match="Someone else needs to check and release"):
        approve(preparation=prepared, by=admin)
    client.force_login(admin)
    page = client.post(f"{ADDRESS}approve/", on_the_page(client), follow=True)
    assert "Someone else needs to check and release them" in page.content.decode()
    assert not Release.objects.exists()


def test_a_release_holds_what_was_prepared_to_the_digit(prepared, board):
    columns = ("measure", "level", "place", "subject_kind", "subject", "statistic", "status", "value", "base_low")
    before = list(prepared.figures.order_by("pk").values_list(*columns))
    approve(preparation=prepared, by=board)
    assert list(ReleasedFigure.objects.order_by("pk").values_list(*columns)) == before
    assert not PreparedFigure.objects.exists()


def test_a_release_waits_for_the_reviewers(borough, client, admin, board):
    comment = write_comment(borough)
    borough.close()
    comment = Comment.objects.get()  # written anew when the round closed
    client.force_login(admin)
    page = text_of(client.get(ADDRESS))
    assert "here are comments that none of your safeguarding reviewers can read" in page
    assert not re.search(r">\s*Prepare[^<]*</button>", client.get(ADDRESS).content.decode())
    assert (
        "here are comments that none of your safeguarding reviewers can read"
        in client.post(ADDRESS, follow=True).content.decode()
    )
    assert not Preparation.objects.exists()
    Comment.objects.filter(pk=comment.pk).update(state="released", due_on=None)
    client.post(ADDRESS)
    assert Preparation.objects.get().is_ready


def test_a_release_waits_until_somebody_has_looked_at_every_sign_of_bulk_use(borough, client, admin):
    link = SurveyLink.objects.filter(round=borough.round).first()
    raise_flag(link, "burst", TODAY)
    borough.close()
    with pytest.raises(ActionRefused, match="1 flagged link"):
        start_preparing(round=borough.round, by=admin)
    client.force_login(admin)
    address = reverse("surveys:link-review", args=["elmham", link.pk])
    assert "Why should these responses be included?" in text_of(client.get(address))
    empty = client.post(f"{address}settle/", {"why": ""})
    assert "Enter why these responses should be included" in empty.content.decode()
    page = text_of(client.post(f"{address}settle/", {"why": "The whole school in one lesson."}, follow=True))
    assert "The whole school in one lesson." in page
    assert AuditEntry.objects.filter(what="included a flagged survey link in results").count() == 1
    start_preparing(round=borough.round, by=admin)


def test_a_link_that_is_set_aside_needs_no_other_word(borough, admin):
    link = SurveyLink.objects.filter(round=borough.round).first()
    raise_flag(link, "burst", TODAY)
    borough.close()
    set_link_aside(survey_link=link, reason="Copied.", by=admin, on=TODAY)
    assert start_preparing(round=borough.round, by=admin)


def test_a_released_round_has_nothing_left_to_settle(borough, closed, admin):
    link = SurveyLink.objects.filter(round=borough.round).first()
    release_round(borough.round)
    with pytest.raises(ActionRefused, match="has been released"):
        settle_flags(survey_links=[link], reason="Late.", by=admin, on=TODAY)


def test_of_two_who_prepare_at_once_one_wins_and_the_other_is_told(borough, closed, client, admin):
    other = borough.member("admin", email="other")
    start_preparing(round=borough.round, by=admin)
    with pytest.raises(ActionRefused, match="already preparing these results"):
        start_preparing(round=borough.round, by=other)
    client.force_login(other)
    assert "already preparing these results" in client.post(ADDRESS, follow=True).content.decode()
    page = client.get(ADDRESS).content.decode()
    assert 'data-follow="2"' in page
    assert "Results are being prepared" in page
    part = client.get(ADDRESS, headers={"X-Follow": "yes"}).content.decode()
    assert "Results are being prepared" in part
    assert "<h1" not in part
    Preparation.objects.update(state="ready")
    assert client.get(ADDRESS, headers={"X-Follow": "yes"}).status_code == 204


def test_killed_half_way_there_is_no_half_release_and_it_can_be_run_again(borough, closed, client, admin, monkeypatch):
    def killed(context):
        context.tell(3, 41)
        raise KeyboardInterrupt

    preparation = start_preparing(round=borough.round, by=admin)
    with monkeypatch.context() as patch:
        patch.setattr(preparing, "figures_of_round", killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out(preparation)
    preparation = Preparation.objects.get()
    assert (preparation.job.done, preparation.job.total, preparation.state) == (3, 41, "running")
    assert not PreparedFigure.objects.exists()
    with pytest.raises(ActionRefused, match="already"):  # nobody can know yet that it died
        start_preparing(round=borough.round, by=admin)
    later = timezone.now() + timedelta(seconds=21)
    again = start_preparing(round=borough.round, by=admin, at=later)
    carry_out(again)
    again.refresh_from_db()
    assert again.is_ready


def test_a_preparation_that_has_fallen_silent_says_so(borough, closed, client, admin):
    preparation = start_preparing(round=borough.round, by=admin)
    silent_since = timezone.now() - timedelta(seconds=21)
    Job.objects.filter(pk=preparation.job_id).update(state="running", alive_at=silent_since)
    client.force_login(admin)
    page = text_of(client.get(ADDRESS))
    assert "Preparing stopped" in page
    assert "Nothing was released" in page
    assert "It will start again automatically" in page
    assert "Emails, files and results are delayed" in page


def test_an_error_while_preparing_is_logged_and_can_be_tried_again(borough, closed, client, admin, monkeypatch, caplog):
    with monkeypatch.context() as patch:
        patch.setattr(preparing, "figures_of_round", lambda context: 1 / 0)
        preparation = ask_to_prepare(round=borough.round, by=admin)
    assert "stopped half-way" in caplog.text
    preparation.refresh_from_db()
    assert preparation.state == "failed"
    client.force_login(admin)
    page = text_of(client.get(ADDRESS))
    assert "Prepare the results again" in page
    assert "Something went wrong" in page


def test_what_changes_after_preparing_is_not_released_unseen(borough, prepared, client, board):
    link = SurveyLink.objects.filter(round=borough.round, kept_responses__isnull=False).first()
    set_link_aside(survey_link=link, reason="Copied.", by=board, on=TODAY)
    with pytest.raises(ActionRefused, match="has changed since"):
        approve(preparation=prepared, by=board)
    assert not Release.objects.exists()


def test_what_was_prepared_can_be_thrown_away(prepared, client, board):
    client.force_login(board)
    page = client.post(f"{ADDRESS}discard/", on_the_page(client), follow=True)
    assert "Nothing was released" in page.content.decode()
    assert not Preparation.objects.exists()
    assert not PreparedFigure.objects.exists()


@pytest.mark.parametrize("pressed", ["approve", "discard"])
def test_what_was_prepared_anew_is_neither_released_nor_thrown_away_by_an_old_page(
    pressed, borough, closed, client, board, admin
):
    other = borough.member("admin", email="other")
    carry_out(start_preparing(round=borough.round, by=admin))
    client.force_login(board)
    old_page = on_the_page(client)
    carry_out(start_preparing(round=borough.round, by=other))
    page = text_of(client.post(f"{ADDRESS}{pressed}/", old_page, follow=True))
    assert "Someone has prepared these results again" in page
    assert Preparation.objects.get().started_by == other
    assert not Release.objects.exists()
    assert client.post(f"{ADDRESS}{pressed}/").status_code == 302, "a page that shows nothing releases nothing"
    assert Preparation.objects.get().is_ready
    client.post(f"{ADDRESS}{pressed}/", on_the_page(client))
    assert not Preparation.objects.exists()
    assert Release.objects.exists() == (pressed == "approve")


def test_what_was_released_a_moment_ago_is_not_said_to_be_thrown_away(prepared, board, admin):
    approve(preparation=prepared, by=board)
    with pytest.raises(ActionRefused, match="Someone else has just deleted this, so it"):
        discard(preparation=prepared, by=admin)
    assert not AuditEntry.objects.filter(what="discarded a prepared release").exists()


def test_a_board_member_does_not_prepare(borough, closed, client, board):
    client.force_login(board)
    assert client.post(ADDRESS).status_code == 403
    assert "An admin needs to prepare the results" in text_of(client.get(ADDRESS))


def test_s6_a_service_that_moves_to_another_sector_never_restates_a_release(borough, closed, admin):
    release = release_round(borough.round)
    before = list(release.figures.values())
    moved = borough.services[0]
    Service.objects.filter(pk=moved.pk).update(sector=borough.services[-1].sector, name="Elsewhere")
    assert list(release.figures.values()) == before
    with pytest.raises(ActionRefused, match="cannot be changed"):
        start_preparing(round=borough.round, by=admin)


def test_closing_says_what_waits(borough, client, admin):
    write_comment(borough)
    client.force_login(admin)
    page = text_of(client.get(reverse("organisations:round-close", args=["elmham", "autumn-2026"])))
    assert "here are comments that none of your safeguarding reviewers can read" in page
    close_round(round_=borough.round, by=admin)


def test_the_others_who_may_approve_are_told_once_and_find_it_on_their_start_page(
    borough, client, admin, board, mailoutbox, django_capture_on_commit_callbacks
):
    left = borough.member("admin", email="left")
    left.is_active = False
    left.save()
    borough.member("reviewer")
    start = reverse("start-page", args=["elmham"])
    client.force_login(admin)
    assert "its answers are sealed. One person prepares" not in text_of(client.get(start))
    borough.close()
    assert "The round is closed and its answers are sealed. One person prepares" in text_of(client.get(start))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADDRESS)
    (mail,) = mailoutbox
    assert mail.to == [board.email]
    assert mail.subject == "Check and release: Autumn 2026 results, Elmham"
    assert f"http://testserver{ADDRESS}" in mail.body
    with django_capture_on_commit_callbacks(execute=True):
        client.get(ADDRESS)
    assert len(mailoutbox) == 1
    page = text_of(client.get(start))
    assert "You prepared these results" in page
    assert "Check and release results" not in page
    client.force_login(board)
    answer = client.get(start)
    assert "Check and release results" in text_of(answer)
    assert f'href="{ADDRESS}"' in answer.content.decode()


def test_nobody_is_told_of_a_preparation_that_stopped_half_way(
    borough, closed, admin, board, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    preparation = start_preparing(round=borough.round, by=admin, address="http://testserver/")
    monkeypatch.setattr(preparing, "figures_of_round", lambda context: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        carry_out(preparation)
    assert mailoutbox == []


def test_named_twice_by_the_queue_it_is_prepared_once(borough, closed, admin, board, mailoutbox):
    preparation = ask_to_prepare(round=borough.round, by=admin, address="http://testserver/")
    figures = PreparedFigure.objects.count()
    work_off.call(preparation.job_id)
    assert PreparedFigure.objects.count() == figures > 0
    assert len(mailoutbox) == 1


def test_what_is_thrown_away_while_it_is_prepared_leaves_nothing_behind(borough, closed, admin, board, monkeypatch):
    figures_of_round = preparing.figures_of_round

    def thrown_away_meanwhile(ground):
        preparing.discard(preparation=Preparation.objects.get(), by=board)
        return figures_of_round(ground)

    monkeypatch.setattr(preparing, "figures_of_round", thrown_away_meanwhile)
    ask_to_prepare(round=borough.round, by=admin)
    assert not Preparation.objects.exists()
    assert not PreparedFigure.objects.exists()
    assert Job.objects.get(kind="release").has_failed
