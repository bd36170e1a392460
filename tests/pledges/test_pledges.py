"""A pledge from its first words to the wall, and down again."""

import csv
import datetime
import io

import pytest
from django.test import Client
from django.utils import timezone

from organisations.actions import ActionRefused
from organisations.models import AuditEntry
from pledges.actions import agree_pledge, end_pledge, return_pledge, save_pledge
from pledges.models import Commitment, Pledge
from tests.builders import TODAY, Borough, days, text_of

WORDS = "We will not ask any family to tell us their story twice."


def sent(**changes) -> dict:
    data = {
        "text": WORDS,
        "kinds": ["staff", "strategies"],
        "leader_name": "Farida Khan",
        "leader_role": "Head teacher",
    }
    return data | {"made_on": "2026-09-20", "is_public": "on"} | changes


def make(borough: Borough, organisation: str = "hospital", **fields) -> Pledge:
    fields = {"leader_name": "A", "leader_role": "B", "text": WORDS, "made_on": TODAY} | fields
    return Pledge.objects.create(organisation=borough.organisations[organisation], **fields)


def wall(borough: Borough) -> str:
    return text_of(Client().get(f"/{borough.slug}/pledges/"))


def test_a_leader_makes_a_pledge_the_admin_agrees_and_everyone_reads_it(borough: Borough):
    leader, admin = borough.client("leader"), borough.client("admin")
    page = leader.post(f"/{borough.slug}/organisations/hospital/pledge/", sent(), follow=True)
    assert "only your organisation’s leads can see it" in text_of(page)
    assert WORDS in text_of(page)
    assert WORDS not in text_of(admin.get(f"/{borough.slug}/pledges/manage/"))
    page = leader.post(f"/{borough.slug}/pledges/{Pledge.objects.get().pk}/send/", follow=True)
    assert "Your pledge has been sent for approval." in text_of(page)
    assert WORDS not in wall(borough)
    pledge = Pledge.objects.get()
    assert set(pledge.commitments.values_list("kind", flat=True)) == {"staff", "strategies"}
    listed = admin.get(f"/{borough.slug}/pledges/manage/")
    assert "Approve pledge" in text_of(listed)
    page = admin.post(f"/{borough.slug}/pledges/{pledge.pk}/agree/", {"words": WORDS}, follow=True)
    assert "The pledge by Hospital is approved. It is on the public pledge wall now." in text_of(page)
    assert f"{WORDS}" in wall(borough)
    assert "Farida Khan, Head teacher" in wall(borough)
    page = admin.post(f"/{borough.slug}/pledges/{pledge.pk}/end/", follow=True)
    assert "is no longer on the public pledge wall" in text_of(page)
    assert WORDS not in wall(borough)
    done = ["made a pledge", "approved a pledge", "ended a pledge"]
    assert list(AuditEntry.objects.order_by("pk").values_list("what", flat=True)) == done


def test_a_pledge_comes_back_with_a_note_and_is_sent_again(borough: Borough):
    pledge = make(borough)
    admin, leader = borough.client("admin"), borough.client("leader")
    assert "Enter what they should change" in text_of(
        admin.post(f"/{borough.slug}/pledges/{pledge.pk}/return/", {"note": " "})
    )
    admin.post(f"/{borough.slug}/pledges/{pledge.pk}/return/", {"note": "Who will notice?"})
    assert "Who will notice?" in text_of(leader.get(f"/{borough.slug}/pledges/manage/"))
    leader.post(f"/{borough.slug}/pledges/{pledge.pk}/edit/", sent(text="Every parent will notice.", kinds=["other"]))
    pledge.refresh_from_db()
    assert (pledge.state, pledge.note, pledge.text) == ("draft", "Who will notice?", "Every parent will notice.")
    leader.post(f"/{borough.slug}/pledges/{pledge.pk}/send/")
    pledge.refresh_from_db()
    assert (pledge.state, pledge.note) == ("proposed", "")
    assert list(pledge.commitments.values_list("kind", flat=True)) == ["other"]


WRONG = {
    "no words": ({"text": ""}, "Enter your pledge"),
    "too many words": ({"text": "x" * 601}, "Shorten this to 600 characters"),
    "a null byte": ({"text": "a\0b"}, "This contains characters we cannot use"),
    "no kind": ({"kinds": []}, "Select what the pledge is about"),
    "a kind that is none": ({"kinds": ["money"]}, "Select one of the options"),
    "no leader": ({"leader_name": " "}, "Enter the leader’s name"),
    "no role": ({"leader_role": ""}, "Enter the leader’s role"),
    "a day to come": ({"made_on": "2999-01-01"}, "Date of the pledge must be today or in the past"),
    "no day": ({"made_on": "soon"}, "Enter a date with a day, month and year"),
}


