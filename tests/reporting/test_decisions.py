"""What the board decides on results: recorded beside its figure, changed, marked, read before the next results."""

import csv
import datetime
import io
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisations.actions import ActionRefused
from organisations.models import AuditEntry, Partnership, Round
from reporting.forms.decisions import DecisionForm
from reporting.models import Decision, Release
from reporting.read.decided import decided
from reporting.read.sentences import figure_in_words
from reporting.release.deciding import change_decision, delete_decision, record_decision, set_state
from tests.builders import NOON, TODAY, Borough, days, make_borough, make_round, text_of
from tests.meanwhile import meanwhile, no_audit_entry_can_be_written

pytestmark = pytest.mark.django_db
SAID = {"what": "Reflective supervision for all teams", "who": "Heads of service", "by_when": "2027-07-01"}
LONG = "مراجعة " * 42  # 294 signs from right to left


def release_of(borough: Borough, name: str, back: int) -> Release:
    """A released round that began so many days ago, without figures."""
    round_ = make_round(borough, name, state="released", opens_on=TODAY - days(back))
    return Release.objects.create(round=round_, made_at=NOON, method="1", least_people=10, least_beside_largest=5)


@pytest.fixture
def elmfield(framework) -> Borough:
    return make_borough(with_round=False)


@pytest.fixture
def releases(elmfield) -> list[Release]:
    """Three, the newest first."""
    return [
        release_of(elmfield, name, back)
        for name, back in (("Spring 2026", 200), ("Autumn 2025", 400), ("Spring 2025", 600))
    ]


@pytest.fixture
def board(elmfield, releases):
    return elmfield.client("board")


def decide(release: Release, what: str = "Less paper", **fields) -> Decision:
    fields = {"who": "Heads", "recorded_at": NOON} | fields
    return Decision.objects.create(round=release.round, what=what, **fields)


def fresh(decision: Decision) -> Decision | None:
    return Decision.objects.filter(pk=decision.pk).first()


def last_entry() -> tuple[str, str]:
    entry = AuditEntry.objects.latest("pk")
    return entry.what, entry.about


def create_at(release: Release, about: str = "") -> str:
    address = reverse("reporting:decision-create", args=["elmfield", release.round.slug])
    return f"{address}?about={about}" if about else address


# --- recording and changing ----------------------------------------------------------------------


def test_a_board_member_records_a_decision_and_finds_it_in_the_list(board, elmfield, releases):
    page = board.post(create_at(releases[0]), SAID, follow=True)
    made = Decision.objects.get()
    assert (made.what, made.who, made.by_when) == (SAID["what"], SAID["who"], datetime.date(2027, 7, 1))
    assert (made.state, made.ended_on, made.recorded_by) == ("not_started", None, elmfield.people["board"])
    assert (made.round, made.partnership) == (releases[0].round, elmfield.partnership)
    assert last_entry() == ("recorded a decision of the board", SAID["what"])
    for words in (SAID["what"], "Not started", "Heads of service", "by 1 July 2027"):
        assert words in text_of(page)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"what": " "}, "Enter what the board decided"),
        ({"who": ""}, "Enter who will do it, or select an owner"),
        ({"by_when": "soon"}, "Enter a date with a day, month and year"),
        ({"by_when": "0206-01-01"}, "Enter a year between 2000 and 2100"),
        ({"what": "x" * 301}, "300"),
        ({"who": "x" * 121}, "120"),
    ],
)
def test_the_form_says_what_to_do_and_keeps_what_was_typed(board, releases, change, said):
    page = board.post(create_at(releases[0]), SAID | change)
    assert said in text_of(page)
    assert "Heads of service" in page.content.decode() or "who" in change
    assert not Decision.objects.exists()


def test_no_day_is_a_decision_without_one_and_comes_last(board, releases):
    decide(releases[0], "Without a day")
    decide(releases[0], "In a year", by_when=TODAY + days(365))
    decide(releases[0], "Soon", by_when=TODAY + days(9))
    page = text_of(board.get(reverse("reporting:decisions", args=["elmfield"])))
    assert page.index("Soon") < page.index("In a year") < page.index("Without a day")


def test_a_day_that_has_passed_is_taken_and_said(board, releases):
    page = board.post(create_at(releases[0]), SAID | {"by_when": "2026-03-01"}, follow=True)
    assert "Its date, 1 March 2026, has passed." in text_of(page)
    assert "was due by 1 March 2026" in text_of(page)


