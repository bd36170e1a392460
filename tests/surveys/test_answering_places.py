"""Links that are closed, rest or were guessed, what a service has changed, and asking to be contacted."""

import datetime
import re
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from framework.models import FrameworkVersion
from organisations.actions import close_round
from surveys.actions.answering import new_submission_key
from surveys.models import Answer, ContactRequest, QuietTime, Response, SafetySettings, SurveyLink, YouSaidWeDid
from tests.builders import TODAY, Borough, text_of
from tests.surveys.filling_in import go, hidden_fields, link_of, questions_of

pytestmark = pytest.mark.slow


@pytest.fixture
def families_link(borough: Borough) -> SurveyLink:
    return link_of(borough, "families")


def shown(page) -> str:
    return re.sub(r'nonce="[^"]+"', "", page.content.decode())


# --- guessing ----------------------------------------------------------------------------------------

ADDRESSES = ("/s/{}/", "/s/{}/questions/")


def asked_of_the_database(address: str) -> list[str]:
    """The questions that a page asks the database, whatever the values in them."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        Client().get(address)
    return [re.sub(r"'[^']*'|= \d+|IN \(\w+\)", "?", query["sql"]) for query in queries]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_link_guessed_at_random_teaches_nothing_by_its_answer_or_by_what_it_takes(address: str, borough: Borough):
    closed, revoked = link_of(borough, "workforce"), link_of(borough, "families")
    paper = link_of(borough, "children", "paper")
    revoked.is_revoked = True
    revoked.save()
    Client().get("/s/warming-up/")
    real = [revoked.token, paper.token]
    guesses = ["never-was", "a" * 17, quote("ö" * 5, safe="").replace("%", "-")]
    pages = {shown(Client().get(address.format(token))) for token in [*real, *guesses]}
    queries = {tuple(asked_of_the_database(address.format(token))) for token in [*real, *guesses]}
    close_round(round_=borough.round, by=borough.people["admin"])
    pages.add(shown(Client().get(address.format(closed.token))))
    queries.add(tuple(asked_of_the_database(address.format(closed.token))))
    assert len(pages) == 1
    assert len(queries) == 1


def test_the_closed_page_has_its_help_from_data(borough: Borough):
    page = Client().get("/s/never-was/")
    for line in borough.round.framework.support_lines.filter(for_families=True):
        assert line.contact in text_of(page) or line.contact in page.content.decode()


def test_a_place_that_has_loaded_no_framework_still_has_a_kind_page(db):
    FrameworkVersion.objects.all().delete()
    page = Client().get("/s/never-was/")
    assert page.status_code == 404
    assert "You have done nothing wrong" in text_of(page)
    assert "Enter your code" in text_of(Client().get("/s/code/"))


@pytest.mark.parametrize(
    "address", ["/s/{}/", "/s/{}/questions/", "/s/{}/thank-you/", "/s/code/", "/s/contact/elmfield/"]
)
def test_i5_no_page_tells_the_next_one_where_someone_came_from(address: str, families_link: SurveyLink):
    assert Client().get(address.format(families_link.token))["Referrer-Policy"] == "no-referrer"


# --- quiet -------------------------------------------------------------------------------------------


def rest(borough: Borough, service=None, began_at=None) -> QuietTime:
    return QuietTime.objects.create(
        partnership=borough.partnership,
        service=service,
        began_at=began_at or timezone.now() - datetime.timedelta(hours=1),
    )


@pytest.mark.parametrize("whose", ["the service's", "the partnership's"])
def test_in_quiet_mode_a_survey_rests_and_says_so_kindly(whose: str, borough: Borough, families_link: SurveyLink):
    rest(borough, borough.services["ward"] if whose == "the service's" else None)
    for address in (f"/s/{families_link.token}/", questions_of(families_link)):
        page = Client().get(address)
        assert page.status_code == 200
        assert "This survey is paused" in text_of(page)
        assert "Childline" in text_of(page)


def test_quiet_mode_of_another_service_or_that_has_ended_changes_nothing(borough: Borough, families_link: SurveyLink):
    rest(borough, borough.services["clinic"])
    QuietTime.objects.filter(pk=rest(borough).pk).update(ended_at=timezone.now())
    assert "Start" in text_of(Client().get(f"/s/{families_link.token}/"))


def test_someone_who_had_begun_before_quiet_mode_may_still_send(borough: Borough, families_link: SurveyLink):
    client = Client()
    page = client.get(questions_of(families_link))
    rest(borough, began_at=timezone.now() + datetime.timedelta(seconds=2))
    page = go(client, families_link, page, f4a_safe="always", go="next")
    assert "Thank you" in text_of(go(client, families_link, page, go="send"))
    assert Answer.objects.count() == 1


def test_a_page_that_was_made_in_quiet_mode_sends_nothing(borough: Borough, families_link: SurveyLink):
    rest(borough)
    for key in (new_submission_key(families_link), "made-up"):
        page = Client().post(questions_of(families_link), {"key": key, "f4a-safe": "always", "go": "send"})
        assert "This survey is paused" in text_of(page)
    assert not Response.objects.exists()


# --- you said, we did --------------------------------------------------------------------------------


def test_what_a_service_changed_is_shown_to_those_who_come_back(borough: Borough, families_link: SurveyLink):
    YouSaidWeDid.objects.create(
        service=borough.services["ward"], said="The room was loud.", did="There is a quiet room.", published_on=TODAY
    )
    start = Client().get(f"/s/{families_link.token}/")
    assert "You said: The room was loud. We did: There is a quiet room." in text_of(start)
    assert "quiet room" not in text_of(Client().get(f"/s/{link_of(borough, 'workforce').token}/"))
    close_round(round_=borough.round, by=borough.people["admin"])
    assert "quiet room" in text_of(Client().get(f"/s/{families_link.token}/"))
    assert "quiet room" not in text_of(Client().get("/s/never-was/"))


# --- asking to be contacted --------------------------------------------------------------------------

CONTACT = "/s/contact/elmfield/"
DETAILS = {"name": "Sam", "reach": "07700 900123", "safe_times": "After four", "about": "I would like to talk"}


def test_t9_contact_is_a_form_of_its_own_that_cannot_be_tied_to_answers(borough: Borough, families_link: SurveyLink):
    thanks = Client().get(f"/s/{families_link.token}/thank-you/")
    (address,) = re.findall(r'href="([^"]*contact[^"]*)" rel="noreferrer"', thanks.content.decode())
    assert address == CONTACT
    page = Client().get(CONTACT)
    assert "We cannot tell which answers are yours, and we will not try." in text_of(page)
    assert "Someone will get in touch within 5 working days. We do not read this straight away." in text_of(page)
    assert "For help now:" in text_of(page)
    assert set(hidden_fields(page)) == {"key", "language", "layout"}
    done = Client().post(CONTACT, hidden_fields(page) | DETAILS, follow=True)
    assert "Someone will get in touch within 5 working days." in text_of(done)
    stored = ContactRequest.objects.get()
    assert {name: getattr(stored, name) for name in DETAILS} == DETAILS
    assert (stored.partnership, stored.state) == (borough.partnership, "waiting")
    related = {field.related_model for field in ContactRequest._meta.get_fields() if field.is_relation}
    assert related == {type(borough.partnership), type(borough.people["lead"])}


def test_i10_t9_on_a_shared_tablet_the_form_leads_back_to_its_start_and_knows_nothing_of_it(borough: Borough):
    tablet = link_of(borough, "families", "tablet")
    start, client = f"/s/{tablet.token}/", Client()
    thanks = client.get(f"{start}thank-you/?language=ur")
    (address,) = re.findall(r'href="([^"]*contact[^"]*)" rel="noreferrer"', thanks.content.decode())
    assert unescape(address) == f"{CONTACT}?language=ur&tablet={tablet.token}"
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{CONTACT}?tablet={tablet.token}")
        wrong = client.post(CONTACT, hidden_fields(page) | DETAILS | {"name": ""})
        done = client.post(CONTACT, hidden_fields(wrong) | DETAILS, follow=True)
    assert ContactRequest.objects.count() == 1
    for shown in (thanks, page, wrong, done):
        assert f'data-tablet data-start="{start}"' in shown.content.decode()
        assert f'href="{start}" ' in shown.content.decode()
    assert f"{CONTACT}?language=ur" not in done.content.decode()
    assert f"?language=pl&amp;tablet={tablet.token}" in page.content.decode()
    assert not [query["sql"] for query in asked.captured_queries if "surveys_surveylink" in query["sql"]]
    assert tablet.token not in str(ContactRequest.objects.values_list()[0])


@pytest.mark.parametrize("odd", ["", "//evil.example", "../admin", "x" * 41, "a b", "A", "a\0"])
def test_i10_nothing_but_the_start_of_a_survey_can_be_gone_back_to(odd: str, borough: Borough):
    page = Client().get(CONTACT, {"tablet": odd}).content.decode()
    assert "data-tablet" not in page
    assert "Back to the start" not in page


def test_i10_t9_what_was_sent_is_not_shown_to_the_next_person_by_going_back(borough: Borough):
    data = hidden_fields(Client().get(CONTACT)) | DETAILS
    Client().post(CONTACT, data)
    again = Client().post(CONTACT, data | {"name": ""}, follow=True)
    assert "Thank you" in text_of(again)
    assert DETAILS["reach"] not in again.content.decode()


def test_t9_anyone_who_writes_too_much_for_us_to_take_is_told_so(borough: Borough):
    assert "data-too-large=" in Client().get(CONTACT).content.decode()


def test_t9_the_days_are_the_partnership_s_own(borough: Borough):
    SafetySettings.objects.create(partnership=borough.partnership, review_days=2)
    assert "within 2 working days" in text_of(Client().get(CONTACT))


def test_t9_sending_twice_asks_once(borough: Borough):
    data = hidden_fields(Client().get(CONTACT)) | DETAILS
    for _ in range(3):
        assert "Thank you" in text_of(Client().post(CONTACT, data, follow=True))
    assert ContactRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "Tell us what to call you."),
        ({"reach": ""}, "Tell us how we can reach you."),
        ({"about": "x" * 2001}, "Your answer is too long."),
        ({"name": "x" * 121}, "Your answer is too long."),
    ],
)
def test_t9_what_is_missing_or_too_long_is_named_and_the_rest_is_kept(wrong: dict, words: str, borough: Borough):
    page = Client().post(CONTACT, {"key": "k"} | DETAILS | wrong)
    assert words in text_of(page)
    assert "After four" in page.content.decode()
    assert not ContactRequest.objects.exists()


def test_t9_odd_signs_are_kept_as_text(borough: Borough):
    Client().post(CONTACT, {"key": "k"} | DETAILS | {"name": "Zoë 🌻 <b>\0", "about": "\u202eabc"})
    assert (ContactRequest.objects.get().name, ContactRequest.objects.get().about) == ("Zoë 🌻 <b>", "\u202eabc")


def test_t9_someone_who_floods_it_is_slowed(borough: Borough):
    answers = [Client().post(CONTACT, {"key": str(number)} | DETAILS).status_code for number in range(15)]
    assert set(answers) == {302, 429}


def test_t9_a_partnership_that_is_not_there_is_not_found(framework):
    assert Client().get("/s/contact/nowhere/").status_code == 404
