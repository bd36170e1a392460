"""A service lead shows what a statement says by a file: adds it, opens it, takes it away, with and without scripts."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.actions.assessing import start_assessment
from assessments.actions.evidence import add_file
from assessments.models import EvidenceFile, Rating
from stored_files.checking import checked_file
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import NOON, Borough
from tests.stored_files.files import a_docx, pdf_of

HERE = "/elmfield/services/ward/assessment/autumn-2026/"


def begun(borough: Borough):
    return start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)


@BOTH_WAYS
def test_a_file_from_the_first_mistake_to_its_removal(open_browser, borough: Borough, script: bool, tmp_path: Path):
    begun(borough)
    page: Page = open_browser(borough.people["lead"], java_script_enabled=script)
    page.goto(f"{HERE}1/")
    page.get_by_label("What shows this? (optional)").first.fill("We agreed it in March.")
    page.get_by_role("button", name="Save and add a file of statement 1a").click()
    expect(page.get_by_text("What shows this: We agreed it in March.")).to_be_visible()
    expect(page.get_by_text("There are no files yet.")).to_be_visible()
    look_at(page)
    page.get_by_label("What is it, and what does it show?").fill("Minutes of our meeting in March")
    page.get_by_label("Your file").set_input_files({"name": "plan.pdf", "mimeType": "", "buffer": b"<html>"})
    page.get_by_role("button", name="Add this file").click()
    expect(page.locator(PROBLEM).first).to_contain_text("inside it is something else")
    expect(page.get_by_label("What is it, and what does it show?")).to_have_value("Minutes of our meeting in March")
    look_at(page)
    page.get_by_label("Your file").set_input_files({"name": "Märzminuten.docx", "mimeType": "", "buffer": a_docx()})
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_text("The file has been added: Märzminuten.docx")).to_be_visible()
    look_at(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Märzminuten.docx").first.click()
    assert taken.value.suggested_filename == "Märzminuten.docx"
    taken.value.save_as(tmp_path / "taken.docx")
    assert (tmp_path / "taken.docx").read_bytes().startswith(b"PK")
    page.get_by_role("link", name="Go back to statement 1a").click()
    expect(page.get_by_text("Minutes of our meeting in March")).to_be_visible()
    expect(page.get_by_label("What shows this? (optional)").first).to_have_value("We agreed it in March.")
    look_at(page)
    page.get_by_role("button", name="Save and add or remove files of statement 1a").click()
    page.get_by_role("link", name="Remove Märzminuten.docx").click()
    look_at(page)
    page.get_by_role("button", name="Remove this file").click()
    expect(page.get_by_text("The file has been removed: Märzminuten.docx")).to_be_visible()
    assert EvidenceFile.objects.count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_long_names_and_many_files_stay_within_the_page(open_browser, borough: Borough, width: int):
    rating = Rating.objects.select_related("assessment__service__organisation__partnership", "statement")
    rating = rating.get(assessment=begun(borough), statement__code="1a")
    for number, name in enumerate(("نسخة من الدقائق 🌱", "x" * 120, "Donaudampfschifffahrt " * 9, "a", "b")):
        file = checked_file(f"{name}.pdf", pdf_of(f"/Lang (l{number})"))
        add_file(rating=rating, file=file, words="A" * 200, by=borough.people["lead"], at=NOON)
    page = open_browser(borough.people["lead"], viewport={"width": width, "height": 800})
    for path in ("statement/1a/files/", "check/", "1/"):
        page.goto(f"{HERE}{path}")
        expect(page.locator(".tip-files").first).to_be_visible()
        look_at(page)
        if path == "statement/1a/files/":
            expect(page.get_by_text("There are 5 files, as many as there can be.")).to_be_visible()
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/many-{width}-{path.split('/')[0]}.png", full_page=True)
