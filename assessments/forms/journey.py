"""The page of the change journey: a small form for each of its lines."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.journey import Choice, Place
from assessments.models import JourneyPlace
from framework.models import JourneyLine, JourneyPosition

LEFT_OUT = "left-out"


class PlaceForm(forms.Form):
    """One line: a position between what it is like before and after, or that it is left out.

    Hidden beside it rides what stood there when the page was opened, so that a change by someone else is noticed.
    """

    mark_optional = False

    place = forms.ChoiceField(required=False, widget=forms.RadioSelect, label="")
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)

    def __init__(
        self,
        *args,
        line: JourneyLine,
        positions: Sequence[JourneyPosition],
        stored: Place,
        earlier: JourneyPlace | None,
        **kwargs,
    ) -> None:
        self.line, self.stored, self.earlier = line, stored, earlier
        self.by_key = {str(position.value): position for position in positions}
        kwargs["initial"] = {"place": key_of(stored), "seen": key_of(stored)}
        super().__init__(*args, prefix=line.code, **kwargs)
        field = self.fields["place"]
        field.label, field.label_size = line.title, "s"
        field.choices = [(key, each.title) for key, each in self.by_key.items()] + [
            (LEFT_OUT, _("Leave this line out"))
        ]
        first, *_between, last = self.by_key
        field.option_hints = {first: line.before, last: line.after}
        field.option_dividers = [LEFT_OUT]

    @property
    def choice(self) -> Choice:
        """What was chosen, and what was seen. A line on which nothing is chosen at all stays as it is."""
        seen = self.by_key.get(self.cleaned_data.get("seen", ""))
        chosen = self.cleaned_data.get("place", "")
        return Choice(self.by_key.get(chosen) if chosen else seen, seen)

    @property
    def hides_earlier(self) -> bool:
        """Whether what was said before stays hidden, since nothing is chosen yet."""
        return self.earlier is not None and self.stored is None

    @property
    def has_just_been_chosen(self) -> bool:
        """Whether a position is chosen now that hid what was said before."""
        return self.hides_earlier and self.choice.chosen is not None

    @property
    def earlier_words(self) -> dict[str, str]:
        """What the service said before, in words; nothing while it is hidden."""
        return earlier_in_words(self.earlier) if self.earlier and not self.hides_earlier else {}


def earlier_in_words(earlier: JourneyPlace) -> dict[str, str]:
    """What a service said of a line in an earlier round, as a sentence, for the place beside the choice."""
    said = _("In %(round)s you chose “%(position)s”.")
    return {"chose": said % {"round": earlier.round.name, "position": earlier.position.title}, "words": ""}


def key_of(place: Place) -> str:
    """A position as a field holds it."""
    return "" if place is None else str(place.value)
