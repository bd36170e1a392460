"""The whole survey in one page: what is chosen is lost neither to a reload nor to a lost signal, nor does it stay."""

import random
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from organisations.models import Round
from surveys.actions.codes import make_codes
from surveys.actions.links import set_revoked
from surveys.models import Answer, Response, SurveyLink
from tests.browser.rows import link_to
from tests.browser.visiting import look_at
from tests.browser.walking import (
    NEUTRAL,
    PHONE,
    SEND,
    answer,
    first_question,
    go_to_the_end,
    heading,
    name_of_screen,
    next_screen,
    start,
)
from tests.builders import Borough, days
from tests.proving import few_and_many

TAPS = {"reduced_motion": "no-preference"}  # whoever taps goes on by themselves


@pytest.fixture
def family_link(borough: Borough) -> SurveyLink:
    return link_to(borough.services["ward"], borough.round, "families")


@pytest.fixture
def staff_link(borough: Borough) -> SurveyLink:
    return link_to(borough.services["ward"], borough.round, "workforce")


def tap_through(page: Page, at_most: int) -> int:
    """Answer every question with a tap, leave the boxes empty, send. Returns how often something was pressed."""
    presses = 1
    page.get_by_role("link", name="Start").click()
    while not page.get_by_role("button", name=SEND).is_visible():
        before = name_of_screen(page)
        radios = page.locator(".govuk-radios__label:visible")
        (radios.first if radios.count() else page.locator(".tip-go button[value='next']")).click()
        presses += 1
        page.wait_for_function("before => document.querySelector('input[name=page]').value !== before", arg=before)
        assert presses <= at_most
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    return presses + 1


@pytest.mark.parametrize(("survey", "most"), [("workforce", 27), ("families", 17), ("children", 17)])
def test_all_questions_take_few_presses_and_three_requests(open_browser, borough: Borough, survey: str, most: int):
    link = link_to(borough.services["ward"], borough.round, survey)
    page = open_browser(viewport=PHONE, **TAPS)
    asked = []
    page.on("request", lambda one: asked.append(one.method) if one.resource_type in ("document", "fetch") else None)
    page.goto(link.get_absolute_url())
    assert tap_through(page, most) <= most
    assert asked == ["GET", "POST", "GET"]
    choices = link.instrument.questions.filter(kind="choice").count()
    assert (Response.objects.count(), Answer.objects.count()) == (1, choices)
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


@pytest.mark.parametrize("survey", ["workforce", "families", "children"])
def test_who_asks_how_long_and_start_are_seen_without_scrolling(open_browser, borough: Borough, survey: str):
    link = link_to(borough.services["ward"], borough.round, survey)
    page = open_browser(viewport={"width": 320, "height": 640})
    page.goto(link.get_absolute_url())
    for words in (page.locator(".tip-asks"), page.get_by_text("We do not ask who you are.")):
        expect(words).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="Start")).to_be_in_viewport(ratio=1)
    assert "Ward" in page.locator(".tip-asks").inner_text()


