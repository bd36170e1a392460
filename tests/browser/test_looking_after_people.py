"""An admin looks after many people, and a lead after their team."""

import re

import pytest
from playwright.sync_api import Page, expect

from organisations.actions import invite
from organisations.models import Invitation, Membership, User
from organisations.roles import Role
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough

LONG = "Wilhelmina-Konstantinopoulou-Featherstonehaugh of the Northern Neighbourhoods"


@pytest.fixture
def many(borough: Borough) -> Borough:
    users = User.objects.bulk_create(
        User(email=f"person{n}@example.org", name=f"Person {n:02}" if n else LONG, password="!") for n in range(60)
    )
    at = {"role": Role.CONTRIBUTOR, "partnership": borough.partnership, "service": borough.services["clinic"]}
    Membership.objects.bulk_create(Membership(user=user, **at) for user in users)
    waiting = Invitation(partnership=borough.partnership, email="new@example.org", role=Role.REVIEWER)
    invite(invitation=waiting, by=borough.people["admin"], build_address=str)
    return borough


@BOTH_WAYS
def test_an_admin_finds_someone_and_looks_after_them(open_browser, many: Borough, script: bool):
    page: Page = open_browser(many.people["admin"], java_script_enabled=script)
    page.goto("/elmfield/people/")
    look_at(page)
    page.get_by_label("Name, email address or place").fill("nobody like this")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_text("No one matches your filters.")).to_be_visible()
    page.get_by_role("link", name="Show everyone").click()
    page.get_by_label("Status").select_option("Invited")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("link", name=re.compile("Copy the link")).click()
    look_at(page)
    page.get_by_role("button", name="Make a new link").click()
    expect(page.get_by_label("Link to pass on")).to_have_value(re.compile("/invitations/"))
    expect(page.get_by_role("button", name="Copy", exact=True)).to_have_count(1 if script else 0)
    look_at(page)
    page.get_by_role("link", name="Back to people").click()

    page.get_by_label("Name, email address or place").fill("elmfield-lead")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("link", name="Elmfield lead", exact=True).click()
    look_at(page)
    page.get_by_role("link", name="Change Service lead, Ward").click()
    page.get_by_role("button", name="Check this change").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Select another role or another place")
    look_at(page)
    page.get_by_label("Service", exact=True).select_option("Refuge")
    page.get_by_role("button", name="Check this change").click()
    look_at(page)
    page.get_by_role("button", name="Change this role").click()
    expect(page.get_by_text("Role of Elmfield lead changed.")).to_be_visible()
    page.get_by_role("link", name="Correct their email address").click()
    page.get_by_label("New email address").fill("right@example.org")
    look_at(page)
    page.get_by_role("button", name="Check this address").click()
    look_at(page)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("New address not confirmed yet")).to_be_visible()
    page.get_by_role("link", name="Close their account").click()
    look_at(page)
    page.get_by_role("button", name="Close this account").click()
    expect(page.get_by_text("Account of Elmfield lead closed.")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Reopen their account").click()
    expect(page.get_by_text("Elmfield lead can sign in again")).to_be_visible()

    page.goto("/elmfield/people/who-sees-what/")
    look_at(page)
    page.get_by_label("Service").select_option("Ward, Hospital, Health")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Organisation lead, Hospital, which this belongs to").first).to_be_visible()
    look_at(page)


@BOTH_WAYS
def test_a_lead_invites_a_contributor_and_corrects_the_headcount(open_browser, borough: Borough, script: bool):
    page: Page = open_browser(borough.people["lead"], java_script_enabled=script)
    page.goto("/elmfield/services/ward/about/")
    look_at(page)
    page.get_by_role("link", name="See and invite people of this service").click()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Enter an email address")
    look_at(page)
    page.get_by_label("Email address").fill("kim@example.org")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("We are sending an invitation to kim@example.org")).to_be_visible()
    look_at(page)
    page.goto("/elmfield/services/ward/about/")
    page.get_by_role("link", name="Correct how many people work here").click()
    look_at(page)
    page.get_by_label("People who work here").fill("44")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Ward saved.")).to_be_visible()
