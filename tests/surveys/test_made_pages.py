"""Pages of a survey that are made from what was made before say what holds now, and nothing that held once."""

import gzip
import re
import threading
import time
from itertools import product

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from organisations.models import Round
from surveys import standing
from surveys.actions.answering import new_submission_key
from surveys.actions.local import add_question, change_question
from surveys.actions.support import save_line
from surveys.models import Instrument, LanguageChoice, QuietTime, YouSaidWeDid
from surveys.views.answering import _survey_link
from tests.builders import TODAY, Borough, days, make_borough, text_of
from tests.surveys.filling_in import chosen, hidden_fields, key_for, link_of, questions_of

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


def _soon(borough: Borough, **columns) -> None:
    Round.objects.update(**columns)


def _rename(row, **columns) -> None:
    type(row).objects.filter(pk=row.pk).update(**columns)


def _reply(borough: Borough, **more) -> YouSaidWeDid:
    kept = {"service": borough.services["ward"], "said": "Too loud", "did": "Quiet hours", "published_on": TODAY}
    return YouSaidWeDid.objects.create(**kept | more)


def _language(borough: Borough, **more) -> None:
    kept = {"partnership": borough.partnership, "framework": borough.round.framework, "language": "ur"}
    LanguageChoice.objects.update_or_create(**kept, defaults=more)


def _line(borough: Borough, **values) -> None:
    """Another number, as an admin enters it."""
    kept = {"partnership": borough.partnership, "framework": borough.round.framework, "by": borough.people["admin"]}
    save_line(**kept, code="childline", values=values)


def _pause(borough: Borough) -> None:
    QuietTime.objects.create(partnership=borough.partnership, began_at=timezone.now())


CHANGES = {
    "a service's name": lambda b: _rename(b.services["ward"], name="Ward <b>7</b>"),
    "a partnership's name": lambda b: _rename(b.partnership, name="Another partnership"),
    "a partnership's address": lambda b: _rename(b.partnership, slug="another"),
    "a partnership's colour": lambda b: _rename(b.partnership, colour="plum"),
    "a demonstration": lambda b: _rename(b.partnership, is_demonstration=True),
    "a round's name": lambda b: _soon(b, name="Winter"),
    "a round's last day": lambda b: _soon(b, closes_on=b.round.closes_on + days(1)),
    "a round's first day": lambda b: _soon(b, opens_on=b.round.opens_on - days(1)),
    "a reply published": _reply,
    "a reply for staff": lambda b: _reply(b, for_families=False),
    "a reply that waits": lambda b: _reply(b, published_on=None, sent_on=TODAY),
    "a reply taken down": lambda b: _reply(b, ended_on=TODAY),
    "a reply of another service": lambda b: _reply(b, service=b.services["clinic"]),
    "a language withdrawn": lambda b: _language(b, is_offered=False),
    "a language checked": lambda b: _language(b, checked_on=TODAY),
    "another number": lambda b: _line(b, contact="0800 999 999"),
    "other hours": lambda b: _line(b, hours="weekdays, 9am to 5pm"),
    "a number looked at": lambda b: _line(b, checked_on=TODAY - days(3)),
    "a question added": lambda b: ask_in_urdu(b, "The garden is calm.", GARDEN),
    "a pause": _pause,
}


def pages_of(borough: Borough, surveys, kinds, choices) -> list[str]:
    """Pages that are made from what was made before, without what is each visitor's own."""
    found = []
    for link in (link_of(borough, key, kind) for key in surveys for kind in kinds):
        for where in (f"/s/{link.token}/", questions_of(link), f"/s/{link.token}/thank-you/"):
            found += [without_own(Client().get(where, choice)) for choice in choices]
        for choice, sent in product(choices, SCREENS):
            key = new_submission_key(link, at=time.time() - 60)  # begun before whatever changes, such as a pause
            found.append(without_own(Client().post(questions_of(link), {"key": key} | choice | sent)))
    return found


def without_own(page) -> str:
    return re.sub(r'nonce="[^"]*"|name="key" value="[^"]*"', "", f"{page.status_code} {page.content.decode()}")


# Screens that are sent by themselves: the first, one after an answer, the one before it, and the last.
SCREENS = (
    {"go": "stay"},
    {"go": "next", "f1a-believed": "always"},
    {"go": "back", "page": "f2a"},
    {"go": "stay", "page": "end"},
)
FEW = (("families",), ("link",), ({},))
ALL = (
    ("families", "children", "workforce"),
    ("link", "tablet"),
    ({}, {"language": "ur"}, {"language": "bn", "layout": "easy"}),
)


@pytest.mark.parametrize("which", [FEW, pytest.param(ALL, marks=pytest.mark.prove)], ids=["few", "all"])
def test_a_page_made_before_is_the_page_that_is_made_now(borough: Borough, which: tuple):
    """Whatever changes, one thing after another: no page says what held before."""
    pages_of(borough, *which)
    for what, change in CHANGES.items():
        change(borough)
        now = pages_of(borough, *which)
        standing.forget()
        assert now == pages_of(borough, *which), what


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="On SQLite writers come one after another anyway")
def test_words_that_two_partnerships_write_at_once_are_asked_in_both(framework):
    """The newest row tells which words hold; a row written before it must not come to light after it."""
    here, there = make_borough(), make_borough("oakham")
    visited = link_of(there, "families")

    def apart(what) -> threading.Thread:
        def run() -> None:
            try:
                what()
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        thread.join(0.5)
        return thread

    with transaction.atomic():
        ask_in_urdu(here, "The garden is calm.", GARDEN)
        threads = [
            apart(lambda: ask_in_urdu(there, "The yard is calm.", YARD)),
            apart(lambda: Client().get(questions_of(visited), {"language": "ur"})),
        ]
    for thread in threads:
        thread.join(10)
    assert GARDEN in in_urdu(here)
    assert YARD in in_urdu(there)


