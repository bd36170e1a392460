""" "Did it help?": asked once, a month after; answers are only counted, and shown as far as that is safe."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assessments.models import ImprovementAction
from organisations.actions import ActionRefused
from organisations.models import AuditEntry
from reporting.models import HelpedCount, HelpedQuestion, HelpedSent
from reporting.protect.disclosure import coarsen
from reporting.protect.rollup import Tally
from reporting.read.helped import result_in_words
from reporting.release.helping import (
    AFTER,
    OPEN_FOR,
    POINTS,
    ask_whether_it_helped,
    close_question,
    close_what_has_ended,
    count_answer,
    what_may_be_shown,
)
from tests.builders import TODAY, Borough, days, text_of

pytestmark = pytest.mark.slow
AFTERWARDS = TODAY + OPEN_FOR + days(1)


@pytest.fixture
def question(borough: Borough) -> HelpedQuestion:
    ended = {"state": "done", "ended_on": TODAY - AFTER, "became": "Families wait in the garden room."}
    action = ImprovementAction.objects.create(
        service=borough.services["ward"], what="A quiet corner", recorded_on=TODAY - days(60), **ended
    )
    return ask_whether_it_helped(action=action, by=borough.people["lead"], on=TODAY)


def say(question: HelpedQuestion, **numbers: int) -> None:
    for choice, number in numbers.items():
        for each in range(number):
            count_answer(question=question, choice=choice, key=f"{choice}{each}", on=TODAY)


def page_of(borough: Borough, question: HelpedQuestion, who: str = "lead") -> str:
    address = reverse("reporting:action-helped", args=[borough.slug, "ward", question.action_id])
    return text_of(borough.client(who).get(address))


def test_a_team_member_answers_by_the_link_without_an_account_and_leaves_no_trace(borough: Borough, question):
    HelpedQuestion.objects.update(closes_on=TODAY + days(3000))
    anyone, address = Client(), reverse("did-it-help", args=[question.token])
    page = anyone.get(address)
    assert "A quiet corner" in text_of(page)
    assert "We do not ask who you are." in text_of(page)
    assert page["Cache-Control"].startswith("max-age=0")
    assert page["Referrer-Policy"] == "no-referrer"
    key = page.context["key"]
    for _ in range(2):  # a double press is one answer
        answer = anyone.post(address, {"key": key, "choice": "yes"})
        assert answer.url == reverse("did-it-help-thanks", args=[question.token])
    assert "Thank you" in text_of(anyone.get(answer.url))
    assert not anyone.cookies
    assert dict(question.counts.values_list("choice", "count")) == {"yes": 1, "partly": 0, "no": 0, "unsure": 0}
    page = anyone.post(address, {"key": "other", "choice": ""})
    assert "Select an answer" in text_of(page)


def test_nothing_is_seen_of_it_while_it_is_open_by_anyone(borough: Borough, question):
    before = page_of(borough, question)
    say(question, yes=12, no=3)
    assert page_of(borough, question) == before


def test_from_ten_answers_the_share_is_shown_coarsened_and_no_count_is_kept(borough: Borough, question):
    say(question, yes=12, partly=3, no=2, unsure=4)
    closed = close_question(question=question, on=AFTERWARDS)
    assert result_in_words(closed) == "“Yes”: 70% or more, of 15 to 19 people who answered yes, partly or no."
    assert not HelpedCount.objects.exists()
    assert not HelpedSent.objects.exists()
    assert "“Yes”: 70% or more, of 15 to 19 people" in page_of(borough, question)
    home = text_of(borough.client("lead").get(f"/{borough.slug}/services/ward/"))
    assert "Did it help? A quiet corner “Yes”: 70% or more" in home
    assert close_question(question=question, on=AFTERWARDS).share == closed.share


def test_nobody_chooses_when_it_closes_nor_what_it_says(borough: Borough, question):
    say(question, yes=10)
    assert close_question(question=question, on=question.closes_on).closed_on is None
    address = reverse("reporting:action-helped", args=[borough.slug, "ward", question.action_id])
    borough.client("lead").post(address, {"do": "close"})
    assert HelpedQuestion.objects.filter(closed_on=None).exists()
    ImprovementAction.objects.update(what="Something else")
    HelpedQuestion.objects.update(closes_on=TODAY + days(3000))
    assert "A quiet corner" in text_of(Client().get(reverse("did-it-help", args=[question.token])))


def test_more_answers_than_people_who_work_there_are_not_shown(borough: Borough, question):
    borough.services["ward"].headcount = 12
    borough.services["ward"].save()
    say(question, yes=10, unsure=3)
    assert close_question(question=question, on=AFTERWARDS).share is None


def test_what_an_action_was_and_helped_is_for_those_who_may_read_the_plan(borough: Borough, question):
    say(question, yes=12)
    close_question(question=question, on=AFTERWARDS)
    page = text_of(borough.client("sector").get(f"/{borough.slug}/services/ward/"))
    assert "A quiet corner" not in page
    assert "Did it help?" not in page


def test_of_nine_nothing_is_shown_and_those_who_are_not_sure_are_in_no_base(borough: Borough, question):
    say(question, yes=9, unsure=9)
    closed = close_question(question=question, on=AFTERWARDS)
    assert closed.share is None
    assert "Fewer than 10 people answered" in page_of(borough, question)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpedQuestion.objects.filter(pk=question.pk).update(share=100, people_low=9, people_high=9)


def test_an_answer_after_it_closed_is_not_counted_and_says_so(borough: Borough, question):
    say(question, yes=10)
    assert close_what_has_ended(on=question.closes_on) == 0
    assert close_what_has_ended(on=question.closes_on + days(1)) == 1
    page = Client().post(reverse("did-it-help", args=[question.token]), {"key": "late", "choice": "no"})
    assert "it was not counted" in text_of(page)
    assert not HelpedSent.objects.exists()


def test_what_is_shown_leaves_every_answer_open(db):
    """Every way in which few people can answer: nobody who answered knows of the others that they all said the same."""
    for people in range(10, 16):
        shown: dict[tuple, list[tuple]] = {}
        for no in range(people + 1):
            for partly in range(people + 1 - no):
                counts = {"no": no, "partly": partly, "yes": people - no - partly}
                coarse = coarsen(Tally(Counter(counts)), POINTS)
                shown.setdefault((coarse.base, coarse.share), []).append((counts["yes"], people))
        for ways in shown.values():
            yes = {number for number, _people in ways}
            assert len(yes) > 1
            # One who said yes, or did not, cannot tell that all the others did, or that none of them did.
            assert not yes <= {people - 1, people}
            assert not yes <= {0, 1}


def test_it_is_asked_once_and_not_before_a_month(borough: Borough, question):
    assert ask_whether_it_helped(action=question.action, by=borough.people["lead"], on=TODAY).pk == question.pk
    new = ImprovementAction.objects.create(
        service=borough.services["ward"], what="New", state="done", ended_on=TODAY, recorded_on=TODAY
    )
    with pytest.raises(ActionRefused, match="four weeks"):
        ask_whether_it_helped(action=new, by=borough.people["lead"], on=TODAY + AFTER - days(1))
    with pytest.raises(ActionRefused, match="asked about another action"):
        ask_whether_it_helped(action=new, by=borough.people["lead"], on=TODAY + AFTER)
    close_question(question=question, on=AFTERWARDS)
    assert ask_whether_it_helped(action=new, by=borough.people["lead"], on=TODAY + AFTER)
    HelpedQuestion.objects.all().delete()
    start = text_of(borough.client("lead").get(f"/{borough.slug}/start/"))
    assert "did it help?" in start


def test_nothing_that_is_kept_says_who_answered_or_when(borough: Borough, question):
    assert {field.name for field in HelpedCount._meta.fields} == {"id", "question", "choice", "count"}
    columns = {field.name for field in HelpedSent._meta.fields}
    assert columns == {"question", "key_hash"}
    assert not [one for one in apps.get_models() if any(f.related_model is HelpedSent for f in one._meta.fields)]
    before = AuditEntry.objects.count()
    say(question, yes=3)
    assert AuditEntry.objects.count() == before


def test_too_few_to_say_what_was_said_is_no_different_from_too_alike(db):
    assert what_may_be_shown(1, 1, {"yes": 9}) is None
    assert what_may_be_shown(1, 1, {}) is None
