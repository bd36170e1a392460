"""An admin takes released figures away: a workbook, a feed with a key, indicators, and the board's pack."""

import io
import urllib.error
import urllib.request

import openpyxl
import pypdfium2
from django.urls import reverse
from playwright.sync_api import Page, expect

from organisations.printing import can_make_pdf
from reporting.models import FeedKey, OutcomeIndicator
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough

HEADER = "name,year,value,unit,source,good_is\n"
WRONG = HEADER + "Exclusions,20245,0.12,%,School statistics,lower\nExclusions,2024,12%,%,School statistics,lower\n"


def fetch(address: str, key: str) -> tuple[int, bytes]:
    """What a program gets from the feed with a key."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"})  # noqa: S310  our own server
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def download(page: Page, link: str) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("link", name=link, exact=True).click()
    return coming.value.path().read_bytes()


def take_file(page: Page) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download file").click()
    return coming.value.path().read_bytes()


def test_an_admin_takes_a_workbook_and_lets_a_program_fetch_the_same(open_browser, released: Borough, base_url: str):
    page = open_browser(released.people["admin"])
    page.goto(reverse("reporting:exports", args=["elmfield"]))
    look_at(page)
    page.get_by_role("button", name="Excel workbook for Spring 2026").click()
    expect(page.get_by_role("heading", name="Your file is ready")).to_be_visible()
    look_at(page)
    book = openpyxl.load_workbook(io.BytesIO(take_file(page)))
    assert take_file(page)[:2] == b"PK"  # kept for a day: the page stays, and gives it again
    page.get_by_role("link", name="Back").click()
    assert book.sheetnames == ["Read me", "Impact matrix", "Figures", "Columns"]
    figures = download(page, "All figures (CSV) for Spring 2026")
    assert len(list(book["Figures"].iter_rows())) == figures.count(b"\r\n")

    page.get_by_role("link", name="Connect Excel or Power BI").click()
    look_at(page)
    page.get_by_role("button", name="Create key").click()
    page.locator(PROBLEM).get_by_role("link", name="Enter what the key is for").click()
    look_at(page)
    page.get_by_label("What is the key for?").fill("Board report")
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your new key: Board report")
    look_at(page)
    key = page.locator("#feed-key").inner_text()
    address = base_url + reverse("reporting:feed-latest", args=["elmfield"])
    assert fetch(address, key) == (200, figures)

    page.get_by_role("link", name="I have copied the key").click()
    expect(page.get_by_text("last used on")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Revoke key Board report").click()
    expect(page.get_by_text("no longer works")).to_be_visible()
    look_at(page)
    assert fetch(address, key) == (401, b"")
    assert FeedKey.objects.get().revoked_at


def choose(page: Page, text: str) -> None:
    file = {"name": "indicators.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Your file").set_input_files(file)
    page.get_by_role("button", name="Check what will change").click()


def test_an_admin_imports_indicators_after_mending_the_file(open_browser, released: Borough):
    page = open_browser(released.people["admin"])
    page.goto(reverse("reporting:theory", args=["elmfield"]))
    look_at(page)
    page.get_by_role("link", name="Add or change indicators").click()
    look_at(page)
    page.get_by_role("link", name="Import indicators").click()
    look_at(page)
    choose(page, WRONG)
    expect(page.get_by_role("heading", name="1 question to answer")).to_be_visible()
    expect(page.get_by_role("button", name="Import 1 row")).to_have_count(0)
    look_at(page)
    page.get_by_label("2025", exact=True).check()
    page.get_by_role("button", name="Save answers").click()
    look_at(page)
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("Import finished: 2 added, 0 changed.")).to_be_visible()
    look_at(page)

    page.goto(reverse("reporting:indicators", args=["elmfield"]))
    page.get_by_role("link", name="Add an indicator").click()
    look_at(page)
    page.get_by_label("What does it measure?").fill("Exclusions")
    page.get_by_label("Year").fill("2025")
    page.get_by_label("Value").fill("0.1")
    page.get_by_label("Unit").fill("%")
    page.get_by_label("Lower").check()
    page.get_by_label("Source").fill("School statistics")
    page.get_by_role("button", name="Save indicator").click()
    expect(page.locator(PROBLEM).get_by_text("already has a value for this year")).to_be_visible()
    look_at(page)
    page.get_by_label("Year").fill("2023")
    page.get_by_role("button", name="Save indicator").click()
    expect(page.get_by_text("2023: 0.1%")).to_be_visible()
    page.get_by_role("link", name="Change Exclusions, 2023").click()
    look_at(page)
    page.get_by_role("button", name="Delete this indicator for this year").click()
    assert OutcomeIndicator.objects.count() == 2
    page.goto(reverse("reporting:theory", args=["elmfield"]))
    expect(page.get_by_role("row", name="Exclusions (%)")).to_be_visible()
    look_at(page)


@BOTH_WAYS
def test_a_board_member_opens_the_board_pack_and_takes_it_along(open_browser, released: Borough, script: bool):
    page = open_browser(released.people["board"], java_script_enabled=script)
    page.goto(reverse("reporting:dashboard", args=["elmfield"]))
    page.get_by_role("link", name="Board pack, to read, print or download").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board pack: Spring 2026")
    if script:
        look_at(page)
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Download PDF")).to_be_hidden()
        expect(page.get_by_role("heading", name="How these results are made")).to_be_visible()
        page.emulate_media(media="screen")
    expect(page.get_by_role("heading", name="What has changed")).to_be_visible()
    if can_make_pdf():
        page.get_by_role("button", name="Download PDF").click()
        expect(page.get_by_role("heading", name="Your file is ready")).to_be_visible()
        document = pypdfium2.PdfDocument(take_file(page))
        assert 8 <= len(document) <= 18
        document.close()
