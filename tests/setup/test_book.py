"""`make book`: every English text with its place, so that an editor can read the product as a book."""

from functools import cache
from pathlib import Path

import pytest

from setup import book
from tests.test_house_rules import OUR_APPS

pytestmark = pytest.mark.slow


@cache
def everything() -> list[book.Text]:
    return [*book.texts(), *book.documents()]


def found(said: str) -> set[tuple[str, str]]:
    return {(text.room, text.file) for text in everything() if said in text.said}


@pytest.fixture
def a_page(monkeypatch, tmp_path) -> Path:
    """A template and a module of a room of their own."""
    page = tmp_path / "templates" / "inside" / "page.html"
    page.parent.mkdir(parents=True)
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "__init__.py").touch()
    page.write_text(
        '{% load i18n %}\n<h1>{% translate "A heading" %}</h1>\n'
        "{% blocktranslate count n=n trimmed %}\n  One\n  thing\n{% plural %}{{ n }} things{% endblocktranslate %}"
    )
    monkeypatch.setattr(book, "ROOT", tmp_path)
    monkeypatch.setattr(book, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(book, "all_sources", lambda: [page])
    return page


def test_each_phrase_has_its_room_file_and_line_and_both_its_numbers(a_page: Path):
    assert [(text.room, text.file, text.line, text.said) for text in book.phrases()] == [
        ("inside", "templates/inside/page.html", 2, "A heading"),
        ("inside", "templates/inside/page.html", 3, "One thing"),
        ("inside", "templates/inside/page.html", 3, "%(n)s things"),
    ]


def test_every_room_that_says_something_has_its_chapter():
    rooms = {text.room for text in everything()} - {book.DOCUMENTS}
    assert rooms == {*OUR_APPS, book.WHOLE_SITE}


@pytest.mark.parametrize(
    ("said", "file"),
    [
        ("Building relationships", f"framework/content/{book.newest_framework().name}/features.csv"),
        ("Sign out", "templates/account/logout.html"),
        ("Services that recorded deep listening", "reporting/measures/registry.py"),
        ("There is no connection", "static/js/autosave.js"),
        ("partnership", "README.md"),
        ("single-use code", "docs/glossary.md"),
    ],
)
def test_pages_the_framework_scripts_and_documents_are_in_it(said: str, file: str):
    assert file in {where for _, where in found(said)}


def test_mails_are_in_it():
    assert {"organisations", "surveys"} <= {text.room for text in everything() if "/mail/" in text.file}


def test_names_of_the_code_and_notes_are_not(capsys):
    assert found("framework/content") == found("instrument_title") == set()
    assert found("The made-up borough, Millbrook") == set()


def test_the_newest_framework_is_the_one_of_the_latest_year_and_number(monkeypatch, tmp_path):
    for name in ("tip-2026-9", "tip-2026-10", "tip-2025-11"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(book, "FRAMEWORK", tmp_path)
    assert book.newest_framework().name == "tip-2026-10"


def test_it_is_printed_room_by_room_with_lines(capsys):
    book.main(["home"])
    printed = capsys.readouterr().out
    assert printed.count("\n# ") + printed.startswith("# ") == 1
    assert "\n## templates/home/start.html\n" in printed


def test_a_room_that_is_not_there_is_told(capsys):
    with pytest.raises(SystemExit):
        book.main(["attic"])
    assert "attic" in capsys.readouterr().out
