"""The data map: what each column holds, about whom, why, who sees it and how long. A test compares it with the schema.

The words lie in `content/models.csv` (a row for each kind of row) and `content/fields.csv` (a row for each column), so
that somebody who protects data and writes no program can read and correct them.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from data_protection.periods import PERIODS

CONTENT = Path(__file__).resolve().parent / "content"
ABOUT = {
    "nobody": _("No one"),
    "staff": _("People with an account"),
    "invited": _("People who were sent an email"),
    "named": _("People whom others name, such as champions and leaders"),
    "families": _("Children, young people and families"),
    "answers": _("People who answer. Nothing says who they are"),
}
WHY = {
    "none": _("No one’s personal data"),
    "public_task": _("Public task: helping services become trauma-informed"),
    "legitimate": _("Legitimate interests: security, and showing who did what"),
    "consent": _("The person’s own choice, which they can take back"),
}
SEEN_BY = {
    "nobody": _("No one. Only the program reads it"),
    "self": _("The person themselves"),
    "writers": _("Those who answer for the same organisation, or the board"),
    "members": _("Those who take part"),
    "leads": _("Service leads of the partnership"),
    "two_services": _("The two services in it"),
    "reviewers": _("Safeguarding reviewers. Others only see what a release shows"),
    "keyers": _("Those who enter paper forms"),
    "service": _("The service, its organisation’s lead and the admins"),
    "sector": _("The sector’s lead and the admins"),
    "organisation": _("The organisation’s lead and the admins"),
    "admins": _("The partnership’s admins"),
    "partnership": _("People with a role in the partnership"),
    "operators": _("Those who look after this installation"),
    "everyone": _("Anyone, where it has been published"),
}
PERSON = {"yes": _("Yes"), "may": _("It can: someone writes it"), "no": _("No")}


@dataclass(frozen=True)
class Kept:
    """What is kept of one kind: its rows in plain words, and its columns as (name, what it is, whether it says who)."""

    model: str
    what: str
    about: str
    why: str
    seen_by: str
    kept: str
    fields: tuple[tuple[str, str, str], ...]

    @property
    def words(self) -> dict:
        """The same as a page says it."""
        return {
            "about": ABOUT[self.about],
            "why": WHY[self.why],
            "seen_by": SEEN_BY[self.seen_by],
            "kept": PERIODS[self.kept],
        }

    @property
    def is_personal(self) -> bool:
        return self.about != "nobody" or any(person != "no" for _name, _what, person in self.fields)


def _rows(name: str) -> list[dict[str, str]]:
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def data_map() -> dict[str, Kept]:
    """Every kind of row by its name, such as organisations.User, in the order of the file."""
    fields: dict[str, list[tuple[str, str, str]]] = {}
    for row in _rows("fields.csv"):
        fields.setdefault(row["model"], []).append((row["field"], row["what"], row["person"]))
    return {row["model"]: Kept(**row, fields=tuple(fields.get(row["model"], ()))) for row in _rows("models.csv")}


def schema() -> Iterator[tuple[str, str]]:
    """Every column that the database has, as (model, field)."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label != "zeal" and model._meta.managed:
            for field in model._meta.concrete_fields:
                yield model._meta.label, field.name


def looked_for(words: str, *, personal_only: bool) -> list[Kept]:
    """The kinds in which a word is found, in their own words or in those of a column. No word is every kind."""
    sought = words.casefold().strip()

    def is_found(kept: Kept) -> bool:
        said = [kept.model, kept.what, *(str(each) for each in kept.words.values())]
        said += [text for name, what, _person in kept.fields for text in (name, what)]
        return any(sought in text.casefold() for text in said)

    return [kept for kept in data_map().values() if is_found(kept) and (kept.is_personal or not personal_only)]
