"""A framework unlike the shipped one, with other keys, scales and shapes: every page and file says what is true of it.

Ten parts, 23 statements, stages 1 to 4, staff answer on seven points and people on four, no children's survey, a matrix
of five by three with cells that are empty, five columns in the theory of change. What people answer is known before:
of “Good soil” a fifth each of staff say 3 to 7; in “Light for all” all three voices are two thirds along their scales.
"""

import datetime
import itertools
import shutil
from pathlib import Path

import pytest
from django.urls import reverse

from activities.actions.organisational import keep_reply, organisational_questions_of
from assessments.models import Assessment, Rating
from framework.actions import load_framework
from framework.content_files import ContentError
from framework.models import Statement
from organisations.actions import close_round
from organisations.models import Membership, Organisation, Partnership, Round, Sector, Service, User
from reporting.models import ReleasedFigure
from reporting.read.selectors import ReleasedRound
from reporting.read.voices import ThreeVoices
from surveys.models import Answer, Instrument, Response, SurveyLink
from tests.builders import release_round, text_of
from tests.scenes import scene
from tests.taking import file_from

from .reading_back import csv_of, pdf_text, tables_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
FOLDER = Path(__file__).parents[1] / "frameworks" / "orchard"
DAY = datetime.date(2026, 10, 1)
HERE = ["appleby", "autumn-2026"]
# What twenty people of a service answer in turn, by feature; any other feature as "soil" for staff, "light" for people.
STAFF = {"soil": (3, 4, 5, 6, 7), "light": (3, 4, 5, 6, 7), "seed": (5, 6, 7, 6, 6)}
PEOPLE = {"light": (2, 3, 4, 3, 3), "seed": (1, 2, 3, 2, 4, 1, 2, 3, 1, 2)}
STAGE = 3
# A mean is worked out of published counts to the nearest five, in which an answer that no one gave is “7 or fewer”.
MEAN_STEP = 0.25


def _answer(round_: Round, service: Service, key: str, said: dict[str, tuple[int, ...]], usual: str) -> None:
    instrument = Instrument.objects.get(framework=round_.framework, key=key)
    link = SurveyLink.objects.create(service=service, round=round_, instrument=instrument)
    responses = Response.objects.bulk_create(Response(survey_link=link) for _ in range(20))
    asked = instrument.questions.exclude(statement=None).select_related("statement__feature")
    answers = []
    for question in asked.prefetch_related("scale__points"):
        points = {point.value: point for point in question.choices()}
        values = itertools.cycle(said.get(question.statement.feature.code, said[usual]))
        answers += [Answer(response=one, question=question, point=points[next(values)]) for one in responses]
    Answer.objects.bulk_create(answers)


@scene
def orchard_released() -> Partnership:
    framework, _ = load_framework(folder=FOLDER)
    place = Partnership.objects.create(slug="appleby", name="Appleby")
    round_ = Round.objects.create(
        partnership=place,
        framework=framework,
        name="Autumn 2026",
        slug="autumn-2026",
        opens_on=DAY,
        closes_on=DAY + datetime.timedelta(days=30),
        state=Round.State.OPEN,
    )
    lead = User.objects.create_user("lead@appleby.example")
    for name in ("North", "South"):
        sector = Sector.objects.create(partnership=place, name=name, slug=name.lower())
        for number in (1, 2, 3):
            house = Organisation.objects.create(
                partnership=place, name=f"{name} {number}", slug=f"{name}-{number}".lower()
            )
            service = Service.objects.create(
                sector=sector,
                organisation=house,
                name=f"{name} team {number}",
                slug=f"{name}-team-{number}".lower(),
                headcount=40,
            )
            _answer(round_, service, "team", STAFF, "soil")
            _answer(round_, service, "guests", PEOPLE, "light")
            _assess(round_, service)
            _reply(round_, house, lead, planned=name == "North")
    close_round(round_=round_, by=None)
    round_.refresh_from_db()
    release_round(round_)
    return place


