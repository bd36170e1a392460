"""A service's links to its surveys: made, counted, closed and opened again."""

import datetime

from django.db import transaction

from organisations.audit import record
from organisations.models import Round, Service, User
from surveys.models import Collector, Instrument


def collectors_for(*, service: Service, round_: Round) -> list[Collector]:
    """A service's links in a round, one a survey; made when first looked at."""
    instruments = Instrument.objects.filter(framework=round_.framework, handed_out_by=Instrument.HandedOutBy.SERVICE)
    found = Collector.objects.filter(service=service, round=round_, kind=Collector.Kind.LINK)
    found = found.order_by("instrument__order", "pk").with_places()
    links = list(found)
    missing = {instrument.pk for instrument in instruments} - {link.instrument_id for link in links}
    if missing:
        new = [Collector(service=service, round=round_, instrument_id=instrument) for instrument in sorted(missing)]
        Collector.objects.bulk_create(new, ignore_conflicts=True)  # another page may be making them just now
        links = list(found.all())
    return links


def refresh_take_up(*, collector: Collector, on: datetime.date) -> None:
    """Count a link's answers, once a day at most, so that nobody can watch one answer come in."""
    if collector.counted_on != on:
        collector.counted_responses = collector.responses.count()
        collector.counted_on = on
        collector.save(update_fields=["counted_on", "counted_responses"])


def band_of_five(count: int) -> str:
    """A number of answers as a band of five in words: 0-4 is "fewer than 5", 12 is "10 to 14"."""
    if count < 0:
        raise ValueError("A number of answers is never below zero.")
    low = count - count % 5
    return f"{low} to {low + 4}" if low else "fewer than 5"


@transaction.atomic
def set_revoked(*, collector: Collector, revoked: bool, by: User) -> None:
    """Close a link for new answers, or open it again. What came in stays."""
    collector.is_revoked = revoked
    collector.save(update_fields=["is_revoked"])
    what = "closed a survey link" if revoked else "opened a survey link again"
    record(partnership=collector.round.partnership, by=by, what=what, about=collector)
