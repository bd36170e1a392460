"""A training lead keeps the training offer, people say how it was by their phone, and a leader answers for hers."""

import datetime

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from activities.models import OrganisationalReply, TrainingAttendance, TrainingSession
from pledges.models import Pledge
from surveys.models import Comment, Response
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.browser.walking import next_screen
from tests.builders import Borough

WORDS = "I will ask what happened first."


def add_course(page: Page, look) -> None:
    page.goto(reverse("start-page", args=["elmfield"]))
    page.get_by_role("link", name="Activities").click()
    page.get_by_role("link", name="Core training offer").click()
    look(page)
    page.get_by_role("link", name="Add the first course").click()
    page.get_by_role("button", name="Save course").click()
    expect(page.locator(PROBLEM).get_by_role("link")).to_have_count(3)
    look(page)
    page.get_by_label("What is the course called?").fill("Trauma: the basics")
    page.get_by_role("radio", name="Awareness").check()
    page.get_by_label("Who is it for?").fill("Everyone")
    page.get_by_role("button", name="Save course").click()
    expect(page.get_by_text("Awareness (Core training offer)")).to_be_visible()
    look(page)


def add_session(page: Page, day: datetime.date, look) -> None:
    page.get_by_role("link", name="Core training offer").click()
    page.get_by_role("link", name="Add a session").first.click()
    look(page)
    page.get_by_label("Which course?").select_option(index=1)
    page.get_by_label("Date").fill(day.isoformat())
    page.get_by_label("How many places are there?").fill("20")
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("Session saved.")).to_be_visible()
    look(page)


def write_down_who_came(page: Page, look) -> None:
    page.get_by_role("link", name="Record attendance").click()
    look(page)
    page.get_by_label("Paste a list").fill("Hospital\t18\tFront line\nCouncil\t6\tSenior leader\nHopsital\t2")
    page.get_by_role("button", name="Fill in the numbers from this list").click()
    look(page)
    page.get_by_label("Which organisation is “Hopsital”?").select_option("None of these. Do not count them")
    page.get_by_role("button", name="Fill in the numbers again").click()
    expect(page.get_by_label("Which organisation is “Hopsital”?")).to_have_value("0")
    look(page)
    page.get_by_role("button", name="Save attendance").click()
    expect(page.get_by_text("You entered 24 people, but the number of places is 20.").first).to_be_visible()
    look(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save attendance").click()
    expect(page.get_by_text("Attendance saved: 24 people.")).to_be_visible()
    assert TrainingAttendance.objects.count() == 2


def say_how_it_was(page: Page, address: str, look) -> None:
    page.goto(address)
    look(page)
    page.get_by_role("link", name="Start").click()
    look(page)
    page.get_by_role("group", name="It was relevant to my role").get_by_label("Mostly", exact=True).check()
    box = page.get_by_label("What will you do differently?")
    while not box.is_visible():
        next_screen(page)
    look(page)
    box.fill(WORDS)
    next_screen(page)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    look(page)


@BOTH_WAYS
def test_from_the_first_course_to_feedback_on_a_session(open_browser, borough: Borough, script: bool):
    look = look_at if script else lambda page: None
    trainer = open_browser(borough.people["trainer"], java_script_enabled=script)
    add_course(trainer, look)
    add_session(trainer, borough.round.closes_on, look)
    write_down_who_came(trainer, look)
    trainer.get_by_role("button", name="Make a feedback link").click()
    expect(trainer.get_by_text("Feedback link turned on.")).to_be_visible()
    look(trainer)
    session = TrainingSession.objects.select_related("feedback").get()

    visitor = open_browser(java_script_enabled=script)
    say_how_it_was(visitor, session.feedback.get_absolute_url(), look)
    assert visitor.context.cookies() == []
    assert Response.objects.get().answers.count() == 1
    assert Comment.objects.get().text == WORDS

    reviewer = open_browser(borough.people["reviewer"], java_script_enabled=script)
    reviewer.goto(reverse("surveys:comment-list", args=["elmfield"]))
    expect(reviewer.get_by_text("Feedback on the training, Elmfield Partnership")).to_be_visible()
    look(reviewer)
    reviewer.get_by_role("link", name=WORDS).click()
    look(reviewer)

    trainer.get_by_role("button", name="Turn off feedback link").click()
    expect(trainer.get_by_text("The feedback link is turned off.").first).to_be_visible()
    trainer.goto(reverse("activities:training-take-up-now", args=["elmfield"]))
    expect(trainer.get_by_text("2 of 3")).to_be_visible()
    look(trainer)
    trainer.goto(reverse("activities:training-sessions", args=["elmfield"]) + "?level=awareness")
    expect(trainer.get_by_role("row")).to_have_count(2)
    look(trainer)


@BOTH_WAYS
def test_a_leader_answers_for_her_organisation_with_what_is_known_already(open_browser, borough: Borough, script: bool):
    look = look_at if script else lambda page: None
    today = timezone.localdate()
    Pledge.objects.create(
        organisation=borough.organisations["hospital"],
        leader_name="Ada Osei",
        leader_role="Chief executive",
        text="We will listen.",
        made_on=today,
        agreed_on=today,
        state=Pledge.State.AGREED,
    )
    leader = open_browser(borough.people["leader"], java_script_enabled=script)
    leader.goto(reverse("start-page", args=["elmfield"]))
    look(leader)
    leader.get_by_role("link", name="Answer the organisational survey").click()
    expect(leader.get_by_text("From your records: You have a pledge dated")).to_be_visible()
    expect(leader.get_by_role("radio", checked=True)).to_have_count(0)
    look(leader)
    plan = leader.get_by_role("group", name="We have a written action plan")
    plan.get_by_label("Planned").check()
    leader.get_by_role("button", name="Answer Yes to these").click()
    expect(leader.get_by_text("We have answered Yes to 2 questions for you.")).to_be_visible()
    expect(leader.get_by_role("radio", checked=True)).to_have_count(3)
    look(leader)
    leader.get_by_role("button", name="Submit survey").click()
    expect(leader.get_by_text("Organisational survey submitted.")).to_be_visible()
    assert OrganisationalReply.objects.sent().count() == 1

    programme = open_browser(borough.people["programme"], java_script_enabled=script)
    programme.goto(reverse("activities:organisational-list", args=["elmfield"]))
    expect(programme.get_by_text("Submitted: 1 of 3")).to_be_visible()
    look(programme)
    programme.get_by_role("main").get_by_role("link", name="Hospital").click()
    expect(programme.get_by_text("We have a written action plan")).to_be_visible()
    look(programme)
