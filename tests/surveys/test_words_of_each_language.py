"""What a reader of each language pointed out is said so nowhere again; children are spoken to as children."""

import csv
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from setup import words
from surveys.languages import language_called
from tests.builders import CONTENT, Borough, text_of
from tests.surveys.filling_in import link_of, questions_of, walk

# Words and spellings that were mended, as regular expressions, with what is written instead.
NOT_WRITTEN = {
    "ur": ["کہانی", "شراکت داری", "پیچھے", "بہتر ہے کہ میں", "نیچے لکھے لوگ", "رکھ لیا گیا", "رکھ لیے گئے"],
    "pa-arab": [
        "نئیں",
        r"ایہ\b",
        r"اسی\b",
        "لمبا",
        "کہانی",
        "جھٹ پٹ",
        "بھائی والی",
        r"بال\b",
        "بالاں",
        "تھلے لکھے لوک",
        "بہتی واری",
    ],
    "bn": ["পরিচর্যাকারী", "ভাবনায়", "নিচের মানুষ", "পিছনে", "পরেরটি", "কাছাকাছি সংখ্যায়", "যোগাযোগ করুন$", "কতবার"],
    "pl": [
        r"\bPokaz\b",
        "Gmina pokazowa",
        "rundy",
        "od zaraz",
        "ma przerwę",
        "Masz już odpowied",
        "To już jest",
        "są tu tym samym",
        "odpowiedzialna za ochronę",
    ],
    "ar": [
        "حاسوب",
        "الجولة",
        "لم تفعلوا أي خطأ",
        "الشباب",
        "الوصول إليكم",
        "النظر في هذا",
        "في متى وأين نلتقي",
        "مسؤول عن الحماية",
        "^في خطر الآن",
    ],
}
# Figures in printed Bengali; a key on a telephone is as on the telephone, and so are days and numbers of standards.
BENGALI_FIGURES = re.compile(r"(?<![\d.%A-Z])\b(?:3|7|8|10|12|13|19)\b(?! নভেম্বর)")


