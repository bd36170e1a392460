"""From a briefing, a conversation or a meeting to a figure, and from there to a cell of the matrix."""

from decimal import Decimal

import pytest
from django.urls import reverse

from activities.models import Briefing, DeepListening, Meeting, MeetingAttendance
from organisations.actions import close_round
from organisations.models import Service
from reporting.figures import COUNT, NONE, PEOPLE, RATE, Figure
from tests.builders import TODAY, Borough, days, figures_of, release_round, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def brief(borough: Borough, service: str, *, reached: int, team: int, day=TODAY) -> Briefing:
    return Briefing.objects.create(
        service=borough.services[service], day=day, how="team_meeting", people_reached=reached, team_size=team
    )


def listen(borough: Borough, service: str, *, heard: int, day=TODAY) -> DeepListening:
    return DeepListening.objects.create(
        service=borough.services[service], day=day, people_heard=heard, with_parents_carers=True, method="group"
    )


def meet(borough: Borough, sector: str, *came: str, day=TODAY, **fields) -> Meeting:
    meeting = Meeting.objects.create(sector=borough.sectors[sector], day=day, **fields)
    for name in came:
        MeetingAttendance.objects.create(meeting=meeting, organisation=borough.organisations[name], people=2)
    return meeting


def close(borough: Borough) -> dict[tuple, Figure]:
    """Every figure about a whole place, by measure, level, name and statistic."""
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round.refresh_from_db()
    return {
        (each.measure, each.place.level, each.place.name, each.statistic): each
        for each in figures_of(borough.round)
        if each.subject_kind == "overall"
    }


def out_of(figure: Figure) -> tuple[int | None, int | None]:
    return figure.numerator, figure.denominator


def test_services_that_shared_the_definition_and_the_people_they_reached(borough: Borough):
    brief(borough, "ward", reached=10, team=40)
    brief(borough, "ward", reached=8, team=40)
    brief(borough, "clinic", reached=12, team=12)
    found = close(borough)
    assert out_of(found["definitions_shared", "system", "Elmfield Partnership", COUNT]) == (2, 4)
    assert out_of(found["definitions_shared", "sector", "Health", COUNT]) == (2, 2)
    assert out_of(found["definitions_shared", "sector", "Health", PEOPLE]) == (30, 52)
    assert found["definitions_shared", "sector", "Health", RATE].value == Decimal(58)
    assert out_of(found["definitions_shared", "service", "Ward", PEOPLE]) == (18, 40)


def test_a_team_that_heard_it_twice_counts_once(borough: Borough):
    for _ in range(3):
        brief(borough, "clinic", reached=9, team=12)
    assert out_of(close(borough)["definitions_shared", "service", "Clinic", PEOPLE]) == (12, 12)


def test_a_rate_says_so_where_a_team_is_not_known(borough: Borough):
    brief(borough, "centre", reached=5, team=12)
    found = close(borough)
    assert found["definitions_shared", "sector", "Families", RATE].status == NONE
    assert "not known" in found["definitions_shared", "sector", "Families", RATE].note
    assert out_of(found["definitions_shared", "sector", "Families", PEOPLE]) == (5, None)
    assert found["definitions_shared", "service", "Refuge", COUNT].status == NONE


def test_conversations_and_people_heard_add_up_the_tree(borough: Borough):
    listen(borough, "ward", heard=3)
    listen(borough, "ward", heard=1)
    listen(borough, "refuge", heard=6)
    found = close(borough)
    whole = {s: found["deep_listening_use", "system", "Elmfield Partnership", s].numerator for s in (COUNT, PEOPLE)}
    assert whole == {COUNT: 3, PEOPLE: 10}
    assert found["deep_listening_use", "service", "Clinic", COUNT].status == NONE
    assert out_of(found["deep_listening_take_up", "sector", "Health", COUNT]) == (1, 2)
    assert out_of(found["deep_listening_take_up", "system", "Elmfield Partnership", COUNT]) == (2, 4)


def test_what_was_done_outside_the_rounds_days_is_not_in_it(borough: Borough):
    listen(borough, "ward", heard=3, day=borough.round.closes_on + days(1))
    brief(borough, "ward", reached=3, team=9, day=borough.round.closes_on - days(400))
    meet(borough, "health", "hospital", day=borough.round.closes_on + days(1))
    found = close(borough)
    assert found["deep_listening_use", "system", "Elmfield Partnership", COUNT].status == NONE
    assert out_of(found["definitions_shared", "system", "Elmfield Partnership", COUNT]) == (0, 4)
    assert out_of(found["subgroup_engagement", "sector", "Health", COUNT]) == (0, 2)


def test_an_organisation_counts_in_each_of_its_sectors_and_once_in_the_system(borough: Borough):
    meet(borough, "health", "hospital", "council")
    meet(borough, "families", "council")
    found = close(borough)
    assert out_of(found["subgroup_engagement", "sector", "Health", COUNT]) == (2, 2)
    assert out_of(found["subgroup_engagement", "sector", "Families", COUNT]) == (1, 2)
    assert out_of(found["subgroup_engagement", "system", "Elmfield Partnership", COUNT]) == (2, 3)


def test_a_guest_from_another_sector_is_not_of_the_sector(borough: Borough):
    meet(borough, "health", "charity")
    found = close(borough)
    assert out_of(found["subgroup_engagement", "sector", "Health", COUNT]) == (0, 2)
    assert out_of(found["subgroup_engagement", "system", "Elmfield Partnership", COUNT]) == (0, 3)


def test_a_meeting_that_was_called_off_counts_no_one(borough: Borough):
    meet(borough, "health", "hospital", called_off_on=TODAY)
    assert out_of(close(borough)["subgroup_engagement", "sector", "Health", COUNT]) == (0, 2)


def test_another_partnerships_records_are_not_counted(borough: Borough, other_borough: Borough):
    listen(other_borough, "ward", heard=3)
    meet(other_borough, "health", "hospital")
    found = close(borough)
    assert found["deep_listening_use", "system", "Elmfield Partnership", COUNT].status == NONE
    assert out_of(found["subgroup_engagement", "system", "Elmfield Partnership", COUNT]) == (0, 3)


def test_a_service_that_closed_takes_no_part_and_loses_nothing(borough: Borough):
    listen(borough, "refuge", heard=6)
    Service.objects.filter(pk=borough.services["refuge"].pk).update(archived_on=TODAY)
    found = close(borough)
    assert out_of(found["deep_listening_take_up", "sector", "Families", COUNT]) == (0, 1)
    assert DeepListening.objects.filter(service=borough.services["refuge"]).count() == 1


def test_the_cells_of_the_matrix_say_it_and_lead_on(borough: Borough):
    brief(borough, "ward", reached=10, team=40)
    listen(borough, "ward", heard=3)
    meet(borough, "health", "hospital")
    close(borough)
    release_round(borough.round)
    page = borough.client("board").get(reverse("reporting:dashboard", args=[borough.slug]))
    said = text_of(page)
    assert "1 of 4 services" in said
    cell = reverse("reporting:cell", args=[borough.slug, borough.round.slug, "comms", "service"])
    assert "10 team members briefed" in text_of(borough.client("board").get(cell))
    assert "1 conversation" in said
    assert "3 people" in said
    assert "1 of 3 organisations" in said
    for measure in ("definitions_shared", "subgroup_engagement", "deep_listening_use", "deep_listening_take_up"):
        for name in ("measure-results", "how-made", "measure-services"):
            address = reverse(f"reporting:{name}", args=[borough.slug, borough.round.slug, measure])
            assert borough.client("board").get(address).status_code == 200, address
