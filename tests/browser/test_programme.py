"""A programme lead keeps events, the plan, champions and the pack; anyone reads the public calendar."""

import re
from datetime import timedelta

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from activities.models import Champion, Communication, Event
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough

HERE = ["elmfield"]


@pytest.fixture
def today(borough: Borough):
    """A day in the borough's open round, which is made to be open now."""
    found = timezone.localdate()
    borough.round.opens_on, borough.round.closes_on = found - timedelta(days=20), found + timedelta(days=20)
    borough.round.save()
    return found


def add_event(lead: Page, title: str, day, button: str, *, public: bool = False) -> None:
    lead.get_by_label("What is the event called?").fill(title)
    lead.get_by_label("What kind of event is it?").select_option("taster")
    lead.get_by_label("Date", exact=True).fill(day.isoformat())
    lead.get_by_label("Show it on the public calendar").set_checked(public)
    lead.get_by_role("button", name=button, exact=True).click()


@BOTH_WAYS
def test_events_from_the_first_mistake_to_who_came_and_the_public_calendar(
    open_browser, borough: Borough, today, script: bool
):
    look = look_at if script else lambda page: None
    visitor = open_browser(java_script_enabled=script)
    visitor.goto(reverse("activities:public-events", args=HERE))
    expect(visitor.get_by_text("Nothing is planned yet")).to_be_visible()
    look(visitor)

    lead = open_browser(borough.people["programme"], java_script_enabled=script)
    lead.goto(reverse("activities:overview", args=HERE))
    look(lead)
    lead.get_by_role("link", name="TiP events").click()
    look(lead)
    lead.get_by_role("main").get_by_text("Add an event", exact=True).first.click()
    lead.get_by_label("What is it about?").fill("Come, talk; 🌱 ask.")
    lead.get_by_role("button", name="Save event").click()
    expect(lead.locator(PROBLEM).get_by_role("link")).to_have_count(3)
    expect(lead.get_by_label("What is it about?")).to_have_value("Come, talk; 🌱 ask.")
    look(lead)
    add_event(lead, "Learning hour", today + timedelta(days=9), "Save and add another", public=True)
    expect(lead.get_by_text("“Learning hour” has been saved. It counts in Autumn 2026.")).to_be_visible()
    expect(lead.get_by_label("Show it on the public calendar")).to_be_checked()
    add_event(lead, "Launch day", today - timedelta(days=3), "Save event")
    expect(lead.get_by_role("heading", name="Launch day", level=1)).to_be_visible()
    look(lead)

    lead.get_by_role("link", name="Record attendance").click()
    look(lead)
    lead.get_by_label("How many people came in total?").fill("5")
    lead.get_by_label("Paste a list").fill("Hospital, 12\nCounsil, 3")
    lead.get_by_role("button", name="Fill in the numbers from this list").click()
    expect(lead.get_by_label("Which organisation is “Counsil”?")).to_be_visible()
    expect(lead.get_by_label("How many people came in total?")).to_have_value("5")
    look(lead)
    lead.get_by_role("checkbox", name="Charity").check()
    lead.get_by_role("button", name="Save attendance").click()
    asked = "You entered 5 people in total, but the numbers for organisations add up to at least 13."
    expect(lead.get_by_role("main").get_by_text(asked).first).to_be_visible()
    look(lead)
    lead.get_by_label("How many people came in total?").fill("40")
    lead.get_by_role("button", name="Save attendance").click()
    expect(lead.get_by_text("40 people came in total.")).to_be_visible()
    expect(lead.get_by_text("not counted")).to_be_visible()
    look(lead)
    lead.get_by_role("link", name="TiP events").click()
    look(lead)

    visitor.reload()
    expect(visitor.get_by_role("heading", name="Learning hour")).to_have_count(0)
    reviewer = open_browser(borough.people["reviewer"], java_script_enabled=script)
    reviewer.goto(reverse("start-page", args=HERE))
    reviewer.get_by_role("link", name="Check and publish").click()
    expect(reviewer.get_by_role("heading", name="Learning hour")).to_be_visible()
    look(reviewer)
    reviewer.get_by_role("link", name="Return with a note").click()
    look(reviewer)
    reviewer.go_back()
    reviewer.get_by_role("button", name="Publish").click()
    expect(reviewer.get_by_text("Nothing to check at the moment")).to_be_visible()
    look(reviewer)
    visitor.reload()
    expect(visitor.get_by_role("heading", name="Learning hour")).to_be_visible()
    expect(visitor.get_by_text("Launch day")).to_have_count(0)
    look(visitor)
    feed = visitor.request.get(reverse("activities:public-events-feed", args=HERE))
    assert vobject.readOne(feed.text()).vevent.description.value == "Come, talk; 🌱 ask."

    lead.goto(Event.objects.get(title="Learning hour").get_absolute_url())
    lead.get_by_role("button", name="Cancel this event").click()
    expect(lead.get_by_text("Event cancelled.")).to_be_visible()
    look(lead)
    visitor.reload()
    expect(visitor.get_by_text("Sorry, this event has been cancelled.")).to_be_visible()
    look(visitor)
    assert visitor.context.cookies() == []


