"""The pages' phrases in other languages: gathered from what the pages say, none left without a translation."""

import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from organisations.accessibility import known_faults
from setup import words


def test_t14_families_find_every_phrase_in_their_language():
    waiting = {language: words.missing(language) for language in words.FAMILIES_LANGUAGES}
    assert waiting == {language: [] for language in words.FAMILIES_LANGUAGES}


def test_t14_a_translation_keeps_the_places_for_names_and_numbers():
    wrong = []
    for language in words.FAMILIES_LANGUAGES:
        for message in words.read(words.file_of(language)):
            wrong += [(language, message.id, str(error)) for error in message.check()] if message.id else []
    assert wrong == []


def test_the_pages_that_families_read_are_found_by_what_they_are_built_on():
    found = {path.relative_to(words.ROOT).as_posix() for path in words.family_sources()}
    assert {
        "templates/base_survey.html",
        "templates/base_document.html",
        "templates/surveys/public/start.html",
    } <= found
    assert {"templates/components/support_lines.html", "templates/crispy/field.html"} <= found
    assert not {"templates/surveys/links.html", "templates/components/matrix.html"} & found


def test_what_the_statement_lists_as_known_faults_is_gathered_from_its_file():
    gathered = {message.id for message in words.phrases("ur") if message.id}
    assert {text for fault in known_faults() for text in (fault.what, fault.instead)} <= gathered
    everything = {message.id for message in words.phrases("cy") if message.id}
    assert {fault.what for fault in known_faults()} <= everything


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one survey page, one staff page and one language."""
    monkeypatch.setattr(words, "ROOT", tmp_path)
    monkeypatch.setattr(words, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(words, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(words, "FAMILIES_LANGUAGES", ("pl",))
    (tmp_path / "templates").mkdir()
    page = '{% extends "base_survey.html" %}{% translate "Next" %}{% button _("Send") %}'
    (tmp_path / "templates" / "base_survey.html").write_text("")
    (tmp_path / "templates" / "page.html").write_text(page)
    (tmp_path / "templates" / "staff.html").write_text('{% translate "Rounds" %}')
    return tmp_path


def test_new_phrases_are_added_translations_kept_and_old_phrases_taken_away(place: Path):
    words.refresh("pl")
    file = words.file_of("pl")
    assert words.missing("pl") == ["Next", "Send"]
    file.write_text(file.read_text().replace('msgid "Next"\nmsgstr ""', 'msgid "Next"\nmsgstr "Dalej"'))
    (place / "templates" / "page.html").write_text('{% extends "base_survey.html" %}{% translate "Next" %}')
    words.refresh("pl")
    with file.open("rb") as stream:
        assert [(message.id, message.string) for message in read_po(stream) if message.id] == [("Next", "Dalej")]
    before = file.read_bytes()
    words.refresh("pl")
    assert file.read_bytes() == before


def test_another_language_gets_every_phrase_of_every_page(place: Path):
    words.refresh("cy")
    assert set(words.missing("cy")) == {"Next", "Send", "Rounds"}


def test_what_gettext_reads_is_made_when_it_is_not_there_or_too_old(place: Path):
    words.refresh("pl")
    words.compile_all()
    made = words.file_of("pl").with_suffix(".mo")
    first = made.stat().st_mtime_ns
    words.compile_all()
    assert made.stat().st_mtime_ns == first
    shutil.rmtree(place / "locale" / "pl")
    words.refresh("pl")
    words.compile_all()
    assert made.exists()