def _assess(round_: Round, service: Service) -> None:
    at = {"started_at": "2026-10-02T12:00Z", "submitted_at": "2026-10-02T12:00Z"}
    assessment = Assessment.objects.create(service=service, round=round_, state=Assessment.State.SUBMITTED, **at)
    stage = round_.framework.stages.get(value=STAGE)
    statements = Statement.objects.filter(feature__framework=round_.framework)
    Rating.objects.bulk_create(Rating(assessment=assessment, statement=one, stage=stage) for one in statements)


def _reply(round_: Round, house: Organisation, lead: User, *, planned: bool) -> None:
    said = {}
    for question in organisational_questions_of(round_):
        points = {point.key: point for point in question.choices()}
        said[question] = (points["done" if planned or question.code == "o-board" else "open"], "")
    keep_reply(organisation=house, round_=round_, said=said, known={}, send=True, by=lead)


@pytest.fixture
def place(orchard_released: Partnership) -> Partnership:
    return orchard_released


@pytest.fixture
def admin(place, client):
    user = User.objects.create_user("admin@appleby.example")
    Membership.objects.create(user=user, role="admin", partnership=place)
    client.force_login(user)
    return client


def figure(measure: str, statistic: str, kind: str = "overall", subject: str = "") -> ReleasedFigure:
    of = {"subject_kind": kind, "subject": subject, "level": "system"}
    return ReleasedFigure.objects.get(measure=measure, statistic=statistic, **of)


def test_the_figures_are_those_of_the_answers(place):
    """Of 120 staff 40% say 6 or 7, of “Choosing the seed” 80%; of 120 people 80% say 3 or 4, of the seed 30%."""
    shares = {
        ("team_results", "soil"): 40,
        ("team_results", "seed"): 80,
        ("guests_results", "light"): 80,
        ("guests_results", "seed"): 30,
    }
    for (measure, feature), true in shares.items():
        assert abs(figure(measure, "share_positive", "feature", feature).value - true) <= 3
    means = {("team_results", "soil"): 5.0, ("team_results", "seed"): 6.0, ("guests_results", "seed"): 2.1}
    for (measure, feature), true in means.items():
        assert abs(float(figure(measure, "mean", "feature", feature).value) - true) <= MEAN_STEP
    assert float(figure("self_assessment", "mean", "feature", "soil").value) == 3.0
    assert figure("team_take_up", "rate").value == 50  # 120 of 240, to the nearest five


def test_no_section_of_the_organisations_survey_is_left_unreported(place):
    assert {
        x.text for x in ReleasedFigure.objects.filter(measure="org_survey_money", subject="o-money", level="system")
    } == {"3"}
    plan, board = (figure("org_survey_plans", "count", "question", code) for code in ("o-plan", "o-board"))
    assert ((plan.numerator, plan.denominator), (board.numerator, board.denominator)) == ((3, 6), (6, 6))
    assert plan.note == "organisations that answered “done”"


def test_each_voice_is_as_far_along_its_own_scale_as_it_says(place):
    voices = ThreeVoices(ReleasedRound(place.rounds.get().releases.get()), "system", 0)
    assert [voice.key for voice in voices.voices] == ["services", "staff", "families"]
    said = {row.feature.code: {one.voice.key: one.number for one in row.said} for row in voices.rows}
    # A mean is published to a tenth of a point, which is 3 of the way along a scale of four, and may be a tenth off.
    assert said["light"] == pytest.approx({"services": 67, "staff": 67, "families": 67}, abs=4)
    assert said["seed"] == pytest.approx({"services": 67, "staff": 83, "families": 37}, abs=4)
    assert said["soil"]["families"] is None
    apart = {row.feature.code: str(row.gap.words) for row in voices.worth_talking_about}
    assert apart["seed"] == "Staff rate this higher than families do."
    assert "light" not in apart


