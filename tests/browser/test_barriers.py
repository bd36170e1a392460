"""Someone names what stands in the way, keeps the slip, and comes back to it; those who answer do so by a form."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from learning.actions.slips import barrier_of_slip, hash_in_browser
from learning.models import Barrier
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough
from tests.learning.naming import openly, settle

WORDS = "The form asks what happened, 3 times."


@BOTH_WAYS
def test_a_slip_from_naming_to_the_answer(open_browser, borough: Borough, script: bool):
    page: Page = open_browser(java_script_enabled=script)
    page.goto("/s/barrier/elmfield/")
    look_at(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.get_by_role("button", name="Send").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Write what stands in the way.")
    look_at(page)
    code = page.locator("#slip-code").inner_text()
    assert re.fullmatch(r"(?:[a-z2-9]{4}-){5}[a-z2-9]{3}", code)
    whose = "Your own browser made this code." if script else "This site made the code"
    expect(page.get_by_text(whose)).to_be_visible()
    page.get_by_label("What stands in the way?").fill(WORDS)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.locator("#slip-code")).to_have_text(code)
    look_at(page)
    # With a script no one but this browser ever had the code.
    assert any(code in each or code.replace("-", "") in each for each in sent) is not script
    assert barrier_of_slip(code, on=timezone.localdate()) == Barrier.objects.get()

    settle(borough, Barrier.objects.get(), "ask", said="Which form is it?")
    page.goto("/s/slip/")
    look_at(page)
    page.get_by_label("The code on your slip").fill(code.upper())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Which form is it?")).to_be_visible()
    look_at(page)
    page.get_by_label("Your answer").fill("The referral form.")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Thank you. We have your answer.")).to_be_visible()
    look_at(page)
    assert code not in page.url


def test_a_code_after_a_hash_goes_at_once_and_stays_in_no_address(open_browser, borough: Borough):
    page: Page = open_browser()
    page.goto("/s/barrier/elmfield/")
    code = page.locator("#slip-code").inner_text()
    page.get_by_label("What stands in the way?").fill(WORDS)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    expect(page.locator("#slip-code")).not_to_have_text(code)
    page.get_by_label("What stands in the way?").fill("Another thing.")
    page.evaluate("hash => document.querySelector('[name=hash]').value = hash", hash_in_browser(code))
    page.get_by_role("button", name="Send").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Its code belongs to something that was sent before.")
    expect(page.locator("#slip-code")).not_to_have_text(code)
    look_at(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert set(Barrier.objects.values_list("words", flat=True)) == {WORDS, "Another thing."}
    page.goto(f"/s/slip/#{code}")
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert code not in page.url


@BOTH_WAYS
def test_a_lead_answers_and_says_what_it_gives_back(open_browser, borough: Borough, script: bool):
    openly(borough, WORDS)
    page: Page = open_browser(borough.people["leader"], java_script_enabled=script)
    page.goto("/elmfield/barriers/")
    look_at(page)
    page.get_by_role("link", name=WORDS).click()
    look_at(page)
    page.get_by_label("It will change by a date").check()
    page.get_by_label("What has changed or will change, or why it cannot").fill("One page.")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Enter the date to change it by")
    look_at(page)
    page.get_by_label("It has changed").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Your answer has been saved.").first).to_be_visible()
    page.get_by_role("link", name="Estimate the hours that this gives back").click()
    look_at(page)
    for label, said in (("Minutes saved each time", "5"), ("How often a year", "46"), ("For how many people", "20")):
        page.get_by_label(label).fill(said)
    page.get_by_label("How did you come to these numbers?").fill("We timed it.")
    page.get_by_role("button", name="Save estimate").click()
    expect(page.get_by_text("About 77 hours a year given back")).to_be_visible()
    look_at(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_long_words_and_many_barriers_stay_within_the_page(open_browser, borough: Borough, width: int):
    for number in range(30):
        openly(borough, f"{number} Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen {'and so on ' * 60}")
    page = open_browser(borough.people["admin"], viewport={"width": width, "height": 800})
    page.goto("/elmfield/barriers/")
    expect(page.get_by_text("30 barriers", exact=True)).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Donaudampf").first.click()
    look_at(page)


@BOTH_WAYS
def test_a_reviewer_reads_first(open_browser, borough: Borough, script: bool):
    visitor: Page = open_browser(java_script_enabled=False)
    visitor.goto("/s/barrier/elmfield/")
    visitor.get_by_label("What stands in the way?").fill("Ask Mrs Okafor about the form")
    visitor.get_by_role("button", name="Send").click()
    page: Page = open_browser(borough.people["reviewer"], java_script_enabled=script)
    page.goto("/elmfield/barriers/review/")
    look_at(page)
    page.get_by_role("link", name="Ask Mrs Okafor about the form").click()
    look_at(page)
    page.get_by_label("Pass it to those who answer").check()
    page.get_by_role("button", name="Save decision").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Check “Mrs Okafor”")
    look_at(page)
    page.get_by_label("What stands in the way").fill("The form")
    page.get_by_label("I have checked").check()
    page.get_by_role("button", name="Save decision").click()
    expect(page.get_by_text("Decision saved.").first).to_be_visible()
    look_at(page)
    assert Barrier.objects.get().words == "The form"
