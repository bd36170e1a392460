"""A survey is in one language throughout, or falls back to English whole."""

import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from framework.actions import load_framework
from framework.content_files import ContentError
from framework.models import FrameworkVersion
from surveys import languages as surveys_languages
from surveys import standing, wordings
from surveys.languages import all_languages, english, language_called
from surveys.models import Instrument, LanguageChoice, Question, SupportLine, Wording
from surveys.wordings import InstrumentWords, language_for, languages_of, missing_in, texts_of
from tests.builders import CONTENT, TODAY, Borough

CODES = ["ur", "pa-arab", "bn", "pl", "ar"]


@pytest.fixture
def families(framework) -> Instrument:
    return Instrument.objects.get(framework=framework, key="families")


@pytest.fixture
def every_phrase(monkeypatch):
    """Where only the questions matter: the pages around them speak every language."""
    monkeypatch.setattr(wordings, "phrases_not_translated", lambda code: ())


def read_anew() -> None:
    """As a process that begins now. Nothing takes one text away from a version while a process knows it whole."""
    standing.forget()
    wordings.whole_in.cache_clear()


def test_six_languages_with_their_direction_and_their_own_names():
    assert [language.code for language in all_languages()] == ["en-gb", *CODES]
    assert {language.tag: language.direction for language in all_languages()} == {
        "en-GB": "ltr",
        "ur": "rtl",
        "pa-Arab": "rtl",
        "bn": "ltr",
        "pl": "ltr",
        "ar": "rtl",
    }
    assert [language.own_name for language in all_languages()] == [
        "English", "اردو", "پنجابی", "বাংলা", "polski", "العربيّة",
    ]  # fmt: skip
    assert language_called("pa-arab").name == "Panjabi (Shahmukhi)"
    assert language_called("xx") == language_called("") == english()


@pytest.mark.parametrize("key", ["families", "children"])
def test_t14_every_text_of_the_families_and_childrens_surveys_is_there_in_every_language(key: str, framework):
    survey = Instrument.objects.get(framework=framework, key=key)
    missing = missing_in(framework, [survey])
    assert {language.code: texts[survey] for language, texts in missing.items()} == {code: [] for code in CODES}


@pytest.mark.parametrize("code", CODES)
def test_t14_a_survey_in_a_language_has_nothing_in_english(code: str, families: Instrument, every_phrase):
    words = InstrumentWords(families, language_called(code))
    texts = [words.title, words.audience, words.introduction]
    for section in families.sections.prefetch_related("questions__scale__points"):
        texts += [words.section_title(section), words.section_note(section)]
        for question in section.questions.all():
            texts.append(words.question(question))
            if question.scale:
                texts += [words.stem(question.scale), *(words.point(point) for point in question.scale.points.all())]
    lines = SupportLine.objects.filter(framework=families.framework_id, for_families=True)
    texts += [words.support(line)["hours"] for line in lines]
    in_english = set(texts_of(families.framework, instrument=families).values())
    assert in_english & set(filter(None, texts)) == set()
    assert words.support(lines.get(code="childline"))["name"] == "Childline"
    assert words.support(lines.get(code="emergency"))["name"] != "In danger now"


def test_in_english_the_words_are_the_rows_own_and_cost_nothing(families: Instrument):
    question = families.questions.select_related("scale").filter(kind="choice").first()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        words = InstrumentWords(families, english())
        assert words.title == families.title
        assert words.question(question) == question.text
        assert words.stem(question.scale) == question.scale.stem
    assert len(queries) == 0


def test_in_another_language_they_cost_one_query(families: Instrument):
    sections = list(families.sections.prefetch_related("questions__scale__points"))
    with CaptureQueriesContext(connection) as queries:
        words = InstrumentWords(families, language_called("ur"))
        for section in sections:
            for question in section.questions.all():
                words.question(question)
                if question.scale:
                    [words.point(point) for point in question.scale.points.all()]
    assert len(queries) == 1


def test_t14_a_language_with_one_text_missing_is_not_offered(families: Instrument, borough: Borough, every_phrase):
    assert [language.code for language in languages_of(families, borough.partnership)] == ["en-gb", *CODES]
    Wording.objects.get(language="ur", kind="point", key="how-often.rarely").delete()
    read_anew()
    assert [language.code for language in languages_of(families, borough.partnership)] == ["en-gb", *CODES[1:]]
    children = Instrument.objects.get(framework=families.framework, key="children")
    assert "ur" in [language.code for language in languages_of(children, borough.partnership)]


