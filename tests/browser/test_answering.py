"""People answer a survey: without an account, without a cookie, on a phone, with the way out always at hand."""

import pytest
from playwright.sync_api import Page, expect

from surveys.models import Answer, Collector, Response
from tests.browser.rows import link_to
from tests.browser.visiting import look_at
from tests.builders import Borough

PHONE = {"width": 320, "height": 700}
NEUTRAL = "www.bbc.co.uk"
SEND = "Send my answers"


@pytest.fixture
def staff_link(borough: Borough) -> Collector:
    return link_to(borough.services["ward"], borough.round, "workforce")


@pytest.fixture
def family_link(borough: Borough) -> Collector:
    return link_to(borough.services["ward"], borough.round, "families")


def pages(link: Collector) -> int:
    return link.instrument.sections.count()


def answer(page: Page, question: str, words: str) -> None:
    page.get_by_role("group", name=question).get_by_label(words, exact=True).check()


def first_question(link: Collector) -> str:
    return link.instrument.questions.first().text


def go_to_the_last_page(page: Page, link: Collector) -> None:
    """Start, and press "Next" until the answers can be sent; whatever is not answered is skipped."""
    page.goto(link.get_absolute_url())
    page.get_by_role("link", name="Start").click()
    for number in range(1, pages(link)):
        expect(page.get_by_text(f"Page {number} of {pages(link)}")).to_be_visible()
        if number == 1:
            answer(page, first_question(link), "Mostly")
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_text(f"Page {pages(link)} of {pages(link)}")).to_be_visible()
    page.wait_for_load_state("networkidle")  # fonts that arrive late move the buttons under a fast hand


def test_a_practitioner_answers_skips_goes_back_and_is_thanked(open_browser, staff_link: Collector):
    page = open_browser(viewport=PHONE)
    page.goto(staff_link.get_absolute_url())
    expect(page.get_by_role("heading", name="Who sees what")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Start").click()
    look_at(page)
    answer(page, first_question(staff_link), "Mostly")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Page 2 of")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Page 1 of")).to_be_visible()
    group = page.get_by_role("group", name=first_question(staff_link))
    expect(group.get_by_label("Mostly", exact=True)).to_be_checked()
    answer(page, first_question(staff_link), "Completely")
    for _ in range(pages(staff_link) - 1):
        expect(page.get_by_role("link", name="116 123")).to_be_visible()
        page.get_by_role("button", name="Next").click()
    look_at(page)
    assert Response.objects.count() == 0, "Nothing is stored before the answers are sent"
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    look_at(page)
    assert [answer.point.label for answer in Answer.objects.select_related("point")] == ["Completely"]
    assert page.context.cookies() == []


def test_sending_nothing_is_answered_kindly(open_browser, staff_link: Collector):
    page = open_browser(viewport=PHONE)
    page.goto(staff_link.get_absolute_url())
    page.get_by_role("link", name="Start").click()
    for _ in range(pages(staff_link) - 1):
        page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("You have not answered a question yet.")).to_be_visible()
    look_at(page)
    assert Response.objects.count() == 0


def test_sending_twice_stores_once(open_browser, staff_link: Collector):
    page = open_browser(viewport=PHONE)
    go_to_the_last_page(page, staff_link)
    page.get_by_role("button", name=SEND).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Response.objects.count() == 1


def test_a_lost_network_keeps_the_answers_until_they_can_be_sent(open_browser, staff_link: Collector):
    page = open_browser(viewport=PHONE)
    go_to_the_last_page(page, staff_link)
    answer(page, "What kind of role do you have?", "Front line")
    page.context.set_offline(True)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("alert")).to_contain_text("Your answers are still here")
    look_at(page)
    expect(page.get_by_label("Front line")).to_be_checked()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Response.objects.count() == 1
    assert Answer.objects.count() == 2


def test_a_young_person_finds_help_and_the_content_note_on_the_way(open_browser, family_link: Collector):
    page = open_browser(viewport=PHONE)
    page.goto(family_link.get_absolute_url())
    expect(page.get_by_text("You do not have to say what")).to_be_visible()
    expect(page.get_by_text("press Shift three times")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Start").click()
    for number in range(1, pages(family_link) + 1):
        expect(page.get_by_text(f"Page {number} of {pages(family_link)}")).to_be_visible()
        look_at(page)
        expect(page.get_by_role("link", name="Exit this page")).to_be_in_viewport()
        expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
        if page.get_by_role("heading", level=1).inner_text() == "Your story":
            expect(page.get_by_text("You do not have to say what it was. You can skip this part.")).to_be_visible()
        if number == 2:
            page.get_by_label("Mostly", exact=True).first.check()
        page.get_by_role("button", name=SEND if number == pages(family_link) else "Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(page.get_by_role("link", name="Exit this page")).to_be_visible()
    look_at(page)
    assert Response.objects.count() == 1
    assert page.context.cookies() == []


@pytest.mark.parametrize("way", ["the button", "Shift three times"])
def test_a_young_person_leaves_at_once(open_browser, family_link: Collector, way: str):
    page = open_browser(viewport=PHONE, elsewhere=NEUTRAL)
    page.goto(family_link.get_absolute_url())
    page.get_by_role("link", name="Start").click()
    page.get_by_label("Never", exact=True).first.check()
    if way == "the button":
        page.get_by_role("link", name="Exit this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(f"https://{NEUTRAL}/weather")
    page.go_back()
    expect(page.get_by_label("Never", exact=True)).to_have_count(0)
    assert Response.objects.count() == 0


@pytest.mark.parametrize("why", ["unknown", "closed by the service", "round closed"])
def test_a_link_that_takes_no_answers_leads_to_a_kind_page(open_browser, staff_link: Collector, why: str):
    token = "nothing-like-that" if why == "unknown" else staff_link.token
    Collector.objects.update(is_revoked=why == "closed by the service")
    type(staff_link.round).objects.update(state="closed" if why == "round closed" else "open")
    page = open_browser(viewport=PHONE)
    response = page.goto(f"/s/{token}/")
    assert response
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This survey is not open")
    expect(page.get_by_text("You have done nothing wrong")).to_be_visible()
    look_at(page)
    assert page.context.cookies() == []


@pytest.mark.parametrize("survey", ["workforce", "families"])
def test_answering_needs_no_javascript(open_browser, borough: Borough, survey: str):
    link = link_to(borough.services["ward"], borough.round, survey)
    page = open_browser(viewport=PHONE, java_script_enabled=False, elsewhere=NEUTRAL)
    go_to_the_last_page(page, link)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text(f"Page {pages(link) - 1} of {pages(link)}")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Answer.objects.get().question.text == first_question(link)
    assert page.context.cookies() == []
    if survey == "families":
        page.get_by_role("link", name="Exit this page").click()
        page.wait_for_url(f"https://{NEUTRAL}/weather")
