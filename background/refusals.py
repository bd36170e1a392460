"""What a mail server says, in plain words. No Django and no rows: a code and a text go in, words come out."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

# "550 5.1.1 …": the basic code (RFC 5321) and the enhanced one (RFC 3463), which says more where there is one.
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
NO_SUCH_ADDRESS = re.compile(
    r"(user|recipient|mailbox|address|account)\b.{0,40}"
    r"\b(unknown|not found|not exist|does ?n.t exist|invalid|unavailable)"
    r"|no such (user|recipient|mailbox|address)|unknown (user|recipient|mailbox|address)|no mailbox here",
    re.IGNORECASE,
)
FULL = re.compile(r"(mailbox|quota|storage).{0,30}(full|exceeded|over)|over quota", re.IGNORECASE)


class Reply(NamedTuple):
    """A server's answer to one command."""

    code: int
    text: str

    @classmethod
    def of(cls, code: int, text: bytes | str) -> Reply:
        return cls(code, text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text))


@dataclass(frozen=True)
class Outcome:
    """What came of a try: whether trying again may help, and why it failed."""

    may_try_again: bool
    words: str


def said_by_server(reply: Reply) -> Outcome:
    """What a server's refusal of a mail means. A code from 400 to 499 is for now, one from 500 on for good."""
    enhanced = ENHANCED.search(reply.text)
    subject, detail = (int(enhanced[2]), int(enhanced[3])) if enhanced else (0, 0)
    for_now = reply.code < 500
    if (subject, detail) == (2, 2) or FULL.search(reply.text):
        return Outcome(for_now, _("the mailbox is full"))
    if (subject, detail) in ((1, 1), (1, 6)) or (not subject and NO_SUCH_ADDRESS.search(reply.text)):
        return Outcome(for_now, _("the address does not exist"))
    if (subject, detail) in ((1, 2), (1, 10), (4, 4)):
        return Outcome(for_now, _("the part after the @ does not accept emails"))
    if subject == 1:
        return Outcome(for_now, _("this is not a valid email address"))
    if (subject, detail) == (2, 1):
        return Outcome(for_now, _("the mailbox is closed"))
    if (subject, detail) in ((2, 3), (3, 4)) or reply.code == 552:
        return Outcome(for_now, _("the email is too long for their mail server"))
    if subject == 7:
        return Outcome(for_now, _("their mail server does not accept emails from us"))
    if for_now:
        return Outcome(True, _("their mail server asked us to try again later"))
    return Outcome(False, _("their mail server refused it"))


def why_not_reached(error: BaseException) -> Outcome:
    """Why our own mail server could not be spoken to. Nothing was sent, so trying again is safe."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Outcome(True, _("our mail server did not accept our user name or password"))
    # smtplib says that it was cut off where the server kept silent; the reason stands behind.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Outcome(True, _("our mail server did not answer in time"))
    return Outcome(True, _("our mail server could not be reached"))


def why_not_sent(error: BaseException) -> Outcome | None:
    """Why a mail was not taken; None where the connection broke in the middle and it may have been."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return said_by_server(Reply.of(*next(iter(error.recipients.values()))))
        case smtplib.SMTPResponseException():  # the sender or the text was refused
            return said_by_server(Reply.of(error.smtp_code, error.smtp_error))
        case smtplib.SMTPNotSupportedError():
            return Outcome(False, _("our mail server cannot send to an address like this"))
        case ValueError() | UnicodeError():  # a line break in the address, or letters that no address has
            return Outcome(False, _("this is not a valid email address"))
    return None