@pytest.mark.parametrize(("changes", "reason"), WRONG.values(), ids=WRONG)
def test_a_pledge_that_cannot_be_is_explained(changes: dict, reason: str, borough: Borough):
    page = borough.client("leader").post(f"/{borough.slug}/organisations/hospital/pledge/", sent(**changes))
    assert reason in text_of(page)
    assert not Pledge.objects.exists()


def test_a_pledge_of_today_is_taken_and_one_of_tomorrow_is_not(borough: Borough):
    address = f"/{borough.slug}/organisations/hospital/pledge/"
    tomorrow = timezone.localdate() + days(1)
    page = borough.client("leader").post(address, sent(made_on=tomorrow.isoformat()))
    assert "Date of the pledge must be today or in the past" in text_of(page)
    assert borough.client("leader").post(address, sent(made_on=timezone.localdate().isoformat())).status_code == 302
    assert Pledge.objects.get().made_on == timezone.localdate()


def test_only_what_is_agreed_and_public_is_on_the_wall(borough: Borough, other_borough: Borough):
    for state in Pledge.State.values:
        for public in (True, False):
            text = f"{state} {'public' if public else 'inside'}"
            make(borough, text=text, state=state, is_public=public, agreed_on=TODAY)
    make(other_borough, text="of another place", state="agreed", agreed_on=TODAY)
    page = wall(borough)
    assert "agreed public" in page
    hidden = ["agreed inside", "proposed", "returned public", "withdrawn public", "of another place"]
    assert [text for text in hidden if text in page] == []


def test_an_empty_wall_says_so(borough: Borough):
    assert "No pledges yet" in wall(borough)


def test_a_long_wall_has_pages(borough: Borough):
    for number in range(23):
        make(borough, text=f"Pledge number {number:02}.", state="agreed", agreed_on=TODAY, made_on=TODAY - days(number))
    assert "Pledge number 00." in wall(borough)
    assert "Pledge number 22." not in wall(borough)
    for address in ("?page=2", "?page=99", "?page=-1"):
        assert "Pledge number 22." in text_of(Client().get(f"/{borough.slug}/pledges/{address}"))
    assert "Pledge number 00." in text_of(Client().get(f"/{borough.slug}/pledges/?page=x%00"))


def test_agreeing_twice_is_agreeing_once(borough: Borough):
    pledge, admin = make(borough), borough.people["admin"]
    agree_pledge(pledge=pledge, by=admin, on=TODAY)
    agree_pledge(pledge=pledge, by=admin, on=TODAY + days(3))
    pledge.refresh_from_db()
    assert pledge.agreed_on == TODAY
    assert AuditEntry.objects.count() == 1


def test_no_one_agrees_to_words_they_have_not_read(borough: Borough):
    pledge = make(borough, text="Something new")
    page = borough.client("admin").post(f"/{borough.slug}/pledges/{pledge.pk}/agree/", {"words": WORDS}, follow=True)
    assert "The text of this pledge has just changed. Read it again before you approve it." in text_of(page)
    assert "Something new" not in wall(borough)


@pytest.mark.parametrize("state", ["returned", "withdrawn"])
def test_only_a_pledge_that_waits_can_be_agreed_to(state: str, borough: Borough):
    pledge = make(borough, state=state)
    page = borough.client("admin").post(f"/{borough.slug}/pledges/{pledge.pk}/agree/", follow=True)
    assert "You cannot approve this pledge." in text_of(page)
    assert WORDS not in wall(borough)


@pytest.mark.parametrize("state", ["agreed", "returned", "withdrawn"])
def test_only_a_pledge_that_waits_can_be_sent_back(state: str, borough: Borough):
    pledge = make(borough, state=state, agreed_on=TODAY)
    with pytest.raises(ActionRefused, match="cannot return this pledge"):
        return_pledge(pledge=pledge, note="No", by=borough.people["admin"])


@pytest.mark.parametrize("state", ["proposed", "returned", "withdrawn"])
def test_only_an_agreed_pledge_can_be_taken_down(state: str, borough: Borough):
    with pytest.raises(ActionRefused, match="cannot end this pledge"):
        end_pledge(pledge=make(borough, state=state), by=borough.people["admin"])


