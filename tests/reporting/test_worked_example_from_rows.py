"""Every number of docs/how-a-number-is-made.md's worked example, out of rows: from answers to the cell."""

import re
from functools import cache
from pathlib import Path

import pytest

from reporting.models import Release, ReleasedFigure
from reporting.protect.disclosure import half_up
from reporting.read.selectors import ReleasedRound
from surveys.models import Answer, Instrument, Response, SurveyLink
from tests.builders import release_round
from tests.scenes import scene

from .conftest import Borough

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs" / "how-a-number-is-made.md"
POINTS = ("not-at-all", "slightly", "partly", "mostly", "completely", "not-applicable", "prefer-not", None)


@cache
def example() -> str:
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index("## A worked example") : text.index("## What changed since")]


def table(heading: str, number: int = 0) -> dict[str, list[str]]:
    """The rows of a table below a heading of the page, by their first cell."""
    part = example().split(f"### {heading}\n")[1].split("\n### ")[0]
    blocks = re.findall(r"(?:^\|.*\|\n)+", part, re.MULTILINE)
    lines = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in blocks[number].splitlines()]
    return {cells[0]: cells[1:] for cells in lines[2:]}


def answers(number: int) -> dict[str, list[int]]:
    return {service: [int(cell) for cell in cells] for service, cells in table("What people answered", number).items()}


def says(sentence: str) -> None:
    assert sentence in " ".join(example().split()), sentence


@pytest.fixture(scope="module")
def like_3a() -> dict[str, list[int]]:
    return answers(0)


@pytest.fixture(scope="module")
def like_3d() -> dict[str, list[int]]:
    return answers(1)


@scene
def the_example() -> Release:
    """The example as rows: sent, closed, counted and released by the same code as everything else."""
    like_3a, like_3d = answers(0), answers(1)
    borough = Borough("example", {"Sector": [0] * 4})
    instrument = Instrument.objects.get(framework=borough.round.framework, key="workforce")
    questions = list(instrument.questions.filter(statement__isnull=False).select_related("statement__feature"))
    for service, name in zip(borough.services, like_3a, strict=True):
        service.name = name
        service.save()
        survey_link, _ = SurveyLink.objects.get_or_create(service=service, round=borough.round, instrument=instrument)
        responses = Response.objects.bulk_create(Response(survey_link=survey_link) for _ in range(sum(like_3a[name])))
        for question in questions:
            first = question.statement.code != "3d" and question.statement.feature.code <= "4"
            points = {point.key: point for point in question.scale.points.all()}
            chosen = [
                key
                for key, count in zip(POINTS, (like_3a if first else like_3d)[name], strict=True)
                for _ in range(count)
            ]
            Answer.objects.bulk_create(
                Answer(response=response, question=question, point=points[key])
                for response, key in zip(responses, chosen, strict=True)
                if key
            )
    return release_round(borough.close().round)


@pytest.fixture
def released(the_example: Release) -> ReleasedRound:
    return ReleasedRound(the_example)


def figure(kind: str, subject: str, statistic: str, level: str = "system", place: str = "") -> ReleasedFigure:
    found = ReleasedFigure.objects.filter(
        measure="workforce_results", subject_kind=kind, subject=subject, statistic=statistic, level=level
    )
    return found.get(place_name=place) if place else found.get()


LEVELS = {
    "smaller services together": ("rest", ""),
    "the sector": ("sector", ""),
    "the whole partnership": ("system", ""),
}


def test_what_is_shown_of_the_question_is_what_the_page_says(released):
    shown = table("What is shown of question 3a")
    may = table("Who is counted")
    for place, (people, share, mean) in shown.items():
        level, name = LEVELS.get(place, ("service", place))
        of_share, of_mean = (figure("question", "w3a", each, level, name) for each in ("share_positive", "mean"))
        assert (of_share.text, of_mean.text) == (share, mean), place
        assert of_share.base_text == ("" if people == "[c]" else people), place
        if place in may:
            assert may[place][1] == ("yes" if of_share.is_shown else "no"), place
    assert len(shown) == 7