def test_what_could_identify_someone_is_asked_about_once_and_a_name_of_who_does_it_is_not(board, releases):
    said = SAID | {"what": "Less paper for Anna Smith", "who": "Ben Taylor"}
    page = board.post(create_at(releases[0]), said)
    assert "Anna Smith” may be a name" in text_of(page)
    assert "Ben Taylor” may" not in text_of(page)
    assert not Decision.objects.exists()
    key = page.context["form"].fields["what"].keep_as_it_is["mark"]
    board.post(create_at(releases[0]), said | {"what-keep": key})
    made = Decision.objects.get()
    # What was looked at before is not asked about again when something else changes.
    edit = reverse("reporting:decision-edit", args=["elmfield", made.pk])
    board.post(edit, said | {"state": "not_started", "who": "Cara Jones"})
    assert fresh(made).who == "Cara Jones"


def test_one_page_sent_twice_is_one_decision(board, releases):
    page = board.get(create_at(releases[0]))
    sent = SAID | {"sent_as": page.context["form"]["sent_as"].value()}
    for _ in range(2):
        board.post(create_at(releases[0]), sent)
    assert Decision.objects.count() == 1
    board.post(create_at(releases[0]), sent | {"what": "Another one"})
    assert Decision.objects.count() == 2


def test_a_round_whose_results_are_not_released_takes_no_decision(board, elmfield, releases):
    open_round = make_round(elmfield, "Autumn 2026")
    address = reverse("reporting:decision-create", args=["elmfield", open_round.slug])
    assert board.post(address, SAID).status_code == 404
    with pytest.raises(ActionRefused):
        record_decision(decision=Decision(round=open_round, what="A", who="B"), by=elmfield.people["board"], at=NOON)
    assert not Decision.objects.exists()


def test_an_edit_changes_what_was_changed_and_nothing_else(board, elmfield, releases):
    made = decide(releases[0], by_when=TODAY)

    def others():
        set_state(decision=fresh(made), state="under_way", seen="not_started", by=elmfield.people["admin"], on=TODAY)

    edit = reverse("reporting:decision-edit", args=["elmfield", made.pk])
    page = board.get(edit)
    seen = page.context["form"]["seen"].value()
    sent = {"what": "No paper", "who": "Heads", "by_when": TODAY.isoformat(), "state": "not_started", "seen": seen}
    with meanwhile(DecisionForm, others):
        board.post(edit, sent)
    assert (fresh(made).what, fresh(made).state) == ("No paper", "under_way")
    assert last_entry() == ("changed a decision of the board", "No paper")


def test_what_is_done_gets_a_day_and_what_is_open_again_has_none(board, releases):
    made = decide(releases[0])
    edit = reverse("reporting:decision-edit", args=["elmfield", made.pk])
    sent = {"what": made.what, "who": made.who, "state": "done", "outcome": "Teams meet each month."}
    board.post(edit, sent)
    today = timezone.localdate()
    assert (fresh(made).state, fresh(made).ended_on) == ("done", today)
    board.post(edit, sent | {"ended_on": "2026-10-03"})
    assert fresh(made).ended_on == datetime.date(2026, 10, 3)
    page = text_of(board.get(reverse("reporting:decisions", args=["elmfield"])))
    assert "Done on 3 October 2026" in page
    assert "Teams meet each month." in page
    board.post(edit, sent | {"ended_on": "2026-10-03", "state": "under_way"})
    assert (fresh(made).state, fresh(made).ended_on) == ("under_way", None)
    refused = board.post(edit, sent | {"ended_on": "2026-10-03", "state": "under_way"})
    assert "Select “Done” or “Dropped”, or leave the date blank" in text_of(refused)
    late = board.post(edit, sent | {"ended_on": (today + days(1)).isoformat()})
    assert "must be today or in the past" in text_of(late)
    assert fresh(made).state == "under_way"


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_nothing_ends_before_the_results_were_released_that_it_was_decided_on(board, releases, state):
    made = decide(releases[0])
    assert timezone.localdate(releases[0].made_at) == datetime.date(2026, 10, 1)
    edit = reverse("reporting:decision-edit", args=["elmfield", made.pk])
    sent = {"what": made.what, "who": made.who, "state": state}
    for day in ("2020-01-01", "2026-09-30"):
        page = board.post(edit, sent | {"ended_on": day})
        said = "Date it was done or dropped must be on or after 1 October 2026, when the results were released"
        assert said in text_of(page)
        assert fresh(made).state == "not_started"
    board.post(edit, sent | {"ended_on": "2026-10-01"})
    assert (fresh(made).state, fresh(made).ended_on) == (state, datetime.date(2026, 10, 1))


