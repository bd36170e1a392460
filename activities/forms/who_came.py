"""The questions about a list of who came: who counts, of which course and day, and which organisation is meant."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activities.who_came.statuses import words_of_status
from activities.who_came.tally import Choices, Tally
from organisations.models import Organisation

ALL, NONE, SALT = "*", "0", "activities.who_came"
MOST_OFFERED = 300


class AnswersForm(forms.Form):
    """What a list comes to, riding in the page as numbers, and what people choose about it."""

    mark_optional = False
    tally_kept = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, tally: Tally, choices: Choices, organisations: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tally, self.choices, self.names = tally, choices, {one.pk: one.name for one in organisations}
        filled = [[*key, people] for key, people in tally.counted(choices).items()]
        kept = {"list": tally.as_plain(), "filled": filled}
        self.fields["tally_kept"].initial = signing.dumps(kept, salt=SALT, compress=True)
        if len(tally.courses) > 1:
            offered = [(f"={one}", one or _("Blank")) for one in tally.courses[:MOST_OFFERED]]
            self._select("course", _("Which course or event is this?"), offered, _("All of them"), choices.course)
        if len(tally.days()) > 1:
            offered = [(f"={one}", _day_in_words(one)) for one in tally.days()[:MOST_OFFERED]]
            self._select("day", _("Which day is this?"), offered, _("All of these days"), choices.day)
        for at, one in enumerate(tally.asked):
            if one.organisation in self.names:
                self._ask_about_place(at, choices.places.get(-1 - at))
        if tally.has_statuses and (len(tally.statuses) > 1 or tally.left_out(choices)):
            self.fields["counted"] = forms.MultipleChoiceField(
                label=_("Who came?"),
                help_text=_("Select all that count. The list says this about each person."),
                required=False,
                choices=[(one, f"{words_of_status(one)} ({people})") for one, people in tally.statuses.items()],
                initial=sorted(choices.statuses or ()),
                widget=forms.CheckboxSelectMultiple,
            )

    def _select(self, name: str, label: Any, offered: list, all_of_them: Any, chosen: str | None) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            required=False,
            choices=[("", _("Select an answer")), *offered, (ALL, all_of_them)],
            initial="" if chosen is None else ALL if chosen == ALL else f"={chosen}",
        )

    def _ask_about_place(self, at: int, chosen: int | None) -> None:
        one = self.tally.asked[at]
        people = sum(number for key, number in self.tally.people.items() if key.place == -1 - at)
        others = [(str(key), name) for key, name in self.names.items() if key != one.organisation]
        likely = (str(one.organisation), self.names[one.organisation])
        self.fields[f"place-{at}"] = forms.ChoiceField(
            label=_("Which organisation is “%(text)s”?") % {"text": one.text},
            help_text=ngettext("%(people)s person in your list", "%(people)s people in your list", people)
            % {"people": people},
            required=False,
            choices=[("", _("Select an answer")), likely, (NONE, _("None of these. Do not count them")), *others],
            initial="" if chosen is None else str(chosen),
        )

    @classmethod
    def kept_in(cls, data: Mapping) -> tuple[Tally, dict[tuple[int, str], int]] | None:
        """What a page kept of a list, and which numbers it filled; None where it is not there, or not as we made it."""
        try:
            kept = signing.loads(data.get("tally_kept") or "", salt=SALT)
            filled = {(place, role): people for place, role, people in kept["filled"]}
            return Tally.from_plain(kept["list"]), filled
        except (signing.BadSignature, ValueError, KeyError, TypeError):
            return None

    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "tally_kept"]

    def is_open(self) -> bool:
        """Whether nobody is counted, or some are not, before somebody answers."""
        asked = [name for name in self.fields if name in ("course", "day") or name.startswith("place-")]
        return any(not self[name].initial for name in asked)

    def chosen(self) -> Choices:
        """What was answered; what the page did not ask about stays as it was chosen at first."""
        said = self.cleaned_data
        places = {}
        for at in range(len(self.tally.asked)):
            if answer := said.get(f"place-{at}"):
                places[-1 - at] = int(answer)
        return Choices(
            statuses=set(said["counted"]) if "counted" in self.fields else self.choices.statuses,
            course=_answer(said.get("course")),
            day=_answer(said.get("day")),
            places=places,
        )

    def sentences(self) -> list[str]:
        """Who was counted and who was left out, by what the list says of them."""
        found = []
        if not self.tally.has_statuses:
            return [*self._again()]
        for people, words in (
            (self.tally.kept_in(self.choices), _("Counted: %(people)s.")),
            (self.tally.left_out(self.choices), _("Left out: %(people)s.")),
        ):
            if people:
                found.append(str(words % {"people": _in_words(people)}))
        return [*found, *self._again()]

    def _again(self) -> list[str]:
        again = self.tally.again
        if not again:
            return []
        said = ngettext(
            "%(again)s line is about someone who joined more than once, and was counted once.",
            "%(again)s lines are about people who joined more than once, and were counted once.",
            again,
        )
        return [said % {"again": again}]


def _answer(said: str | None) -> str | None:
    if not said:
        return None
    return ALL if said == ALL else said[1:]


def _in_words(people: Counter[str]) -> str:
    return ", ".join(f"{words_of_status(one)} {number}" for one, number in people.items())


def _day_in_words(day: str) -> str:
    return date_format(datetime.date.fromisoformat(day), "j F Y") if day else str(_("No date"))
