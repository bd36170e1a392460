"""A command that comes once a day: never two at once, one part's failure stops no other, and the operator hears of it.

The mail to the operator goes straight to the mail server and not by the outbox: what failed may be the database in
which the outbox lies, or the worker that empties it. No page waits for it.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import CommandError
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from operating.actions.nightly import begin_run, end_run

logger = logging.getLogger(__name__)

Part = tuple[str, Callable[[], None]]


def run_nightly(command: str, parts: list[Part]) -> None:
    """Do every part, write the run down, and raise CommandError where one failed or another run is at it."""
    try:
        run = begin_run(command=command, at=timezone.now())
    except (DatabaseError, InterfaceError) as error:
        logger.exception("The database failed")
        tell_operator(command, [f"the database: {type(error).__name__}"])
        raise CommandError("The database failed. Nothing was done.") from error
    if run is None:
        raise CommandError(f"Another run of “{command}” is at it. Nothing was done.")
    failed: list[str] = []
    try:
        for name, do in parts:
            try:
                do()
            except Exception as error:  # one part must not keep the others from theirs
                logger.exception("%s failed", name)
                failed.append(f"{name}: {type(error).__name__}")
    except BaseException:  # Ctrl-C, or the machine goes down: the next run must not find this one at it
        failed.append("it was interrupted")
        raise
    finally:
        _write_down(run, failed)
    if failed:
        tell_operator(command, failed)
        raise CommandError(f"Failed: {'; '.join(failed)}. The log says more. The next run tries again.")


def _write_down(run, failed: list[str]) -> None:
    try:
        end_run(run=run, failed=failed, at=timezone.now())
    except (DatabaseError, InterfaceError) as error:
        logger.exception("The database failed")
        failed.append(f"writing it down: {type(error).__name__}")


def tell_operator(command: str, failed: list[str]) -> None:
    """Mail the operator which parts failed. What kind of error it was and nothing else: a message may name people."""
    lines = "\n".join(f"- {each}" for each in failed)
    text = (
        f"`manage.py {command}` on {settings.SITE_ADDRESS} did not finish all its parts:\n\n{lines}\n\n"
        "The log on the server says more. The next run tries again; you can also run it now."
    )
    mail_operator(f"Failed: {command}", text)


def mail_operator(subject: str, text: str) -> bool:
    """Send a mail to who runs this, where someone is named. Returns whether a mail server took it."""
    if not settings.OPERATOR_EMAIL:
        return False
    mail = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [settings.OPERATOR_EMAIL])
    try:
        return bool(mail.send())
    except Exception:  # a mail server can fail in any way; the log and /health still say it
        logger.exception("The operator could not be told by email")
        return False
