"""Services and organisations merge, and services are split: what goes along, what stays, and what is refused."""

import datetime

import pytest
from django.apps import apps
from django.urls import reverse

from activities.models import Briefing
from assessments.models import Assessment, ImprovementAction
from framework.actions import modules_of_rooms
from organisations.actions import ActionRefused
from organisations.going_along import ALL
from organisations.leaving import return_to_partnership
from organisations.lineage import Lineage
from organisations.merging import NewService, merge_organisations, merge_services, split_service
from organisations.models import Invitation, Membership, Organisation, PlaceSuccession, Round, Service
from organisations.roles import Role
from pledges.models import Pledge
from surveys.models import QuietTime
from tests.builders import NOON, TODAY, Borough, days, make_borough, make_member, make_service, text_of
from tests.organisations.importing import agreed, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def between_rounds(borough: Borough) -> Borough:
    """The borough after its round, whose answers are sealed."""
    Round.objects.update(state="closed", is_sealed=True, closes_on=TODAY - days(1))
    return borough


def service_page(name: str, borough: Borough, service: str) -> str:
    return reverse(name, args=[borough.slug, service])


def an_action(borough: Borough, service: str, **fields) -> ImprovementAction:
    values = {"what": "Ask first", "recorded_by": borough.people["lead"], "recorded_on": TODAY, **fields}
    return ImprovementAction.objects.create(service=borough.services[service], **values)


def merge(borough: Borough, services: list[str], into: str, on: datetime.date = TODAY) -> Service:
    ending = [borough.services[one] for one in services]
    return merge_services(services=ending, into=borough.services[into], by=borough.people["admin"], on=on)


def test_every_key_to_a_place_goes_along_or_stays_and_says_why():
    said: dict[str, str] = {}
    for room in modules_of_rooms("succession"):
        for name, why in (room.GOES_ALONG | room.STAYS).items():
            assert name not in said, f"{name} is said twice"
            said[name] = why
    keys = {
        f"{model._meta.label}.{each.name}"
        for model in apps.get_models()
        for each in model._meta.get_fields(include_hidden=True)
        if each.concrete and each.related_model in (Service, Organisation)
    }
    assert keys == set(said)
    assert all(why for why in said.values())


def test_what_is_open_goes_along_and_what_was_stays(between_rounds: Borough):
    borough, ward, clinic = between_rounds, between_rounds.services["ward"], between_rounds.services["clinic"]
    # Someone who has the same role at both has it once.
    Membership.objects.create(
        user=borough.people["lead"], role=Role.SERVICE_LEAD, partnership=borough.partnership, service=clinic
    )
    open_, done = an_action(borough, "ward", person=borough.people["contributor"]), None
    done = an_action(borough, "ward", state="done", ended_on=TODAY)
    Briefing.objects.create(service=ward, day=TODAY, how="other", people_reached=4, team_size=40)
    QuietTime.objects.create(partnership=borough.partnership, service=ward, began_at=NOON)
    waiting = Invitation.objects.create(
        partnership=borough.partnership,
        service=ward,
        role=Role.CONTRIBUTOR,
        email="new@example.org",
        token_hash="x",
        invited_at=NOON,
        expires_on=TODAY + days(3),
    )
    merge(borough, ["ward"], "clinic")
    ward.refresh_from_db()
    assert ward.archived_on == TODAY
    assert not Membership.objects.filter(service=ward).exists()
    assert Membership.objects.filter(service=clinic, role=Role.SERVICE_LEAD, user=borough.people["lead"]).count() == 1
    assert Membership.objects.filter(service=clinic, user=borough.people["contributor"]).exists()
    open_.refresh_from_db()
    done.refresh_from_db()
    waiting.refresh_from_db()
    assert (open_.service, open_.person) == (clinic, borough.people["contributor"])
    assert done.service == ward
    assert waiting.service == clinic
    assert Briefing.objects.get().service == ward
    assert QuietTime.objects.running().filter(service=clinic).count() == 1


