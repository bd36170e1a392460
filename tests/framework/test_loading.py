"""Loading a framework from its files: twice changes nothing, a mistake changes nothing, another one just works."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.urls import get_resolver, resolve

from framework.actions import load_framework
from framework.content_files import ContentError
from framework.content_tables import TAKEN_BY_FEATURES
from framework.models import Descriptor, Feature, FrameworkVersion, Stage, Statement
from surveys.content_tables import TAKEN_BY_SUPPORT_LINES
from surveys.models import Instrument, Question, ScalePoint
from tests.builders import CONTENT, make_borough

ROOM = [FrameworkVersion, Feature, Statement, Stage, Descriptor, Instrument, Question, ScalePoint]


def everything_loaded() -> dict[str, list[int]]:
    return {model.__name__: list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in ROOM}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, under another code, that a test may spoil."""
    copy = tmp_path / "copy"
    shutil.copytree(CONTENT, copy)
    replace(copy, "framework.csv", "tip-2026-5", "a-copy")
    return copy


def replace(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add_line(folder: Path, file: str, line: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")


def test_what_is_shipped_has_eight_features_with_their_statements_stages_and_questions(framework):
    assert [feature.code for feature in framework.features.all()] == list("12345678")
    assert Statement.objects.filter(feature__framework=framework).count() == 19
    assert [stage.value for stage in framework.stages.all()] == [0, 1, 2, 3, 4]
    assert Descriptor.objects.filter(stage__framework=framework).count() == 19 * 5
    assert framework.objectives.count() == 4
    families = Instrument.objects.get(framework=framework, key="families")
    assert families.questions.filter(statement__isnull=False).count() == 11


def test_loading_the_same_files_twice_changes_nothing(framework):
    before = everything_loaded()
    version, changed = load_framework(folder=CONTENT)
    assert (version, changed) == (framework, False)
    assert everything_loaded() == before


@pytest.mark.slow
def test_a_changed_version_that_no_round_uses_is_replaced_whole(framework, folder: Path):
    load_framework(folder=folder)
    replace(folder, "features.csv", "Strengths-based support", "What is strong")
    version, changed = load_framework(folder=folder)
    assert changed
    assert version.features.get(code="3").title == "What is strong"
    assert FrameworkVersion.objects.filter(code="a-copy").count() == 1


def test_a_version_that_a_round_was_run_with_is_never_changed(framework, folder: Path):
    make_borough()
    replace(folder, "framework.csv", "a-copy", "tip-2026-5")
    replace(folder, "features.csv", "Strengths-based support", "What is strong")
    before = everything_loaded()
    with pytest.raises(ContentError, match="in use by a round and stays as it is; give the new files a new code"):
        load_framework(folder=folder)
    assert everything_loaded() == before
    assert framework.features.get(code="3").title == "Strengths-based support"


Spoil = Callable[[Path], object]
MISTAKES: dict[str, tuple[Spoil, str]] = {
    "a column is missing": (
        lambda at: replace(at, "features.csv", "code,audience", "code"),
        "features.csv, line 1: the columns must be: code, audience, title, summary",
    ),
    "a column too many": (
        lambda at: replace(at, "stages.csv", "value,key", "value,colour,key"),
        "stages.csv, line 1: the columns must be: value, key, title, meaning",
    ),
    "a statement of a feature that is not there": (
        lambda at: add_line(at, "statements.csv", "9a,9,Nobody knows this feature"),
        "statements.csv, line 21: “feature” is “9”; known here: 1, 2, 3",
    ),
    "a question about a statement that is not there": (
        lambda at: replace(at, "questions.csv", "w1a-ask,choice,1a", "w1a-ask,choice,1x"),
        "questions.csv, line 2: “statement” is “1x”; known here: 1a, 1b",
    ),
    "a scale that is not there": (
        lambda at: replace(at, "questions.csv", "w1a-ask,choice,1a,how-true", "w1a-ask,choice,1a,how-odd"),
        "questions.csv, line 2: “scale” is “how-odd”",
    ),
    "an audience that is not there": (
        lambda at: replace(at, "features.csv", "1,families", "1,everybody"),
        "features.csv, line 2: “audience” is “everybody”; known here: families, workforce",
    ),
    "a code with capitals": (
        lambda at: replace(at, "sources.csv", "impact-framework", "Impact Framework"),
        "sources.csv, line 2: “code” is “Impact Framework”; use small letters, digits and single hyphens",
    ),
    "a number in words": (
        lambda at: replace(at, "instruments.csv", 'works here, from reception to director",5', 'works here",five'),
        "instruments.csv, line 2: “minutes” is “five”; it takes a whole number from 1 to 60",
    ),
    "a number below zero": (
        lambda at: replace(at, "stages.csv", "1,realise", "-1,realise"),
        "stages.csv, line 3: “value” is “-1”; it takes a whole number from 0 to 20",
    ),
    "a number of five thousand digits": (
        lambda at: replace(at, "stages.csv", "1,realise", f"{'9' * 5000},realise"),
        "stages.csv, line 3: “value” is",
    ),
    "a rating without a value": (
        lambda at: replace(at, "scales.csv", "slightly,rating,2", "slightly,rating,"),
        "scales.csv, line 3: a rating has a value, and only a rating",
    ),
    "maybe instead of yes or no": (
        lambda at: replace(at, "scales.csv", "slightly,rating,2,no", "slightly,rating,2,maybe"),
        "scales.csv, line 3: “positive” is “maybe”; known here: no, yes",
    ),
    "not UTF-8": (
        lambda at: (at / "journey.csv").write_bytes("code,café\n".encode("cp1252")),
        "journey.csv, line 1: this file is not UTF-8 text",
    ),
    "a file is missing": (
        lambda at: (at / "matrix.csv").unlink(),
        "matrix.csv, line 0: this file is missing",
    ),
    "a file is empty": (
        lambda at: (at / "sources.csv").write_text(""),
        "sources.csv, line 1: the columns must be: code, title, publisher",
    ),
    "only a header": (
        lambda at: (at / "sources.csv").write_text("code,title,publisher\n"),
        "sources.csv, line 1: has no lines below its header",
    ),
    "the same code twice": (
        lambda at: add_line(at, "features.csv", "3,families,Again,Once more"),
        "features.csv, line 10: says “3” again, as line 4 does",
    ),
    "the same stage twice, written differently": (
        lambda at: add_line(at, "stages.csv", "01,realise-too,Realise too,Again"),
        "stages.csv, line 7: says stage 1 again",
    ),
    "the same key of a stage twice": (
        lambda at: replace(at, "stages.csv", "2,recognise", "2,realise"),
        "stages.csv, line 4: says “realise” again",
    ),
    "a line with a cell too few": (
        lambda at: add_line(at, "statements.csv", "9a,1"),
        "statements.csv, line 21: has 2 cells where the header has 3",
    ),
    "a quote that is never closed": (
        lambda at: add_line(at, "statements.csv", '9a,1,"never closed'),
        "statements.csv, line 21: is not proper CSV",
    ),
    "a text that is too long": (
        lambda at: add_line(at, "statements.csv", f"1c,1,{'long ' * 100}"),
        "statements.csv, line 21: “text” is 499 characters long; 400 are allowed",
    ),
    "a code that is too long": (
        lambda at: add_line(at, "statements.csv", f"{'c' * 21},1,Too long a code"),
        "statements.csv, line 21: “code” is 21 characters long; 20 are allowed",
    ),
    "a text with a sign that cannot be stored": (
        lambda at: add_line(at, "statements.csv", "1c,1,Nothing\0here"),
        "statements.csv, line 21: “text” has a sign in it that cannot be shown",
    ),
    "a text that is empty": (
        lambda at: replace(at, "features.csv", "Building relationships", " "),
        "features.csv, line 3: “title” is empty",
    ),
    "a statement without words for a stage": (
        lambda at: add_line(at, "statements.csv", "1c,1,A new statement"),
        "descriptors.csv, line 1: statement 1c has no words for stage 0",
    ),
    "a question whose code means something to the page": (
        lambda at: replace(at, "questions.csv", "with-families,w1a-ask", "with-families,page"),
        "questions.csv, line 2: “page” is a name that a page needs for itself; use another",
    ),
    "a feature called as a page beside the features' own": (
        lambda at: add_line(at, "features.csv", "check,families,Checking,We check"),
        "features.csv, line 10: “check” is a name that a page needs for itself; use another",
    ),
    "a stage called as the answer beside the stages": (
        lambda at: replace(at, "stages.csv", "1,realise", "1,does-not-apply"),
        "stages.csv, line 3: “does-not-apply” is a name that a page needs for itself; use another",
    ),
    "a support line called as a page beside the lines' own": (
        lambda at: add_line(at, "support_lines.csv", "add,Add,,999,phone,any time,,yes,yes,yes,2026-11-22,"),
        "“add” is a name that a page needs for itself; use another",
    ),
    "a helpline of which no one found out what it answers in": (
        lambda at: replace(
            at, "support_lines.csv", "english,yes,yes,no,2026-11-22,2026-11-30", "english,yes,yes,no,2026-11-22,"
        ),
        "support_lines.csv, line 3: “speaks” and “speaks_checked_on” are filled in together",
    ),
    "a helpline that answers in a language it has no word for": (
        lambda at: replace(at, "support_lines.csv", "english,yes,yes,no,2026-11-22", "Polish,yes,yes,no,2026-11-22"),
        "support_lines.csv, line 3: “speaks” is “Polish”; known here: english, interpreters",
    ),
    "a question called as those that partnerships add": (
        lambda at: replace(at, "questions.csv", "with-families,w1a-ask", "with-families,local-1-1"),
        "questions.csv, line 2: “local-1-1” begins with “local-” or ends with “-note”, which pages need for themselves",
    ),
    "a question called as the note on another": (
        lambda at: replace(at, "questions.csv", "with-families,w1a-ask", "with-families,w1b-note"),
        "questions.csv, line 2: “w1b-note” begins with “local-” or ends with “-note”, which pages need for themselves",
    ),
    "an answer whose name is too long beside its question's": (
        lambda at: replace(at, "scales.csv", "slightly,rating,2", f"{'s' * 40},rating,2"),
        "scales.csv, line 3: “key” is 40 characters long; 39 are allowed",
    ),
    "a scale of twelve ratings": (
        lambda at: [add_line(at, "scales.csv", f"how-true,,m{n},rating,{n},yes,,M{n}") for n in range(6, 13)],
        "the scale “how-true” has more than 11 ratings",
    ),
    "two frameworks in one folder": (
        lambda at: add_line(at, "framework.csv", "another,Another,1"),
        "framework.csv, line 3: describes a second framework; one folder holds one",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("spoil", "reason"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_file_and_line_and_nothing_is_changed(spoil, reason, framework, folder: Path):
    before = everything_loaded()
    spoil(folder)
    with pytest.raises(ContentError) as error:
        load_framework(folder=folder)
    assert reason in str(error.value)
    assert everything_loaded() == before
    assert not connection.needs_rollback


# Addresses with a code in them, by their names, and the codes that are refused because another page is there.
WITH_A_CODE: dict[str, tuple[str, set[str]]] = {
    "feature-edit": ("/p/services/s/assessment/r/{}/", TAKEN_BY_FEATURES),
    "theme": ("/p/rounds/r/themes/{}/", set()),
    "cell": ("/p/rounds/r/matrix/{}/system/", set()),
    "measure-results": ("/p/rounds/r/results/org_survey_{}/", set()),
    "poster": ("/p/services/s/surveys/{}/poster/", set()),
    "paper-survey": ("/p/services/s/surveys/{}/paper/", set()),
    "question-create": ("/p/surveys/questions/{}/add/", set()),
    "support-edit": ("/p/surveys/support-lines/{}/", TAKEN_BY_SUPPORT_LINES),
}


def words_of_addresses(patterns=None) -> set[str]:
    """Every word that stands in an address of this site."""
    found: set[str] = set()
    for one in get_resolver().url_patterns if patterns is None else patterns:
        found |= set(re.split(r"[^a-z0-9-]+", str(one.pattern)))
        found |= words_of_addresses(getattr(one, "url_patterns", []))
    return found - {""}


@pytest.mark.parametrize(("name", "address", "taken"), [(name, *one) for name, one in WITH_A_CODE.items()])
def test_no_code_is_the_word_of_another_page_s_address_unless_it_is_refused(name, address, taken):
    words = words_of_addresses() | {"1", "12"}
    assert words > {"check", "add", "restore", "themes", "rounds"}
    assert {word for word in words if resolve(address.format(word)).url_name != name} == taken


def test_all_mistakes_are_told_at_once(framework, folder: Path):
    replace(folder, "features.csv", "1,families", "1,everybody")
    replace(folder, "stages.csv", "1,realise", "-1,realise")
    (folder / "matrix.csv").unlink()
    with pytest.raises(ContentError) as error:
        load_framework(folder=folder)
    assert {problem.file for problem in error.value.problems} >= {"features.csv", "stages.csv", "matrix.csv"}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ContentError, match="this folder does not exist"):
        load_framework(folder=tmp_path / "nowhere")


@pytest.mark.slow
def test_the_command_says_what_it_did(framework, folder: Path, capsys):
    call_command("load_framework", str(folder))
    call_command("load_framework", str(folder))
    assert "loaded\n" in capsys.readouterr().out
    (folder / "stages.csv").unlink()
    with pytest.raises(CommandError, match=r"Nothing was changed\. Please mend:\nstages\.csv, line 0: this file is"):
        call_command("load_framework", str(folder))
