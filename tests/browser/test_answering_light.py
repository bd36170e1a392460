"""A survey's first page is light and stays where it is: for a phone with a bad line, and for a hand that has begun."""

import gzip

import pytest
from playwright.sync_api import Response as Answer

from tests.browser.rows import link_to
from tests.browser.walking import PHONE
from tests.builders import Borough

MOST_KILOBYTES = 60  # in English; other scripts bring a font of their own
WATCH = """window.moved = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.moved += one.value; }))
  .observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("survey", ["workforce", "families", "children"])
def test_the_first_page_is_light_and_nothing_on_it_moves(open_browser, borough: Borough, survey: str):
    page = open_browser(viewport=PHONE)
    page.add_init_script(WATCH)
    came: list[Answer] = []
    page.on("response", lambda one: came.append(one))
    page.goto(link_to(borough.services["ward"], borough.round, survey).get_absolute_url())
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => done())))")
    # A public server squeezes what is text; a font is squeezed already.
    sizes = {
        one.url.rsplit("/", 1)[-1]: len(one.body() if one.url.endswith("woff2") else gzip.compress(one.body(), 9))
        for one in came
    }
    assert len(sizes) > 2, "a page, its style and its script"
    assert sum(sizes.values()) <= MOST_KILOBYTES * 1024, sizes
    assert page.evaluate("window.moved") == 0
