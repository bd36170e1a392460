"""Where a pledge stands, half a year on: what is recorded, when it is looked at next, and the lists that say so."""

import csv
import datetime
import io

import pytest
from django.test import Client
from django.utils import timezone

from organisations.actions import ActionRefused
from organisations.going_public import publish_words
from pledges.actions import agree_pledge, record_review
from pledges.days import months_after, next_review
from pledges.models import Pledge, PledgePicture, PledgeReview
from tests.builders import TODAY, Borough, days, text_of
from tests.pledges.test_pledges import make, wall

WHY = "Two teams still have no room to talk in."


def agreed(borough: Borough, organisation: str = "hospital", **fields) -> Pledge:
    return make(borough, organisation, **{"state": "agreed", "agreed_on": TODAY, "made_on": TODAY - days(300)} | fields)


def looked_at(pledge: Pledge, standing: str = "stuck", day: datetime.date = TODAY, why: str = WHY) -> PledgeReview:
    return PledgeReview.objects.create(pledge=pledge, standing=standing, why=why, day=day)


def said(**changes) -> dict:
    day = timezone.localdate()
    return {"standing": "under_way", "why": WHY, "day": day, "review_due_on": next_review(day)} | changes


DAYS = [("2026-01-15", 6, "2026-07-15"), ("2026-08-31", 6, "2027-02-28"), ("2027-08-31", 6, "2028-02-29")]


@pytest.mark.parametrize(("day", "months", "later"), DAYS)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: str, months: int, later: str):
    assert months_after(datetime.date.fromisoformat(day), months) == datetime.date.fromisoformat(later)


def test_a_pledge_is_looked_at_half_a_year_after_it_was_agreed(borough: Borough):
    pledge = make(borough)
    agree_pledge(pledge=pledge, by=borough.people["admin"], on=TODAY)
    pledge.refresh_from_db()
    assert pledge.review_due_on == datetime.date(2027, 4, 1)


def test_a_lead_says_where_it_stands_and_the_wall_says_it_kindly(borough: Borough):
    pledge, leader = agreed(borough), borough.client("leader")
    at = f"/{borough.slug}/pledges/{pledge.pk}/review/"
    page = leader.post(at, said(review_due_on="2099-01-01"), follow=True)
    assert "Your progress update has been saved." in text_of(page)
    publish_words(words=pledge.reviews.get(), by=borough.people["admin"])
    today = timezone.localdate()
    words = f"In progress , updated on {today.day} {today:%B %Y}: {WHY}"
    assert words in wall(borough)
    assert words in text_of(Client().get(f"/{borough.slug}/pledges/{pledge.pk}/"))
    pledge.refresh_from_db()
    assert pledge.review_due_on == datetime.date(2099, 1, 1)
    assert pledge.reviews.get().by == borough.people["leader"]


WRONG = {
    "no standing": ({"standing": ""}, "Select how it is going"),
    "no words": ({"why": " "}, "Enter how you can tell"),
    "a day to come": ({"day": "2999-01-01"}, "Date must be today or in the past"),
    "before the pledge": ({"day": "2001-01-01"}, "Date must be the same as or after the date of the pledge"),
    "next time in the past": ({"review_due_on": "2001-01-01"}, "Next update must be in the future"),
}


@pytest.mark.parametrize(("changes", "reason"), WRONG.values(), ids=WRONG)
def test_a_review_that_cannot_be_is_explained(changes: dict, reason: str, borough: Borough):
    page = borough.client("leader").post(f"/{borough.slug}/pledges/{agreed(borough).pk}/review/", said(**changes))
    assert reason in text_of(page)
    assert not PledgeReview.objects.exists()


def test_the_form_offers_today_and_half_a_year_from_now(borough: Borough):
    page = borough.client("leader").get(f"/{borough.slug}/pledges/{agreed(borough).pk}/review/").content.decode()
    today = timezone.localdate()
    assert f'value="{today:%Y-%m-%d}"' in page
    assert f'value="{next_review(today):%Y-%m-%d}"' in page


def test_a_new_review_corrects_the_one_before_which_stays_on_record(borough: Borough):
    pledge = agreed(borough)
    looked_at(pledge, "stuck", TODAY - days(30))
    looked_at(pledge, "kept", TODAY, "It is done, and parents say so.")
    page = text_of(Client().get(f"/{borough.slug}/pledges/{pledge.pk}/"))
    assert page.index("It is done, and parents say so.") < page.index("Earlier progress updates") < page.index(WHY)
    assert WHY not in wall(borough)


