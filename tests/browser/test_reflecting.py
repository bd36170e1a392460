"""The board reflects, decides on what it found and gives that an owner; a leader sees their services beside it."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from reporting.models import Decision, Reflection
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import Borough, signed_in


@BOTH_WAYS
def test_from_a_question_to_a_decision_that_its_owner_carries_out(open_browser, released: Borough, script: bool):
    look = look_at if script else lambda page: None
    page: Page = open_browser(released.people["board"], java_script_enabled=script)
    page.goto(reverse("reporting:reflections", args=["elmfield"]))
    look(page)
    page.get_by_role("button", name="Start: Five marks").click()
    mark = page.get_by_role("region", name="Secondary trauma of staff is recognised")
    expect(mark.get_by_role("table")).to_contain_text("Managing secondary trauma")
    look(page)
    page.get_by_role("button", name="Save and finish").click()
    expect(page.locator(PROBLEM).first).to_contain_text("Answer at least one question")
    look(page)
    mark.get_by_label("Starting").check()
    box = mark.get_by_role("textbox", name="What makes you say so?")
    box.fill("Thanks to Anna Smith")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(PROBLEM).first).to_contain_text("may be a name")
    look(page)
    box.fill("We had not asked before.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    mark.get_by_role("link", name="Record a decision about this").click()
    expect(page.get_by_text("We had not asked before.")).to_be_visible()
    expect(page.get_by_label("What did the board decide?")).to_have_value("")
    look(page)
    page.get_by_label("What is it about?").select_option(label="Managing secondary trauma")
    page.get_by_label("What did the board decide?").fill("Supervision each month")
    page.get_by_label("Owner").select_option(label="Elmfield trainer")
    page.get_by_role("button", name="Record decision").click()
    expect(page.get_by_role("listitem").filter(has_text="Supervision each month")).to_contain_text("Elmfield trainer")
    look(page)

    page = open_browser(released.people["trainer"], java_script_enabled=script)
    page.goto(reverse("start-page", args=["elmfield"]))
    own = page.get_by_role("region", name="Decisions that you own")
    look(page)
    own.get_by_role("button", name="Mark as under way").click()
    expect(page.get_by_text("has been marked as under way")).to_be_visible()
    look(page)
    assert Decision.objects.get().state == "under_way"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_leader_reads_it_again_with_long_words_and_begins_afresh(open_browser, released: Borough, width: int):
    leader, hospital = released.people["leader"], released.organisations["hospital"]
    here = ["elmfield", hospital.slug]
    client = signed_in(leader)
    for _ in range(2):
        client.post(reverse("reporting:organisation-reflection-begin", args=[*here, "leadership"]))
        newest = Reflection.objects.latest("pk")
        sent = {f"answer-{one.pk}-how_far": "1" for one in newest.answers.filter(question__kind="scale")}
        sent |= {f"answer-{one.pk}-words": "Donaudampfschifffahrt" * 20 for one in newest.answers.all()}
        client.post(reverse("reporting:organisation-reflection", args=[*here, newest.pk]), sent | {"go": "finish"})
    page = open_browser(leader, viewport={"width": width, "height": 800})
    page.goto(reverse("organisation-home", args=here))
    look_at(page)
    page.get_by_role("link", name="Leaders’ reflections").click()
    look_at(page)
    page.get_by_role("link", name="Leadership reflection,").first.click()
    expect(page.get_by_text("What you said on").first).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Plan an action about this").first.click()
    look_at(page)
    page.go_back()
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("button", name="Save and finish")).to_be_visible()
    look_at(page)


def test_an_answer_is_given_with_the_keyboard_alone(open_browser, released: Borough):
    client = signed_in(released.people["board"])
    client.post(reverse("reporting:reflection-begin", args=["elmfield", "principles"]))
    made = Reflection.objects.get()
    page = open_browser(released.people["board"])
    page.goto(reverse("reporting:reflection", args=["elmfield", made.pk]))
    first = page.get_by_label("Not yet").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if first.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("We begin with them.")
    save = page.get_by_role("button", name="Save", exact=True)
    for _ in range(80):
        page.keyboard.press("Tab")
        if save.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    answer = made.answers.first()
    answer.refresh_from_db()
    assert (answer.how_far, answer.words) == (1, "We begin with them.")
