"""Saying in which round a day counts. Nothing is refused for its day."""

import datetime

from django.utils.translation import gettext_lazy as _

from organisations.models import Partnership, Round


def where_it_counts(partnership: Partnership, day: datetime.date) -> str:
    """In words, in which round a record of this day counts, or why it counts in none."""
    round_ = Round.objects.counting(partnership, day)
    if round_ is None:
        if Round.objects.filter(partnership=partnership, closes_on__gte=day).exists():
            return str(_("It is kept. It was before the first round, so no round counts it."))
        return str(_("It is kept. No round ends on that day or later yet; it counts in the next one that does."))
    said = {"name": round_.name}
    if round_.state == Round.State.RELEASED:
        return str(_("It is kept. %(name)s is released already, so its numbers stay as they are.") % said)
    if day < round_.opens_on:
        return str(_("The day is before %(name)s begins. It counts in that round.") % said)
    return str(_("It counts in %(name)s.") % said)


def counted_already(partnership: Partnership, before: datetime.date, day: datetime.date) -> Round | None:
    """The released round that has counted what was done on the day before, where the new day would not be in it.

    None where nothing stands in the way.
    """
    counted = Round.objects.counting(partnership, before)
    if counted is None or counted.state != Round.State.RELEASED:
        return None
    return None if counted == Round.objects.counting(partnership, day) else counted


def stays_in(round_: Round) -> str:
    """Why a day stays, in words."""
    said = _("%(name)s is released and has counted this, so its day stays in that round.")
    return str(said % {"name": round_.name})
