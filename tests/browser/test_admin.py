"""An admin sets a partnership up, invites people, holds a round and releases it, and takes the figures away."""

import csv
import io
import re

from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from organisations.models import Service
from reporting.models import Release
from tests.browser.rows import answer_everywhere
from tests.browser.test_service_lead import sign_in
from tests.browser.visiting import PROBLEM, look_at
from tests.builders import Borough

HEADER = "sector,organisation,service,headcount\n"
WRONG = HEADER + "Health,Northside Trust,Children’s ward,sixty-two\n,Northside Trust,Maternity,40\n"
GOOD = HEADER + "Health,Northside Trust,Children’s ward,62\nSchools,Hillside Primary,Hillside Primary,48\n"


def choose(page: Page, text: str) -> None:
    """Send in a CSV file with this text."""
    page.get_by_label("Your file").set_input_files(
        {"name": "services.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Check what will change").click()


def download(page: Page, name: str) -> list[list[str]]:
    """The rows of a CSV file behind a link."""
    with page.expect_download() as coming:
        page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    text = coming.value.path().read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_an_admin_imports_services_after_mending_the_file(open_browser, borough: Borough):
    page = open_browser(borough.people["admin"])
    page.goto(reverse("organisations:service-list", args=["elmfield"]))
    look_at(page)
    page.get_by_role("link", name="Import services").click()
    look_at(page)
    page.get_by_role("button", name="Check what will change").click()
    expect(page.get_by_role("link", name="Select a file")).to_be_visible()
    look_at(page)

    choose(page, WRONG)
    expect(page.get_by_text("Some headcounts are no number, such as “sixty-two”.").first).to_be_visible()
    expect(page.get_by_text("The sector is missing")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=False)).to_have_count(0)
    look_at(page)
    assert not Service.objects.filter(name="Maternity").exists()

    page.get_by_role("link", name="Select another file").click()
    choose(page, GOOD)
    expect(page.get_by_text("2 services, and change 0 services")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("Import finished: 2 added, 0 changed").first).to_be_visible()
    look_at(page)
    page.get_by_role("main").get_by_role("link", name="Services", exact=True).click()
    expect(page.get_by_role("link", name="Children’s ward")).to_be_visible()
    look_at(page)

    page.get_by_role("link", name="Children’s ward").click()
    look_at(page)
    page.get_by_role("link", name="About this service").click()
    page.get_by_role("link", name="Change the details").click()
    page.get_by_label("People who work here").fill("-1")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(PROBLEM).get_by_role("link")).to_have_count(1)
    look_at(page)
    page.get_by_label("People who work here").fill("70")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="About this service").click()
    expect(page.get_by_text("70 people")).to_be_visible()


def test_an_invited_person_accepts_and_signs_in_with_a_code(open_browser, borough: Borough):
    page = open_browser(borough.people["admin"])
    page.goto(reverse("organisations:people-list", args=["elmfield"]))
    look_at(page)
    page.get_by_role("link", name="Invite someone").click()
    look_at(page)
    page.get_by_label("Email address").fill("New.Lead@example.org")
    page.get_by_label("Role").select_option("Service lead")
    page.get_by_role("button", name="Send invitation").click()
    page.locator(PROBLEM).get_by_role("link", name="Select a").click()
    look_at(page)
    page.get_by_label("Service").select_option(label="Clinic")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("This page shows whether it was delivered")).to_be_visible()
    look_at(page)

    letter = mail.outbox[-1]
    assert letter.to == ["new.lead@example.org"]
    guest = open_browser()
    guest.goto(re.search(r"https?://\S+/invitations/\S+", letter.body)[0])
    expect(guest.get_by_text("Service lead, Clinic")).to_be_visible()
    look_at(guest)
    guest.get_by_role("button", name="Accept invitation").click()
    expect(guest.get_by_text("To sign in, get a code sent to")).to_be_visible()
    look_at(guest)
    sign_in(guest, "new.lead@example.org")
    expect(guest.get_by_text("Service lead, Clinic")).to_be_visible()
    look_at(guest)
    guest.locator(".tip-menu--account summary").click()
    look_at(guest)
    guest.get_by_role("button", name="Sign out").click()
    expect(guest.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_wrong_code_says_what_to_do(open_browser, borough: Borough):
    page = open_browser()
    page.goto(reverse("account_request_login_code"))
    page.get_by_label("Email").fill(borough.people["lead"].email)
    page.get_by_role("button", name="Send code").click()
    look_at(page)
    page.get_by_label("Code").fill("WRONG1")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(PROBLEM).get_by_text("Enter the code from your latest email, or")).to_be_visible()
    look_at(page)