def test_the_database_refuses_what_is_done_without_a_day(releases):
    for wrong in ({"state": "done"}, {"state": "dropped"}, {"state": "under_way", "ended_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            decide(releases[0], **wrong)


def test_one_press_says_how_far_it_is_and_comes_back_to_the_same_list(board, releases):
    made = decide(releases[0])
    press = reverse("reporting:decision-state", args=["elmfield", made.pk])
    answer = board.post(press, {"state": "done", "seen": "not_started", "list": "state=open&round=spring-2026"})
    assert answer.url == reverse("reporting:decisions", args=["elmfield"]) + "?state=open&round=spring-2026"
    assert (fresh(made).state, fresh(made).ended_on) == ("done", timezone.localdate())
    assert last_entry() == ("marked a decision of the board as done", "Less paper")
    number = AuditEntry.objects.count()
    board.post(press, {"state": "done", "seen": "not_started"})
    assert AuditEntry.objects.count() == number
    assert board.post(press, {"state": "perhaps", "seen": "done"}).status_code == 404


def test_a_press_beside_a_status_that_someone_has_changed_changes_nothing(board, releases):
    made = decide(releases[0], state="dropped", ended_on=TODAY)
    press = reverse("reporting:decision-state", args=["elmfield", made.pk])
    page = board.post(press, {"state": "under_way", "seen": "not_started"}, follow=True)
    assert "Someone else has changed the status to “dropped”" in text_of(page)
    assert fresh(made).state == "dropped"


def test_a_decision_that_is_deleted_while_it_is_changed_does_not_come_back(board, elmfield, releases):
    made, by = decide(releases[0]), elmfield.people["admin"]
    edit = reverse("reporting:decision-edit", args=["elmfield", made.pk])
    with meanwhile(DecisionForm, lambda: delete_decision(decision=fresh(made), by=by)):
        page = board.post(edit, {"what": "No paper", "who": "Heads", "state": "not_started"})
    assert "Someone else has just deleted this" in text_of(page)
    assert last_entry() == ("deleted a decision of the board", "Less paper")
    for act in (
        lambda: delete_decision(decision=made, by=by),
        lambda: set_state(decision=made, state="done", seen="not_started", by=by, on=TODAY),
        lambda: change_decision(decision=made, by=by, on=TODAY, fields=["what"]),
    ):
        with pytest.raises(ActionRefused):
            act()
    assert not Decision.objects.exists()


def test_nothing_is_written_without_its_audit_entry(elmfield, releases):
    made, by = decide(releases[0]), elmfield.people["board"]
    new = Decision(round=releases[0].round, what="More", who="A")
    changed = Decision.objects.get(pk=made.pk)
    changed.what = "No paper"
    for act in (
        lambda: record_decision(decision=new, by=by, at=NOON),
        lambda: change_decision(decision=changed, by=by, on=TODAY, fields=["what"]),
        lambda: set_state(decision=made, state="done", seen="not_started", by=by, on=TODAY),
        lambda: delete_decision(decision=made, by=by),
    ):
        with no_audit_entry_can_be_written(), pytest.raises(RuntimeError):
            act()
    assert list(Decision.objects.values_list("what", "state")) == [("Less paper", "not_started")]


# --- who ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_everyone_who_sees_results_reads_decisions_and_only_board_and_admin_find_ways_to_change_them(
    elmfield, releases
):
    made = decide(releases[0])
    edit, create = reverse("reporting:decision-edit", args=["elmfield", made.pk]), create_at(releases[0])
    for role, may in (("lead", False), ("sector", False), ("programme", False), ("board", True), ("admin", True)):
        client = elmfield.client(role)
        page = client.get(reverse("reporting:decisions", args=["elmfield"])).content.decode()
        assert "Less paper" in page
        assert (edit in page, "/status/" in page, create in page) == (may, may, may)
        results = client.get(reverse("reporting:dashboard", args=["elmfield"])).content.decode()
        assert (create in results) is may
    assert elmfield.client("reviewer").get(reverse("reporting:decisions", args=["elmfield"])).status_code == 403


def test_decisions_of_another_partnership_are_never_in_a_list(elmfield, releases, board):
    strange = make_borough("oakham", with_round=False)
    theirs = decide(release_of(strange, "Oakham spring", 100), "Theirs")
    mine = decide(releases[0], "Mine")
    listed = board.get(reverse("reporting:decisions", args=["elmfield"])).content.decode()
    file = board.get(reverse("reporting:decisions-csv", args=["elmfield"])).content.decode()
    for text in (listed, file):
        assert "Mine" in text
        assert "Theirs" not in text
    for name in ("decision-edit", "decision-done", "decision-dropped", "decision-state", "decision-delete"):
        address = reverse(f"reporting:{name}", args=["elmfield", theirs.pk])
        assert board.post(address, {"state": "done", "seen": "not_started"}).status_code == 404
    assert board.get(reverse("reporting:decisions", args=["oakham"])).status_code == 404
    assert (fresh(theirs).state, fresh(mine).state) == ("not_started", "not_started")


# --- the list and its file ------------------------------------------------------------------------


def test_the_list_is_narrowed_by_status_and_round_and_the_file_says_the_same(board, releases):
    decide(releases[0], "Open and late", by_when=datetime.date(2026, 1, 5), figure="Staff, safe places: 50% in Autumn")
    decide(releases[0], "Begun", state="under_way")
    decide(releases[1], "Finished", state="done", ended_on=TODAY, outcome="=1+1")
    found = {
        "": {"Open and late", "Begun", "Finished"},
        "state=open": {"Open and late", "Begun"},
        "state=overdue": {"Open and late"},
        "state=under_way": {"Begun"},
        "state=done": {"Finished"},
        "round=autumn-2025": {"Finished"},
        "round=autumn-2025&state=open": set(),
    }
    with mock.patch("reporting.views.decisions.timezone.localdate", return_value=TODAY):
        for query, expected in found.items():
            page = text_of(board.get(reverse("reporting:decisions", args=["elmfield"]) + f"?{query}"))
            assert {what for what in found[""] if what in page} == expected, query
            answer = board.get(reverse("reporting:decisions-csv", args=["elmfield"]) + f"?{query}")
            rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
            assert {row["what was decided"] for row in rows} == expected
    rows = {row["what was decided"]: row for row in rows_of_all(board)}
    assert rows["Finished"] == {
        "round": "Autumn 2025",
        "recorded on": "2026-10-01",
        "what was decided": "Finished",
        "owner": "",
        "who": "Heads",
        "by": "",
        "status": "Done",
        "done or dropped on": "2026-10-01",
        "what has changed": "'=1+1",
        "about": "",
    }
    assert rows["Open and late"]["by"] == "2026-01-05"
    assert rows["Open and late"]["about"] == "Staff, safe places: 50% in Autumn"


def rows_of_all(client) -> list[dict[str, str]]:
    answer = client.get(reverse("reporting:decisions-csv", args=["elmfield"]))
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_without_decisions_the_page_says_what_to_do(elmfield, framework, board, releases):
    page = text_of(board.get(reverse("reporting:decisions", args=["elmfield"])))
    assert "No decisions yet" in page
    assert "Record a decision" in page
    reader = text_of(elmfield.client("lead").get(reverse("reporting:decisions", args=["elmfield"])))
    assert "No decisions yet" in reader
    assert "Record a decision" not in reader
    strange = make_borough("oakham", with_round=False)
    early = text_of(strange.client("board").get(reverse("reporting:decisions", args=["oakham"])))
    assert "once results have been released" in early


def test_a_text_from_right_to_left_and_of_the_longest_length_keeps_its_direction(board, releases):
    board.post(create_at(releases[0]), SAID | {"what": LONG, "who": "فريق"})
    assert Decision.objects.get().what == LONG.strip()
    page = board.get(reverse("reporting:decisions", args=["elmfield"])).content.decode()
    assert f'<strong dir="auto">{LONG.strip()}</strong>' in page
    assert "\u2068فريق\u2069" in page


# --- where they are read --------------------------------------------------------------------------


def what(lines) -> list[str]:
    return [line.decision.what for line in lines]


def test_before_results_stand_the_decisions_of_the_round_before_and_what_is_still_open(releases):
    spring, autumn, first = releases
    decide(first, "Done long ago", state="done", ended_on=TODAY)
    decide(first, "Old and open", by_when=TODAY)
    decide(autumn, "Done", state="done", ended_on=TODAY, by_when=TODAY)
    decide(autumn, "Dropped", state="dropped", ended_on=TODAY, by_when=TODAY + days(1))
    decide(autumn, "Under way", state="under_way")
    decide(spring, "Just decided")

    found = decided(spring, releases, on=TODAY)
    assert found.round == autumn.round
    assert what(found.then) == ["Done", "Dropped", "Under way"]
    assert what(found.still_open) == ["Old and open"]
    assert what(found.now) == ["Just decided"]

    found = decided(autumn, releases, on=TODAY)
    assert found.round == first.round
    assert what(found.then) == ["Old and open", "Done long ago"]
    assert found.still_open == []
    assert what(found.now) == ["Done", "Dropped", "Under way"]

    found = decided(first, releases, on=TODAY)
    assert (found.round, found.then, found.still_open) == (None, [], [])
    assert what(found.now) == ["Old and open", "Done long ago"]


def test_nothing_decided_is_false_and_shows_no_empty_headings(releases, board):
    assert not decided(releases[0], releases, on=TODAY)
    page = text_of(board.get(reverse("reporting:board-pack", args=["elmfield", "spring-2026"])))
    assert "Decisions of the board Status" not in page
    assert "What we decided after" not in page


def test_the_board_pack_and_the_results_begin_with_what_was_decided(board, releases):
    decide(releases[1], "Reflective supervision", state="done", ended_on=datetime.date(2026, 5, 3), outcome="It helps.")
    pack = text_of(board.get(reverse("reporting:board-pack", args=["elmfield", "spring-2026"])))
    order = [
        *("Board pack: Spring 2026", "What we decided after Autumn 2025", "Reflective supervision"),
        *("Done on 3 May 2026", "It helps.", "How to read these results"),
    ]
    places = [pack.index(words) for words in order]
    assert places == sorted(places)
    results = text_of(board.get(reverse("reporting:dashboard", args=["elmfield"])))
    assert "What we decided after Autumn 2025" in results
    assert "Done on 3 May 2026" in results


def test_the_board_finds_open_decisions_on_its_start_page(board, elmfield, releases):
    start = reverse("start-page", args=["elmfield"])
    assert "Open decisions" not in text_of(board.get(start))
    for number in range(6):
        decide(releases[1], f"Open {number}", by_when=datetime.date(2026, 3, 1) + days(number))
    decide(releases[1], "Finished", state="done", ended_on=TODAY)
    with mock.patch("home.views.start.timezone.localdate", return_value=datetime.date(2026, 3, 3)):
        page = text_of(board.get(start))
    assert "Open decisions of the board (2 overdue)" in page
    assert "Open 4" in page
    assert "Open 5" not in page  # five are named, the most pressing first
    assert "See all 6 open decisions" in page
    assert "Finished" not in page
    assert "Open decisions" not in text_of(elmfield.client("lead").get(start))


PAGES = ("decisions/", "decisions/decisions.csv", "dashboard/", "rounds/spring-2026/board-pack/", "start/")


@pytest.mark.slow
def test_one_decision_and_twenty_one_cost_the_same(board, releases):
    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert board.get(f"/elmfield/{page}").status_code == 200
        return len(queries)

    for release in releases:
        decide(release, "First")
    few = [cost(page) for page in PAGES]
    for number in range(20):
        for release in releases:
            decide(release, f"Another {number}", state="under_way", by_when=TODAY)
    assert [cost(page) for page in PAGES] == few


def test_decisions_go_with_their_partnership(elmfield, releases):
    strange = make_borough("oakham", with_round=False)
    kept = decide(releases[0])
    theirs = make_round(strange, "Oakham spring", state="planned")
    Decision.objects.create(round=theirs, what="Theirs", who="B", recorded_at=NOON)
    Round.objects.filter(pk=theirs.pk).delete()
    assert Partnership.objects.count() == 2
    assert list(Decision.objects.all()) == [kept]


def test_a_figure_is_said_as_it_was_published():
    said = {"whose": "Staff", "subject": "Managing secondary trauma", "place": "", "round": "Spring 2026"}
    assert figure_in_words(**said, figure="27%") == "Staff, managing secondary trauma: 27% in Spring 2026"
    said |= {"place": "Health"}
    assert figure_in_words(**said, figure="10% or less") == (
        "Staff, managing secondary trauma, Health: 10% or less in Spring 2026"
    )
    assert figure_in_words(**said, figure="40%", partly="from 1 of 2 questions") == (
        "Staff, managing secondary trauma, Health: 40% (from 1 of 2 questions) in Spring 2026"
    )
    alone = {"whose": "", "subject": "TiP events", "place": "", "figure": "5", "round": "2026"}
    assert figure_in_words(**alone) == "TiP events: 5 in 2026"


def test_a_decision_may_name_places_and_no_people(board, releases):
    """The names of the partnership's own places are no people, though they are written as names are."""
    sector = releases[0].round.partnership.sectors.get_or_create(name="Riverside Family Centre")[0]
    said = SAID | {"what": f"One form for all services of {sector.name}"}
    page = board.post(create_at(releases[0]), said, follow=True)
    assert "may be a name" not in text_of(page)
    assert Decision.objects.count() == 1
    page = board.post(create_at(releases[0]), SAID | {"what": "We ask Anna Smith to lead"})
    assert "Anna Smith” may be a name" in text_of(page)
