"""The audit log: nothing changes an entry, it holds no names, an admin reads it, and it ends after two years."""

import pytest
from auditlog.models import LogEntry
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.actions import end_membership, invite
from organisations.audit import forget_expired, forget_names, record, record_everywhere
from organisations.models import AuditEntry, Invitation, Membership, User
from organisations.models.audit import Unchangeable
from organisations.roles import Role
from tests.builders import NOON, Borough, days, make_borough, make_member, text_of

pytestmark = pytest.mark.django_db
LOG = "/elmfield/setup/log/"


def noted(borough: Borough, what: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(partnership=borough.partnership, what=what).order_by("pk"))


def test_an_entry_is_neither_changed_nor_deleted(borough: Borough):
    entry = record(partnership=borough.partnership, by=borough.people["admin"], what="tried", about="it")
    with pytest.raises(Unchangeable):
        AuditEntry.objects.filter(pk=entry.pk).update(what="did nothing")
    with pytest.raises(Unchangeable):
        AuditEntry.objects.all().delete()
    if connection.vendor == "postgresql":
        for words in ("UPDATE organisations_auditentry SET what = ''", "DELETE FROM organisations_auditentry"):
            with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic():
                connection.cursor().execute(words)
    assert noted(borough, "tried") == [entry]


def test_an_entry_ends_two_years_later_and_no_day_before(borough: Borough):
    entry = record(partnership=borough.partnership, by=None, what="tried", about="it", at=NOON)
    with_name = LogEntry.objects.filter(content_type__model="membership").exclude(object_repr="")
    Membership.objects.first().save()
    forget_expired(at=NOON + days(730))
    assert noted(borough, "tried") == [entry]
    assert forget_expired(at=NOON + days(732)) >= 1
    assert noted(borough, "tried") == []
    forget_names()
    assert not with_name.exists()


def test_an_entry_holds_no_name_and_outlives_its_account(borough: Borough):
    gone, admin = make_member(borough, "gone-soon", Role.REVIEWER), borough.people["admin"]
    end_membership(membership=gone.memberships.get(), by=admin)
    made = Invitation(partnership=borough.partnership, email="guest@example.org", role=Role.REVIEWER)
    invite(invitation=made, by=admin, build_address=str)
    said = " ".join(AuditEntry.objects.values_list("about", flat=True))
    assert "gone" not in said.lower()
    assert "guest" not in said
    client, number = borough.client("admin"), gone.pk
    assert "Gone soon: Safeguarding reviewer, Elmfield" in text_of(client.get(LOG))
    gone.delete()
    assert "Former user: Safeguarding reviewer, Elmfield" in text_of(client.get(LOG))
    assert AuditEntry.objects.get(what="ended a role").person_id == number


@pytest.mark.parametrize("number", [None, 10, 36, 1_000_000])
def test_signing_in_and_out_and_wrong_codes_are_on_record(borough: Borough, number: int | None):
    client, lead = Client(), borough.people["lead"]
    if number:  # an account's number is written in another way in its session
        User.objects.filter(pk=number).delete()
        lead = User.objects.create(pk=number, email="numbered@example.org", password="!")
        Membership.objects.create(user=lead, role=Role.PROGRAMME_LEAD, partnership=borough.partnership)
    client.post(reverse("account_request_login_code"), {"email": lead.email})
    confirm = reverse("account_confirm_login_code")
    for _try in range(3):  # after the last of them the code is good for nothing
        client.post(confirm, {"code": "WRONGONE"})
    client.post(reverse("account_request_login_code"), {"email": lead.email})
    code = next(word for word in mail.outbox[-1].body.split() if len(word.replace("-", "")) == 8 and word.isupper())
    client.post(confirm, {"code": code})
    client.post(reverse("account_logout"))
    entries = AuditEntry.objects.filter(what__in=("did not get in", "signed in", "signed out")).order_by("pk")
    found = [(entry.by, entry.what, entry.about) for entry in entries]
    assert found == [
        *[(lead, "did not get in", "")] * 3,
        (lead, "signed in", "by an emailed code"),
        (lead, "signed out", ""),
    ]


