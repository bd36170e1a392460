"""One name, one place: however it is spelled, within its own partnership, and no other partnership shines through."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organisations.actions import ActionRefused, plan_round
from organisations.changing import change_organisation, change_service
from organisations.models import Organisation, Round, Sector, Service
from organisations.models.naming import NamedQuerySet
from tables.folding import fold
from tests.builders import TODAY, Borough, make_service

pytestmark = pytest.mark.django_db


def test_a_name_is_kept_tidy_and_its_key_with_it_however_it_is_written(borough: Borough):
    made = Sector.objects.create(partnership=borough.partnership, slug="own", name="  Children’s\u00a0 social  care ")
    more = [Sector(partnership=borough.partnership, slug=name, name=name) for name in ("Cafe\u0301", "Police & courts")]
    Sector.objects.bulk_create(more)
    assert made.name == "Children’s social care"
    assert set(Sector.objects.filter(slug__in=["own", "Cafe\u0301", "Police & courts"]).values_list("name_key")) == {
        ("children's social care",),
        ("café",),
        ("police and courts",),
    }
    Sector.objects.filter(pk=made.pk).update(name="Early  HELP")
    made.refresh_from_db()
    assert (made.name, made.name_key) == ("Early HELP", "early help")
    with pytest.raises(ValueError, match="as text"):
        Sector.objects.bulk_update([made], ["name"])


def test_a_place_is_known_by_every_spelling_of_its_name(borough: Borough, other_borough: Borough):
    ward = borough.services["ward"]
    Service.objects.filter(pk=ward.pk).update(name="Mum’s & baby’s ward")
    assert Service.objects.in_partnership(borough.partnership).named("MUM'S AND  BABY'S WARD").get() == ward
    assert not Service.objects.in_partnership(other_borough.partnership).named("Mum's and baby's ward").exists()
    assert [
        model for model in (Sector, Organisation, Service) if not isinstance(model.objects.all(), NamedQuerySet)
    ] == []


@pytest.mark.parametrize("spelled", ["children's clinic", "Children’s  Clinic", "CHILDREN’S CLINIC"])
def test_two_spellings_of_one_name_are_one_service_and_one_organisation(spelled: str, borough: Borough):
    make_service(borough, "children’s clinic", sector="health", organisation="hospital")
    ward, admin = borough.services["ward"], borough.people["admin"]
    ward.name = spelled
    with pytest.raises(ActionRefused, match="already has a service"):
        change_service(service=ward, by=admin, fields=["name"])
    Organisation.objects.filter(pk=borough.organisations["charity"].pk).update(name="children’s clinic")
    council = borough.organisations["council"]
    council.name = spelled
    with pytest.raises(ActionRefused, match="Another organisation"):
        change_organisation(organisation=council, by=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(partnership=borough.partnership, slug="again", name=spelled)


def test_a_form_says_that_a_round_of_another_spelling_is_there(borough: Borough):
    before = borough.round
    assert before is not None
    twin = Round(partnership=borough.partnership, framework=before.framework, name="AUTUMN  2026")
    twin.opens_on = twin.closes_on = TODAY + datetime.timedelta(days=200)
    with pytest.raises(ActionRefused, match="Another round"):
        plan_round(round_=twin, by=borough.people["admin"])


def test_a_renamed_place_is_known_by_its_new_name(borough: Borough):
    page = reverse("organisations:organisation-edit", args=["elmfield", "council"])
    borough.client("admin").post(page, {"name": " The\u00a0Council "})
    council = Organisation.objects.get(slug="council")
    assert (council.name, council.name_key) == ("The Council", fold("The Council"))


def test_the_address_of_a_service_does_not_tell_that_another_partnership_has_its_name(
    borough: Borough, other_borough: Borough
):
    theirs = Service.objects.create(
        organisation=other_borough.organisations["council"],
        sector=other_borough.sectors["families"],
        slug=borough.services["ward"].slug,
        name="Ward",
    )
    assert theirs.partnership == other_borough.partnership
    assert Service.objects.exclude(partnership_id=theirs.organisation.partnership_id).filter(pk=theirs.pk).count() == 0
    home = reverse("service-home", args=[borough.slug, theirs.slug])
    assert "Elmfield" in borough.client("admin").get(home).content.decode()
    assert other_borough.client("admin").get(home).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=borough.services["clinic"].pk).update(slug=theirs.slug)