@pytest.mark.slow
def test_the_past_is_read_by_those_who_could_and_by_the_successor(between_rounds: Borough):
    borough = between_rounds
    Assessment.objects.create(
        service=borough.services["ward"],
        round=borough.round,
        state="submitted",
        started_at=NOON,
        submitted_at=NOON,
        submitted_by=borough.people["lead"],
    )
    borough.people["neighbour"] = make_member(
        borough, "neighbour", Role.CONTRIBUTOR, service=borough.services["refuge"]
    )
    merge(borough, ["ward"], "clinic")
    past, check = service_page("service-past", borough, "ward"), [borough.slug, "ward", borough.round.slug]
    for who in ("lead", "contributor", "leader", "admin"):
        page = text_of(borough.client(who).get(past))
        assert "Since 1 October 2026 it is part of: Clinic" in page
        assert "Autumn 2026" in page
        assert borough.client(who).get(reverse("assessments:assessment-check", args=check)).status_code == 200
        assert borough.client(who).get(service_page("assessments:action-list", borough, "ward")).status_code == 200
    assert borough.client("neighbour").get(past).status_code == 403
    assert borough.client("neighbour").get(reverse("assessments:assessment-check", args=check)).status_code == 403
    # The sector's lead sees that it closed, and nothing that the service did not share.
    assert borough.client("sector").get(past).status_code == 200
    assert borough.client("sector").get(reverse("assessments:assessment-check", args=check)).status_code == 403
    # The old address leads on, and what would change something is gone.
    assert borough.client("lead").get(borough.services["ward"].get_absolute_url()).url == past
    assert borough.client("admin").get(service_page("organisations:service-edit", borough, "ward")).status_code == 404
    assert "Before: Ward" in text_of(borough.client("lead").get(borough.services["clinic"].get_absolute_url()))


def test_several_become_a_new_one(between_rounds: Borough):
    borough = between_rounds
    new = NewService("Hub", borough.organisations["council"], borough.sectors["health"], 30)
    services = [borough.services["ward"], borough.services["clinic"]]
    hub = merge_services(services=services, into=new, by=borough.people["admin"], on=TODAY)
    assert (hub.headcount, hub.organisation.name) == (30, "Council")
    assert set(Lineage(borough.partnership).before(hub.pk)) == {one.pk for one in services}
    page = text_of(borough.client("lead").get(hub.get_absolute_url()))
    assert "Before: Ward and Clinic" in page or "Before: Clinic and Ward" in page


@pytest.mark.parametrize("choice", ["1", ALL])
def test_a_split_lets_an_admin_choose(between_rounds: Borough, choice: str):
    borough, ward = between_rounds, between_rounds.services["ward"]
    first, second = an_action(borough, "ward"), an_action(borough, "ward", what="Listen")
    lead = Membership.objects.get(service=ward, role=Role.SERVICE_LEAD)
    parts = [NewService(name, ward.organisation, ward.sector, 20) for name in ("Day ward", "Night ward")]
    chosen = {f"role-{lead.pk}": choice, f"action-{second.pk}": "1"}
    day, night = split_service(service=ward, parts=parts, choices=chosen, by=borough.people["admin"], on=TODAY)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.service, second.service) == (day, night)
    leads = {one.service for one in Membership.objects.filter(user=lead.user, role=Role.SERVICE_LEAD)}
    assert leads == ({night} if choice == "1" else {day, night})
    assert Membership.objects.get(user=borough.people["contributor"]).service == day  # not chosen: the first


def test_an_organisation_becomes_part_of_another(between_rounds: Borough):
    borough = between_rounds
    twin = make_service(borough, "clinic-2", sector="health", organisation="hospital")
    other = make_service(borough, "centre-2", sector="health", organisation="hospital")
    Service.objects.filter(pk=twin.pk).update(name="CLINIC")
    Service.objects.filter(pk=other.pk).update(name="Centre")
    hospital, council = borough.organisations["hospital"], borough.organisations["council"]
    made = {"leader_name": "A", "leader_role": "B", "text": "We promise.", "made_on": TODAY - days(50)}
    agreed = {"state": "agreed", "agreed_on": TODAY - days(40)}
    promise = Pledge.objects.create(organisation=hospital, **made, **agreed)
    admin = borough.people["admin"]
    with pytest.raises(ActionRefused, match="Enter a different name"):
        merge_organisations(organisation=hospital, into=council, renames={}, joins=[], by=admin, on=TODAY)
    assert Service.objects.filter(organisation=hospital).count() == 3  # nothing is half done
    renames = {other.pk: "Centre for children"}
    merge_organisations(organisation=hospital, into=council, renames=renames, joins=[twin.pk], by=admin, on=TODAY)
    names = set(Service.objects.active().filter(organisation=council).values_list("name", flat=True))
    assert names == {"Clinic", "Centre", "Centre for children", "Ward"}
    twin.refresh_from_db()
    assert (twin.organisation, twin.archived_on) == (hospital, TODAY)
    assert Membership.objects.get(user=borough.people["leader"]).organisation == council
    # What was promised stays with who promised it, and goes on.
    promise.refresh_from_db()
    going_on = Pledge.objects.get(organisation=council)
    assert (promise.organisation, promise.state, promise.ended_on) == (hospital, "withdrawn", TODAY)
    assert (going_on.text, going_on.agreed_on) == ("We promise.", TODAY)
    page = text_of(borough.client("leader").get(reverse("organisation-past", args=[borough.slug, "hospital"])))
    assert "Since 1 October 2026 it is part of Council." in page
    assert "We promise." in page
    with pytest.raises(ActionRefused, match="Hospital is now part of Council"):
        return_to_partnership(organisation=Organisation.objects.get(pk=hospital.pk), by=admin)


