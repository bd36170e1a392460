"""What is compared between two rounds is what was asked in the same way, and tells no more than what is published."""

import csv
import datetime
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from framework.actions import load_framework
from framework.models import FrameworkVersion
from organisations.actions import close_round
from organisations.models import Organisation, Partnership, Round, Sector, Service, User
from reporting.measures.changes import Subject, compared
from reporting.models import Release, ReleasedFigure
from reporting.protect.disclosure import coarsen
from reporting.protect.rollup import RatingPoint, Tally
from reporting.read.comparing import SystemFigures, moved
from surveys.actions.local import add_question
from surveys.models import Answer, Instrument, Question, Response, SurveyLink
from tests.builders import CONTENT, figures_of, release_round

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SPRING, AUTUMN = datetime.date(2026, 3, 1), datetime.date(2026, 9, 17)
Rows = list[list[str]]
Said = Callable[[int, str], int]  # what the nth person of a service says, by its value; 0 for nothing


def mostly_yes(nth: int, service: str) -> int:
    return (4, 5, 4, 3, 2)[nth % 5]


def mostly_no(nth: int, service: str) -> int:
    return (1, 2, 1, 3, 4)[nth % 5]


class Place:
    """A partnership with a few services, and what their staff say in one round after another."""

    def __init__(self, *names: str) -> None:
        self.partnership = Partnership.objects.create(slug="elmton", name="Elmton")
        sector = Sector.objects.create(partnership=self.partnership, name="Health", slug="elmton-health")
        house = Organisation.objects.create(partnership=self.partnership, name="Trust", slug="elmton-trust")
        self.services = [
            Service.objects.create(sector=sector, organisation=house, name=name, slug=name.lower(), headcount=200)
            for name in names
        ]

    def round(self, framework: FrameworkVersion, name: str, day, people: tuple[int, ...], **asked: Said) -> Round:
        """A closed round. `asked` says what people say to which question, by its code with _ for -."""
        round_ = Round.objects.create(
            partnership=self.partnership, framework=framework, name=name, slug=name.lower(), opens_on=day,
            closes_on=day + datetime.timedelta(days=30), state=Round.State.OPEN,
        )  # fmt: skip
        of_families = any(code.startswith("f") for code in asked)
        survey = Instrument.objects.get(framework=framework, key="families" if of_families else "workforce")
        questions = {code: Question.objects.get(instrument=survey, code=code.replace("_", "-")) for code in asked}
        points = {code: {one.value: one for one in of.choices() if one.value} for code, of in questions.items()}
        for service, number in zip(self.services, people, strict=True):
            link = SurveyLink.objects.create(service=service, round=round_, instrument=survey)
            for nth in range(number):
                response = Response.objects.create(survey_link=link)
                for code, says in asked.items():
                    if value := says(nth, service.name):
                        point = points[code][value]
                        Answer.objects.create(response=response, question=questions[code], point=point)
        close_round(round_=round_, by=None)
        round_.refresh_from_db()
        return round_

    def released(self, *args, **asked: Said) -> Release:
        return release_round(self.round(*args, **asked))


@pytest.fixture
def place() -> Place:
    return Place("Ash", "Birch")


@pytest.fixture
def first() -> FrameworkVersion:
    return load_framework(folder=CONTENT)[0]


@pytest.fixture
def next_version(tmp_path: Path, first):
    def load(file: str, change: Callable[[Rows], Rows]) -> FrameworkVersion:
        folder = tmp_path / "tip-next"
        shutil.copytree(CONTENT, folder)
        shutil.rmtree(folder / "wordings", ignore_errors=True)
        (folder / "framework.csv").write_text("code,title,version\ntip-next,Next,2\n")
        rows = list(csv.reader(io.StringIO((folder / file).read_text(encoding="utf-8"))))
        out = io.StringIO()
        csv.writer(out).writerows(change(rows))
        (folder / file).write_text(out.getvalue(), encoding="utf-8")
        return load_framework(folder=folder)[0]

    return load


def unchanged(rows: Rows) -> Rows:
    return rows


def only_the_top_answer_is_positive(rows: Rows) -> Rows:
    at = rows[0].index("positive")
    return [[*row[:at], "no", *row[at + 1 :]] if (row[0], row[2]) == ("how-true", "mostly") else row for row in rows]


def without_an_answer(rows: Rows) -> Rows:
    return [row for row in rows if (row[0], row[2]) != ("how-true", "mostly")]


def one_question_more(rows: Rows) -> Rows:
    like = next(row for row in rows if row[2] == "w1b")
    return [*rows, [*like[:2], "w1c", *like[3:6], "Something else is asked", ""]]


