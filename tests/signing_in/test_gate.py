"""The gate: no page is reached without the second factor that a role needs, by no way round."""

import datetime
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from organisations.models import AuditEntry, Membership, User
from signing_in.models import Session
from signing_in.session_store import BEGAN, SEEN, SessionStore
from signing_in.standing import LONG, SHORT, Standing, standing_of
from tests.builders import Borough, make_user, mark_as_signed_in, signed_in

SECURITY = "/accounts/security/"
CONFIRM = "/accounts/security/confirm/"


def without_factor(user: User) -> Client:
    """A browser in which someone is signed in by a code alone."""
    return signed_in(user, has_shown=False)


def add_app(user: User) -> str:
    """Give someone an authenticator app. Returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(counters())[1]))


def code_from_mail() -> str:
    return re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE).group(1)


def sign_in_by_code(user: User, client: Client | None = None):
    client = client or Client()
    client.post("/accounts/sign-in/", {"email": user.email})
    return client, client.post("/accounts/sign-in/code/", {"code": code_from_mail()})


@pytest.mark.parametrize("who", ["admin", "board", "reviewer"])
def test_a_role_that_needs_a_factor_gets_no_further_than_adding_one(borough: Borough, who: str):
    client, page = sign_in_by_code(borough.people[who])
    assert client.get(f"/{borough.slug}/start/").url == SECURITY
    assert client.post(f"/{borough.slug}/reminders/", {"kinds": "x"}).url == SECURITY
    page = client.get(SECURITY).content.decode()
    assert "Add a second step now" in page
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get("/privacy/").status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("who", ["lead", "contributor", "keyer", "programme"])
def test_other_roles_come_in_with_a_code(borough: Borough, who: str):
    client, _ = sign_in_by_code(borough.people[who])
    assert client.get(f"/{borough.slug}/start/").status_code == 200


def test_an_app_opens_the_gate_and_is_asked_for_at_the_next_sign_in(borough: Borough):
    admin = borough.people["admin"]
    client, _ = sign_in_by_code(admin)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "data:" not in page
    assert "<svg" in page
    secret = client.session["mfa.totp.secret"]
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    added = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert "Recovery codes" in added.content.decode()
    assert client.get(f"/{borough.slug}/start/").status_code == 200
    assert mail.outbox[-1].to == [admin.email]  # they hear of it
    (kept,) = [each.data for each in admin.authenticator_set.filter(type="totp")]
    assert secret not in str(kept)

    again, page = sign_in_by_code(admin)
    assert page.url == reverse("mfa_authenticate")
    assert again.get(f"/{borough.slug}/start/").url.startswith("/accounts/sign-in/")
    assert again.post(reverse("mfa_authenticate"), {"code": "123456"}).status_code == 200
    recovery = admin.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert again.post(reverse("mfa_authenticate"), {"code": recovery}).status_code == 302
    assert again.get(f"/{borough.slug}/start/").status_code == 200


def test_a_session_that_has_not_shown_the_factor_can_only_show_it(borough: Borough):
    admin = borough.people["admin"]
    secret = add_app(admin)
    client = without_factor(admin)
    for name in (
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_deactivate_totp",
    ):
        assert client.get(reverse(name)).url.startswith(CONFIRM)
    assert client.post(reverse("sessions-end"), {"which": "others"}).url.startswith(CONFIRM)
    client.post(CONFIRM, {"code": code_of(secret)})
    assert client.get(f"/{borough.slug}/start/").status_code == 200


def test_django_s_admin_and_staff_pages_are_no_way_round(db):
    staff = make_user("caretaker", is_staff=True, is_superuser=True)
    client = without_factor(staff)
    for address in ("/admin/", "/admin/organisations/user/", "/admin/login/", "/components/"):
        assert client.get(address).status_code == 302
        assert "organisations" not in client.get(address, follow=True).content.decode()
    assert client.get("/admin/").url == SECURITY
    assert signed_in(staff).get("/admin/").status_code == 200


def test_public_pages_take_someone_without_their_factor_for_no_one(borough: Borough):
    client = without_factor(borough.people["admin"])
    page = client.get(f"/{borough.slug}/")
    assert page.status_code == 200
    assert "Elmfield admin" not in page.content.decode()
    assert client.get(reverse("signed-in")).json() == {"status": "signed-out"}
    assert SESSION_KEY in client.session  # they are on their way in, and not signed out by it


def test_a_role_given_during_a_session_asks_for_a_factor_at_the_next_page(borough: Borough):
    lead = borough.people["lead"]
    client, _ = sign_in_by_code(lead)
    assert client.get(f"/{borough.slug}/start/").status_code == 200
    Membership.objects.create(user=lead, role="reviewer", partnership=borough.partnership)
    assert client.get(f"/{borough.slug}/start/").url == SECURITY


def test_the_record_of_someone_else_is_worth_nothing(borough: Borough):
    client = signed_in(borough.people["admin"])
    session = client.session
    session["account_authentication_methods_user"] = str(borough.people["board"].pk)
    session.save()
    assert client.get(f"/{borough.slug}/start/").url == SECURITY


def test_the_last_factor_of_a_role_that_needs_one_stays(borough: Borough):
    admin, lead = borough.people["admin"], borough.people["lead"]
    for user, left in ((admin, 1), (lead, 0)):
        add_app(user)
        client = signed_in(user)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "at": timezone.now().timestamp(), "reauthenticated": True}
        ]
        session.save()
        client.post(reverse("mfa_deactivate_totp"))
        assert user.authenticator_set.filter(type="totp").count() == left


def test_demonstration_accounts_walk_in_only_where_they_are_nothing_else(borough: Borough, settings):
    borough.partnership.is_demonstration = True
    borough.partnership.save(update_fields=["is_demonstration"])
    admin = borough.people["admin"]
    User.objects.filter(pk=admin.pk).update(email="admin@millbrook.example")
    client = without_factor(admin)
    start = f"/{borough.slug}/start/"
    assert client.get(start).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).url == SECURITY
    settings.DEMONSTRATION_BOROUGH = False
    assert client.get(start).url == SECURITY
    settings.DEMONSTRATION_BOROUGH = True
    borough.partnership.is_demonstration = False
    borough.partnership.save(update_fields=["is_demonstration"])
    assert client.get(start).url == SECURITY


# --- how long a session lasts ------------------------------------------------------------------------


def standing_after(user: User, *, unused: datetime.timedelta, old: datetime.timedelta) -> Standing:
    at = datetime.datetime(2026, 10, 1, 12, 0, tzinfo=datetime.UTC)
    request = type("Request", (), {"session": SessionStore(), "user": user})()
    mark_as_signed_in(request.session, user, at=at)
    request.session[SEEN], request.session[BEGAN] = (at - unused).timestamp(), (at - old).timestamp()
    return standing_of(request, user, at=at)


@pytest.mark.parametrize(("who", "limits"), [("admin", SHORT), ("lead", LONG)])
def test_a_session_ends_unused_or_old(borough: Borough, who: str, limits):
    user, second, no = borough.people[who], datetime.timedelta(seconds=1), datetime.timedelta()
    assert standing_after(user, unused=limits.idle, old=limits.idle) is Standing.COUNTS
    assert standing_after(user, unused=limits.idle + second, old=limits.idle + second) is Standing.OVER
    assert standing_after(user, unused=no, old=limits.absolute) is Standing.COUNTS
    assert standing_after(user, unused=no, old=limits.absolute + second) is Standing.OVER


def test_a_session_that_is_over_is_not_brought_back_by_a_public_page(borough: Borough):
    client = borough.client("admin")
    session = client.session
    session[SEEN] -= SHORT.idle.total_seconds() + 1
    session.save()
    assert "Elmfield admin" not in client.get(f"/{borough.slug}/").content.decode()
    assert client.get(f"/{borough.slug}/start/").url.startswith("/accounts/sign-in/")
    assert SESSION_KEY not in client.session


def test_the_cookie_ends_with_the_browser_and_a_page_writes_no_session(borough: Borough):
    client, page = sign_in_by_code(borough.people["lead"])
    assert page.cookies["sessionid"]["max-age"] == ""
    assert page.cookies["sessionid"]["expires"] == ""
    client.get(f"/{borough.slug}/start/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/{borough.slug}/start/")
    assert not [one for one in asked.captured_queries if one["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


# --- one's own sessions ------------------------------------------------------------------------------


def test_someone_sees_their_sessions_and_ends_one_and_all(borough: Borough):
    lead = borough.people["lead"]
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
    here, _ = sign_in_by_code(lead)
    there, _ = sign_in_by_code(lead, Client(headers={"user-agent": firefox}))
    third, _ = sign_in_by_code(lead)
    page = here.get(SECURITY).content.decode()
    assert "Firefox on Windows" in page
    assert here.session.session_key not in page
    row = Session.objects.get(browser="Firefox on Windows")
    assert "127.0.0.1" not in str(vars(row)) + str(row.get_decoded())
    assert signed_in(borough.people["contributor"]).post(reverse("session-end", args=[row.number])).status_code == 302
    assert there.get(f"/{borough.slug}/start/").status_code == 200
    here.post(reverse("session-end", args=[row.number]))
    assert there.get(f"/{borough.slug}/start/").status_code == 302
    here.post(reverse("sessions-end"), {"which": "others"})
    assert third.get(f"/{borough.slug}/start/").status_code == 302
    assert here.get(f"/{borough.slug}/start/").status_code == 200
    here.post(reverse("sessions-end"), {"which": "all"})
    assert here.get(f"/{borough.slug}/start/").status_code == 302
    assert not Session.objects.filter(user=lead).exists()


def test_closing_an_account_in_django_s_admin_ends_its_sessions_at_once(borough: Borough):
    lead = borough.people["lead"]
    client, _ = sign_in_by_code(lead)
    staff = signed_in(make_user("caretaker", is_staff=True, is_superuser=True))
    with zeal_ignore():  # Django's own page reads the row to show it and again to hold it
        staff.post(f"/admin/organisations/user/{lead.pk}/change/", {"email": lead.email, "name": lead.name})
    assert not Session.objects.filter(user=lead).exists()
    assert client.get(f"/{borough.slug}/start/").status_code == 302


def test_a_mail_scanner_that_only_looks_uses_no_invitation_up(borough: Borough):
    assert Client().head("/invitations/a-secret/").status_code in (200, 410)


def test_cookies_of_a_public_server_are_bound_to_it(borough: Borough, settings):
    settings.SESSION_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    _, page = sign_in_by_code(borough.people["lead"])
    for name in ("__Host-sessionid", "__Host-known"):
        cookie = page.cookies[name]
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_a_code_that_was_right_is_no_failed_try_where_a_second_step_follows(borough: Borough):
    board = borough.people["board"]
    secret = add_app(board)
    client, answer = sign_in_by_code(board)
    client.post(answer.url, {"code": "000000"})
    client.post(answer.url, {"code": code_of(secret)})
    entries = AuditEntry.objects.filter(what__in=("did not get in", "signed in")).order_by("pk")
    assert [(entry.by, entry.what) for entry in entries] == [(board, "did not get in"), (board, "signed in")]


def test_someone_who_mistyped_their_address_asks_again(borough: Borough):
    client, lead = Client(), borough.people["lead"]
    client.post("/accounts/sign-in/", {"email": "laed@example.org"})
    again = client.get("/accounts/sign-in/")
    assert again.status_code == 200
    assert client.get("/accounts/sign-in/passkey/", headers={"Accept": "application/json"}).status_code == 200
    _client, answer = sign_in_by_code(lead, client)
    assert answer.status_code == 302
    assert client.get(f"/{borough.slug}/start/").status_code == 200


def test_after_too_many_tries_we_say_what_to_do(borough: Borough):
    client = Client()
    client.post("/accounts/sign-in/", {"email": borough.people["lead"].email})
    for _try in range(3):
        answer = client.post("/accounts/sign-in/code/", {"code": "WRONGONE"}, follow=True)
    assert "That code no longer works. Get a new one." in answer.content.decode()


def test_a_second_step_that_changes_is_on_record(borough: Borough):
    board = borough.people["board"]
    client, _ = sign_in_by_code(board)
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code_of(client.session["mfa.totp.secret"])})
    entries = AuditEntry.objects.filter(what="changed their second step")
    assert "An authenticator app was added." in {entry.about for entry in entries}
    assert {entry.by for entry in entries} == {board}


def test_where_the_site_has_no_name_no_passkey_is_offered(borough: Borough, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "[::1]", "localhost"]
    for host, offered in (("127.0.0.1:8000", False), ("[::1]:8000", False), ("localhost:8000", True)):
        page = borough.client("lead").get(SECURITY, headers={"Host": host}).content.decode()
        assert ("Add a passkey" in page) == offered, host
