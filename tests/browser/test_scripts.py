"""Our scripts in a real browser: nothing written is lost, nothing is sent twice, and leaving is quick."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import BrowserContext, Page, Route, expect

SITE = "http://scripts.test"
ELSEWHERE = "<!DOCTYPE html><title>Elsewhere</title>"
AUTOSAVE = """
{% extends "base.html" %}
{% block title %}Feature 6{% endblock %}
{% block content %}
  <h1>Feature 6</h1>
  <form method="post" action="/stored/" data-autosave-url="/keep/">
    <label for="words">What shows this?</label><textarea id="words" name="words"></textarea>
    <input type="hidden" name="version" value="1">
    {% save_status %}{% button "Save and go on" %}
  </form>
{% endblock %}
"""
SURVEY = """
{% extends "base_survey.html" %}
{% block title %}Question 1{% endblock %}
{% block exit %}{% exit_page "http://scripts.test/left/" neutral="http://neutral.test/weather" %}{% endblock %}
{% block content %}
  <h1>{{ heading|default:"Question 1" }}</h1>
  <form method="post" action="/next/" data-survey>
    <label for="words">What has been good?</label><textarea id="words" name="words"></textarea>{% button "Next" %}
  </form>
{% endblock %}
"""


class Site:
    """A pretend server: pages from our templates, files from static/dist, and a note of all that was posted."""

    def __init__(self, page: Page) -> None:
        self.pages: dict[str, str] = {}
        self.answers: dict[str, Callable[[Route], None]] = {}
        self.posted: list[tuple[str, str]] = []
        page.route("**/*", self.answer)

    def shows(self, path: str, template: str, **context) -> None:
        request = RequestFactory().get(path)
        self.pages[path] = engines["django"].from_string(template).render(context, request)

    def answer(self, route: Route) -> None:
        request = route.request
        path = "/" + request.url.split("/", 3)[3] if request.url.count("/") > 2 else "/"
        if request.method == "POST":
            self.posted.append((path, request.post_data or ""))
        if path.startswith("/static/"):
            route.fulfill(path=Path(finders.find(path.removeprefix("/static/"))))
        elif path in self.answers:
            self.answers[path](route)
        else:
            route.fulfill(
                content_type="text/html", body=self.pages.get(path, "<!DOCTYPE html><title>Elsewhere</title>")
            )


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose network may fail, which is what these tests are about; a script that fails is still a failure."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture
def site(page: Page) -> Site:
    site = Site(page)
    site.shows("/", AUTOSAVE)
    site.shows("/survey/", SURVEY)
    site.shows("/next/", SURVEY.replace("Question 1", "Question 2"))
    return site


def saved(fields: dict | None = None) -> Callable[[Route], None]:
    told = {"status": "saved", "message": "Saved at 10:42", "fields": fields or {}}
    return lambda route: route.fulfill(content_type="application/json", body=json.dumps(told))


# --- autosave ----------------------------------------------------------------------------------


def test_what_is_written_is_saved_after_a_pause_and_says_when(page: Page, site: Site):
    site.answers["/keep/"] = saved({"version": 2})
    page.goto(SITE)
    page.get_by_label("What shows this?").press_sequentially("Group reflection")
    expect(page.get_by_role("status")).to_have_text("Saved at 10:42")
    assert [path for path, _ in site.posted] == ["/keep/"]
    assert "Group reflection" in site.posted[0][1]
    assert page.locator("[name=version]").input_value() == "2"


def test_saving_is_said_out_loud_once_and_then_only_trouble_and_its_end(page: Page, site: Site):
    site.answers["/keep/"] = saved()
    page.goto(SITE)
    page.evaluate(
        "window.heard = []; new MutationObserver(() =>"
        " heard.push(document.querySelector('[role=status]').textContent)).observe("
        "document.querySelector('[role=status]'), { childList: true })"
    )
    box, shown = page.get_by_label("What shows this?"), page.locator(".tip-save-status")

    def write(words: str, then: str) -> None:
        number = len(site.posted)
        box.press_sequentially(words)
        expect(shown).to_contain_text(then)
        while then.startswith("Saved") and len(site.posted) == number:
            page.wait_for_timeout(100)

    for words in ("Group ", "reflection ", "each month "):
        write(words, "Saved at 10:42")
    site.answers["/keep/"] = lambda route: route.fulfill(status=503, body="busy")
    write("since May ", "We could not save this")
    write("or June ", "We could not save this")
    site.answers["/keep/"] = saved()
    write("2026", "Saved at 10:42")
    page.wait_for_timeout(300)
    trouble = "We could not save this. Your text is still on this page, and we will keep trying."
    assert page.evaluate("heard") == ["Saved at 10:42", trouble, "Saved at 10:42"]


def test_a_lost_network_keeps_the_text_says_so_and_saves_when_it_is_back(page: Page, site: Site):
    site.answers["/keep/"] = saved()
    page.goto(SITE)
    page.context.set_offline(True)
    page.get_by_label("What shows this?").fill("Group reflection")
    expect(page.get_by_role("status")).to_contain_text("There is no connection")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_label("What shows this?")).to_have_value("Group reflection")
    assert site.posted == []
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("Saved at 10:42")


def test_leaving_with_unsaved_text_asks_first(page: Page, site: Site):
    site.answers["/keep/"] = lambda route: route.abort()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(SITE)
    page.get_by_label("What shows this?").press_sequentially("Group reflection")
    expect(page.get_by_role("status")).to_contain_text("no connection")
    page.evaluate("location.href = '/elsewhere/'")
    expect(page.get_by_label("What shows this?")).to_have_value("Group reflection")
    assert asked == ["beforeunload"]


def test_someone_elses_change_is_said_and_the_rest_is_still_saved_by_the_button(page: Page, site: Site):
    told = {"status": "conflict", "message": "Save and continue", "fields": {"version": "7"}}
    site.answers["/keep/"] = lambda route: route.fulfill(
        status=409, content_type="application/json", body=json.dumps(told)
    )
    page.goto(SITE)
    page.get_by_label("What shows this?").press_sequentially("Mine")
    expect(page.get_by_role("status")).to_have_text("Save and continue")
    page.get_by_role("button", name="Save and go on").click()
    expect(page).to_have_title("Elsewhere")
    assert "Mine" in site.posted[-1][1]


def test_a_person_who_was_signed_out_is_told_to_copy_what_they_wrote(page: Page, site: Site):
    site.answers["/keep/"] = lambda route: route.fulfill(status=302, headers={"Location": "/accounts/login/"})
    page.goto(SITE)
    page.get_by_label("What shows this?").press_sequentially("Mine")
    expect(page.get_by_role("status")).to_contain_text("You have been signed out")


def test_the_forms_own_button_sends_once_and_asks_nothing(page: Page, site: Site):
    site.answers["/keep/"] = saved()
    page.goto(SITE)
    page.get_by_label("What shows this?").fill("Group reflection")
    page.get_by_role("button", name="Save and go on").dblclick(no_wait_after=True)
    expect(page).to_have_title("Elsewhere")
    assert [path for path, _ in site.posted].count("/stored/") == 1


# --- surveys -----------------------------------------------------------------------------------


def test_answers_that_could_not_be_sent_stay_and_can_be_sent_again(page: Page, site: Site):
    site.answers["/next/"] = lambda route: route.abort()
    page.goto(f"{SITE}/survey/")
    page.get_by_label("What has been good?").fill("They listened")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_contain_text("Your answers are still here")
    expect(page.get_by_label("What has been good?")).to_have_value("They listened")
    del site.answers["/next/"]
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading")).to_have_text("Question 2")
    assert "They listened" in site.posted[-1][1]


def test_a_server_in_trouble_loses_nothing_either(page: Page, site: Site):
    site.answers["/next/"] = lambda route: route.fulfill(status=503, body="busy")
    page.goto(f"{SITE}/survey/")
    page.get_by_label("What has been good?").fill("They listened")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_contain_text("still here")


def test_back_brings_the_question_back_as_it_was_left(page: Page, site: Site):
    page.goto(f"{SITE}/survey/")
    page.get_by_label("What has been good?").fill("They listened")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading")).to_have_text("Question 2")
    page.go_back()
    expect(page.get_by_role("heading")).to_have_text("Question 1")
    expect(page.get_by_label("What has been good?")).to_have_value("They listened")


def test_the_next_question_can_be_sent_as_well(page: Page, site: Site):
    page.goto(f"{SITE}/survey/")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading")).to_have_text("Question 2")
    page.get_by_label("What has been good?").fill("Second")
    page.get_by_role("button", name="Next").dblclick()
    expect(page.get_by_label("What has been good?")).to_have_value("")
    assert [path for path, _ in site.posted] == ["/next/", "/next/"]


@pytest.mark.parametrize("way", ["button", "shift"])
def test_leaving_covers_the_page_ends_the_session_and_leaves_no_way_back(page: Page, site: Site, way: str):
    left = []
    site.answers["/left/"] = lambda route: (left.append(route.request.method), route.fulfill(body=""))
    page.goto(f"{SITE}/before/")
    page.goto(f"{SITE}/survey/")
    page.get_by_label("What has been good?").fill("They listened")
    if way == "button":
        page.get_by_role("link", name="Exit this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("http://neutral.test/weather")
    assert left == ["GET"]
    page.go_back()
    assert page.url == f"{SITE}/before/"


def test_shift_used_for_writing_does_not_leave(page: Page, site: Site):
    page.goto(f"{SITE}/survey/")
    page.get_by_label("What has been good?").press_sequentially("A B C D")
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        page.keyboard.press(key)
    assert page.url == f"{SITE}/survey/"
