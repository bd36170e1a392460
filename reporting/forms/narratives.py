"""The form for texts beside a round's figures: a box for each place."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.models.narratives import LONGEST
from reporting.read.narratives import Narratives
from surveys.personal_data import find_identifying

MOST_NAMED = 6


def plain_lines(text: str) -> str:
    """A text with line ends of one kind, as it is stored; browsers send two signs for each."""
    return text.replace("\r\n", "\n").strip()


class NarrativeField(forms.CharField):
    """A short plain text over some lines."""

    label_size = "s"

    def to_python(self, value) -> str:
        return plain_lines(super().to_python(value) or "")


class NarrativesForm(forms.Form):
    """A box for each place. Only what someone changed is stored, so two people at one page do not undo each other."""

    mark_optional = False
    anyway = forms.BooleanField(label=_("Save it as it is"), required=False)

    def __init__(self, data=None, *, narratives: Narratives) -> None:
        super().__init__(data)
        self.narratives, self.asks = narratives, False
        self.overtaken: set[str] = set()
        self.kept = {where: words.text for where, words in narratives.unreleased.items()}
        for place in (place for section in narratives.sections for place in section.places):
            box = NarrativeField(
                label=place.title,
                max_length=LONGEST,
                required=False,
                initial=self.kept.get(place.where, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[place.where] = box

    @property
    def sections(self) -> list[dict]:
        """The boxes under their headings, each with what was there when the page was opened and what is released."""
        return [
            {
                "title": section.title,
                "boxes": [
                    {
                        "field": self[place.where],
                        "seen_name": f"seen-{place.where}",
                        "seen": self._seen_next(place.where),
                        "released": [
                            words for where, words in self.narratives.released.items() if where == place.where
                        ],
                    }
                    for place in section.places
                ],
            }
            for section in self.narratives.sections
        ]

    @property
    def changed(self) -> dict[str, str]:
        """The texts that are other than when the page was opened, by place."""
        return {
            where: text
            for where, text in self.cleaned_data.items()
            if where != "anyway" and text != self._seen(where) and text != self.kept.get(where, "")
        }

    def _seen(self, where: str) -> str:
        return plain_lines(self.data.get(f"seen-{where}", ""))

    def _seen_next(self, where: str) -> str:
        """What the person in front of the page knows to be stored here."""
        return self._seen(where) if self.is_bound and where not in self.overtaken else self.kept.get(where, "")

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        for where, text in self.changed.items():
            if self.kept.get(where, "") != self._seen(where):
                self._say_what_came_between(where)
            elif not cleaned.get("anyway"):
                self._ask_about(where, text)
        return cleaned

    def _say_what_came_between(self, where: str) -> None:
        self.overtaken.add(where)
        theirs = self.kept.get(where)
        if theirs:
            said = _("Someone else changed this after you opened the page, to: “%(theirs)s”. Your text is still here.")
        else:
            said = _("Someone else deleted this text after you opened the page. Your text is still here.")
        self.add_error(where, said % {"theirs": theirs})

    def _ask_about(self, where: str, text: str) -> None:
        found = [f"“{words}” ({kind})" for words, kind in find_identifying(text)]
        if found:
            self.asks = True
            said = _(
                "Check %(found)s. If no one can be identified, select “Save it as it is” at the bottom of the page."
            )
            self.add_error(where, said % {"found": ", ".join(found[:MOST_NAMED])})
