"""The accessibility statement in each language: whole, or not offered; and who has read the translation."""

import datetime
import re

import pytest
from django.conf import settings
from django.test import Client

from home import statement
from home.statement import TRANSLATED_ON, checked_on, statement_languages
from organisations.accessibility import KnownFault, known_faults
from organisations.models import Partnership
from setup import words
from surveys.languages import Language, all_languages, english, phrases_in
from surveys.models import LanguageChoice
from tests.builders import Borough, text_of

OTHERS = [language for language in all_languages() if language != english()]
IN_OTHER_LETTERS = [language for language in OTHERS if language.code != "pl"]
STATEMENT = ("templates/organisations/_accessibility.html", "templates/organisations/accessibility_translated.html")
AWAITS = "This translation was made with care. It still awaits a native speaker’s check."


def page_in(language: Language) -> str:
    return Client().get("/accessibility/", {"language": language.code}).content.decode()


def said_in(language: Language, phrase: str) -> str:
    return dict(phrases_in(language.code))[phrase]


def phrases_of_the_statement() -> list[str]:
    """What the page says in English, without its markup and the places for names and days."""
    found = [message for name in STATEMENT for _, message, *_ in words.found_in(words.ROOT / name)]
    parts = [part for message in found for part in re.split(r"<[^>]+>|%\(\w+\)s", message)]
    faults = [text for fault in known_faults() for text in (fault.what, fault.instead)]
    return [part.strip(" .,") for part in [*parts, *faults] if len(part.split()) > 1]


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def without_names(page: str) -> str:
    """The page without what is marked as English: names of bodies, laws and places."""
    page = page[page.index("<body") :]
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    return plain(re.sub(r'<(bdi|a)[^>]* lang="en-GB".*?</\1>', "", page))


@pytest.mark.parametrize("language", all_languages(), ids=str)
def test_the_page_says_in_which_language_it_is(language: Language, db):
    page = page_in(language)
    root = f'<html lang="{language.tag}" dir="{language.direction}">'
    assert (root.replace("en-GB", "en-gb") if language == english() else root) in page
    assert ("app.rtl.css" in page) == language.is_right_to_left
    title = said_in(language, "Accessibility statement") if language != english() else "Accessibility statement"
    assert f"<title>{title} – TiP Borough</title>" in page
    assert re.search(rf"<h1[^>]*>{title}</h1>", page)


@pytest.mark.parametrize("language", OTHERS, ids=str)
def test_no_sentence_is_left_in_english(language: Language, db):
    page = without_names(page_in(language))
    assert len(phrases_of_the_statement()) > 35
    assert [phrase for phrase in phrases_of_the_statement() if phrase in page] == []


def test_someone_who_is_signed_in_reads_it_whole_too(borough: Borough):
    english_page = borough.client("lead").get("/accessibility/").content.decode()
    assert "Sign out" in english_page
    page = borough.client("lead").get("/accessibility/?language=ur").content.decode()
    for phrase in ("Sign out", "Menu", "Becoming trauma-informed", ">Privacy<"):
        assert phrase not in page


@pytest.mark.parametrize("language", IN_OTHER_LETTERS, ids=str)
def test_two_latin_words_in_a_row_are_names(language: Language, db):
    page = without_names(page_in(language)).replace("TiP Borough", "")
    own_names = [each.own_name for each in all_languages()]
    found = [run for run in re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})+", page) if run not in own_names]
    assert found == []


@pytest.mark.parametrize("language", OTHERS, ids=str)
def test_every_known_fault_and_every_link_is_there_in_every_language(language: Language, db):
    page = page_in(language)
    for fault in known_faults():
        assert f"{said_in(language, fault.what)} {said_in(language, fault.instead)}" in page
        assert fault.guideline in page
    leads_to = re.findall(r'href="(https://[^"]+)"', page_in(english()))
    assert sorted(re.findall(r'href="(https://[^"]+)"', page)) == sorted(leads_to)
    assert "%(" not in page
    assert "&lt;" not in page


def test_the_day_is_written_as_the_language_writes_it(db):
    shown = {language.code: plain(page_in(language)) for language in OTHERS}
    assert "Usterka znana od 23 listopada 2026." in shown["pl"]
    assert "23 نومبر 2026" in shown["ur"]
    assert "23 نومبر 2026" in shown["pa-arab"]
    assert "23 নভেম্বর 2026" in shown["bn"]
    assert "23 نوفمبر 2026" in shown["ar"]


