"""An admin merges a service into another, splits one, and merges two organisations; a lead reads what it was."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from assessments.models import ImprovementAction
from organisations.models import Membership, Round, Service
from organisations.roles import Role
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough

HERE = "/elmfield/services/ward/"
TODAY = datetime.date(2026, 10, 1)


@pytest.fixture
def between_rounds(borough: Borough) -> Borough:
    """After the round, with an open action at the clinic, which one person leads."""
    Round.objects.update(state="closed", is_sealed=True, closes_on=TODAY)
    Membership.objects.create(
        user=borough.people["contributor"],
        role=Role.SERVICE_LEAD,
        partnership=borough.partnership,
        service=borough.services["clinic"],
    )
    ImprovementAction.objects.create(
        service=borough.services["clinic"],
        what="Ask first",
        person=borough.people["contributor"],
        recorded_on="2026-10-01",
    )
    Service.objects.filter(slug="refuge").update(name="Centre")
    return borough


@BOTH_WAYS
def test_places_move_merge_and_are_split(open_browser, between_rounds: Borough, script: bool):
    page: Page = open_browser(between_rounds.people["admin"], java_script_enabled=script)
    page.goto(HERE + "about/")
    look_at(page)
    page.get_by_role("link", name="Move this service").click()
    look_at(page)
    page.get_by_label("From which day?").fill("2026-09-30")
    page.get_by_label("Organisation").select_option("Charity")
    page.get_by_role("button", name="Check what will happen").click()
    expect(page.locator(PROBLEM).first).to_contain_text("A round closed on 1 October 2026")
    look_at(page)
    page.get_by_label("From which day?").fill("2046-01-31")
    page.get_by_role("button", name="Check what will happen").click()
    look_at(page)
    page.get_by_role("button", name="Change what you entered").click()
    expect(page.get_by_label("From which day?")).to_have_value("2046-01-31")
    page.get_by_role("button", name="Check what will happen").click()
    page.get_by_role("button", name="Plan this move").click()
    expect(page.get_by_text("To Charity, sector Health, on 31 January 2046.")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Withdraw this move").click()
    expect(page.get_by_text("No move of Ward is planned.").first).to_be_visible()

    page.get_by_role("link", name="Merge this service").click()
    page.get_by_role("button", name="Check what will happen").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Select at least one service")
    look_at(page)
    page.get_by_label("Clinic, Council").check()
    page.get_by_role("button", name="Check what will happen").click()
    expect(page.get_by_text("1 open action goes along")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Merge these services").click()
    expect(page.get_by_text("Now part of Ward: Clinic.").first).to_be_visible()
    page.get_by_role("link", name="Clinic", exact=True).click()
    expect(page.get_by_text("This service is archived.")).to_be_visible()
    look_at(page)

    page.goto(HERE + "split/")
    look_at(page)
    page.get_by_label("Name of new service 1").fill("Day ward")
    page.get_by_label("Name of new service 2").fill("Night ward")
    page.get_by_role("button", name="Check what will happen").click()
    look_at(page)
    page.get_by_label("Who gets this: Ask first").select_option("Night ward")
    page.get_by_role("button", name="Split this service").click()
    expect(page.get_by_text("Ward is now Day ward and Night ward.").first).to_be_visible()
    expect(page.get_by_text("No one leads these services yet: Night ward.").first).to_be_visible()
    assert ImprovementAction.objects.get().service.name == "Night ward"
    page.goto("/elmfield/people/")
    expect(page.get_by_text("No one leads these services.")).to_be_visible()
    look_at(page)


@BOTH_WAYS
def test_two_organisations_become_one(open_browser, between_rounds: Borough, script: bool):
    page: Page = open_browser(between_rounds.people["admin"], java_script_enabled=script)
    page.goto("/elmfield/organisations/charity/")
    page.get_by_role("link", name="Merge it into another organisation").click()
    look_at(page)
    page.get_by_label("Which organisation does it become part of?").select_option("Council")
    page.get_by_role("button", name="Check what will happen").click()
    expect(page.get_by_role("heading", name="Services of the same name")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Merge these organisations").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Council already has a service called “Centre”.")
    look_at(page)
    page.get_by_label("Different name for Centre").fill("Refuge centre")
    page.get_by_role("button", name="Merge these organisations").click()
    expect(page.get_by_text("Charity is now part of Council.").first).to_be_visible()
    page.goto("/elmfield/organisation/charity/past/")
    expect(page.get_by_role("link", name="Refuge centre")).to_be_visible()
    look_at(page)