def test_a_reviewer_s_reading_is_on_record_and_says_nothing_of_what_was_read(borough: Borough):
    from surveys.models import ContactRequest

    ContactRequest.objects.create(
        partnership=borough.partnership, name="Sam", reach="07700 900000", due_on=timezone.localdate()
    )
    assert "Sam" in text_of(borough.client("reviewer").get("/elmfield/comments/"))
    (entry,) = noted(borough, "read comments and requests for contact that wait")
    assert (entry.by, entry.about) == (borough.people["reviewer"], "0, 1")


def test_filters_narrow_the_page_and_its_file_alike(borough: Borough):
    admin, lead, place = borough.people["admin"], borough.people["lead"], borough.partnership
    record(partnership=place, by=lead, what="changed a service", about=borough.services["ward"], at=NOON)
    record(partnership=place, by=admin, what="released a round", about="Spring", at=NOON + days(2))
    record(partnership=place, by=lead, what="wrote in a reflection", about="Hospital", at=NOON)
    client = borough.client("admin")
    asked = {
        "changed a service": [
            {"person": lead.pk},
            {"place": f"service-{borough.services['ward'].pk}"},
            {"place": f"organisation-{borough.services['ward'].organisation_id}"},
            {"until": "2026-10-02"},
        ],
        "released a round": [{"person": admin.pk}, {"kind": "releases"}, {"since": "2026-10-03"}],
    }
    for what, filters in asked.items():
        other = next(each for each in asked if each != what)
        for each in filters:
            file = client.get("/elmfield/exports/audit-log.csv", each).getvalue().decode("utf-8-sig")
            for said in (text_of(client.get(LOG, each)), file):
                assert what in said, each
                assert other not in said, each
                assert "reflection," not in said
                assert "wrote in a reflection" not in said


def test_a_filter_that_makes_no_sense_is_explained(borough: Borough):
    client = borough.client("admin")
    page = text_of(client.get(LOG, {"since": "2026-10-03", "until": "2026-10-01"}))
    assert "The last day must be on or after the first day" in page
    for nonsense in ({"person": "1 OR 1=1"}, {"place": "service-x"}, {"kind": "?"}, {"since": "soon"}):
        assert client.get(LOG, nonsense).status_code == 200


def test_an_admin_sees_the_own_partnership_alone(borough: Borough):
    other = make_borough("Oakham")
    record(partnership=other.partnership, by=other.people["admin"], what="tried", about="a secret of Oakham")
    page = text_of(borough.client("admin").get(LOG, {"person": other.people["admin"].pk}))
    assert "secret of Oakham" not in page
    assert "secret of Oakham" not in text_of(borough.client("admin").get(LOG))
    assert borough.client("admin").get(f"/{other.slug}/setup/log/").status_code == 404


def test_what_concerns_the_whole_installation_is_in_every_log(borough: Borough):
    other = make_borough("Oakham")
    assert record_everywhere(what="put back a backup", about="of 1 October", at=NOON) == 2
    assert noted(other, "put back a backup")[0].by is None
    assert "The site itself put back a backup: of 1 October" in text_of(borough.client("admin").get(LOG))


def test_a_long_log_costs_no_more_than_a_short_one(borough: Borough, django_assert_max_num_queries):
    client = borough.client("admin")
    client.get(LOG)

    def queries() -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            assert client.get(LOG).status_code == 200
        return len(found)

    record(partnership=borough.partnership, by=borough.people["lead"], what="tried", about=borough.services["ward"])
    few = queries()
    for person in list(User.objects.all()) * 4:
        record(partnership=borough.partnership, by=person, what="tried", about=borough.people["lead"])
    assert queries() == few


def test_what_signed_in_people_get_is_kept_by_no_browser(borough: Borough):
    for address in (LOG, "/elmfield/exports/services.csv", "/elmfield/start/", "/"):
        assert "no-store" in borough.client("admin").get(address)["Cache-Control"], address
    assert "Cache-Control" not in Client().get("/accessibility/")


@pytest.mark.parametrize("asked", ["until=9999-12-31", "since=0001-01-01", "since=9999-12-31"])
def test_a_day_far_away_is_no_error(borough: Borough, asked: str):
    assert borough.client("admin").get(f"/elmfield/setup/log/?{asked}").status_code == 200
