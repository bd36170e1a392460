"""Which days a round counts of what is recorded by its day, in words, and whether two rounds count alike."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.models import Round

ALIKE = 0.1  # rounds whose numbers of days differ by no more than this part are compared without a word


@dataclass(frozen=True)
class CountedDays:
    """The days that count in a round, beside those of the round that it is compared with."""

    first: datetime.date
    last: datetime.date
    then: int | None = None
    round_then: str = ""

    @property
    def words(self) -> str:
        """ "14 December 2025 to 13 June 2026"."""
        ends = {"first": date_format(self.first, "j F Y"), "last": date_format(self.last, "j F Y")}
        return _("%(first)s to %(last)s") % ends

    @property
    def days(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    @property
    def are_unlike(self) -> bool:
        return self.then is not None and abs(self.days - self.then) > ALIKE * max(self.days, self.then)

    @property
    def unlike(self) -> str:
        """ "365 days", of the round before; nothing where both count about as many."""
        return in_days(self.then or 0) if self.are_unlike else ""

    @property
    def sentence(self) -> str:
        """What is counted by days, from when to when."""
        said = _("Events, briefings, meetings, training and conversations are counted from %(days)s.")
        return self._with_unlike(said % {"days": self.words})

    @property
    def of_one(self) -> str:
        """The same of one measure: "Counted from 14 December 2025 to 13 June 2026."."""
        return self._with_unlike(_("Counted from %(days)s.") % {"days": self.words})

    def _with_unlike(self, words: str) -> str:
        if not self.are_unlike:
            return words
        more = _("That is %(now)s. %(round)s counted %(then)s, so these numbers cannot be compared as they are.")
        numbers = {"now": in_days(self.days), "round": self.round_then, "then": in_days(self.then or 0)}
        return f"{words} {more % numbers}"


def in_days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def counted_days(round_: Round, earlier: Round | None) -> CountedDays:
    """One query for each round."""
    now = CountedDays(*round_.counts_days())
    if earlier is None:
        return now
    return replace(now, then=CountedDays(*earlier.counts_days()).days, round_then=earlier.name)
