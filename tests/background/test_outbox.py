"""Mail is sent once, and everyone who should knows what became of it."""

import datetime
import re
import time

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from background.actions.mail import PAUSES, deliver, look_after_mail, post, send_again
from background.actions.sweeping import forget_what_is_old
from background.models import OutgoingMail
from organisations.models import AuditEntry, Invitation
from tests.background.mail_server import MailServer
from tests.builders import Borough, text_of

PEOPLE, MAIL = "/elmfield/people/", "/elmfield/mail/"
SECOND = datetime.timedelta(seconds=1)


def write(borough: Borough, to: str = "somebody@example.org", **more) -> OutgoingMail:
    more = {"subject": "Hello", "text": "Good morning.", "kind": OutgoingMail.Occasion.REMINDER} | more
    mail = post(to=to, partnership=borough.partnership, **more)
    mail.refresh_from_db()
    return mail


def invite(borough: Borough, email: str = "new@example.org") -> str:
    """Invite someone as an admin does. The text of the page of people afterwards."""
    data = {"email": email, "role": "contributor", "service": borough.services["ward"].pk}
    return text_of(borough.client("admin").post(f"{PEOPLE}invite/", data, follow=True))


def time_passes(mail: OutgoingMail) -> None:
    """The next try is now."""
    OutgoingMail.objects.filter(pk=mail.pk).update(next_try_at=timezone.now())
    deliver.call(mail.pk)
    mail.refresh_from_db()


# --- what an admin sees ----------------------------------------------------------------------------


def test_an_invitation_says_that_it_was_sent(borough: Borough, server: MailServer):
    assert "has an account, we have sent it a code" not in invite(borough)
    assert "new@example.org Contributor, Ward" in text_of(borough.client("admin").get(PEOPLE))
    assert "Sent" in text_of(borough.client("admin").get(PEOPLE))
    assert len(server.taken) == 1


def test_an_address_that_does_not_exist_is_seen_beside_the_invitation_and_a_new_link_can_be_sent(
    borough: Borough, server: MailServer
):
    server.replies["RCPT"] = "550 5.1.1 no such user"
    assert "Not delivered: the address does not exist" in invite(borough)
    server.replies.clear()
    before, invitation = Invitation.objects.get().token_hash, Invitation.objects.get()
    page = borough.client("admin").post(f"{PEOPLE}invitations/{invitation.pk}/send-again/", follow=True)
    assert "We are sending a new invitation to" in text_of(page)
    assert "Not delivered" not in text_of(page)
    (text,) = server.taken
    link = re.search(r"/invitations/\S+/", text.replace("=\r\n", "")).group()
    assert Client().get(link).status_code == 200
    assert Invitation.objects.get().token_hash != before, "no link is kept, so it is a new one"
    assert AuditEntry.objects.filter(what="sent an invitation again").count() == 1


def test_an_invitation_on_its_way_is_not_sent_twice(borough: Borough, server: MailServer):
    server.replies["connect"] = "421 too busy"
    invite(borough)
    invitation = Invitation.objects.get()
    page = borough.client("admin").post(f"{PEOPLE}invitations/{invitation.pk}/send-again/", follow=True)
    assert "is being sent" in text_of(page)
    assert "To be sent" in text_of(page)
    assert OutgoingMail.objects.count() == 1


def test_all_mail_of_a_partnership_is_listed_by_what_became_of_it(
    borough: Borough, other_borough: Borough, server: MailServer
):
    write(borough, "arrives@example.org")
    server.replies["RCPT"] = "552 5.2.2 mailbox full"
    full = write(borough, "full@example.org")
    write(other_borough, "elsewhere@example.org")
    admin = borough.client("admin")
    page = text_of(admin.get(MAIL))
    assert "full@example.org Reminder: Hello" in page
    assert "Not delivered: the mailbox is full" in page
    assert "arrives@example.org" in page
    assert "elsewhere@example.org" not in page
    assert "arrives@" not in text_of(admin.get(f"{MAIL}?state=undelivered"))
    assert "full@" not in text_of(admin.get(f"{MAIL}?state=sent"))
    assert "full@" not in text_of(admin.get(f"{MAIL}?to=ARRIVES"))
    server.replies.clear()
    again = admin.post(f"{MAIL}{full.pk}/send-again/", follow=True)
    assert "is being sent again" in text_of(again)
    assert "mailbox is full" not in text_of(again)
    assert "This email cannot be sent again" in text_of(admin.post(f"{MAIL}{full.pk}/send-again/", follow=True))
    assert len(server.taken) == 2


