"""Taking answers in, once each."""

import secrets
import uuid

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from organisations.actions import hold_open
from surveys.models import Answer, Collector, Question, Response, ScalePoint

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
    takes_answers = Collector.objects.filter(pk=collector.pk, is_revoked=False).exclude(
        service__archived_on__isnull=False
    )
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
