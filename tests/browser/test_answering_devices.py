"""A code on another phone, answers kept on this one, a tablet that many share, and a line that is busy."""

import datetime
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from organisations import limits
from surveys.actions.codes import make_codes
from surveys.models import Answer, ContactRequest, Draft, Response, SingleUseCode, SurveyLink
from surveys.views import visits
from tests.browser.rows import link_to
from tests.browser.visiting import PROBLEM, look_at
from tests.browser.walking import PHONE, SEND, go_back, go_to_the_end, heading, next_screen, start
from tests.builders import Borough


@pytest.fixture
def family_link(borough: Borough) -> SurveyLink:
    return link_to(borough.services["ward"], borough.round, "families")


def of_kind(borough: Borough, kind: str) -> SurveyLink:
    like = link_to(borough.services["ward"], borough.round, "families")
    return SurveyLink.objects.create(service=like.service, round=like.round, instrument=like.instrument, kind=kind)


@pytest.fixture
def code(borough: Borough) -> str:
    return make_codes(survey_link=of_kind(borough, "codes"), number=1, by=borough.people["lead"])[0]


# --- single-use codes --------------------------------------------------------------------------------


def test_i6_someone_pauses_on_a_phone_and_carries_on_elsewhere_with_the_code(open_browser, code: str):
    phone, library = open_browser(viewport=PHONE), open_browser()
    phone.goto(f"/s/code/#{code}")
    phone.get_by_text("Who can see your answers").click()
    expect(phone.get_by_text("Your code works once.")).to_be_visible()
    assert code not in phone.url
    assert code not in phone.evaluate("location.href")
    look_at(phone)
    phone.get_by_role("button", name="Start").click()
    phone.get_by_label("Always", exact=True).check()
    next_screen(phone)
    phone.get_by_text("Do you need a break?").click()
    phone.get_by_role("button", name="Pause").click()
    expect(heading(phone)).to_have_text("Your answers are saved")
    look_at(phone)
    assert (Draft.objects.count(), Response.objects.count()) == (1, 0)
    library.goto("/s/code/")
    longer = phone.locator(".tip-long-code").inner_text()
    assert longer.startswith(code)
    library.get_by_label("Your code").fill(longer.upper().replace("-", " "))
    library.get_by_role("button", name="Continue").click()
    library.get_by_role("button", name="Carry on").click()
    expect(library.get_by_text("Question 2 of")).to_be_visible()
    go_to_the_end(library)
    library.get_by_role("button", name=SEND).click()
    expect(heading(library)).to_have_text("Thank you")
    assert Answer.objects.get().point.key == "always"
    assert SingleUseCode.objects.get().is_spent
    assert not Draft.objects.exists()
    for _ in range(6):
        go_back(library)
        assert library.locator("input[value='always'][type='hidden'], input[value='always']:checked").count() == 0


def test_i1_a_code_is_typed_and_answered_without_javascript(open_browser, code: str):
    page = open_browser(viewport=PHONE, java_script_enabled=False)
    page.goto("/s/code/")
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Always", exact=True).locator("visible=true").check()
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    page.goto("/s/code/")
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(PROBLEM)).to_contain_text("It may have been used")