def test_a_long_list_takes_as_many_queries_as_a_short_one(borough: Borough, django_assert_max_num_queries):
    for number in range(30):
        write(borough, f"person{number}@example.org")
    admin = borough.client("admin")
    with django_assert_max_num_queries(12):
        admin.get(MAIL)


def test_where_no_worker_runs_the_page_says_so(borough: Borough):
    page = text_of(borough.client("admin").get(MAIL))
    assert "Emails, files and results are delayed" in page


# --- how it is sent --------------------------------------------------------------------------------


def test_no_mail_leaves_where_what_it_tells_was_not_done(borough: Borough, server: MailServer):
    with transaction.atomic():
        write(borough)
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    assert server.taken == []


def test_named_twice_by_the_queue_it_goes_once(borough: Borough, server: MailServer):
    mail = write(borough)
    deliver.call(mail.pk)
    assert len(server.taken) == 1


def test_a_server_that_says_nothing_holds_up_for_the_timeout_and_is_tried_again(borough: Borough, server: MailServer):
    server.replies["connect"] = None
    start = time.monotonic()
    mail = write(borough)
    assert time.monotonic() - start < 5
    assert mail.state_in_words == "To be sent: our mail server did not answer in time"
    assert mail.next_try_at > timezone.now() + 50 * SECOND


def test_the_pauses_grow_and_in_the_end_it_is_given_up_and_seen(borough: Borough, server: MailServer):
    server.replies["RCPT"] = "450 4.2.0 later"
    mail, waits = write(borough), []
    while mail.state == "waiting":
        waits.append(round((mail.next_try_at - timezone.now()).total_seconds() / 60))
        time_passes(mail)
    assert waits == [1, 5, 15, 60, 180, 360, 720] == list(PAUSES)
    assert mail.state_in_words == "Not sent: their mail server asked us to try again later"
    assert "Not sent: their mail server asked us to try again later" in text_of(borough.client("admin").get(MAIL))
    server.replies.clear()
    assert send_again(mail=mail)
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_a_server_that_breaks_off_at_the_end_may_have_taken_it_and_it_is_not_sent_twice(
    borough: Borough, server: MailServer
):
    server.replies["end"] = None
    mail = write(borough)
    assert mail.state == "uncertain"
    time_passes(mail)
    look_after_mail(timezone.now() + datetime.timedelta(hours=1))
    assert server.seen.count("DATA") == 1
    assert "May not have been delivered: the connection to the mail server was lost" in text_of(
        borough.client("admin").get(MAIL)
    )


def test_one_that_is_refused_stops_no_other(borough: Borough, server: MailServer):
    bad = write(borough, "one\n@example.org")
    assert bad.state == "refused"
    assert write(borough).state == "sent"


def test_a_line_break_in_a_name_does_not_stop_a_mail(borough: Borough, server: MailServer):
    assert write(borough, subject="One thing waits in Bridge\r\nRoad").state == "sent"
    assert "Subject: One thing waits in Bridge Road" in server.taken[0]


def test_a_made_up_borough_sends_nothing_through_a_real_server(borough: Borough, server: MailServer):
    borough.partnership.is_demonstration = True
    borough.partnership.save()
    page = invite(borough)
    assert "Not sent: this is a demonstration" in page
    assert "created" in page
    assert "We are sending" not in page
    assert server.seen == []
    assert OutgoingMail.objects.get().text == ""


def test_an_invitation_that_a_made_up_borough_makes_again_is_not_said_to_be_on_its_way(
    borough: Borough, server: MailServer
):
    borough.partnership.is_demonstration = True
    borough.partnership.save()
    invite(borough)
    again = f"{PEOPLE}invitations/{Invitation.objects.get().pk}/send-again/"
    page = text_of(borough.client("admin").post(again, follow=True))
    assert "created" in page
    assert "We are sending" not in page


def test_a_partnership_that_has_sent_nothing_is_told_so(borough: Borough):
    admin = borough.client("admin")
    assert "No emails have been sent in the last 6 months." in text_of(admin.get(MAIL))
    assert "No emails match your filters." in text_of(admin.get(MAIL, {"state": "undelivered"}))
    assert "No emails have been sent in the last 6 months." in text_of(admin.get(MAIL, {"state": "", "to": ""}))


# --- codes to sign in ------------------------------------------------------------------------------


