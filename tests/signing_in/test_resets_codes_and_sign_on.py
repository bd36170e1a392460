"""Second steps removed by two people; codes that lock no one out; an employer's sign-on, by a provider of our own."""

import io
import json
import re
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.core.cache.backends.db import DatabaseCache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from organisations.actions import ActionRefused, accept_invitation, invite
from organisations.changing_roles import change_role
from organisations.models import AuditEntry, Invitation, Membership
from organisations.roles import Role
from signing_in.actions.resets import ASKED_FOR, agree_to_reset, ask_for_reset, withdraw_reset
from signing_in.codes import hash_of_code
from signing_in.limits import hashed_key
from signing_in.models import LimitCount, Session
from signing_in.oidc import Provider
from tests.builders import NOON, Borough, make_borough, make_member, signed_in
from tests.signing_in.test_gate import add_app, code_from_mail, sign_in_by_code
from tip_borough.settings import CACHES

# --- two people ----------------------------------------------------------------------------------------


def asked(borough: Borough, person):
    return ask_for_reset(person=person, partnership=borough.partnership, by=borough.people["admin"], at=NOON)


def test_a_lost_second_step_is_removed_by_two_admins_and_never_by_one(borough: Borough):
    board, admin = borough.people["board"], borough.people["admin"]
    second = make_member(borough, "second-admin", Role.ADMIN)
    add_app(board)
    client = borough.client("board")
    reset = asked(borough, board)
    for no_one in (admin, board, borough.people["lead"]):
        with pytest.raises(ActionRefused):
            agree_to_reset(reset=reset, by=no_one, at=NOON)
    assert board.authenticator_set.exists()
    agree_to_reset(reset=reset, by=second, at=NOON)
    assert not board.authenticator_set.exists()
    assert client.get(f"/{borough.slug}/start/").url.startswith("/accounts/sign-in/")
    assert [message.to for message in mail.outbox] == [[board.email]] * 2
    found = AuditEntry.objects.filter(person=board).values_list("by__email", flat=True)
    assert set(found) == {admin.email, second.email}
    with pytest.raises(ActionRefused):
        agree_to_reset(reset=reset, by=second, at=NOON)


@pytest.mark.parametrize("way", ["invited", "promoted"])
def test_no_one_makes_the_second_admin_after_asking(borough: Borough, way: str):
    board, admin = borough.people["board"], borough.people["admin"]
    add_app(board)
    reset = asked(borough, board)
    if way == "invited":
        invitation = Invitation(partnership=borough.partnership, role=Role.ADMIN, email="mine@example.org")
        invite(invitation=invitation, by=admin, build_address=str)
        new = accept_invitation(invitation=invitation)
    else:
        new = make_member(borough, "mine", Role.PROGRAMME_LEAD)
        change_role(membership=new.memberships.get(), role=Role.ADMIN, place=None, by=admin)
    with pytest.raises(ActionRefused, match="You became an admin after"):
        agree_to_reset(reset=reset, by=new, at=NOON)
    assert board.authenticator_set.exists()


def test_two_admins_reset_no_one_who_is_also_elsewhere_and_the_operator_can(borough: Borough):
    board, other = borough.people["board"], make_borough("bridgewick", with_round=False)
    Membership.objects.create(user=board, role=Role.CONTRIBUTOR, partnership=other.partnership, **of_ward(other))
    add_app(board)
    with pytest.raises(ActionRefused, match="another partnership"):
        asked(borough, board)
    call_command("remove_second_step", board.email.upper(), stdout=io.StringIO())
    assert not board.authenticator_set.exists()
    assert mail.outbox[-1].to == [board.email]
    for place in (borough, other):
        assert AuditEntry.objects.filter(partnership=place.partnership, person=board).exists()
    with pytest.raises(CommandError, match="no account"):
        call_command("remove_second_step", "no-one@example.org")


def of_ward(borough: Borough) -> dict:
    return {"service": borough.services["ward"]}


def test_an_ask_runs_out_can_be_withdrawn_and_is_never_for_oneself(borough: Borough):
    board, second = borough.people["board"], make_member(borough, "second-admin", Role.ADMIN)
    with pytest.raises(ActionRefused):
        asked(borough, board)  # nothing to remove
    add_app(board)
    add_app(borough.people["admin"])
    with pytest.raises(ActionRefused):
        asked(borough, borough.people["admin"])
    reset = asked(borough, board)
    with pytest.raises(ActionRefused):
        agree_to_reset(reset=reset, by=second, at=NOON + ASKED_FOR)
    withdraw_reset(reset=reset, by=second, at=NOON)
    with pytest.raises(ActionRefused):
        agree_to_reset(reset=reset, by=second, at=NOON)
    assert board.authenticator_set.exists()


def test_the_pages_of_two_admins(borough: Borough):
    board, second = borough.people["board"], make_member(borough, "second-admin", Role.ADMIN)
    add_app(board)
    page = reverse("second-step-reset", args=[borough.slug, board.pk])
    first, other = borough.client("admin"), signed_in(second)
    assert "Lost their second step" in first.get(reverse("second-steps", args=[borough.slug])).content.decode()
    assert "Ask another admin" in first.get(page).content.decode()
    first.post(page, {"go": "ask"})
    assert "Agree and remove" not in first.get(page).content.decode()
    first.post(page, {"go": "agree"})
    assert board.authenticator_set.exists()
    other.post(page, {"go": "agree"})
    assert not board.authenticator_set.exists()


# --- codes -------------------------------------------------------------------------------------------