def test_every_language_is_a_link_in_its_own_name_and_the_one_read_is_marked(db):
    for language in all_languages():
        page = page_in(language)
        for other in all_languages():
            address = "/accessibility/" if other == english() else f"/accessibility/?language={other.code}"
            link = f'href="{address}" hreflang="{other.tag}" lang="{other.tag}" dir="{other.direction}"'
            current = ' aria-current="true"' if other == language else ""
            assert f"{link}{current}>{other.own_name}</a>" in page


@pytest.mark.parametrize("odd", ["", "xx", "../../etc", "en-gb", "PL"])
def test_anything_else_that_is_asked_for_comes_in_english(odd: str, db):
    page = Client().get("/accessibility/", {"language": odd}).content.decode()
    assert '<html lang="en-gb" dir="ltr">' in page
    assert "What some people cannot use yet" in page


def test_a_fault_that_is_not_translated_takes_the_statement_out_of_every_other_language(db, monkeypatch):
    new = KnownFault(**{**vars(known_faults()[0]), "what": "A new fault."})
    monkeypatch.setattr(statement, "known_faults", lambda: (*known_faults(), new))
    assert statement_languages() == [english()]
    page = page_in(next(one for one in OTHERS if one.code == "pl"))
    assert "Accessibility statement</h1>" in page
    assert "polski" not in page


def test_a_language_with_one_phrase_missing_is_not_offered_and_the_others_are(db, monkeypatch):
    monkeypatch.setattr(statement, "phrases_not_translated", lambda code: ("How we test",) if code == "bn" else ())
    assert [language.code for language in statement_languages()] == [
        code for code, _ in settings.LANGUAGES if code != "bn"
    ]
    page = Client().get("/accessibility/?language=bn")
    assert "How we test" in text_of(page)
    assert "বাংলা" not in text_of(page)


# --- a native speaker's check ---------------------------------------------------------------------


def record_check(place: Partnership, framework, day: datetime.date, language: str = "ur") -> None:
    LanguageChoice.objects.create(
        partnership=place, framework=framework, language=language, checked_by="A reader", checked_on=day
    )


@pytest.mark.parametrize("language", OTHERS, ids=str)
def test_each_translation_says_that_it_awaits_a_native_speakers_check(language: Language, db):
    assert said_in(language, AWAITS) in page_in(language)


def test_the_english_says_nothing_of_the_kind(db):
    assert "native speaker" not in page_in(english())


def test_once_someone_has_recorded_a_check_the_page_says_when(borough: Borough, framework):
    record_check(borough.partnership, framework, TRANSLATED_ON)
    urdu = next(one for one in OTHERS if one.code == "ur")
    page = page_in(urdu)
    assert said_in(urdu, AWAITS) not in page
    assert "30 نومبر 2026" in page
    assert "A reader" not in page, "who it was is nobody's business"
    arabic = next(one for one in OTHERS if one.code == "ar")
    assert said_in(arabic, AWAITS) in page_in(arabic)


def test_a_check_from_before_these_words_has_not_read_them(borough: Borough, framework):
    record_check(borough.partnership, framework, TRANSLATED_ON - datetime.timedelta(days=1))
    urdu = next(one for one in OTHERS if one.code == "ur")
    assert checked_on(urdu) is None


def test_a_fault_found_since_the_check_awaits_another_one(borough: Borough, framework, monkeypatch):
    record_check(borough.partnership, framework, TRANSLATED_ON)
    later = TRANSLATED_ON + datetime.timedelta(days=1)
    new = KnownFault(**{**vars(known_faults()[0]), "found_on": later, "looked_at_on": later})
    monkeypatch.setattr(statement, "known_faults", lambda: (*known_faults(), new))
    urdu = next(one for one in OTHERS if one.code == "ur")
    assert checked_on(urdu) is None
    LanguageChoice.objects.update(checked_on=later)
    assert checked_on(urdu) == later


def test_what_a_demonstration_records_is_made_up(borough: Borough, framework):
    Partnership.objects.filter(pk=borough.partnership.pk).update(is_demonstration=True)
    record_check(borough.partnership, framework, TRANSLATED_ON)
    urdu = next(one for one in OTHERS if one.code == "ur")
    assert checked_on(urdu) is None
