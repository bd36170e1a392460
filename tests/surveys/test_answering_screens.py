"""What a person sees screen by screen: a few questions, a note before what is harder, room for one's own words."""

import re

import pytest
from django.db import IntegrityError
from django.test import Client

from surveys.actions import answering as actions
from surveys.models import Comment, Question, Response, Section, SurveyLink, Wording
from tests.builders import TODAY, Borough, days, text_of
from tests.surveys.filling_in import (
    first_screen,
    go,
    go_to,
    hidden_fields,
    key_for,
    link_of,
    one_answer,
    questions_of,
    walk,
)

pytestmark = [pytest.mark.thorough, pytest.mark.anywhere]


@pytest.fixture
def staff_link(borough: Borough) -> SurveyLink:
    return link_of(borough, "workforce")


@pytest.fixture
def families_link(borough: Borough) -> SurveyLink:
    return link_of(borough, "families")


def asked_on(page) -> set[str]:
    """The questions with answers to choose or a box to write in."""
    return set(re.findall(r'data-question="([^"]+)"', page.content.decode()))


@pytest.mark.parametrize("survey", ["families", "children"])
def test_t4_families_and_children_meet_one_question_a_page(borough: Borough, survey: str):
    link = link_of(borough, survey)
    pages = walk(Client(), link)
    assert max(len(asked_on(page)) for page in pages) == 1
    total = link.instrument.questions.count()
    assert f"Question 1 of {total}" in text_of(pages[0])
    assert f"Question {total} of {total}" in text_of(pages[-2])


def test_t4_staff_meet_a_few_questions_a_page_and_every_question_once(staff_link: SurveyLink):
    section = Section.objects.filter(instrument=staff_link.instrument).first()
    scale = Question.objects.filter(section=section).first().scale
    for number in range(6):
        more = {"code": f"more-{number}", "text": f"More {number}", "order": 50 + number, "scale": scale}
        Question.objects.create(instrument=staff_link.instrument, section=section, **more)
    pages = walk(Client(), staff_link)
    assert 1 < max(len(asked_on(page)) for page in pages) <= 5
    asked = [code for page in pages for code in asked_on(page)]
    assert sorted(asked) == sorted(staff_link.instrument.questions.values_list("code", flat=True))


def test_t2_a_note_of_its_own_comes_before_a_harder_part_which_can_be_skipped_whole(families_link: SurveyLink):
    client = Client()
    section = Section.objects.get(instrument=families_link.instrument, is_harder=True)
    note = go_to(client, families_link, f"before.{section.code}")
    assert section.note in text_of(note)
    assert section.note.startswith("There are 3 questions in this part.")
    assert section.note.endswith("You can skip this part.")
    assert text_of(note).lower().count("skip this part") == 2, "in the note and on the button, not once more"
    assert asked_on(note) == set()
    beyond = go(client, families_link, note, go="skip")
    assert not asked_on(beyond) & set(section.questions.values_list("code", flat=True))
    inside = go(client, families_link, note, go="next")
    assert asked_on(inside) < set(section.questions.values_list("code", flat=True))
    assert section.note not in text_of(inside), "it was read a moment ago"


def test_t3_a_question_that_is_skipped_has_no_answer_even_if_one_was_chosen(families_link: SurveyLink):
    client = Client()
    first = first_screen(client, families_link)
    (code,) = asked_on(first)
    page = go(client, families_link, first, **{code: "never"}, go="skip")
    assert hidden_fields(page)[code] == ""


@pytest.mark.parametrize("survey", ["workforce", "families", "children"])
def test_t3_every_question_lets_people_say_that_they_are_not_sure_or_would_rather_not(borough: Borough, survey: str):
    choices = link_of(borough, survey).instrument.questions.filter(kind="choice")
    for question in choices.prefetch_related("scale__points"):
        kinds = {point.kind for point in question.scale.points.all()}
        assert "prefer_not_to_say" in kinds
        assert "not_applicable" in kinds or "category" in kinds


def test_t12_faces_stand_beside_words_and_never_alone(borough: Borough):
    first = first_screen(Client(), link_of(borough, "children"))
    body = first.content.decode()
    assert body.count("tip-face") == 3
    for words in ("No", "Sometimes", "Yes"):
        assert re.search(rf"</svg>\s*{words}</label>", body)