PAGES = [
    ("reporting:round-dashboard", []),
    ("reporting:voices", []),
    ("reporting:themes", []),
    ("reporting:theme", ["seed"]),
    ("reporting:board-pack", []),
    ("reporting:comments", []),
    *(
        ("reporting:measure-results", [key])
        for key in ("team_results", "guests_results", "team_take_up", "guests_take_up")
    ),
    *(("reporting:measure-results", [key]) for key in ("self_assessment", "org_survey_plans", "org_survey_money")),
    *(("reporting:measure-services", [key]) for key in ("team_results", "guests_results", "self_assessment")),
    *(
        ("reporting:how-made", [key])
        for key in ("team_results", "guests_results", "self_assessment", "org_survey_money")
    ),
]
OF_ANOTHER_FRAMEWORK = (
    *("mostly", "completely", "“always”", "1 to 5", "1 to 3", "0 to 4", "not yet (0)", "Children", "children’s survey"),
    *("orkforce survey", "amilies’ survey", "12 cells", "of 4 by"),
)


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_every_page_of_results_opens_and_speaks_of_this_framework_alone(place, admin, name, more):
    answer = admin.get(reverse(name, args=[*HERE, *more]))
    assert answer.status_code == 200
    said = text_of(answer)
    assert [words for words in OF_ANOTHER_FRAMEWORK if words in said] == []


def test_every_place_has_its_pages(place, admin):
    for level, key in ReleasedFigure.objects.order_by().values_list("level", "place").distinct():
        assert admin.get(reverse("reporting:place-voices", args=[*HERE, level, key])).status_code == 200
        for measure in ("team_results", "guests_results"):
            if ReleasedFigure.objects.filter(measure=measure, level=level, place=key).exists():
                assert (
                    admin.get(reverse("reporting:place-results", args=[*HERE, measure, level, key])).status_code == 200
                )


def test_the_pages_use_the_words_of_its_own_answers(place, admin):
    results = text_of(admin.get(reverse("reporting:measure-results", args=[*HERE, "team_results"])))
    assert "answers of “strongly” or “entirely”" in results
    how = text_of(admin.get(reverse("reporting:how-made", args=[*HERE, "guests_results"])))
    assert "of answers in the whole partnership were “good” or “splendid”" in how
    stages = tables_of(admin.get(reverse("reporting:measure-results", args=[*HERE, "self_assessment"])))
    assert ["Statement", "Average stage, 1 to 4", "Bare ground", "Planted", "Growing", "Bearing"] in [
        lines[0] for lines in stages.values()
    ]
    page = text_of(admin.get(reverse("reporting:round-dashboard", args=HERE)))
    assert "“strongly” or “entirely” for staff and “good” or “splendid” for families" in page


def test_the_matrix_is_as_high_and_as_full_as_its_file_says(place, admin):
    rows = ReleasedRound(place.rounds.get().releases.get()).matrix()
    assert [len(row["cells"]) for row in rows] == [3, 3, 3, 3, 3]
    empty = [(row["objective"].key, cell.level) for row in rows for cell in row["cells"] if "no measure" in cell.reason]
    assert empty == [("plant", "sector"), ("keep", "sector")]
    by = {(row["objective"].key, cell.level): cell for row in rows for cell in row["cells"]}
    # The file says “workforce_results”, whoever's key it is.
    assert "team_results" in [one.key for one in by["water", "system"].measures]
    lines = csv_of(admin.get(reverse("reporting:matrix-csv", args=HERE)))
    assert len({(line["objective"], line["level"]) for line in lines}) == 15
    for (objective, level), cell in by.items():
        page = admin.get(reverse("reporting:cell", args=[*HERE, objective, level]))
        assert page.status_code == (200 if cell.measures else 404)
    for kind in ("svg", "png"):
        assert admin.get(reverse("reporting:findings-picture", args=[*HERE, kind])).status_code == 200


def test_the_theory_of_change_holds_the_figures_that_its_file_names(place, admin):
    page = text_of(admin.get("/appleby/theory-of-change/"))
    assert "Later years" in page
    assert "3 of 6" in page
    assert "We have written a plan" in page
    assert "Average stage, 1 to 4, from self-assessments" in page


