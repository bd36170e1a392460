"""The public calendar: what anyone sees of the events, and what a calendar program gets that subscribes to it."""

import re

import pytest
import vobject
from django.urls import reverse

from activities.models import Event
from tests.builders import TODAY, Borough, days, text_of
from tests.surveys.reading import grade

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE, FEED = "activities:public-events", "activities:public-events-feed"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("activities.views.public_events.timezone.localdate", lambda: TODAY)


def event(borough: Borough, title: str, day=TODAY, **fields) -> Event:
    fields = {"kind": "taster", "is_public": True} | fields
    return Event.objects.create(partnership=borough.partnership, title=title, day=day, **fields)


def page(client) -> str:
    return text_of(client.get(reverse(PAGE, args=["elmfield"])))


def feed(client, name: str = FEED, *more):
    return vobject.readOne(client.get(reverse(name, args=["elmfield", *more])).content.decode())


def test_what_is_to_come_stands_first_then_the_last_year(client, borough: Borough):
    for title, day in (("Soon", 9), ("Today", 0), ("Lately", -9), ("Last winter", -300), ("Long ago", -400)):
        event(borough, title, TODAY + days(day))
    said = page(client)
    places = [said.index(title) for title in ("Today", "Soon", "Lately", "Last winter")]
    assert places == sorted(places)
    assert "Long ago" not in said


def test_no_one_outside_sees_what_is_not_public_or_who_came(client, borough: Borough, other_borough: Borough):
    inside = event(borough, "Board away day", is_public=False, people=7)
    event(other_borough, "Elsewhere")
    event(borough, "Open day", TODAY - days(3), people=4321)
    said = page(client)
    assert "Open day" in said
    for hidden in ("Board away day", "Elsewhere", "4321", "4,321"):
        assert hidden not in said
    assert [one.summary.value for one in feed(client).vevent_list] == ["Open day"]
    alone = reverse("activities:public-event-calendar", args=["elmfield", inside.pk])
    assert client.get(alone).status_code == 404


def test_a_called_off_event_is_said_to_be_called_off_until_its_day_has_passed(client, borough: Borough):
    event(borough, "Picnic", TODAY, called_off_on=TODAY - days(2))
    event(borough, "Old walk", TODAY - days(1), called_off_on=TODAY - days(2))
    said = page(client)
    assert "Picnic cancelled" in said
    assert "this event has been cancelled" in said
    assert "Old walk" not in said
    assert [(one.summary.value, one.status.value) for one in feed(client).vevent_list] == [
        ("Cancelled: Picnic", "CANCELLED")
    ]


def test_the_feed_can_be_subscribed_to_and_each_event_kept(client, borough: Borough):
    made = event(borough, "Tea", where="Library, first floor")
    html = client.get(reverse(PAGE, args=["elmfield"])).content.decode()
    assert 'href="webcal://testserver/elmfield/events/events.ics"' in html
    assert "http://testserver/elmfield/events/events.ics" in html
    alone = feed(client, "activities:public-event-calendar", made.pk).vevent
    assert alone.uid.value == feed(client).vevent.uid.value
    assert alone.location.value == "Library, first floor"
    assert alone.url.value == f"http://testserver/elmfield/events/#event-{made.pk}"


def test_the_calendar_unfurls_and_may_be_found(client, borough: Borough):
    html = client.get(reverse(PAGE, args=["elmfield"])).content.decode()
    assert '<meta property="og:title" content="Events – Elmfield Partnership">' in html
    assert "noindex" not in html
    home = client.get(reverse("organisations:partnership-home", args=["elmfield"])).content.decode()
    assert reverse(PAGE, args=["elmfield"]) in home


def test_a_calendar_without_events_says_so_and_can_be_subscribed_to(client, borough: Borough):
    assert "Nothing is planned yet" in page(client)
    assert not hasattr(feed(client), "vevent")


def test_what_someone_typed_cannot_become_markup(client, borough: Borough):
    event(borough, "<script>alert(1)</script>", description="See javascript:alert(1) and https://example.org/a?b=1")
    html = client.get(reverse(PAGE, args=["elmfield"])).content.decode()
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert 'href="https://example.org/a?b=1' in html


def test_a_nine_year_old_can_read_the_calendar(client, borough: Borough):
    event(borough, "Tea", TODAY + days(3), called_off_on=TODAY)
    event(borough, "Walk", TODAY - days(3))
    html = client.get(reverse(PAGE, args=["elmfield"])).content.decode()
    words = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<p class=[^>]*>(.*?)</p>", html)]
    said = [one.replace("Elmfield Partnership", "Our group") for one in words if one.endswith((".", "!"))]
    assert len(said) >= 3
    assert grade(" ".join(said)) < 4