def test_the_children_s_version_begins_with_words_for_the_helper(borough: Borough):
    assert "For the grown-up who helps" in text_of(Client().get(f"/s/{link_of(borough, 'children').token}/"))
    assert "For the grown-up who helps" not in text_of(Client().get(f"/s/{link_of(borough, 'families').token}/"))


# --- one's own words -----------------------------------------------------------------------------


def open_question(link: SurveyLink) -> str:
    return link.instrument.questions.filter(kind="open").first().code


def test_t7_before_any_box_it_is_said_that_no_one_reads_straight_away(families_link: SurveyLink):
    page = go_to(Client(), families_link, open_question(families_link))
    body = page.content.decode()
    note = "We do not know who you are. We do not read this straight away. We cannot reply or help from here."
    assert 0 < body.index(note) < body.index("<textarea")
    assert "0800 1111" in body[: body.index("<textarea")]


WRITTEN = {
    "plain": ("It was kind.", "It was kind."),
    "emoji": ("🌻👍🏽", "🌻👍🏽"),
    "right to left": ("\u202bیہ اچھا تھا\u202c", "\u202bیہ اچھا تھا\u202c"),
    "HTML": ("<script>alert(1)</script> & <b>tea</b>", "<script>alert(1)</script> & <b>tea</b>"),
    "null bytes": ("te\0a\x1b[31m", "tea[31m"),
    "two lines": ("one\r\ntwo", "one\ntwo"),
    "as long as can be": ("é" * 2000, "é" * 2000),
}