def test_an_agreed_pledge_is_not_changed_any_more(borough: Borough):
    pledge = make(borough)
    stale = Pledge.objects.get(pk=pledge.pk)
    agree_pledge(pledge=pledge, by=borough.people["admin"], on=TODAY)
    page = borough.client("leader").post(f"/{borough.slug}/pledges/{pledge.pk}/edit/", sent(text="x"), follow=True)
    assert "This pledge has been approved" in text_of(page)
    stale.text = "Changed on a page opened before"
    with pytest.raises(ActionRefused, match="has been approved"):
        save_pledge(pledge=stale, kinds=["staff"], by=borough.people["leader"])
    assert WORDS in wall(borough)


def test_a_double_click_makes_one_pledge(borough: Borough):
    for _ in range(2):
        borough.client("leader").post(f"/{borough.slug}/organisations/hospital/pledge/", sent())
    assert Pledge.objects.count() == 1


def test_a_leader_sees_the_pledges_of_their_own_organisation_only(borough: Borough):
    make(borough, text="Ours")
    make(borough, "charity", text="Of the charity")
    page = text_of(borough.client("leader").get(f"/{borough.slug}/pledges/manage/"))
    assert "Ours" in page
    assert "Of the charity" not in page
    assert "Make a pledge for Hospital" in page
    assert "Approve pledge" not in page


def test_pledges_that_stood_on_a_day(borough: Borough):
    stood = make(borough, state="agreed", agreed_on=TODAY)
    ended = make(borough, state="withdrawn", agreed_on=TODAY, ended_on=TODAY + days(5))
    make(borough, state="proposed")
    assert set(Pledge.objects.current_on(TODAY)) == {stood, ended}
    assert set(Pledge.objects.current_on(TODAY + days(5))) == {stood}
    assert not Pledge.objects.current_on(TODAY - days(1)).exists()
    assert list(Pledge.objects.current_on(TODAY).organisations_with_one()) == [stood.organisation_id]


def test_the_export_is_defused_and_whole(borough: Borough):
    pledge = make(borough, text="@SUM(1+1)", state="agreed", agreed_on=datetime.date(2026, 9, 1), is_public=False)
    Commitment.objects.create(pledge=pledge, kind="staff")
    content = borough.client("admin").get(f"/{borough.slug}/exports/pledges.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert (row["pledge"], row["public"], row["state"], row["approved on"]) == (
        "'@SUM(1+1)",
        "no",
        "Approved",
        "2026-09-01",
    )
    assert row["kinds of commitment"] == "Supporting staff to train, learn and reflect"


def test_the_form_begins_with_today(borough: Borough):
    page = borough.client("leader").get(f"/{borough.slug}/organisations/hospital/pledge/")
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page.content.decode()


def rows_of(borough: Borough, who: str, query: str = "") -> list[str]:
    """The words of the pledges in the CSV that a person takes away."""
    answer = borough.client(who).get(f"/{borough.slug}/exports/pledges.csv{query}")
    content = answer.content.decode("utf-8-sig")
    return [row["pledge"] for row in csv.DictReader(io.StringIO(content, newline=""))]


def test_the_csv_holds_what_the_list_shows(borough: Borough):
    make(borough, text="Approved", state="agreed", agreed_on=TODAY)
    make(borough, "council", text="Waiting", state="proposed")
    page = borough.client("admin").get(f"/{borough.slug}/pledges/manage/", {"state": "agreed"}).content.decode()
    assert f'href="/{borough.slug}/exports/pledges.csv?state=agreed"' in page
    assert "Print this page" in page
    assert rows_of(borough, "admin", "?state=agreed") == ["Approved"]
    assert sorted(rows_of(borough, "admin")) == ["Approved", "Waiting"]


def test_an_organisation_s_lead_takes_away_their_own_pledges_and_drafts(borough: Borough):
    make(borough, text="Ours", state="agreed", agreed_on=TODAY)
    make(borough, text="Our draft", state="draft")
    make(borough, "council", text="Theirs", state="agreed", agreed_on=TODAY)
    assert sorted(rows_of(borough, "leader")) == ["Our draft", "Ours"]
    assert sorted(rows_of(borough, "admin")) == ["Ours", "Theirs"]
    assert borough.client("lead").get(f"/{borough.slug}/exports/pledges.csv").status_code == 403
