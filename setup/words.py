"""The pages' phrases in other languages: `python -m setup.words` makes them ready, `… refresh` gathers new ones.

A phrase stands in English in a template or in Python; its translations stand in `locale/<language>/…/django.po`,
which people edit. What the site reads is a compiled `.mo` beside it, made from it here and never committed.
"""

import csv
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from organisations.accessibility import SAID
from setup.place import ROOT, say

LOCALE = ROOT / "locale"
TEMPLATES = ROOT / "templates"
# The rooms stand once, where it is said who may import whom; the attacker stands there too, and says nothing on pages.
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
ROOMS = [package for package in PACKAGES if package != "attacker"]
# The survey pages are in these languages. In another one the staff's pages can be had: `… refresh cy`.
FAMILIES_LANGUAGES = ("ar", "bn", "pa_Arab", "pl", "ur")
# A family meets the pages that are built on this one or stand in this folder, all that these are made of, and the
# words of these modules.
FAMILIES_PAGE = "base_survey.html"
FAMILIES_FOLDER = "surveys/public/"
# But for these, which only people who work here are shown, in English: `learning/views/public.py`.
STAFF_FOLDERS = ("assessments/room/", "learning/", "reporting/public/")
FAMILIES_MODULES = (
    "organisations/printing.py",
    "surveys/forms/answering.py",
    "surveys/reaching.py",
    *(f"surveys/views/{name}.py" for name in ("answering", "codes", "contact", "errors", "visits")),
)
# What is said to a child in other forms than to anyone else, beside the language's other phrases.
TO_CHILDREN = {"bn_Child": "bn"}
# What is said in a file: the columns that people read. Families and staff read it both.
FILES = {"organisations/known_faults.csv": SAID}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Months as they stand in a date, for the languages that Django itself has no words for.
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
MONTHS += ["November", "December"]
WITHOUT_MONTHS = ("pa_Arab",)
HEADER = "# The phrases of TiP Borough's pages. `make words` adds new ones and takes away what is no longer said.\n#"


def compile_all() -> None:
    """Make the `.mo` beside each `.po` whose phrases have changed since."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        sources = [source, *(file_of(base) for base in [TO_CHILDREN.get(source.parent.parent.name)] if base)]
        if not target.exists() or target.stat().st_mtime < max(one.stat().st_mtime for one in sources):
            made = io.BytesIO()
            write_mo(made, whole(sources))
            target.write_bytes(made.getvalue())


def whole(sources: list[Path]) -> Catalog:
    """The phrases of a file; those that it lacks are as the next file has them."""
    first, *others = [read(source) for source in sources]
    for other in others:
        for message in other:
            if message.id and not first.get(message.id[0] if message.pluralizable else message.id, message.context):
                first[message.id] = message
    return first


def read(source: Path) -> Catalog:
    """A language's phrases with their translations."""
    name = source.parent.parent.name
    with source.open("rb") as file:
        return read_po(file, locale=TO_CHILDREN.get(name, name), abort_invalid=True)


def file_of(language: str) -> Path:
    """Where a language's phrases stand; languages as folders are called: `ur`, `pa_Arab`."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def refresh(language: str) -> Catalog:
    """Bring a language's file up to date with what the pages say; translations of phrases that stay are kept."""
    path = file_of(language)
    catalog = read(path) if path.exists() else Catalog(locale=language)
    catalog.update(phrases(language), no_fuzzy_matching=True)
    catalog.project, catalog.version, catalog.header_comment = "TiP Borough", "1", HEADER
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalog, width=0, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    dated = re.compile(rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By): .*\n', re.MULTILINE)
    path.write_bytes(dated.sub(b"", text.getvalue()))
    return catalog