@pytest.mark.parametrize(("typed", "kept"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_written_is_kept_as_text_whatever_it_is(typed: str, kept: str, families_link: SurveyLink):
    client, code = Client(), open_question(families_link)
    page = go_to(client, families_link, code)
    page = go(client, families_link, page, **{code: typed}, go="next")
    assert hidden_fields(page)[code] == kept.replace("\n", "\r\n") or hidden_fields(page)[code] == kept
    page = go(client, families_link, page, go="send")
    assert "Thank you" in text_of(page)
    assert Comment.objects.get().text == kept


@pytest.mark.parametrize("length", [2001, 1_000_000])
@pytest.mark.parametrize("button", ["next", "send"])
def test_what_is_too_long_is_refused_with_a_clear_word_and_nothing_is_lost(
    length: int, button: str, families_link: SurveyLink
):
    client, code = Client(), open_question(families_link)
    page = go_to(client, families_link, code)
    page = go(client, families_link, page, **{code: "x" * length, "f4a-safe": "always"}, go=button)
    assert "Your answer is too long." in text_of(page)
    assert "x" * length in page.content.decode()
    assert asked_on(page) == {code}
    assert hidden_fields(page)["f4a-safe"] == "always"
    assert not Comment.objects.exists()
    assert not Response.objects.exists()


def test_t8_a_comment_waits_for_its_reader_with_a_day_and_shares_nothing_with_the_ratings(families_link: SurveyLink):
    question = families_link.instrument.questions.get(code=open_question(families_link))
    actions.submit_response(
        survey_link=families_link,
        key=key_for(families_link),
        answers=one_answer(families_link),
        comments={question: "It was kind."},
        on=TODAY,  # a Thursday
    )
    comment, response = Comment.objects.get(), Response.objects.get()
    assert (comment.state, comment.due_on) == ("waiting", TODAY + days(7))  # five working days
    assert comment.pk != response.pk
    assert not {"response", "survey_link"} & {field.name for field in Comment._meta.get_fields()}


def test_t8_where_a_comment_cannot_be_stored_neither_are_the_answers(families_link: SurveyLink, monkeypatch):
    def broken(**kwargs):
        raise IntegrityError("no")

    written = {families_link.instrument.questions.filter(kind="open").first(): "It was kind."}
    monkeypatch.setattr(actions.floods, "store_comments", broken)
    with pytest.raises(IntegrityError):
        actions.submit_response(
            survey_link=families_link, key=key_for(families_link), answers=one_answer(families_link), comments=written
        )
    assert not Response.objects.exists()


def test_only_words_and_no_ratings_can_be_sent(families_link: SurveyLink):
    client, code = Client(), open_question(families_link)
    page = go_to(client, families_link, code)
    assert "Thank you" in text_of(go(client, families_link, page, **{code: "It was kind."}, go="send"))
    assert (Response.objects.count(), Comment.objects.count()) == (1, 1)


# --- the partnership's own questions ---------------------------------------------------------------


@pytest.fixture
def local_question(borough: Borough, families_link: SurveyLink) -> Question:
    near = families_link.instrument.questions.filter(kind="choice").first()
    return Question.objects.create(
        instrument=families_link.instrument,
        section=near.section,
        scale=near.scale,
        partnership=borough.partnership,
        code="elm-1",
        text="The bus comes on time",
        order=900,
    )


def test_local_questions_come_last_under_the_partnership_s_name(local_question: Question, families_link: SurveyLink):
    pages = walk(Client(), families_link)
    assert asked_on(pages[-2]) == {"elm-1"}
    assert "Elmfield Partnership" in text_of(pages[-2])
    assert not any("elm-1" in asked_on(page) for page in pages[:-2])


def test_local_questions_are_asked_here_only_and_not_once_retired(
    local_question: Question, borough: Borough, other_borough: Borough
):
    assert not any("elm-1" in asked_on(page) for page in walk(Client(), link_of(other_borough, "families")))
    Question.objects.filter(pk=local_question.pk).update(is_retired=True)
    assert not any("elm-1" in asked_on(page) for page in walk(Client(), link_of(borough, "families")))


def test_t14_a_local_question_without_words_in_a_language_is_not_asked_in_it_and_its_answer_is_not_lost(
    local_question: Question, families_link: SurveyLink
):
    client = Client()
    page = go_to(client, families_link, "elm-1")
    page = go(client, families_link, page, **{"elm-1": "always"}, go="language:pl")
    assert hidden_fields(page)["elm-1"] == "always"
    assert not any("elm-1" in asked_on(each) for each in walk(client, families_link, page))


# --- languages and layouts -------------------------------------------------------------------------


def test_t14_the_language_is_chosen_on_any_screen_and_stays(families_link: SurveyLink):
    client = Client()
    page = first_screen(client, families_link)
    (code,) = asked_on(page)
    page = go(client, families_link, page, **{code: "always"}, go="language:ur")
    assert asked_on(page) == {code}
    assert 'lang="ur" dir="rtl"' in page.content.decode()
    page = go(client, families_link, page, go="next")
    assert hidden_fields(page)["language"] == "ur"
    assert hidden_fields(page)[code] == "always"
    page = go(client, families_link, page, go="send")
    assert page.redirect_chain[0][0].endswith("/thank-you/?language=ur")
    assert 'lang="ur" dir="rtl"' in page.content.decode()


def test_t14_a_language_that_is_not_whole_falls_back_whole_to_english(borough: Borough, families_link: SurveyLink):
    Wording.objects.filter(framework=borough.round.framework, language="pl", kind="question").first().delete()
    page = Client().get(f"{questions_of(families_link)}?language=pl")
    assert '<html lang="en-GB" dir="ltr">' in page.content.decode()
    assert 'value="language:pl"' not in page.content.decode()


@pytest.mark.parametrize("code", ["", "xx", "ur\0", "<b>", "en-gb", "UR"])
def test_a_language_that_no_one_offers_is_english(code: str, families_link: SurveyLink):
    page = Client().get(questions_of(families_link), {"language": code})
    assert '<html lang="en-GB" dir="ltr">' in page.content.decode()


def test_t13_the_easy_layout_asks_one_question_a_page_and_stays(staff_link: SurveyLink):
    client = Client()
    page = client.get(questions_of(staff_link))
    first = next(iter(staff_link.instrument.questions.values_list("code", flat=True)))
    page = go(client, staff_link, page, **{first: "mostly"}, go="layout:easy")
    assert asked_on(page) == {first}
    assert "tip-easy" in page.content.decode()
    pages = walk(client, staff_link, page)
    assert max(len(asked_on(each)) for each in pages) == 1
    assert hidden_fields(pages[-1])[first] == "mostly"
    page = go(client, staff_link, pages[1], go="layout:")
    assert len(asked_on(page)) > 1
    assert "tip-easy" in Client().get(f"/s/{staff_link.token}/?layout=easy").content.decode()


def test_the_key_that_needs_a_script_is_told_only_where_the_script_runs(borough: Borough):
    link = link_of(borough, "families")
    page = Client().get(link.get_absolute_url()).content.decode()
    assert re.search(r"<span data-needs-script hidden>[^<]*Shift", page)
    assert len(re.findall("Shift", page)) == 1
