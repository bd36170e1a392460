"""Nobody loses what they typed: a session that ends, a page that is left, a proof that expires."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from activities.models import DeepListening, OrganisationalReply
from assessments.actions.assessing import start_assessment
from assessments.models import Rating
from signing_in.models import Session
from tests.browser import visiting
from tests.builders import NOON, Borough, signed_in

Open = Callable[..., Page]
WORDS = "the corridor is loud and people wait there too long"
NARROW = {"width": 320, "height": 640}


def conversation(page: Page, borough: Borough) -> None:
    """A page for deep listening, with one box filled in."""
    page.goto(reverse("activities:listening-create", args=[borough.slug, "ward"]))
    page.get_by_role("checkbox", name="Parents and carers").check()
    page.get_by_label("How many people did you listen to?").fill("3")
    page.get_by_role("radio", name="A group").check()
    box(page).fill(WORDS)


def box(page: Page):
    return page.get_by_label(re.compile("^4 Safe environments"))


def line(page: Page):
    return page.locator("[data-save-status]")


def end_session() -> None:
    """As after twelve hours, or when an admin has closed the account and opened it again."""
    Session.objects.all().delete()


def sign_in_again(page: Page, borough: Borough, base_url: str, who: str = "lead") -> None:
    """As in another tab of the same browser: a new session, and a new proof for forms."""
    page.context.clear_cookies()
    cookie = signed_in(borough.people[who]).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


def test_what_is_typed_is_kept_in_the_tab_and_comes_back(open_browser: Open, borough: Borough):
    lead = open_browser(borough.people["lead"])
    conversation(lead, borough)
    expect(line(lead)).to_contain_text("Not saved yet. Kept in this tab at")
    lead.reload()
    kept = re.compile(r"We kept what you typed at \d\d:\d\d\. It is not saved yet\.")
    expect(lead.locator(".tip-held")).to_contain_text(kept)
    expect(line(lead)).to_contain_text(kept)
    expect(box(lead)).to_have_value(WORDS)
    expect(lead.get_by_role("checkbox", name="Parents and carers")).to_be_checked()
    visiting.assert_accessible(lead)
    lead.get_by_role("button", name="Delete it").press("Enter")
    expect(box(lead)).to_have_value("")
    lead.reload()
    expect(lead.locator(".tip-held")).to_have_count(0)


def test_what_is_saved_is_not_kept_any_longer(open_browser: Open, borough: Borough):
    lead = open_browser(borough.people["lead"])
    conversation(lead, borough)
    expect(line(lead)).to_contain_text("Kept in this tab")
    lead.get_by_role("button", name="Save this conversation").click()
    expect(lead.get_by_text("Thank you for listening")).to_be_visible()
    assert lead.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('tip:held:'))") == []
    lead.goto(reverse("activities:listening-create", args=[borough.slug, "ward"]))
    expect(box(lead)).to_have_value("")


def test_the_button_does_not_throw_the_text_away_once_the_session_has_ended(
    open_browser: Open, borough: Borough, base_url: str
):
    lead = open_browser(borough.people["lead"])
    conversation(lead, borough)
    address = lead.url
    end_session()
    lead.get_by_role("button", name="Save this conversation").press("Enter")
    expect(line(lead)).to_contain_text("You have been signed out. Your text is still here.")
    expect(line(lead)).to_be_focused()
    expect(line(lead).get_by_role("link", name="Sign in (opens in a new tab)")).to_have_attribute("target", "_blank")
    expect(lead).to_have_url(address)
    expect(box(lead)).to_have_value(WORDS)
    visiting.assert_accessible(lead)
    sign_in_again(lead, borough, base_url)
    lead.get_by_role("button", name="Save this conversation").press("Enter")
    expect(lead.get_by_text("Thank you for listening")).to_be_visible()
    assert DeepListening.objects.get().heard.get().text == WORDS


def test_signing_in_in_the_same_tab_brings_the_text_back(open_browser: Open, borough: Borough, base_url: str):
    lead = open_browser(borough.people["lead"])
    conversation(lead, borough)
    expect(line(lead)).to_contain_text("Kept in this tab")
    address = lead.url
    end_session()
    lead.goto(address)
    expect(lead).to_have_url(re.compile("/accounts/sign-in/"))
    sign_in_again(lead, borough, base_url)
    lead.goto(address)
    expect(box(lead)).to_have_value(WORDS)


def test_someone_else_who_signs_in_neither_sends_nor_sees_it(open_browser: Open, borough: Borough, base_url: str):
    lead = open_browser(borough.people["lead"])
    conversation(lead, borough)
    expect(line(lead)).to_contain_text("Kept in this tab")
    address = lead.url
    sign_in_again(lead, borough, base_url, who="admin")
    lead.get_by_role("button", name="Save this conversation").click()
    expect(line(lead)).to_contain_text("Someone else has signed in since. Nothing was sent.")
    assert not DeepListening.objects.exists()
    lead.goto(address)
    expect(box(lead)).to_have_value("")
    assert lead.evaluate("sessionStorage.length") == 0


def test_signing_out_leaves_nothing_on_the_device(open_browser: Open, borough: Borough):
    lead = open_browser(borough.people["lead"])
    conversation(lead, borough)
    expect(line(lead)).to_contain_text("Kept in this tab")
    lead.locator(".tip-menu--account summary").click()
    lead.get_by_role("button", name="Sign out").click()
    expect(lead.get_by_role("link", name="Sign in").first).to_be_visible()
    assert lead.evaluate("Object.keys(sessionStorage).length") == 0


def test_a_self_assessment_keeps_its_text_over_signing_in(open_browser: Open, borough: Borough, base_url: str):
    start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)
    lead = open_browser(borough.people["lead"])
    lead.goto(reverse("assessments:feature-edit", args=[borough.slug, "ward", borough.round.slug, "1"]))
    evidence = lead.get_by_label("What shows this?").first
    end_session()
    evidence.press_sequentially("we meet each month")
    expect(line(lead)).to_contain_text("You have been signed out.")
    lead.get_by_role("button", name="Save and continue").click()
    expect(evidence).to_have_value("we meet each month")
    sign_in_again(lead, borough, base_url)
    lead.get_by_role("button", name="Save and continue").click()
    expect(lead.get_by_role("heading", level=1)).not_to_contain_text("1 ")
    assert Rating.objects.get(statement__code="1a").evidence == "we meet each month"


def test_the_line_stays_in_view_on_a_phone_and_covers_nothing_that_has_the_focus(open_browser: Open, borough: Borough):
    start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)
    lead = open_browser(borough.people["lead"], viewport=NARROW, reduced_motion="reduce")
    lead.goto(reverse("assessments:feature-edit", args=[borough.slug, "ward", borough.round.slug, "3"]))
    boxes = lead.get_by_label("What shows this?")
    boxes.nth(2).press_sequentially("we meet each month")
    expect(line(lead)).to_contain_text("Saved at")
    expect(line(lead)).to_be_in_viewport(ratio=1)
    for number in range(boxes.count()):
        boxes.nth(number).focus()
        there, bar = boxes.nth(number).bounding_box(), line(lead).bounding_box()
        assert there["y"] + there["height"] <= bar["y"] + 1, f"box {number} lies under the line"
    button = lead.get_by_role("button", name="Save and come back later")
    button.focus()
    there, bar = button.bounding_box(), line(lead).bounding_box()
    assert bar["y"] + bar["height"] <= there["y"] or there["y"] + there["height"] <= bar["y"]
    assert lead.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_a_cleared_proof_brings_a_page_with_what_was_typed(open_browser: Open, borough: Borough):
    lead = open_browser(borough.people["lead"], java_script_enabled=False)
    conversation(lead, borough)
    lead.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    lead.get_by_role("button", name="Save this conversation").click()
    expect(lead.get_by_role("heading", name="Send this again")).to_be_visible()
    expect(lead.get_by_text(WORDS)).to_be_visible()
    lead.get_by_role("button", name="Send it again").click()
    expect(lead.get_by_text("Thank you for listening")).to_be_visible()
    assert DeepListening.objects.get().heard.get().text == WORDS


def test_without_a_script_a_form_that_arrives_signed_out_is_shown_and_sent_again(
    open_browser: Open, borough: Borough, base_url: str
):
    lead = open_browser(borough.people["lead"], java_script_enabled=False)
    conversation(lead, borough)
    end_session()
    lead.get_by_role("button", name="Save this conversation").click()
    expect(lead.get_by_role("heading", name="You have been signed out")).to_be_visible()
    expect(lead.get_by_text(WORDS)).to_be_visible()
    sign_in_again(lead, borough, base_url)
    lead.get_by_role("button", name="Send it again").click()
    expect(lead.get_by_role("heading", name="Send this again")).to_be_visible()
    lead.get_by_role("button", name="Send it again").click()
    expect(lead.get_by_text("Thank you for listening")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_name_is_asked_about_beside_its_box_and_kept_with_a_tick(open_browser: Open, borough: Borough, script: bool):
    lead = open_browser(borough.people["lead"], java_script_enabled=script, viewport=NARROW)
    conversation(lead, borough)
    box(lead).fill("it was hard for Aisha Begum")
    lead.get_by_role("button", name="Save this conversation").click()
    summary = lead.locator(".govuk-error-summary")
    expect(summary).to_contain_text("“Aisha Begum” may be a name.")
    summary.get_by_role("link").first.press("Enter")
    expect(box(lead)).to_be_focused()
    expect(box(lead)).to_have_value("it was hard for Aisha Begum")
    if script:
        visiting.assert_accessible(lead)
    lead.keyboard.press("Tab")
    tick = lead.get_by_role("checkbox", name=re.compile("Keep it as it is. No one can be identified"))
    expect(tick).to_be_focused()
    lead.keyboard.press("Space")
    lead.get_by_role("button", name="Save this conversation").press("Enter")
    expect(lead.get_by_text("Thank you for listening")).to_be_visible()


def test_the_organisational_survey_keeps_its_notes(open_browser: Open, borough: Borough):
    leader = open_browser(borough.people["leader"])
    leader.goto(reverse("activities:organisational", args=[borough.slug, "hospital"]))
    leader.get_by_text("Add a note").first.click()
    leader.get_by_label(re.compile("^Note on")).first.fill("the policy is being written")
    expect(line(leader)).to_contain_text("Kept in this tab")
    leader.reload()
    expect(leader.get_by_label(re.compile("^Note on")).first).to_have_value("the policy is being written")
    expect(leader.get_by_label(re.compile("^Note on")).first).to_be_visible()
    leader.get_by_role("button", name="Save and come back later").click()
    expect(leader.get_by_text("Your answers have been saved.")).to_be_visible()
    assert OrganisationalReply.objects.exists()
    assert leader.evaluate("Object.keys(sessionStorage).length") == 0


def test_the_line_does_not_cover_the_box_that_someone_types_in(open_browser: Open, borough: Borough):
    lead = open_browser(borough.people["lead"], viewport=NARROW)
    lead.goto(reverse("activities:listening-create", args=[borough.slug, "ward"]))
    box(lead).press_sequentially(WORDS)
    expect(line(lead)).to_contain_text("Kept in this tab")
    lead.wait_for_timeout(1500)  # the typing has paused, and the page has come to rest
    there, bar = box(lead).bounding_box(), line(lead).bounding_box()
    assert there["y"] + there["height"] <= bar["y"] + 1
    expect(line(lead)).to_be_in_viewport(ratio=1)
