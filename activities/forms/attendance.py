"""Who came, on one page: a number beside every organisation, or a pasted list, or a spreadsheet."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.forms.confirmation import AsksFirst
from activities.who_came.places import domains_of
from activities.who_came.reading import MOST_PEOPLE, read_file, read_pasted
from activities.who_came.tally import Tally
from organisations.models import Organisation
from tables.cells import UnreadableFile
from tables.reading import read_book

STOOD = "stood"
MOST_BYTES = 2 * 1024 * 1024


class AttendanceForm(AsksFirst, forms.Form):
    """People by organisation, and by kind of role where there are any. Empty is no one.

    A page may lie open while someone else writes down who came. With it rides what stood in its boxes: only what was
    written over is a change, and where two people have written in one box, the later one is told before theirs counts.

    `people()` is what was typed: organisation (id) and kind of role ("" without kinds) to people, 1 and more.
    A form that asks for more names the fields above and below the boxes.
    """

    asks_about_nobody = True  # an empty page is easily sent by mistake; where a total is asked for, that says it
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    def __init__(
        self,
        *args,
        organisations: Sequence[Organisation],
        roles: Mapping[str, str] | None = None,
        came: Mapping[tuple[int, str], int] | None = None,
        places: int | None = None,
        headcounts: Mapping[int, int | None] | None = None,
        day: datetime.date | None = None,
        **kwargs,
    ) -> None:
        """`came` is on record. `places`, `headcounts` (by organisation) and a `day` to come are asked about."""
        super().__init__(*args, **kwargs)
        self.day, self.is_to_come = day, day is not None and day > timezone.localdate()
        self.organisations, self.roles = list(organisations), dict(roles or {"": _("People")})
        self.places, self.headcounts = places, headcounts or {}
        for organisation in self.organisations:
            for role, words in self.roles.items():
                self.fields[self.name_of(organisation, role)] = forms.IntegerField(
                    label=f"{organisation.name}: {words}",
                    required=False,
                    min_value=0,
                    max_value=MOST_PEOPLE,
                    initial=(came or {}).get((organisation.pk, role)),
                    error_messages={
                        "invalid": _("%(name)s: enter a whole number") % {"name": organisation.name},
                        "min_value": _("%(name)s: enter 0 or more") % {"name": organisation.name},
                        "max_value": _("%(name)s: enter a number up to 100,000") % {"name": organisation.name},
                    },
                )
        # Worked out when the page is made: forms of their own set what some fields show after this.
        self.fields[STOOD] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self._stands_as_json)

    @staticmethod
    def name_of(organisation: Organisation, role: str) -> str:
        return f"o{organisation.pk}-{role}" if role else f"o{organisation.pk}"

    def fields_above(self) -> list[forms.BoundField]:
        return [self[name] for name in self.above]

    def fields_below(self) -> list[forms.BoundField]:
        return [self[name] for name in self.below]

    def rows(self) -> list[dict]:
        """One row an organisation, with its bound fields, for the page."""
        rows = []
        for one in self.organisations:
            fields = [self[self.name_of(one, role)] for role in self.roles]
            for field, words in zip(fields, self.roles.values(), strict=True):
                field.label_of_column = words
            rows.append({"name": one.name, "fields": fields})
        return rows

    def came(self) -> Any:
        """What is saved; a form that asks for more says here what."""
        return self.people()

    def changed(self) -> set[tuple[int, str]]:
        """Where something else was typed than the page showed: only that is written."""
        written = self.written_over()
        keys = ((one.pk, role, self.name_of(one, role)) for one in self.organisations for role in self.roles)
        return {(organisation, role) for organisation, role, name in keys if name in written}

    def clean(self) -> dict:
        """Tell anyone who has written where someone else has written since the page was made, to another effect."""
        data = super().clean()
        shown, stands = self.shown(), self.stands()
        both = [name for name in self.written_over() if stands[name] not in (shown[name], self._typed(name))]
        for name in both:
            theirs = ", ".join(self._words(name, stands[name])) or _("blank")
            said = _(
                "Someone else has changed this to “%(theirs)s” since you opened the page. Your entry is still here. "
                "Save again to keep it."
            )
            self.add_error(name, said % {"theirs": theirs})
        if both:
            # Now they know: pressed once more, theirs is what they want to stand here.
            self.data = self.data.copy()
            self.data[STOOD] = self._stands_as_json()
        return data

    def stands(self) -> dict[str, list[str]]:
        """What is on record now, by field, as a page shows it."""
        return {name: _texts(self.get_initial_for_field(self.fields[name], name)) for name in self._kept()}

    def shown(self) -> dict[str, list[str]]:
        """What the page showed, by field; what is on record where it does not say, or nothing that can be read."""
        try:
            said = json.loads(self.data.get(STOOD) or "")
        except (AttributeError, ValueError):
            said = {}
        said = said if isinstance(said, dict) else {}
        return self.stands() | {name: _texts(said[name]) for name in self._kept() if name in said}

    def written_over(self) -> set[str]:
        """The fields in which something else was written than the page showed."""
        shown = self.shown()
        return {name for name in self._kept() if self._typed(name) != shown[name]}

    def _kept(self) -> list[str]:
        return [*self.above, *self._boxes(), *self.below]

    def _typed(self, name: str) -> list[str]:
        return _texts(self[name].data)

    def _words(self, name: str, texts: list[str]) -> list[str]:
        labels = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        return [labels.get(text, text) for text in texts]

    def _stands_as_json(self) -> str:
        return json.dumps(self.stands())

    def says_nobody(self) -> bool:
        """Whether someone typed zero, and nothing but zero."""
        return not self.people() and any(self.cleaned_data.get(name) == 0 for name in self._boxes())

    def _boxes(self) -> list[str]:
        return [self.name_of(one, role) for one in self.organisations for role in self.roles]

    def people(self) -> dict[tuple[int, str], int]:
        data = self.cleaned_data
        typed = {(one.pk, role): data.get(self.name_of(one, role)) for one in self.organisations for role in self.roles}
        return {key: people for key, people in typed.items() if people}

    def questions(self) -> list[str]:
        people, asked = self.people(), []
        total = sum(people.values())
        if self.asks_about_nobody and not people and not self.says_nobody():
            asked.append(str(_("You have not entered any numbers. Did no one come?")))
        if self.is_to_come:
            day = date_format(self.day, "j F Y")
            asked.append(str(_("The date is %(day)s, which is in the future.") % {"day": day}))
        if self.places and total > self.places:
            asked.append(
                str(
                    _("You entered %(people)s people, but the number of places is %(places)s.")
                    % {"people": total, "places": self.places}
                )
            )
        for one in self.organisations:
            came = sum(number for (key, _role), number in people.items() if key == one.pk)
            most = self.headcounts.get(one.pk)
            if most and came > most:
                asked.append(
                    str(
                        _("%(name)s: you entered %(people)s people, but the headcount there is %(most)s.")
                        % {"name": one.name, "people": came, "most": most}
                    )
                )
        return asked


def _texts(value: Any) -> list[str]:
    """What stands in a field, to be compared: numbers without what people put around them, choices in one order."""
    several = value if isinstance(value, list | tuple) else [value]
    texts = ["" if one is None else str(one).strip() for one in several]
    return sorted(str(int(text)) if text.isdecimal() else text for text in texts if text)


class ListForm(forms.Form):
    """A list of who came, pasted or as a file; it fills the page of numbers, which is then looked through and saved."""

    pasted = forms.CharField(
        label=_("Paste a list"),
        help_text=_("One organisation on each line, then how many people came. Put a comma or a tab between them."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=100_000,
    )
    file = forms.FileField(
        label=_("Or upload a spreadsheet"),
        help_text=_(
            "Any spreadsheet or CSV file: organisations with numbers, a sign-in sheet, a ticket list, a list from a "
            "training system or the report of a video meeting."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xlsm,.xls,.ods,.html,.htm"}),
        required=False,
        error_messages={"empty": _("The selected file is empty")},
    )

    def __init__(self, *args, organisations: Sequence[Organisation], roles: Mapping[str, str] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations, self.roles = organisations, roles
        if roles:
            kinds = ", ".join(f"“{words}”" for words in roles.values())
            self.fields["pasted"].help_text = _(
                "One organisation on each line, then how many people came, then their kind of role. Put commas or tabs "
                "between them. Kinds of role: %(kinds)s."
            ) % {"kinds": kinds}
        self.tally = Tally()

    def clean(self) -> dict:
        data = super().clean()
        file, pasted = data.get("file"), data.get("pasted") or ""
        if file is None and not pasted.strip():
            self.add_error("pasted", _("Paste a list or select a file"))
            return data
        domains = domains_of(self.organisations)
        if file is not None:
            if file.size > MOST_BYTES:
                self.add_error(
                    "file", _("The selected file must be 2 MB or smaller. Save only the table and try again.")
                )
                return data
            try:
                book = read_book(file.read(), file.name)
            except UnreadableFile as reason:
                self.add_error("file", str(reason))
                return data
            self.tally.add(read_file(book, self.organisations, self.roles, domains))
        self.tally.add(read_pasted(pasted, self.organisations, self.roles, domains))
        return data