def test_t14_a_language_whose_buttons_are_not_translated_is_not_offered(
    families: Instrument, borough: Borough, monkeypatch
):
    monkeypatch.setattr(wordings, "phrases_not_translated", lambda code: ("Next",) if code == "pl" else ())
    assert "pl" not in [language.code for language in languages_of(families, borough.partnership)]


def test_t14_phrases_without_a_compiled_file_count_as_missing(tmp_path: Path, settings):
    surveys_languages.phrases_not_translated.cache_clear()
    surveys_languages.phrases_in.cache_clear()
    settings.LOCALE_PATHS = [tmp_path]
    try:
        assert surveys_languages.phrases_not_translated("ur") != ()
        assert surveys_languages.phrases_not_translated("en-gb") == ()
    finally:
        surveys_languages.phrases_not_translated.cache_clear()
        surveys_languages.phrases_in.cache_clear()


def test_a_language_that_the_partnership_does_not_offer_is_left_out_there_only(
    families: Instrument, borough: Borough, other_borough: Borough, every_phrase
):
    LanguageChoice.objects.create(
        partnership=borough.partnership, framework=families.framework, language="bn", is_offered=False
    )
    assert "bn" not in [language.code for language in languages_of(families, borough.partnership)]
    assert "bn" in [language.code for language in languages_of(families, other_borough.partnership)]


def test_staff_are_asked_in_english(framework, borough: Borough, every_phrase):
    workforce = Instrument.objects.get(framework=framework, key="workforce")
    assert languages_of(workforce, borough.partnership) == [english()]


def test_a_page_asked_for_in_a_language_that_is_not_there_comes_in_english(
    families: Instrument, borough: Borough, every_phrase
):
    asked = RequestFactory()
    assert language_for(asked.get("/?language=ar"), families, borough.partnership).code == "ar"
    assert language_for(asked.post("/", {"language": "pl"}), families, borough.partnership).code == "pl"
    for odd in ("", "xx", "../../etc", "en-gb"):
        assert language_for(asked.get("/", {"language": odd}), families, borough.partnership) == english()
    Wording.objects.get(language="ar", kind="question", key="families.f1b-once").delete()
    read_anew()
    assert language_for(asked.get("/?language=ar"), families, borough.partnership) == english()


def test_a_local_question_is_asked_only_in_languages_it_has_words_in(families: Instrument, borough: Borough):
    section = families.sections.first()
    local = Question.objects.create(
        instrument=families,
        section=section,
        code="elm-1",
        kind="open",
        text="How was the garden?",
        partnership=borough.partnership,
        order=99,
    )
    assert InstrumentWords(families, english()).asks(local)
    assert not InstrumentWords(families, language_called("pl")).asks(local)
    Wording.objects.create(
        framework=families.framework, language="pl", kind="question", key="families.elm-1", text="Jak było w ogrodzie?"
    )
    assert InstrumentWords(families, language_called("pl")).asks(local)
    assert InstrumentWords(families, language_called("pl")).question(local) == "Jak było w ogrodzie?"


def test_a_partnerships_own_support_line_is_never_half_in_english(families: Instrument, borough: Borough):
    words = InstrumentWords(families, language_called("ur"))
    row = {"partnership": borough.partnership, "kind": "phone", "for_families": True, "for_staff": True, "order": 1}
    own = SupportLine(code="elm", name="Elm House", contact="01234 567890", hours="Mondays", **row)
    assert (words.support(own)["name"], words.support(own)["hours"]) == ("Elm House", "")
    same = SupportLine(code="samaritans", name="Samaritans", contact="116 123", hours="24 hours a day, free", **row)
    assert words.support(same)["hours"] == "کسی بھی وقت، مفت"
    changed = SupportLine(code="samaritans", name="Samaritans", contact="116 123", hours="mornings", **row)
    assert words.support(changed)["hours"] == ""


