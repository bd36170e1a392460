"""An admin sees what each language has, records a native speaker's check, and offers the language or not."""

import pytest
from django.utils import timezone

from organisations.models import AuditEntry
from surveys.models import Instrument, LanguageChoice, Wording
from surveys.wordings import languages_of
from tests.builders import Borough, text_of

LIST = "/elmfield/surveys/languages/"


def save(borough: Borough, code: str, **fields) -> str:
    data = {"is_offered": "yes", "checked_by": "", "checked_on": ""} | fields
    return text_of(borough.client("admin").post(f"{LIST}{code}/", data, follow=True))


def test_t14_every_language_awaits_a_native_speakers_check_at_first(borough: Borough):
    page = text_of(borough.client("admin").get(LIST))
    assert page.count("Awaiting a native speaker’s check") == 5
    assert "Panjabi (Shahmukhi)" in page
    assert page.count("Families' survey: all translated") == 5
    assert page.count("Children's survey: all translated") == 5


def test_t14_a_recorded_check_says_who_and_when(borough: Borough):
    page = save(borough, "ur", checked_by="Nadia Iqbal, interpreter", checked_on="2026-10-01")
    assert "Checked by Nadia Iqbal, interpreter on 1 October 2026" in page
    assert page.count("Awaiting a native speaker’s check") == 4
    choice = LanguageChoice.objects.get(language="ur")
    assert choice.recorded_by == borough.people["admin"]
    assert AuditEntry.objects.filter(
        what="recorded a native speaker's check", about="Urdu: Nadia Iqbal, interpreter, 1 October 2026"
    ).exists()


def test_a_language_can_be_taken_off_offer_and_put_back(borough: Borough):
    families = Instrument.objects.get(framework=borough.round.framework, key="families")
    assert "Not offered" in save(borough, "bn", is_offered="no")
    assert "bn" not in [language.code for language in languages_of(families, borough.partnership)]
    save(borough, "bn")
    assert LanguageChoice.objects.get(language="bn").is_offered


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"checked_by": "Nadia"}, "Enter the date it was checked"),
        ({"checked_on": "2026-10-01"}, "Enter who checked it"),
        ({"checked_by": "Nadia", "checked_on": "3026-10-01"}, "must be today or in the past"),
        ({"is_offered": "perhaps"}, "Select one of the options"),
    ],
)
def test_half_a_check_is_not_recorded(fields: dict, said: str, borough: Borough):
    assert said in save(borough, "ur", **fields)
    assert not LanguageChoice.objects.exists()


def test_a_check_may_be_of_today(borough: Borough):
    save(borough, "ur", checked_by="Nadia", checked_on=timezone.localdate().isoformat())
    assert LanguageChoice.objects.get().checked_on <= timezone.localdate()


def test_what_is_missing_is_counted_and_shown(borough: Borough):
    Wording.objects.get(language="pl", kind="question", key="families.f1b-once").delete()
    Wording.objects.get(language="pl", kind="support_hours", key="shout").delete()
    page = text_of(borough.client("admin").get(LIST))
    assert "Families' survey: 2 texts are not translated" in page
    assert "Children's survey: 1 text is not translated" in page
    assert "not translated yet" in text_of(borough.client("admin").get(f"{LIST}pl/"))


def test_a_native_speaker_reads_every_text_beside_its_english(borough: Borough):
    response = borough.client("admin").get(f"{LIST}pa-arab/")
    body = response.content.decode()
    assert '<span lang="pa-Arab" dir="rtl">' in body
    page = text_of(response)
    for wording in Wording.objects.filter(language="pa-arab"):
        assert wording.text in page
    assert "Skip to main content" in page


@pytest.mark.parametrize("code", ["xx", "en-gb", "pa"])
def test_a_language_that_surveys_are_not_in_has_no_page(code: str, borough: Borough):
    assert borough.client("admin").get(f"{LIST}{code}/").status_code == 404


def test_another_partnership_decides_for_itself(borough: Borough, other_borough: Borough):
    save(borough, "ar", is_offered="no")
    page = other_borough.client("admin").get("/oakham/surveys/languages/").content.decode()
    assert ">Not offered<" not in page


def test_the_page_of_a_language_is_headed_by_its_two_names(borough: Borough):
    body = borough.client("admin").get(f"{LIST}ur/").content.decode()
    assert 'Urdu <span lang="ur" dir="rtl">اردو</span></h1>' in body
    assert "<title>Survey language: Urdu" in body
