"""From results to change: fresh eyes, the loop on a service's page, handing over, an inspector's page, did it help."""

import re

from playwright.sync_api import Page, expect

from assessments.actions.assessing import start_assessment, submit_assessment
from assessments.models import ImprovementAction
from organisations.actions import close_round
from reporting.models import HelpedQuestion
from reporting.release.helping import AFTER
from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import NOON, TODAY, Borough, days, make_round

HERE = "/elmfield/services/ward/"
WORDS = "Our welcome letter"


def a_round_later(borough: Borough) -> None:
    """The ward submitted a self-assessment in one round; the next one is open, and all of it is looked at afresh."""
    lead, ward = borough.people["lead"], borough.services["ward"]
    first = start_assessment(service=ward, round_=borough.round, by=lead, at=NOON)
    first.ratings.update(stage=first.round.framework.stages.get(value=2))
    first.ratings.filter(statement__code="1a").update(evidence=WORDS)
    submit_assessment(assessment=first, by=lead, at=NOON)
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round = make_round(
        borough, "Spring 2027", opens_on=borough.round.opens_on + days(30), fresh_statements=None
    )
    start_assessment(service=ward, round_=borough.round, by=lead, at=NOON)


@BOTH_WAYS
def test_what_was_said_before_comes_up_beside_a_new_choice(open_browser, borough: Borough, script: bool):
    a_round_later(borough)
    page: Page = open_browser(borough.people["lead"], java_script_enabled=script)
    page.goto(f"{HERE}assessment/spring-2027/1/")
    expect(page.get_by_text("Choose with fresh eyes.").first).to_be_visible()
    assert WORDS not in page.content()
    look_at(page)
    first = page.locator("#statement-1a")
    first.get_by_label(re.compile("^Respond")).check()
    if not script:
        page.get_by_role("button", name="Save and continue").last.click()
    expect(first.get_by_text("In Autumn 2026 you chose Recognise.")).to_be_visible()
    expect(first.get_by_text(WORDS)).to_be_visible()
    expect(page.locator("#statement-1b").get_by_text("Choose with fresh eyes.")).to_be_visible()
    look_at(page)
    first.get_by_role("button", name="Use these words again").click()
    expect(first.get_by_label("What shows this?")).to_have_value(WORDS)


@BOTH_WAYS
def test_one_service_from_its_page_to_an_inspector_s(open_browser, borough: Borough, script: bool):
    ward, leaver = borough.services["ward"], borough.people["contributor"]
    ImprovementAction.objects.create(service=ward, what="Ask first", person=leaver, recorded_on=TODAY)
    done = {"state": "done", "ended_on": TODAY - AFTER, "recorded_on": TODAY - 2 * AFTER}
    ImprovementAction.objects.create(service=ward, what="A quiet corner", **done)
    leaver.memberships.all().delete()
    page: Page = open_browser(borough.people["lead"], java_script_enabled=script)
    page.goto(HERE)
    for head in ("What we saw", "What people told us", "What we will do", "What we told people"):
        expect(page.get_by_role("heading", name=head)).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Our story so far, and what is open").click()
    expect(page.get_by_text("No longer has a role here")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("1 action is now with")).to_be_visible()

    page.goto(f"{HERE}actions/")
    page.get_by_role("link", name="Did it help?").click()
    page.get_by_role("button", name="Ask the team").click()
    expect(page.get_by_text("You see no answers before that.")).to_be_visible()
    look_at(page)
    someone: Page = open_browser(None, java_script_enabled=script)
    someone.goto(f"/s/did-it-help/{HelpedQuestion.objects.get().token}/")
    someone.get_by_role("button", name="Send my answer").click()
    expect(someone.get_by_text("Select an answer")).to_be_visible()
    look_at(someone)
    someone.get_by_label("Partly").check()
    someone.get_by_role("button", name="Send my answer").click()
    expect(someone.get_by_role("heading", name="Thank you")).to_be_visible()
    look_at(someone)

    page.goto(HERE)
    page.get_by_role("link", name="What we know, how we know it").click()
    look_at(page)
    page.get_by_role("button", name="Make it from today’s figures").click()
    expect(page.get_by_text("Planned: Ask first")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Go through it").click()
    look_at(page)
    page.get_by_label("What we say").first.fill("We ask first now.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("We ask first now.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download for Word").click()
    assert download.value.suggested_filename.endswith(".docx")
