"""The figure that moved the board: carried along in the words in which it was published, and no other."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from framework.models import MatrixCell
from reporting.models import Decision, Release, ReleasedFigure
from reporting.read.decided import lines_of
from reporting.read.decision_figures import DecisionFigures
from reporting.read.tables import cell_of
from tests.builders import NOON, TODAY, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HERE = ["elmham", "autumn-2026"]
SAID = {"what": "Reflective supervision", "who": "Heads of service"}


@pytest.fixture
def release(released) -> Release:
    return Release.objects.select_related("round__partnership").get()


@pytest.fixture
def figures(release) -> DecisionFigures:
    return DecisionFigures(release)


@pytest.fixture
def board(released, client):
    client.force_login(released.member("board_member"))
    return client


def at(**where) -> ReleasedFigure:
    return ReleasedFigure.objects.get(**where)


def ways_to_record(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]*/decisions/new/[^"]*)"', page)]


def test_the_link_beside_a_figure_carries_its_words_along(board):
    page = board.get(reverse("reporting:measure-results", args=[*HERE, "workforce_results"])).content.decode()
    way = next(each for each in ways_to_record(page) if each.endswith(".feature.2"))
    form = board.get(way)
    share = at(measure="workforce_results", level="system", subject="2", statistic="share_positive")
    words = f"Staff, building relationships: {share.text} in Autumn 2026"
    assert words in text_of(form)
    board.post(way, SAID | {"about": "workforce_results.system.0.feature.2"})
    made = Decision.objects.get()
    assert made.figure == words
    assert (made.measure, made.level, made.place, made.subject_kind, made.subject) == (
        *("workforce_results", "system", 0, "feature", "2"),
    )
    listed = board.get(reverse("reporting:decisions", args=["elmham"])).content.decode()
    assert words in listed
    assert f'href="{reverse("reporting:measure-results", args=[*HERE, "workforce_results"])}"' in listed


def test_each_link_of_a_page_of_results_opens_a_form_with_the_figure_that_it_stands_beside(board):
    pages = [
        reverse("reporting:measure-results", args=[*HERE, "self_assessment"]),
        reverse("reporting:measure-results", args=[*HERE, "families_results"]),
        reverse("reporting:theme", args=[*HERE, "2"]),
        reverse("reporting:dashboard", args=["elmham"]),
    ]
    for page in pages:
        ways = ways_to_record(board.get(page).content.decode())
        assert ways, page
        for way in ways:
            form = board.get(way)
            assert form.status_code == 200, way
            asked = way.partition("?about=")[2]
            if asked.count(".") > 2:
                assert form.context["form"].came_from.key == asked


def test_a_question_at_a_sector_is_named_with_its_place(figures):
    share = at(
        measure="workforce_results", level="sector", place_name="Health", subject="w3a", statistic="share_positive"
    )
    found = {one.key: one for one in figures.on(f"workforce_results.sector.{share.place}")}
    one = found[f"workforce_results.sector.{share.place}.question.w3a"]
    asked = "I plan support around people's strengths"
    assert one.words == f"Staff, “{asked}”, Health: {share.text} in Autumn 2026"


def test_every_choice_is_a_figure_that_is_shown_in_the_words_of_the_page(release, figures):
    seen = 0
    for place in ReleasedFigure.objects.of(release).values_list("measure", "level", "place").distinct().order_by():
        for one in figures.on(".".join(map(str, place))):
            seen += 1
            columns = {name: one.columns[name] for name in ("measure", "level", "place", "subject_kind", "subject")}
            shown = ReleasedFigure.objects.of(release).filter(**columns, status="shown")
            assert any(str(cell_of(figure)) in one.words for figure in shown), one
            assert "[c]" not in one.words
    assert seen > 100


def test_how_a_service_rates_itself_is_carried_by_no_decision_whoever_records_it(released, client, figures):
    own = ReleasedFigure.objects.filter(measure="self_assessment", level="service", status="shown").first()
    assert figures.on(f"self_assessment.service.{own.place}") == []
    client.force_login(released.member("admin"))  # who may read it
    page = client.get(reverse("reporting:place-results", args=[*HERE, "self_assessment", "service", own.place]))
    assert page.status_code == 200
    assert ways_to_record(page.content.decode()) == []
    about = f"self_assessment.service.{own.place}.statement.1a"
    address = reverse("reporting:decision-create", args=HERE)
    assert client.get(f"{address}?about={about}").status_code == 404
    client.post(address, SAID | {"about": about})
    assert Decision.objects.get().figure == ""


@pytest.mark.parametrize(
    "about",
    [
        *("nothing", "cell-nothing-service", "theme-99", "workforce_results", "workforce_results.system.x"),
        *(
            "workforce_results.service.999999999",
            "workforce_results.system.99999999999999999999",
            "..",
            "cell-",
            "x.y.z",
        ),
    ],
)
def test_an_address_that_names_no_figure_is_not_found(board, about):
    assert board.get(f"{reverse('reporting:decision-create', args=HERE)}?about={about}").status_code == 404


def test_a_figure_that_is_not_shown_cannot_be_carried(release, figures, board):
    small = ReleasedFigure.objects.filter(measure="workforce_results", place_name="Schools service 4")
    assert {figure.status for figure in small} == {"withheld"}
    hidden = small[0]
    assert figures.on(f"workforce_results.service.{hidden.place}") == []
    page = board.get(reverse("reporting:place-results", args=[*HERE, "workforce_results", "service", hidden.place]))
    assert ways_to_record(page.content.decode()) == []


def test_a_cell_of_the_impact_matrix_has_the_figures_of_its_measures(board, figures):
    *measures, whole = figures.on("cell-learning-system")
    assert whole.words.startswith("Learning and impact, in the system: ")
    assert any(one.words.startswith("Families, all features: ") for one in measures)
    assert {one.columns["cell"] for one in [*measures, whole]} == {"cell-learning-system"}
    address = reverse("reporting:decision-create", args=HERE)
    board.post(f"{address}?about=cell-learning-system", SAID | {"about": "cell-learning-system"})
    made = Decision.objects.get()
    assert (made.cell, made.measure, made.figure) == ("cell-learning-system", "", whole.words)
    assert "Learning and impact" in text_of(board.get(reverse("reporting:decisions", args=["elmham"])))


def test_a_feature_s_page_offers_each_voice_and_the_feature_itself(figures):
    found = figures.on("theme-2")
    assert [one.words.partition(":")[0] for one in found] == [
        *("Staff, building relationships", "Families, building relationships", "Services, building relationships"),
        "Building relationships",
    ]


def begun(board, about: str) -> tuple[str, str, dict[str, str]]:
    """What a form that is opened from a page says, what is chosen in it, and what there is to choose from."""
    form = board.get(reverse("reporting:decision-create", args=HERE) + f"?about={about}")
    field = form.context["form"]["about"]
    return text_of(form), field.value(), dict(field.field.choices)


@pytest.mark.parametrize(
    ("about", "came_from"),
    [
        ("theme-2", "You came from: Building relationships"),
        ("cell-learning-system", "You came from: Learning and impact, in the system: "),
        ("workforce_results.system.0", ""),
    ],
)
def test_of_several_figures_none_is_chosen_for_people(board, about, came_from):
    text, chosen, choices = begun(board, about)
    assert came_from in text
    assert (chosen, choices[""]) == ("", "Select a result")
    address = reverse("reporting:decision-create", args=HERE) + f"?about={about}"
    for sent in (SAID, SAID | {"about": ""}):
        page = board.post(address, sent)
        assert "Select which result it is about, or “Nothing in particular”" in text_of(page)
    assert not Decision.objects.exists()


def test_the_only_figure_of_a_page_and_the_one_that_was_asked_for_are_chosen(board, figures):
    def numbers(about: str) -> list[str]:
        return [one.key for one in figures.on(about) if one.columns.get("measure")]

    cells = [f"cell-{cell.objective.key}-{cell.level}" for cell in MatrixCell.objects.select_related("objective")]
    alone = [cell for cell in cells if len(numbers(cell)) == 1]
    assert alone
    for about, key in ((alone[0], numbers(alone[0])[0]), (WHOLE := "workforce_results.system.0.overall", WHOLE)):
        text, chosen, choices = begun(board, about)
        assert chosen == key
        assert "" not in choices
        assert f"You came from: {choices[key]}" in text


def test_nothing_in_particular_is_a_choice_too(board):
    address = reverse("reporting:decision-create", args=HERE) + "?about=theme-2"
    board.post(address, SAID | {"about": "nothing"})
    made = Decision.objects.get()
    assert (made.figure, made.measure, made.subject) == ("", "", "")
    board.post(address, SAID | {"about": "families_results.system.0.feature.3"})  # of another page
    assert Decision.objects.count() == 1


CELL = reverse_lazy("reporting:cell", args=[*HERE, "learning", "system"])
FEATURE = reverse_lazy("reporting:theme", args=[*HERE, "2"])


@pytest.mark.parametrize(
    ("page", "about", "chosen", "leads_to"),
    [
        (CELL, "cell-learning-system", "cell-learning-system", CELL),
        (CELL, "cell-learning-system", "families_results.system.0.overall", CELL),
        (FEATURE, "theme-2", "theme-2", FEATURE),
        (
            FEATURE,
            "theme-2",
            "workforce_results.system.0.feature.2",
            reverse_lazy("reporting:measure-results", args=[*HERE, "workforce_results"]),
        ),
    ],
)
def test_a_decision_leads_to_the_page_of_its_figure_and_stands_on_the_page_it_came_from(
    board, page, about, chosen, leads_to
):
    assert SAID["what"] not in text_of(board.get(page))
    assert f"{reverse('reporting:decision-create', args=HERE)}?about={about}" in ways_to_record(
        board.get(page).content.decode()
    )
    board.post(f"{reverse('reporting:decision-create', args=HERE)}?about={about}", SAID | {"about": chosen})
    made = Decision.objects.get()
    assert lines_of([made], on=TODAY)[0].url == str(leads_to)
    assert board.get(leads_to).status_code == 200
    text = text_of(board.get(page))
    assert "Decisions of the board" in text
    assert SAID["what"] in text
    assert made.figure in text


def test_a_page_of_a_cell_or_a_feature_has_no_decision_about_another(board, release):
    for about in ({"cell": "cell-learning-service"}, {"subject_kind": "feature", "subject": "3"}, {}):
        Decision.objects.create(round=release.round, what=f"About {about}", who="A", recorded_at=NOON, **about)
    for page in (CELL, FEATURE):
        assert "Decisions of the board" not in text_of(board.get(page))


def test_one_decision_about_a_cell_and_a_feature_costs_what_twenty_do(board, release):
    def cost() -> list[int]:
        found = []
        for page in (CELL, FEATURE):
            with CaptureQueriesContext(connection) as queries:
                assert board.get(page).status_code == 200
            found.append(len(queries))
        return found

    def decide() -> None:
        for about in ({"cell": "cell-learning-system"}, {"subject_kind": "feature", "subject": "2"}):
            Decision.objects.create(round=release.round, what="More", who="A", recorded_at=NOON, **about)

    decide()
    few = cost()
    for _ in range(20):
        decide()
    assert cost() == few
