"""An employer's directory closes the accounts of those who leave: as Microsoft Entra asks, and as an attacker would."""

import contextlib
import json
import re

import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scim2_models import SCIMException

from organisations.actions import invite
from organisations.limits import rate_limiter
from organisations.models import AuditEntry, Invitation, Membership, User
from organisations.roles import Role
from signing_in.models import DirectoryDomain, DirectoryKey, DirectoryPerson
from signing_in.scim.keys import make_key
from signing_in.scim.reading import asked_in, body_of, told_in, told_in_patch
from tests.builders import NOON, Borough, make_borough, make_member, make_user, text_of

pytestmark = pytest.mark.django_db
USERS = "/scim/v2/Users"
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """A directory's program with the key of one partnership."""

    def __init__(self, borough: Borough, domain: str = "example.org") -> None:
        rate_limiter.forget()
        DirectoryDomain.objects.get_or_create(partnership=borough.partnership, name=domain)
        self.key = make_key(partnership=borough.partnership, by=borough.people["admin"], at=NOON)
        self.client = Client(enforce_csrf_checks=True)

    def ask(self, method: str, address: str, body: object = None, **query: str):
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/scim+json"}
        return self.client.generic(
            method.upper(), address, **content, headers={"Authorization": f"Bearer {self.key}"}, query_params=query
        )

    def found(self, email: str) -> dict:
        (one,) = self.ask("get", USERS, filter=f'userName eq "{email}"').json()["Resources"]
        return one

    def patch(self, email: str, *operations: dict):
        where = f"{USERS}/{self.found(email)['id']}"
        return self.ask("patch", where, {"schemas": [PATCH_OP], "Operations": list(operations)})

    def says_left(self, email: str):
        return self.patch(email, {"op": "Replace", "path": "active", "value": "False"})


@pytest.fixture
def directory(borough: Borough) -> Directory:
    return Directory(borough)


