"""Sectors: put in order, renamed, merged without doubles, deleted only where nothing refers to them."""

import pytest
from django.urls import reverse

from activities.models import Champion, Meeting, SubGroupMember
from activities.subgroups import subgroups_of
from assessments.models import Assessment
from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry, Invitation, Membership, Round, RoundService, Sector, Service
from organisations.roles import Role
from organisations.sectors import STAYS_BEHIND, _relations, can_be_deleted, delete_sector, merge_sector
from tests.builders import NOON, TODAY, Borough, days, make_member, make_service, text_of
from tests.organisations.importing import agreed, waiting

pytestmark = pytest.mark.django_db


def page(name: str, *args: str) -> str:
    return reverse(f"organisations:sector-{name}", args=["elmfield", *args])


def merge(borough: Borough, one: str = "health", into: str = "families") -> Sector:
    """Two sectors merged, and the first as it is then."""
    merge_sector(sector=borough.sectors[one], into=borough.sectors[into], by=borough.people["admin"], on=TODAY)
    return Sector.objects.get(pk=borough.sectors[one].pk)


def test_a_sector_is_added_once_however_it_is_spelled(borough: Borough):
    admin = borough.client("admin")
    admin.post(page("create"), {"name": " Police &  courts "})
    assert Sector.objects.get(slug="police-courts").name == "Police & courts"
    again = admin.post(page("create"), {"name": "POLICE and courts"})
    assert "Another sector is, or was, called this" in text_of(again)
    assert "POLICE and courts" in again.content.decode()  # nothing typed is lost


def test_sectors_stand_in_the_order_that_an_admin_gives_them(borough: Borough):
    make_service(borough, "cell", sector="police", organisation="force")
    admin = borough.client("admin")
    assert list(borough.partnership.sectors.all().values_list("name", flat=True)) == ["Families", "Health", "Police"]
    form = admin.get(page("edit", "police")).context["form"]
    assert form["after"].value() == "health"
    admin.post(page("edit", "police"), {"name": "Police", "after": "first"})
    admin.post(page("edit", "families"), {"name": "Families", "after": "health"})
    assert list(borough.partnership.sectors.all().values_list("name", flat=True)) == ["Police", "Health", "Families"]
    services = admin.get(reverse("organisations:service-list", args=["elmfield"])).context["services"]
    assert [each.name for each in services] == ["Cell", "Clinic", "Ward", "Centre", "Refuge"]
    make_service(borough, "flat", sector="advice", organisation="charity")
    assert Sector.objects.in_partnership(borough.partnership).last() == borough.sectors["advice"]


def test_a_renamed_sector_keeps_its_address_and_its_name_in_closed_rounds(borough: Borough):
    assert borough.round is not None
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    borough.client("admin").post(page("edit", "health"), {"name": "NHS and health", "after": "families"})
    assert Sector.objects.get(slug="health").name == "NHS and health"
    assert set(RoundService.objects.values_list("sector_name", flat=True)) == {"Families", "Health"}


def test_before_a_merge_the_page_says_what_will_change(borough: Borough):
    found = borough.client("admin").get(page("merge", "health"), {"into": "families"})
    assert found.context["moves"] == ["2 services", "1 sector lead"]
    assert "Merge Health into Families?" in text_of(found)
    assert Sector.objects.active().filter(slug="health").exists()
    itself = borough.client("admin").get(page("merge", "health"), {"into": "health"})
    assert "cannot be merged into itself" in text_of(itself)


def test_everything_that_belongs_to_a_merged_sector_goes_along_without_doubles(borough: Borough):
    health, families = borough.sectors["health"], borough.sectors["families"]
    both = borough.people["sector"]
    Membership.objects.create(user=both, role=Role.SECTOR_LEAD, partnership=borough.partnership, sector=families)
    other = make_member(borough, "second", Role.SECTOR_LEAD, sector=health)
    for sector in (health, families):
        SubGroupMember.objects.create(sector=sector, name="Ana O’Neill" if sector == health else "ana o'neill")
        Champion.objects.create(partnership=borough.partnership, name="Sky", sector=sector, since=TODAY)
        Invitation.objects.create(
            partnership=borough.partnership, role=Role.SECTOR_LEAD, sector=sector, email="new@example.org",
            token_hash=sector.slug, invited_at=NOON, expires_on=TODAY + days(9000),
        )  # fmt: skip
    meeting = Meeting.objects.create(sector=health, day=TODAY)
    borough.client("admin").post(page("merge", "health"), {"into": "families"})
    assert set(Service.objects.in_partnership(borough.partnership).values_list("sector", flat=True)) == {families.pk}
    leads = Membership.objects.filter(role=Role.SECTOR_LEAD, partnership=borough.partnership)
    assert sorted(leads.values_list("user", "sector")) == sorted([(both.pk, families.pk), (other.pk, families.pk)])
    assert SubGroupMember.objects.filter(sector=families, left_on__isnull=True).count() == 1
    assert Champion.objects.filter(sector=families, until__isnull=True).count() == 1
    assert Invitation.objects.filter(sector=families, withdrawn_at__isnull=True).count() == 1
    assert Meeting.objects.get() == meeting
    assert Meeting.objects.get().sector == families
    entry = AuditEntry.objects.get(what="merged a sector")
    assert entry.about.startswith("Health into Families: 2 services, 2 sector leads")
    names = [each.sector.name for each in subgroups_of(borough.partnership, None, on=TODAY)]
    assert names == ["Families"]


