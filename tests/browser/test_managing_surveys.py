"""An admin looks after all surveys: a link that was used in bulk, a question of their own, places to turn to."""

import re

import pytest
from playwright.sync_api import Page, expect

from surveys.actions.flags import raise_flag
from surveys.actions.links import survey_links_for
from tests.browser.visiting import PROBLEM, look_at
from tests.builders import TODAY, Borough


@pytest.fixture
def admin(open_browser, borough: Borough) -> Page:
    for link in survey_links_for(service=borough.services["ward"], round_=borough.round):
        if link.instrument.key == "workforce":
            raise_flag(link, "burst", TODAY)
    page = open_browser(borough.people["admin"])
    page.goto(f"/{borough.slug}/surveys/")
    return page


def test_i8_an_admin_sets_a_link_aside_with_a_reason_and_lets_it_count_again(admin: Page):
    look_at(admin)
    admin.get_by_role("link", name="Ward, workforce survey, open link").click()
    expect(admin.get_by_text("This does not mean that somebody cheated.")).to_be_visible()
    look_at(admin)
    admin.get_by_label("Why is it left out?").fill("It was typed in from paper, and then keyed again")
    admin.get_by_role("button", name="Set this link aside").click()
    expect(admin.get_by_role("heading", name="This link is set aside")).to_be_visible()
    look_at(admin)
    admin.get_by_role("link", name="Surveys", exact=True).first.click()
    look_at(admin)
    admin.get_by_role("link", name="Ward, workforce survey, open link").click()
    admin.get_by_role("button", name="Let its answers count again").click()
    expect(admin.get_by_text("The link’s answers count again.")).to_be_visible()


def test_t5_an_admin_adds_a_kind_question_and_stops_asking_it(admin: Page):
    admin.get_by_role("link", name="Questions of your own").click()
    look_at(admin)
    admin.get_by_role("link", name=re.compile("Add a question ?: Families' survey")).click()
    admin.get_by_label("What do you want to ask?").fill("Why didn't you tell us?")
    admin.get_by_label("In their own words, read by a reviewer first").check()
    admin.get_by_role("button", name="Save this question").click()
    expect(admin.locator(PROBLEM)).to_contain_text("may hurt somebody who has been hurt")
    look_at(admin)
    admin.get_by_label("What do you want to ask?").fill("What would make our garden better?")
    admin.get_by_role("button", name="Save this question").click()
    expect(admin.get_by_text("The question is added.")).to_be_visible()
    look_at(admin)
    admin.get_by_role("link", name="What would make our garden better?").click()
    look_at(admin)
    admin.go_back()
    admin.get_by_role("button", name=re.compile("Stop asking it ?: What would make our garden")).click()
    expect(admin.get_by_text("No longer asked")).to_be_visible()
    look_at(admin)


def test_t6_an_admin_looks_after_the_places_to_turn_to(admin: Page):
    admin.get_by_role("link", name="Places to turn to").click()
    look_at(admin)
    admin.get_by_role("button", name=re.compile("Checked today ?: Samaritans")).click()
    expect(admin.get_by_text("Noted: checked today.")).to_be_visible()
    admin.get_by_text("Go back to the list that comes with the product").click()
    look_at(admin)
    admin.get_by_role("link", name="In danger now").click()
    look_at(admin)
    admin.get_by_role("button", name="Take it off the list").click()
    expect(admin.get_by_text("999 stays on the list")).to_be_visible()
    look_at(admin)
    admin.get_by_role("link", name="Add a place to turn to").click()
    admin.get_by_role("button", name="Save this line").click()
    expect(admin.locator(PROBLEM)).to_contain_text("Write what it is called.")
    look_at(admin)


def test_t8_an_admin_names_who_hears_of_a_worry(admin: Page):
    expect(admin.get_by_text("nobody is named yet")).to_be_visible()
    admin.get_by_role("link", name="Comments, worries and how long answers are kept").click()
    look_at(admin)
    admin.get_by_label("Who hears at once").fill("Duty desk")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator(PROBLEM)).to_contain_text("Write their email address")
    look_at(admin)
    admin.get_by_label("Their email address").fill("duty@example.org")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("nobody is named yet")).to_have_count(0)
