"""A partnership's own few questions: kind, asked last, never instead of the core."""

import pytest
from django.urls import reverse

from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry, Round
from surveys.actions.answering import new_submission_key, submit_response
from surveys.actions.links import survey_links_for
from surveys.actions.local import (
    MOST_IN_USE,
    add_question,
    change_question,
    may_change,
    own_questions,
    set_retired,
    words_of,
)
from surveys.actions.retention import forget_answers
from surveys.languages import language_called
from surveys.models import Instrument, Question
from surveys.screens import survey_questions_of
from surveys.wordings import InstrumentWords
from tests.builders import Borough, figures_of, release_round, text_of

pytestmark = pytest.mark.slow

GARDEN = "The garden is a place where I feel well."


def page(borough: Borough, what: str = "question-list", *args) -> str:
    return reverse(f"surveys:{what}", args=[borough.slug, *args])


def survey(borough: Borough, key: str = "families") -> Instrument:
    return Instrument.objects.get(framework=borough.round.framework, key=key)


def ask(borough: Borough, text: str = GARDEN, *, key: str = "families", **words: str) -> Question:
    return add_question(
        partnership=borough.partnership,
        instrument=survey(borough, key),
        text=text,
        is_open=False,
        words=words,
        by=borough.people["admin"],
    )


def families_link(borough: Borough):
    links = survey_links_for(service=borough.services["ward"], round_=borough.round)
    return next(link for link in links if link.instrument.key == "families")


def test_an_admin_adds_a_question_that_is_asked_last_on_the_surveys_own_scale(borough: Borough):
    admin = borough.client("admin")
    assert "You have not added any questions" in text_of(admin.get(page(borough)))
    sent = {"text": GARDEN, "kind": "choice", "words_ur": "باغ میں مجھے اچھا لگتا ہے۔"}
    shown = text_of(admin.post(page(borough, "question-create", "families"), sent, follow=True))
    assert "Question added" in shown
    assert GARDEN in shown
    question = Question.objects.get(partnership=borough.partnership)
    assert question.scale.key == "how-often"
    assert question.statement is None
    assert survey_questions_of(families_link(borough))[-1] == question
    assert AuditEntry.objects.get(what="added a question of the partnership's own").by == borough.people["admin"]


def test_another_partnership_is_not_asked(borough: Borough, other_borough: Borough):
    question = ask(borough)
    link = next(
        link
        for link in survey_links_for(service=other_borough.services["ward"], round_=other_borough.round)
        if link.instrument.key == "families"
    )
    assert question not in survey_questions_of(link)
    page_of_it = page(borough, "question-edit", question.pk)
    assert other_borough.client("admin").get(page_of_it).status_code == 404
    assert ask(other_borough).code != question.code


def test_t14_a_question_without_words_in_a_language_is_not_asked_in_it(borough: Borough):
    question = ask(borough, ur="باغ میں مجھے اچھا لگتا ہے۔")
    assert InstrumentWords(survey(borough), language_called("ur")).asks(question)
    assert not InstrumentWords(survey(borough), language_called("pl")).asks(question)
    Round.objects.update(state=Round.State.PLANNED)  # no one has been asked yet
    borough.client("admin").post(
        page(borough, "question-edit", question.pk), {"text": GARDEN, "words_ur": "", "words_pl": "Ogród."}
    )
    assert words_of(question) == {"pl": "Ogród."}
    assert not InstrumentWords(survey(borough), language_called("ur")).asks(question)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Why didn't you come?", "Why didn't you"),
        ("Tell us what happened to you in detail", "may upset people"),
        ("How old are you?", "How old are you"),
    ],
)
def test_t5_a_question_that_blames_or_pries_is_refused_with_its_words(borough: Borough, text: str, said: str):
    shown = text_of(
        borough.client("admin").post(page(borough, "question-create", "families"), {"text": text, "kind": "open"})
    )
    assert said in shown
    assert "without blame" in shown
    assert not own_questions(borough.partnership, borough.round.framework)


def test_what_is_left_out_is_asked_for(borough: Borough):
    shown = text_of(borough.client("admin").post(page(borough, "question-create", "workforce"), {}))
    assert "Enter the question" in shown
    assert "Select how people answer" in shown
    assert "In Urdu" not in shown, "the workforce survey is in English only"


def test_five_in_each_survey_are_the_most(borough: Borough):
    first, *_others = [ask(borough, f"Number {number} is well.") for number in range(MOST_IN_USE)]
    with pytest.raises(ActionRefused, match="already has 5 of your own questions"):
        ask(borough)
    ask(borough, key="workforce")
    admin = borough.client("admin")
    assert "You can ask up to 5." in text_of(admin.get(page(borough)))
    sent = {"text": GARDEN, "kind": "choice"}
    assert "Stop asking one before" in text_of(admin.post(page(borough, "question-create", "families"), sent))
    admin.post(page(borough, "question-retire", first.pk), {"retire": "yes"})
    another = ask(borough)
    assert another.code not in {question.code for question in Question.objects.exclude(pk=another.pk)}
    again = text_of(admin.post(page(borough, "question-retire", first.pk), {"retire": "no"}, follow=True))
    assert "Stop asking one before" in again


