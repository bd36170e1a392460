"""What is taken away of a round that has closed says where its services stood in it, whatever has moved since."""

import csv
import io

import pytest
from django.urls import reverse

from activities.actions.organisational import keep_reply, organisational_questions_of
from activities.models import Briefing, DeepListening
from organisations.actions import close_round
from tests.builders import NOON, TODAY, Borough, days, make_round

pytestmark = pytest.mark.django_db


def rows_of(borough: Borough, name: str, **asked) -> list[dict[str, str]]:
    answer = borough.client("admin").get(reverse(f"activities:{name}", args=[borough.slug]), asked)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def moved(borough: Borough) -> Borough:
    """The ward has gone to another organisation and sector, under another name, after its round closed."""
    for day in (TODAY, TODAY + days(60)):
        service = borough.services["ward"]
        Briefing.objects.create(service=service, day=day, how="other", people_reached=7, team_size=12)
        DeepListening.objects.create(service=service, day=day, with_staff=True, people_heard=3, method="group")
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    ward = borough.services["ward"]
    ward.sector, ward.organisation, ward.name = borough.sectors["families"], borough.organisations["charity"], "Ward 9"
    ward.save()
    make_round(borough, "Spring 2027", opens_on=TODAY + days(50))
    return borough


@pytest.mark.parametrize("name", ["briefings-csv", "listening-csv"])
def test_a_record_is_of_the_place_that_its_service_had_in_its_round(moved: Borough, name: str):
    places = [(row["day"], row["sector"], row["organisation"], row["service"]) for row in rows_of(moved, name)]
    assert places == [
        ("2026-11-30", "Families", "Charity", "Ward 9"),
        ("2026-10-01", "Health", "Hospital", "Ward"),
    ]


def test_an_organisation_that_is_renamed_has_its_old_name_in_its_old_round(borough: Borough):
    hospital = borough.organisations["hospital"]
    question = organisational_questions_of(borough.round)[0]
    said = {question: (question.choices()[0], "")}
    by = borough.people["leader"]
    keep_reply(organisation=hospital, round_=borough.round, said=said, known={}, send=True, by=by, at=NOON)
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    hospital.name = "Infirmary"
    hospital.save()
    asked = {"round": borough.round.slug}
    assert {row["organisation"] for row in rows_of(borough, "organisational-csv", **asked)} == {"Hospital"}
    listed = [row["organisation"] for row in rows_of(borough, "organisational-list-csv", **asked)]
    assert listed == ["Charity", "Council", "Hospital"]