def phrases(language: str) -> Catalog:
    """Every phrase that should have a translation in this language, with the files in which it stands."""
    catalog = Catalog(locale=Locale.parse(language))
    for path in family_sources() if language in FAMILIES_LANGUAGES else all_sources():
        for _, message, comments, context in found_in(path):
            place = (str(path.relative_to(ROOT)), 0)
            catalog.add(message, locations=[place], auto_comments=comments, context=context)
    for month in MONTHS if language in WITHOUT_MONTHS else ():
        catalog.add(month, context="alt. month")
        catalog.add(month)
    return catalog


def found_in(path: Path) -> list[tuple]:
    """The phrases of one template, module or file: line, phrase, comments for the translator, context."""
    is_now = path.stat()
    return _found_in(path, is_now.st_mtime_ns, is_now.st_size)


@cache
def _found_in(path: Path, changed: int, size: int) -> list[tuple]:
    """Read once, as long as the file stays as it is: every language and the book ask for the same phrases."""
    from django.utils.translation import templatize

    if path.suffix == ".csv":
        columns = FILES[path.relative_to(ROOT).as_posix()]
        with path.open(encoding="utf-8", newline="") as file:
            return [(0, row[column], [], None) for row in csv.DictReader(file) for column in columns]
    text = path.read_text(encoding="utf-8")
    code = text
    if path.suffix in (".html", ".txt"):  # what is left of the page's indents means nothing to Python
        code = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    return list(extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)))


def all_sources() -> list[Path]:
    """Every template, module and file that may say something to a person."""
    found = [path for ending in ("html", "txt") for path in TEMPLATES.rglob(f"*.{ending}")]
    found += files()
    return sorted([*found, *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))])


def files() -> list[Path]:
    """The files whose columns are said on pages."""
    return [path for name in FILES for path in sorted(ROOT.glob(name))]


def family_sources() -> list[Path]:
    """What a child, a young person or a parent may read: the survey pages, what they are made of, their modules."""
    pages = {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in TEMPLATES.rglob("*.html")}
    pages = {name: text for name, text in pages.items() if not name.startswith(STAFF_FOLDERS)}
    wanted = {name for name in pages if name.startswith(FAMILIES_FOLDER) or FAMILIES_PAGE in parents(name, pages)}
    wanted.add(FAMILIES_PAGE)
    waiting = list(wanted)
    while waiting:
        for part in set(parts(pages[waiting.pop()])) & set(pages) - wanted:
            wanted.add(part)
            waiting.append(part)
    modules = [path for name in FAMILIES_MODULES for path in sorted(ROOT.glob(name))]
    return [*sorted(TEMPLATES / name for name in wanted), *modules, *files()]


def parents(name: str, pages: dict[str, str]) -> Iterator[str]:
    """The templates that a template is built on, nearest first."""
    while name in pages and (found := re.search(r'{%\s*extends "([^"]+)"', pages[name])):
        name = found[1]
        yield name


def parts(text: str) -> Iterator[str]:
    """The templates that a template is built on or made of: what it extends, includes, and its components."""
    yield from re.findall(r'{%\s*(?:extends|include) "([^"]+)"', text)
    for tag in re.findall(r"{%\s*(\w+)", text):
        yield f"components/{tag}.html"
    if "crispy" in text:
        yield from (path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "crispy").rglob("*.html"))


def missing(language: str) -> list[str]:
    """The phrases that have no translation in this language yet."""
    known = read(file_of(language)) if file_of(language).exists() else Catalog()
    found = []
    for message in phrases(language):
        if message.id:
            translated = known.get(message.id[0] if message.pluralizable else message.id, message.context)
            texts = translated.string if translated and message.pluralizable else [translated and translated.string]
            if not all(texts):
                found.append(message.id[0] if message.pluralizable else message.id)
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["refresh"]:
        for wanted in sys.argv[2:] or FAMILIES_LANGUAGES:
            refresh(wanted)
            file = file_of(wanted).relative_to(ROOT)
            say(f"{file}: {len(missing(wanted))} phrases to be translated")
    compile_all()
