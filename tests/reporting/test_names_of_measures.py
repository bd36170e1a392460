"""What organisational_measures.csv calls measures: names that addresses take, and that stay once they are released."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse

from framework.actions import load_framework
from framework.content_files import ContentError
from reporting.measures.of_framework import measures_of
from reporting.models import OrganisationalMeasure, ReleasedFigure
from tests.builders import CONTENT

pytestmark = pytest.mark.django_db
MEASURES = "organisational_measures.csv"
WITH_THEM = (MEASURES, "matrix.csv", "matrix_measures.csv", "theory_figures.csv")
SO = "after “org_survey_” use small letters, digits and single hyphens or underscores"
Change = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, of the same code."""
    return Path(shutil.copytree(CONTENT, tmp_path / "copy"))


def change(folder: Path, old: str, new: str, *files: str) -> None:
    for file in files or (MEASURES,):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def refused(folder: Path) -> str:
    with pytest.raises(ContentError) as error:
        load_framework(folder=folder)
    return str(error.value)


BAD = (
    "",
    "a/b",
    "ä?x",
    "x:y",
    "x.y",
    "x y",
    "Tools",
    "-x",
    "x-",
    "_x",
    "x__y",
    "x#y",
    "x%20",
    "كلمة",
    "x&y",
    "x’",
    "٣",
)
GOOD = ("x", "x-y", "x_y", "2", "a-1_b", "x" * 29)


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_a_name_that_makes_no_address_is_refused_with_its_file_and_line(framework, folder, name):
    change(folder, "org_survey_tools", f"org_survey_{name}", *WITH_THEM)
    assert f"{MEASURES}, line 4: “measure” is “org_survey_{name}”; {SO}" in refused(folder)
    assert set(OrganisationalMeasure.objects.values_list("key", flat=True)) == {
        "org_survey_comms",
        "org_survey_tools",
        "org_survey_change",
    }


@pytest.mark.parametrize("name", GOOD)
def test_a_name_that_is_allowed_makes_an_address(framework, folder, name):
    change(folder, "org_survey_tools", f"org_survey_{name}", "matrix_measures.csv", "theory_figures.csv", MEASURES)
    version, _ = load_framework(folder=folder)
    assert f"org_survey_{name}" in measures_of(type(version).objects.get(pk=version.pk))
    assert reverse("reporting:how-made", args=["elmham", "autumn-2026", f"org_survey_{name}"])


def test_every_name_that_is_refused_for_its_signs_would_have_broken_a_page_or_a_file():
    """A name with a dot or a colon would be cut in two where a decision or a subject names it."""
    broken = set()
    for name in BAD:
        try:
            reverse("reporting:how-made", args=["elmham", "autumn-2026", f"org_survey_{name}"])
        except NoReverseMatch:
            broken.add(name)
    assert broken >= {"a/b", "ä?x", "x:y", "x.y", "x y", "x#y", "x%20", "x&y", "كلمة"}


def test_a_section_without_a_line_is_not_counted_into_another_s_measure(framework, folder):
    change(folder, "tools,org_survey_tools,Organisational survey (tools and surveys)\n", "")
    change(folder, "org_survey_change", "org_survey_tools", *WITH_THEM)
    said = f"{MEASURES}, line 1: “org_survey_tools” is the measure of the section “tools”, which has no line here"
    assert said in refused(folder)


@pytest.mark.parametrize("at_most", [29, 30])
def test_a_section_that_is_a_measure_by_itself_has_a_name_that_can_be_stored(framework, folder, at_most):
    code = "t" * at_most
    (folder / "framework.csv").write_text("code,title,version\nnext,Next,9\n", encoding="utf-8")
    change(folder, "tools,org_survey_tools,Organisational survey (tools and surveys)\n", "")
    change(folder, "organisational,tools,", f"organisational,{code},", "sections.csv", "questions.csv")
    change(folder, "org_survey_tools", f"org_survey_{code}", *WITH_THEM)
    shutil.rmtree(folder / "wordings")
    if at_most == 29:
        version, _ = load_framework(folder=folder)
        assert max(map(len, measures_of(version))) == 40
    else:
        assert (
            f"sections.csv, line 1: the section “{code}” is a measure by itself, so its code has at most 29 "
            f"characters; it has 30. Or name a measure for it in {MEASURES}"
        ) in refused(folder)


# --- once they are released ---

WHAT_TO_DO = "Leave it as it was, or load the files as a new version, with another code in framework.csv"
GONE = f"“org_survey_tools” is in released results and no section would be it. {WHAT_TO_DO}"
RENAMED: dict[str, Change] = {
    "another name": lambda text: text.replace("org_survey_tools", "org_survey_kit"),
    "counted with another": lambda text: text.replace(
        "org_survey_tools,Organisational survey (tools and surveys)",
        "org_survey_change,Organisational survey (planning and change)",
    ),
}


@pytest.mark.parametrize("rename", RENAMED.values(), ids=RENAMED)
def test_a_name_that_stands_in_a_release_stays(client, released, folder, rename):
    here = reverse("reporting:measure-results", args=["elmham", "autumn-2026", "org_survey_tools"])
    client.force_login(released.member("admin"))
    before = client.get(here).content
    path = folder / MEASURES
    path.write_text(rename(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert f"{MEASURES}, line 1: {GONE}" in refused(folder)
    assert client.get(here).content.count(b"tools and surveys") == before.count(b"tools and surveys") > 0


def test_a_name_that_was_released_goes_with_the_file_no_more_than_with_a_line(released, folder):
    """Without the file each section is a measure: org_survey_comms stays one, but without what “pledge” says."""
    answered(released, "org_survey_comms", "o-pledge")
    (folder / MEASURES).unlink()
    assert (
        f"{MEASURES}, line 1: the section “pledge” is in released results as “org_survey_comms”, not as "
        f"“org_survey_pledge”. {WHAT_TO_DO}"
    ) in refused(folder)


def test_a_section_that_was_released_in_a_measure_stays_in_it(released, folder):
    answered(released, "org_survey_comms", "o-pledge")
    change(
        folder,
        "pledge,org_survey_comms,Organisational survey (pledge and comms)",
        "pledge,org_survey_tools,Organisational survey (tools and surveys)",
    )
    assert "the section “pledge” is in released results as “org_survey_comms”, not as “org_survey_tools”" in refused(
        folder
    )


def answered(released, measure: str, code: str) -> None:
    """A released count of one question, as a round has it that organisations answered."""
    overall = ReleasedFigure.objects.get(measure=measure, level="system", subject_kind="overall", statistic="count")
    overall.pk, overall.subject_kind, overall.subject = None, "question", code
    ReleasedFigure.objects.bulk_create([overall])


def test_a_title_may_be_mended_and_so_may_names_that_no_release_has(framework, released, folder):
    change(folder, "(tools and surveys)", "(tools and listening)")
    version, changed = load_framework(folder=folder)
    assert changed
    titles = {key: one.title for key, one in measures_of(type(version).objects.get(pk=version.pk)).items()}
    assert titles["org_survey_tools"] == "Organisational survey (tools and listening)"
    change(folder, "tip-2026-5", "tip-next", "framework.csv")
    change(folder, "org_survey_tools", "org_survey_kit", *WITH_THEM)
    assert "org_survey_kit" in measures_of(load_framework(folder=folder)[0])