def test_a_single_choice_goes_on_by_itself_only_after_a_tap_and_never_for_those_who_say_so(
    open_browser, family_link: SurveyLink
):
    page = open_browser(viewport=PHONE, **TAPS)
    start(page, family_link)
    expect(page.get_by_text("you go straight to the next question")).to_be_visible()
    page.get_by_label("Always", exact=True).click()
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    expect(page.get_by_role("button", name="Turn this off")).to_be_visible()  # said before each of them
    page.get_by_role("button", name="Back").click()  # one press takes it back
    expect(page.get_by_text("Question 1 of")).to_be_visible()
    expect(page.get_by_label("Always", exact=True)).to_be_checked()
    page.get_by_label("Always", exact=True).focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(700)
    expect(page.get_by_text("Question 1 of")).to_be_visible()
    expect(page.get_by_label("Mostly", exact=True)).to_be_checked()
    page.get_by_role("button", name="Turn this off").click()
    page.get_by_label("Always", exact=True).click()
    page.wait_for_timeout(700)
    expect(page.get_by_text("Question 1 of")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    still = open_browser(viewport=PHONE, reduced_motion="reduce")
    start(still, family_link)
    still.get_by_label("Always", exact=True).click()
    still.wait_for_timeout(700)
    expect(still.get_by_text("Question 1 of")).to_be_visible()


def test_with_the_keyboard_alone_each_new_question_is_where_the_focus_is(open_browser, staff_link: SurveyLink):
    page = open_browser()
    page.goto(staff_link.get_absolute_url())
    page.get_by_role("link", name="Start").press("Enter")
    titles = [page.title()]
    assert page.evaluate("document.activeElement.tagName") == "H1"
    for _ in range(3):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert page.evaluate("document.activeElement.type") == "radio"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.matches('h1, legend, label')")
        titles.append(page.title())
    assert len(set(titles)) == 4
    look_at(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_back_and_the_skip_link_lose_nothing_at_any_screen(open_browser, family_link: SurveyLink, scripts: bool):
    page = open_browser(viewport=PHONE, java_script_enabled=scripts)
    start(page, family_link)
    names = []
    while name_of_screen(page) != "end":
        names.append(name_of_screen(page))
        radios = page.locator("input[type='radio']").locator("visible=true")
        if radios.count():
            radios.nth(1).check()
        skip = page.get_by_role("link", name="Skip to main content").locator("visible=true")
        skip.focus()
        skip.press("Enter")
        assert name_of_screen(page) == names[-1]
        if scripts:
            page.reload()
            assert name_of_screen(page) == names[-1]
        if radios.count():
            expect(radios.nth(1)).to_be_checked()
        next_screen(page)
    for name in reversed(names):
        while name_of_screen(page) != name:
            page.go_back()
        radios = page.locator("input[type='radio']").locator("visible=true")
        if radios.count():
            expect(radios.nth(1)).to_be_checked()
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    assert Answer.objects.count() == family_link.instrument.questions.filter(kind="choice").count()


def test_what_is_written_and_chosen_stays_over_a_reload_and_another_language_and_back(
    open_browser, family_link: SurveyLink
):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    for _ in range(20):
        if page.get_by_role("textbox").count():
            break
        next_screen(page)
    page.get_by_role("textbox").fill("The tea 🌻")
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value("The tea 🌻")
    place = name_of_screen(page)
    page.locator(".tip-language-menu summary").click()
    page.get_by_role("button", name="polski").click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    assert name_of_screen(page) == place
    expect(page.get_by_role("textbox")).to_have_value("The tea 🌻")
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    expect(page.get_by_role("textbox")).to_have_value("The tea 🌻")
    page.get_by_role("button", name="Easy-to-read version").click()
    expect(page.locator("body")).to_have_class(re.compile("tip-easy"))
    expect(page.get_by_role("textbox")).to_have_value("The tea 🌻")
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    assert Answer.objects.get().point.key == "always"
    assert page.evaluate("sessionStorage.length") == 0


def test_nobody_there_for_half_an_hour_is_asked_first_and_then_nothing_is_left(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    page.clock.install()
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    page.clock.run_for(28 * 60 * 1000 + 1000)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="I need more time").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.wait_for_timeout(500)  # by the real clock: the browser says only then that the question is closed
    page.clock.run_for(20 * 60 * 1000)
    expect(page.get_by_label("Always", exact=True)).to_be_checked()
    page.clock.run_for(11 * 60 * 1000)
    expect(page.get_by_role("link", name="Start")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    assert page.locator("input:checked").count() == 0


def test_a_tab_that_is_opened_again_after_half_an_hour_holds_nothing(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    page.evaluate(
        "Object.keys(sessionStorage).forEach((name) => { const held = JSON.parse(sessionStorage[name]);"
        " held.at -= 31 * 60 * 1000; sessionStorage[name] = JSON.stringify(held); })"
    )
    page.reload()
    expect(page.locator("input:checked")).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0


FORBIDDEN = "for (const name of ['sessionStorage', 'localStorage'])"
FORBIDDEN += " Object.defineProperty(window, name, { get() { throw new Error('forbidden'); } });"


def test_a_browser_that_keeps_nothing_loses_nothing_on_the_way(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    page.add_init_script(FORBIDDEN)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    page.locator(".tip-language-menu summary").click()
    page.get_by_role("button", name="polski").click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    expect(page.locator("input[value='always']")).to_be_checked()
    go_to_the_end(page)
    page.locator("button[value='send']").click()
    expect(page.locator("[data-forget]")).to_have_count(1)
    assert Answer.objects.get().point.key == "always"


def test_without_its_script_a_page_works_as_without_any(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    page.route("**/survey*.js", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    start(page, family_link)
    page.locator("input[value='always']").locator("visible=true").check()
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    assert Answer.objects.get().point.key == "always"


def test_two_tabs_of_one_survey_are_two_people_and_one_that_was_doubled_is_one(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    with page.expect_popup() as opened:  # a tab that is made from this one takes along what this one holds
        page.evaluate("window.open(location.href)")
    for tab in (opened.value, page):
        go_to_the_end(tab)
        tab.get_by_role("button", name=SEND).click()
        expect(heading(tab)).to_have_text("Thank you")
    assert Response.objects.count() == 1
    other = page.context.new_page()
    start(other, family_link)
    expect(other.locator("input:checked")).to_have_count(0)
    answer(other, first_question(family_link), "Never")
    go_to_the_end(other)
    other.get_by_role("button", name=SEND).click()
    expect(heading(other)).to_have_text("Thank you")
    assert Response.objects.count() == 2


@pytest.mark.parametrize("how", ["turned off", "closed"])
def test_sent_after_the_end_a_page_says_so_kindly(open_browser, borough: Borough, family_link: SurveyLink, how: str):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    go_to_the_end(page)
    if how == "turned off":
        set_revoked(survey_link=family_link, revoked=True, by=borough.people["lead"])
    else:
        today = timezone.localdate()
        Round.objects.update(opens_on=today - days(20), closes_on=today - days(2))
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("This survey is not open")
    expect(page.get_by_text("nothing you wrote has been sent")).to_be_visible()
    assert not Response.objects.exists()


def test_leaving_by_the_exit_leaves_nothing_in_the_tab(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE, elsewhere=NEUTRAL)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    next_screen(page)
    page.locator(".tip-exit a").click()
    page.wait_for_url(f"https://{NEUTRAL}/weather")
    page.goto(family_link.get_absolute_url())
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    expect(page.get_by_role("button", name="Carry on")).to_have_count(0)


def test_a_part_that_is_skipped_has_no_answers_even_if_some_were_given(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    while not page.get_by_role("button", name="Skip this part").count():
        next_screen(page)
    next_screen(page)
    page.get_by_label("Never", exact=True).check()
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Skip this part").click()
    go_to_the_end(page)
    expect(page.get_by_text("Questions answered: 1")).to_be_visible()
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    assert [each.point.key for each in Answer.objects.select_related("point")] == ["always"]


def test_what_is_too_long_is_not_cut_and_says_so_before_going_on(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    while not page.get_by_role("textbox").count():
        next_screen(page)
    page.get_by_role("textbox").fill("x" * 2001)
    page.locator(".tip-go button[value='next']").click()
    expect(page.get_by_role("alert")).to_contain_text("Your answer is too long.")
    assert page.get_by_role("textbox").evaluate("(box) => box.value.length") == 2001
    page.get_by_role("textbox").fill("x" * 2000)
    next_screen(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_is_chosen_after_it_was_kept_on_the_phone_is_kept_as_well(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Never", exact=True).check()
    page.get_by_text("Do you need a break?").click()
    page.get_by_role("button", name="Save my answers on this phone").click()
    page.get_by_label("Always", exact=True).check()
    for where in (page, page.context.new_page()):  # this tab, and a new one that has only what the phone kept
        where.goto(family_link.get_absolute_url())
        expect(where.get_by_role("link", name="Start")).to_be_hidden()
        where.get_by_role("button", name="Carry on").click()
        expect(where.get_by_label("Always", exact=True)).to_be_checked()


def test_a_code_s_page_that_is_loaded_again_goes_on_where_it_was(open_browser, borough: Borough):
    link = link_to(borough.services["ward"], borough.round, "families")
    SurveyLink.objects.filter(pk=link.pk).update(kind="codes")
    link.refresh_from_db()
    (code,) = make_codes(survey_link=link, number=1, by=borough.people["lead"])
    page = open_browser(viewport=PHONE)
    page.goto(f"/s/code/#{code}")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Always", exact=True).check()
    next_screen(page)
    place = name_of_screen(page)
    page.reload()
    expect(page.locator("form#survey")).to_be_visible()
    assert name_of_screen(page) == place
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    assert Answer.objects.get().point.key == "always"


def test_whoever_opens_the_page_of_codes_anew_is_asked_for_theirs(open_browser, borough: Borough):
    """At a library one person may leave a tab half-way, and the next one comes with another code."""
    link = link_to(borough.services["ward"], borough.round, "families")
    SurveyLink.objects.filter(pk=link.pk).update(kind="codes")
    link.refresh_from_db()
    first, second = make_codes(survey_link=link, number=2, by=borough.people["lead"])
    page = open_browser(viewport=PHONE)
    page.goto(f"/s/code/#{first}")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Always", exact=True).check()
    next_screen(page)
    page.goto("/s/code/")
    expect(page.get_by_label("Your code")).to_have_value("")
    page.get_by_label("Your code").fill(second)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("form#survey")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)


def test_a_page_that_the_browser_brings_back_from_its_memory_loses_nothing(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.wait_for_timeout(300)
    expect(page.get_by_label("Always", exact=True)).to_be_checked()
    assert page.evaluate("sessionStorage.length") == 1


def test_a_shared_tablet_that_is_loaded_again_is_at_its_start(open_browser, borough: Borough):
    link = link_to(borough.services["ward"], borough.round, "families")
    SurveyLink.objects.filter(pk=link.pk).update(kind="tablet")
    page = open_browser(viewport=PHONE)
    start(page, link)
    page.get_by_label("Always", exact=True).check()
    next_screen(page)
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    page.reload()
    expect(page.get_by_role("link", name="Start")).to_be_visible()
    page.get_by_role("link", name="Start").click()
    page.get_by_label("Always", exact=True).check()
    page.locator(".tip-exit a").click()
    expect(page.get_by_role("link", name="Start")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)


@few_and_many(4, 200)
def test_a_signal_that_is_lost_and_found_at_random_stores_each_answer_once(
    open_browser, family_link: SurveyLink, times: int
):
    chance = random.Random(times)
    page = open_browser(viewport=PHONE)
    for thanked in range(1, times + 1):
        page.context.set_offline(False)
        page.goto(family_link.get_absolute_url())
        page.get_by_role("link", name="Start").click()
        page.get_by_label("Always", exact=True).check()
        go_to_the_end(page)
        cut = chance.choice(["before", "on the way", "the answer is lost", "never"])
        if cut == "before":
            page.context.set_offline(True)
        if cut == "on the way":
            page.route("**/questions/", lambda route: route.abort("connectionreset"), times=1)
        if cut == "the answer is lost":
            page.route("**/questions/", lambda route: (route.fetch(max_redirects=0), route.abort()), times=1)
        page.get_by_role("button", name=SEND).click()
        if cut != "never":
            expect(page.get_by_role("alert")).to_contain_text("Your answers are still here")
            if chance.random() < 0.3:
                page.context.set_offline(False)
                page.reload()
                page.get_by_role("button", name=SEND).click()
            else:
                page.wait_for_timeout(chance.randrange(100))
                page.context.set_offline(False)
                page.get_by_role("button", name="Try again").click()
        expect(heading(page)).to_have_text("Thank you")
        assert Response.objects.count() == thanked, cut
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0
