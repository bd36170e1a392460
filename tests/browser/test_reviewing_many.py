"""A safeguarding reviewer reads a list with the keyboard, settles several at once, and decides about a flood."""

from playwright.sync_api import expect

from surveys.actions.floods import store_comments
from surveys.models import Comment
from tests.browser.visiting import PROBLEM, look_at
from tests.builders import TODAY, Borough
from tests.surveys.filling_in import link_of
from tests.surveys.test_floods import open_questions


def fill(borough: Borough, *texts: str, held: bool = False) -> None:
    link = link_of(borough, "families")
    written = [(open_questions(link)[0], text) for text in texts]
    store_comments(survey_link=link, written=written, held=held, on=TODAY)


def test_a_reviewer_settles_several_with_the_keyboard(open_browser, borough: Borough):
    fill(borough, "It was kind and warm.", "They asked me first.", "My uncle hits me.")
    page = open_browser(borough.people["reviewer"])
    page.goto(f"/{borough.slug}/comments/")
    look_at(page)
    page.keyboard.press("n")
    expect(page.locator("[data-comment]").first).not_to_be_focused()
    page.get_by_role("button", name="Keyboard shortcuts").press("Enter")
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    expect(page.locator("[data-comment]").first).to_be_focused()
    expect(page.locator("[data-comment]:focus")).to_contain_text("My uncle hits me.")
    for key in ("n", "x", "n", "x"):
        page.keyboard.press(key)
    expect(page.locator("[name=picked]:checked")).to_have_count(2)
    page.keyboard.press("t")
    expect(page.get_by_label("1 ", exact=False).first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("s")
    expect(page.get_by_label("May be shown")).to_be_checked()
    page.keyboard.press("Space")
    look_at(page)
    page.get_by_role("button", name="Save decision for selected comments").click()
    expect(page.get_by_text("2 decisions saved.")).to_be_visible()
    expect(page.locator("[data-comment]")).to_have_count(1)
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    page.keyboard.press("h")
    page.keyboard.type("n x s")
    expect(page.get_by_label("Reason")).to_have_value("n x s")
    assert Comment.objects.filter(state="released", features__code="1").count() == 2


def test_a_reviewer_sets_a_flood_aside_and_takes_it_back(open_browser, borough: Borough):
    fill(borough, "A real one")
    fill(borough, *[f"Zebra {number}" for number in range(30)], "I am not safe", held=True)
    page = open_browser(borough.people["reviewer"])
    page.goto(f"/{borough.slug}/comments/")
    expect(page.get_by_text("1 comment to review")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="families' survey").click()
    expect(page.get_by_text("1 of them has words")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Save decision").click()
    expect(page.locator(PROBLEM)).to_contain_text("Enter why")
    look_at(page)
    page.get_by_label("Exclude these 31 comments").check()
    page.get_by_label("Why?").fill("One person sent the form over and over.")
    page.get_by_role("button", name="Save decision").click()
    expect(page.get_by_text("31 comments are excluded.")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Excluded comments").click()
    look_at(page)
    page.go_back()
    page.get_by_role("link", name="families' survey").click()
    look_at(page)
    page.get_by_role("button", name="Include 31 excluded comments again").click()
    expect(page.get_by_text("31 comments came all at once")).to_be_visible()
