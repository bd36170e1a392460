"""How often a survey asks the database: as rarely for everybody, whatever a partnership has added of its own."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys.actions import codes
from surveys.actions.local import add_question
from surveys.actions.support import save_line
from surveys.models import Answer, Comment, LanguageChoice, SurveyLink
from tests.builders import Borough
from tests.surveys.filling_in import key_for, link_of, questions_of

pytestmark = pytest.mark.slow

MOST_FOR_A_PAGE, MOST_TO_SEND = 4, 9
OWN = {"Is the garden a good place?": False, "What is the garden like?": True}  # whether they are answered in words


@pytest.fixture
def of_its_own(borough: Borough) -> Borough:
    """A borough with a helpline and two questions of its own, the questions in Urdu too, before anyone has answered."""
    admin = borough.people["admin"]
    values = {
        "name": "Warm line",
        "contact": "01632 960 001",
        "kind": "phone",
        "for_families": True,
        "for_children": True,
        "for_staff": False,
        "checked_on": timezone.localdate(),
    }
    save_line(partnership=borough.partnership, framework=borough.round.framework, code=None, values=values, by=admin)
    for text, is_open in OWN.items():
        instrument = link_of(borough, "families").instrument
        add_question(
            partnership=borough.partnership,
            instrument=instrument,
            text=text,
            is_open=is_open,
            words={"ur": f"باغ {text}"},
            by=admin,
        )
    return borough


def asked(client: Client, method: str, address: str, data: dict) -> tuple[HttpResponse, list[str]]:
    """The page, and all that the database was told for it: queries, and the beginning and end of a transaction."""
    with CaptureQueriesContext(connection) as told:
        page = getattr(client, method)(address, data)
    return page, [each["sql"] for each in told]


def everything_answered(link: SurveyLink, *, in_words: bool) -> dict[str, str]:
    """An answer to each question, and with `in_words` something written in each box."""
    questions = link.instrument.questions.filter(partnership=None) | link.instrument.questions.filter(
        partnership=link.round.partnership
    )
    chosen = {each.code: each.choices()[0].key for each in questions if not each.is_open}
    return chosen | ({each.code: f"About {each.code}" for each in questions if each.is_open} if in_words else {})


@pytest.mark.parametrize("layout", ["", "easy"])
@pytest.mark.parametrize("language", ["en-gb", "ur"])
@pytest.mark.parametrize("what", ["", "questions/", "thank-you/"])
def test_a_page_of_a_survey_asks_the_database_four_times_at_most(of_its_own: Borough, what, language, layout):
    link = link_of(of_its_own, "families")
    client, address = Client(), f"/s/{link.token}/{what}"
    chosen = {"language": language, "layout": layout}
    client.get(address, chosen)  # what stands of the framework is read once in a process
    page, told = asked(client, "get", address, chosen)
    assert page.status_code == 200
    assert f'lang="{language.removesuffix("-gb")}' in page.content.decode()
    if what != "thank-you/":
        assert "Warm line" in page.content.decode()
        assert ("باغ Is" if language == "ur" else "Is the garden") in page.content.decode()
    assert len(told) <= MOST_FOR_A_PAGE, told


@pytest.mark.parametrize("go", ["next", "back", "language:ur", "layout:easy"])
@pytest.mark.parametrize("language", ["en-gb", "ur"])
def test_a_screen_sent_by_itself_asks_the_database_five_times_at_most(of_its_own: Borough, go, language):
    """Without a script: one more, since a page sent again after its answers are in is thanked."""
    link = link_of(of_its_own, "families")
    data = {"key": key_for(link), "language": language, "go": go}
    Client().post(questions_of(link), data)
    page, told = asked(Client(), "post", questions_of(link), data)
    assert page.status_code == 200
    assert len(told) <= MOST_FOR_A_PAGE + 1, told


@pytest.mark.parametrize("kind", ["link", "codes", "tablet"])
@pytest.mark.parametrize("in_words", [False, True], ids=["chosen", "chosen and written"])
@pytest.mark.parametrize("language", ["en-gb", "ur"])
def test_sending_asks_the_database_nine_times_at_most(of_its_own: Borough, language, in_words, kind):
    """With a code, which is spent and takes what was put by with it, beside the transaction's beginning and end."""
    link = link_of(of_its_own, "families", kind)
    spent = codes.make_codes(survey_link=link, number=2, by=of_its_own.people["lead"]) if kind == "codes" else ["", ""]
    answers = everything_answered(link, in_words=in_words)
    for code in spent:  # what stands of the framework is read once in a process
        data = {"key": key_for(link), "language": language, "code": code, "go": "send"} | answers
        page, told = asked(Client(), "post", questions_of(link), data)
        assert page.status_code == 302
    written = [code for code, said in answers.items() if said.startswith("About")]
    assert (Answer.objects.count(), Comment.objects.count()) == (2 * (len(answers) - len(written)), 2 * len(written))
    if kind == "codes":
        told = [sql for sql in told if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(told) <= MOST_TO_SEND, told


def test_a_language_that_is_withheld_is_withheld_from_whoever_sends_too(of_its_own: Borough):
    link = link_of(of_its_own, "families")
    place = {"partnership": of_its_own.partnership, "framework": of_its_own.round.framework}
    LanguageChoice.objects.create(language="ur", is_offered=False, **place)
    LanguageChoice.objects.create(language="pl", is_offered=True, **place)
    led_to = {}
    for language in ("ur", "pl", "bn"):
        data = {"key": key_for(link), "language": language, "go": "send"} | everything_answered(link, in_words=True)
        led_to[language] = Client().post(questions_of(link), data)["Location"].partition("?")[2]
    assert led_to == {"ur": "", "pl": "language=pl", "bn": "language=bn"}
