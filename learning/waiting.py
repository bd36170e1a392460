"""How long answers take: what the board sees of it, in words that a few cases do not turn into an average."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.models import Barrier

LEAST_FOR_A_MIDDLE = 5  # fewer are listed one by one


@dataclass(frozen=True)
class Waiting:
    """Of some barriers: how many are open and since when, how long answers took, and what was promised and is late."""

    open: int
    longest: int
    late: int
    took: tuple[int, ...]

    @property
    def open_in_words(self) -> str:
        """How many wait for an answer, and how long the first of them has."""
        if not self.open:
            return _("None is open.")
        said = ngettext("%(n)s is not answered yet.", "%(n)s are not answered yet.", self.open)
        since = ngettext(
            "The oldest has been open for %(n)s day.", "The oldest has been open for %(n)s days.", self.longest
        )
        return f"{said % {'n': self.open}} {since % {'n': self.longest}}"

    @property
    def took_in_words(self) -> str:
        """How long answers took: of a few each one, of more the middle."""
        if not self.took:
            return _("None has been answered yet.")
        number = len(self.took)
        answered = ngettext("%(n)s has been answered.", "%(n)s have been answered.", number) % {"n": number}
        if number < LEAST_FOR_A_MIDDLE:
            days = [ngettext("%(n)s day", "%(n)s days", each) % {"n": each} for each in self.took]
            return f"{answered} " + _("It took %(days)s.") % {"days": ", ".join(days)}
        middle = median(self.took)
        shown = int(middle) if middle == int(middle) else middle
        half = _("Half of the answers came within %(n)s days, and the longest took %(most)s days.")
        return f"{answered} " + half % {"n": shown, "most": self.took[-1]}

    @property
    def late_in_words(self) -> str:
        if not self.late:
            return ""
        said = ngettext(
            "%(n)s was to change by a date that has passed.",
            "%(n)s were to change by a date that has passed.",
            self.late,
        )
        return said % {"n": self.late}


def waiting_of(barriers: Iterable[Barrier], *, on: datetime.date) -> Waiting:
    """The same of barriers that someone has read already. No query."""
    rows = list(barriers)
    still = [each for each in rows if each.state == Barrier.State.OPEN]
    return Waiting(
        open=len(still),
        longest=max((each.days_open(on) for each in still), default=0),
        late=sum(each.is_late_on(on) for each in rows),
        took=tuple(sorted(each.days_to_an_answer for each in rows if each.days_to_an_answer is not None)),
    )
