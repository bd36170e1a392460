"""Two people change one thing at the same moment: nobody's change is undone by a page that was read before it."""

import threading

import pytest
from django.db import connection, transaction

from organisations import actions
from organisations.actions import ActionRefused
from organisations.changing import change_round, change_service, close_service
from organisations.forms import LastDayForm, OrganisationForm, RoundForm, ServiceForm
from organisations.leaving import leave_partnership, return_to_partnership
from organisations.models import AuditEntry, Invitation, Organisation, Round, RoundService, Service
from organisations.roles import Role
from organisations.saving import save_shown_fields
from tests.builders import NOON, TODAY, days, make_round, text_of
from tests.meanwhile import meanwhile, no_audit_entry_can_be_written
from tests.organisations.importing import agreed, waiting

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_round_that_is_closed_while_its_last_day_is_moved_stays_closed_and_can_be_released(borough):
    admin, last = borough.people["admin"], borough.round.closes_on

    def close():
        actions.close_round(round_=fresh(borough.round), by=admin, at=NOON)

    with meanwhile(LastDayForm, close):
        moved = (last + days(7)).isoformat()
        page = borough.client("admin").post(f"/{borough.slug}/rounds/{borough.round.slug}/edit/", {"closes_on": moved})
    assert "so it cannot be changed" in text_of(page)
    stored = fresh(borough.round)
    assert (stored.state, stored.closes_on) == (Round.State.CLOSED, TODAY)
    assert not AuditEntry.objects.filter(what="changed a round").exists()


def test_a_round_that_was_broken_half_way_can_be_closed_after_all(borough):
    actions.close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    Round.objects.update(state=Round.State.OPEN, is_sealed=False)
    actions.close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    assert fresh(borough.round).state == Round.State.CLOSED
    assert RoundService.objects.in_round(borough.round).count() == 4


def test_a_planned_round_that_opens_while_it_is_renamed_stays_open_under_its_name(borough):
    Round.objects.update(state=Round.State.RELEASED)
    planned = make_round(borough, "Spring 2027", state="planned", opens_on=TODAY + days(120))
    with meanwhile(RoundForm, lambda: actions.open_round(round_=fresh(planned), by=borough.people["admin"])):
        page = borough.client("admin").post(
            f"/{borough.slug}/rounds/{planned.slug}/edit/",
            {
                "name": "Summer 2027",
                "opens_on": planned.opens_on.isoformat(),
                "closes_on": planned.closes_on.isoformat(),
                "framework": planned.framework_id,
            },
        )
    assert "so it cannot be changed" in text_of(page)
    assert (fresh(planned).name, fresh(planned).state) == ("Spring 2027", Round.State.OPEN)


def test_an_organisation_that_leaves_while_it_is_renamed_has_left(borough):
    Round.objects.update(state=Round.State.RELEASED)
    charity = borough.organisations["charity"]
    with meanwhile(
        OrganisationForm, lambda: leave_partnership(organisation=fresh(charity), by=borough.people["admin"])
    ):
        borough.client("admin").post(f"/{borough.slug}/organisations/{charity.slug}/", {"name": "Charity and friends"})
    assert fresh(charity).archived_on is not None
    assert fresh(charity).name == "Charity and friends"
    assert not Service.objects.active().filter(organisation=charity).exists()


def test_an_organisation_that_comes_back_while_it_is_renamed_is_back(borough):
    Round.objects.update(state=Round.State.RELEASED)
    charity, admin = borough.organisations["charity"], borough.people["admin"]
    leave_partnership(organisation=charity, by=admin)
    with meanwhile(OrganisationForm, lambda: return_to_partnership(organisation=fresh(charity), by=admin)):
        borough.client("admin").post(f"/{borough.slug}/organisations/{charity.slug}/", {"name": "Charity and friends"})
    assert fresh(charity).archived_on is None


def test_a_service_that_is_closed_while_it_is_changed_stays_closed_and_as_it_was(borough):
    Round.objects.update(state=Round.State.RELEASED)
    ward = borough.services["ward"]
    with meanwhile(ServiceForm, lambda: close_service(service=fresh(ward), by=borough.people["admin"])):
        page = borough.client("admin").post(
            f"/{borough.slug}/services/{ward.slug}/edit/", {"name": "Ward 9", "sector": ward.sector_id, "headcount": 40}
        )
    assert "Ward has just been archived" in text_of(page)
    assert fresh(ward).archived_on is not None
    assert fresh(ward).name == "Ward"


def test_two_admins_who_change_different_things_of_a_service_both_find_their_change(borough):
    ward, families = borough.services["ward"], borough.sectors["families"]

    def move():
        other = fresh(ward)
        other.sector = families
        change_service(service=other, fields=["sector"], by=borough.people["admin"])

    with meanwhile(ServiceForm, move):
        borough.client("admin").post(
            f"/{borough.slug}/services/{ward.slug}/edit/", {"name": "Ward", "sector": ward.sector_id, "headcount": 44}
        )
    assert (fresh(ward).sector, fresh(ward).headcount) == (families, 44)


