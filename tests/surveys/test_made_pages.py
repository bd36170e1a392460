"""Pages of a survey that are made from what was made before say what holds now, and nothing that held once."""

import pytest
from django.test import Client

from organisations.models import Round
from surveys.actions.local import add_question, change_question
from surveys.models import Instrument
from tests.builders import Borough, text_of
from tests.surveys.filling_in import link_of, questions_of

pytestmark = pytest.mark.slow

GARDEN, YARD = "باغ میں مجھے اچھا لگتا ہے۔", "صحن پرسکون ہے۔"


def ask_in_urdu(borough: Borough, text: str, urdu: str):
    survey = Instrument.objects.get(framework=borough.round.framework, key="families")
    return add_question(
        partnership=borough.partnership,
        instrument=survey,
        text=text,
        is_open=False,
        words={"ur": urdu},
        by=borough.people["admin"],
    )


def in_urdu(borough: Borough) -> str:
    return text_of(Client().get(questions_of(link_of(borough, "families")), {"language": "ur"}))


@pytest.mark.parametrize("which", [0, 1], ids=["the older", "the newer"])
def test_words_that_were_taken_away_from_an_own_question_are_not_asked_any_more(borough: Borough, which: int):
    """Before a round anyone may have met this language, as on the page that says that nothing is open."""
    asked = [ask_in_urdu(borough, "The garden is calm.", GARDEN), ask_in_urdu(borough, "The yard is calm.", YARD)]
    assert GARDEN in in_urdu(borough)
    assert YARD in in_urdu(borough)
    Round.objects.update(state=Round.State.PLANNED)
    change_question(question=asked[which], text=None, words={"ur": ""}, by=borough.people["admin"])
    Round.objects.update(state=Round.State.OPEN)
    shown = in_urdu(borough)
    assert [GARDEN in shown, YARD in shown] == [which == 1, which == 0]


def test_words_that_were_taken_away_one_after_another_are_not_asked_any_more(borough: Borough):
    first = ask_in_urdu(borough, "The garden is calm.", GARDEN)
    assert GARDEN in in_urdu(borough)
    second = ask_in_urdu(borough, "The yard is calm.", YARD)
    assert YARD in in_urdu(borough)
    Round.objects.update(state=Round.State.PLANNED)
    for question in (first, second):
        change_question(question=question, text=None, words={"ur": ""}, by=borough.people["admin"])
    Round.objects.update(state=Round.State.OPEN)
    assert GARDEN not in in_urdu(borough)
    assert YARD not in in_urdu(borough)
