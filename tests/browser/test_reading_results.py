"""A board member reads on from the results: a feature, the three voices, and a chart to take to a meeting."""

from pathlib import Path

import pypdfium2
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import Borough

WARD = 'a[href*="/voices/service/"]'  # the way to the three voices of the only service of a service lead


@BOTH_WAYS
def test_a_board_member_goes_from_the_matrix_to_a_theme_and_takes_a_chart_away(
    open_browser, released: Borough, script: bool
):
    look = look_at if script else lambda page: None
    page = open_browser(released.people["board"], java_script_enabled=script, accept_downloads=True)
    page.goto(reverse("reporting:dashboard", args=["elmfield"]))
    page.get_by_role("link", name="Results by feature").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Results by feature – Spring 2026")
    expect(page.get_by_role("heading", name="What is going well")).to_be_visible()
    look(page)

    # the map of the sectors, by the voice of families
    page.get_by_role("navigation", name="Voice").get_by_role("link", name="Families").click()
    expect(page.get_by_role("columnheader", name="Health")).to_be_visible()
    look(page)

    page.get_by_role("link", name="2 Building relationships").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 Building relationships: results – Spring 2026")
    expect(page.get_by_role("img", name="2 Building relationships, round by round")).to_be_visible()
    expect(page.get_by_role("table", name="Number of services at each stage")).to_be_visible()
    look(page)

    page.get_by_role("link", name="on every feature").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Three voices")
    expect(page.get_by_role("img", name="Three voices")).to_have_count(1)  # drawn twice, shown once
    look(page)

    for kind, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=f"({kind})").click()
        assert Path(waiting.value.path()).read_bytes().lstrip().startswith(start)
        assert waiting.value.suggested_filename.endswith(
            f"three-voices-elmfield-partnership-spring-2026.{kind.lower()}"
        )

    # a sector beside the system
    page.get_by_role("main").get_by_role("link", name="Health").click()
    expect(page.get_by_role("img", name="Three voices")).to_have_count(2)
    look(page)


def test_a_service_lead_comes_from_the_start_page_to_the_voices_about_the_service(open_browser, released: Borough):
    page = open_browser(released.people["lead"])
    page.goto(reverse("start-page", args=["elmfield"]))
    page.get_by_role("main").locator(WARD).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ward – Spring 2026")
    look_at(page)
    page.goto(reverse("service-home", args=["elmfield", "ward"]))
    page.get_by_role("main").locator(WARD).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ward – Spring 2026")


def test_a_small_service_sees_its_sectors_smaller_services_apart_and_by_their_name(open_browser, released: Borough):
    page = open_browser(released.people["admin"])
    service = released.services["refuge"]
    page.goto(reverse("reporting:place-voices", args=["elmfield", "spring-2026", "service", service.pk]))
    page.get_by_role("link", name="smaller services (combined result)").first.click()
    expect(page.get_by_role("heading", level=2, name="smaller services (combined result)")).to_be_in_viewport()
    look_at(page)
    page.emulate_media(forced_colors="active")
    look_at(page)


SIX_SECTORS = """map => {
  for (const row of map.rows) {
    const last = row.lastElementChild;
    while (row.cells.length < 8) row.insertBefore(last.cloneNode(true), last);
    [...row.cells].slice(1).forEach((cell, n) => {
      const names = ["Children's social care", "Health", "Housing and homelessness", "Police and justice",
                     "Schools and early years", "Voluntary and community", "Whole partnership"];
      if (cell.tagName === "TH") cell.textContent = names[n];
      else { cell.className = "govuk-table__cell govuk-table__cell--numeric tip-heat-3";
             cell.firstElementChild.textContent = n % 2 ? "67%" : "45% to the nearest 20"; }
    });
  }
}"""


def test_six_sectors_and_the_whole_stand_beside_each_other_on_a_desk(open_browser, released: Borough):
    page = open_browser(released.people["board"])
    page.goto(reverse("reporting:themes", args=["elmfield", "spring-2026"]))
    table = page.locator(".tip-table").filter(has=page.locator("caption", has_text="Staff"))
    table.locator("table").evaluate(SIX_SECTORS)
    for width in (1280, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        across = "box => [box.scrollWidth, box.clientWidth]"
        needed, given = table.evaluate(across)
        assert needed <= given, width


def test_on_paper_heads_stay_with_their_rows_and_the_matrix_has_the_width_of_its_page(open_browser, released: Borough):
    page = open_browser(released.people["board"])
    page.goto(reverse("reporting:measure-results", args=["elmfield", "spring-2026", "workforce_results"]))
    sheets = printed(page)
    assert len(sheets) > 1
    for _size, text in sheets:
        assert len(text.splitlines()) > 3, "no page with a line or two only"
        assert "Question" not in text.splitlines()[-3:], "no head of a table at the foot of a page"
    page.goto(reverse("reporting:dashboard", args=["elmfield"]))
    sheets = printed(page)
    broad = [(width > height, "In services" in text) for (width, height), text in sheets]
    assert (True, True) in broad
    assert (False, True) not in broad
    assert "The impact measurement matrix" in next(text for (width, height), text in sheets if width > height)


def printed(page: Page) -> list[tuple[tuple[float, float], str]]:
    """The sheets that a browser prints a page on: the size of each, in points, and its text."""
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    try:
        return [(sheet.get_size(), sheet.get_textpage().get_text_range()) for sheet in document]
    finally:
        document.close()