def test_of_two_admins_who_change_one_field_at_one_moment_the_later_one_is_told(borough):
    ward = borough.services["ward"]

    def count_anew():
        other = fresh(ward)
        other.headcount = 33
        change_service(service=other, fields=["headcount"], by=borough.people["admin"])

    sent = {"name": "Ward", "sector": ward.sector_id, "headcount": 20}
    with meanwhile(ServiceForm, count_anew):
        page = borough.client("admin").post(f"/{borough.slug}/services/{ward.slug}/edit/", sent)
    assert "Someone else changed this at the same time" in text_of(page)
    assert 'value="20"' in page.content.decode()
    assert fresh(ward).headcount == 33
    borough.client("admin").post(f"/{borough.slug}/services/{ward.slug}/edit/", sent)
    assert fresh(ward).headcount == 20


def test_two_organisations_renamed_alike_at_one_moment_are_told_apart(borough):
    charity, hospital = borough.organisations["charity"], borough.organisations["hospital"]
    with meanwhile(OrganisationForm, lambda: Organisation.objects.filter(pk=hospital.pk).update(name="Together")):
        # The name was free when it was looked up, and is taken when it is saved.
        real = OrganisationForm.clean_name
        OrganisationForm.clean_name = lambda form: form.cleaned_data["name"]
        try:
            page = borough.client("admin").post(f"/{borough.slug}/organisations/{charity.slug}/", {"name": "Together"})
        finally:
            OrganisationForm.clean_name = real
    assert page.status_code == 200
    assert fresh(charity).name == "Charity"


@pytest.mark.parametrize("name", ["Clinic", "CLINIC"])
def test_two_services_renamed_alike_at_one_moment_are_told_apart(borough, name):
    council = borough.organisations["council"]
    clinic, centre = borough.services["clinic"], fresh(borough.services["centre"])
    assert clinic.organisation == centre.organisation == council
    centre.name = name
    with pytest.raises(ActionRefused, match="Enter a different name"):
        change_service(service=centre, fields=["name"], by=borough.people["admin"])
    assert fresh(centre).name == "Centre"


def test_an_import_keeps_what_somebody_else_changed_of_a_service(borough):
    ward = borough.services["ward"]
    draft = waiting(borough, "sector,organisation,service\nFamilies,Hospital,Ward\n")
    Service.objects.filter(pk=ward.pk).update(headcount=77)
    agreed(draft)
    assert (fresh(ward).sector, fresh(ward).headcount) == (borough.sectors["families"], 77)


def test_a_row_that_was_deleted_does_not_come_back_by_being_saved(borough):
    planned = make_round(borough, "Spring 2027", state="planned", opens_on=TODAY + days(120))
    stale = fresh(planned)
    planned.delete()
    stale.name = "Summer 2027"
    with pytest.raises(ActionRefused, match="Someone else has just deleted this, so it"):
        change_round(round_=stale, fields=["name"], by=borough.people["admin"])
    assert not Round.objects.filter(pk=stale.pk).exists()


def test_an_invitation_that_was_just_accepted_is_not_withdrawn(borough):
    actions.invite(
        invitation=Invitation(email="new@example.org", role=Role.REVIEWER, partnership=borough.partnership),
        by=borough.people["admin"],
        build_address=str,
    )
    seen = Invitation.objects.get(email="new@example.org")
    actions.accept_invitation(invitation=seen)
    with pytest.raises(ActionRefused, match="accepted"):
        actions.withdraw_invitation(invitation=seen, by=borough.people["admin"])
    assert fresh(seen).withdrawn_at is None


@pytest.mark.parametrize(
    ("address", "data", "stays"),
    [
        ("rounds/autumn-2026/edit/", {"closes_on": "2026-12-24"}, ("round", "closes_on")),
        ("organisations/charity/", {"name": "Another"}, ("charity", "name")),
        ("services/ward/edit/", {"name": "Ward", "sector": "", "headcount": "51"}, ("ward", "headcount")),
        ("services/ward/close/", {}, ("ward", "archived_on")),
    ],
)
def test_nothing_of_a_place_or_a_round_changes_without_an_entry_in_the_audit_log(borough, address, data, stays):
    rows = {"round": borough.round, "charity": borough.organisations["charity"], "ward": borough.services["ward"]}
    row, column = rows[stays[0]], stays[1]
    if stays[1] == "archived_on":
        Round.objects.update(state=Round.State.RELEASED)
    if "sector" in data:
        data["sector"] = row.sector_id
    before, client = getattr(fresh(row), column), borough.client("admin")
    client.raise_request_exception = False
    with no_audit_entry_can_be_written():
        assert client.post(f"/{borough.slug}/{address}", data).status_code == 500
    assert getattr(fresh(row), column) == before


def test_saving_nothing_writes_nothing_but_that_somebody_pressed(borough):
    saved = save_shown_fields(borough.round, [], by=borough.people["admin"], what="changed a round")
    assert saved.state == Round.State.OPEN


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="On SQLite writers come one after another anyway")
def test_closing_waits_for_the_last_day_and_moving_it_for_closing(borough):
    admin, last = borough.people["admin"], borough.round.closes_on
    found: list[object] = []

    def move():
        stale = fresh(borough.round)
        stale.closes_on = last + days(7)
        try:
            change_round(round_=stale, fields=["closes_on"], by=admin)
        except ActionRefused as reason:
            found.append(str(reason))
        finally:
            connection.close()

    with transaction.atomic():
        actions.close_round(round_=fresh(borough.round), by=admin, at=NOON)
        other = threading.Thread(target=move)
        other.start()
        other.join(0.3)
        assert other.is_alive(), "It did not wait for whoever closes the round."
    other.join(10)
    assert len(found) == 1
    assert "so it cannot be changed" in found[0]
    assert fresh(borough.round).state == Round.State.CLOSED
