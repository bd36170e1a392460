"""Marking a decision as done asks what has changed because of it, and the next board pack says it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations.models import AuditEntry
from reporting.models import Decision, Release
from reporting.release.deciding import set_state
from tests.builders import TODAY, Borough, make_borough, text_of
from tests.reporting.test_decisions import decide, fresh, last_entry, release_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def elmfield(framework) -> Borough:
    return make_borough(with_round=False)


@pytest.fixture
def releases(elmfield) -> list[Release]:
    return [release_of(elmfield, name, back) for name, back in (("Spring 2026", 200), ("Autumn 2025", 400))]


@pytest.fixture
def board(elmfield, releases):
    return elmfield.client("board")


def done_at(decision: Decision, query: str = "") -> str:
    address = reverse("reporting:decision-done", args=["elmfield", decision.pk])
    return f"{address}?{query}" if query else address


def sent_by(page, **fields) -> dict[str, str]:
    """What the page's form sends back, with what someone has filled in."""
    return {field.html_name: field.value() or "" for field in page.context["form"]} | fields


def test_marking_as_done_asks_what_has_changed_and_the_next_board_pack_says_it(board, releases):
    made = decide(releases[1], "Reflective supervision")
    listed = board.get(reverse("reporting:decisions", args=["elmfield"]) + "?state=open")
    assert done_at(made, "state=open") in listed.content.decode()
    page = board.get(done_at(made, "state=open"))
    assert "What has changed because of it? (optional)" in text_of(page)
    answer = board.post(done_at(made), sent_by(page, outcome="Every team\r\nhas its hour."))
    assert answer.url == reverse("reporting:decisions", args=["elmfield"]) + "?state=open"
    saved = fresh(made)
    assert (saved.state, saved.ended_on, saved.outcome) == ("done", timezone.localdate(), "Every team has its hour.")
    assert last_entry() == ("marked a decision of the board as done", "Reflective supervision")
    pack = text_of(board.get(reverse("reporting:board-pack", args=["elmfield", "spring-2026"])))
    assert "Reflective supervision" in pack
    assert "Every team has its hour." in pack


def test_an_outcome_is_not_asked_for_twice_nor_needed(board, releases):
    empty, filled = decide(releases[0]), decide(releases[0], outcome="It helps.")
    for made, kept in ((empty, ""), (filled, "It helps.")):
        page = board.get(done_at(made))
        board.post(done_at(made), sent_by(page))
        assert (fresh(made).state, fresh(made).outcome) == ("done", kept)
    number = AuditEntry.objects.count()
    board.post(done_at(filled), sent_by(page))
    assert AuditEntry.objects.count() == number
    board.post(done_at(empty), sent_by(board.get(done_at(empty)), outcome="Now it can be seen."))
    assert fresh(empty).outcome == "Now it can be seen."


def test_an_outcome_that_names_someone_is_asked_about_before_it_is_kept(board, releases):
    made = decide(releases[0])
    page = board.get(done_at(made))
    refused = board.post(done_at(made), sent_by(page, outcome="Anna Smith now leads it"))
    assert "Anna Smith” could identify someone" in text_of(refused)
    too_long = board.post(done_at(made), sent_by(page, outcome="x" * 301))
    assert "300" in text_of(too_long)
    assert (fresh(made).state, fresh(made).outcome) == ("not_started", "")


def test_what_someone_has_dropped_meanwhile_is_not_marked_as_done(board, elmfield, releases):
    made = decide(releases[0])
    page = board.get(done_at(made))
    set_state(decision=fresh(made), state="dropped", seen="not_started", by=elmfield.people["admin"], on=TODAY)
    late = board.post(done_at(made), sent_by(page, outcome="It helps."))
    assert "Someone else has changed the status to “dropped”" in text_of(late)
    assert "It helps." in late.content.decode()
    assert (fresh(made).state, fresh(made).outcome) == ("dropped", "")


def test_what_is_not_started_can_be_dropped_in_one_press(board, releases):
    made = decide(releases[0])
    page = board.get(reverse("reporting:decisions", args=["elmfield"]))
    assert "Mark as dropped" in text_of(page)
    board.post(
        reverse("reporting:decision-state", args=["elmfield", made.pk]), {"state": "dropped", "seen": "not_started"}
    )
    assert (fresh(made).state, fresh(made).ended_on) == ("dropped", timezone.localdate())
    assert "Mark as done" not in text_of(board.get(reverse("reporting:decisions", args=["elmfield"])))
