"""What forms that write something down share: one page sent twice is one record, and what was counted stays counted."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import IntegrityError, transaction

from activities.counting import leaves_its_release, stays_in
from activities.forms.confirmation import CONFIRMED
from organisations.row_forms import RowForm

PAGE = "sent_as"
OURS = uuid.UUID("5b1d4f0e-6d0b-4b57-9d0a-3f1c7f6a2e11")


class SentOnceForm(RowForm):
    """A form that makes one row of one page, however often the page is sent; the row has a column `sent_as`.

    Each page with an empty form has a name of its own. The same words sent from the same page again, as by a double
    click or after a lost network, are the record that is there; other words are another record.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields[PAGE] = forms.CharField(
                required=False, max_length=40, widget=forms.HiddenInput, initial=lambda: str(uuid.uuid4())
            )

    def save_once(self, save: Callable[..., Any], **kept: Any) -> Any:
        """What `save` makes of this form, or the record that the same page made before with the same words."""
        name = self._name_of_what_was_sent()
        if name is None:
            return save(**kept)
        self.instance.sent_as = name
        there = type(self.instance).objects.filter(sent_as=name)
        if made := there.first():
            return made
        try:
            with transaction.atomic():
                return save(**kept)
        except IntegrityError:  # sent twice at the same moment
            if made := there.first():
                return made
            raise

    def _name_of_what_was_sent(self) -> uuid.UUID | None:
        page = self.cleaned_data.get(PAGE)
        if not page:
            return None
        said = [
            (name, self.data.getlist(self.add_prefix(name)) if hasattr(self.data, "getlist") else self.data.get(name))
            for name in sorted(self.fields)
            if name not in (PAGE, CONFIRMED)
        ]
        return uuid.uuid5(OURS, f"{page} {said}")


class RecordForm(SentOnceForm):
    """A form that writes down what was done on a `day`."""

    def clean(self) -> dict:
        data = super().clean()
        self._keep_the_day_in_a_released_round(data.get("day"))
        return data

    def _keep_the_day_in_a_released_round(self, day) -> None:
        """What a release has counted is not counted again in another round."""
        counted = self.instance.counted_in
        if counted is None or day is None or day == self.initial.get("day"):
            return
        if leaves_its_release(counted, self.instance.partnership, day):
            self.add_error("day", stays_in(counted))
