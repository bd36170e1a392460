"""The slip: made by the browser, kept as a hash beside the words, tied to nothing, gone with its barrier."""

import datetime
import logging
import re

import pytest
from auditlog.models import LogEntry
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning.actions.answering import SLIP_DAYS, answer_barrier
from learning.actions.ending import end_slips
from learning.actions.naming import name_without_account, review_day
from learning.actions.reviewing import ASK, ESCALATE, KEEP_OUT
from learning.actions.slips import barrier_of_slip, hash_in_browser, reply_by_slip
from learning.models import Barrier
from organisations.actions import ActionRefused
from organisations.codes import ALPHABET, tidy
from organisations.models import AuditEntry
from surveys.actions.codes import LENGTH
from surveys.models import Response, SurveyLink
from tests.builders import TODAY, Borough, days, text_of
from tests.learning.naming import NONCE, WORDS, come_back, name_one, page_of, settle
from tests.surveys.filling_in import hidden_fields

pytestmark = pytest.mark.django_db
HASH = "a" * 64


def without_nonce(page) -> bytes:
    return NONCE.sub(b"", page.content)


def answered(borough: Borough, barrier: Barrier, kind: str = "changed", on=TODAY, **more) -> None:
    barrier.refresh_from_db()
    answer_barrier(
        barrier=barrier, kind=kind, words="It is one page now.", change_by=more.get("change_by"),
        by=borough.people["board"], on=on, seen=barrier.answers.count(),
    )  # fmt: skip


def test_the_browser_s_hash_is_all_that_is_sent_and_only_another_hash_is_kept(borough: Borough):
    code = "".join((ALPHABET * 2)[:LENGTH])
    sent = hidden_fields(Client().get(page_of(borough))) | {"words": WORDS, "hash": hash_in_browser(code), "code": ""}
    page = Client().post(page_of(borough), sent).content.decode()
    assert "data-slip-again hidden" in page
    row = Barrier.objects.values().get()
    assert code not in str(row)
    assert sent["hash"] not in str(row), "who reads the database cannot come back with what is there"
    assert WORDS in text_of(come_back(code))
    assert WORDS in text_of(come_back(f" {code[:4].upper()}-{code[4:]} ")), "as someone types it"


def test_without_a_script_the_page_brings_a_code_and_says_who_has_made_it(borough: Borough):
    first, second = Client().get(page_of(borough)), Client().get(page_of(borough))
    code = hidden_fields(first)["code"]
    assert len(tidy(code)) == LENGTH
    assert LENGTH * 4.9 > 112
    assert code != hidden_fields(second)["code"]
    assert "This site made the code, because your browser did not." in text_of(first)
    assert WORDS in text_of(come_back(name_one(borough)))


def test_a_wrong_code_looks_like_one_of_a_barrier_whose_time_is_up(borough: Borough):
    code = name_one(borough)
    settle(borough, Barrier.objects.get())
    answered(borough, Barrier.objects.get())
    assert WORDS in text_of(come_back(code))
    assert end_slips(on=TODAY + days(SLIP_DAYS)) == (0, 0)
    assert WORDS in text_of(come_back(code)), "on the last day"
    Barrier.objects.update(slip_ends_on=timezone.localdate() - days(1))
    with CaptureQueriesContext(connection) as before_the_night:
        early = come_back(code)
    assert WORDS not in early.content.decode(), "from the first day after, and not from the next night on"
    assert end_slips(on=timezone.localdate()) == (1, 0)
    with CaptureQueriesContext(connection) as of_closed:
        closed = come_back(code)
    wrong = code[:-1] + ("a" if code[-1] != "a" else "b")
    with CaptureQueriesContext(connection) as of_wrong:
        never = come_back(wrong)
    assert closed.status_code == never.status_code == 200
    assert without_nonce(closed).replace(code.encode(), b"") == without_nonce(never).replace(wrong.encode(), b"")
    assert len(of_closed) == len(of_wrong) == len(before_the_night)
    assert without_nonce(early) == without_nonce(closed)
    assert {**closed.headers, "Content-Security-Policy": ""} == {**never.headers, "Content-Security-Policy": ""}
    row = Barrier.objects.get()
    assert (row.slip, row.words, row.state) == (None, WORDS, "changed"), "the ledger keeps the barrier"


