"""An admin brings in the list that they have: columns chosen, questions answered, one row left out, and undone."""

from playwright.sync_api import Page, expect

from organisations.models import Service
from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import Borough

LIST = """Services of Elmfield (October)

Directorate;Provider;Team;Staff in post;Email
Health;Hospital;Theatre;c. 30;sam@trust.example
Helth;Hospital;Outpatients;12;kim@trust.example
Health;Hospital;;7;
Source: our own list
"""


@BOTH_WAYS
def test_a_list_goes_in_as_it_is_and_is_taken_back(open_browser, borough: Borough, script: bool):
    before = set(Service.objects.values_list("name", flat=True))
    page: Page = open_browser(borough.people["admin"], java_script_enabled=script)
    page.goto("/elmfield/imports/")
    look_at(page)
    page.get_by_role("link", name="Import services").click()
    look_at(page)
    list_ = {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    page.get_by_label("Your file").set_input_files(list_)
    page.get_by_role("button", name="Check what will change").click()

    expect(page.get_by_role("heading", name="Choose your columns")).to_be_visible()
    look_at(page)
    page.get_by_label("Service", exact=True).select_option("Team (such as Theatre, Outpatients)")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="2 questions to answer")).to_be_visible()
    look_at(page)
    page.get_by_label("Use the number as it stands (30 for “c. 30”)").check()
    page.get_by_label("Yes, it is “Health”").check()
    page.get_by_role("button", name="Save answers").click()
    expect(page.get_by_text("The service is missing")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Import 2 rows").click()

    expect(page.get_by_text("Import finished: 2 added, 0 changed.").first).to_be_visible()
    look_at(page)
    assert set(Service.objects.values_list("name", flat=True)) - before == {"Theatre", "Outpatients"}
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("Import undone: 2 removed, 0 changed back.").first).to_be_visible()
    look_at(page)
    assert set(Service.objects.values_list("name", flat=True)) == before
