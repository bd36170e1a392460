"""Forms that fill a row: what someone changed on a page, told apart from what merely stood on it."""

import datetime
import hashlib
import json
from typing import Any

from django import forms
from django.utils.formats import date_format, time_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organisations.saving import hold, remember_as_read, take_over

SEEN = "seen"


class RowForm(forms.ModelForm):
    """A form of a row, which is written by the columns that someone changed, and never whole.

    A page may lie open for hours. With it rides a short hash of what each field showed. What comes back as it was shown
    is no one's change, whatever the row says by now; and where two people have changed one field, the later one is told
    before theirs takes its place.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not by the key: a row whose key is made up beforehand has one before it is there.
        if not self.instance._state.adding:
            remember_as_read(self.instance)
            # Worked out when the page is made: forms of their own set what some fields show after this.
            self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self._marks_now)

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields in which the person wrote something else than the row has, and than the page showed them."""
        changed = [name for name in super().changed_data if name != SEEN]
        return [name for name in changed if self._mark(name, self[name].data) != self._seen.get(name)]

    def full_clean(self) -> None:
        super().full_clean()
        getattr(self, "cleaned_data", {}).pop(SEEN, None)  # the page's own, and nothing that someone typed
        if not self.is_bound or self._errors:
            return
        both = [name for name in self.changed_data if name in self._seen and self._seen[name] != self._mark_now(name)]
        for name in both:
            self.add_error(name, self._what_came_between(name))
        if both:
            # Now they know: pressed once more, theirs is what they want to stand here.
            self.data = self.data.copy()
            self.data[self.add_prefix(SEEN)] = self._marks_now()

    def save(self, commit: bool = True) -> Any:
        """Actions save; anyone who calls this all the same puts nothing back that someone else has changed."""
        filled = super().save(commit=False)
        if not commit:
            return filled
        if filled._state.adding:
            filled.save(force_insert=True)
            return filled
        held = hold(filled)
        take_over(held, filled, self.changed_data)
        return held

    @cached_property
    def _seen(self) -> dict[str, str]:
        """The marks of what the page showed, by field; none where it says nothing, or nothing that can be read."""
        try:
            seen = json.loads(self.data.get(self.add_prefix(SEEN), "")) if self.is_bound else {}
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _marks_now(self) -> str:
        names = [name for name, field in self.fields.items() if name != SEEN and not isinstance(field, forms.FileField)]
        return json.dumps({name: self._mark_now(name) for name in names})

    def _mark_now(self, name: str) -> str:
        field = self.fields[name]
        return self._mark(name, field.prepare_value(self.get_initial_for_field(field, name)))

    def _mark(self, name: str, value: Any) -> str:
        """A hash of a field's value as a browser sends it."""
        if isinstance(value, list | tuple | set):
            text = json.dumps(sorted(map(str, value)))
        elif value is None or isinstance(value, bool):
            text = "on" if value else ""
        else:
            shown = self.fields[name].widget.format_value(value)
            text = "\n".join(shown) if isinstance(shown, list) else str(shown or "")
        text = "\n".join(text.strip().splitlines())  # browsers send other line ends than they were given
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def _what_came_between(self, name: str) -> str:
        theirs = self._theirs(name)
        if not theirs:
            return str(_("Someone else has cleared this since you opened the page. Your text is still here."))
        said = _("Someone else has changed this to “%(theirs)s” since you opened the page. Your text is still here.")
        return str(said % {"theirs": theirs})

    def _theirs(self, name: str) -> str:
        """What the row says by now, as the page shows it."""
        field = self.fields[name]
        value = field.prepare_value(self.get_initial_for_field(field, name))
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(each), _in_words(each)) for each in values)


def _in_words(value: Any) -> str:
    """A value as pages say it: a day as people write it, a tick as a word."""
    if isinstance(value, bool):
        return str(_("selected") if value else _("not selected"))
    if isinstance(value, datetime.time):
        return time_format(value, "H:i")
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    return "" if value is None else str(value)
