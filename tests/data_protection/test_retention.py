"""Each kind is let go of when its time is up, and the page says so from the same constants."""

import datetime

import pytest

from activities.models import Champion, SubGroupMember
from data_protection import periods
from data_protection.actions.retention import ELSEWHERE, FORMER_CHAMPION, FORMER_MEMBER, KINDS, let_go
from data_protection.daily import run
from data_protection.models import Erasure, RetentionRun
from organisations.models import ImportDraft, ImportedThing, ImportRun, Invitation, SentReminder
from organisations.models.imports import KEPT_WAITING
from organisations.roles import Role
from organisations.sessions import all_sessions
from tests.builders import NOON, TODAY, Borough, days

pytestmark = pytest.mark.django_db
A_MOMENT = datetime.timedelta(days=1, minutes=1)


def one_of_each(borough: Borough) -> None:
    """What comes to its end on the days that are named below."""
    place, lead = borough.partnership, borough.people["lead"]
    all_sessions().create(session_key="s", number=1, session_data="", expire_date=NOON + days(3))
    held = {"partnership": place, "role": Role.ADMIN, "invited_at": NOON}
    Invitation.objects.create(**held, email="a@example.org", token_hash="a", expires_on=TODAY)
    Invitation.objects.create(
        **held, email="b@example.org", token_hash="b", expires_on=TODAY + days(900), accepted_at=NOON
    )
    ImportDraft.objects.create(partnership=place, by=lead, what="people", file_name="a", sent_at=NOON)
    made = ImportRun.objects.create(
        partnership=place, by=lead, what="people", file_name="a", at=NOON, added=1, changed=0, aside=1, aside_text="Z",
    )  # fmt: skip
    ImportedThing.objects.create(run=made, model="organisations.user", key=1, name="Z", was_added=True)
    council = borough.organisations["council"]
    Champion.objects.create(
        partnership=place, name="Z", role="Nurse", email="z@example.org", organisation=council, since=TODAY, until=TODAY
    )
    SubGroupMember.objects.create(sector=borough.sectors["health"], name="Z", email="z@example.org", left_on=TODAY)
    SentReminder.objects.create(user=lead, kind="x", key="y", claimed_at=NOON)
    Erasure.objects.create(partnership=place, account=7, at=NOON)


ENDS = {
    "sessions": days(3),
    "invitations": periods.INVITATIONS_KEPT,
    "imports": KEPT_WAITING,
    "import_runs": periods.IMPORT_DETAILS_KEPT,
    "champions": periods.CHAMPIONS_KEPT,
    "members": periods.CHAMPIONS_KEPT,
    "sent_reminders": periods.REMINDERS_KEPT,
    "erasures": periods.ERASURES_KEPT,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_each_kind_goes_when_its_time_is_up_and_not_before(borough: Borough, kind):
    one_of_each(borough)
    assert kind.forget(NOON + ENDS[kind.key]) == 0
    assert kind.forget(NOON + ENDS[kind.key] + A_MOMENT) > 0
    assert kind.forget(NOON + ENDS[kind.key] + A_MOMENT) == 0


def test_all_of_it_goes_and_counts_stay(borough: Borough):
    one_of_each(borough)
    let_go(at=NOON + days(1000))
    champion, run_ = Champion.objects.get(), ImportRun.objects.get()
    assert (champion.name, champion.email, champion.role) == (FORMER_CHAMPION, "", "")
    assert SubGroupMember.objects.get().name == FORMER_MEMBER
    assert (run_.added, run_.aside, run_.aside_text) == (1, 1, "")
    for model in (Invitation, ImportDraft, ImportedThing, SentReminder, Erasure):
        assert not model.objects.exists()


def test_an_invitation_that_waits_is_kept(borough: Borough):
    Invitation.objects.create(
        partnership=borough.partnership, role=Role.ADMIN, email="a@example.org", token_hash="a", invited_at=NOON,
        expires_on=TODAY + days(14),
    )  # fmt: skip
    let_go(at=NOON + days(100))
    assert Invitation.objects.count() == 1


def test_the_page_says_every_period_and_when_it_last_ran(borough: Borough):
    client = borough.client("admin")
    before = client.get("/elmfield/data-protection/retention/").content.decode()
    assert before.count("Not yet") == len(KINDS)
    assert len(run(on=TODAY)) == len(KINDS) == RetentionRun.objects.count()
    page = client.get("/elmfield/data-protection/retention/").content.decode()
    assert "Not yet" not in page
    assert "0 let go" in page
    assert "3 months after it was accepted" in page
    assert {key for key, _what in ELSEWHERE} | {kind.key for kind in KINDS} <= set(periods.PERIODS)


def test_a_period_reads_as_people_say_it():
    assert [periods.in_words(days(each)) for each in (1, 7, 90, 180, 365, 730, 400)] == [
        *("1 day", "7 days", "3 months", "6 months", "1 year", "2 years", "400 days"),
    ]
