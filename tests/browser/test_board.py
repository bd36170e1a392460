"""A board member reads the results, and goes down to what may be shown."""

from django.urls import reverse
from playwright.sync_api import expect

from organisations.models import Round
from reporting.read.narratives import of_cell
from reporting.release.narrating import keep_narratives
from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import TODAY, Borough


@BOTH_WAYS
def test_a_board_member_goes_from_the_matrix_down_to_a_service(open_browser, released: Borough, script: bool):
    look = look_at if script else lambda page: None
    page = open_browser(released.people["board"], java_script_enabled=script)
    page.goto(reverse("start-page", args=["elmfield"]))
    page.get_by_role("main").locator('a[href$="/elmfield/dashboard/"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Results – Spring 2026")
    expect(page.locator("td .tip-cell")).to_have_count(12)
    look(page)

    # the earlier round is beside it
    expect(page.get_by_text("in Autumn 2025").first).to_be_visible()
    page.get_by_role("link", name="Autumn 2025").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Results – Autumn 2025")
    look(page)
    page.get_by_role("link", name="Spring 2026").click()

    # down: the whole partnership, a sector, a service
    cell = page.locator("td .tip-cell", has_text="Workforce survey results").last
    cell.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Training, in the system")
    look(page)
    page.get_by_role("link", name="See results for the whole partnership").last.click()
    look(page)
    page.get_by_role("row", name="Families").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Families – Spring 2026")
    look(page)
    ways = page.get_by_role("navigation", name="Breadcrumb")
    page.get_by_role("row", name="Centre").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Centre – Spring 2026")
    look(page)
    ways.get_by_role("link", name="Families").click()

    # a small service is not shown, and has no page of its own
    refuge = page.get_by_role("row", name="Refuge")
    expect(refuge.get_by_text("[c]").first).to_be_visible()
    expect(refuge.get_by_role("link")).to_have_count(0)

    page.get_by_role("link", name="How this figure is worked out").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How this figure is worked out")
    expect(page.get_by_text("at least 10 people").first).to_be_visible()
    look(page)

    page.goto(reverse("reporting:measure-services", args=["elmfield", "spring-2026", "workforce_results"]))
    expect(page.get_by_role("row", name="Ward").get_by_role("link")).to_be_visible()
    look(page)


def test_before_anything_is_released_the_page_says_so(open_browser, borough: Borough):
    page = open_browser(borough.people["board"])
    page.goto(reverse("reporting:dashboard", args=["elmfield"]))
    expect(page.get_by_text("No results have been released yet")).to_be_visible()
    look_at(page)


@BOTH_WAYS
def test_an_admin_adds_commentary(open_browser, released: Borough, script: bool):
    look = look_at if script else lambda page: None
    page = open_browser(released.people["admin"], java_script_enabled=script)
    page.goto(reverse("reporting:dashboard", args=["elmfield"]))
    page.get_by_role("link", name="Add commentary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Commentary – Spring 2026")
    look(page)
    page.get_by_label("About all the results").fill("A hard year, and a kind one.")
    page.get_by_label("In services").first.fill("We thank Anna Smith and her team.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Anna Smith” may be a name.").first).to_be_visible()
    expect(page.get_by_label("About all the results")).to_have_value("A hard year, and a kind one.")
    look(page)
    page.get_by_label("Keep it as it is").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Commentary saved")).to_be_visible()
    expect(page.get_by_text("A hard year, and a kind one.")).to_be_visible()
    cell = page.locator("td .tip-cell").first
    cell.locator("summary", has_text="Commentary").click()
    expect(cell.get_by_text("We thank Anna Smith and her team.")).to_be_visible()
    look(page)


def test_on_paper_a_cell_says_all_it_has_to_say(open_browser, released: Borough):
    """Nothing of a measure is folded away, and what is written about a cell unfolds by itself."""
    texts = {of_cell("comms", "service"): "We thank the team."}
    spring = Round.objects.get(slug="spring-2026")
    keep_narratives(round=spring, texts=texts, by=released.people["admin"], on=TODAY)
    page = open_browser(released.people["board"])
    page.goto(reverse("reporting:dashboard", args=["elmfield"]))
    expect(page.locator("td .tip-cell details")).to_have_count(1)
    words = page.get_by_text("We thank the team.").first
    assert not words.is_visible()
    page.emulate_media(media="print")
    assert words.is_visible()
    expect(page.locator("td .tip-cell summary").first).to_be_hidden()