def one_question_less(rows: Rows) -> Rows:
    return [row for row in rows if row[2] != "w1b"]


def changes(release: Release, **of) -> list[ReleasedFigure]:
    return list(ReleasedFigure.objects.filter(release=release, statistic="change", **of))


def test_the_same_questions_are_compared_over_two_versions(place, first, next_version):
    place.released(first, "Spring", SPRING, (60, 40), w1a_ask=mostly_no, w1b=mostly_no)
    now = place.released(
        next_version("scales.csv", unchanged), "Autumn", AUTUMN, (65, 45), w1a_ask=mostly_yes, w1b=mostly_yes
    )
    assert {(row.subject, row.edge, row.note) for row in changes(now, level="system", subject_kind="question")} == {
        ("w1a-ask", "higher", ""),
        ("w1b", "higher", ""),
    }


@pytest.mark.parametrize("change", [only_the_top_answer_is_positive, without_an_answer])
def test_nothing_is_compared_where_people_choose_from_others_or_others_count_as_positive(
    change, place, first, next_version
):
    def says(nth: int, service: str) -> int:
        return (5, 3, 2)[nth % 3]

    place.released(first, "Spring", SPRING, (60, 40), w1a_ask=says, w1b=says)
    now = place.released(next_version("scales.csv", change), "Autumn", AUTUMN, (65, 45), w1a_ask=says, w1b=says)
    assert ReleasedFigure.objects.filter(
        release=now, subject="w1a-ask", statistic="share_positive", status="shown"
    ).exists()
    assert changes(now) == []


def test_s18_where_others_count_as_positive_hardly_anyone_who_came_or_went_can_be_told(place, first, next_version):
    """Ash is the same people and one more, Birch many more: nothing of Ash, and Birch as always."""
    place.released(first, "Spring", SPRING, (30, 40), w1a_ask=mostly_yes)
    version = next_version("scales.csv", only_the_top_answer_is_positive)
    now = place.round(version, "Autumn", AUTUMN, (31, 60), w1a_ask=mostly_yes)
    shown = {
        (figure.place.level, figure.place.name): figure.status
        for figure in figures_of(now)
        if (figure.subject, figure.statistic) == ("w1a-ask", "share_positive")
    }
    assert shown["service", "Ash"] == "withheld"
    assert shown["system", "Elmton"] == "shown"


def said_of_feature_1(now: Release, then: Release) -> list[str]:
    figures = [SystemFigures(one) for one in (now, then)]
    feature = now.round.framework.features.get(code="1")
    return [one.sentence for one in moved(*figures, "feature", feature)]


def test_a_change_of_some_questions_does_not_stand_between_figures_of_others(place, first, next_version):
    then = place.released(first, "Spring", SPRING, (60, 40), w1a_ask=mostly_yes, w1b=mostly_yes)
    version = next_version("questions.csv", one_question_more)
    now = place.released(version, "Autumn", AUTUMN, (65, 45), w1a_ask=mostly_yes, w1b=mostly_yes, w1c=mostly_no)
    (change,) = changes(now, level="system", subject_kind="feature", subject="1")
    assert (change.edge, change.note) == ("no clear change", "from 2 of 3 questions")
    (sentence,) = said_of_feature_1(now, then)
    assert sentence.startswith("Staff: 46% positive answers. Since Spring: no clear change (between ")
    assert sentence.endswith("higher), from 2 of 3 questions.")


def test_what_is_asked_no_longer_is_missing_from_the_comparison_as_well(place, first, next_version):
    then = place.released(first, "Spring", SPRING, (60, 40), w1a_ask=mostly_yes, w1b=mostly_no)
    now = place.released(
        next_version("questions.csv", one_question_less), "Autumn", AUTUMN, (65, 45), w1a_ask=mostly_yes
    )
    (change,) = changes(now, level="system", subject_kind="feature", subject="1")
    assert change.note == "from 1 of 2 questions"
    (sentence,) = said_of_feature_1(now, then)
    assert sentence.startswith("Staff: 59% positive answers. Since Spring: no clear change (")


def ask(place: Place, framework: FrameworkVersion, text: str) -> str:
    """Asks a question of the partnership's own; its code with _ for -."""
    survey = Instrument.objects.get(framework=framework, key="workforce")
    by = User.objects.get_or_create(email="admin@elmton.example")[0]
    asked = add_question(partnership=place.partnership, instrument=survey, text=text, is_open=False, words={}, by=by)
    return asked.code.replace("-", "_")


