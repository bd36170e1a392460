"""Known faults that the accessibility statement lists and a browser shows, each as what would be right.

What axe minds is tolerated where the statement lists it for that page, and nowhere else.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from organisations.accessibility import KnownFault, known_fault
from organisations.models import Sector
from tests.browser.rows import link_to
from tests.browser.visiting import ask_axe, assert_accessible, tolerated_at
from tests.browser.walking import start
from tests.builders import Borough

TABLET = {"width": 768, "height": 1024}
# How a colour stands out against the page, as WCAG reckons it: (lighter + 0.05) / (darker + 0.05) of their luminances.
CONTRAST = """(face) => {
  const paper = document.createElement('div');
  paper.style.backgroundColor = 'Canvas';
  document.body.append(paper);
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const both = [getComputedStyle(face).stroke, getComputedStyle(paper).backgroundColor].map(luminance);
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}"""
# What is read out on the way into a group: its name and its description.
READ_OUT = """(group) => [group.querySelector('legend'), ...(group.getAttribute('aria-describedby') || '').split(' ')
  .map((id) => document.getElementById(id))].map((part) => part?.textContent || '').join(' ')"""


@pytest.fixture
def sectors_voices(open_browser, released: Borough) -> Page:
    """The three voices of a sector beside the whole system, as someone reads them on a tablet."""
    sector = Sector.objects.get(slug="families", partnership=released.partnership)
    page = open_browser(released.people["admin"], viewport=TABLET)
    page.goto(reverse("reporting:place-voices", args=["elmfield", "spring-2026", "sector", sector.pk]))
    page.wait_for_load_state()
    return page


def test_wide_tables_can_be_scrolled_with_the_keyboard(sectors_voices: Page):
    assert ask_axe(sectors_voices) == set()


def test_faces_stand_out_in_high_contrast_colours(open_browser, borough: Borough):
    page = open_browser(forced_colors="active", color_scheme="dark")
    start(page, link_to(borough.services["ward"], borough.round, "children"))
    faces = page.locator("form#survey label svg circle[stroke]").all()
    assert faces
    assert min(face.evaluate(CONTRAST) for face in faces) >= 3


def test_each_group_of_the_staff_survey_is_read_out_with_its_question(open_browser, borough: Borough):
    page = open_browser()
    link = link_to(borough.services["ward"], borough.round, "workforce")
    start(page, link)
    stem = link.instrument.questions.select_related("scale").order_by("order").first().scale.stem
    groups = page.get_by_role("group").filter(has=page.get_by_role("radio")).all()
    assert [group for group in groups if stem not in group.evaluate(READ_OUT)] == []


@pytest.fixture
def with_a_fault(sectors_voices: Page, monkeypatch: pytest.MonkeyPatch) -> KnownFault:
    """The same page with a fault that the statement would list: no table can be reached with the keyboard."""
    tables = "document.querySelectorAll('.tip-table').forEach((table) => table.removeAttribute('tabindex'))"
    sectors_voices.evaluate(tables)
    fault = KnownFault(
        **{
            **vars(known_fault("words-in-pdf")),
            "axe_rule": "scrollable-region-focusable",
            "page": "reporting:place-voices",
        }
    )
    monkeypatch.setattr("tests.browser.visiting.known_faults", lambda: (fault,))
    return fault


def test_what_axe_minds_is_tolerated_on_its_page_only(
    sectors_voices: Page, with_a_fault: KnownFault, monkeypatch: pytest.MonkeyPatch
):
    fault = with_a_fault
    assert_accessible(sectors_voices)
    assert tolerated_at(sectors_voices.url) == {fault.axe_rule}
    assert tolerated_at("http://localhost/privacy/") == tolerated_at("http://localhost/no/such/page") == set()
    monkeypatch.setattr("tests.browser.visiting.known_faults", lambda: ())
    with pytest.raises(AssertionError, match=fault.axe_rule):
        assert_accessible(sectors_voices)


def test_a_page_with_a_known_fault_does_not_vouch_for_its_like_elsewhere(
    sectors_voices: Page, with_a_fault: KnownFault, monkeypatch: pytest.MonkeyPatch, tmp_path
):
    monkeypatch.setattr("tests.browser.visiting.AXE", "on")
    monkeypatch.setenv("AXE_APPROVED", str(tmp_path))
    assert_accessible(sectors_voices)
    assert list(tmp_path.iterdir()) == []
    sectors_voices.goto(reverse("privacy"))
    assert_accessible(sectors_voices)
    assert len(list(tmp_path.iterdir())) == 1
