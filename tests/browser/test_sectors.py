"""An admin puts sectors right: a spelling mistake is merged away, an order is given, a code is added."""

import pytest
from playwright.sync_api import Page, expect

from organisations.models import OutsideCode, Sector
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough

SECTORS = "/elmfield/sectors/"


@BOTH_WAYS
def test_a_sector_by_a_spelling_mistake_is_merged_away(open_browser, borough: Borough, script: bool):
    Sector.objects.create(partnership=borough.partnership, slug="empty", name="Empty")
    page: Page = open_browser(borough.people["admin"], java_script_enabled=script)
    page.goto(SECTORS)
    look_at(page)
    page.get_by_role("link", name="Health").click()
    page.get_by_label("Where is it in lists?").select_option("First")
    look_at(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("rowheader").first).to_have_text("Health")

    page.get_by_role("link", name="Families").click()
    page.get_by_role("link", name="Merge this sector").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Select a sector")
    look_at(page)
    page.get_by_label("Which sector does it become part of?").select_option("Health")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Merge Families into Health?")).to_be_visible()
    expect(page.get_by_text("2 services")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Merge these sectors").click()
    expect(page.get_by_text("Families is now part of Health.").first).to_be_visible()
    look_at(page)

    page.get_by_role("link", name="Empty").click()
    page.get_by_role("button", name="Delete this sector").click()
    expect(page.get_by_text("Empty deleted.").first).to_be_visible()


@BOTH_WAYS
def test_a_service_is_given_a_code(open_browser, borough: Borough, script: bool):
    page: Page = open_browser(borough.people["admin"], java_script_enabled=script)
    page.goto("/elmfield/services/ward/edit/")
    look_at(page)
    page.get_by_role("link", name="Add or remove codes").click()
    look_at(page)
    page.get_by_label("Kind of code").select_option("URN (school)")
    page.get_by_label("Code", exact=True).fill("12")
    page.get_by_role("button", name="Add code").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Enter a URN of 5 to 7 digits")
    look_at(page)
    page.get_by_label("Code", exact=True).fill("900001")
    page.get_by_role("button", name="Add code").click()
    expect(page.get_by_role("button", name="Remove URN 900001")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Remove URN 900001").click()
    expect(page.get_by_text("It has no codes yet.")).to_be_visible()
    assert not OutsideCode.objects.in_use().exists()


@pytest.mark.parametrize("width", [320, 1280])
def test_long_names_stay_within_the_page(open_browser, borough: Borough, width: int):
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen and everything else that belongs to it " * 2
    Sector.objects.filter(pk=borough.sectors["health"].pk).update(name=long[:120])
    OutsideCode.objects.create(
        partnership=borough.partnership, service=borough.services["ward"], scheme="other", words="W" * 40, code="9" * 40
    )
    page = open_browser(borough.people["admin"], viewport={"width": width, "height": 800})
    for address in ("sectors/", "sectors/health/", "sectors/families/merge/?into=health", "services/ward/codes/"):
        page.goto(f"/elmfield/{address}")
        look_at(page)
