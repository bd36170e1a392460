"""How we write, where a test can tell: docs/development.md says why."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from setup import words

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OUR_APPS = [room for room in words.ROOMS if room != "tip_borough"]
LONGEST_FILE = 500
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "misc"}
NOT_OURS = {"node_modules", "dist", "staticfiles", "media", "test-results", "__pycache__"}
LOCK_FILES = ["requirements/*.txt", "requirements/*.in", "package-lock.json", ".npmrc"]
DJANGO_TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
SIGNAL_IMPORTS = ("django.db.models.signals", "django.dispatch", "django.core.signals")


@cache
def our_files() -> list[Path]:
    """Every file that we wrote: not what was installed or built, and asking no git, which may not be there."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [inside for inside in folders if inside not in NOT_OURS and not inside.startswith(".")]
        found += [Path(folder, file) for file in names]
    return sorted(found)


def files_ending(*endings: str) -> list[Path]:
    return [path for path in our_files() if path.suffix in endings]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_too_long_to_read_in_one_sitting():
    long = {
        name(path): lines
        for path in files_ending(".py", ".html", ".js", ".mjs", ".scss")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_every_module_has_a_name_that_says_what_is_in_it():
    nameless = [name(path) for path in files_ending(".py") if path.stem in NAMES_THAT_SAY_NOTHING]
    assert nameless == []


# --- settings ----------------------------------------------------------------------------------


def variables_that_settings_read() -> set[str]:
    """The names in `env("NAME")`, `env.bool("NAME", …)` and their like in settings.py."""
    tree = ast.parse((ROOT / "tip_borough" / "settings.py").read_text())
    names = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        function = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        if isinstance(function, ast.Name) and function.id == "env" and call.args:
            argument = call.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                names.add(argument.value)
    return names


def test_the_example_environment_names_every_variable_that_settings_read_and_no_other():
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", example, re.MULTILINE)) == variables_that_settings_read()


def test_every_variable_that_settings_read_is_explained():
    explained = (ROOT / "docs" / "settings.md").read_text()
    assert [variable for variable in sorted(variables_that_settings_read()) if variable not in explained] == []


# --- templates ---------------------------------------------------------------------------------


class InlineCode(HTMLParser):
    """Collects what a strict content security policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [attribute for attribute, _ in attrs]
        values = dict(attrs)
        self.found += [f"<{tag} {attribute}=…>" for attribute in names if attribute.startswith("on")]
        if "style" in names:
            self.found.append(f"<{tag} style=…>")
        if tag in ("script", "style") and not ({"src", "nonce"} & set(names)):
            self.found.append(f"<{tag}> without a nonce")
        if (values.get("href") or values.get("src") or "").strip().lower().startswith(("javascript:", "data:")):
            self.found.append(f"<{tag}> with an address that is code or data")


@pytest.mark.parametrize("template", files_ending(".html"), ids=name)
def test_a_template_has_no_inline_styles_handlers_or_scripts(template: Path):
    parser = InlineCode()
    parser.feed(DJANGO_TAG.sub("", template.read_text()))
    assert parser.found == []


# What a template may say without a phrase around it.
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
PHRASE = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
NO_WORDS = re.compile(
    r"{% block (body_class|language|direction|robots|person) %}.*?{% endblock %}|<(script|style|pre)\b.*?</\2>",
    re.DOTALL,
)
SPOKEN_ATTRIBUTES = re.compile(r'\s(?:aria-label|title|alt|placeholder)="([^"]*)"')
TEXT_IN_A_TAG = re.compile(r'([^\s"]*)"([^"]*)"')
NAMES = ("TiP Borough", "[c]")
IN_ENGLISH_ONLY = {
    "carrying/README.txt",  # lies in the zip, beside columns that are named in English
    "design/components_page.html",  # shows us our own components, with made-up texts
    "surveys/public/print/_base.html",  # its bar is for the staff who print a survey in another language
}


def bare_texts(template: Path) -> list[str]:
    """What a template says outside `{% translate %}`, `{% blocktranslate %}` and `_("…")`."""
    text = PHRASE.sub("", COMMENT.sub("", NO_WORDS.sub("", template.read_text())))
    components = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    found = []
    for tag, inside in re.findall(r"{%\s*(\w+)(.*?)%}", text, re.DOTALL):
        if tag in components:
            found += [
                said
                for before, said in TEXT_IN_A_TAG.findall(inside)
                if (" " in said or said[:1].isupper()) and not before.endswith(("_(", ":"))
            ]
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    found += SPOKEN_ATTRIBUTES.findall(text)
    found += re.split(r"<[^>]*>", text)
    for name in NAMES:
        found = [each.replace(name, "") for each in found]
    return [each.strip() for each in found if re.search(r"[^\W\d_]", re.sub(r"&\w+;", "", each))]


@pytest.mark.parametrize("template", files_ending(".html", ".txt"), ids=name)
def test_every_text_in_a_template_is_ready_for_translation(template: Path):
    if template.is_relative_to(ROOT / "templates"):
        wanted = template.relative_to(ROOT / "templates").as_posix() not in IN_ENGLISH_ONLY
        assert not wanted or bare_texts(template) == []


# --- locks -------------------------------------------------------------------------------------


def test_no_lock_file_names_a_package_server():
    found = {}
    for pattern in LOCK_FILES:
        for path in ROOT.glob(pattern):
            lines = path.read_text().splitlines()
            servers = [line.strip() for line in lines if "://" in line and '"url": "' not in line]
            servers += [line for line in lines if re.search(r"--(index-url|extra-index-url|find-links)", line)]
            found.update({name(path): servers} if servers else {})
    assert found == {}


# --- writes ------------------------------------------------------------------------------------


def modules_of_our_apps() -> list[Path]:
    return [path for path in files_ending(".py") if path.relative_to(ROOT).parts[0] in OUR_APPS]


def test_nothing_happens_behind_a_signal():
    guilty = []
    for path in modules_of_our_apps():
        for node in ast.walk(ast.parse(path.read_text())):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [module]
            if any(imported.startswith(SIGNAL_IMPORTS) for imported in names):
                guilty.append(f"{name(path)}:{node.lineno}")
    assert guilty == []


def test_saving_a_row_only_saves_the_row():
    guilty = []
    for path in modules_of_our_apps():
        if path.name == "models.py" or "models" in path.parts:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and node.name in ("save", "bulk_create"):
                    guilty.append(f"{name(path)}:{node.lineno} {node.name}()")
    assert guilty == []


WRITES = {"save", "save_m2m", "delete", "create", "get_or_create", "update_or_create"}
WRITES |= {"bulk_create", "bulk_update"}
# What draws, calculates and keeps bytes saves files under the same word.
NO_ROWS = {"storage()", "book", "image", "code", "ground", "document"}


def calls_in(path: Path) -> Iterator[tuple[str, str, ast.Call]]:
    """The calls of methods in a module: what it is called on, the method's name, and the call."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value), node.func.attr, node


def is_a_file(on: str) -> bool:
    return on.split(".")[0] in NO_ROWS


def saves_of_whole_rows(path: Path) -> list[str]:
    """Saves that say neither which columns they write nor that the row is new, nor that they write nothing at all."""
    return [
        f"{name(path)}:{call.lineno} {on}.save()"
        for on, method, call in calls_in(path)
        if method in ("save", "asave")
        and not is_a_file(on)
        and not {"update_fields", "force_insert"} & {keyword.arg for keyword in call.keywords}
        and "commit=False" not in map(ast.unparse, call.keywords)
    ]


def test_a_row_that_is_there_is_saved_by_its_changed_columns_only():
    """Whole, it would put back every column as it was read, over what someone else has written meanwhile."""
    guilty = [each for path in modules_of_our_apps() + modules_of("tip_borough") for each in saves_of_whole_rows(path)]
    assert guilty == []


def modules_of(folder: str) -> list[Path]:
    return [path for path in files_ending(".py") if path.relative_to(ROOT).parts[0] == folder]


def views_of_ours() -> list[Path]:
    return [path for path in files_ending(".py") if path.stem == "views" or path.parent.name == "views"]


def test_views_and_forms_write_nothing_themselves():
    """One write is one action: it locks the row, looks at its state, and writes the audit entry with it."""
    forms = [path for path in files_ending(".py") if path.stem == "forms" or path.parent.name == "forms"]
    guilty = [
        f"{name(path)}:{call.lineno} {on}.{method}()"
        for path in [*views_of_ours(), *forms]
        if not path.is_relative_to(ROOT / "tests")
        for on, method, call in calls_in(path)
        if method in WRITES and not is_a_file(on)
    ]
    assert guilty == []


def test_views_tell_the_audit_log_of_exports_only():
    """Whatever is written has its entry in the transaction of its action."""
    guilty = []
    for path in views_of_ours():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "record":
                said = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                if said.get("what") != "'exported'":
                    guilty.append(f"{name(path)}:{node.lineno}")
    assert guilty == []


def test_every_write_of_an_action_is_in_one_transaction_with_its_audit_entry():
    """A function that records is atomic itself, or is called by one that is: then it has no name for others."""
    guilty = []
    for path in modules_of_our_apps():
        if path in views_of_ours():
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                calls = {ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
                if "record" in calls and "transaction.atomic" not in ast.unparse(node):
                    guilty.append(f"{name(path)}:{node.lineno} {node.name}()")
    assert guilty == []


def test_no_moment_is_taken_for_the_day_that_it_is_in_greenwich():
    """Days that people say are local days; in summer they begin an hour before those of stored moments."""
    guilty = [
        f"{name(path)}:{call.lineno} {on}.date()"
        for path in [*modules_of_our_apps(), *modules_of("tip_borough")]
        for on, method, call in calls_in(path)
        if method == "date" and not call.args
    ]
    assert guilty == []


def test_every_promise_to_those_who_answer_is_in_the_table_with_tests_that_are_there():
    table = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    rows = {row.split("|")[1].strip(): row for row in table.splitlines() if re.match(r"\| [IST]\d+ \|", row)}
    promised = {"I": 12, "S": 14, "T": 15}
    kept = {f"{letter}{number}" for letter, last in promised.items() for number in range(1, last + 1)}
    assert set(rows) == kept | {"S15", "S17", "S18", "S19", "S20"}  # S16 is among what is not covered
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)", tests))
    for code, row in rows.items():
        named = re.findall(r"`(test_\w+)`", row)
        assert named, f"{code} names no test"
        assert not set(named) - there, f"{code} names tests that are not there: {set(named) - there}"
        kept_in = re.findall(r"`([\w./-]+/[\w./-]*)`", row.split("|")[3])
        assert kept_in, f"{code} does not say where it is kept"
        assert all((ROOT / path).exists() for path in kept_in), f"{code} is kept in a place that is not there"


def test_every_room_is_named_where_it_is_said_who_may_import_whom():
    installed = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert installed == set(OUR_APPS)
    assert set(words.ROOMS) == installed | {"tip_borough"}, "or its phrases are never gathered"
