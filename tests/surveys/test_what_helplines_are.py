"""Helplines say in each language what they are and what they answer in, and children are shown theirs only."""

import csv
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from surveys.actions.support import save_line
from surveys.languages import language_called
from surveys.models import Instrument, SupportLine, SurveyLink
from surveys.wordings import InstrumentWords
from tests.builders import CONTENT, Borough, text_of
from tests.surveys.filling_in import link_of

ENGLISH_ONLY = {"childline", "samaritans", "shout", "nspcc", "domestic-abuse", "mens-advice"}
NOT_FOR_CHILDREN = {"Men's Advice Line", "National Domestic Abuse Helpline"}
LANGUAGES = ["ur", "pa-arab", "bn", "pl", "ar"]
SAMARITANS = {
    "ur": "دل کی بات کرنے کے لیے ہیلپ لائن",
    "pa-arab": "دل دی گل کرن لئی ہیلپ لائن",
    "bn": "মনের কথা বলার হেল্পলাইন",
    "pl": "telefon wsparcia emocjonalnego",
    "ar": "خط للاستماع والدعم النفسي",
}
IN_ENGLISH = {
    "ur": "انگریزی میں جواب دیتے ہیں",
    "pa-arab": "انگریزی وچ جواب دیندے نیں",
    "bn": "ইংরেজিতে উত্তর দেওয়া হয়",
    "pl": "po angielsku",
    "ar": "الرد بالإنجليزية",
}


def lines() -> list[dict[str, str]]:
    with (CONTENT / "support_lines.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown_to(borough: Borough, client, survey: str, language: str = "en-gb") -> str:
    return text_of(client.get(link_of(borough, survey).get_absolute_url(), {"language": language}))


def test_each_helpline_says_what_it_is_what_it_answers_in_and_when_that_was_found_out():
    assert {line["code"] for line in lines() if not line["what"]} == {"emergency"}, "its name says it"
    assert {line["code"] for line in lines() if line["speaks"] == "english"} == ENGLISH_ONLY
    assert {line["code"] for line in lines() if line["speaks"] == "interpreters"} == {"emergency", "nhs"}
    assert {line["speaks_checked_on"] for line in lines()} == {"2026-11-30"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_another_language_a_helpline_says_what_it_is_and_that_it_answers_in_english(language, borough, client):
    page = shown_to(borough, client, "families", language)
    assert SAMARITANS[language] in page
    assert IN_ENGLISH[language] in page
    assert page.count(f"· {IN_ENGLISH[language]}") == len(ENGLISH_ONLY)


def test_in_english_it_says_what_it_is_and_not_that_it_answers_in_english(borough: Borough, client):
    page = shown_to(borough, client, "families")
    assert "Samaritans 116 123 · to talk about how you feel" in page
    assert "Answers in English" not in page
    assert "Has interpreters" not in page


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en-gb", *LANGUAGES])
def test_children_are_shown_their_own_helplines_on_the_page_and_on_paper(language: str, borough: Borough, client):
    link = link_of(borough, "children")
    paper = f"/elmfield/services/{link.service.slug}/surveys/children/paper/"
    for page in (
        shown_to(borough, client, "children", language),
        text_of(borough.client("lead").get(paper, {"language": language})),
    ):
        assert "Childline" in page
        assert not any(name in page for name in NOT_FOR_CHILDREN)
    assert all(name in shown_to(borough, client, "families", language) for name in NOT_FOR_CHILDREN)


def test_a_file_from_before_lists_for_children_what_it_lists_for_families(borough: Borough, db):
    from demonstration.build import version

    lines = SupportLine.objects.filter(framework=version("tip-2026-4"))
    assert lines.count() == 8
    assert not any(line.for_children != line.for_families or line.what or line.speaks for line in lines)


def admin_saves(borough: Borough, code: str, **values) -> SupportLine:
    by = borough.people["admin"]
    framework = borough.round.framework
    return save_line(partnership=borough.partnership, framework=framework, code=code, values=values, by=by)


def test_a_partnership_says_which_helplines_children_see(borough: Borough, client):
    admin_saves(borough, "nspcc", for_children=False)
    assert "NSPCC" not in shown_to(borough, client, "children")
    assert "NSPCC" in shown_to(borough, client, "families")


def test_what_was_found_out_of_a_number_goes_with_the_number(borough: Borough):
    assert admin_saves(borough, "nhs", hours="any time").speaks == "interpreters"
    changed = admin_saves(borough, "nhs", contact="0161 496 0000")
    assert (changed.speaks, changed.speaks_checked_on) == ("", None)


def test_what_a_partnership_words_itself_is_not_translated_as_something_else(borough: Borough):
    line = admin_saves(borough, "samaritans", what="our own listeners")
    instrument = Instrument.objects.get(framework=borough.round.framework, key="families")
    assert InstrumentWords(instrument, language_called("pl")).support(line)["what"] == ""
    line = admin_saves(borough, "samaritans", what="to talk about how you feel")
    assert InstrumentWords(instrument, language_called("pl")).support(line)["what"] == SAMARITANS["pl"]


def test_a_list_that_was_copied_before_lines_said_what_they_are_says_it_in_other_languages(borough: Borough):
    line = admin_saves(borough, "samaritans", what="")
    instrument = Instrument.objects.get(framework=borough.round.framework, key="families")
    assert InstrumentWords(instrument, language_called("pl")).support(line)["what"] == SAMARITANS["pl"]
    line = admin_saves(borough, "samaritans", name="Our listeners")
    assert InstrumentWords(instrument, language_called("pl")).support(line)["what"] == ""


def test_children_keep_999_and_someone_to_talk_to(borough: Borough):
    from organisations.actions import ActionRefused

    with pytest.raises(ActionRefused, match="Keep 999 on the list for children, families and staff"):
        admin_saves(borough, "emergency", for_children=False)
    for code in ("samaritans", "shout", "nhs", "nspcc"):
        admin_saves(borough, code, for_children=False)
    with pytest.raises(ActionRefused, match="Children need at least 1 helpline"):
        admin_saves(borough, "childline", for_children=False)


def test_an_admin_ticks_who_a_helpline_is_for(borough: Borough):
    sent = {"name": "Warm line", "what": "for new parents", "contact": "01632 960 001", "kind": "phone"}
    sent |= {"hours": "weekdays, free", "whom": ["children", "staff"], "checked_on": "2026-01-05"}
    page = borough.client("admin").post("/elmfield/surveys/support-lines/add/", sent, follow=True)
    line = SupportLine.objects.get(partnership=borough.partnership, code="warm-line")
    assert (line.what, line.for_families, line.for_children, line.for_staff) == ("for new parents", False, True, True)
    assert "for new parents · weekdays, free" in text_of(page)
    assert "for children · for staff" in text_of(page)


def test_of_no_survey_stand_the_helplines_of_families(borough: Borough, client):
    assert "Men's Advice Line" in text_of(client.get("/s/nonesuch/"))
    assert SurveyLink.objects.filter(token="nonesuch").count() == 0


def test_a_list_from_before_shows_children_what_it_shows_families(borough: Borough):
    (name,) = [path.stem for path in Path("surveys/migrations").glob("*_easy_words_and_what_helplines_are.py")]
    SupportLine.objects.update(for_children=False)
    SupportLine.objects.filter(code="shout").update(for_families=False)
    import_module(f"surveys.migrations.{name}").show_children_what_families_see(apps, None)
    of_children = SupportLine.objects.filter(for_children=True)
    assert set(of_children) == set(SupportLine.objects.filter(for_families=True))
    assert not of_children.filter(code="shout").exists()
