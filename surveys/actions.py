"""Taking answers in, counting them, handing out and closing links."""

import datetime
import secrets
import uuid

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from organisations.actions import hold_open
from organisations.audit import record
from organisations.models import Round, Service, User
from surveys.models import Answer, Collector, Instrument, Question, Response, ScalePoint

_signer = signing.Signer(salt="surveys.submission")


class LinkClosed(Exception):
    """The link takes no answers (any more)."""


def new_submission_key(collector: Collector) -> str:
    """A signed random key for one filling-in of one survey. It goes into the page, and comes back with the answers."""
    return _signer.sign(f"{collector.token}.{secrets.token_urlsafe(18)}")


def is_genuine(key: str, collector: Collector) -> bool:
    """Whether we made this key for this link."""
    try:
        return _signer.unsign(key).split(".")[0] == collector.token
    except signing.BadSignature:
        return False


@transaction.atomic
def submit_response(*, collector: Collector, key: str, answers: dict[Question, ScalePoint]) -> bool:
    """Store one person's answers in one transaction. Sending the same key again stores nothing.

    The row's identity is a keyed hash of the page's key, so that a repeated send meets its own row, and nobody
    can find a row from a page. Returns whether anything was stored. Raises LinkClosed.
    """
    takes_answers = Collector.objects.filter(pk=collector.pk, is_revoked=False, service__archived_on__isnull=True)
    if not hold_open(collector.round_id) or not takes_answers.exists():
        raise LinkClosed
    identity = uuid.UUID(salted_hmac("surveys.response", key, algorithm="sha256").hexdigest()[:32])
    try:
        with transaction.atomic():
            response = Response.objects.create(id=identity, collector=collector)
    except IntegrityError:
        return False
    Answer.objects.bulk_create(
        Answer(response=response, question=question, point=point) for question, point in answers.items()
    )
    return True


def collectors_for(*, service: Service, round_: Round) -> list[Collector]:
    """A service's links in a round, one a survey; made when first looked at."""
    instruments = Instrument.objects.filter(framework=round_.framework)
    found = Collector.objects.filter(service=service, round=round_).order_by("instrument__order").with_places()
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
    record(partnership=collector.service.partnership, by=by, what=what, about=collector)