def test_what_is_kept_out_goes_whole_with_its_slip(borough: Borough):
    codes = {decision: name_one(borough, decision) for decision in (KEEP_OUT, ESCALATE)}
    for decision in codes:
        settle(borough, Barrier.objects.get(words=decision), decision, said="It is about one person.")
    assert "It is about one person." in text_of(come_back(codes[KEEP_OUT]))
    page = text_of(come_back(codes[ESCALATE]))
    assert "the people who keep others safe" in page
    assert "It is about one person." not in page
    assert end_slips(on=TODAY + days(SLIP_DAYS + 1)) == (0, 2)
    assert not Barrier.objects.exists()


def test_a_slip_lasts_while_something_is_promised(borough: Borough):
    code = name_one(borough)
    barrier = settle(borough, Barrier.objects.get())
    answered(borough, barrier, "cannot")
    answered(borough, barrier, "will_change", change_by=TODAY + days(30))
    assert end_slips(on=TODAY + days(400)) == (0, 0)
    page = text_of(come_back(code))
    assert "It cannot change" in page
    assert "It will change by a date: 31 October 2026" in page


def test_one_question_is_answered_once(borough: Borough):
    code = name_one(borough)
    assert "has a question" not in text_of(come_back(code))
    settle(borough, Barrier.objects.get(), ASK, said="Which form is it?")
    page = come_back(code)
    assert "Which form is it?" in text_of(page)
    assert hidden_fields(page)["code"] == code
    assert "Write your answer." in text_of(come_back(code, reply=" "))
    assert "Thank you. We have your answer." in text_of(come_back(code, reply="The long one."))
    assert Barrier.objects.get().reply == "The long one."
    assert "The long one." in text_of(come_back(code, reply="Another."))
    assert Barrier.objects.get().reply == "The long one."
    with pytest.raises(ActionRefused, match="already have an answer"):
        reply_by_slip(code=code, text="Another.", on=TODAY)
    assert reply_by_slip(code="nonesuch", text="Another.", on=TODAY) is None
    with pytest.raises(ActionRefused, match="there is only one"):
        settle(borough, Barrier.objects.get(), ASK, said="And another?")


def test_the_page_keeps_nothing_but_the_words_the_place_a_week_and_a_hash(borough: Borough):
    """Also where the person is signed in beside it: neither row, log, cookie nor session tells of them."""
    client = borough.client("lead")
    tables = {model: model.objects.count() for model in all_models() if model is not Barrier}
    session = dict(client.session.items())
    code = name_one(borough, organisation="hospital", client=client)
    come = come_back(code)
    assert tables == {model: model.objects.count() for model in tables}
    assert dict(client.session.items()) == session
    assert not come.cookies
    row = {name: value for name, value in Barrier.objects.values().get().items() if value not in (None, "", False)}
    assert set(row) == {"id", "partnership_id", "organisation_id", "words", "way", "state", "due_on", "slip"}
    assert row["due_on"].weekday() == 4
    assert row["id"].version != 1, "no time in it"


def all_models() -> list[type[models.Model]]:
    from django.apps import apps

    return [model for model in apps.get_models() if model._meta.managed]


def test_the_tables_of_barriers_share_no_key_and_no_time_with_answers():
    """Nothing leads from a barrier to a response, a link, a comment or a code, nor the other way round."""
    fields = Barrier._meta.get_fields()
    led_to = {field.related_model for field in fields if field.is_relation}
    rooms = {model._meta.app_label for model in led_to}
    assert rooms <= {"organisations", "learning"}
    for model in (Response, SurveyLink):
        assert {f.related_model for f in model._meta.get_fields() if f.is_relation}.isdisjoint({Barrier})
    assert not [field for field in fields if isinstance(field, models.DateTimeField)]
    assert isinstance(Barrier._meta.pk, models.UUIDField)


