"""What mail servers say, in plain words: replies as the large providers give them."""

import smtplib

import pytest

from background.refusals import Outcome, Reply, said_by_server, why_not_reached, why_not_sent

FOR_GOOD, FOR_NOW = False, True


@pytest.mark.parametrize(
    ("code", "text", "words", "again"),
    [
        (
            550,
            "5.1.1 The account you tried to reach does not exist.",
            "the address does not exist",
            FOR_GOOD,
        ),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound", "the part after the @ does not accept emails", FOR_GOOD),
        (550, "No such user here", "the address does not exist", FOR_GOOD),
        (550, "<a@example.org>: Recipient address rejected: User unknown", "the address does not exist", FOR_GOOD),
        (553, "mailbox name invalid: address unknown", "the address does not exist", FOR_GOOD),
        (550, "5.1.2 Host unknown", "the part after the @ does not accept emails", FOR_GOOD),
        (501, "5.1.3 Bad recipient address syntax", "this is not a valid email address", FOR_GOOD),
        (552, "5.2.2 The recipient's mailbox is full", "the mailbox is full", FOR_GOOD),
        (452, "4.2.2 The email account is over quota", "the mailbox is full", FOR_NOW),
        (550, "5.2.1 The account is disabled", "the mailbox is closed", FOR_GOOD),
        (552, "5.3.4 Message size exceeds fixed limit", "the email is too long for their mail server", FOR_GOOD),
        (550, "5.7.1 Message rejected as spam", "their mail server does not accept emails from us", FOR_GOOD),
        (
            451,
            "4.7.1 Greylisting, please come back later",
            "their mail server does not accept emails from us",
            FOR_NOW,
        ),
        (450, "try again later", "their mail server asked us to try again later", FOR_NOW),
        (421, "Service not available", "their mail server asked us to try again later", FOR_NOW),
        (554, "Transaction failed", "their mail server refused it", FOR_GOOD),
    ],
)
def test_a_reply_is_told_in_plain_words(code: int, text: str, words: str, again: bool):
    assert said_by_server(Reply.of(code, text.encode())) == Outcome(again, words)


def test_a_server_that_is_not_reached_is_tried_again():
    assert why_not_reached(ConnectionRefusedError()) == Outcome(True, "our mail server could not be reached")
    assert why_not_reached(TimeoutError()) == Outcome(True, "our mail server did not answer in time")
    wrong = smtplib.SMTPAuthenticationError(535, b"5.7.8 no")
    assert why_not_reached(wrong) == Outcome(True, "our mail server did not accept our user name or password")


def test_what_broke_off_in_the_middle_may_have_gone():
    assert why_not_sent(smtplib.SMTPServerDisconnected("lost")) is None
    assert why_not_sent(TimeoutError()) is None


def test_an_address_that_is_none_is_not_tried_again():
    refused = smtplib.SMTPRecipientsRefused({"a@b": (550, b"5.1.1 unknown")})
    assert why_not_sent(refused) == Outcome(False, "the address does not exist")
    assert why_not_sent(ValueError("a line break")) == Outcome(False, "this is not a valid email address")
