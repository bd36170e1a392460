"""A decision has an owner: who sees it, says how far it is, and is reminded; and what became of its figure since."""

import datetime
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from home.reminding import send_reminders
from organisations.actions import ActionRefused
from organisations.models import Membership, User
from organisations.roles import Role
from reporting.models import Decision, Release, ReleasedFigure
from reporting.release.deciding import change_decision, record_decision, set_state
from tests.builders import NOON, TODAY, Borough, days, make_borough, make_round, signed_in, text_of

pytestmark = pytest.mark.django_db
LIST, HOME = "/elmfield/decisions/", "/elmfield/start/"


@pytest.fixture
def place(framework) -> Borough:
    return make_borough(with_round=False)


def release_of(borough: Borough, name: str, back: int) -> Release:
    round_ = make_round(borough, name, state="released", opens_on=TODAY - days(back))
    return Release.objects.create(round=round_, made_at=NOON, method="1", least_people=10, least_beside_largest=5)


@pytest.fixture
def release(place) -> Release:
    return release_of(place, "Spring 2026", 200)


@pytest.fixture
def owned(place, release) -> Decision:
    """A decision that the trainer owns, who is not on the board."""
    decision = Decision(round=release.round, what="Less paper", owner=place.people["trainer"])
    decision.by_when = TODAY + days(20)
    return record_decision(decision=decision, by=place.people["board"], at=NOON)


def create_at(release: Release) -> str:
    return reverse("reporting:decision-create", args=["elmfield", release.round.slug])


def test_the_board_chooses_an_owner_from_those_who_read_decisions(place, release):
    board = place.client("board")
    choices = text_of(board.get(create_at(release)))
    assert "Elmfield trainer" in choices
    assert "keyer" not in choices  # reads no results, so could not see it
    board.post(create_at(release), {"what": "Less paper", "owner": place.people["trainer"].pk})
    made = Decision.objects.get()
    assert (made.owner, made.who) == (place.people["trainer"], "")
    assert str(made.owner) in text_of(board.get(LIST)).split("Filter decisions")[1].split("All rounds")[1]
    page = board.post(create_at(release), {"what": "More", "owner": place.people["keyer"].pk})
    assert "Select one of the options" in text_of(page)
    assert Decision.objects.count() == 1


def test_no_one_at_all_is_refused_on_the_page_and_in_the_action(place, release):
    page = place.client("board").post(create_at(release), {"what": "Less paper"})
    assert "Enter who will do it, or select an owner" in text_of(page)
    with pytest.raises(ActionRefused, match="who will do it"):
        record_decision(decision=Decision(round=release.round, what="A"), by=place.people["board"], at=NOON)


def test_the_owner_finds_it_on_home_and_says_how_far_it_is_and_changes_nothing_else(place, owned):
    owner = place.client("trainer")
    home = text_of(owner.get(HOME))
    assert "Decisions that you own Less paper" in home
    assert "Mark as under way" in home
    state = reverse("reporting:decision-state", args=["elmfield", owned.pk])
    owner.post(state, {"state": "under_way", "seen": "not_started"})
    done = reverse("reporting:decision-done", args=["elmfield", owned.pk])
    owner.post(done, {"outcome": "Forms are shorter.", "was": "under_way"})
    owned.refresh_from_db()
    assert (owned.state, owned.outcome) == ("done", "Forms are shorter.")
    for name in ("decision-edit", "decision-delete"):
        assert owner.post(reverse(f"reporting:{name}", args=["elmfield", owned.pk])).status_code == 403
    assert "Decisions that you own" not in text_of(owner.get(HOME))
    # Someone else of the same reach may not.
    for who in ("programme", "lead", "leader"):
        assert place.client(who).post(state, {"state": "under_way", "seen": "done"}).status_code == 403
        assert "Mark as" not in text_of(place.client(who).get(LIST))


def test_the_list_and_its_file_are_narrowed_by_owner(place, release, owned):
    Decision.objects.create(round=release.round, what="More talk", who="Heads", recorded_at=NOON)
    board, query = place.client("board"), f"?owner={owned.owner.pk}"
    page = text_of(board.get(LIST + query))
    assert "Less paper" in page
    assert "More talk" not in page
    file = board.get(reverse("reporting:decisions-csv", args=["elmfield"]) + query).content.decode()
    assert str(owned.owner) in file
    assert "More talk" not in file


# --- reminders ------------------------------------------------------------------------------------


def sent_on(day: datetime.date) -> list[tuple[str, str]]:
    mail.outbox.clear()
    send_reminders(on=day, at=NOON + (day - TODAY))
    return sorted((message.to[0].split("@")[0], message.subject) for message in mail.outbox)


