"""Where services are on the change journey, counted: no page, file or subtraction says it of a single one."""

from collections import Counter
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import JourneyPlace
from framework.models import JourneyLine, JourneyPosition
from reporting.measures.journey import MEASURE, TOO_FEW, journey
from reporting.measures.round_context import RoundContext
from reporting.models import ReleasedFigure
from reporting.protect.alike import told_of
from reporting.read.visibility import Reach, may_be_taken
from tests.builders import release_round, text_of
from tests.reporting.conftest import Borough
from tests.scenes import scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SIZES = {"Health": [12] * 4, "Schools": [12] * 3, "Police": [12]}
HERE = ["elmham", "autumn-2026"]
ONE, TWO, THREE = "practitioner-realise", "practitioner-recognise", "practitioner-respond"
FOUR = "organisation-respond"
# By line, the position of each service in order; None is left out.
PLACES = {
    ONE: [0, 1, 1, 3, 2, 2, 1, None],  # all sectors mixed; the police left it out
    TWO: [2, 2, 2, 2, 0, 1, 1, 3],  # Health are all at one; the police alone
    THREE: [0, 1, None, None, None, None, None, None],
    FOUR: [0, 1, 2, 3, 1, 1, 2, 2],
}


class OnTheWay(Borough):
    def place(self) -> None:
        lines = {line.code: line for line in JourneyLine.objects.filter(framework=self.round.framework)}
        positions = {one.value: one for one in JourneyPosition.objects.filter(framework=self.round.framework)}
        JourneyPlace.objects.bulk_create(
            JourneyPlace(
                service=service,
                round=self.round,
                line=lines[code],
                position=positions[value],
                changed_at=timezone.now(),
            )
            for code, values in PLACES.items()
            for service, value in zip(self.services, values, strict=True)
            if value is not None
        )


@scene
def on_the_way() -> OnTheWay:
    borough = OnTheWay("elmham", SIZES)
    borough.place()
    release_round(borough.close().round)
    return borough


def counted(borough: Borough, level: str, place: int, line: str) -> list[int] | str:
    """The counts by position that were released, or how the line stands where there are none."""
    rows = ReleasedFigure.objects.of(borough.round.releases.get(), MEASURE).at(level, place)
    found = rows.filter(subject_kind="position", subject__startswith=f"{line}:")
    if found:
        return [row.numerator for row in found]
    return rows.get(subject_kind="line", subject=line).status


def test_services_are_counted_once_at_their_position_of_each_line(on_the_way: OnTheWay):
    for line, values in PLACES.items():
        brute = Counter(value for value in values if value is not None)
        whole = counted(on_the_way, "system", 0, line)
        assert whole == ([brute[value] for value in range(4)] if line != THREE else "withheld")
    sectors = {service.sector.name: service.sector_id for service in on_the_way.services}
    assert counted(on_the_way, "sector", sectors["Health"], ONE) == [1, 2, 0, 1]
    assert counted(on_the_way, "sector", sectors["Schools"], ONE) == [0, 1, 2, 0]
    assert counted(on_the_way, "sector", sectors["Police"], ONE) == "none"
    # Health would be known whole, and the police are one; schools beside the whole say of neither where it is.
    assert counted(on_the_way, "sector", sectors["Health"], TWO) == "withheld"
    assert counted(on_the_way, "sector", sectors["Schools"], TWO) == [1, 2, 0, 0]
    assert counted(on_the_way, "sector", sectors["Police"], TWO) == "withheld"
    whole = ReleasedFigure.objects.of(on_the_way.round.releases.get(), MEASURE).at("system").overall().get()
    assert (whole.numerator, whole.denominator) == (8, 8)
    held = ReleasedFigure.objects.of(on_the_way.round.releases.get(), MEASURE).filter(status="withheld")
    assert set(held.values_list("note", flat=True)) == {TOO_FEW}


def test_a_line_is_of_those_who_are_on_it(on_the_way: OnTheWay):
    rows = ReleasedFigure.objects.of(on_the_way.round.releases.get(), MEASURE).at("system")
    line = rows.get(subject_kind="line", subject=ONE)
    assert (line.numerator, line.denominator) == (7, 8)
    assert set(rows.filter(subject__startswith=f"{ONE}:").values_list("denominator", flat=True)) == {7}


