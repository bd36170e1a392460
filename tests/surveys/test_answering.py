"""Answering a survey: nothing is stored before the end, everything once, and nothing that says who it was."""

import re
import threading
from hashlib import md5, sha1, sha256

import pytest
from django.db import connection, connections, models
from django.test import Client

from organisations.actions import close_round
from signing_in.models import Session
from surveys.actions.answering import LinkClosed, new_submission_key, submit_response
from surveys.actions.links import band_of_five, set_revoked, survey_links_for
from surveys.models import Answer, Instrument, Question, Response, SurveyLink
from tests.builders import TODAY, Borough, days, make_borough, make_round, text_of
from tests.surveys.filling_in import go, hidden_fields, key_for, link_of, one_answer, questions_of

pytestmark = pytest.mark.slow


@pytest.fixture
def staff_link(borough: Borough) -> SurveyLink:
    return link_of(borough, "workforce")


@pytest.fixture
def families_link(borough: Borough) -> SurveyLink:
    return link_of(borough, "families")


# --- from the first page to the last -------------------------------------------------------------


def test_a_survey_is_answered_from_start_to_thank_you(staff_link: SurveyLink):
    client = Client()
    start = client.get(f"/s/{staff_link.token}/")
    assert "Workforce survey" in text_of(start)
    page = client.get(questions_of(staff_link))
    assert "Your work with families" in text_of(page)
    page = go(client, staff_link, page, w1a_ask="mostly", go="next")
    total = staff_link.instrument.sections.count()
    for _ in range(total - 2):
        assert not Response.objects.exists()
        page = go(client, staff_link, page, go="next")
    page = go(client, staff_link, page, go="send")
    assert "Thank you" in text_of(page)
    answer = Answer.objects.get()
    assert (answer.question.code, answer.point.key) == ("w1a-ask", "mostly")
    assert answer.response.survey_link == staff_link


def test_going_back_and_forth_keeps_every_answer(staff_link: SurveyLink):
    client = Client()
    page = go(client, staff_link, client.get(questions_of(staff_link)), w1a_ask="mostly", w1b="partly", go="next")
    assert hidden_fields(page)["w1a-ask"] == "mostly"
    page = go(client, staff_link, page, go="back")
    body = page.content.decode()
    assert re.search(r'name="w1a-ask"[^>]*value="mostly"[^>]*checked', body)
    assert re.search(r'name="w1b"[^>]*value="partly"[^>]*checked', body)
    assert not Response.objects.exists()


def test_skipping_everything_is_fine_and_stores_nothing(families_link: SurveyLink):
    client = Client()
    page = client.get(questions_of(families_link))
    for _ in range(families_link.instrument.sections.count() - 1):
        page = go(client, families_link, page, go="next")
    page = go(client, families_link, page, go="send")
    assert "You have not answered any questions yet." in text_of(page)
    assert not Response.objects.exists()


def test_saying_that_one_would_rather_not_say_is_an_answer(families_link: SurveyLink):
    client = Client()
    page = client.get(questions_of(families_link))
    question = Question.objects.filter(instrument=families_link.instrument).first()
    rather_not = question.scale.points.get(kind="prefer_not_to_say").key
    page = client.post(
        questions_of(families_link), hidden_fields(page) | {question.code: rather_not, "go": "send"}, follow=True
    )
    assert "Thank you" in text_of(page)
    assert Answer.objects.get().point.kind == "prefer_not_to_say"


def test_families_can_leave_fast_and_find_help_on_every_page(families_link: SurveyLink):
    client = Client()
    for address in ("", "questions/", "thank-you/"):
        body = client.get(f"/s/{families_link.token}/{address}").content.decode()
        assert "Exit this page" in body
        assert "Childline" in body


# --- what people and machines send that no page would --------------------------------------------