def test_who_is_counted_is_what_the_page_says(released, like_3a):
    counted = table("Who is counted")
    rated = {service: sum(counts[:5]) for service, counts in like_3a.items()}
    assert {place: int(counted[place][0]) for place in rated} == rated
    assert int(counted["the sector"][0]) == int(counted["the whole partnership"][0]) == sum(rated.values())
    sent = sum(map(sum, like_3a.values()))
    left = sent - sum(rated.values())
    says(f"{sent} people sent the survey. {left} of Ash gave no rating, so they are in no base: {sent - left} people")
    assert [place for place in rated if counted[place][1] == "no"] == ["Cedar", "Dogwood"]
    small = [rated["Cedar"], rated["Dogwood"]]
    says(f"Cedar and Dogwood: {sum(small)} people, of whom {min(small)} remain without Cedar")
    says(f"what Dogwood's other {('none', 'one', 'two', 'three')[rated['Dogwood'] - 2]} said")
    responses = ReleasedFigure.objects.get(measure="workforce_take_up", level="system", statistic="responses")
    assert responses.base_low <= sent <= responses.base_high


def test_the_sums_beside_the_tables_are_right(like_3a):
    def positive(*services: str) -> tuple[int, int]:
        return sum(sum(like_3a[each][3:5]) for each in services), sum(sum(like_3a[each][:5]) for each in services)

    def mean(service: str) -> float:
        return sum(value * count for value, count in enumerate(like_3a[service][:5], 1)) / sum(like_3a[service][:5])

    some, all_ = positive("Ash")
    says(f"**Ash**: {some} of {all_} positive is {half_up(100 * some / all_)}%")
    says(f"mean {mean('Ash'):.2f} becomes {table('What is shown of question 3a')['Ash'][2]}")
    some, all_ = positive("Birch")
    says(f"**Birch**: {some} of {all_} is {half_up(100 * some / all_)}%, to the nearest ten 70%")
    some, all_ = positive(*like_3a)
    says(f"(counted, {some} of {all_} is {half_up(100 * some / all_)}%)")


def test_the_counts_by_option_are_what_the_page_says(released, like_3a):
    options = table("What is shown of question 3a", 1)
    stands_for = []
    for key, (name, (counted, shown, stands)) in zip(POINTS, options.items(), strict=False):
        assert int(counted) == sum(counts[POINTS.index(key)] for counts in like_3a.values())
        assert figure("option", f"w3a:{key}", "count", "sector").text == shown, name
        low, high = (0, 7) if shown == "7 or fewer" else (int(shown) - 2, int(shown) + 2)
        assert stands == f"{low} to {high}"
        stands_for.append((low, high))
    base = figure("question", "w3a", "share_positive", "sector")
    (low, high), (least, most) = (
        tuple(sum(ends) for ends in zip(*some, strict=True)) for some in (stands_for[3:], stands_for[:3])
    )
    people = f"{base.base_low} to {base.base_high} in all"
    says(f"So {low} to {high} people are positive, {least} to {most} are not, and there are {people}")
    fewest, others = most, base.base_low - high
    says(f"if {low} are positive beside {fewest} ({low} ÷ {low + fewest} = {100 * low / (low + fewest):.1f}%)")
    says(f"if {high} are beside {others} ({high} ÷ {high + others} = {100 * high / (high + others):.1f}%)")
    middle = (100 * low / (low + fewest) + 100 * high / (high + others)) / 2
    says(f"Its middle is {middle:.1f}, so **{half_up(middle)}%**")
    assert base.text == f"{half_up(middle)}% to the nearest 20"


SUBJECTS = {
    "question 3d": ("question", "w3d"),
    "statement 3a": ("statement", "3a"),
    "feature 3": ("feature", "3"),
    "the whole survey": ("overall", ""),
}


def test_from_questions_to_the_cell_is_what_the_page_says(released):
    steps = table("From questions to the cell")
    asked = Instrument.objects.get(framework=released.round.framework, key="workforce").questions
    for name, (questions, at_least, at_most, share) in steps.items():
        found = figure(*SUBJECTS[name], "share_positive")
        assert found.text == share, name
        assert int(found.value) == half_up((float(at_least) + float(at_most)) / 2)
        if name in ("question 3d", "statement 3a"):
            assert int(questions) == 1
    assert int(steps["the whole survey"][0]) == asked.filter(statement__isnull=False).count()
    assert int(steps["feature 3"][0]) == asked.filter(statement__feature__code="3").count()


def test_the_cell_of_the_matrix_is_what_the_page_says(released):
    row = next(row for row in released.matrix() if row["objective"].title == "Training")
    cell = next(cell for cell in row["cells"] if cell.level == "system")
    block = cell.measure("workforce_results").block
    said = f"objective “Training”, “In the system”, then says: **{block.figure}** {block.of}, {block.lines[0]}."
    says(said.replace("“", '"').replace("”", '"'))