@pytest.mark.parametrize(("sizes", "positions"), [((3, 2), 3), ((3, 3), 3), ((3, 2, 1), 3), ((4, 1, 1), 2)])
def test_whatever_is_told_leaves_every_service_two_positions_or_more(sizes, positions):
    """Every way in which the services can be placed, also for someone who knows the rule by which sectors are told."""
    sector_of = [sector for sector, number in enumerate(sizes) for _ in range(number)]
    looks_alike: dict = {}
    for placed in product(range(positions), repeat=len(sector_of)):
        counts = {sector: [0] * positions for sector in range(len(sizes))}
        for sector, value in zip(sector_of, placed, strict=True):
            counts[sector][value] += 1
        told = told_of(counts)
        whole = tuple(sum(column) for column in zip(*counts.values(), strict=True))
        seen = None if told is None else (whole, tuple((one, tuple(counts[one])) for one in sorted(told)))
        looks_alike.setdefault(seen, []).append(placed)
    for ways in looks_alike.values():
        assert all(len(set(of_one)) > 1 for of_one in zip(*ways, strict=True))


def test_a_single_service_is_read_by_those_who_may_read_its_self_assessment_alone(on_the_way: OnTheWay, client):
    mine, other = on_the_way.services[0], on_the_way.services[1]
    page = reverse("reporting:place-results", args=[*HERE, MEASURE, "service", mine.pk])
    for role, place in (("board_member", {}), ("sector_lead", {"sector": mine.sector}), ("programme_lead", {})):
        client.force_login(on_the_way.member(role, **place))
        assert client.get(page).status_code == 403
        listing = client.get(reverse("reporting:measure-services", args=[*HERE, MEASURE])).content.decode()
        assert f"service/{mine.pk}/" not in listing
    lead = on_the_way.member("service_lead", service=mine)
    client.force_login(lead)
    shown = text_of(client.get(page))
    assert "Starting to move" not in shown
    assert "Before" in shown
    assert client.get(page.replace(f"/{mine.pk}/", f"/{other.pk}/")).status_code == 403
    one = ReleasedFigure.objects.of(on_the_way.round.releases.get(), MEASURE).at("service", mine.pk)
    position = one.filter(subject_kind="position").first()
    assert not may_be_taken(position, Reach(own_words=frozenset()).may_open)
    assert may_be_taken(position, Reach(own_words=frozenset({mine.pk})).may_open)
    assert may_be_taken(one.overall().get(), Reach(own_words=frozenset()).may_open)  # that it took part


def test_pages_say_how_many_are_where_and_withhold_the_rest(on_the_way: OnTheWay, client):
    client.force_login(on_the_way.member("board_member"))
    page = text_of(client.get(reverse("reporting:measure-results", args=[*HERE, MEASURE])))
    assert "By line" in page
    assert "7 of 8 1 3 2 1" in page
    matrix = text_of(client.get(reverse("reporting:round-dashboard", args=HERE)))
    assert "of 8 services placed themselves on the change journey" in matrix
    assert "over all lines: Before 3, Starting to move 8, Mostly there 9, After 3" in matrix
    theory = text_of(client.get(reverse("reporting:theory", args=["elmham"])))
    assert "Services on the change journey" in theory
    assert "Respond, for organisations (Before 1, Starting to move 3, Mostly there 3, After 1)" in theory
    assert "Respond, for practitioners" in theory.split("[c]", 1)[1]
    assert "8 of 8 Placed themselves, services on the change journey" in theory


def test_a_service_that_was_not_there_when_the_round_closed_is_not_counted(on_the_way: OnTheWay):
    context = RoundContext(on_the_way.round)
    context.places = context.places[1:]
    whole = next(one for one in journey(context) if one.place.level == "system" and one.subject == f"{ONE}:0")
    assert whole.numerator == 0


def test_the_journey_costs_the_same_for_many_services(on_the_way: OnTheWay, django_assert_num_queries):
    context = RoundContext(on_the_way.round)
    assert context.tree.nodes
    with django_assert_num_queries(4):
        journey(context)