DUE = "Decision due by 21 October 2026: Elmfield Partnership"
LATE = "Decision overdue since 21 October 2026: Elmfield Partnership"


def test_the_owner_is_reminded_a_week_before_and_once_when_it_is_overdue(owned):
    assert sent_on(TODAY + days(12)) == []
    assert sent_on(TODAY + days(13)) == [("elmfield-trainer", DUE)]
    assert sent_on(TODAY + days(20)) == []
    assert sent_on(TODAY + days(21)) == [("elmfield-trainer", LATE)]
    assert [sent_on(TODAY + days(number)) for number in (22, 90)] == [[], []]


def test_a_new_owner_is_reminded_and_the_old_one_is_not(place, owned):
    assert sent_on(TODAY + days(13)) == [("elmfield-trainer", DUE)]
    owned.owner = place.people["programme"]
    change_decision(decision=owned, by=place.people["board"], on=TODAY, fields=["owner"])
    assert sent_on(TODAY + days(14)) == [("elmfield-programme", DUE)]
    assert sent_on(TODAY + days(21)) == [("elmfield-programme", LATE)]


@pytest.mark.parametrize("end", ["done", "dropped", "deleted", "no owner"])
def test_what_has_ended_reminds_no_one(place, owned, end):
    match end:
        case "deleted":
            owned.delete()
        case "no owner":
            Decision.objects.update(owner=None, who="Heads")
        case _:
            set_state(decision=owned, state=end, seen="not_started", by=owned.owner, on=TODAY)
    assert sent_on(TODAY + days(13)) == []


@pytest.mark.parametrize("left", ["role ended", "account closed", "a role that reads no results"])
def test_whoever_has_left_is_not_reminded_and_the_admins_hear_that_it_has_no_owner(place, owned, left):
    mine = Membership.objects.filter(user=owned.owner)
    match left:
        case "role ended":
            mine.delete()
        case "account closed":
            User.objects.filter(pk=owned.owner.pk).update(is_active=False)
        case _:
            mine.update(role=Role.PAPER_KEYER)
    assert sent_on(TODAY + days(13)) == [("elmfield-admin", DUE)]
    assert "Its owner has left. Choose a new one." in mail.outbox[0].body
    page = text_of(place.client("board").get(HOME))
    assert "Less paper" in page  # as before


def test_a_deleted_account_leaves_the_decision_without_an_owner(place, owned):
    owned.owner.delete()
    page = text_of(place.client("board").get(LIST))
    assert "Has no owner now" in page


# --- its figure ------------------------------------------------------------------------------------


def figure(release: Release, status: str, **fields) -> ReleasedFigure:
    number = {"value": Decimal(27), "base_low": 100, "base_high": 104} if status == "shown" else {}
    of = {"measure": "workforce_results", "level": "system", "place": 0, "subject_kind": "feature", "subject": "6"}
    return ReleasedFigure.objects.create(
        release=release, place_name="", statistic="share_positive", status=status, **of, **number, **fields
    )


def test_a_decision_whose_figure_is_withheld_later_stays_and_says_so(place, release):
    figure(release, "shown")
    board = place.client("board")
    about = "workforce_results.system.0.feature.6"
    board.post(create_at(release) + f"?about={about}", {"what": "Rest", "who": "Heads", "about": about})
    made = Decision.objects.get()
    assert "27%" in made.figure
    later = release_of(place, "Autumn 2026", 10)
    said = "This figure is not shown in the results for Autumn 2026, to protect people."
    assert said not in text_of(board.get(LIST))  # there is none: nothing was withheld
    figure(later, "withheld")
    page = text_of(board.get(LIST))
    assert said in page
    assert made.figure in page
    results = reverse("reporting:round-dashboard", args=["elmfield", later.round.slug])
    assert said in text_of(board.get(results))
    # On the results on which it was decided it is shown.
    first = reverse("reporting:round-dashboard", args=["elmfield", release.round.slug])
    assert said not in text_of(board.get(first))
    assert signed_in(place.people["lead"]).get(LIST).status_code == 200


def test_a_figure_that_is_shown_later_says_nothing(place, release):
    decision = Decision(round=release.round, what="Rest", who="Heads", figure="27%", measure="workforce_results")
    decision.level, decision.subject_kind, decision.subject = "system", "feature", "6"
    record_decision(decision=decision, by=place.people["board"], at=NOON)
    figure(release_of(place, "Autumn 2026", 10), "shown")
    assert "to protect people" not in text_of(place.client("board").get(LIST))