def test_nothing_refers_to_a_sector_of_which_a_merge_does_not_know():
    """A new thing that belongs to a sector goes along by itself; this asks whether it should."""
    moves = {each.related_model._meta.label_lower for each in _relations()} - STAYS_BEHIND
    assert moves == {
        "organisations.service",
        "organisations.servicemove",  # one that is planned goes to the other sector; of the past it has names
        "organisations.membership",
        "organisations.invitation",
        "activities.champion",
        "activities.subgroupmember",
        "activities.meeting",
    }


def test_what_was_shared_with_a_lead_is_not_shared_with_the_other_sector_s_lead(borough: Borough):
    ward, health = borough.services["ward"], borough.sectors["health"]
    shared = {"state": "submitted", "submitted_at": NOON, "shared_on": TODAY, "shared_with": health}
    kept = Assessment.objects.create(service=ward, round=borough.round, started_at=NOON, **shared)
    merge(borough)
    kept.refresh_from_db()
    assert kept.shared_with == health


def test_a_closed_round_keeps_the_merged_sector_and_its_meetings_are_found(borough: Borough):
    assert borough.round is not None
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    with pytest.raises(ActionRefused, match="not released"):
        merge(borough)
    Round.objects.filter(pk=borough.round.pk).update(state="released")
    merged = merge(borough)
    assert (merged.archived_on, merged.now) == (TODAY, borough.sectors["families"])
    assert RoundService.objects.filter(sector=merged, sector_name="Health").count() == 2
    borough.round.refresh_from_db()
    groups = subgroups_of(borough.partnership, borough.round, on=TODAY)
    assert [(each.sector.name, each.organisations) for each in groups] == [("Families", 3)]


def test_a_merged_sector_is_offered_nowhere_and_merging_twice_is_as_once(borough: Borough):
    merge(borough)
    merge(borough)
    admin = borough.client("admin")
    assert AuditEntry.objects.filter(what="merged a sector").count() == 1
    for address in ("edit", "merge"):
        assert admin.get(page(address, "health")).status_code == 404
    invite = admin.get(reverse("organisations:invitation-create", args=["elmfield"])).content.decode()
    assert "Families" in invite
    assert "Health" not in invite
    assert "part of Families since" in text_of(admin.get(page("list")))
    with pytest.raises(ActionRefused, match="has been merged into Families"):
        merge(borough, "families", "health")


def test_a_sector_is_not_merged_into_itself_nor_into_another_partnership_s(borough: Borough, other_borough: Borough):
    health, admin = borough.sectors["health"], borough.people["admin"]
    for into, why in ((health, "into itself"), (other_borough.sectors["health"], "of this partnership")):
        with pytest.raises(ActionRefused, match=why):
            merge_sector(sector=health, into=into, by=admin)


def test_a_chain_of_merges_ends_at_the_sector_that_is_left_and_a_file_finds_it(borough: Borough):
    make_service(borough, "cell", sector="police", organisation="force")
    merge(borough, "health", "families")
    merge(borough, "families", "police")
    police = borough.sectors["police"]
    assert set(Sector.objects.filter(successor__isnull=False).values_list("successor", flat=True)) == {police.pk}
    run = agreed(waiting(borough, "sector,organisation,service\nHEALTH,Hospital,Ward\nHealth,Hospital,Theatre\n"))
    assert (run.added, run.changed) == (1, 0)
    assert Service.objects.get(name="Theatre").sector == police


def test_only_a_sector_to_which_nothing_refers_is_deleted(borough: Borough):
    empty = Sector.objects.create(partnership=borough.partnership, slug="empty", name="Empty")
    admin = borough.client("admin")
    assert can_be_deleted(empty)
    assert not can_be_deleted(borough.sectors["health"])
    SubGroupMember.objects.create(sector=empty, name="Sky")  # it would go with the sector, unasked
    with pytest.raises(ActionRefused, match="belongs to Empty"):
        delete_sector(sector=empty, by=borough.people["admin"])
    SubGroupMember.objects.all().delete()
    admin.post(page("delete", "empty"))
    assert not Sector.objects.filter(slug="empty").exists()
    assert AuditEntry.objects.get(what="deleted a sector").about == "Empty"


def test_the_list_takes_as_many_queries_for_many_sectors(borough: Borough, django_assert_max_num_queries):
    for number in range(30):
        Sector.objects.create(partnership=borough.partnership, slug=f"s{number}", name=f"Sector {number}")
    admin = borough.client("admin")
    with django_assert_max_num_queries(14):
        admin.get(page("list"))
