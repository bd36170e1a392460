"""Saying in which round a day counts. Nothing is refused for its day."""

import datetime

from django.utils.translation import gettext_lazy as _

from activities.models.recorded import Recorded
from organisations.models import Partnership, Round, RoundService, Service


def where_it_counts(partnership: Partnership, day: datetime.date, service: Service | None = None) -> str:
    """In words, in which round a record of this day counts, or why it counts in none.

    `service` is the one whose record it is, where it is one's: a round that has closed counts those it closed with.
    What is written down before a round's release is made counts in it, whatever was prepared before; a release that
    does not know of it is not approved.
    """
    round_ = Round.objects.counting(partnership, day)
    if round_ is None:
        if Round.objects.real().filter(partnership=partnership, closes_on__gte=day).exists():
            return str(_("The date is before the first round, so it does not count in any round."))
        return str(_("It will count in the next round that closes on or after its date."))
    said = {"name": round_.name}
    if round_.state == Round.State.RELEASED:
        return str(_("It does not change the results for %(name)s, which have already been released.") % said)
    if round_.state == Round.State.CLOSED and service and not _closed_with(round_, service):
        return str(
            _("It does not count in %(name)s, because this service was not part of that round when it closed.") % said
        )
    if day < round_.opens_on:
        return str(_("The date is before the first day of %(name)s. It counts in that round.") % said)
    return str(_("It counts in %(name)s.") % said)


def where_record_counts(record: Recorded) -> str:
    """The same of what stands on record: a released round either has counted it or came before it."""
    if record.counted_in:
        said = _("This has been counted in the results for %(name)s, which have been released. They will not change.")
        return str(said % {"name": record.counted_in.name})
    if getattr(record, "called_off_on", None):
        return str(_("It was cancelled, so it does not count in any round."))
    return where_it_counts(record.partnership, record.day, getattr(record, "service", None))


def leaves_its_release(counted_in: Round | None, partnership: Partnership, day: datetime.date) -> bool:
    """Whether a record that the release of a round has counted would be counted once more, in another round."""
    return counted_in is not None and counted_in != Round.objects.counting(partnership, day)


def stays_in(round_: Round) -> str:
    """Why a day stays, in words."""
    said = _("Enter a date that counts in %(name)s. This has been counted in the released results for that round.")
    return str(said % {"name": round_.name})


def _closed_with(round_: Round, service: Service) -> bool:
    return RoundService.objects.in_round(round_).filter(service=service).exists()
