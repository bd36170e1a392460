"""Axe looks once at pages that differ by their words alone, and at every page that differs in anything it judges."""

import pytest
from playwright.sync_api import Page

from tests.browser import visiting
from tests.browser.visiting import Approved, assert_accessible

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body><header>The site</header>
<nav aria-label="Steps"><p><a href="/one">One</a></p></nav><main>
<h1 id="top">{heading}</h1>{body}</main></body></html>"""
BODY = '<p class="note">A note</p><p><img src="/x.png" alt="A tree"></p><p><a href="#top">To the top</a></p>'


def page_with(body: str, *, title: str = "A page", heading: str = "A page") -> str:
    return PAGE.format(title=title, heading=heading, body=body)


@pytest.fixture
def mark(new_context):
    """What a page is remembered by."""
    page = new_context().new_page()
    remembered = Approved()

    def mark_of(html: str) -> str:
        page.set_content(html)
        return remembered.mark_of(page)

    return mark_of


def test_other_words_make_no_other_page(mark):
    other = page_with(BODY.replace("A note", "Quite another note").replace("A tree", "A bush"), heading="Elsewhere")
    assert mark(page_with(BODY)) == mark(other)


def test_two_rows_more_of_the_same_make_no_other_page(mark):
    assert mark(page_with("<b>1</b><b>2</b>")) == mark(page_with("<b>3</b><b>4</b><b>5</b>"))


@pytest.mark.parametrize(
    ("good", "other"),
    [
        ('class="note"', 'class="pale"'),
        ('alt="A tree"', ""),
        ('alt="A tree"', 'alt=" "'),
        ("To the top", ""),
        ('href="#top"', 'href="#bottom"'),
        ("<p ", "<p lang='xx' "),
        ("<p ", "<p style='color: #eee' "),
        ("<p ", "<p role='none' "),
        ("<p ", "<p tabindex='3' "),
        ("<p ", "<p id='top' "),
        ("<p ", "<p hidden "),
        ("<p ", "<p aria-labelledby='top' "),
        ("</p>", "</p><h4>Deep</h4>"),
        ("</p>", "</p><nav aria-label='Steps'><a href='/one'>One</a></nav>"),
    ],
)
def test_whatever_axe_may_mind_makes_another_page(mark, good: str, other: str):
    assert good in BODY
    assert mark(page_with(BODY)) != mark(page_with(BODY.replace(good, other, 1)))


def test_two_landmarks_with_one_name_are_not_two_with_two_names(mark):
    two = "<nav aria-label='Pages'><a href='/one'>One</a></nav>"
    assert mark(page_with(two)) != mark(page_with(two.replace("Pages", "Steps")))


def test_small_targets_close_together_are_not_small_targets_far_apart(mark):
    near = "<p><a href='/a'>A</a> <a href='/b'>B</a></p>"
    assert mark(page_with(near)) != mark(page_with(near.replace("A</a>", f"A</a>{'and so on ' * 5}")))


def test_a_page_without_a_name_is_another_page(mark):
    assert mark(page_with(BODY)) != mark(page_with(BODY, title=""))


def test_the_width_of_the_window_makes_another_page(new_context):
    page = new_context().new_page()
    page.set_content(page_with(BODY))
    marks = set()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        marks.add(Approved().mark_of(page))
    assert len(marks) == 2


def test_what_axe_minds_is_said_every_time_and_what_it_approves_is_asked_once(new_context, tmp_path, monkeypatch):
    page: Page = new_context().new_page()
    asked = []
    monkeypatch.setattr(visiting, "AXE", "on")
    ask_axe = visiting.ask_axe
    monkeypatch.setenv("AXE_APPROVED", str(tmp_path))
    monkeypatch.setattr(visiting, "ask_axe", lambda page: (asked.append(page), ask_axe(page)))
    page.set_content(page_with(BODY.replace('alt="A tree"', "")))
    for _ in range(2):
        with pytest.raises(AssertionError, match="image-alt"):
            assert_accessible(page)
    assert len(asked) == 2
    for note in ("One note", "Another note"):
        page.set_content(page_with(BODY.replace("A note", note)))
        assert_accessible(page)
    assert len(asked) == 3