@pytest.mark.parametrize(
    "typed", ["2000000001", "2000000002", "' OR 1=1 --", "%s", "%(a)s", "a\0b", "x" * 300, "\u212a"]
)
def test_no_address_that_someone_makes_up_finds_a_survey(borough: Borough, typed: str):
    """Among them the numbers that stand for others where a query is put into SQL once."""
    link = link_of(borough, "families")
    assert _survey_link(link.token.upper(), RequestFactory().get("/")) == link
    assert _survey_link(typed, RequestFactory().get("/", {"language": "2000000001"})) is None


def test_a_page_that_was_made_for_someone_signed_in_says_nothing_of_them_to_the_next(borough: Borough):
    link = link_of(borough, "workforce")
    for where in (f"/s/{link.token}/", questions_of(link), f"/s/{link.token}/thank-you/"):
        pages = []
        for first in (borough.client("lead"), Client()):
            standing.forget()
            made = first.get(where), Client().get(where)
            assert [page.cookies for page in made] == [{}, {}]
            nonces = [
                set(re.findall(r"nonce[-=]\"?([^\"' ;]+)", f"{page.headers} {page.content.decode()}")) for page in made
            ]
            assert [len(of_one) for of_one in nonces] == [1, 1], "of the header and of the page"
            assert nonces[0] != nonces[1]
            own = r'nonce="[^"]*"|name="key" value="[^"]*"'
            pages += [re.sub(own, "", page.content.decode()) for page in made]
        assert len(set(pages)) == 1


@pytest.mark.parametrize("typed", ["\ue000x\ue000", "\ue000key\ue000", "\ue000whole\ue000"])
def test_no_text_that_someone_types_stands_for_what_is_each_visitors_own(borough: Borough, typed: str):
    """A text from a page with icons may hold such signs, and a survey has to open all the same."""
    ask_in_urdu(borough, f"The garden {typed} is calm.", GARDEN)
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        page = Client(headers=headers).get(questions_of(link_of(borough, "families")))
        assert page.status_code == 200
    shown = Client().get(questions_of(link_of(borough, "families"))).content.decode()
    assert f"The garden {typed} is calm." in shown
    assert shown.count('name="key"') == 1


@pytest.mark.parametrize(
    ("said", "is_squeezed"), [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0, br", False)]
)
def test_a_page_is_squeezed_only_for_a_browser_that_takes_it(borough: Borough, said: str, is_squeezed: bool):
    page = Client(headers={"Accept-Encoding": said}).get(questions_of(link_of(borough, "families")))
    assert page.headers.get("Content-Encoding") == ("gzip" if is_squeezed else None)


def test_a_whole_survey_is_made_once_for_all_who_hand_it_out_and_names_each_ones_link(borough: Borough):
    links = [link_of(borough, "families", service=service) for service in ("ward", "clinic", "centre", "refuge")]
    for _ in range(2):
        for link in links:
            page = Client().get(f"/s/{link.token}/").content.decode()
            assert f'action="/s/{link.token}/questions/"' in page
            assert f'data-keep="{link.token}"' in page
            assert not [other for other in links if other != link and other.token in page]
    assert len(standing.wholes) == 1
    assert len(standing.shells) == 4


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}], ids=["plain", "squeezed"])
def test_a_screen_that_was_made_before_carries_each_ones_own_answers_and_no_one_elses(borough: Borough, headers: dict):
    links = link_of(borough, "families"), link_of(borough, "families", service="clinic")
    said = {"always": "Kind \ue000rest\ue000 <b>", "rarely": 'Calm & "quiet"'}
    for link, (value, words) in product(links * 2, said.items()):
        sent = {"key": key_for(link), "page": "end", "f2a": value, "f-good": words}
        page = Client(headers=headers).post(questions_of(link), sent | {"go": "stay"})
        if headers:
            page.content = gzip.decompress(page.content)
        carried = hidden_fields(page)
        assert {name: carried[name] for name in sent} == sent
        assert {name for name, value in carried.items() if value} - {*sent, "language", "go"} == set()
        assert "You have answered 2 questions." in text_of(page)
        assert f'action="{questions_of(link)}"' in page.content.decode()
    assert len(standing.screens_shown) == len(links)
    sent = {"key": key_for(links[0]), "go": "stay", "page": "end", "f2a": "always"}
    one = Client(headers=headers).post(questions_of(links[0]), sent)
    page = gzip.decompress(one.content) if headers else one.content
    assert "You have answered 1 question." in " ".join(page.decode().split())


def test_a_screen_on_which_something_is_answered_shows_it_and_is_not_kept(borough: Borough):
    link = link_of(borough, "families")
    first = {"key": key_for(link), "go": "stay", "page": "f2a"}
    assert chosen(Client().post(questions_of(link), first)) == {}
    assert chosen(Client().post(questions_of(link), first | {"f2a": "always"})) == {"f2a": "always"}
    assert chosen(Client().post(questions_of(link), first)) == {}