ODD = {
    "a null byte": {"w1a-ask": "mos\0tly"},
    "an emoji": {"w1a-ask": "🌻"},
    "an answer of another scale": {"w1a-ask": "always"},
    "half a megabyte": {"w1a-ask": "x" * 500_000},
    "a question that is not there": {"zz": "mostly", "w1a-ask": "nonsense"},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_answers_that_no_page_offers_are_named_and_not_stored(odd: dict, staff_link: SurveyLink):
    page = Client().get(questions_of(staff_link))
    sent = Client().post(questions_of(staff_link), hidden_fields(page) | odd | {"go": "send"})
    assert sent.status_code == 200
    assert "Choose one of the answers, or leave them all empty." in text_of(sent)
    assert not Response.objects.exists()


def test_a_body_of_six_megabytes_is_refused_without_an_error_page_of_ours(staff_link: SurveyLink):
    page = Client(raise_request_exception=False).post(questions_of(staff_link), {"w1a-ask": "x" * 6_000_000})
    assert page.status_code in (400, 413)
    assert not Response.objects.exists()


@pytest.mark.parametrize("number", ["0", "99", "-5", "one", "", "9" * 5000, "１"])
def test_a_page_number_that_cannot_be_leads_to_a_page_that_is_there(number: str, staff_link: SurveyLink):
    data = {"key": key_for(staff_link), "page": number, "go": "next"}
    assert Client().post(questions_of(staff_link), data).status_code == 200


FORGED = {
    "none": "",
    "made up": "abc.def",
    "signed by somebody else": "qwertyuiop.asdf:AAAA",
    "null bytes": "\0\0",
    "letters of no alphabet": "é🌻",
}


@pytest.mark.parametrize("key", FORGED.values(), ids=FORGED)
def test_a_key_that_is_not_ours_stores_nothing_and_keeps_what_was_answered(key: str, staff_link: SurveyLink):
    data = {"key": key, "page": "1", "w1a-ask": "mostly", "go": "send"}
    sent = Client().post(questions_of(staff_link), data)
    assert sent.status_code == 200
    assert "Your answers are still here" in text_of(sent)
    assert re.search(r'name="w1a-ask" value="mostly" checked', sent.content.decode())
    assert not Response.objects.exists()


def test_a_key_of_one_link_opens_no_other(staff_link: SurveyLink, families_link: SurveyLink):
    data = {"key": key_for(families_link), "w1a-ask": "mostly", "go": "send"}
    Client().post(questions_of(staff_link), data)
    assert not Response.objects.exists()


# --- closed, revoked, unknown --------------------------------------------------------------------


def test_a_link_that_is_closed_revoked_or_unknown_shows_one_and_the_same_kind_page(borough: Borough):
    revoked, closed = link_of(borough, "workforce"), link_of(borough, "families")
    set_revoked(survey_link=revoked, revoked=True, by=borough.people["lead"])
    after_revoking = Client().get(f"/s/{revoked.token}/")
    set_revoked(survey_link=revoked, revoked=False, by=borough.people["lead"])
    assert Client().get(f"/s/{revoked.token}/").status_code == 200
    close_round(round_=borough.round, by=borough.people["admin"])
    pages = [after_revoking, Client().get(f"/s/{closed.token}/"), Client().get("/s/never-was/")]
    assert {page.status_code for page in pages} == {404}
    assert len({shown(page) for page in pages}) == 1
    assert "You have done nothing wrong" in text_of(pages[0])


def test_no_answer_is_stored_by_a_link_that_was_revoked_while_someone_filled_it_in(staff_link: SurveyLink, borough):
    key, question = new_submission_key(staff_link), staff_link.instrument.questions.filter(kind="choice").first()
    set_revoked(survey_link=staff_link, revoked=True, by=borough.people["lead"])
    with pytest.raises(LinkClosed):
        submit_response(survey_link=staff_link, key=key, answers={question: question.choices()[0]})
    assert not Response.objects.exists()
    set_revoked(survey_link=staff_link, revoked=False, by=borough.people["lead"])
    assert submit_response(survey_link=staff_link, key=key, answers={question: question.choices()[0]})


def test_answers_that_arrive_after_the_round_has_closed_are_turned_away(borough: Borough):
    link = link_of(borough, "workforce")
    client = Client()
    page = client.get(questions_of(link))
    close_round(round_=borough.round, by=borough.people["admin"])
    late = go(client, link, page, w1a_ask="mostly", go="send")
    assert "This survey is not open" in text_of(late)
    assert not Response.objects.exists()
    with pytest.raises(LinkClosed):
        submit_response(survey_link=link, key=key_for(link), answers=one_answer(link))


# --- once ----------------------------------------------------------------------------------------


def test_sending_the_same_page_twice_stores_once(staff_link: SurveyLink):
    client = Client()
    data = hidden_fields(client.get(questions_of(staff_link))) | {"w1a-ask": "mostly", "go": "send"}
    for _ in range(3):
        assert "Thank you" in text_of(client.post(questions_of(staff_link), data, follow=True))
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def test_two_people_at_one_link_are_two_answers(staff_link: SurveyLink):
    for _ in range(2):
        client = Client()
        go(client, staff_link, client.get(questions_of(staff_link)), w1a_ask="mostly", go="send")
    assert Response.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_of_one_form_at_once_store_one_row(framework):
    link = link_of(make_borough(), "workforce")
    data = {"key": key_for(link), "page": "1", "w1a-ask": "mostly", "w1b": "partly", "go": "send"}
    statuses: list[int] = []
    start = threading.Barrier(20)

    def post() -> None:
        try:
            start.wait(20)
            statuses.append(Client().post(questions_of(link), data).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [302] * 20
    assert (Response.objects.count(), Answer.objects.count()) == (1, 2)


# --- no one can be found -------------------------------------------------------------------------


def test_no_page_of_a_survey_sets_a_cookie_or_makes_a_session(staff_link: SurveyLink, families_link: SurveyLink):
    for link in (staff_link, families_link):
        client = Client()
        page = client.get(questions_of(link))
        client.get(f"/s/{link.token}/")
        go(client, link, page, w1a_ask="mostly", go="next")
        go(client, link, page, w1a_ask="mostly", f1a_believed="always", go="send")
        client.get("/s/never-was/")
        assert dict(client.cookies) == {}
    assert not Session.objects.exists()


def test_no_page_of_a_survey_is_kept_by_anyone(staff_link: SurveyLink):
    for address in ("", "questions/", "thank-you/"):
        assert "no-store" in Client().get(f"/s/{staff_link.token}/{address}")["Cache-Control"]


TELLING = (models.DateField, models.DateTimeField, models.TimeField, models.GenericIPAddressField, models.AutoField)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Response, Answer])
def test_an_answer_has_no_room_for_a_time_an_address_or_a_number(model):
    fields = model._meta.get_fields()
    assert not [field.name for field in fields if isinstance(field, TELLING)]
    assert {field.name for field in Response._meta.concrete_fields} == {"id", "survey_link"}
    assert {field.name for field in Answer._meta.concrete_fields} == {"id", "response", "question", "point"}
    assert isinstance(model._meta.pk, models.UUIDField)
    with connection.cursor() as cursor:
        stored = [
            column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)
        ]
    assert sorted(stored) == sorted(field.column for field in model._meta.concrete_fields)


