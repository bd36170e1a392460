"""Marking a decision as done asks what has changed because of it, or why it was dropped, and the next pack says it."""

import csv
import io

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


def end_at(decision: Decision, query: str = "", state: str = "done") -> str:
    address = reverse(f"reporting:decision-{state}", args=["elmfield", decision.pk])
    return f"{address}?{query}" if query else address


def sent_by(page, **fields) -> dict[str, str]:
    """What the page's form sends back, with what someone has filled in."""
    return {field.html_name: field.value() or "" for field in page.context["form"]} | fields


def test_marking_as_done_asks_what_has_changed_and_the_next_board_pack_says_it(board, releases):
    made = decide(releases[1], "Reflective supervision")
    listed = board.get(reverse("reporting:decisions", args=["elmfield"]) + "?state=open")
    assert end_at(made, "state=open") in listed.content.decode()
    page = board.get(end_at(made, "state=open"))
    assert "What has changed because of it? (optional)" in text_of(page)
    answer = board.post(end_at(made), sent_by(page, outcome="Every team\r\nhas its hour."))
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
        page = board.get(end_at(made))
        board.post(end_at(made), sent_by(page))
        assert (fresh(made).state, fresh(made).outcome) == ("done", kept)
    number = AuditEntry.objects.count()
    board.post(end_at(filled), sent_by(page))
    assert AuditEntry.objects.count() == number
    board.post(end_at(empty), sent_by(board.get(end_at(empty)), outcome="Now it can be seen."))
    assert fresh(empty).outcome == "Now it can be seen."


def test_an_outcome_that_names_someone_is_asked_about_before_it_is_kept(board, releases):
    made = decide(releases[0])
    page = board.get(end_at(made))
    refused = board.post(end_at(made), sent_by(page, outcome="Anna Smith now leads it"))
    assert "Anna Smith” may be a name" in text_of(refused)
    too_long = board.post(end_at(made), sent_by(page, outcome="x" * 301))
    assert "300" in text_of(too_long)
    assert (fresh(made).state, fresh(made).outcome) == ("not_started", "")


def test_what_someone_has_dropped_meanwhile_is_not_marked_as_done(board, elmfield, releases):
    made = decide(releases[0])
    page = board.get(end_at(made))
    set_state(decision=fresh(made), state="dropped", seen="not_started", by=elmfield.people["admin"], on=TODAY)
    late = board.post(end_at(made), sent_by(page, outcome="It helps."))
    assert "Someone else has changed the status to “dropped”" in text_of(late)
    assert "It helps." in late.content.decode()
    assert (fresh(made).state, fresh(made).outcome) == ("dropped", "")


@pytest.mark.parametrize("before", ["not_started", "under_way"])
def test_dropping_a_decision_asks_why_and_list_file_and_the_next_board_pack_say_it(board, releases, before):
    made = decide(releases[1], "A film for team meetings", state=before)
    listed = board.get(reverse("reporting:decisions", args=["elmfield"]) + "?state=open").content.decode()
    assert f'<a class="govuk-link" href="{end_at(made, "state=open", "dropped")}">Mark as dropped' in listed
    assert 'name="state" value="dropped"' not in listed  # no press drops it at once
    page = board.get(end_at(made, "state=open", "dropped"))
    assert "Why was it dropped? (optional)" in text_of(page)
    assert fresh(made).state == before
    answer = board.post(end_at(made, state="dropped"), sent_by(page, outcome="Teams asked for\r\na visit."))
    assert answer.url == reverse("reporting:decisions", args=["elmfield"]) + "?state=open"
    saved = fresh(made)
    assert (saved.state, saved.ended_on, saved.outcome) == ("dropped", timezone.localdate(), "Teams asked for a visit.")
    assert last_entry() == ("marked a decision of the board as dropped", "A film for team meetings")
    assert "Teams asked for a visit." in text_of(board.get(reverse("reporting:decisions", args=["elmfield"])))
    file = board.get(reverse("reporting:decisions-csv", args=["elmfield"])).content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(file))
    assert (row["status"], row["what has changed"]) == ("Dropped", "Teams asked for a visit.")
    pack = text_of(board.get(reverse("reporting:board-pack", args=["elmfield", "spring-2026"])))
    assert "Teams asked for a visit." in pack


def test_a_reason_that_names_someone_is_asked_about_before_it_is_kept(board, releases):
    made = decide(releases[0])
    page = board.get(end_at(made, state="dropped"))
    refused = board.post(end_at(made, state="dropped"), sent_by(page, outcome="Anna Smith said no"))
    assert "Anna Smith” may be a name" in text_of(refused)
    assert "Mark as dropped" in text_of(refused)
    assert (fresh(made).state, fresh(made).outcome) == ("not_started", "")


def test_what_is_dropped_needs_no_reason_and_offers_no_end_again(board, releases):
    made = decide(releases[0])
    page = board.get(end_at(made, state="dropped"))
    board.post(end_at(made, state="dropped"), sent_by(page))
    assert (fresh(made).state, fresh(made).ended_on) == ("dropped", timezone.localdate())
    listed = text_of(board.get(reverse("reporting:decisions", args=["elmfield"])))
    assert "Mark as under way" in listed
    assert "Mark as done" not in listed
    assert "Mark as dropped" not in listed
