"""One name, one place: however it is spelled, within its own partnership, and no other partnership shines through."""

import ast
import datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from activities.forms.filters import ServiceFilter
from activities.models import Course
from activities.who_came.reading import read_pasted
from organisations.actions import ActionRefused, plan_round
from organisations.changing import change_organisation, change_service
from organisations.choosing import ServiceChoice
from organisations.forms import InvitationForm
from organisations.models import Organisation, Round, Sector, Service
from organisations.models.naming import NamedQuerySet
from reporting.models import OutcomeIndicator
from surveys.forms.paper import BatchForm
from tables.folding import fold
from tests.builders import TODAY, Borough, make_service
from tests.organisations.importing import Sent

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


def test_names_of_before_are_tidied_and_of_two_that_fold_alike_both_stay(borough: Borough):
    """As the migration finds an installation: the constraint on keys is not there yet."""
    health, families = borough.sectors["health"], borough.sectors["families"]
    models.QuerySet(Sector).filter(pk=health.pk).update(name="Children's  care", name_key="a")
    models.QuerySet(Sector).filter(pk=families.pk).update(name="Children’s care", name_key="b")
    import_module("organisations.migrations.0021_names_are_folded").fold_names(apps, None)
    found = dict(Sector.objects.in_partnership(borough.partnership).values_list("name", "name_key"))
    assert found == {"Children's care": "children's care", "Children’s care": "children's care\t2"}
    later = Sector.objects.get(pk=max(health.pk, families.pk))
    later.save(force_update=True)  # it keeps its number until it is renamed
    assert Sector.objects.get(pk=later.pk).name_key == "children's care\t2"
    later.name = "Early help"
    later.save(update_fields=["name", "name_key"])
    assert Sector.objects.get(pk=later.pk).name_key == "early help"


def test_no_module_writes_a_name_without_its_key():
    """A name among `update_fields` writes no key; actions go by `saving`, which adds it."""
    root = Path(__file__).resolve().parents[2]
    rooms = [config.name for config in apps.get_app_configs() if (root / config.name).is_dir()]
    guilty = [
        f"{path.relative_to(root)}:{call.lineno}"
        for room in rooms
        for path in (root / room).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for word in call.keywords
        if word.arg == "update_fields" and "'name'" in ast.unparse(word.value)
    ]
    # A person's name has no key.
    of_people = (
        "organisations/actions.py",
        "organisations/own_name.py",
        "data_protection/actions/erasing.py",
        "signing_in/scim/people.py",
    )
    assert [each for each in guilty if not each.startswith(of_people)] == []


def test_every_form_that_offers_services_tells_those_of_one_name_apart(borough: Borough):
    """Two teams called A: the wrong lead was given a team's self-assessment."""
    make_service(borough, "a", sector="health", organisation="hospital")
    team = Service.objects.create(
        organisation=borough.organisations["council"], sector=borough.sectors["health"], slug="a-2", name="a"
    )
    form = borough.client("admin").get(reverse("organisations:invitation-create", args=["elmfield"])).context["form"]
    offered = {str(value): label for value, label in form.fields["service"].choices}
    assert offered[str(team.pk)] == "a (Council)"
    assert offered[str(borough.services["a"].pk)] == "A (Hospital)"
    assert offered[str(borough.services["ward"].pk)] == "Ward"
    for filed in (ServiceFilter, BatchForm, InvitationForm):
        assert isinstance(filed.base_fields["service"], ServiceChoice), filed


@pytest.mark.parametrize(("held", "typed"), [("Children’s  safety", "CHILDREN'S safety"), ("A & B", "a and b")])
def test_indicators_and_courses_are_known_however_they_are_spelled(held: str, typed: str, borough: Borough):
    fields = {"value": 1, "unit": "%", "source": "A", "good_is": "lower", "year": 2025}
    indicator = OutcomeIndicator.objects.create(partnership=borough.partnership, name=held, **fields)
    course = Course.objects.create(partnership=borough.partnership, title=held, level="aware", for_whom="All")
    assert OutcomeIndicator.objects.of(borough.partnership).named(typed).get() == indicator
    assert Course.objects.in_partnership(borough.partnership).titled(typed).get() == course
    sent = Sent(borough, f"name,year,value,unit,source,good_is\n{typed},2025,1,%,A,lower\n", what="indicators")
    assert [row.outcome for row in sent.plan.rows] == ["unchanged"]


def test_an_attendance_list_finds_an_organisation_of_another_spelling(borough: Borough):
    Organisation.objects.filter(pk=borough.organisations["charity"].pk).update(name="Children’s – and carers’ – trust")
    organisations = Organisation.objects.in_partnership(borough.partnership)
    came = read_pasted("Organisation\tPeople\nchildren's - & carers' - Trust\t3\n", organisations)
    counted = {key.place: people for key, people in came.people.items()}
    assert (counted, came.problems) == ({borough.organisations["charity"].pk: 3}, [])