def test_the_order_of_ids_is_not_the_order_in_which_people_answered(staff_link: SurveyLink):
    answers, made = one_answer(staff_link), []
    for _ in range(24):
        before = set(Response.objects.values_list("pk", flat=True))
        submit_response(survey_link=staff_link, key=key_for(staff_link), answers=answers)
        made += set(Response.objects.values_list("pk", flat=True)) - before
    assert made != sorted(made)
    assert made != sorted(made, reverse=True)
    assert len({identity.hex[:4] for identity in made}) > 12  # no common beginning, as ids made from a clock have


def test_a_row_cannot_be_found_from_the_key_in_the_page(staff_link: SurveyLink):
    key = key_for(staff_link)
    submit_response(survey_link=staff_link, key=key, answers=one_answer(staff_link))
    identity = Response.objects.get().pk
    assert identity.hex not in key
    assert staff_link.token not in identity.hex
    unkeyed = [digest(key.encode(), usedforsecurity=False).hexdigest()[:32] for digest in (md5, sha1, sha256)]
    assert identity.hex not in unkeyed


def test_two_links_never_share_a_secret(borough: Borough):
    tokens = [link.token for name in borough.services for link in links_in(borough, name)]
    assert len(set(tokens)) == len(tokens) == 12
    assert all(re.fullmatch(r"[a-km-np-z2-9]{17}", token) for token in tokens)


