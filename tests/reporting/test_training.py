"""Training from rows to the matrix: who was trained, and what people said about it, never session by session."""

import random

import pytest
from django.urls import reverse

from activities.actions.feedback import open_feedback
from activities.models import Course, TrainingAttendance, TrainingSession
from organisations.actions import close_round
from organisations.models import Organisation, Service
from reporting import figures as f
from reporting.measures.round_context import RoundContext
from reporting.measures.training import training_feedback, training_take_up
from reporting.models import ReleasedFigure
from reporting.protect.rollup import THE_SYSTEM, Node
from reporting.read.comments import comments_at
from reporting.read.question_tables import confidence_of
from reporting.read.selectors import PlaceResults, ReleasedRound
from surveys.models import Answer, Comment, Response, SurveyLink
from tests.builders import TODAY, Borough, make_borough, release_round, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
OPEN = "What will you do differently?"


@pytest.fixture
def borough(framework) -> Borough:
    """The small partnership of all other rooms, with a person for every role."""
    return make_borough()


def session(borough: Borough, level: str = "awareness", **came: int) -> TrainingSession:
    """A session with so many people of each organisation, by its short name."""
    course, _ = Course.objects.get_or_create(
        partnership=borough.partnership, title=f"Course: {level}", level=level, for_whom="Everybody"
    )
    held = TrainingSession.objects.create(course=course, day=TODAY)
    for name, people in came.items():
        TrainingAttendance.objects.create(
            session=held, organisation=borough.organisations[name], kind_of_role="front_line", people=people
        )
    return held


def give_feedback(borough: Borough, held: TrainingSession, **answers: list[str]) -> SurveyLink:
    """What so many people answered after a session, question by question: the keys of their answers."""
    link = open_feedback(session=held, by=borough.people["trainer"], on=TODAY)
    questions = {q.code: q for q in link.instrument.questions.prefetch_related("scale__points") if q.scale}
    people = max(len(given) for given in answers.values())
    responses = Response.objects.bulk_create(Response(survey_link=link) for _ in range(people))
    for name, given in answers.items():
        question = questions[f"t-{name}"]
        points = {point.key: point for point in question.scale.points.all()}
        Answer.objects.bulk_create(
            Answer(response=response, question=question, point=points[key])
            for response, key in zip(responses, given, strict=False)
        )
    return link


def ground_of(borough: Borough) -> RoundContext:
    close_round(round_=borough.round, by=None)
    borough.round.refresh_from_db()
    return RoundContext(borough.round)


def found(figures, statistic: str, kind: str = f.OVERALL, subject: str = "") -> f.Figure:
    return next(x for x in figures if (x.statistic, x.subject_kind, x.subject) == (statistic, kind, subject))


def test_people_levels_roles_and_organisations_are_counted_from_rows(borough: Borough):
    session(borough, hospital=4, council=2)
    session(borough, "enhanced", hospital=3)
    figures = training_take_up(ground_of(borough))
    assert found(figures, f.PEOPLE).numerator == 9
    reached = found(figures, f.ORGANISATIONS)
    assert (reached.numerator, reached.denominator) == (2, 3)
    assert found(figures, f.PEOPLE, f.PART, "awareness").numerator == 6
    assert found(figures, f.PEOPLE, f.PART, "enhanced").numerator == 3
    assert found(figures, f.PEOPLE, f.PART, "front_line").numerator == 9


def test_without_every_headcount_there_is_no_rate_and_the_figure_says_so(borough: Borough):
    session(borough, hospital=10)
    rate = found(training_take_up(ground_of(borough)), f.RATE)
    assert (rate.status, rate.note) == (f.NONE, "not known: 1 of 4 services has no headcount")


def test_with_every_headcount_the_rate_is_people_trained_of_those_who_work_here(borough: Borough):
    Service.objects.filter(headcount=None).update(headcount=36)
    session(borough, hospital=10)
    rate = found(training_take_up(ground_of(borough)), f.RATE)
    assert (rate.value, rate.denominator) == (10, 100)


def test_people_of_an_organisation_that_left_still_count(borough: Borough):
    session(borough, hospital=4, charity=5)
    Service.objects.filter(organisation__slug="charity").update(archived_on=TODAY)
    Organisation.objects.filter(slug="charity").update(archived_on=TODAY)
    figures = training_take_up(ground_of(borough))
    assert found(figures, f.PEOPLE).numerator == 9
    assert (found(figures, f.ORGANISATIONS).numerator, found(figures, f.ORGANISATIONS).denominator) == (1, 2)


def test_a_round_without_training_says_so(borough: Borough):
    (figure,) = training_take_up(ground_of(borough))
    assert (figure.status, figure.note) == (f.NONE, "no training recorded in this round")


def test_all_sessions_are_pooled_and_shown_for_the_whole_system_only(borough: Borough):
    give_feedback(borough, session(borough), relevant=["mostly"] * 3 + ["slightly"] * 3 + ["prefer-not"])
    give_feedback(borough, session(borough), relevant=["completely", "partly", "partly", "not-at-all", "mostly"])
    give_feedback(borough, session(borough), relevant=["mostly", "slightly", "partly"])
    figures = training_feedback(ground_of(borough))
    assert {x.place.level for x in figures} == {f.SYSTEM}
    share = found(figures, f.SHARE_POSITIVE, f.QUESTION, "t-relevant")
    assert (share.value, share.base_low, share.base_high) == (40, 10, 14)  # 6 of 14 is 43, to the nearest ten
    assert found(figures, f.RESPONSES).base_low == 15


