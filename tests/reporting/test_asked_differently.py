"""Where a question means something else now, pages say so, and nothing is compared with what was asked before."""

import pytest

from demonstration.build import CONTENT as VERSIONS
from framework.actions import load_framework
from framework.models import FrameworkVersion
from organisations.models import Membership, User
from organisations.roles import Role
from reporting.models import Release, ReleasedFigure
from reporting.read.asked_again import AskedAgain
from surveys.models import Question
from tests.builders import signed_in, text_of
from tests.reporting.test_change_between_rounds import AUTUMN, SPRING, Place, mostly_no, mostly_yes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Of staff, what both versions ask with one meaning, and one question of each that means something else.
ALIKE = ("w1b", "w3a")
SINCE = "asked differently since"


@pytest.fixture
def old() -> FrameworkVersion:
    return load_framework(folder=VERSIONS / "tip-2026-4")[0]


@pytest.fixture
def new() -> FrameworkVersion:
    return load_framework(folder=VERSIONS / "tip-2026-5")[0]


@pytest.fixture
def place() -> Place:
    return Place("Ash", "Birch")


@pytest.fixture
def now(place: Place, old, new) -> Release:
    """Two rounds: of statement 1a another question is asked now, of 1b the same in other words, of 3a the very same."""
    place.released(old, "Spring", SPRING, (60, 40), w1a=mostly_yes, w1b=mostly_no, w3a=mostly_no, w8a=mostly_yes)
    said = {"w1a_ask": mostly_no, "w1b": mostly_yes, "w3a": mostly_yes, "w8a_talk": mostly_no}
    return place.released(new, "Autumn", AUTUMN, (65, 45), **said)


def page(release: Release, what: str = "results/workforce_results/") -> str:
    by = User.objects.get_or_create(email="board@elmton.example", defaults={"password": "!"})[0]
    place = release.round.partnership
    Membership.objects.get_or_create(user=by, role=Role.ADMIN, partnership=place)
    return text_of(signed_in(by).get(f"/elmton/rounds/{release.round.slug}/{what}"))


def test_no_figure_of_a_question_that_means_something_else_is_compared(now: Release):
    compared = ReleasedFigure.objects.filter(release=now, statistic="change", subject_kind="question")
    assert set(compared.values_list("subject", flat=True)) == set(ALIKE)
    assert not ReleasedFigure.objects.filter(release=now, statistic="change", subject="8").exists()


def test_the_page_of_a_survey_says_question_by_question_what_was_asked_differently(now: Release):
    said = page(now)
    assert "Since Spring" in said
    asked = Question.objects.filter(instrument__framework=now.round.framework, instrument__key="workforce")
    for question in asked.filter(code__in=("w1a-ask", "w8a-talk")):
        after = said[said.index(question.text) :]
        assert SINCE in after[: len(question.text) + 60], question
    for question in asked.filter(code__in=ALIKE):
        after = said[said.index(question.text) :]
        assert "points higher" in after[: len(question.text) + 60], question


def test_it_says_so_of_a_feature_most_of_whose_questions_are_others(now: Release):
    said = page(now)
    assert "Not compared with Spring: asked differently since" in said[said.index("8 Leadership and ethos") :]


def test_the_first_screen_says_so_in_the_table_of_what_moved(now: Release):
    assert SINCE in page(now, "dashboard/")


SAME_TO_FAMILIES = ("f2a", "f2b", "f3a", "f3c", "f3d", "f4b")
ONLY_BEFORE = ("f1a", "f1b", "f3b", "f4a")
ONLY_NOW = ("f1a_believed", "f1a_choose", "f1b_once", "f3b_understand", "f4a_safe")


def test_the_matrix_says_so_of_a_survey_most_of_whose_questions_are_others(place: Place, old, new):
    place.released(old, "Spring", SPRING, (60, 40), **dict.fromkeys(SAME_TO_FAMILIES + ONLY_BEFORE, mostly_yes))
    asked = dict.fromkeys(SAME_TO_FAMILIES + ONLY_NOW, mostly_no)
    now = place.released(new, "Autumn", AUTUMN, (65, 45), **asked)
    assert "asked differently since Spring" in page(now, "dashboard/")
    assert "Asked differently since Spring" in page(now, "matrix/learning/system/")
    sectors = page(now, "board-pack/")
    assert "Health: families, positive answers – " in sectors
    assert SINCE in sectors[sectors.index("Health: families, positive answers") :][:120]
    results = page(now, "results/families_results/")
    assert "Not compared with Spring: asked differently since" in results[: results.index("1 Screening for")]


def test_nothing_of_the_kind_is_said_where_the_same_was_asked(place: Place, new):
    place.released(new, "Spring", SPRING, (60, 40), w1a_ask=mostly_yes, w1b=mostly_no)
    now = place.released(new, "Autumn", AUTUMN, (65, 45), w1a_ask=mostly_yes, w1b=mostly_yes)
    assert SINCE not in page(now)
    assert SINCE not in page(now, "dashboard/")


def test_nothing_of_the_kind_is_said_of_the_first_round(place: Place, new):
    now = place.released(new, "Spring", SPRING, (60, 40), w1a_ask=mostly_yes)
    assert SINCE not in page(now)


NOW_AND_THEN = {
    ("families", "question", "f1b-once"): True,
    ("families", "question", "f2a"): False,
    ("families", "question", "f3a"): False,
    ("families", "feature", "1"): True,
    ("families", "feature", "2"): False,
    ("families", "feature", "3"): False,
    ("families", "feature", "4"): True,
    ("families", "overall", ""): True,
    ("children", "feature", "1"): True,
    ("children", "question", "c3b-kind"): True,
    ("children", "question", "c3a"): False,
    ("workforce", "feature", "8"): True,
    ("workforce", "feature", "5"): False,
    ("workforce", "overall", ""): False,
    ("none of its surveys", "overall", ""): False,
}


@pytest.mark.parametrize("what", NOW_AND_THEN, ids=" ".join)
def test_what_is_asked_differently_from_one_version_to_the_next(what, place: Place, old, new):
    rounds = [
        place.round(version, name, day, (0, 0))
        for version, name, day in ((old, "Spring", SPRING), (new, "Autumn", AUTUMN))
    ]
    again = AskedAgain(rounds[1], rounds[0])
    assert again.differs(*what) is NOW_AND_THEN[what]
    assert AskedAgain(rounds[1], None).differs(*what) is False


def test_that_is_found_in_the_same_number_of_queries_however_much_is_asked(
    place: Place, old, new, django_assert_max_num_queries
):
    rounds = [place.round(old, "Spring", SPRING, (0, 0)), place.round(new, "Autumn", AUTUMN, (0, 0))]
    again = AskedAgain(rounds[1], rounds[0])
    with django_assert_max_num_queries(6):
        assert [what for what in NOW_AND_THEN if again.differs(*what) is not NOW_AND_THEN[what]] == []