def test_words_stay_once_someone_may_have_answered_them(borough: Borough):
    question, admin = ask(borough), borough.people["admin"]
    change = {"question": question, "words": {}, "by": admin}
    assert not may_change(question), "a round is open"
    with pytest.raises(ActionRefused, match="may have answered"):
        change_question(text="The garden is loud.", **change)
    shown = borough.client("admin").get(page(borough, "question-edit", question.pk)).content.decode()
    assert "people may have answered it" in shown
    link = families_link(borough)
    point = question.choices()[0]
    submit_response(survey_link=link, key=new_submission_key(link), answers={question: point})
    close_round(round_=borough.round, by=admin)
    assert not may_change(question), "somebody has answered it"
    unused = ask(borough, "The yard is quiet.")
    change_question(question=unused, text="The yard is calm.", words={}, by=admin)
    assert Question.objects.get(pk=unused.pk).text == "The yard is calm."


def test_while_a_round_is_open_a_language_may_be_added_and_no_words_changed(borough: Borough):
    question = ask(borough, pl="Ogród jest spokojny.")
    edit, admin = page(borough, "question-edit", question.pk), borough.client("admin")
    admin.post(edit, {"text": "Other", "words_pl": "Inny", "words_bn": "বাগানটি ভালো লাগে।"})
    question.refresh_from_db()
    assert question.text == GARDEN
    assert words_of(question) == {"pl": "Ogród jest spokojny.", "bn": "বাগানটি ভালো লাগে।"}
    with pytest.raises(ActionRefused, match="may have answered"):
        change_question(question=question, text=GARDEN, words={"pl": "Inny"}, by=borough.people["admin"])


def test_words_stay_after_the_raw_answers_of_a_released_round_are_deleted(borough: Borough):
    question, link = ask(borough), families_link(borough)
    submit_response(survey_link=link, key=new_submission_key(link), answers={question: question.choices()[0]})
    close_round(round_=borough.round, by=None)
    release_round(Round.objects.get(pk=borough.round.pk))
    forget_answers(round_=borough.round)
    assert not may_change(question), "a release speaks of it"


def test_a_question_of_ones_own_is_released_and_changes_no_figure_of_the_core(borough: Borough):
    question, link = ask(borough), families_link(borough)
    core = list(link.instrument.questions.filter(statement__isnull=False).prefetch_related("scale__points"))
    for number in range(20):
        points = [(one, [p for p in one.choices() if p.value]) for one in core]
        answers = {one: values[(number + at) % 5] for at, (one, values) in enumerate(points)}
        answers[question] = [p for p in question.choices() if p.value][number % 2]
        submit_response(survey_link=link, key=new_submission_key(link), answers=answers)
    close_round(round_=borough.round, by=None)
    round_ = Round.objects.get(pk=borough.round.pk)
    release = release_round(round_)
    mine = release.figures.filter(measure="families_results", subject=question.code, status="shown")
    assert {figure.subject_kind for figure in mine} == {"question"}
    share = mine.filter(level="service", statistic="share_positive").get()
    assert share.text == "under 15%", "nobody said mostly or always"
    before = figures_of(round_)
    assert Question.objects.get(pk=question.pk).kept_answers.all().delete()[0] == 20
    question.delete()
    others = [figure for figure in before if question.code not in figure.subject]
    assert figures_of(round_) == others
    assert {figure.subject_kind for figure in others} >= {"statement", "feature", "overall"}


def test_a_question_that_is_stopped_is_not_asked_and_keeps_its_answers(borough: Borough):
    question = ask(borough)
    link = families_link(borough)
    submit_response(survey_link=link, key=new_submission_key(link), answers={question: question.choices()[0]})
    set_retired(question=question, retired=True, by=borough.people["admin"])
    assert question not in survey_questions_of(link)
    assert question.answers.count() == 1
    assert "Ask again" in text_of(borough.client("admin").get(page(borough)))


def test_no_one_reaches_the_core_from_here(borough: Borough):
    core = Question.objects.core().filter(instrument__key="families").first()
    admin = borough.client("admin")
    assert core.text not in text_of(admin.get(page(borough)))
    assert admin.get(page(borough, "question-edit", core.pk)).status_code == 404
    assert admin.post(page(borough, "question-retire", core.pk), {"retire": "yes"}).status_code == 404
    assert admin.get(page(borough, "question-create", "nothing")).status_code == 404