class ProxyThatLogs(BaseHTTPRequestHandler):
    """Stands before the site and writes down what proxies write down: the request line, and where it came from."""

    behind = ""
    log: list[str] = []

    def handle_any(self) -> None:
        ProxyThatLogs.log.append(f"{self.requestline} {self.headers.get('Referer', '')}")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or None
        headers = {name: value for name, value in self.headers.items() if name != "Accept-Encoding"}
        asked = Request(self.behind + self.path, body, headers, method=self.command)  # noqa: S310 our own test server
        try:
            answer = urlopen(asked, timeout=20)  # noqa: S310
        except HTTPError as error:
            answer = error
        with answer:
            content = answer.read()
            self.send_response(answer.status)
            for name in ("Content-Type", "Content-Security-Policy", "Referrer-Policy", "Cache-Control"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST = handle_any

    def log_message(self, *args) -> None:
        """Nothing on the console."""


def test_i5_a_proxy_that_logs_everything_learns_no_code(open_browser, code: str, base_url: str):
    ProxyThatLogs.behind, ProxyThatLogs.log = base_url, []
    proxy = ThreadingHTTPServer(("localhost", 0), ProxyThatLogs)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    there = f"http://localhost:{proxy.server_port}"
    try:
        page = open_browser(viewport=PHONE, home=there)
        page.goto(f"{there}/s/code/#{code}")
        page.get_by_role("button", name="Start").click()
        page.get_by_label("Always", exact=True).check()
        go_to_the_end(page)
        page.get_by_role("button", name=SEND).click()
        expect(heading(page)).to_have_text("Thank you")
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join(10)
    assert any("/s/code/" in line for line in ProxyThatLogs.log)
    assert not [line for line in ProxyThatLogs.log if code in line or code.replace("-", "") in line]
    assert not [line for line in ProxyThatLogs.log if "/s/" in line.split(" ")[-1]], "no page is named to the next"


# --- kept on this phone ------------------------------------------------------------------------------


def keep(page: Page) -> None:
    page.get_by_text("Do you need a break?").click()
    page.get_by_role("button", name="Save my answers on this phone").click()
    expect(page.get_by_text("Saved. To carry on")).to_be_visible()


def test_i6_answers_are_kept_on_this_phone_only_when_asked_and_carried_on(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    next_screen(page)
    assert page.evaluate("localStorage.length") == 0
    page.get_by_text("Do you need a break?").click()
    expect(page.get_by_text("Anyone who uses it could see them.")).to_be_visible()
    page.get_by_role("button", name="Save my answers on this phone").click()
    expect(page.get_by_text("Saved. To carry on")).to_be_visible()
    look_at(page)
    page.goto(family_link.get_absolute_url())
    expect(page.get_by_role("heading", name="You have already started")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Carry on").click()
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    assert Answer.objects.get().point.key == "always"
    assert page.evaluate("localStorage.length") == 0


def test_i6_what_is_kept_on_this_phone_can_be_deleted_and_goes_after_seven_days(open_browser, family_link: SurveyLink):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    keep(page)
    page.goto(family_link.get_absolute_url())
    page.get_by_role("button", name="Delete them").click()
    expect(page.get_by_role("button", name="Carry on")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    keep(page)
    page.clock.set_fixed_time(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7, minutes=1))
    page.goto(family_link.get_absolute_url())
    expect(page.get_by_role("button", name="Carry on")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


# --- a shared tablet ---------------------------------------------------------------------------------


@pytest.fixture
def tablet(borough: Borough, monkeypatch) -> SurveyLink:
    monkeypatch.setattr(visits, "TABLET", {"idle": 3, "after_sending": 1, "warn": 2})
    return of_kind(borough, "tablet")


def test_i10_a_shared_tablet_returns_to_its_start_after_sending_and_back_shows_nothing(
    open_browser, tablet: SurveyLink
):
    page = open_browser()
    start(page, tablet)
    page.get_by_label("Always", exact=True).check()
    expect(page.get_by_text("Do you need a break?")).to_have_count(0)
    go_to_the_end(page)
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("Thank you")
    expect(page.get_by_role("link", name="Start")).to_be_visible()
    assert Response.objects.count() == 1
    for _ in range(6):
        go_back(page)
        assert page.locator("input[value='always'][type='hidden'], input[value='always']:checked").count() == 0


def test_i10_an_idle_tablet_warns_can_be_given_more_time_and_then_clears_itself(open_browser, tablet: SurveyLink):
    page = open_browser()
    start(page, tablet)
    page.get_by_label("Always", exact=True).check()
    more = page.get_by_role("button", name="I need more time")
    for _ in range(2):
        expect(more).to_be_visible()
        expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
        more.click()
        expect(more).not_to_be_visible()
    expect(page.get_by_label("Always", exact=True)).to_be_checked()
    expect(page.get_by_role("link", name="Start")).to_be_visible(timeout=15_000)
    assert Response.objects.count() == 0
    for _ in range(4):
        go_back(page)
        assert page.locator("input[value='always'][type='hidden'], input[value='always']:checked").count() == 0


def test_i10_on_a_shared_tablet_the_contact_form_clears_itself_and_goes_back_to_the_start(
    open_browser, tablet: SurveyLink, monkeypatch
):
    page, short = open_browser(), visits.TABLET
    monkeypatch.setattr(visits, "TABLET", {"idle": 60, "after_sending": 60, "warn": 2})
    page.goto(f"{tablet.get_absolute_url()}thank-you/")
    page.get_by_role("link", name="I would like someone to contact me").click()
    look_at(page)
    monkeypatch.setattr(visits, "TABLET", short)
    page.reload()
    page.get_by_label("What should we call you?").fill("Sky")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(PROBLEM)).to_contain_text("Tell us how we can reach you.")
    expect(page.get_by_role("button", name="I need more time")).to_be_visible()
    expect(page.get_by_role("link", name="Start", exact=True)).to_be_visible(timeout=15_000)
    assert not ContactRequest.objects.exists()
    for _ in range(4):
        go_back(page)
        assert page.locator("input[value='Sky']").count() == 0
        assert "Sky" not in [box.input_value() for box in page.get_by_role("textbox").all()]
    page.goto(f"/s/contact/{tablet.service.partnership.slug}/?tablet={tablet.token}")
    page.get_by_label("What should we call you?").fill("Sky")
    page.get_by_label("How can we reach you?").fill("07700 900123")
    page.get_by_role("button", name="Send").click()
    expect(heading(page)).to_have_text("Thank you")
    expect(page.get_by_role("link", name="Start", exact=True)).to_be_visible(timeout=15_000)
    assert ContactRequest.objects.count() == 1


def test_i10_anyone_who_goes_on_answering_is_not_disturbed(open_browser, tablet: SurveyLink):
    page = open_browser()
    start(page, tablet)
    for _ in range(5):
        page.wait_for_timeout(1000)
        next_screen(page)
        expect(page.get_by_role("button", name="I need more time")).not_to_be_visible()


# --- a busy line -------------------------------------------------------------------------------------


def test_i7_a_page_that_was_slowed_sends_itself_a_little_later(open_browser, family_link: SurveyLink, monkeypatch):
    page = open_browser(viewport=PHONE)
    start(page, family_link)
    page.get_by_label("Always", exact=True).check()
    go_to_the_end(page)
    waits = iter([2, 0])
    monkeypatch.setattr(limits.rate_limiter, "wait", lambda *args, **more: next(waits, 0))
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("We will try again for you in a moment.")).to_be_visible()
    look_at(page)
    expect(heading(page)).to_have_text("Thank you")
    assert Response.objects.count() == 1
