"""A service records a briefing and listens deeply; a sector lead runs the sub-group."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Briefing, DeepListening, MeetingAttendance
from organisations.models import Round
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import TODAY, Borough, days


def looking(script: bool):
    return look_at if script else lambda page: None


@BOTH_WAYS
def test_a_service_lead_records_a_briefing(open_browser, borough: Borough, script: bool):
    look, lead = looking(script), open_browser(borough.people["lead"], java_script_enabled=script)
    lead.goto(reverse("start-page", args=["elmfield"]))
    if lead.get_by_role("button", name="Menu").is_visible():
        lead.get_by_role("button", name="Menu").click()
    lead.get_by_role("link", name="Activities").click()
    look(lead)
    lead.get_by_role("link", name="Briefings").click()
    look(lead)
    lead.get_by_role("link", name="Record a briefing").click()
    look(lead)
    lead.get_by_role("radio", name="In a team meeting").check()
    lead.get_by_label("How many people were reached?").fill("50")
    lead.get_by_role("button", name="Save briefing").click()
    expect(lead.locator(PROBLEM)).to_contain_text("You entered 50 people reached")
    look(lead)
    lead.get_by_role("checkbox", name="Yes, this is correct.").check()
    lead.get_by_role("button", name="Save briefing").click()
    expect(lead.get_by_text("Briefing saved.")).to_be_visible()
    look(lead)
    assert Briefing.objects.get().people_reached == 50
    lead.get_by_role("main").get_by_role("link", name="Ward").click()
    lead.get_by_text("This was recorded by mistake").click()
    lead.get_by_role("button", name="Delete this briefing").click()
    expect(lead.get_by_text("Briefing deleted.")).to_be_visible()
    assert not Briefing.objects.exists()


@BOTH_WAYS
def test_a_service_lead_reads_the_guide_and_records_a_conversation(open_browser, borough: Borough, script: bool):
    look, lead = looking(script), open_browser(borough.people["lead"], java_script_enabled=script)
    lead.goto(reverse("activities:listening-list", args=["elmfield"]))
    look(lead)
    lead.get_by_role("link", name="Read the guide to deep listening").click()
    expect(lead.get_by_role("heading", name="5. Look after yourself")).to_be_visible()
    look(lead)
    lead.get_by_role("link", name="Record a listening conversation").click()
    look(lead)
    lead.get_by_role("checkbox", name="Parents and carers").check()
    lead.get_by_label("How many people did you listen to?").fill("3")
    lead.get_by_role("radio", name="A group").check()
    lead.get_by_label(re.compile("^4 Safe environments")).fill("the room is loud, said Aisha Begum, born 3/4/2014")
    lead.get_by_label("What will you change?").fill("a quiet corner")
    lead.get_by_role("button", name="Save this conversation").click()
    expect(lead.locator(PROBLEM)).to_contain_text("“Aisha Begum” may be a name.")
    expect(lead.locator(PROBLEM)).to_contain_text("“3/4/2014” may be a date.")
    look(lead)
    assert not DeepListening.objects.exists()
    lead.get_by_label(re.compile("^4 Safe environments")).fill("the room is loud")
    lead.get_by_role("button", name="Save this conversation").click()
    expect(lead.get_by_text("Thank you for listening")).to_be_visible()
    expect(lead.get_by_text("the room is loud")).to_be_visible()
    look(lead)
    lead.get_by_role("link", name="Change this conversation").click()
    lead.get_by_label("What did you tell them afterwards?").fill("there is a corner now")
    lead.get_by_role("button", name="Save this conversation").click()
    expect(lead.get_by_text("there is a corner now")).to_be_visible()
    assert DeepListening.objects.get().people_heard == 3


@BOTH_WAYS
def test_a_sector_lead_runs_the_sub_group(open_browser, borough: Borough, script: bool):
    Round.objects.update(closes_on=TODAY + days(20))  # a month, in which the meeting counts
    look, sector = looking(script), open_browser(borough.people["sector"], java_script_enabled=script)
    sector.goto(reverse("activities:subgroup-list", args=["elmfield"]))
    look(sector)
    sector.get_by_role("main").get_by_role("link", name="Health").click()
    look(sector)
    sector.get_by_role("link", name="Add a member").click()
    look(sector)
    sector.get_by_label("Name").fill("Sky Osei")
    sector.get_by_label("Chairs the sub-group").check()
    sector.get_by_role("button", name="Save member").click()
    expect(sector.get_by_text("Member saved: Sky Osei.")).to_be_visible()
    sector.get_by_role("link", name="Add a meeting").click()
    look(sector)
    sector.get_by_label("Date").fill(borough.round.opens_on.isoformat())
    sector.get_by_label("Start time").fill("12:00")
    sector.get_by_label("End time").fill("10:00")
    sector.get_by_label("What was decided?").fill("Every team hears of it before spring.")
    sector.get_by_role("button", name="Save meeting").click()
    expect(sector.locator(PROBLEM)).to_contain_text("End time must be after start time")
    look(sector)
    sector.get_by_label("End time").fill("13:30")
    sector.get_by_role("button", name="Save meeting").click()
    expect(sector.get_by_text("Every team hears of it before spring.")).to_be_visible()
    look(sector)
    sector.get_by_role("link", name="Record attendance").click()
    look(sector)
    sector.get_by_label("Hospital").fill("2")
    sector.get_by_label("Paste a list").fill("Council, 3\nCouncill, 4")
    sector.get_by_role("button", name="Fill in the numbers from this list").click()
    expect(sector.get_by_label("Which organisation is “Councill”?")).to_be_visible()
    expect(sector.get_by_label("Hospital", exact=True)).to_have_value("2")
    expect(sector.get_by_label("Council", exact=True)).to_have_value("3")
    look(sector)
    sector.get_by_role("button", name="Save attendance").click()
    expect(sector.get_by_text("Attendance saved: 2 organisations came.")).to_be_visible()
    look(sector)
    assert {each.people for each in MeetingAttendance.objects.all()} == {2, 3}
    sector.get_by_role("navigation", name="Back").get_by_role("link", name="Health").click()
    expect(sector.get_by_text("2 of 2 organisations have been to a meeting.")).to_be_visible()
    look(sector)