@BOTH_WAYS
def test_the_plan_the_champions_and_the_pack(open_browser, borough: Borough, today, script: bool):
    look = look_at if script else lambda page: None
    lead = open_browser(borough.people["programme"], java_script_enabled=script)
    lead.goto(reverse("activities:communication-list", args=HERE))
    look(lead)
    lead.get_by_role("main").get_by_text("Add to the plan", exact=True).click()
    lead.get_by_role("button", name="Save to plan").click()
    expect(lead.locator(PROBLEM).get_by_role("link")).to_have_count(4)
    look(lead)
    lead.get_by_label("What will you send?").fill("The dates of the round")
    lead.get_by_label("Who is it for?").fill("All staff")
    lead.get_by_label("How will you send it?").select_option("email")
    lead.get_by_label("Date to send it by").fill((today - timedelta(days=2)).isoformat())
    lead.get_by_role("button", name="Save to plan").click()
    expect(lead.get_by_role("main").get_by_text("was due on")).to_be_visible()
    look(lead)
    lead.get_by_role("button", name="Mark as sent").click()
    expect(lead.get_by_text("“The dates of the round” has been marked as sent.")).to_be_visible()
    expect(lead.get_by_role("heading", name="Sent")).to_be_visible()
    look(lead)
    assert Communication.objects.get().done_by == borough.people["programme"]

    lead.goto(reverse("activities:champion-list", args=HERE))
    look(lead)
    lead.get_by_role("link", name="Add a champion").click()
    lead.get_by_label("Name", exact=True).fill("Ada Osei")
    lead.get_by_role("textbox", name="Email address").fill("ada@example.org")
    lead.get_by_role("button", name="Save champion").click()
    expect(lead.locator(PROBLEM).get_by_role("link", name="Select an organisation or a sector")).to_be_visible()
    look(lead)
    lead.get_by_label("Champion in which organisation?").select_option(label="Hospital")
    lead.get_by_role("button", name="Save champion").click()
    expect(lead.get_by_text("only for leads and admins")).to_be_visible()
    look(lead)
    reader = open_browser(borough.people["sector"], java_script_enabled=script)
    reader.goto(reverse("activities:champion-list", args=HERE))
    expect(reader.get_by_text("Ada Osei")).to_have_count(0)
    Champion.objects.update(agreed=True)
    reader.reload()
    expect(reader.get_by_role("link", name="ada@example.org")).to_be_visible()
    look(reader)

    lead.goto(reverse("activities:pack", args=HERE))
    expect(lead.get_by_label("Email to service leads")).to_have_value(re.compile("Autumn 2026 is open from"))
    look(lead)
    lead.get_by_role("link", name="View").first.click()
    expect(lead.get_by_role("heading", name="We are becoming trauma-informed")).to_be_visible()
    look(lead)
    lead.goto(reverse("activities:pack-slides", args=HERE))
    expect(lead.get_by_role("heading", name="Safe to answer")).to_be_visible()
    look(lead)