@pytest.mark.parametrize(
    ("after", "why"),
    [([9], "fewer than 10 people"), ([14, 4], "nearly everybody after one session"), ([30], "one session only")],
)
def test_feedback_that_would_be_one_sessions_own_is_withheld(borough: Borough, after: list[int], why: str):
    for people in after:
        give_feedback(borough, session(borough), relevant=["mostly"] * people)
    figures = training_feedback(ground_of(borough))
    assert found(figures, f.SHARE_POSITIVE, f.QUESTION, "t-relevant").status == f.WITHHELD, why
    assert found(figures, f.SHARE_POSITIVE).status == f.WITHHELD
    assert not [x for x in figures if x.subject_kind == f.OPTION]


def test_everyone_saying_the_same_is_not_shown_as_exactly_all(borough: Borough):
    for _ in range(3):
        give_feedback(borough, session(borough), now=["very"] * 5, before=["very"] * 5)
    figures = training_feedback(ground_of(borough))
    shown = found(figures, f.SHARE_POSITIVE, f.QUESTION, "t-now")
    assert (shown.status, shown.edge) in ((f.SHOWN, "or more"), (f.WITHHELD, ""))


def test_answers_by_a_link_that_was_set_aside_do_not_count(borough: Borough):
    for _ in range(3):
        give_feedback(borough, session(borough), relevant=["mostly", "partly", "slightly", "mostly", "completely"])
    aside = give_feedback(borough, session(borough), relevant=["not-at-all"] * 30)
    SurveyLink.objects.filter(pk=aside.pk).update(set_aside_on=TODAY, set_aside_reason="Tried out.")
    figures = training_feedback(ground_of(borough))
    assert found(figures, f.RESPONSES).base_low == 15
    assert found(figures, f.SHARE_POSITIVE, f.QUESTION, "t-relevant").value == 60


def released(borough: Borough, sessions: int = 8, people: int = 15) -> ReleasedRound:
    """A released round with much feedback: most were a little confident before, and most are confident now."""
    rng = random.Random(5)
    scale = ["not-at-all", "slightly", "fairly", "confident", "very"]
    true = ["not-at-all", "slightly", "partly", "mostly", "mostly", "completely"]
    for _ in range(sessions):
        answers = {name: [rng.choice(true) for _ in range(people)] for name in ("relevant", "know", "use", "recommend")}
        answers |= {
            "before": rng.choices(scale, (2, 4, 4, 2, 1), k=people),
            "now": rng.choices(scale, (1, 1, 3, 6, 3), k=people),
        }
        give_feedback(borough, session(borough, hospital=people), **answers)
    close_round(round_=borough.round, by=None)
    borough.round.refresh_from_db()
    return ReleasedRound(release_round(borough.round))


@pytest.mark.thorough
def test_confidence_before_and_now_stands_on_the_measures_page_and_in_the_files(borough: Borough):
    results = PlaceResults(released(borough), "training_feedback", f.SYSTEM, 0)
    confidence = confidence_of(results)
    before, now = (results.here[f.QUESTION, code, f.SHARE_POSITIVE] for code in ("t-before", "t-now"))
    assert now.value > before.value
    assert f"{before.text} felt confident or very confident before the training. After it, {now.text} did." in (
        confidence.words
    )
    assert f"{int(now.value - before.value)} percentage points higher" in confidence.words
    board, here = borough.client("board"), [borough.slug, borough.round.slug]
    page = text_of(board.get(reverse("reporting:measure-results", args=[*here, "training_feedback"])))
    assert "Confidence before and after the training" in page
    assert "It was relevant to my role" in page
    how = text_of(board.get(reverse("reporting:how-made", args=[*here, "training_feedback"])))
    assert "of answers in the whole partnership were “mostly” or “completely”" in how
    matrix = text_of(board.get(reverse("reporting:dashboard", args=here[:1])))
    assert "120 places taken on the core training offer" in matrix
    assert "Feedback on the core training offer" in matrix
    cell = text_of(board.get(reverse("reporting:cell", args=[*here, "training", "system"])))
    assert "felt confident: " in cell
    lines = borough.client("admin").get(reverse("reporting:figures-csv", args=here)).content.decode()
    assert "Before this training" in lines
    assert "Level: Awareness" in lines
    take_up = text_of(board.get(reverse("reporting:measure-results", args=[*here, "training_take_up"])))
    assert "1 of 3" in take_up
    assert "Role: Front line" in take_up
    assert "Download this chart" not in take_up  # it would draw answers, and there are none
    how = text_of(board.get(reverse("reporting:how-made", args=[*here, "training_take_up"])))
    assert "Places taken: 120 Organisations that took part: 1 of 3" in how


def test_what_people_wrote_is_shown_for_the_whole_system_and_counts_as_no_workforce_feedback(borough: Borough):
    for _ in range(3):
        link = give_feedback(borough, session(borough), relevant=["mostly"] * 6)
    question = link.instrument.questions.get(kind="open")
    Comment.objects.create(round=borough.round, question=question, text="I will listen.", state="released")
    context = ground_of(borough)
    (shown,) = comments_at(context, THE_SYSTEM)
    assert (shown.survey, shown.question, shown.text) == ("Feedback on the training", OPEN, "I will listen.")
    assert comments_at(context, Node(f.SECTOR, borough.sectors["health"].pk)) == []
    release = release_round(borough.round)
    assert ReleasedFigure.objects.of(release, "workforce_feedback").get().status == f.NONE


def test_what_few_people_wrote_is_not_shown(borough: Borough):
    link = give_feedback(borough, session(borough), relevant=["mostly"] * 30)
    question = link.instrument.questions.get(kind="open")
    Comment.objects.create(round=borough.round, question=question, text="I will listen.", state="released")
    assert comments_at(ground_of(borough), THE_SYSTEM) == []
