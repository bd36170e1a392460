"""The board records what it decided beside a figure, with the keyboard alone too, and reads it in its next pack."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from reporting.models import Decision
from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import Borough

HERE = ["elmfield", "autumn-2025"]


@BOTH_WAYS
def test_a_board_member_decides_beside_a_figure_and_the_next_pack_begins_with_it(
    open_browser, released: Borough, script: bool
):
    look = look_at if script else lambda page: None
    page = open_browser(released.people["board"], java_script_enabled=script)
    page.goto(reverse("reporting:measure-results", args=[*HERE, "workforce_results"]))
    feature = page.get_by_role("region", name="2 Building relationships")
    share = feature.locator(".tip-figure-inline").inner_text()
    look(page)
    feature.get_by_role("link", name="Record a decision").click()

    words = f"Staff, building relationships: {share} in Autumn 2025"
    expect(page.get_by_label("What is it about?")).to_contain_text(words)
    look(page)
    page.get_by_role("button", name="Record decision").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter what the board decided")
    look(page)
    page.get_by_label("What did the board decide?").fill("An hour each month to build trust")
    page.get_by_label("Who will do it?").fill("Heads of service")
    page.get_by_label("By when?").fill("2026-03-01")
    page.get_by_role("button", name="Record decision").click()

    expect(page.get_by_text("Its date, 1 March 2026, has passed.")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="An hour each month to build trust")
    expect(row).to_contain_text(words)
    expect(row).to_contain_text("was due by 1 March 2026")
    look(page)
    row.get_by_role("link", name="Mark as done").click()
    page.get_by_label("What has changed because of it?").fill("Each team has its hour.")
    look(page)
    page.get_by_role("button", name="Mark as done").click()
    row = page.get_by_role("listitem").filter(has_text="An hour each month to build trust")
    expect(row).to_contain_text(re.compile(r"Done on \d"))
    expect(row).to_contain_text("Each team has its hour.")

    page.goto(reverse("reporting:board-pack", args=["elmfield", "spring-2026"]))
    headings = page.get_by_role("heading", level=2)
    expect(headings.first).to_have_text("Decisions of the board")
    expect(page.get_by_text("What we decided after Autumn 2025")).to_be_visible()
    expect(page.get_by_text("Each team has its hour.")).to_be_visible()
    page.goto(reverse("start-page", args=["elmfield"]))
    expect(page.get_by_text("Open decisions of the board")).to_have_count(0)


def press_until(page: Page, name: str, *, most: int = 80) -> None:
    """Go on with the Tab key until the thing of this name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if name in page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText"):
            return
    raise AssertionError(f"“{name}” is not reached with the Tab key.")


def test_with_the_keyboard_alone_a_decision_is_recorded_and_marked(open_browser, released: Borough):
    page = open_browser(released.people["board"])
    page.goto(reverse("reporting:theme", args=[*HERE, "2"]))
    press_until(page, "Record a decision")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Record a decision – Autumn 2025")
    press_until(page, "What is it about?")
    page.keyboard.press("ArrowDown")
    press_until(page, "What did the board decide?")
    page.keyboard.type("Talk about relationships")
    press_until(page, "Who will do it?")
    page.keyboard.type("The board")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decision recorded")).to_be_visible()
    press_until(page, "Mark as under way")
    page.keyboard.press("Space")
    expect(page.get_by_text("has been marked as under way")).to_be_visible()
    made = Decision.objects.get()
    assert (made.what, made.who, made.state) == ("Talk about relationships", "The board", "under_way")
    assert made.figure.startswith("Staff, building relationships: ")


def test_twenty_one_long_decisions_stay_within_the_page(open_browser, released: Borough):
    round_ = released.partnership.rounds.get(slug="autumn-2025")
    long = ["Donaudampfschifffahrtsgesellschaft" * 8, "مراجعة منتظمة لكل الفرق " * 12, "A short one"]
    Decision.objects.bulk_create(
        Decision(round=round_, what=long[n % 3][:300], who=long[n % 3][:120], recorded_at="2026-01-01T12:00Z")
        for n in range(21)
    )
    page = open_browser(released.people["board"])
    for address in (
        reverse("reporting:decisions", args=["elmfield"]),
        reverse("reporting:board-pack", args=["elmfield", "spring-2026"]),
        reverse("start-page", args=["elmfield"]),
    ):
        page.goto(address)
        look_at(page)
