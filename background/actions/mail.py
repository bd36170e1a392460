"""The outbox: mail is written down, sent by the worker, and what became of it stays to be seen."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django_tasks import task

from background.actions.queue import MAIL, hand_over
from background.models import OutgoingMail, WorkerProcess, database_now
from background.pulse import pulse
from background.refusals import Outcome, why_not_reached, why_not_sent

logger = logging.getLogger(__name__)
State = OutgoingMail.State

REAL_SERVER = "django.core.mail.backends.smtp.EmailBackend"
# How long to wait before the next try, in minutes: a server that is restarted is back at once, one that is being
# mended by the evening. About a day in all; then someone has to look.
PAUSES = (1, 5, 15, 60, 180, 360, 720)
# What is of use only to someone with an account, which may be closed while a mail waits. Anyone who has to hear that
# someone may not be safe hears it whether they have an account or not.
TO_ACCOUNTS = (OutgoingMail.Occasion.SIGN_IN, OutgoingMail.Occasion.REMINDER, OutgoingMail.Occasion.RELEASE)


@transaction.atomic
def post(
    *,
    to: str,
    subject: str,
    text: str,
    kind: OutgoingMail.Occasion,
    partnership: Any = None,
    is_secret: bool = False,
    expires_at: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
) -> OutgoingMail:
    """Put a mail into the outbox: it is sent once the caller's transaction has ended well, and not at all otherwise.

    `is_secret` wipes the text as soon as it is sent; `expires_at` keeps what is of no use any more from being sent.
    A demonstration sends nothing through a real mail server, since everyone knows its password.
    """
    now = at or database_now()
    kept_back = getattr(partnership, "is_demonstration", False) and settings.EMAIL_BACKEND == REAL_SERVER
    mail = OutgoingMail.objects.create(
        to=to,
        # Names that stand in a subject may hold a line break, which no subject may.
        subject=" ".join(str(subject).split())[:300],
        text="" if kept_back else text,
        kind=kind,
        partnership=partnership,
        is_secret=is_secret,
        state=State.KEPT_BACK if kept_back else State.WAITING,
        made_at=now,
        next_try_at=now,
        expires_at=expires_at,
    )
    if not kept_back:
        hand_over(deliver, mail.pk)
    return mail


@transaction.atomic
def send_again(*, mail: OutgoingMail, at: datetime.datetime | None = None) -> bool:
    """Send a mail once more that did not arrive; whether it could be. A double press sends it once."""
    locked = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if not locked.can_be_sent_again:
        return False
    locked.state, locked.tries, locked.error = State.WAITING, 0, ""
    locked.next_try_at = at or database_now()
    locked.save(update_fields=["state", "tries", "error", "next_try_at"])
    hand_over(deliver, mail.pk)
    return True


@transaction.atomic
def keep_back(*, pk: int) -> None:
    """Do not send a mail that waits: what it says is true no more. One that goes at this moment goes."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=pk, state=State.WAITING).first()
    if mail:
        _settle(mail, State.GIVEN_UP, error=_("it was no longer needed"))


@task(queue_name=MAIL)
def deliver(pk: int) -> None:
    """Send a mail that waits, once. It is claimed first, so that no one else sends it, also after we have died."""
    mail = _claim(pk)
    if mail is None:
        return
    message = EmailMessage(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to])
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:  # a mail server can fail in any way; nothing is sent yet
        _note(mail, why_not_reached(error), error)
        return
    try:
        connection.send_messages([message])
    except Exception as error:
        _note(mail, why_not_sent(error), error)
    else:
        _settle(mail, State.SENT, sent_at=Now())
    finally:
        _hang_up(connection)


def _hang_up(connection: Any) -> None:
    try:
        connection.close()
    except Exception as error:  # what was to be sent is sent, or known not to be
        logger.info("The mail server did not say goodbye: %s", type(error).__name__)


@transaction.atomic
def _claim(pk: int) -> OutgoingMail | None:
    """The mail, if it waits and its time has come; it is ours from now on."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=pk).first()
    now = database_now()
    if mail is None or mail.state != State.WAITING or mail.next_try_at > now:
        return None
    if mail.expires_at and mail.expires_at <= now:
        _settle(mail, State.GIVEN_UP, error=_("it was no longer needed"))
        return None
    if mail.kind in TO_ACCOUNTS and get_user_model().objects.filter(email=mail.to, is_active=False).exists():
        _settle(mail, State.GIVEN_UP, error=_("this account has been closed"))
        return None
    mail.state, mail.tries, mail.worker = State.SENDING, mail.tries + 1, pulse.worker
    mail.save(update_fields=["state", "tries", "worker"])
    return mail


def _note(mail: OutgoingMail, outcome: Outcome | None, error: BaseException) -> None:
    """Write down that a try failed: it is tried again after a pause, or it is not."""
    # Never the text of the error: it may hold the address.
    logger.warning("Mail %s (%s) was not sent: %s", mail.pk, mail.kind, type(error).__name__)
    if outcome is None:
        _settle(mail, State.UNCERTAIN, error=_("the connection to the mail server was lost while it was being sent"))
    elif not outcome.may_try_again:
        _settle(mail, State.NOT_DELIVERED, error=outcome.words)
    elif mail.tries > len(PAUSES):
        _settle(mail, State.GIVEN_UP, error=outcome.words)
    else:
        _wait(mail, outcome)


@transaction.atomic
def _wait(mail: OutgoingMail, outcome: Outcome) -> None:
    next_try = database_now() + datetime.timedelta(minutes=PAUSES[mail.tries - 1])
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=State.SENDING, tries=mail.tries)
    if mine.update(state=State.WAITING, error=outcome.words, next_try_at=next_try):
        hand_over(deliver, mail.pk, after=next_try)


def _settle(mail: OutgoingMail, state: State, **values: Any) -> None:
    """The end of a mail, as long as this try is still the one that counts. A secret goes."""
    if mail.is_secret:
        values["text"] = ""
    values.setdefault("error", "")
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=mail.state, tries=mail.tries)
    mine.update(state=state, worker="", **values)


def look_after_mail(at: datetime.datetime) -> None:
    """Say that what a dead worker was sending may have gone or not; queue again what was lost from the queue."""
    alive = set(WorkerProcess.objects.alive(at).values_list("pk", flat=True))
    for mail in OutgoingMail.objects.filter(state=State.SENDING).exclude(worker__in=[*alive, ""]):
        _settle(mail, State.UNCERTAIN, error=_("the program stopped while it was being sent"))
    expired = OutgoingMail.objects.filter(state=State.WAITING, expires_at__lte=at)
    for mail in expired:
        _settle(mail, State.GIVEN_UP, error=mail.error or _("it was no longer needed"))
    late = OutgoingMail.objects.due(at - datetime.timedelta(minutes=1))
    for mail in late:
        with transaction.atomic():
            # Its time is moved on, so that it is queued once a minute at most.
            if OutgoingMail.objects.due(at).filter(pk=mail.pk, next_try_at=mail.next_try_at).update(next_try_at=at):
                hand_over(deliver, mail.pk)


@transaction.atomic
def forget_mail_to(address: str, *, partnership: Any) -> int:
    """Forget what became of a partnership's mail to an address that is no longer anyone's there, and of sign-in codes.

    What is on its way still goes. Of other partnerships' mail it knows nothing.
    """
    theirs = OutgoingMail.objects.filter(Q(partnership=partnership) | Q(partnership=None), to__iexact=address)
    return theirs.exclude(state__in=(State.WAITING, State.SENDING)).delete()[0]