def test_a_line_copied_from_an_earlier_version_keeps_its_hours_in_other_languages(
    families: Instrument, borough: Borough
):
    before = FrameworkVersion.objects.create(code="before", title="Before", version="2026.1", checksum="before")
    line = {"code": "samaritans", "name": "Samaritans", "contact": "116 123", "hours": "any time, free"}
    line |= {"kind": "phone", "for_families": True, "for_staff": True, "order": 1}
    SupportLine.objects.create(framework=before, checked_on=TODAY, **line)
    Wording.objects.create(
        framework=before, language="ur", kind="support_hours", key="samaritans", text="کسی بھی وقت، مفت"
    )
    own = SupportLine(partnership=borough.partnership, **line)
    assert InstrumentWords(families, language_called("ur")).support(own)["hours"] == "کسی بھی وقت، مفت"
    assert InstrumentWords(families, language_called("pl")).support(own)["hours"] == ""


# --- the files -----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, with the same code, that a test may change."""
    return shutil.copytree(CONTENT, tmp_path / "copy")


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_words_and_support_lines_may_be_mended_while_a_round_runs(borough: Borough, framework, folder: Path):
    change(folder, "wordings/pl.csv", "Wolę nie mówić", "Wolę nie odpowiadać")
    change(folder, "support_lines.csv", "116 123", "116 124")
    version, changed = load_framework(folder=folder)
    assert (version, changed) == (framework, True)
    assert Wording.objects.get(language="pl", key="how-often.prefer-not").text == "Wolę nie odpowiadać"
    assert SupportLine.objects.get(framework=framework, code="samaritans").contact == "116 124"
    assert load_framework(folder=folder) == (framework, False)
    assert FrameworkVersion.objects.count() == 1


def test_which_languages_are_whole_is_found_out_once_and_anew_when_the_files_were_read_again(
    borough: Borough, families: Instrument, every_phrase, folder: Path
):
    def offered() -> list[str]:
        return [language.code for language in languages_of(families, borough.partnership)]

    assert "pl" in offered()
    with CaptureQueriesContext(connection) as queries:
        assert "pl" in offered()
    assert len(queries) == 2  # what is not offered here, and whether words or support lines were read again
    words = folder / "wordings" / "pl.csv"
    whole = words.read_text(encoding="utf-8")
    words.write_text("".join(line for line in whole.splitlines(keepends=True) if "families.f1b-once" not in line))
    load_framework(folder=folder)
    assert "pl" not in offered()
    words.write_text(whole, encoding="utf-8")
    load_framework(folder=folder)
    assert "pl" in offered()


def test_words_that_a_partnership_gave_its_own_question_stay(borough: Borough, families: Instrument, folder: Path):
    Question.objects.create(
        instrument=families,
        section=families.sections.first(),
        code="elm-1",
        kind="open",
        text="How was the garden?",
        partnership=borough.partnership,
        order=99,
    )
    own = Wording.objects.create(
        framework=families.framework, language="pl", kind="question", key="families.elm-1", text="Jak było w ogrodzie?"
    )
    change(folder, "wordings/pl.csv", "Wolę nie mówić", "Wolę nie odpowiadać")
    load_framework(folder=folder)
    assert Wording.objects.filter(pk=own.pk).exists()


MISTAKES = {
    "a kind that is not there": (
        ("question,families.f1b-once", "quest,families.f1b-once"),
        "“kind” is “quest”; known here:",
    ),
    "a question that is not there": (("families.f1b-once", "families.f9z"), "there is no question “families.f9z” here"),
    "an English text that has changed since": (
        ("Telling my story once was enough", "Telling my story twice was enough"),
        "the English of question “families.f1b-once” now is “Telling my story once was enough”; "
        "look at the translation again",
    ),
    "a translation that is empty": (("Wystarczyło opowiedzieć moją historię jeden raz", " "), "is empty"),
}


@pytest.mark.parametrize(("spoil", "reason"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_words_is_refused_and_nothing_is_changed(spoil, reason, borough, folder: Path):
    before = list(Wording.objects.order_by("pk").values_list("pk", "text"))
    change(folder, "wordings/pl.csv", *spoil)
    with pytest.raises(ContentError) as error:
        load_framework(folder=folder)
    assert "wordings/pl.csv, line " in str(error.value)
    assert reason in str(error.value)
    assert list(Wording.objects.order_by("pk").values_list("pk", "text")) == before


def test_a_file_for_a_language_that_surveys_are_not_in_is_refused(borough, folder: Path):
    shutil.copy(folder / "wordings" / "pl.csv", folder / "wordings" / "xx.csv")
    with pytest.raises(ContentError, match="“xx” is not a language of the surveys"):
        load_framework(folder=folder)
