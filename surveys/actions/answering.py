"""Taking answers in, once each."""

import datetime
import secrets
import time
import uuid

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from surveys.actions import floods
from surveys.actions.holding import hold_link
from surveys.models import Answer, Draft, Question, Response, ScalePoint, SingleUseCode, SurveyLink
from surveys.rows import insert, is_there

_signer = signing.Signer(salt="surveys.submission")


class LinkClosed(Exception):
    """The link takes no answers (any more)."""


class CodeSpent(Exception):
    """The single-use code has been used, or never was one of this link's."""


def new_submission_key(survey_link: SurveyLink, *, at: float | None = None) -> str:
    """A signed random key for one filling-in of one survey. It goes into the page, and comes back with the answers.

    It says when the page was made (`at`, seconds since 1970); the time is looked at when the answers come, and not
    stored.
    """
    # Signed, so that no one can make a page look older than it is: the time tells people who read from programs that
    # do not.
    made = int(time.time() if at is None else at)
    return _signer.sign(f"{survey_link.token}.{secrets.token_urlsafe(18)}.{made}")


def key_to_go_on(survey_link: SurveyLink) -> str:
    """The key of a page on which someone goes on with what they put by, which they began by the last day.

    Only a page that was opened by then can put anything by.
    """
    ended = timezone.make_aware(datetime.datetime.combine(survey_link.round.closes_on, datetime.time.max))
    return new_submission_key(survey_link, at=min(time.time(), ended.timestamp()))


def is_genuine(key: str, survey_link: SurveyLink) -> bool:
    """Whether we made this key for this link."""
    return made_at(key, survey_link) is not None


def made_at(key: str, survey_link: SurveyLink) -> int | None:
    """When the page with this key was made, in seconds since 1970; None for a key that is not this link's."""
    try:
        token, _, made = _signer.unsign(key).split(".")
    except (signing.BadSignature, ValueError):
        return None
    return int(made) if token == survey_link.token else None


def _identity(key: str) -> uuid.UUID:
    """The row's name: a keyed hash, so that a page sent again meets its own row, and no one finds a row from a page."""
    return uuid.UUID(salted_hmac("surveys.response", key, algorithm="sha256").hexdigest()[:32])


def is_sent(key: str) -> bool:
    """Whether the answers of the page with this key are in."""
    return is_there(Response, _identity(key))


def submit_response(
    *,
    survey_link: SurveyLink,
    key: str,
    answers: dict[Question, ScalePoint],
    comments: dict[Question, str] | None = None,
    code: str = "",
    card: str = "",
    in_flood: bool = False,
    on: datetime.date | None = None,
) -> bool:
    """Store one person's answers in one transaction. Sending the same key again stores nothing.

    What was written goes into a table of its own, with nothing that leads back to the ratings. `code` is the hash of
    a single-use code, spent in the same transaction; `card` names all that was put by with it, which goes. `in_flood`
    says that what was written came on top of what people write by themselves.
    Returns whether anything was stored. Raises LinkClosed and CodeSpent.
    """
    try:
        with transaction.atomic():
            _store(survey_link, key, answers, comments or {}, code, card, in_flood, on or timezone.localdate())
    except IntegrityError:
        # The key is there already: the page was sent twice. Nothing of this sending stays.
        if is_sent(key):
            return False
        raise
    return True


def _store(
    survey_link: SurveyLink,
    key: str,
    answers: dict[Question, ScalePoint],
    comments: dict[Question, str],
    code: str,
    card: str,
    in_flood: bool,
    on: datetime.date,
) -> None:
    # Held until this is stored: a round cannot close between the question whether it is open and the answer that it
    # takes. The link is read once held: the page that asked may be older than its end.
    held = hold_link(survey_link.pk, counting=floods.in_queue(survey_link, on=on) if comments else None)
    if held is None or not held.takes_begun(made_at(key, survey_link)):
        raise LinkClosed
    response = _identity(key)
    insert(Response, [(response, survey_link.pk)], ("id", "survey_link_id"))
    if survey_link.kind == SurveyLink.Mode.CODES:
        # Looked at and spent in one statement: of two people who send the same code at once, one changes a row and
        # the other none.
        unspent = SingleUseCode.objects.filter(survey_link=survey_link, hash=code, is_spent=False)
        if not unspent.update(is_spent=True):
            raise CodeSpent
    if card:
        Draft.objects.filter(on_card=card).delete()
    # No answer without its code: if anything fails from here, the code is not spent either.
    rows = [(uuid.uuid4(), response, question.pk, point.pk) for question, point in answers.items()]
    insert(Answer, rows, ("id", "response_id", "question_id", "point_id"))
    if comments:
        floods.store_comments(
            survey_link=survey_link, written=comments.items(), on=on, held=in_flood, limited=True, now=held
        )