def test_a_review_sent_twice_is_one(borough: Borough):
    pledge = agreed(borough)
    for _ in range(2):
        review = PledgeReview(standing="kept", why=WHY, day=TODAY)
        record_review(pledge=pledge, review=review, next_on=TODAY + days(9), by=borough.people["leader"])
    assert pledge.reviews.count() == 1


def test_a_pledge_that_no_longer_stands_is_not_looked_at(borough: Borough):
    pledge = agreed(borough, state="withdrawn")
    page = borough.client("leader").get(f"/{borough.slug}/pledges/{pledge.pk}/review/", follow=True)
    assert "This pledge has ended" in text_of(page)
    review = PledgeReview(standing="kept", why=WHY, day=TODAY)
    with pytest.raises(ActionRefused, match="has ended"):
        record_review(pledge=pledge, review=review, next_on=TODAY, by=borough.people["leader"])


def test_a_review_that_is_due_stands_on_its_lead_s_start_page(borough: Borough):
    pledge = agreed(borough, review_due_on=timezone.localdate())
    start = borough.client("leader").get(f"/{borough.slug}/start/")
    review = f"/{borough.slug}/pledges/{pledge.pk}/review/"
    assert review in start.content.decode()
    Pledge.objects.update(review_due_on=timezone.localdate() + days(1))
    assert review not in borough.client("leader").get(f"/{borough.slug}/start/").content.decode()


@pytest.mark.slow
def test_the_list_shows_the_pledges_that_are_asked_for(borough: Borough):
    today = timezone.localdate()
    kept = agreed(borough, text="That is kept", review_due_on=today + days(100))
    looked_at(kept, "stuck", TODAY - days(9))
    looked_at(kept, "kept", TODAY)
    agreed(borough, text="That is new", review_due_on=today + days(20))
    agreed(borough, "charity", text="That is late", review_due_on=today)
    make(borough, "charity", text="That waits", state="proposed")
    all_ = ["That is kept", "That is new", "That is late", "That waits"]
    charity = borough.organisations["charity"].pk
    wanted = {
        "": all_,
        "?state=agreed": all_[:3],
        "?state=proposed": ["That waits"],
        "?standing=kept": ["That is kept"],
        "?standing=stuck": [],
        "?standing=none": ["That is new", "That is late"],
        "?review=due": ["That is late"],
        "?review=soon": ["That is new", "That is late"],
        f"?organisation={charity}": ["That is late", "That waits"],
        f"?organisation={charity}&state=agreed": ["That is late"],
        "?state=nonsense&organisation=999999&page=x": all_,
    }
    admin = borough.client("admin")
    for query, texts in wanted.items():
        page = text_of(admin.get(f"/{borough.slug}/pledges/manage/{query}"))
        assert [text for text in all_ if text in page] == texts, query


def test_a_long_list_costs_no_more_queries_than_a_short_one(borough: Borough, django_assert_max_num_queries):
    def read(what: str, who: str = "admin") -> int:
        with django_assert_max_num_queries(99) as found:
            borough.client(who).get(f"/{borough.slug}/{what}")
        return len(found)

    def more() -> None:
        for number in range(6):
            pledge = agreed(borough, text=f"Pledge {number}", review_due_on=TODAY)
            waits = make(borough, text=f"Waits {number}")
            looked_at(pledge)
            for one in (pledge, waits):
                picture = {"content": b"x", "width": 1, "height": 1, "digest": "a", "description": "b"}
                PledgePicture.objects.create(pledge=one, **picture)

    pages = [
        ("pledges/", "admin"),
        ("pledges/manage/", "admin"),
        ("exports/pledges.csv", "admin"),
        ("start/", "leader"),
    ]
    more()
    few = [read(*page) for page in pages]
    more()
    assert [read(*page) for page in pages] == few


def test_the_export_says_where_each_pledge_stands(borough: Borough):
    pledge = agreed(borough, review_due_on=TODAY)
    looked_at(pledge)
    make(borough, text="Nobody's business yet", state="draft")
    content = borough.client("admin").get(f"/{borough.slug}/exports/pledges.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert (row["progress"], row["progress updated on"], row["why"]) == ("Stuck", "2026-10-01", WHY)
    assert row["next update on"] == "2026-10-01"