def ask_for_a_code(email: str) -> int:
    return Client().post("/accounts/sign-in/", {"email": email}).status_code


def test_a_code_is_wiped_once_it_is_sent(borough: Borough, server: MailServer):
    ask_for_a_code("elmfield-lead@example.org")
    (text,) = server.taken
    code = re.search(r"^([A-Z0-9-]{6,})\r$", text, re.MULTILINE).group(1)
    assert code not in str(list(OutgoingMail.objects.values()))
    assert OutgoingMail.objects.get().kind == "sign_in"
    assert "sign_in" not in borough.client("admin").get(MAIL).content.decode()


@pytest.mark.parametrize("reply", ["421 down", None, "550 no"], ids=str)
def test_whatever_the_server_does_known_and_unknown_addresses_get_the_same_answer(
    borough: Borough, server: MailServer, reply: str | None
):
    server.replies["connect" if reply != "550 no" else "RCPT"] = reply
    assert ask_for_a_code("elmfield-lead@example.org") == ask_for_a_code("nobody@example.org") == 302


def test_a_code_that_could_not_be_sent_in_time_is_wiped_too(borough: Borough, server: MailServer):
    server.replies["connect"] = "421 down"
    ask_for_a_code("elmfield-lead@example.org")
    mail = OutgoingMail.objects.get()
    assert mail.text
    look_after_mail(timezone.now() + datetime.timedelta(minutes=14))
    assert OutgoingMail.objects.get().text
    look_after_mail(timezone.now() + datetime.timedelta(minutes=16))
    mail.refresh_from_db()
    assert (mail.text, mail.state) == ("", "given_up")
    server.replies.clear()
    time_passes(mail)
    assert server.taken == []


def test_an_invitation_that_is_withdrawn_before_its_mail_went_is_not_sent(borough: Borough, server: MailServer):
    server.replies["connect"] = "421 too busy"
    invite(borough)
    invitation = Invitation.objects.get()
    page = borough.client("admin").post(f"{PEOPLE}invitations/{invitation.pk}/withdraw/", follow=True)
    assert "Invitation withdrawn" in text_of(page)
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.text) == ("given_up", ""), "its link is worth nothing, and lies nowhere"
    server.replies.clear()
    time_passes(mail)
    assert server.taken == []
    assert "Not sent: it was no longer needed" in text_of(borough.client("admin").get(MAIL))


def test_what_was_sent_already_stays_so_when_an_invitation_is_withdrawn(borough: Borough, server: MailServer):
    invite(borough)
    invitation = Invitation.objects.get()
    borough.client("admin").post(f"{PEOPLE}invitations/{invitation.pk}/withdraw/")
    assert OutgoingMail.objects.get().state == "sent"


@pytest.mark.parametrize("kind", ["reminder", "release"])
def test_no_reminder_goes_to_anyone_who_has_lost_their_account_meanwhile(
    borough: Borough, server: MailServer, kind: str
):
    server.replies["connect"] = "421 too busy"
    lead = borough.people["lead"]
    mail = write(borough, to=lead.email, kind=kind)
    type(lead).objects.filter(pk=lead.pk).update(is_active=False)
    server.replies.clear()
    time_passes(mail)
    assert mail.state_in_words == "Not sent: this account has been closed"
    assert send_again(mail=mail)
    assert server.taken == []


def test_who_is_told_that_someone_may_not_be_safe_needs_no_account(borough: Borough, server: MailServer):
    lead = borough.people["lead"]
    type(lead).objects.filter(pk=lead.pk).update(is_active=False)
    for kind in ("comment", "overdue"):
        assert write(borough, to=lead.email, kind=kind).state == "sent"


# --- what goes -------------------------------------------------------------------------------------


def test_words_go_after_two_weeks_and_rows_after_half_a_year(borough: Borough):
    mail = write(borough)
    for days, texts, rows in ((13, 1, 1), (15, 0, 1), (181, 0, 0)):
        forget_what_is_old(at=mail.made_at + datetime.timedelta(days=days))
        assert OutgoingMail.objects.exclude(text="").count() == texts
        assert OutgoingMail.objects.count() == rows


def test_the_daily_command_says_what_it_emptied(borough: Borough, capsys):
    mail = write(borough)
    OutgoingMail.objects.update(made_at=mail.made_at - datetime.timedelta(days=20))
    call_command("daily")
    assert "1 old mails emptied" in capsys.readouterr().out
