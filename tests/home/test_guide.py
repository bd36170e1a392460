"""The guide names what pages are called and shows pictures that are there. Where it leads: tests/test_every_page.py."""

import re
from collections.abc import Iterator

import pytest
from PIL import Image

from home.guide.pages import FIRST_TIME, PAGES
from home.guide.parts import Page
from organisations.roles import Role
from setup.book import phrases
from setup.place import ROOT

QUOTED = re.compile(r"“([^”]+)”")


def words_of(page: Page) -> Iterator[str]:
    yield from (str(page.title), str(page.lede))
    for part in (FIRST_TIME, *page.parts):
        yield from (str(part.heading), str(part.why))
        yield from (str(words) for step in part.steps for words in (step.text, step.link))


@pytest.mark.anywhere
def test_what_the_guide_names_in_quotes_stands_on_a_page():
    said = {text.said for text in phrases() if not text.file.startswith("home/guide/")}
    named = {name for page in PAGES for words in words_of(page) for name in QUOTED.findall(words)}
    assert len(named) > 5
    assert named - said == set()


@pytest.mark.anywhere
def test_every_role_has_a_page_and_every_address_is_one_pages_own():
    assert frozenset[Role]().union(*(page.roles for page in PAGES)) == set(Role)
    assert len({page.slug for page in PAGES}) == len(PAGES)


@pytest.mark.anywhere
def test_every_picture_is_there_is_small_and_says_what_it_shows():
    pictures = {part.picture for page in PAGES for part in page.parts if part.picture}
    assert pictures
    for picture in pictures:
        file = ROOT / "static" / "images" / picture.path
        assert file.stat().st_size < 80 * 1024
        with Image.open(file) as opened:
            assert opened.size[0] == 960
        assert picture.alt
    kept = {file.stem for file in (ROOT / "static" / "images" / "guide").iterdir()}
    assert kept == {picture.name for picture in pictures}
