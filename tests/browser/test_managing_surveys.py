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
    expect(admin.get_by_text("There is often an ordinary reason")).to_be_visible()
    look_at(admin)
    admin.get_by_label("Why should these responses be excluded?").fill(
        "It was typed in from paper, and then keyed again"
    )
    admin.get_by_role("button", name="Exclude these responses from results").click()
    expect(admin.get_by_role("heading", name="excluded from results")).to_be_visible()
    look_at(admin)
    admin.get_by_role("link", name="Surveys", exact=True).first.click()
    look_at(admin)
    admin.get_by_role("link", name="Ward, workforce survey, open link").click()
    admin.get_by_role("button", name="Include these responses").click()
    expect(admin.get_by_text("included in results again")).to_be_visible()


def test_t5_an_admin_adds_a_kind_question_and_stops_asking_it(admin: Page):
    admin.get_by_role("link", name="Your own survey questions").click()
    look_at(admin)
    admin.get_by_role("link", name=re.compile("Add a question ?: Families' survey")).click()
    admin.get_by_label("What do you want to ask?").fill("Why didn't you tell us?")
    admin.get_by_label("In their own words").check()
    admin.get_by_role("button", name="Save this question").click()
    expect(admin.locator(PROBLEM)).to_contain_text("may upset people")
    look_at(admin)
    admin.get_by_label("What do you want to ask?").fill("What would make our garden better?")
    admin.get_by_role("button", name="Save this question").click()
    expect(admin.get_by_text("Question added")).to_be_visible()
    look_at(admin)
    admin.get_by_role("link", name="What would make our garden better?").click()
    look_at(admin)
    admin.go_back()
    admin.get_by_role("button", name=re.compile("Stop asking ?: What would make our garden")).click()
    expect(admin.get_by_text("No longer asked")).to_be_visible()
    look_at(admin)


def test_t6_an_admin_looks_after_the_places_to_turn_to(admin: Page):
    admin.get_by_role("link", name="Helplines on survey pages").click()
    look_at(admin)
    admin.get_by_role("button", name=re.compile("Mark as checked today ?: Samaritans")).click()
    expect(admin.get_by_text("Marked as checked today")).to_be_visible()
    admin.get_by_text("Go back to the list that comes with TiP Borough").click()
    look_at(admin)
    admin.get_by_role("link", name="In danger now").click()
    look_at(admin)
    admin.get_by_role("button", name="Remove this helpline").click()
    expect(admin.get_by_text("Keep 999 on the list")).to_be_visible()
    look_at(admin)
    admin.get_by_role("link", name="Add a helpline").click()
    admin.get_by_role("button", name="Save helpline").click()
    expect(admin.locator(PROBLEM)).to_contain_text("Enter the name of the helpline")
    look_at(admin)


def test_t8_an_admin_names_who_hears_of_a_worry(admin: Page):
    expect(admin.get_by_text("No contact added yet")).to_be_visible()
    admin.get_by_role("link", name="Safeguarding and how long we keep answers").click()
    look_at(admin)
    admin.get_by_label("Who should we alert straight away").fill("Duty desk")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator(PROBLEM)).to_contain_text("Enter an email address we can alert")
    look_at(admin)
    admin.get_by_label("Their email address").fill("duty@example.org")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("No contact added yet")).to_have_count(0)
