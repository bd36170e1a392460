"""Asking beside each box, before a text is saved that others can read, about what could say who someone is.

What looks like a name, an age, an address or a date is asked about, never refused: the person takes it out, or selects
that no one can be identified from it. Only people can tell the name of a street from the name of a child.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from design.errors import CANNOT_SEE
from organisations.models import Partnership, Service
from organisations.personal_data import find_identifying
from tables.folding import fold

KEEP = "keep"
KEEP_IT = gettext_lazy("Keep it as it is. No one can be identified from this.")
MOST_NAMED = 6  # finds that one box's notice names; it counts the others
MAY_BE = {
    "possible name": gettext_lazy("“%(words)s” may be a name."),
    "a name after a title": gettext_lazy("“%(words)s” may be a name."),
    "possible age": gettext_lazy("“%(words)s” may be an age."),
    "an address": gettext_lazy("“%(words)s” may be an address."),
    "a postcode": gettext_lazy("“%(words)s” may be a postcode."),
    "a date": gettext_lazy("“%(words)s” may be a date."),
    "an email address": gettext_lazy("“%(words)s” may be an email address."),
    "a web address": gettext_lazy("“%(words)s” may be a web address."),
}
OTHER_NUMBER = gettext_lazy("“%(words)s” may be a number, such as a phone or NHS number.")


class AsksAboutPeople(forms.BaseForm):
    """A form with boxes that others can read. It asks about each box on its own, as that box's error.

    A yes beside a box holds for the very words that were asked about: other words are asked about again. What stood
    there already was asked about when it was written.
    """

    looks_at: tuple[str, ...] = ()
    says_what_it_cannot_see = True  # beside each box; a page with many boxes says it once, above them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.says_what_it_cannot_see:
            for name in self.boxes_looked_at():
                self.fields[name].help_text = f"{self.fields[name].help_text} {CANNOT_SEE}".strip()

    def boxes_looked_at(self) -> Iterable[str]:
        """The names of the boxes."""
        return [name for name in self.looks_at if name in self.fields]

    def is_asked_about(self, name: str) -> bool:
        """Whether a box has other words in it than stood there."""
        return name in self.changed_data

    def place_of_words(self) -> Partnership | None:
        """The partnership whose places may be named without a question."""
        return getattr(getattr(self, "instance", None), "partnership", None)

    def kept_before(self) -> Iterable[str]:
        """The marks of what was kept as it is before, where that is on record."""
        return ()

    @property
    def kept_as_it_is(self) -> dict[str, str]:
        """The boxes in which something was found and kept as it is, each with the mark of what was found."""
        return self._kept

    def full_clean(self) -> None:
        super().full_clean()
        self._kept: dict[str, str] = {}
        if not self.is_bound:
            return
        for name in self.boxes_looked_at():
            if name not in self.errors and self.is_asked_about(name):
                self._ask_about(name, str(self.cleaned_data.get(name) or ""))

    def _ask_about(self, name: str, text: str) -> None:
        found = finds_in(text, self.place_of_words)
        if not found:
            return
        mark, tick = mark_of(found), f"{self.add_prefix(name)}-{KEEP}"
        said = self.data.getlist(tick) if hasattr(self.data, "getlist") else [self.data.get(tick)]
        is_kept = mark in said or mark in self.kept_before()
        shown = {"name": tick, "mark": mark, "is_kept": is_kept, "label": KEEP_IT}
        # Read by the box's template, which draws the tick below the box.
        self.fields[name].keep_as_it_is = shown  # type: ignore[attr-defined]
        if is_kept:
            self._kept[name] = mark
        else:
            self.add_error(name, in_words(found))


def finds_in(text: str, place: Any = None) -> list[tuple[str, str]]:
    """What may identify someone, each once; the names of the partnership's own places are left out.

    `place` is a function that gives the partnership, or None. It is called only where something was found, which costs
    three queries.
    """
    found = list(dict.fromkeys(find_identifying(text)))
    partnership = place() if found and place else None
    if partnership is None:
        return found
    names = names_of_places(partnership)
    return [(words, kind) for words, kind in found if not is_of_a_place(words, names)]


def names_of_places(partnership: Partnership) -> list[str]:
    """The names of a partnership and its places, folded. Three queries."""
    names = [partnership.name]
    for places in (partnership.organisations, partnership.sectors, Service.objects.in_partnership(partnership)):
        names += places.values_list("name", flat=True)
    return [fold(name) for name in names]


def is_of_a_place(words: str, names: Iterable[str]) -> bool:
    """Whether these words are the name of a place, or two or more words of it that stand together.

    One word of a longer name is asked about: “Albert” of “Albert Street Surgery” may be a child.
    """
    said = fold(words)
    return any(said == name or (" " in said and f" {said} " in f" {name} ") for name in names)


def mark_of(found: Iterable[tuple[str, str]]) -> str:
    """A short hash of what was found, which a yes is tied to."""
    return hashlib.sha256("\n".join(words for words, _kind in found).encode()).hexdigest()[:16]


def in_words(found: list[tuple[str, str]]) -> str:
    """What was found, in sentences, and what to do about it."""
    said = [str(MAY_BE.get(kind, OTHER_NUMBER)) % {"words": words} for words, kind in found[:MOST_NAMED]]
    if (more := len(found) - MOST_NAMED) > 0:
        said.append(ngettext("There is %(n)s more.", "There are %(n)s more.", more) % {"n": more})
    what_to_do = _("Take out what could identify someone, or select “Keep it as it is” below the box.")
    return " ".join([*said, what_to_do])