def said_in(language: str) -> list[str]:
    """Every text of the newest version and of the pages, in a language."""
    folder = {"pa-arab": "pa_Arab"}.get(language, language)
    pages = [one for message in words.read(words.file_of(folder)) if message.id for one in _forms(message.string)]
    with (CONTENT / "wordings" / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        return [*pages, *(row["text"] for row in csv.DictReader(file))]


def _forms(string) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


@pytest.mark.parametrize("language", NOT_WRITTEN)
def test_what_was_mended_in_a_language_is_not_written_again(language: str):
    texts = said_in(language)
    assert len(texts) > 200
    assert [(bad, text) for bad in NOT_WRITTEN[language] for text in texts if re.search(bad, text)] == []


def test_arabic_says_you_to_families_in_the_plural():
    """The words of a children's survey, which speaks to one child, stand in its own file."""
    alone = re.compile(r"(?:بطاقت|إجابات|رمز|غير|من فضل|هاتف)ك\b")
    pages = [one for message in words.read(words.file_of("ar")) if message.id for one in _forms(message.string)]
    assert [text for text in pages if alone.search(text)] == []


def test_arabic_speaks_to_one_child():
    with (CONTENT / "wordings" / "ar.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["key"].startswith("children") and row["kind"] != "instrument_audience"
        ]
    assert len(rows) > 15
    assert [
        row["text"] for row in rows if re.search(r"(?:كم|أجيبوا|اكتبوا|تقولوا|تودّون|شئتم|أنتم)\b", row["text"])
    ] == []


def test_bengali_writes_figures_as_it_prints_them():
    assert [text for text in said_in("bn") if BENGALI_FIGURES.search(text)] == []


def test_what_is_said_to_a_child_in_bengali_is_still_said():
    base, child = (words.read(words.file_of(name)) for name in ("bn", "bn_Child"))
    for message in child:
        if message.id:
            first = message.id[0] if message.pluralizable else message.id
            assert base.get(first), f"no page says {first!r} any more"
    assert len(child) > 50


# "You" and what is asked of someone in the polite form; "দেখেন" and the like are said of grown-ups.
POLITE = re.compile(
    r"আপন|(?:করুন|(?:বাদ|টিক|উত্তর|করে) দিন|যান|পাঠান|লিখুন|নিন|রাখুন|শুনুন|চাপুন|দেখুন|খুলুন|থামান)(?![\w\u0981-\u09cd])"
)


TO_THE_HELPER = (
    "Please read the words out loud and let the child choose. There are no wrong answers. You can skip any question. "
    "Please do not guess for the child."
)


@pytest.mark.thorough
def test_a_childrens_survey_in_bengali_speaks_to_a_child_from_first_page_to_last(borough: Borough):
    link, client = link_of(borough, "children"), Client()
    asked = {"language": "bn"}
    pages = [client.get(f"/s/{link.token}/", asked), *walk(client, link, client.get(questions_of(link), asked))]
    pages.append(client.get(f"/s/{link.token}/thank-you/", asked))
    assert len(pages) > 12
    # What the helper reads is said to a grown-up, and so is what to press on a telephone.
    with translation.override("bn"):
        to_the_helper = gettext(TO_THE_HELPER)
    for page in pages:
        text = text_of(page)
        found = POLITE.search(text.replace(to_the_helper, "").replace("2 বেছে নিন", ""))
        assert not found, text[max(0, found.start() - 60) : found.end() + 60]


def test_a_familys_survey_in_bengali_speaks_to_a_grown_up(borough: Borough):
    link = link_of(borough, "families")
    page = text_of(Client().get(f"/s/{link.token}/", {"language": "bn"}))
    assert "আপনার" in page
    assert "তোমার" not in page


def test_days_are_written_to_a_child_as_to_anyone():
    from django.utils.formats import date_format

    from tests.builders import TODAY

    written = []
    for code in ("bn", language_called("bn").of_pages(to_a_child=True)):
        with translation.override(code):
            written.append(date_format(TODAY, "j E Y"))
    assert written[0] == written[1]
    assert not written[0].isascii()


def test_what_lacks_in_a_childs_file_is_as_in_the_languages_own(tmp_path: Path):
    whole = words.whole([words.file_of("bn_Child"), words.file_of("bn")])
    assert whole.get("Skip").string == "বাদ দাও"
    assert whole.get("Your code").string == "আপনার কোড"


# --- a native speaker's check ---


def start(borough: Borough, language: str, survey: str = "families") -> dict:
    page = Client().get(f"/s/{link_of(borough, survey).token}/", {"language": language})
    return {"visit": page.context["visit"], "page": page}


def unchecked_line(borough: Borough, language: str) -> str:
    from django.template.loader import render_to_string

    visit = start(borough, language)["visit"]
    with visit.speaking():
        return " ".join(render_to_string("surveys/public/_unchecked.html", {"visit": visit}).split())


AWAITS = {"ur": "ابھی", "pa-arab": "اجے", "bn": "এখনও", "pl": "jeszcze", "ar": "بعد"}


@pytest.mark.slow
@pytest.mark.parametrize("language", AWAITS)
def test_a_reader_is_told_that_no_native_speaker_has_checked_the_words_until_one_has(language, borough, other_borough):
    from surveys.models import LanguageChoice

    said = unchecked_line(borough, language)
    assert "<p" in said
    assert said.isascii() is False
    here = {"framework": borough.round.framework, "language": language}
    choice = LanguageChoice.objects.create(partnership=borough.partnership, **here)
    assert unchecked_line(borough, language) == said, "offered, and not checked"
    LanguageChoice.objects.filter(pk=choice.pk).update(checked_by="Nadia", checked_on="2026-11-30")
    assert unchecked_line(borough, language) == ""
    assert unchecked_line(other_borough, language) == said, "another partnership has recorded none"


def test_nothing_is_said_of_it_in_english(borough: Borough):
    assert unchecked_line(borough, "en-gb") == ""
