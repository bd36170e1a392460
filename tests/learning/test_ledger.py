"""The ledger: who sees what, what an answer needs, how the days are counted, and what a change gives back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.reminding import send_reminders
from learning.actions.answering import answer_barrier, pass_to, reckon_hours
from learning.models import Barrier, BarrierAnswer, HoursGivenBack
from learning.reminders import BARRIER_OPEN, due
from learning.waiting import waiting_of
from organisations.actions import ActionRefused
from organisations.models import AuditEntry, Membership
from organisations.roles import Role
from tests.builders import NOON, TODAY, Borough, days, make_member, text_of
from tests.learning.naming import WORDS, openly

pytestmark = pytest.mark.django_db
LEDGER = "/elmfield/barriers/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    for module in ("learning.views.ledger", "home.views.start"):
        monkeypatch.setattr(f"{module}.timezone.localdate", lambda *_: TODAY)


def answer(borough: Borough, row: Barrier, kind: str = "changed", *, by: str = "leader", on=TODAY, **more):
    row.refresh_from_db()
    given = {"words": "Done.", "change_by": None, "seen": row.answers.count()} | more
    return answer_barrier(barrier=row, kind=kind, by=borough.people[by], on=on, **given)


def test_someone_with_a_role_names_it_with_their_name_and_it_can_be_answered_at_once(borough: Borough):
    contributor = borough.client("contributor")
    sent = {"words": WORDS, "organisation": borough.organisations["hospital"].pk}
    page = contributor.post(f"{LEDGER}name/", sent, follow=True)
    assert "Thank you. Those who can change it can read it now." in text_of(page)
    row = Barrier.objects.get()
    assert (row.state, row.passed_on, row.named_by) == ("open", TODAY, borough.people["contributor"])
    assert row.slip is None
    asked = contributor.post(f"{LEDGER}name/", {"words": "Mrs Okafor is in the way"})
    assert "“Mrs Okafor” may be a name." in text_of(asked)
    assert "Mrs Okafor is in the way" in text_of(asked)
    assert "Write what stands in the way." in text_of(contributor.post(f"{LEDGER}name/", {"words": " "}))
    assert Barrier.objects.count() == 1


@pytest.mark.slow
def test_open_ones_are_seen_by_those_who_answer_and_answered_ones_by_those_who_see_results(borough: Borough):
    row = openly(borough, "The ward form", by="contributor")
    of_all = openly(borough, "The shared form", organisation="", by="contributor")
    sees = {
        "leader": {"The ward form"},
        "contributor": {"The ward form", "The shared form"},  # named by themselves
        "lead": set(),
        "sector": set(),
        "reviewer": set(),
        "keyer": set(),
        "trainer": set(),
        **{who: {"The ward form", "The shared form"} for who in ("admin", "board", "programme")},
    }
    for who, words in sees.items():
        page = borough.client(who).get(LEDGER).content.decode()
        assert {each for each in ("The ward form", "The shared form") if each in page} == words, who
    answer(borough, row)
    answer(borough, of_all, by="board")
    for who in sees:
        client, may = borough.client(who), who not in ("reviewer", "keyer")
        page = client.get(LEDGER).content.decode()
        file = client.get("/elmfield/exports/barriers.csv")
        assert file.status_code == (200 if may else 403), who
        assert ("barriers.csv" in page) is may, who
        for words in ("The ward form", "The shared form"):
            assert (words in page) is may, who
            assert not may or words in file.content.decode(), who
        assert client.get(f"{LEDGER}{row.pk}/").status_code == (200 if may else 403), who


def test_whoever_named_one_reads_its_answer_without_seeing_results(borough: Borough):
    row = openly(borough, "The scanner", by="keyer")
    answer(borough, row, words="A new one came.")
    for address in ("", f"{row.pk}/"):
        assert "A new one came." in text_of(borough.client("keyer").get(f"{LEDGER}{address}"))


@pytest.mark.slow
def test_a_name_is_read_by_those_who_answer_and_not_by_all_who_read_the_answer(borough: Borough):
    row = openly(borough, "The ward form", by="contributor")
    answer(borough, row)
    for who in ("leader", "admin", "board", "programme", "contributor", "lead", "sector", "trainer"):
        for address in ("", f"{row.pk}/"):
            page = text_of(borough.client(who).get(f"{LEDGER}{address}")).split("The ward form")[1]
            may = who not in ("lead", "sector", "trainer")
            assert ("amed by Elmfield contributor" in page) is may, (who, address)


def test_a_namer_who_has_left_is_a_former_user_and_no_reviewer_passed_it_on(borough: Borough):
    row = openly(borough, "The ward form", by="contributor")
    borough.people["contributor"].delete()
    page = text_of(borough.client("leader").get(f"{LEDGER}{row.pk}/"))
    assert "Named by a former user on 1 October 2026" in page
    assert "reviewer" not in page


def test_before_the_box_it_is_said_who_reads_it_and_who_reads_the_name(borough: Borough):
    page = text_of(borough.client("contributor").get(f"{LEDGER}name/"))
    before = page.split("Which organisation is it in?")[0]
    assert "leads of the organisation, the board, programme leads and admins can read it with your name" in before
    assert (
        "When it is answered, everyone who can see the partnership’s results can read it, without your name" in before
    )


def test_an_answer_says_what_has_changed_or_by_when_or_why_not(borough: Borough):
    row, leader = openly(borough), borough.client("leader")
    at = f"{LEDGER}{row.pk}/"
    wrong = {
        "Select your answer": {"words": "We try"},
        "Enter what has changed or will change, or why it cannot": {"kind": "cannot"},
        "Enter the date to change it by": {"kind": "will_change", "words": "A new form"},
        "Enter a date that has not passed": {"kind": "will_change", "words": "A", "change_by": "2026-09-30"},
        "“Mrs Okafor” may be a name.": {"kind": "cannot", "words": "Ask Mrs Okafor"},
    }
    for said, sent in wrong.items():
        page = leader.post(at, sent | {"seen": 0})
        assert said in text_of(page)
        assert sent.get("words", "") in page.content.decode()
    assert not BarrierAnswer.objects.exists()
    page = leader.post(
        at, {"kind": "will_change", "words": "A new form.", "change_by": "2026-10-01", "seen": 0}, follow=True
    )
    assert "Your answer has been saved." in text_of(page)
    row.refresh_from_db()
    assert (row.state, row.change_by, row.answered_on, row.is_late_on(TODAY)) == ("will_change", TODAY, TODAY, False)
    assert row.is_late_on(TODAY + days(1))
    answer(borough, row, "changed", on=TODAY + days(9))
    row.refresh_from_db()
    assert (row.state, row.change_by, row.answered_on) == ("changed", None, TODAY), "the days to the first answer stay"
    assert [each.kind for each in row.answers.all()] == ["will_change", "changed"]
    assert AuditEntry.objects.filter(what="answered a barrier: it has changed", about="Hospital").count() == 1


def test_two_who_answer_at_once_both_see_it_and_nothing_typed_is_lost(borough: Borough):
    row = openly(borough)
    answer(borough, row, "cannot", words="It is the law.")
    sent = {"kind": "changed", "words": "We have changed it.", "seen": 0}
    page = borough.client("leader").post(f"{LEDGER}{row.pk}/", sent)
    assert "Someone else has answered this since you opened the page." in text_of(page)
    assert "It is the law." in text_of(page)
    assert "We have changed it." in text_of(page)
    assert 'name="seen" value="1"' in page.content.decode()
    borough.client("leader").post(f"{LEDGER}{row.pk}/", sent | {"seen": 1})
    assert row.answers.count() == 2


def test_a_lead_of_elsewhere_and_anyone_without_the_right_answers_nothing(borough: Borough):
    row, of_all = openly(borough, organisation="council"), openly(borough, organisation="")
    for who in ("leader", "lead", "programme", "sector", "reviewer"):
        for each in (row, of_all):
            sent = {"kind": "changed", "words": "Done", "seen": 0}
            assert borough.client(who).post(f"{LEDGER}{each.pk}/", sent).status_code == 403, who
    assert not BarrierAnswer.objects.exists()
    assert "Answer this barrier" not in text_of(borough.client("programme").get(f"{LEDGER}{row.pk}/"))


def test_a_lead_passes_it_to_the_board_and_the_board_to_anyone_and_the_days_go_on(borough: Borough):
    row = openly(borough)
    council = borough.organisations["council"].pk
    assert (
        "Hospital"
        not in text_of(borough.client("leader").get(f"{LEDGER}{row.pk}/pass/")).split("Who should answer?")[1]
    )
    borough.client("leader").post(f"{LEDGER}{row.pk}/pass/", {"organisation": council})
    row.refresh_from_db()
    assert row.organisation.name == "Hospital", "whoever wrote it did not choose to tell the council"
    borough.client("leader").post(f"{LEDGER}{row.pk}/pass/", {"organisation": ""})
    row.refresh_from_db()
    assert (row.organisation, row.passed_on) == (None, TODAY)
    assert borough.client("leader").get(f"{LEDGER}{row.pk}/").status_code == 403
    borough.client("board").post(f"{LEDGER}{row.pk}/pass/", {"organisation": council})
    row.refresh_from_db()
    assert row.organisation.name == "Council"
    answer(borough, row, by="board")
    with pytest.raises(ActionRefused, match="stays where it is"):
        pass_to(barrier=row, organisation=None, by=borough.people["board"])


def test_few_answers_are_listed_by_their_days_and_more_have_a_middle(borough: Borough):
    rows = [openly(borough, f"Form {number}", on=TODAY - days(20)) for number in range(6)]
    said = lambda: waiting_of(Barrier.objects.all(), on=TODAY)  # noqa: E731
    assert said().open_in_words == "6 are not answered yet. The oldest has been open for 20 days."
    assert said().took_in_words == "None has been answered yet."
    for number, row in enumerate(rows[:2]):
        answer(borough, row, on=TODAY - days(20 - 3 * number))
    assert said().took_in_words == "2 have been answered. It took 0 days, 3 days."
    for number, row in enumerate(rows[2:5], start=2):
        answer(borough, row, "cannot", on=TODAY - days(20 - 3 * number))
    expected = "5 have been answered. Half of the answers came within 6 days, and the longest took 12 days."
    assert said().took_in_words == expected
    page = text_of(borough.client("board").get(LEDGER))
    assert expected in page
    assert "1 is not answered yet. The oldest has been open for 20 days." in page
    assert "How long our answers take" in text_of(borough.client("leader").get(LEDGER))
    assert "How long" not in text_of(borough.client("lead").get(LEDGER))


def test_hours_are_worked_out_from_what_someone_says_and_never_typed(borough: Borough):
    row = openly(borough)
    with pytest.raises(ActionRefused, match="only given back by something that has changed"):
        reckon_hours(barrier=row, minutes=1, times=1, people=1, how="A guess", by=borough.people["leader"], on=TODAY)
    answer(borough, row)
    sent = {"minutes": 5, "times": 46, "people": 20, "how": "We timed it 10 times.", "hours": 99999}
    leader = borough.client("leader")
    page = text_of(leader.post(f"{LEDGER}{row.pk}/hours/", sent, follow=True))
    assert "About 77 hours a year given back: 5 minutes each time × 46 times a year × 20 people" in page
    assert "We timed it 10 times. An estimate by Elmfield leader, 1 October 2026" in page
    assert "Enter how you came to these numbers" in text_of(leader.post(f"{LEDGER}{row.pk}/hours/", sent | {"how": ""}))
    assert "About 77 hours" in text_of(borough.client("trainer").get(LEDGER))
    answer(borough, row, "cannot")
    assert not HoursGivenBack.objects.exists(), "what has not changed after all gives nothing back"


def test_the_list_is_narrowed_and_taken_away_as_it_is(borough: Borough):
    late = openly(borough, "Late form")
    answer(borough, late, "will_change", change_by=TODAY, on=TODAY - days(1))
    Barrier.objects.filter(pk=late.pk).update(change_by=TODAY - days(1))
    openly(borough, "Open form", organisation="council")
    answer(borough, openly(borough, "Old form"))
    board = borough.client("board")
    page = text_of(board.get(f"{LEDGER}?state=asking"))
    assert "Late form" in page
    assert "Past its date" in page
    assert "Open form" in page
    assert "Old form" not in page
    page = text_of(board.get(f"{LEDGER}?organisation=council"))
    assert "Open form" in page
    assert "Late form" not in page
    assert "No barrier matches your filters." in text_of(board.get(f"{LEDGER}?state=cannot"))
    file = board.get("/elmfield/exports/barriers.csv?state=changed").content.decode()
    assert "Old form" in file
    assert "Open form" not in file


def test_a_long_list_asks_the_database_no_more(borough: Borough):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert borough.client("admin").get(LEDGER).status_code == 200
        return len(asked)

    def more() -> None:
        for number in range(5):
            answer(borough, openly(borough, f"Form {number}", by="lead"))
            openly(borough, f"Open {number}", by="contributor", organisation="")

    more()
    few = queries()
    more()
    assert queries() == few


# --- reminders and Home ----------------------------------------------------------------------------


def reminded(on) -> list[tuple[str, str]]:
    found = [each for each in due(on=on) if each.kind is BARRIER_OPEN]
    return sorted((each.user.email.split("@")[0], each.subject) for each in found)


def test_leads_are_reminded_after_14_days_and_the_board_of_what_is_nobody_s(borough: Borough):
    openly(borough)
    openly(borough, organisation="council")  # no one leads it
    openly(borough, organisation="")
    assert reminded(TODAY + days(13)) == []
    to_board = [
        (f"elmfield-{who}", f"Answer a barrier: {place}")
        for who in ("admin", "board")
        for place in ("Council", "Elmfield Partnership")
    ]
    assert reminded(TODAY + days(14)) == [*to_board, ("elmfield-leader", "Answer a barrier: Hospital")]
    sent = []
    for number in (14, 15, 43, 44, 45, 200):
        outcome = send_reminders(on=TODAY + days(number), at=NOON + days(number))
        sent.append(outcome.sent)
    assert sent == [3, 0, 0, 3, 0, 0]


def test_a_promise_whose_date_has_passed_asks_again_and_an_answer_ends_it(borough: Borough):
    row = openly(borough)
    answer(borough, row, "will_change", change_by=TODAY + days(3))
    assert reminded(TODAY + days(3)) == []
    assert reminded(TODAY + days(4)) == [("elmfield-leader", "Say what has changed by 4 October 2026: Hospital")]
    answer(borough, row, "changed", on=TODAY + days(4))
    assert reminded(TODAY + days(5)) == []


def test_whoever_has_left_is_not_reminded_and_who_comes_instead_is(borough: Borough):
    openly(borough)
    Membership.objects.filter(user=borough.people["leader"]).delete()
    assert {who for who, _ in reminded(TODAY + days(20))} == {"elmfield-admin", "elmfield-board"}
    make_member(borough, "next", Role.ORGANISATION_LEAD, organisation=borough.organisations["hospital"])
    assert {who for who, _ in reminded(TODAY + days(20))} == {"next"}
    borough.organisations["hospital"].archived_on = TODAY
    borough.organisations["hospital"].save()
    assert {who for who, _ in reminded(TODAY + days(20))} == {"elmfield-admin", "elmfield-board"}


@pytest.mark.slow
def test_home_says_how_many_there_are_to_answer(borough: Borough):
    def home(who: str) -> str:
        return text_of(borough.client(who).get("/elmfield/start/"))

    assert "to answer" not in home("leader")
    for place in ("hospital", "hospital", ""):
        openly(borough, organisation=place)
    assert "2 barriers to answer. Answer barriers" in home("leader")
    assert "1 barrier to answer." in home("board")
    for who in ("lead", "programme", "sector"):
        assert "to answer" not in home(who)
    for row in Barrier.objects.all():
        answer(borough, row, by="board")
    assert "to answer" not in home("leader") + home("board")