def test_microsoft_entra_finds_tells_renames_and_disables(borough: Borough, directory: Directory):
    """The requests of its documentation, in its own spelling."""
    nobody = directory.ask("get", USERS, filter='userName eq "6b7c2f5e-0000-4e1c-9d4f-non-existent"')
    assert (nobody.status_code, nobody.json()["totalResults"], nobody.json()["schemas"]) == (
        200,
        0,
        ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    )
    new = {
        "schemas": [SCHEMA, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        "userName": "Jo.Bell@Example.org",
        "active": True,
        "emails": [{"primary": True, "type": "work", "value": "Jo.Bell@example.org"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Jo Bell", "familyName": "Bell", "givenName": "Jo"},
        "roles": [],
    }
    made = directory.ask("post", USERS, new)
    assert (made.status_code, made["Content-Type"]) == (201, "application/scim+json")
    one = made.json()
    assert (one["userName"], one["active"], one["displayName"]) == ("jo.bell@example.org", True, "Jo Bell")
    assert made["Location"].endswith(f"{USERS}/{one['id']}")
    assert not User.objects.filter(email="jo.bell@example.org").exists()
    for asked in (
        'externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"',
        'emails[type eq "work"].value eq "jo.bell@example.org"',
        'emails.value eq "JO.BELL@example.org" and active eq true',
    ):
        assert [each["id"] for each in directory.ask("get", USERS, filter=asked).json()["Resources"]] == [one["id"]]
    renamed = directory.patch(
        "jo.bell@example.org",
        {"op": "Add", "path": "name.givenName", "value": "Joanna"},
        {"op": "Replace", "path": "name.familyName", "value": "Bell-Hay"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "jo.bell@example.org"},
        {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "A"},
    )
    assert renamed.json()["displayName"] == "Joanna Bell-Hay"
    without_path = directory.patch("jo.bell@example.org", {"op": "replace", "value": {"active": False}})
    assert without_path.json()["active"] is False
    assert directory.says_left("jo.bell@example.org").status_code == 200
    assert directory.ask("delete", f"{USERS}/{one['id']}").status_code == 204
    assert directory.ask("get", f"{USERS}/{one['id']}").status_code == 404
    assert directory.ask("post", USERS, new).json()["id"] == one["id"]


def test_who_leaves_is_out_in_the_same_request_and_comes_back_with_their_roles(borough: Borough, directory: Directory):
    lead, browser = borough.people["lead"], borough.client("lead")
    waiting = Invitation(partnership=borough.partnership, email=lead.email, role=Role.REVIEWER)
    invite(invitation=waiting, by=borough.people["admin"], build_address=str)
    assert browser.get("/elmfield/start/").status_code == 200
    assert directory.says_left(lead.email).json()["active"] is False
    assert browser.get("/elmfield/start/").status_code == 302
    waiting.refresh_from_db()
    assert waiting.withdrawn_at
    assert lead.memberships.exists()
    page = text_of(borough.client("admin").get("/elmfield/setup/directory/"))
    assert "The lead of these services has left" in page
    assert "account closed, roles kept" in page
    entry = AuditEntry.objects.get(what="the directory closed an account")
    assert (entry.person, entry.by, entry.about) == (lead, None, "")
    assert directory.patch(lead.email, {"op": "replace", "path": "active", "value": True}).json()["active"] is True
    lead.refresh_from_db()
    assert lead.is_active
    assert browser.get("/elmfield/start/").status_code == 302  # the session of before is over, not asleep


def test_what_somebody_else_closed_stays_closed(borough: Borough, directory: Directory):
    lead = borough.people["lead"]
    directory.found(lead.email)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    directory.says_left(lead.email)
    assert directory.patch(lead.email, {"op": "replace", "path": "active", "value": True}).json()["active"] is False
    lead.refresh_from_db()
    assert not lead.is_active


def test_someone_who_is_also_elsewhere_loses_their_roles_here_alone(borough: Borough, directory: Directory):
    other, lead = make_borough("Oakham"), borough.people["lead"]
    Membership.objects.create(user=lead, role=Role.BOARD_MEMBER, partnership=other.partnership)
    assert directory.says_left(lead.email).status_code == 200
    lead.refresh_from_db()
    assert lead.is_active
    assert [role.partnership for role in lead.memberships.all()] == [other.partnership]
    browser = borough.client("lead")
    directory.patch(lead.email, {"op": "replace", "path": "active", "value": True})
    directory.says_left(lead.email)
    assert browser.get(f"/{other.slug}/start/").status_code == 200  # who is only there by now is none of its business


def test_the_last_admin_is_taken_away_and_others_are_told(borough: Borough, directory: Directory):
    operator = make_user("operator", is_staff=True)
    assert directory.says_left(borough.people["admin"].email).status_code == 200
    borough.people["admin"].refresh_from_db()
    assert not borough.people["admin"].is_active
    told = {address for each in mail.outbox for address in each.to if "no admin who can sign in" in each.subject}
    assert told == {operator.email, borough.people["board"].email, borough.people["programme"].email}
    assert AuditEntry.objects.filter(what="the directory took the last admin who could sign in").count() == 1


def test_the_last_admin_who_is_also_elsewhere_stays_one_until_there_is_another(borough: Borough, directory: Directory):
    other, admin = make_borough("Oakham"), borough.people["admin"]
    Membership.objects.create(user=admin, role=Role.BOARD_MEMBER, partnership=other.partnership)
    directory.says_left(admin.email)
    assert admin.memberships.filter(partnership=borough.partnership, role=Role.ADMIN).exists()
    assert any("no admin who can sign in" in each.subject for each in mail.outbox)


def test_nobody_of_another_partnership_can_be_seen_or_touched(borough: Borough, directory: Directory):
    other = make_borough("Oakham")
    theirs = Directory(other)
    victim = make_member(other, "victim", Role.REVIEWER)
    operator = make_user("operator", is_staff=True)
    number = theirs.found(victim.email)["id"]
    for email in (victim.email, operator.email):
        assert directory.ask("get", USERS, filter=f'userName eq "{email}"').json()["totalResults"] == 0
    gone = {"Operations": [{"op": "replace", "path": "active", "value": False}]}
    for method, body in (("get", None), ("patch", gone), ("put", {"userName": victim.email}), ("delete", None)):
        assert directory.ask(method, f"{USERS}/{number}", body).status_code == 404
    for email in (victim.email, operator.email):  # telling of them gives no hold on them
        assert directory.ask("post", USERS, {"userName": email, "active": False}).status_code == 201
        assert User.objects.get(email=email).is_active
    assert number not in directory.ask("get", USERS).content.decode()
    outside = directory.ask("post", USERS, {"userName": "someone@elsewhere.example"})
    assert (outside.status_code, outside.json()["schemas"][0][-5:]) == (403, "Error")
    assert directory.ask("get", USERS, filter=f'externalId eq "{victim.pk}"').json()["totalResults"] == 0


def test_neither_a_role_nor_an_address_nor_a_name_is_the_directory_s_to_change(borough: Borough, directory: Directory):
    lead = borough.people["lead"]
    taken = directory.patch(lead.email, {"op": "replace", "path": "userName", "value": "thief@example.org"})
    assert (taken.status_code, taken.json()["scimType"]) == (400, "mutability")
    directory.patch(lead.email, {"op": "replace", "path": "displayName", "value": "Somebody Else"})
    directory.patch(lead.email, {"op": "add", "path": "roles", "value": [{"value": "admin"}]})
    before = (lead.email, lead.name, lead.memberships.count())
    lead.refresh_from_db()
    assert (lead.email, lead.name, lead.memberships.count()) == before


def test_a_key_is_shown_once_kept_as_a_hash_and_ended_by_a_press(borough: Borough):
    admin = borough.client("admin")
    page = admin.post("/elmfield/setup/directory/key/").content.decode()
    key = re.search(r'id="directory-key">([^<]+)<', page)[1]
    held = DirectoryKey.objects.get()
    assert key not in str(DirectoryKey.objects.values()) + str(AuditEntry.objects.values())
    assert key not in admin.get("/elmfield/setup/directory/").content.decode()
    header = {"Authorization": f"Bearer {key}"}
    assert Client().get(USERS, headers=header).status_code == 200
    held.refresh_from_db()
    assert held.last_used_on
    admin.post(f"/elmfield/setup/directory/key/{held.pk}/end/")
    assert Client().get(USERS, headers=header).status_code == 401


def test_wrong_keys_are_refused_in_json_and_slowed(borough: Borough, directory: Directory):
    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {directory.key}"}):
        answer = Client().get(USERS, headers=header)
        assert (answer.status_code, answer.json()["status"]) == (401, "401")
    statuses = [Client().get(USERS, headers={"Authorization": f"Bearer {n}"}).status_code for n in range(30)]
    assert statuses[-1] == 429
    rate_limiter.forget()


def test_pages_of_many_are_counted_from_one(borough: Borough, directory: Directory):
    everyone = directory.ask("get", USERS).json()
    some = directory.ask("get", USERS, startIndex="2", count="3").json()
    assert (some["totalResults"], some["startIndex"], some["itemsPerPage"]) == (everyone["totalResults"], 2, 3)
    assert some["Resources"] == everyone["Resources"][1:4]
    assert not directory.ask("get", USERS, count="0").json().get("Resources")
    assert directory.ask("get", USERS, count="many").status_code == 400


def test_what_is_not_done_here_is_said_politely(directory: Directory):
    assert directory.ask("get", "/scim/v2/ServiceProviderConfig").json()["patch"] == {"supported": True}
    assert directory.ask("get", "/scim/v2/ResourceTypes").json()["totalResults"] == 2
    assert directory.ask("get", "/scim/v2/Schemas").json()["Resources"][0]["id"] == SCHEMA
    assert directory.ask("get", "/scim/v2/Groups").json()["totalResults"] == 0
    assert directory.ask("post", "/scim/v2/Groups", {}).status_code == 501
    assert directory.ask("post", "/scim/v2/Bulk", {}).status_code == 501
    assert directory.ask("get", "/scim/v2/Me").status_code == 404
    assert directory.ask("post", "/scim/v2/Schemas", {}).status_code == 405


BAD = [
    (b"", 400),
    (b"[]", 400),
    (b"{", 400),
    (b"\xff\xfe", 400),
    (b"[" * 50_000, 400),
    (b'{"userName": 7}', 400),
    (b'{"userName": "a\\u0000b@example.org"}', 400),
    (b'{"userName": "\\ud800@example.org"}', 400),
    (b'{"userName": "no address"}', 400),
    (b'{"userName": "' + b"a" * 90_000 + b'@example.org"}', 400),
    (b'{"userName": "a@example.org", "active": "perhaps"}', 400),
    (b'{"x": "' + b"a" * 200_000 + b'"}', 413),
]


@pytest.mark.parametrize(("content", "status"), BAD)
def test_bad_requests_are_refused_in_the_manner_of_scim(content: bytes, status: int, directory: Directory):
    answer = directory.client.generic(
        "POST", USERS, content, "application/scim+json", headers={"Authorization": f"Bearer {directory.key}"}
    )
    assert (answer.status_code, answer.json()["status"]) == (status, str(status))
    assert not DirectoryPerson.objects.exists()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["op", "path", "value", "active", "Operations", "userName", "name"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANYTHING, text=st.text(max_size=40))
def test_whatever_is_sent_is_understood_or_refused(body: object, text: str):
    sent = json.dumps(body).encode()
    for read in (lambda: told_in_patch({"Operations": [body]}), lambda: told_in(body_of(sent)), lambda: asked_in(text)):
        with contextlib.suppress(SCIMException):
            read()


def test_a_domain_that_is_none_is_explained(borough: Borough):
    page = borough.client("admin").post("/elmfield/setup/directory/", {"domains": "borough.gov.uk\nnot a domain"})
    assert "“not a domain” is not an email domain" in text_of(page)
    assert "borough.gov.uk" in page.content.decode()
    assert not DirectoryDomain.objects.exists()
