"""Cards for children to sort: the same questions and numbers as on the paper form, and keyed as one."""

import re

import pytest
from django.template.loader import render_to_string

from surveys.languages import language_called
from surveys.models import Instrument, Question
from surveys.printed import sorting_context, speaking
from tests.builders import Borough, text_of
from tests.surveys.filling_in import link_of

ADDRESS = "/elmfield/services/ward/surveys/{}/sorting-cards/"
CARD = re.compile(r'<div class="tip-card tip-sort"><p>(.*?)</p><span>(\d+)</span></div>', re.DOTALL)
ON_PAPER = re.compile(r"<p>(\d+)\. (.*?)</p>", re.DOTALL)


@pytest.mark.parametrize("language", ["en-gb", "ur", "pa-arab", "bn", "pl", "ar"])
def test_each_card_has_the_number_that_its_question_has_on_paper(borough: Borough, language: str):
    lead = borough.client("lead")
    page = lead.get(ADDRESS.format("children"), {"language": language})
    paper = lead.get("/elmfield/services/ward/surveys/children/paper/", {"language": language}).content.decode()
    cards = {number: text for text, number in CARD.findall(page.content.decode())}
    printed = dict(ON_PAPER.findall(paper))
    assert len(cards) == 10
    assert cards == {number: printed[number] for number in cards}
    assert dict(ON_PAPER.findall(page.content.decode())) == printed, "the page that is keyed"


def test_the_answers_are_cards_of_their_own_with_faces_beside_words(borough: Borough):
    body = borough.client("lead").get(ADDRESS.format("children")).content.decode()
    assert body.count("tip-sort--answer") == 5
    assert body.count("tip-face") == 3
    assert "Let the child put it under an answer, or leave it out." in body


def test_only_the_childrens_survey_comes_as_cards_and_its_link_says_so(borough: Borough):
    lead = borough.client("lead")
    for survey in ("families", "workforce"):
        assert lead.get(ADDRESS.format(survey)).status_code == 404
    shown = text_of(lead.get("/elmfield/services/ward/surveys/"))
    assert shown.count("Cards to sort, for children who do not answer forms") == 1


def test_a_question_with_other_answers_stands_on_the_page_only(borough: Borough):
    survey = Instrument.objects.get(framework=borough.round.framework, key="children")
    scale = Question.objects.filter(instrument__framework=borough.round.framework, instrument__key="families").first()
    more = {"code": "own", "text": "How often do we meet?", "order": 90, "partnership": borough.partnership}
    Question.objects.create(instrument=survey, section=survey.sections.first(), scale=scale.scale, **more)
    page = borough.client("lead").get(ADDRESS.format("children"))
    assert "How often do we meet?" not in [text for text, _ in CARD.findall(page.content.decode())]
    assert "How often do we meet?" in text_of(page)


READ_ALOUD = {"ur": "PDF نہیں", "ar": "ملف PDF", "pl": "", "en-gb": ""}


@pytest.mark.parametrize("language", READ_ALOUD)
@pytest.mark.parametrize("sheet", ["survey", "sorting"])
def test_a_pdf_that_cannot_be_read_aloud_says_where_it_can_be(borough: Borough, language: str, sheet: str):
    """Words in PDFs of languages from right to left come in another order to whoever copies or hears them."""
    link, spoken = link_of(borough, "children", "paper"), language_called(language)
    with speaking(link, spoken):
        context = sorting_context(link, spoken)
        pdf = render_to_string(f"surveys/public/print/{sheet}.html", context | {"pdf_home": "/"})
        page = render_to_string(f"surveys/public/print/{sheet}.html", context)
    said = READ_ALOUD[language]
    assert (said in pdf) if said else ("PDF" not in pdf)
    assert not said or said not in page