def test_what_cannot_be_says_so_and_does_nothing(between_rounds: Borough, other_borough: Borough):
    borough, admin = between_rounds, between_rounds.people["admin"]
    merge(borough, ["ward"], "clinic")
    for services, into, why in (
        (["clinic"], "ward", "Ward is now part of Clinic. Select a service that is open."),  # back and forth
        (["clinic"], "clinic", "A service cannot be merged with itself."),
        (["ward"], "centre", "Ward is now part of Clinic."),
        ([], "centre", "Select at least one service"),
    ):
        with pytest.raises(ActionRefused, match=why.replace(".", r"\.")):
            merge(borough, services, into)
    strange = other_borough.services["centre"]
    with pytest.raises(ActionRefused, match="two partnerships"):
        merge_services(services=[borough.services["clinic"]], into=strange, by=admin, on=TODAY)
    taken = NewService("Clinic", borough.organisations["council"], borough.sectors["health"])
    pair = [borough.services["clinic"], borough.services["centre"]]
    with pytest.raises(ActionRefused, match="already has a service called"):
        merge_services(services=pair, into=taken, by=admin, on=TODAY)
    clinic = borough.services["clinic"]
    parts = [NewService(name, clinic.organisation, clinic.sector) for name in ("One", "ONE")]
    with pytest.raises(ActionRefused, match="a different name"):
        split_service(service=clinic, parts=parts, choices={}, by=admin, on=TODAY)
    assert PlaceSuccession.objects.count() == 1
    assert Service.objects.in_partnership(borough.partnership).active().count() == 3


def test_a_file_does_not_bring_back_what_has_become_another(between_rounds: Borough):
    borough = between_rounds
    merge(borough, ["ward"], "clinic")
    with pytest.raises(ActionRefused, match="nothing in this file"):
        agreed(waiting(borough, "sector,organisation,service\nHealth,Hospital,Ward\n"))
    assert Service.objects.get(slug="ward").archived_on == TODAY


@pytest.mark.parametrize("state", ["open", "closed"])
def test_no_merger_while_answers_lie_where_they_came_in(borough: Borough, state: str):
    Round.objects.update(state=state)
    with pytest.raises(ActionRefused, match=r"open|reopened"):
        merge(borough, ["ward"], "clinic")
    page = {"services": [borough.services["clinic"].pk], "becomes": borough.services["ward"].pk}
    said = borough.client("admin").post(service_page("organisations:service-merge", borough, "ward"), page)
    assert "Merge or split after" in text_of(said)


def test_a_page_says_what_will_happen_and_then_a_button_does_it(between_rounds: Borough):
    borough = between_rounds
    an_action(borough, "clinic", who="The reception")
    client, url = borough.client("admin"), service_page("organisations:service-merge", borough, "ward")
    data = {"services": [borough.services["clinic"].pk], "becomes": borough.services["ward"].pk, "headcount": "52"}
    page = text_of(client.post(url, data))
    assert "Archived today, and from then on part of Ward: Clinic." in page
    assert "1 open action goes along" in page
    assert "This cannot be undone." in page
    assert not PlaceSuccession.objects.exists()
    assert "Now part of Ward: Clinic." in text_of(client.post(url, {**data, "agreed": "yes"}, follow=True))
    assert Service.objects.get(slug="ward").headcount == 52
    assert "Now part of" not in text_of(client.post(url, {**data, "agreed": "yes"}))  # once more: it is closed
    assert PlaceSuccession.objects.count() == 1


def test_the_address_of_what_a_merger_makes_tells_nothing_of_another_partnership(between_rounds: Borough):
    make_service(make_borough("oakham", with_round=False), "hub", sector="health", organisation="hospital")
    Service.objects.filter(name="Hub").update(slug="hub")
    here = between_rounds
    both = [here.services["ward"], here.services["clinic"]]
    hub = NewService("Hub", here.organisations["council"], here.sectors["health"])
    assert merge_services(services=both, into=hub, by=here.people["admin"], on=TODAY).slug == "hub"
