"""A partnership practises and everything of it goes; a release with a mistake is corrected in sight by two people."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from organisations.models import Round
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough

PRACTICE = "Practice: nothing counts"


@BOTH_WAYS
def test_a_practice_round_says_so_everywhere_and_ends(open_browser, borough: Borough, script: bool):
    look = look_at if script else lambda page: None
    Round.objects.update(is_practice=True)
    lead: Page = open_browser(borough.people["lead"], java_script_enabled=script)
    for address in ("/elmfield/services/ward/", "/elmfield/services/ward/surveys/"):
        lead.goto(address)
        expect(lead.get_by_text(PRACTICE).first).to_be_visible()
        look(lead)
    page: Page = open_browser(borough.people["admin"], java_script_enabled=script)
    page.goto(reverse("organisations:round-close", args=["elmfield", borough.round.slug]))
    expect(page.get_by_text(PRACTICE).first).to_be_visible()
    look(page)
    page.get_by_role("main").get_by_role("button").last.click()
    look(page)
    assert not Round.objects.filter(pk=borough.round.pk).exists()


@BOTH_WAYS
def test_a_release_is_corrected_by_two_people_and_the_first_stays(open_browser, released: Borough, script: bool):
    look = look_at if script else lambda page: None
    round_ = Round.objects.released().newest_first()[0]
    address = reverse("reporting:correction", args=["elmfield", round_.slug])
    page: Page = open_browser(released.people["admin"], java_script_enabled=script)
    page.goto(address)
    look(page)
    page.get_by_role("button", name="Prepare correction").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Enter what was wrong")
    look(page)
    page.get_by_label("What was wrong, and what is right now?").fill("Two meetings were written down twice.")
    page.get_by_label("Count records again").check()
    page.get_by_role("button", name="Prepare correction").click()
    expect(page.get_by_text("Someone else needs to publish it")).to_be_visible()
    look(page)

    board: Page = open_browser(released.people["board"], java_script_enabled=script)
    board.goto(address)
    expect(board.get_by_text("Two meetings were written down twice.")).to_be_visible()
    look(board)
    board.get_by_role("button", name="Publish correction").click()
    expect(board.get_by_text("Two meetings were written down twice.").first).to_be_visible()
    look(board)
    board.get_by_role("link", name="See what was released on").first.click()
    look(board)