def test_a_day_that_is_kept_is_a_friday_that_a_whole_week_shares(borough: Borough):
    monday = datetime.date(2026, 9, 28)
    found = {review_day(borough.partnership, on=monday + days(number)) for number in range(5)}
    assert all(day.weekday() == 4 for day in found)
    assert len(found) <= 2


def test_sent_twice_is_one_barrier_and_the_code_is_not_shown_again(borough: Borough):
    client = Client()
    sent = hidden_fields(client.get(page_of(borough))) | {"words": WORDS}
    first = client.post(page_of(borough), sent)
    assert sent["code"] in text_of(first)
    again = client.post(page_of(borough), sent, follow=True)
    assert "Thank you" in text_of(again)
    assert sent["code"] not in again.content.decode()
    assert Barrier.objects.count() == 1


@pytest.mark.parametrize("key", ["same", "other"])
def test_other_words_from_the_same_page_or_with_a_used_code_come_back_with_a_new_slip(borough: Borough, key: str):
    client = Client()
    sent = hidden_fields(client.get(page_of(borough))) | {"words": WORDS}
    client.post(page_of(borough), sent)
    more = sent | {"words": "And the waiting room."}
    if key == "other":
        more["key"] = hidden_fields(client.get(page_of(borough)))["key"]
    page = client.post(page_of(borough), more)
    assert page.status_code == 200
    assert "Its code belongs to something that was sent before." in text_of(page)
    assert "And the waiting room." in page.content.decode()
    assert 'data-slip="new"' in page.content.decode(), "the browser draws another one too"
    new = hidden_fields(page)
    assert new["code"] != sent["code"]
    assert "Thank you" in text_of(client.post(page_of(borough), new | {"words": "And the waiting room."}))
    assert "And the waiting room." in text_of(come_back(new["code"]))
    assert WORDS in text_of(come_back(sent["code"]))


def test_sent_again_after_a_reviewer_has_changed_it_is_still_the_same_one(borough: Borough):
    client = Client()
    sent = hidden_fields(client.get(page_of(borough))) | {"words": WORDS}
    client.post(page_of(borough), sent)
    settle(borough, Barrier.objects.get(), words="Shorter.")
    assert "Thank you" in text_of(client.post(page_of(borough), sent, follow=True))
    assert Barrier.objects.count() == 1


def test_a_reply_that_cannot_be_kept_comes_back_with_its_words(borough: Borough):
    code = name_one(borough)
    settle(borough, Barrier.objects.get(), ASK, said="Which form is it?")
    come_back(code, reply="The long one.")
    assert "This was not sent: Another." in text_of(come_back(code, reply="Another."))
    assert "This was not sent" not in text_of(come_back(code, reply="The long one."))
    settle(borough, Barrier.objects.get())
    assert "This was not sent: Another." in text_of(come_back(code, reply="Another."))


def test_a_reply_in_a_flood_waits_on_the_page_and_goes_with_the_code(borough: Borough, monkeypatch):
    code = name_one(borough)
    settle(borough, Barrier.objects.get(), ASK, said="Which form is it?")
    monkeypatch.setattr("learning.views.public.too_fast", lambda *_: True)
    page = come_back(code, reply="The long one.")
    assert page.status_code == 429
    assert hidden_fields(page)["reply"] == "The long one."
    assert code in page.content.decode()


def test_what_cannot_be_taken_keeps_every_word_and_the_code(borough: Borough):
    sent = hidden_fields(Client().get(page_of(borough))) | {"words": "", "organisation": "999999"}
    page = Client().post(page_of(borough), sent)
    assert "Write what stands in the way." in text_of(page)
    assert hidden_fields(page)["code"] == sent["code"]
    long = Client().post(page_of(borough), sent | {"words": "x" * 2001, "organisation": ""})
    assert "x" * 2001 in long.content.decode()
    elsewhere = hidden_fields(Client().get(page_of(borough))) | {"words": WORDS, "hash": "not a hash"}
    assert "Thank you" in text_of(Client().post(page_of(borough), elsewhere)), "then the page's own code counts"
    assert barrier_of_slip(elsewhere["code"], on=TODAY) is not None


