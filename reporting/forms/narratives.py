"""The form for texts beside a round's figures: a box for each place."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.asking import AsksAboutPeople
from organisations.models import Partnership
from reporting.models.narratives import LONGEST
from reporting.read.narratives import Narratives


def plain_lines(text: str) -> str:
    """A text with line ends of one kind, as it is stored; browsers send two signs for each."""
    return text.replace("\r\n", "\n").strip()


class NarrativeField(forms.CharField):
    """A short plain text over some lines."""

    label_size = "s"

    def to_python(self, value) -> str:
        return plain_lines(super().to_python(value) or "")


class NarrativesForm(AsksAboutPeople, forms.Form):
    """A box for each place. Only what someone changed is stored, so two people at one page do not undo each other."""

    mark_optional = False
    says_what_it_cannot_see = False  # the page does, above the boxes

    def __init__(self, data=None, *, narratives: Narratives) -> None:
        super().__init__(data)
        self.narratives = narratives
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
            if text != self._seen(where) and text != self.kept.get(where, "")
        }

    def _seen(self, where: str) -> str:
        return plain_lines(self.data.get(f"seen-{where}", ""))

    def _seen_next(self, where: str) -> str:
        """What the person in front of the page knows to be stored here."""
        return self._seen(where) if self.is_bound and where not in self.overtaken else self.kept.get(where, "")

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        for where in self.changed:
            if self.kept.get(where, "") != self._seen(where):
                self._say_what_came_between(where)
        return cleaned

    def boxes_looked_at(self) -> list[str]:
        return list(self.fields)

    def is_asked_about(self, name: str) -> bool:
        """A text that no one has changed since the page was opened was asked about when it was written."""
        return name in self.changed

    def place_of_words(self) -> Partnership:
        return self.narratives.round.partnership

    def _say_what_came_between(self, where: str) -> None:
        self.overtaken.add(where)
        theirs = self.kept.get(where)
        if theirs:
            said = _("Someone else changed this after you opened the page, to: “%(theirs)s”. Your text is still here.")
        else:
            said = _("Someone else deleted this text after you opened the page. Your text is still here.")
        self.add_error(where, said % {"theirs": theirs})
