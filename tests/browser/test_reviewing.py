"""A safeguarding reviewer reads comments; two people key paper forms."""

import re

from playwright.sync_api import expect

from organisations.roles import Role
from surveys.actions.paper import start_batch
from surveys.models import Answer, Comment, ContactRequest, Instrument, PaperBatch, Question, SafetySettings
from tests.browser.visiting import PROBLEM, look_at
from tests.builders import TODAY, Borough, days, make_member


def test_a_reviewer_reads_takes_a_name_out_and_lets_it_be_shown(open_browser, borough: Borough):
    question = Question.objects.get(code="f-better", instrument__framework=borough.round.framework)
    words = "My worker Sam Miller was kind. <b>But</b> the room is loud."
    where = {"service": borough.services["ward"], "round": borough.round, "question": question}
    Comment.objects.create(text=words, due_on=TODAY, **where)
    ContactRequest.objects.create(
        partnership=borough.partnership, name="Sky", reach="07700 900123", due_on=TODAY + days(3000)
    )
    SafetySettings.objects.create(partnership=borough.partnership, escalation_email="safe@example.org")
    page = open_browser(borough.people["reviewer"])
    page.goto(f"/{borough.slug}/start/")
    page.get_by_role("link", name="Review comments").click()
    expect(page.get_by_text("1 comment to review")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="My worker Sam Miller").click()
    expect(page.get_by_role("listitem").filter(has_text="Sam Miller")).to_be_visible()
    look_at(page)
    page.get_by_label("May be shown").check()
    page.get_by_role("button", name="Save decision").click()
    expect(page.locator(PROBLEM)).to_contain_text("Sam Miller")
    look_at(page)
    page.get_by_label("Comment", exact=True).fill("My worker was kind. But the room is loud.")
    page.get_by_label("4 Safe environments").check()
    page.get_by_label("no one can be identified").check()
    page.get_by_role("button", name="Save decision").click()
    expect(page.get_by_text("No comments to review")).to_be_visible()
    page.get_by_role("button", name=re.compile("Mark as contacted ?: Sky")).click()
    expect(page.get_by_text("07700 900123")).to_have_count(0)
    page.get_by_role("link", name="Reviewed comments").click()
    expect(page.get_by_text("May be shown")).to_be_visible()
    look_at(page)
    assert Comment.objects.get().text == "My worker was kind. But the room is loud."


def test_two_people_key_a_pile_and_settle_it_against_the_paper(open_browser, borough: Borough):
    second = make_member(borough, "second-keyer", Role.PAPER_KEYER)
    instrument = Instrument.objects.get(framework=borough.round.framework, key="children")
    first_page = open_browser(borough.people["keyer"])
    first_page.goto(f"/{borough.slug}/paper/")
    look_at(first_page)
    first_page.get_by_label("Which service are the forms from?").select_option(label=str(borough.services["ward"]))
    first_page.get_by_label("Children's survey").check()
    first_page.get_by_role("button", name="Start entering forms").click()
    for number in range(1, 6):
        expect(first_page.get_by_role("heading", level=1)).to_contain_text(f"Form {number}:")
        first_page.get_by_label("1. ", exact=False).first.fill("3")
        if number == 1:
            look_at(first_page)
        first_page.get_by_role("button", name="Save and stop" if number == 5 else "Save and enter next form").click()
    look_at(first_page)
    first_page.get_by_role("button", name="Finish data entry").click()
    expect(first_page.get_by_text("to a second person")).to_be_visible()
    batch = PaperBatch.objects.get()
    assert batch.survey_link.instrument == instrument
    second_page = open_browser(second)
    second_page.goto(f"/{borough.slug}/paper/{batch.pk}/")
    second_page.get_by_role("link", name="Enter form 1").click()
    for number in range(1, 6):
        expect(second_page.get_by_role("heading", level=1)).to_contain_text(f"Form {number}:")
        second_page.get_by_label("1. ", exact=False).first.fill("1" if number == 2 else "3")
        if number == 4:
            second_page.get_by_role("textbox", name="What", exact=False).last.fill("He hits me.")
        second_page.get_by_role("button", name="Save and enter next form").click()
    second_page.get_by_role("button", name="Finish data entry").click()
    expect(second_page.get_by_role("heading", level=1)).to_contain_text("Check differences")
    look_at(second_page)
    second_page.get_by_role("link", name="Delete this batch").click()
    expect(second_page.get_by_text("5 forms entered")).to_have_count(2)
    look_at(second_page)
    second_page.get_by_role("link", name="Keep this batch").click()
    second_page.get_by_role("group", name="Form 2").get_by_label("Yes").check()
    second_page.get_by_role("group", name="Form 4").get_by_label("He hits me.").check()
    second_page.get_by_role("button", name="Complete this batch").click()
    expect(second_page.get_by_text("The answers from 5 forms have been saved")).to_be_visible()
    assert Answer.objects.filter(point__key="yes").count() == 5
    assert Comment.objects.get().text == "He hits me."


def test_someone_of_the_service_cannot_choose_it(open_browser, borough: Borough):
    keyer = make_member(borough, "inside", Role.PAPER_KEYER)
    keyer.memberships.create(role=Role.SERVICE_LEAD, partnership=borough.partnership, service=borough.services["ward"])
    page = open_browser(keyer)
    page.goto(f"/{borough.slug}/paper/")
    options = page.get_by_label("Which service are the forms from?").locator("option").all_inner_texts()
    assert borough.services["ward"].name not in " ".join(options)
    assert borough.services["clinic"].name in " ".join(options)
    instrument = Instrument.objects.get(framework=borough.round.framework, key="families")
    batch = start_batch(
        service=borough.services["ward"], round_=borough.round, instrument=instrument, by=borough.people["keyer"]
    )
    response = page.goto(f"/{borough.slug}/paper/{batch.pk}/")
    assert response
    assert response.status == 404