def test_an_admin_holds_a_round_and_releases_it(open_browser, borough: Borough):
    borough.round.delete()
    page = open_browser(borough.people["admin"])
    page.goto(reverse("start-page", args=["elmfield"]))
    page.get_by_role("link", name="Plan a round").click()
    look_at(page)
    page.get_by_label("Name of the round").fill("Winter 2026")
    page.get_by_label("First day").fill("2026-12-01")
    page.get_by_label("Last day").fill("2026-11-01")
    page.get_by_role("button", name="Plan this round").click()
    page.locator(PROBLEM).get_by_role("link", name="Last day must be after the first day").click()
    look_at(page)
    page.get_by_label("Last day").fill("2026-12-31")
    page.get_by_role("button", name="Plan this round").click()
    look_at(page)
    page.get_by_role("button", name="Open round").click()
    expect(page.get_by_text("Winter 2026 is open. Services can start now.")).to_be_visible()
    look_at(page)
    round_ = borough.partnership.rounds.get()
    answer_everywhere(borough, round_)
    page.get_by_role("link", name="See progress, service by service").click()
    page.get_by_label("Show").select_option(label="Self-assessment not submitted")
    page.get_by_role("main").get_by_role("button").first.click()  # filters
    expect(page.get_by_text("No services match your filters")).to_be_visible()
    page.get_by_label("Show").select_option(label="No service lead yet")
    page.get_by_role("main").get_by_role("button").first.click()  # filters
    expect(page.get_by_text("4 of 5 services")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Winter 2026").click()
    page.get_by_role("link", name="Close round").click()
    look_at(page)
    page.get_by_role("button", name="Close round").click()
    expect(page.get_by_text("Winter 2026 is closed")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Reopen round").click()
    expect(page.get_by_text("Winter 2026 is open again")).to_be_visible()
    page.get_by_role("link", name="Close round").click()
    page.get_by_role("button", name="Close round").click()
    page.get_by_role("link", name="Seal answers").click()
    look_at(page)
    page.get_by_role("button", name="Seal answers").click()
    expect(page.get_by_text("The answers of Winter 2026 are being sealed")).to_be_visible()
    page.get_by_role("link", name="Rounds").first.click()
    look_at(page)
    page.goto(reverse("start-page", args=["elmfield"]))
    look_at(page)
    page.get_by_role("main").locator('a[href$="/release/"]').first.click()
    look_at(page)
    for service in ("Clinic", "Centre"):  # more people answered there than work there
        page.get_by_role("link", name="flagged link").click()
        page.get_by_role("link", name=f"{service}, ").first.click()
        page.get_by_label("Why should these responses be included?").fill("Volunteers answered too.")
        look_at(page)
        page.get_by_role("button", name="Include these responses").click()
        expect(page.get_by_text("your reason is recorded")).to_be_visible()
        page.goto(reverse("reporting:release-prepare", args=["elmfield", round_.slug]))
    page.get_by_role("button", name="Prepare results").click()
    checked = page.get_by_role("heading", level=1, name="Check and release results – Winter 2026")
    expect(checked).to_be_visible(timeout=60_000)
    look_at(page)
    expect(page.get_by_role("button", name="Release Winter 2026 results")).to_have_count(0)
    assert not Release.objects.exists()
    second = open_browser(borough.people["board"])
    second.goto(reverse("start-page", args=["elmfield"]))
    look_at(second)
    second.goto(reverse("reporting:release-prepare", args=["elmfield", round_.slug]))
    look_at(second)
    second.get_by_role("button", name="Release Winter 2026 results").click()
    expect(second.get_by_text("Winter 2026 results released")).to_be_visible()
    assert Release.objects.count() == 1

    # the same figures to take away
    page.goto(reverse("reporting:exports", args=["elmfield"]))
    look_at(page)
    matrix = download(page, "Impact matrix (CSV) for Winter 2026")
    assert matrix[0][:3] == ["round", "objective", "level"]
    assert len({(line[1], line[2]) for line in matrix[1:]}) == 12
    figures = download(page, "All figures (CSV) for Winter 2026")
    place, text, measure = (figures[0].index(name) for name in ("place", "text", "measure"))
    assert {row[text] for row in figures if row[place] == "Refuge" and row[measure] == "workforce_results"} == {"[c]"}
    services = download(page, "Organisations and services (CSV)")
    assert services[0] == ["sector", "organisation", "service", "headcount", "outside_codes"]
    assert ["Health", "Hospital", "Ward", "40", ""] in services
    assessments = download(page, "Self-assessments (CSV)")
    assert len(assessments) == 1 + 5 * 19
    assert download(page, "Pledges (CSV)")[0][0] == "organisation"
