"""People answer a survey: without an account, without a cookie, on a phone, with the way out always at hand."""

import re

import pytest
from playwright.sync_api import expect

from surveys.models import Answer, Comment, Response, SurveyLink
from tests.browser.rows import link_to
from tests.browser.visiting import look_at
from tests.browser.walking import (
    NEUTRAL,
    PHONE,
    SEND,
    answer,
    first_question,
    go_back,
    go_to_the_end,
    heading,
    next_screen,
    start,
)
from tests.builders import Borough

HARDER = "before the part about hard things"


@pytest.fixture
def staff_link(borough: Borough) -> SurveyLink:
    return link_to(borough.services["ward"], borough.round, "workforce")


@pytest.fixture
def family_link(borough: Borough) -> SurveyLink:
    return link_to(borough.services["ward"], borough.round, "families")


def test_a_practitioner_answers_skips_goes_back_and_is_thanked(open_browser, staff_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    page.goto(staff_link.get_absolute_url())
    expect(page.get_by_text("Who can see your answers")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Start").click()
    look_at(page)
    answer(page, first_question(staff_link), "Mostly")
    next_screen(page)
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Question 1 of")).to_be_visible()
    group = page.get_by_role("group", name=first_question(staff_link))
    expect(group.get_by_label("Mostly", exact=True)).to_be_checked()
    answer(page, first_question(staff_link), "Completely")
    go_to_the_end(page, lambda: expect(page.locator(".tip-support").get_by_text("116 123").first).to_be_visible())
    look_at(page)
    assert Response.objects.count() == 0, "Nothing is stored before the answers are sent"
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    look_at(page)
    assert [answer.point.label for answer in Answer.objects.select_related("point")] == ["Completely"]
    assert page.context.cookies() == []


def test_a_way_within_the_page_loses_no_answer(open_browser, staff_link: SurveyLink):
    """The skip link is a step of the browser's own: Back undoes it, and then leads to the page before."""
    page = open_browser(viewport=PHONE)
    page.goto(staff_link.get_absolute_url())
    page.get_by_role("link", name="Start").click()
    answer(page, first_question(staff_link), "Mostly")
    next_screen(page)
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    for _ in range(2):
        skip = page.get_by_role("link", name="Skip to main content")
        skip.focus()
        skip.press("Enter")
        expect(page).to_have_url(re.compile("#main$"))
        expect(page.get_by_text("Question 2 of")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "main"
    page.go_back()
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Question 1 of")).to_be_visible()
    group = page.get_by_role("group", name=first_question(staff_link))
    expect(group.get_by_label("Mostly", exact=True)).to_be_checked()
    next_screen(page)
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    assert [answer.point.label for answer in Answer.objects.select_related("point")] == ["Mostly"]


def test_sending_nothing_is_answered_kindly(open_browser, staff_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, staff_link)
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("alert")).to_contain_text("You can close this page.")
    look_at(page)
    assert Response.objects.count() == 0


def test_i12_sending_twice_stores_once(open_browser, staff_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, staff_link)
    answer(page, first_question(staff_link), "Mostly")
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).dblclick()
    expect(heading(page)).to_have_text("Thank you")
    assert Response.objects.count() == 1


def test_i12_a_lost_network_keeps_the_answers_until_they_can_be_sent(open_browser, staff_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, staff_link)
    answer(page, first_question(staff_link), "Mostly")
    go_to_the_end(page)
    page.context.set_offline(True)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("alert")).to_contain_text("Your answers are still here")
    look_at(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(heading(page)).to_have_text("Thank you")
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def test_t4_a_young_person_answers_one_question_a_page_with_help_and_the_exit_in_view(
    open_browser, family_link: SurveyLink
):
    page = open_browser(viewport=PHONE)
    page.goto(family_link.get_absolute_url())
    expect(page.get_by_role("link", name="Start")).to_be_in_viewport()
    page.get_by_text("What happens with your answers").click()
    expect(page.get_by_text("You do not have to say what happened")).to_be_visible()
    page.get_by_text("If you need to leave fast").click()
    expect(page.get_by_text("press the Shift key 3 times")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Start").click()
    seen = []

    def look() -> None:
        look_at(page)
        expect(page.get_by_role("link", name="Exit this page").last).to_be_in_viewport()
        expect(page.get_by_role("link", name="0800 1111").first).to_be_visible()
        assert page.get_by_role("group").filter(has=page.get_by_role("radio")).count() <= 1
        if page.get_by_role("button", name="Skip this part").count():
            seen.append(HARDER)
        if page.get_by_role("textbox").count():
            seen.append("a box")
            expect(page.get_by_text("We do not know who you are. We do not read this straight away.")).to_be_visible()
            page.get_by_role("textbox").fill("The <b>tea</b> was good 🌻")
        if page.get_by_label("Mostly", exact=True).count() and "answered" not in seen:
            seen.append("answered")
            page.get_by_label("Mostly", exact=True).check()

    go_to_the_end(page, look)
    assert seen.count(HARDER) == 1
    assert seen.count("a box") == 2
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    expect(page.get_by_role("link", name="Exit this page").last).to_be_visible()
    look_at(page)
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)
    assert set(Comment.objects.values_list("text", "state")) == {("The <b>tea</b> was good 🌻", "waiting")}
    assert page.context.cookies() == []


def test_t2_a_harder_part_is_announced_and_can_be_skipped_whole(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    while not page.get_by_role("button", name="Skip this part").count():
        next_screen(page)
    expect(page.get_by_text("There are 3 questions in this part.")).to_be_visible()
    hard = [question.text for question in family_link.instrument.questions.filter(section__is_harder=True)]
    page.get_by_role("button", name="Skip this part").click()
    expect(page.get_by_role("button", name="Skip this part")).to_have_count(0)
    assert heading(page).inner_text() not in hard


@pytest.mark.parametrize("way", ["the button", "the first link", "Shift three times"])
def test_t1_a_young_person_leaves_at_once(open_browser, family_link: SurveyLink, way: str):
    page = open_browser(viewport=PHONE, elsewhere=NEUTRAL)
    start(page, family_link)
    page.get_by_label("Never", exact=True).first.check()
    page.get_by_text("Do you need a break?").click()
    page.get_by_role("button", name="Save my answers on this phone").click()
    expect(page.get_by_text("Saved. To carry on")).to_be_visible()
    if way == "the button":
        page.locator(".tip-exit a").click()
    elif way == "the first link":
        page.get_by_role("link", name="Exit this page").first.focus()
        page.keyboard.press("Enter")
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(f"https://{NEUTRAL}/weather")
    page.go_back()
    expect(page.get_by_label("Never", exact=True)).to_have_count(0)
    page.goto(family_link.get_absolute_url())
    expect(page.get_by_role("button", name="Carry on")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    assert Response.objects.count() == 0


@pytest.mark.parametrize("why", ["unknown", "closed by the service", "round closed"])
def test_i9_a_link_that_takes_no_answers_leads_to_a_kind_page(open_browser, staff_link: SurveyLink, why: str):
    token = "nothing-like-that" if why == "unknown" else staff_link.token
    SurveyLink.objects.update(is_revoked=why == "closed by the service")
    type(staff_link.round).objects.update(state="closed" if why == "round closed" else "open")
    page = open_browser(viewport=PHONE, elsewhere=NEUTRAL)
    response = page.goto(f"/s/{token}/")
    assert response
    assert response.status == 404
    expect(heading(page)).to_have_text("This survey is not open")
    expect(page.get_by_text("You have done nothing wrong")).to_be_visible()
    expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
    look_at(page)
    assert page.context.cookies() == []
    page.locator(".tip-exit a").click()
    page.wait_for_url(f"https://{NEUTRAL}/weather")


@pytest.mark.parametrize("survey", ["workforce", "families", "children"])
def test_answering_needs_no_javascript(open_browser, borough: Borough, survey: str):
    link = link_to(borough.services["ward"], borough.round, survey)
    page = open_browser(viewport=PHONE, java_script_enabled=False, elsewhere=NEUTRAL)
    start(page, link)
    page.get_by_role("radio").first.check()
    go_to_the_end(page)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name=SEND)).to_have_count(0)
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    assert Answer.objects.get().question.text == first_question(link)
    assert page.context.cookies() == []
    if survey != "workforce":
        page.locator(".tip-exit a").click()
        page.wait_for_url(f"https://{NEUTRAL}/weather")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_i12_going_back_after_sending_shows_nothing(open_browser, family_link: SurveyLink, scripts: bool):
    page = open_browser(viewport=PHONE, java_script_enabled=scripts)
    start(page, family_link)
    page.get_by_label("Never", exact=True).locator("visible=true").check()
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    for _ in range(12):
        go_back(page)
        assert page.locator("input[value='never'][type='hidden'], input[value='never']:checked").count() == 0
    assert Response.objects.count() == 1