def test_the_files_hold_the_same_figures(place, admin):
    rows = {
        (row["measure"], row["statistic"], row["subject"]): row
        for row in csv_of(admin.get(reverse("reporting:figures-csv", args=HERE)))
        if row["level"] == "system"
    }
    assert abs(float(rows["team_results", "mean", "seed"]["text"]) - 6) <= MEAN_STEP
    assert rows["team_results", "mean", "seed"]["measure_title"] == "“The team’s view” results"
    assert rows["guests_results", "count", "g-seed-1:b3"]["subject_title"].endswith("Good")
    for kind in ("svg", "png"):
        assert admin.get(reverse("reporting:voices-picture", args=[*HERE, kind])).status_code == 200
        for drawing in ("trend", "stages"):
            picture = reverse("reporting:theme-picture", args=[*HERE, "seed", drawing, kind])
            assert admin.get(picture).status_code == 200
        assert admin.get(reverse("reporting:take-up-picture", args=[*HERE, "team_take_up", kind])).status_code == 200
    assert len(file_from(admin, reverse("reporting:figures-xlsx", args=HERE)).content) > 5000


@pytest.mark.slow
def test_the_board_pack_is_printed_with_its_own_words(place, admin):
    said = pdf_text(file_from(admin, reverse("reporting:board-pack-pdf", args=HERE)).content)
    assert "bare ground (1), planted (2), growing (3) or bearing (4)" in " ".join(said.split())
    assert "Staff: positive answers · average, 1 to 7" in " ".join(said.split())
    assert [words for words in OF_ANOTHER_FRAMEWORK if words in said] == []


# What no measure can count is refused


def with_line(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("matrix.csv", "training_take_up", "no_such_thing", "matrix.csv, line 7: there is no measure “no_such_thing”"),
        ("matrix.csv", "guests_take_up", "children_take_up", "there is no measure “children_take_up”"),
        (
            "theory_figures.csv",
            "team_results,share_positive",
            "team_result,share_positive",
            "line 2: there is no measure “team_result”",
        ),
        (
            "theory_figures.csv",
            "feature,soil",
            "feature,sand",
            "team_results has no feature “sand”; known here: bees, fruit",
        ),
        (
            "theory_figures.csv",
            "guests_results,mean,feature,light",
            "guests_results,mean,feature,soil",
            "has no feature “soil”",
        ),
        (
            "theory_figures.csv",
            "team_results,share_positive",
            "team_results,count",
            "“statistic” is “count”; known here: mean, share_positive",
        ),
        (
            "theory_figures.csv",
            "ground,dig",
            "ground,dug",
            "there is no such box in theory_of_change.csv; known here: care ask",
        ),
        (
            "instruments.csv",
            "families\nafter",
            "guests\nafter",
            "“voice” is “guests”; known here: children, families, none, staff",
        ),
        ("instruments.csv", "families\nafter", "staff\nafter", "would both be the voice “staff”"),
        (
            "instruments.csv",
            "session,How was it? Skip what you like.,none",
            "session,How was it?,staff",
            "so its voice is “none”",
        ),
        ("organisational_measures.csv", "board,", "roof,", "“section” is “roof”; known here: board, money, plan"),
        ("scales.csv", "b4,rating,4,yes", "b4,rating,4,no", "needs its highest ratings, and not all, to be positive"),
        (
            "questions.csv",
            "t-soil-1,choice,soil-1,seven",
            "t-soil-1,choice,soil-1,four",
            "scales of 1 to 4 and 1 to 7; a survey has one",
        ),
        ("stages.csv", "1,bare", "99,bare", "stages.csv, line 2"),
    ],
)
def test_what_no_measure_can_count_is_refused_with_file_line_and_valid_names(db, tmp_path, file, old, new, said):
    with pytest.raises(ContentError) as error:
        load_framework(folder=with_line(tmp_path, file, old, new))
    assert said in str(error.value)
