"""People get what is kept about them, and hear what cannot be found and why."""

import io
import json
import zipfile
from itertools import product

import pytest

from background.models import OutgoingMail
from data_protection.held import GOES, HELD, NOT, STAYS, THAT, WHOLE, keys_to_accounts
from learning.actions.naming import name_openly
from organisations.models import Invitation
from organisations.roles import Role
from tests.builders import NOON, TODAY, Borough, days, make_borough

pytestmark = pytest.mark.django_db


def test_every_key_to_an_account_is_decided():
    assert sorted(set(keys_to_accounts()) - set(HELD)) == []  # say in data_protection/held.py what becomes of it
    assert sorted(set(HELD) - set(keys_to_accounts())) == []
    for name, held in HELD.items():
        assert (held.gets, held.erased) in product((WHOLE, THAT, NOT), (GOES, STAYS)), name
        assert held.gets != NOT or held.why, name


def test_what_must_not_be_emptied_stays_with_the_former_user():
    for name, (_model, field) in keys_to_accounts().items():
        if field.remote_field.on_delete.__name__ == "PROTECT":
            assert HELD[name].erased == STAYS, name


def opened(answer) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return json.loads(book.read("your-data.json")), book.read("your-data.html").decode()


def test_someone_downloads_what_is_kept_about_them(borough: Borough):
    lead = borough.people["lead"]
    name_openly(
        partnership=borough.partnership, organisation=borough.organisations["hospital"],
        words="The form is too long", by=lead, on=TODAY,
    )  # fmt: skip
    assert "Your data" in borough.client("lead").get("/accounts/your-data/").content.decode()
    said, page = opened(borough.client("lead").post("/accounts/your-data/take/"))
    assert said["found"]["organisations.User"][0]["email"] == lead.email
    assert said["found"]["learning.Barrier.named_by"][0]["words"] == "The form is too long"
    assert "organisations.Membership.user" in said["found"]
    assert "organisations.AuditEntry.by" in said["found"]
    assert "The form is too long" in page
    assert "nothing in them says who wrote them" in page
    assert '"password":' not in json.dumps(said)
    assert "session_key" not in json.dumps(said)


def test_nobody_gets_what_someone_else_wrote_in_confidence(borough: Borough):
    from activities.models import NotWith

    lead, other = borough.people["lead"], borough.people["contributor"]
    NotWith.objects.create(user=other, other=lead, partnership=borough.partnership)
    said, _page = opened(borough.client("lead").post("/accounts/your-data/take/"))
    assert "NotWith" not in "".join(said["found"])
    said, _page = opened(borough.client("contributor").post("/accounts/your-data/take/"))
    assert "activities.NotWith.user" in said["found"]


def test_an_admin_finds_someone_without_an_account(borough: Borough):
    Invitation.objects.create(
        partnership=borough.partnership, role=Role.ADMIN, email="new@example.org", token_hash="x",
        invited_at=NOON, expires_on=TODAY + days(14),
    )  # fmt: skip
    OutgoingMail.objects.create(
        to="new@example.org", subject="Hello", text="a link that is secret", is_secret=True, kind="invitation",
        partnership=borough.partnership, made_at=NOON, next_try_at=NOON,
    )  # fmt: skip
    page = borough.client("admin").post("/elmfield/data-protection/person/", {"email": "NEW@example.org"})
    assert "An emailed link into a role" in page.content.decode()
    assert "What cannot be found, and why" in page.content.decode()
    took = borough.client("admin").post("/elmfield/data-protection/person/take/", {"email": "new@example.org"})
    said, _page = opened(took)
    assert "a link that is secret" not in json.dumps(said)
    assert "token_hash" not in json.dumps(said)
    # Who took what out is on record by number, and no address with it.
    entry = borough.partnership.audit_entries.order_by("-pk").first()
    assert "took out" in entry.what
    assert "@" not in entry.about


def test_an_admin_learns_nothing_of_another_partnership(borough: Borough):
    other = make_borough("oakham", with_round=False)
    address = other.people["lead"].email
    assert address != borough.people["lead"].email
    page = borough.client("admin").post("/elmfield/data-protection/person/", {"email": address}).content.decode()
    assert "Nothing was found" in page
    assert "See what goes" not in page
    erase = f"/elmfield/data-protection/person/{other.people['lead'].pk}/erase/"
    assert borough.client("admin").get(erase).status_code == 404
