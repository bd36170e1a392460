"""Families answer in their own language, from left to right or from right to left, heard or read, large or small."""

import pytest
from playwright.sync_api import expect

from surveys.languages import all_languages, english
from surveys.models import Answer, SurveyLink
from tests.browser.rows import link_to
from tests.browser.visiting import look_at
from tests.browser.walking import NEUTRAL, PHONE, go_to_the_end, next_screen, start
from tests.builders import Borough

LANGUAGES = all_languages()
OTHERS = [language for language in LANGUAGES if language != english()]
VOICES = """() => {
  const spoken = (window.spoken = []);
  const synthesis = {
    getVoices: () => VOICES,
    speak: (said) => spoken.push([said.lang, said.text]),
    cancel: () => spoken.push("stopped"),
  };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
}"""


@pytest.fixture
def family_link(borough: Borough) -> SurveyLink:
    return link_to(borough.services["ward"], borough.round, "families")


@pytest.mark.parametrize("language", LANGUAGES, ids=str)
def test_t14_a_family_answers_in_its_language_from_start_to_thank_you(open_browser, family_link: SurveyLink, language):
    page = open_browser(viewport=PHONE, elsewhere=NEUTRAL)
    page.goto(family_link.get_absolute_url())
    page.get_by_role("link", name=language.own_name, exact=True).click()
    page.wait_for_load_state()
    root = page.locator("html")

    def look() -> None:
        expect(root).to_have_attribute("lang", language.tag)
        expect(root).to_have_attribute("dir", language.direction)
        look_at(page)

    look()
    page.locator("main a.govuk-button").click()
    page.get_by_role("radio").locator("visible=true").nth(4).check()
    go_to_the_end(page, look)
    page.locator("button[value='send']:visible").click()
    expect(page.locator("[data-forget]")).to_have_count(1)
    look()
    assert Answer.objects.get().point.key == "always"
    page.locator("a[rel='noreferrer'][href*='contact']").click()
    expect(page.get_by_role("textbox")).to_have_count(4)
    look()
    page.goto(f"/s/never-was/?language={language.code}")
    look()
    page.goto(f"/s/code/?language={language.code}")
    look()


def test_t14_a_child_finds_faces_and_words_in_every_language(open_browser, borough: Borough):
    link = link_to(borough.services["ward"], borough.round, "children")
    page = open_browser(viewport=PHONE)
    for language in LANGUAGES:
        page.goto(f"{link.get_absolute_url()}?language={language.code}")
        expect(page.locator("html")).to_have_attribute("lang", language.tag)
        look_at(page)
        page.locator("main a.govuk-button").click()
        expect(page.locator("html")).to_have_attribute("dir", language.direction)
        expect(page.get_by_role("radio")).not_to_have_count(0)
        expect(page.locator("form#survey label svg").first).to_be_visible()
        look_at(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_t14_the_language_changes_in_the_middle_and_nothing_is_lost(
    open_browser, family_link: SurveyLink, scripts: bool
):
    page = open_browser(viewport=PHONE, java_script_enabled=scripts)
    start(page, family_link)
    page.get_by_label("Always", exact=True).locator("visible=true").check()
    page.locator(".tip-language-menu summary").click()
    page.get_by_role("button", name="اردو").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("link[rel='stylesheet']")).to_have_attribute("href", "/static/answering.rtl.css")
    expect(page.get_by_role("radio").locator("visible=true").nth(4)).to_be_checked()
    next_screen(page)
    expect(page.locator("html")).to_have_attribute("lang", "ur")


def test_t12_a_child_answers_beside_a_helper_with_faces_and_words(open_browser, borough: Borough):
    link = link_to(borough.services["ward"], borough.round, "children")
    page = open_browser(viewport=PHONE)
    page.goto(link.get_absolute_url())
    expect(page.get_by_text("For the grown-up who helps")).to_be_visible()
    look_at(page)
    start(page, link)
    expect(page.locator("label svg")).to_have_count(3)
    box = page.get_by_text("Sometimes", exact=True).bounding_box()
    assert box
    assert box["height"] >= 44
    page.get_by_text("Sometimes", exact=True).click()
    expect(page.get_by_label("Sometimes", exact=True)).to_be_checked()
    go_to_the_end(page, lambda: look_at(page))


@pytest.mark.parametrize("layout", ["easy", ""])
def test_t13_the_easy_layout_can_be_had_on_any_page_and_left_again(open_browser, borough: Borough, layout: str):
    link = link_to(borough.services["ward"], borough.round, "workforce")
    page = open_browser(viewport=PHONE)
    page.goto(link.get_absolute_url() + (f"?layout={layout}" if layout else ""))
    page.get_by_role("link", name="Start").click()
    if not layout:
        page.get_by_role("button", name="Easy-to-read version").click()
    expect(page.locator("body.tip-easy")).to_have_count(1)
    expect(page.get_by_role("group").filter(has=page.get_by_role("radio"))).to_have_count(1)
    look_at(page)
    page.get_by_role("button", name="Standard version").click()
    expect(page.locator("body.tip-easy")).to_have_count(0)


HERE = '[{ lang: "en_GB", localService: true }, { lang: "ur-PK", localService: true }]'
ELSEWHERE = '[{ lang: "en-GB", localService: false }, { lang: "fr-FR", localService: true }]'


def test_t13_a_question_and_its_answers_are_read_aloud_by_the_browser_itself(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    page.add_init_script(f"({VOICES.replace('VOICES', HERE)})()")
    start(page, family_link)
    page.get_by_role("button", name="Listen").click()
    said = [words for words in page.evaluate("spoken") if words != "stopped"]
    question = family_link.instrument.questions.first()
    assert [text for _, text in said] == [question.text, question.scale.stem] + [
        point.label for point in question.scale.points.all()
    ]
    assert {language for language, _ in said} == {"en-GB"}
    expect(page.get_by_role("button", name="Stop")).to_have_attribute("aria-pressed", "true")
    look_at(page)
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate("spoken.at(-1)") == "stopped"
    expect(page.get_by_role("button", name="Listen")).to_be_visible()


@pytest.mark.parametrize("voices", [None, ELSEWHERE], ids=["no voice at all", "a voice that speaks from elsewhere"])
def test_t13_without_a_voice_on_this_device_nothing_is_offered(open_browser, family_link: SurveyLink, voices):
    page = open_browser(viewport=PHONE)
    if voices:
        page.add_init_script(f"({VOICES.replace('VOICES', voices)})()")
    start(page, family_link)
    expect(page.locator("[data-listen]")).to_have_count(1)
    expect(page.get_by_role("button", name="Listen")).to_have_count(0)