def test_own_questions_are_known_again_by_their_words_and_not_by_their_numbers(place, first, next_version):
    """The second version asks the first one's second question first, and another in its place."""
    canteen, rest = ask(place, first, "The canteen is good"), ask(place, first, "There is somewhere to rest")
    place.released(first, "Spring", SPRING, (60, 40), **{canteen: mostly_yes, rest: mostly_no})
    version = next_version("scales.csv", unchanged)
    rest_now, supervised = ask(place, version, "There is somewhere  to rest"), ask(place, version, "I was supervised")
    assert (canteen, rest) == (rest_now, supervised)
    now = place.released(version, "Autumn", AUTUMN, (65, 45), **{rest_now: mostly_yes, supervised: mostly_no})
    assert {(row.subject, row.edge) for row in changes(now, level="system")} == {(rest_now.replace("_", "-"), "higher")}


# --- a change is made of published figures alone ---


def of_world(framework: FrameworkVersion, birch: int, cedar: int) -> dict[tuple, tuple]:
    """All figures of a second round in which so many of the 8 people of each of two hidden services say yes."""
    place = Place("Ash", "Birch", "Cedar")

    first = place.round(framework, "Spring", SPRING, (88, 8, 8), **two_questions({"Ash": 12, "Birch": 3, "Cedar": 3}))
    release_round(first)
    yes = {"Ash": 1, "Birch": birch, "Cedar": cedar}
    found = figures_of(place.round(framework, "Autumn", AUTUMN, (94, 8, 8), **two_questions(yes)))
    return {
        (f.measure, f.place.level, f.place.name, f.subject_kind, f.subject, f.statistic): (
            *(f.status, f.value, f.edge, f.base_low),
            *(f.low, f.high),
        )
        for f in found
    }


def two_questions(yes: dict[str, int]) -> dict[str, Said]:
    """Ash answers both alike, so many with yes; the others leave the second out."""

    def says(nth: int, service: str) -> int:
        return 4 if nth < yes[service] else 1 + nth % 3

    return {"w1a-ask": says, "w1b": lambda nth, service: says(nth, service) if service == "Ash" else 0}


def test_s3_a_change_tells_nothing_that_the_figures_beside_it_do_not(first):
    """Ash is known whole. Where all other figures are the same, whatever Birch and Cedar said, changes are as well."""
    worlds = {}
    for answers in ((0, 0), (0, 1), (1, 1), (2, 2)):
        try:
            with transaction.atomic():
                worlds[answers] = of_world(first, *answers)
                raise Undone
        except Undone:
            pass
    none = worlds.pop((0, 0))
    assert any(key[-1] == "change" for key in none)
    alike = [of for of in worlds.values() if without_changes(of) == without_changes(none)]
    assert alike
    assert all(of == none for of in alike)


class Undone(Exception):
    """A world that is taken back."""


def without_changes(figures: dict[tuple, tuple]) -> dict[tuple, tuple]:
    return {key: value for key, value in figures.items() if key[-1] != "change"}


# --- figures over several questions hold what was counted ---

POINTS = [RatingPoint(str(value), value, value > 3) for value in range(1, 6)]


def at_least_ten(counts: list[int]) -> list[int]:
    return [*counts[:2], counts[2] + max(0, 10 - sum(counts)), *counts[3:]]


COUNTS = st.lists(st.integers(0, 12) | st.integers(0, 400), min_size=5, max_size=5).map(at_least_ten)
PAIRS = st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=4)


def shown(counts: list[int]):
    tally = Tally()
    tally.by_point.update({point.key: count for point, count in zip(POINTS, counts, strict=True)})
    return coarsen(tally, POINTS)


def share_of(questions: list[list[int]]) -> float:
    return 100 * sum(sum(one[3:]) for one in questions) / sum(sum(one) for one in questions)


@given(PAIRS)
def test_a_change_holds_what_was_counted_whatever_people_said(pairs):
    now, then = ([list(one) for one in some] for some in zip(*pairs, strict=True))
    sides = [{str(at): shown(counts) for at, counts in enumerate(some)} for some in (now, then)]
    found = compared("m", None, Subject("feature", "1", *sides, set(sides[0])), set(sides[0]))
    figure = found.figure(found.change.verdict)
    assert figure.low <= share_of(now) - share_of(then) <= figure.high


def test_a_change_holds_what_was_counted_where_nearly_everyone_agrees():
    """99.3% of 1,014 now, 84.7% of 1,180 then, at each of 21 questions: 14.6 points."""
    now, then = [[0, 0, 7, 7, 1000]] * 21, [[60, 60, 60, 300, 700]] * 21
    sides = [{str(at): shown(counts) for at, counts in enumerate(some)} for some in (now, then)]
    found = compared("m", None, Subject("overall", "", *sides, set(sides[0])), set(sides[0]))
    assert found.change.low <= 14.6 <= found.change.high