def links_in(borough: Borough, name: str) -> list[SurveyLink]:
    return survey_links_for(service=borough.services[name], round_=borough.round)


# --- take-up -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "band"),
    [
        (0, "fewer than 10"),
        (9, "fewer than 10"),
        (10, "10 to 14"),
        (14, "10 to 14"),
        (15, "15 to 19"),
        (127, "125 to 129"),
    ],
)
def test_take_up_is_told_in_bands_of_five(count: int, band: str):
    assert band_of_five(count) == band


def test_there_is_no_band_below_no_one():
    with pytest.raises(ValueError, match="never below zero"):
        band_of_five(-1)


def test_one_more_answer_changes_no_byte_of_what_a_lead_sees(borough: Borough):
    link, lead = link_of(borough, "workforce"), borough.client("lead")
    pages = [f"/{borough.slug}/services/ward/surveys/", f"/{borough.slug}/services/ward/", f"/{borough.slug}/start/"]
    before = [shown(lead.get(address)) for address in pages]
    submit_response(survey_link=link, key=key_for(link), answers=one_answer(link))
    assert [shown(lead.get(address)) for address in pages] == before
    assert "Responses: fewer than 10" in before[0]


def shown(page) -> str:
    return re.sub(r'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())


def test_the_lead_closes_a_link_and_opens_it_again(borough: Borough):
    link, lead = link_of(borough, "families"), borough.client("lead")
    here = f"/{borough.slug}/services/ward/surveys/"
    assert f"http://testserver/s/{link.token}/" in text_of(lead.get(here))
    page = lead.post(f"{here}{link.pk}/revoke/", {"revoke": "yes"}, follow=True)
    assert "Turned off: open link." in text_of(page)
    assert link.token not in text_of(page)
    assert "Turned on: open link." in text_of(lead.post(f"{here}{link.pk}/revoke/", {"revoke": "no"}, follow=True))


def test_there_are_no_links_before_a_round_is_open(borough: Borough):
    borough.round.state = "planned"
    borough.round.save()
    page = borough.client("lead").get(f"/{borough.slug}/services/ward/surveys/")
    assert "No round is open" in text_of(page)
    assert not SurveyLink.objects.exists()


def test_links_are_made_once_and_in_the_order_of_the_surveys(borough: Borough):
    first, second = links_in(borough, "ward"), links_in(borough, "ward")
    assert first == second
    handed_out = Instrument.objects.filter(framework=borough.round.framework, handed_out_by="service")
    assert [link.instrument for link in first] == list(handed_out)


def test_answers_are_counted_by_service_and_question_in_one_round_only(borough: Borough):
    link = link_of(borough, "workforce")
    for _ in range(3):
        submit_response(survey_link=link, key=key_for(link), answers=one_answer(link))
    other = make_round(borough, "Spring 2026", state="closed", opens_on=TODAY - days(200))
    assert list(Answer.objects.in_round(other).counts_by_service_and_question()) == []
    (row,) = Answer.objects.in_round(borough.round).counts_by_service_and_question()
    assert (row["service"], row["count"]) == (borough.services["ward"].pk, 3)
