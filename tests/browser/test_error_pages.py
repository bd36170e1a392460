"""An error on a survey page: the exit works, help is there, and nothing stands in the way of reading it."""

import pytest
from django.core.exceptions import SuspiciousOperation

from surveys.languages import language_called
from surveys.views import answering
from tests.browser.rows import link_to
from tests.browser.visiting import look_at
from tests.browser.walking import NEUTRAL, PHONE
from tests.builders import Borough

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("language", [language_called("en-gb"), language_called("ur")], ids=str)
def test_t1_t6_on_an_error_page_one_can_leave_and_find_help(
    open_browser, borough: Borough, monkeypatch, scripts: bool, language
):
    def broken(*_):
        raise SuspiciousOperation

    link = link_to(borough.services["ward"], borough.round, "families")
    monkeypatch.setattr(answering, "_survey_link", broken)
    page = open_browser(viewport=PHONE, elsewhere=NEUTRAL, java_script_enabled=scripts)
    page.goto(f"{link.get_absolute_url()}?language={language.code}")
    assert page.locator("html").get_attribute("dir") == language.direction
    assert page.locator("aside a[href='tel:08001111']").is_visible()
    if scripts:
        look_at(page)
    page.locator(".tip-exit a").click()
    page.wait_for_url(f"https://{NEUTRAL}/weather")
