"""What the documents say of the code is so: paths, links, tests, terms and the version."""

import importlib
import json
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.urls import resolve

from demonstration.build import accounts
from signing_in.accounts import DEMONSTRATION_PASSWORD
from tests.test_house_rules import OUR_APPS, PYPROJECT, ROOT, files_ending, name
from tip_borough import __version__

DOCUMENTS = [path for path in files_ending(".md") if "decisions" not in path.parts or path.name > "0"]
# Folders that are ours, and what is made and never committed: it is named, and not there.
ROOMS = (
    *OUR_APPS,
    "tip_borough",
    "setup",
    "templates",
    "tests",
    "docs",
    "requirements",
    "locale",
    "static",
    "benchmarks",
    "attacker",
)
MADE = ("static/dist", "framework/content/your-folder", "locale/cy", "framework/content/<version>")
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)(?:#[^)]*)?\)")
GLOSSARY = ROOT / "docs" / "glossary.md"


@cache
def names_of_tests() -> set[str]:
    return {found for path in files_ending(".py") for found in re.findall(r"^def (test_\w+)", path.read_text(), re.M)}


def paths_in(text: str) -> list[str]:
    """What looks like a path of this repository: it begins with one of our folders and a slash."""
    words = [word.split(":")[0].strip("`,.") for code in IN_BACKTICKS.findall(text) for word in code.split()]
    return [word for word in words if word.startswith(tuple(f"{room}/" for room in ROOMS))]


def is_there(path: str) -> bool:
    """`*` and <language> stand for any name."""
    pattern = re.sub(r"<\w+>|…", "*", path.rstrip("/"))
    return any(ROOT.glob(pattern)) or path.startswith(MADE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_a_document_names_only_files_that_are_there(document: Path):
    assert [path for path in paths_in(document.read_text()) if not is_there(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_what_a_document_names_in_a_file_is_in_it(document: Path):
    """`room/file.py: function`, also where the line ends between them."""
    named = re.findall(r"`([\w/]+\.py):\s+(\w+)`", document.read_text())
    assert [(file, what) for file, what in named if not re.search(rf"\b{what}\b", (ROOT / file).read_text())] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_a_document_links_only_to_what_is_there(document: Path):
    links = [*LINK.findall(document.read_text()), *re.findall(r'src="([^"]+)"', document.read_text())]
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_a_document_names_only_tests_that_are_there(document: Path):
    named = [code for code in IN_BACKTICKS.findall(document.read_text()) if re.fullmatch(r"test_[a-z]\w*", code)]
    assert [test for test in named if test not in names_of_tests()] == []


@pytest.mark.parametrize(
    "text",
    [
        "`reporting/attack.py`",
        "look in `surveys/actions.py: submit_response`",
        "`.venv/bin/python -m pytest tests/nowhere`",
    ],
)
def test_a_path_that_is_gone_is_found(text: str):
    found = paths_in(text)
    assert len(found) == 1
    assert not is_there(found[0])


def test_the_tour_of_the_readme_names_accounts_and_addresses_that_there_are():
    text = (ROOT / "README.md").read_text()
    named = set(re.findall(r"`([\w.]+@millbrook\.example)`", text))
    assert len(named) > 8
    assert named <= set(accounts())
    assert DEMONSTRATION_PASSWORD in text
    addresses = re.findall(r"`(/millbrook/[\w/-]*)`", text)
    assert len(addresses) > 1
    for address in addresses:
        resolve(address)


def test_the_commands_of_the_readme_are_there():
    commands = " ".join(re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S))
    targets = set(re.findall(r"^([a-z]+):|^([a-z ]+):$", (ROOT / "Makefile").read_text(), re.M))
    known = {name for names in targets for each in names for name in each.split()}
    assert set(re.findall(r"\bmake (\w+)", commands)) <= known
    for command in re.findall(r"manage\.py (\w+)", commands):
        assert command in get_commands()
    assert (ROOT / ".env.example").exists()


def test_the_data_model_names_rows_that_there_are():
    text = (ROOT / "docs" / "data-model.md").read_text()
    cells = [line.strip("|").split("|")[0] for line in text.splitlines() if line.startswith("| ")]
    drawn = text.split("```")[1]
    named = set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\b", " ".join(cells) + re.sub(r"Millbrook", "", drawn)))
    named |= set(re.findall(r"\*\*([A-Z]\w+)\*\*", text))
    models = {model.__name__ for model in apps.get_models()}
    assert len(named) > 50
    assert named - models == set()


# --- the glossary ------------------------------------------------------------------------------


def terms() -> list[tuple[str, str]]:
    """Each term of the glossary with each of its names in code."""
    rows = [line.strip("|").split("|") for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    return [(cells[0].strip(), found) for cells in rows for found in IN_BACKTICKS.findall(cells[2])]


def resolved(dotted: str) -> object:
    """The module, class, field or function that a dotted name stands for."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(dotted)


@pytest.mark.parametrize(("term", "in_code"), terms())
def test_a_term_of_the_glossary_has_its_name_in_the_code(term: str, in_code: str):
    assert resolved(in_code) is not None
    assert in_code.split(".")[0] in OUR_APPS


@pytest.mark.parametrize("gone", ["surveys.models.Collector", "reporting.nowhere.Thing", "surveys.models.Answer.name"])
def test_a_name_that_is_gone_is_found(gone: str):
    with pytest.raises((AttributeError, ModuleNotFoundError)):
        resolved(gone)


def test_every_term_of_the_glossary_stands_there_once():
    lines = [line for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    found = [line.strip("|").split("|")[0].strip() for line in lines]
    heads = {"term", "---"}
    assert len(terms()) > 60
    assert {term for term in found if found.count(term) > 1} == heads


# --- the version -------------------------------------------------------------------------------


def test_the_version_is_the_same_everywhere():
    assert PYPROJECT["project"]["version"] == __version__
    assert json.loads((ROOT / "package.json").read_text())["version"] == __version__
    assert json.loads((ROOT / "package-lock.json").read_text())["version"] == __version__


def test_the_newest_version_of_what_changed_is_this_one_with_its_day():
    """Above it may be the next one, which is not out yet."""
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    if re.fullmatch(r"\d+\.\d+\.\d+ \(unreleased\)", heads[0]):
        assert heads.pop(0).split()[0] > __version__
    assert heads[0].startswith(f"{__version__} – ")
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ – \d{1,2} [A-Z][a-z]+ \d{4}", head) for head in heads)


def test_the_licence_is_named_alike():
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")
    assert PYPROJECT["project"]["license"] == "MIT"
    assert json.loads((ROOT / "package.json").read_text())["license"] == "MIT"


@pytest.mark.django_db
def test_someone_who_looks_after_the_site_sees_which_version_it_is(borough, client):
    staff = borough.people["admin"]
    staff.is_staff = staff.is_superuser = True
    staff.save()
    page = borough.client("admin").get("/admin/").content.decode()
    assert f"TiP Borough {__version__}" in page