def test_a_code_is_kept_as_a_hash(borough: Borough):
    client = Client()
    client.post("/accounts/sign-in/", {"email": borough.people["lead"].email})
    code = code_from_mail()
    kept = str([row.get_decoded() for row in Session.objects.all()])
    assert code not in kept
    assert hash_of_code(code) in kept


def test_strangers_fill_no_mailbox_and_keep_no_one_out(borough: Borough):
    lead = borough.people["lead"]
    own, _ = sign_in_by_code(lead)
    own.post(reverse("account_logout"))
    mail.outbox.clear()
    pages = set()
    for _ in range(20):
        page = Client().post("/accounts/sign-in/", {"email": lead.email}, follow=True)
        pages.add((page.status_code, re.sub(r'(value|nonce)="[^"]+"', "", page.content.decode())))
    assert len(mail.outbox) <= 6
    assert len(pages) == 1  # no one is told how many went
    _, page = sign_in_by_code(lead, own)
    assert page.status_code == 302
    assert own.get(f"/{borough.slug}/start/").status_code == 200


def test_limits_are_counted_once_for_all_processes_and_name_no_one(borough: Borough):
    counted = DatabaseCache(CACHES["default"]["LOCATION"], {"KEY_FUNCTION": hashed_key})
    with mock.patch("allauth.core.internal.ratelimit.cache", counted):
        for _ in range(8):
            Client().post("/accounts/sign-in/", {"email": borough.people["lead"].email})
    assert len(mail.outbox) == 6
    kept = list(LimitCount.objects.values_list("cache_key", flat=True))
    assert kept
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in kept)


# --- an employer -----------------------------------------------------------------------------------------

KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class Employer(BaseHTTPRequestHandler):
    """A provider that signs whatever a test tells it to."""

    claims: dict = {}
    key = KEY

    def log_message(self, *args) -> None:
        pass

    def _say(self, what: dict) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        home = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._say({"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]})
        else:
            self._say(
                {
                    "issuer": home,
                    "authorization_endpoint": f"{home}/ask",
                    "token_endpoint": f"{home}/token",
                    "jwks_uri": f"{home}/keys",
                }
            )

    def do_POST(self) -> None:
        sent = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert sent["code_verifier"][0]
        token = jwt.encode(Employer.claims, Employer.key, algorithm="RS256", headers={"kid": "one"})
        self._say({"access_token": "x", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def employer(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Employer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}"
    settings.SIGN_ON = Provider("Elmfield Council", home, "tip", "secret", frozenset({"example.org"}))
    Employer.key = KEY
    yield home
    server.shutdown()
    server.server_close()


def come_back(home: str, email: str, *, state: str = "", **changed):
    """Go to the employer and come back, with something changed on the way."""
    client = Client()
    asked_for = client.post(reverse("sign-on")).url
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(asked_for).query))
    now = int(time.time())
    right = {"iss": home, "aud": "tip", "sub": "1", "iat": now, "exp": now + 300, "nonce": query["nonce"]}
    Employer.claims = right | {"email": email, "email_verified": True} | changed
    back = client.get(reverse("sign-on-back"), {"code": "abc", "state": state or query["state"]})
    return client, back


def test_an_employer_signs_in_who_has_an_account(borough: Borough, employer: str):
    client, back = come_back(employer, borough.people["lead"].email.upper())
    assert back.status_code == 302
    assert client.get(f"/{borough.slug}/start/").status_code == 200


WRONG = {
    "audience": {"aud": "someone-else"},
    "issuer": {"iss": "http://127.0.0.1:9"},
    "nonce": {"nonce": "another"},
    "state": {"state": "another"},
    "age": {"exp": int(time.time()) - 3600},
    "unverified": {"email_verified": False},
    "unknown": {"email": "nobody-here@example.org"},
    "domain": {"email": "elmfield-lead@example.com"},
    "two audiences": {"aud": ["tip", "someone-else"]},
}


@pytest.mark.parametrize("what", [*WRONG, "key"])
def test_whatever_is_wrong_gets_the_same_kind_page(borough: Borough, employer: str, what: str):
    if what == "key":
        Employer.key = OTHER
    client, back = come_back(employer, **({"email": borough.people["lead"].email} | WRONG.get(what, {})))
    assert back.status_code == 403
    assert "We could not sign you in" in back.content.decode()
    assert client.get(f"/{borough.slug}/start/").status_code == 302


def test_nothing_comes_back_twice_or_to_a_browser_that_did_not_ask(borough: Borough, employer: str):
    client, _ = come_back(employer, borough.people["lead"].email)
    assert Client().get(reverse("sign-on-back"), {"code": "abc", "state": "x"}).status_code == 403
    assert client.get(reverse("sign-on-back"), {"code": "abc", "state": "x"}).status_code == 403


def test_a_silent_employer_is_said_so_soon(borough: Borough, settings):
    settings.SIGN_ON = Provider("Gone", "http://127.0.0.1:9", "tip", "secret", frozenset({"example.org"}))
    assert Client().post(reverse("sign-on")).status_code == 403


def test_an_employer_s_second_step_counts_and_its_absence_does_not(borough: Borough, employer: str):
    admin = borough.people["admin"]
    client, _ = come_back(employer, admin.email)
    assert client.get(f"/{borough.slug}/start/").url == "/accounts/security/"
    client, _ = come_back(employer, admin.email, amr=["pwd", "mfa"])
    assert client.get(f"/{borough.slug}/start/").status_code == 200
    add_app(admin)
    client, back = come_back(employer, admin.email)
    assert back.url == reverse("mfa_authenticate")