@pytest.mark.slow
def test_guessing_codes_is_slowed_and_so_is_a_flood_of_barriers(borough: Borough):
    answers = [come_back(f"guess-number-{number}").status_code for number in range(25)]
    assert answers[:20] == [200] * 20
    assert answers[-1] == 429
    sent = [hidden_fields(Client().get(page_of(borough))) | {"words": f"Form {number}"} for number in range(12)]
    found = [Client().post(page_of(borough), one) for one in sent]
    assert [page.status_code for page in found[:10]] == [200] * 10
    assert found[-1].status_code == 429
    assert "Form 11" in found[-1].content.decode(), "nothing typed is lost"


def test_an_address_never_holds_a_code_and_our_log_no_address(borough: Borough, caplog):
    with caplog.at_level(logging.INFO):
        code = name_one(borough)
        page = come_back(code)
        Client().get(f"/s/slip/?code={code}")
    assert "/s/" not in caplog.text
    assert code not in caplog.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    assert WORDS not in text_of(Client().get(f"/s/slip/?code={code}"))


def test_before_the_box_it_is_said_who_reads_it_when_and_where_help_is(borough: Borough):
    for page in (Client().get(page_of(borough)), come_back_with_question(borough)):
        box = re.search(r'<div[^>]*class="govuk-hint"[^>]*>(.*?)</div>\s*<textarea', page.content.decode(), re.DOTALL)
        assert "We do not know who you are. No one reads this straight away." in box[1]
        assert "with your slip" in box[1]
        assert "reviewer" in box[1]
        assert "tel:999" in box[1]
        assert "Exit this page" in page.content.decode()


def test_before_the_box_it_is_said_that_many_read_it_once_it_is_answered(borough: Borough):
    page = text_of(Client().get(page_of(borough)))
    assert "Then those who can change it read it: leads there, the board, programme leads and admins." in page
    assert "When it has an answer, all who can see the results here can read it too." in page
    assert "Only reviewers read your answer." in text_of(come_back_with_question(borough))


def come_back_with_question(borough: Borough):
    code = name_one(borough)
    settle(borough, Barrier.objects.get(), ASK, said="Which form is it?")
    return come_back(code)


def test_the_survey_of_staff_leads_there_after_sending_and_takes_nothing_along(borough: Borough):
    from tests.surveys.filling_in import link_of

    staff, families = link_of(borough, "workforce"), link_of(borough, "families")
    tablet = link_of(borough, "workforce", "tablet")
    page = Client().get(f"/s/{staff.token}/thank-you/").content.decode()
    assert '<a class="govuk-link" href="/s/barrier/elmfield/" rel="noreferrer">What stands in the way?</a>' in page
    for other in (families, tablet):
        assert "/s/barrier/" not in Client().get(f"/s/{other.token}/thank-you/").content.decode()
    assert "/s/barrier/" not in Client().get(f"/s/{staff.token}/").content.decode()
    assert not AuditEntry.objects.filter(what__contains="barrier").exists()
    assert not LogEntry.objects.filter(content_type__app_label="learning").exists()


def test_in_another_partnership_a_slip_is_as_good_and_names_its_own_place(borough: Borough, other_borough: Borough):
    oakham = other_borough
    code = name_one(oakham)
    settle(oakham, Barrier.objects.get())
    assert oakham.partnership.name in text_of(come_back(code))
    sent = hidden_fields(Client().get(page_of(borough))) | {"words": WORDS}
    foreign = sent | {"organisation": oakham.organisations["hospital"].pk}
    assert "Thank you" not in text_of(Client().post(page_of(borough), foreign))
    assert name_without_account(
        partnership=borough.partnership, key="k", organisation=None, words="A", slip=HASH, on=TODAY
    )
    assert not name_without_account(
        partnership=borough.partnership, key="k", organisation=None, words="A", slip="b" * 64, on=TODAY
    )
    assert name_without_account(
        partnership=borough.partnership, key="k", organisation=None, words="B", slip="b" * 64, on=TODAY
    ), "other words are another one"
