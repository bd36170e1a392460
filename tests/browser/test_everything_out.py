"""An admin takes everything out: reads what the file holds, confirms, and gets it."""

from playwright.sync_api import Page, expect

from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough
from tests.carrying.zips import files_in


@BOTH_WAYS
def test_an_admin_takes_everything_out(open_browser, borough: Borough, script: bool):
    look = look_at if script else lambda page: None
    page: Page = open_browser(borough.people["admin"], java_script_enabled=script)
    page.goto("/elmfield/setup/")
    page.get_by_role("main").get_by_role("link", name="Take everything out").click()
    look(page)
    page.get_by_role("button", name="Make the file").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Confirm that you will keep this file safe")
    look(page)
    page.get_by_label("I will keep this file safe").check()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", name="Your file is ready")).to_be_visible()
    look(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download file").click()
    assert b"Ward" in files_in(coming.value.path().read_bytes())["rows/organisations_service.csv"]
