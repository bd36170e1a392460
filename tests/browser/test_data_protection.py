"""An admin says who is responsible, finds what is kept about someone, and erases them; they take their data before."""

from playwright.sync_api import Page, expect

from organisations.models import User
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough

HUB = "/elmfield/data-protection/"


@BOTH_WAYS
def test_someone_asks_what_is_kept_and_is_erased(open_browser, borough: Borough, script: bool):
    lead = borough.people["lead"]
    User.objects.filter(pk=lead.pk).update(name="Zephania Wolfeschlegelsteinhausenbergerdorff")
    page: Page = open_browser(lead, java_script_enabled=script)
    page.goto("/accounts/your-data/")
    look_at(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your data").click()
    assert download.value.suggested_filename == "your-data.zip"

    admin: Page = open_browser(borough.people["admin"], java_script_enabled=script)
    admin.goto(HUB)
    look_at(admin)
    admin.get_by_role("link", name="Change your privacy page").click()
    look_at(admin)
    admin.get_by_label("Who is responsible (the data controller)").fill("Elmfield Borough Council")
    admin.get_by_label("Email address for questions about data").fill("not an address")
    admin.get_by_role("button", name="Publish").click()
    expect(admin.locator(PROBLEM).first).to_be_visible()
    expect(admin.get_by_label("Who is responsible (the data controller)")).to_have_value("Elmfield Borough Council")
    look_at(admin)
    admin.get_by_label("Email address for questions about data").fill("dpo@elmfield.example")
    admin.get_by_role("button", name="Publish").click()
    expect(admin.get_by_text("Elmfield Borough Council is responsible")).to_be_visible()
    look_at(admin)

    for name in ("data-map/?words=passkey", "retention/", "impact-assessment/", "childrens-code/", "look/"):
        admin.goto(HUB + name)
        look_at(admin)
    admin.goto("/elmfield/data-sharing/edit/")
    look_at(admin)
    admin.get_by_role("button", name="Publish and ask all organisations").click()
    expect(admin.get_by_role("heading", name="Not agreed yet")).to_be_visible()
    look_at(admin)

    admin.goto(f"{HUB}person/")
    admin.get_by_label("Email address").fill(lead.email)
    admin.get_by_role("button", name="Find what is kept").click()
    look_at(admin)
    admin.get_by_role("link", name="See what goes and what stays").click()
    look_at(admin)
    admin.get_by_label("Enter the person’s email address to confirm").fill(lead.email)
    admin.get_by_role("button", name="Erase this account").click()
    expect(admin.get_by_role("heading", name="Erased account")).to_be_visible()
    look_at(admin)

    page.goto("/elmfield/start/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not User.objects.filter(name__startswith="Zephania").exists()
