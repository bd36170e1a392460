"""Which days a round counts of what is recorded by its day, in words, and whether two rounds count alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.models import Round

ALIKE = 0.1  # rounds whose numbers of days differ by no more than this part are compared without a word


@dataclass(frozen=True)
class CountedDays:
    """The days that count in a round, beside those of the round that it is compared with."""

    words: str
    days: int
    then: int | None = None
    round_then: str = ""

    @property
    def are_unlike(self) -> bool:
        return self.then is not None and abs(self.days - self.then) > ALIKE * max(self.days, self.then)

    @property
    def unlike(self) -> str:
        """ "in 365 days", of the round before; nothing where both count about as many."""
        if not self.are_unlike:
            return ""
        return _("in %(days)s") % {"days": in_days(self.then or 0)}

    @property
    def sentence(self) -> str:
        """What is counted by days, from when to when."""
        said = _("Events, briefings, meetings, training and conversations are counted from %(days)s.")
        words = said % {"days": self.words}
        if not self.are_unlike:
            return words
        more = _("That is %(now)s. %(round)s counted %(then)s, so these numbers cannot be compared as they are.")
        numbers = {"now": in_days(self.days), "round": self.round_then, "then": in_days(self.then or 0)}
        return f"{words} {more % numbers}"


def in_days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def counted_days(round_: Round, earlier: Round | None) -> CountedDays:
    """One query for each round."""
    first, last = round_.counts_days()
    words = _("%(first)s to %(last)s") % {"first": date_format(first, "j F Y"), "last": date_format(last, "j F Y")}
    days = max(0, (last - first).days + 1)
    if earlier is None:
        return CountedDays(words, days)
    first, last = earlier.counts_days()
    return CountedDays(words, days, max(0, (last - first).days + 1), earlier.name)
