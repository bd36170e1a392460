"""Pages of results ask the same number of questions of the database for 2 services and for 10."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.models import Round
from reporting.models import Release, ReleasedFigure
from tests.builders import release_round

from .conftest import Borough

pytestmark = pytest.mark.thorough

PAGES = (
    "dashboard/",
    "rounds/autumn-2026/results/workforce_results/",
    "rounds/autumn-2026/results/workforce_results/services/",
    "rounds/autumn-2026/results/self_assessment/",
    "rounds/autumn-2026/results/families_take_up/",
    "rounds/autumn-2026/results/workforce_results/how/",
    "rounds/autumn-2026/themes/",
    "rounds/autumn-2026/themes/1/",
    "rounds/autumn-2026/results/families_take_up/chart.svg",
    "rounds/autumn-2026/voices/",
    "rounds/autumn-2026/voices/chart.svg",
    "rounds/autumn-2026/matrix.csv",
    "rounds/autumn-2026/figures.csv",
    "rounds/autumn-2026/figures/workbook/",
    "rounds/autumn-2026/board-pack/",
    "theory-of-change/",
    "exports/",
    "exports/feed/",
    "indicators/",
    "decisions/",
    "rounds/autumn-2026/decisions/new/?about=workforce_results.system.0",
    "rounds/autumn-2026/decisions/new/?about=cell-learning-system",
)
PRESSED = ("figures/workbook/",)  # asked for by a press; in tests it is made at once, and its questions count too


@pytest.mark.django_db
def test_pages_of_results_cost_the_same_for_a_small_and_a_large_borough(client):
    small = Borough("small", {"Health": [12, 14]}).close()
    large = Borough("large", {"Health": [12] * 5, "Schools": [11] * 5}).close()
    costs = []
    for borough in (small, large):
        release_round(borough.round)
        client.force_login(borough.member("admin"))
        client.get(f"/{borough.partnership.slug}/start/")
        costs.append([_queries(client, f"/{borough.partnership.slug}/{page}") for page in PAGES])
    assert costs[0] == costs[1]
    assert max(costs[0]) < 60  # asking for a workbook, and making it
    assert max(cost for page, cost in zip(PAGES, costs[0], strict=True) if not page.endswith(PRESSED)) < 42


def more_rounds(released: Borough, number: int) -> None:
    """Rounds before this one that were released with the same figures, each a hundred days before the next."""
    release = Release.objects.get(round=released.round)
    figures = list(ReleasedFigure.objects.of(release))
    for _ in range(number):
        first = Round.objects.filter(partnership=released.partnership).order_by("opens_on")[0]
        day = first.opens_on - datetime.timedelta(days=100)
        round_ = Round.objects.create(
            partnership=released.partnership,
            framework=first.framework,
            name=f"Round of {day}",
            slug=f"round-{day}",
            opens_on=day,
            closes_on=day + datetime.timedelta(days=30),
            state=Round.State.RELEASED,
            is_sealed=True,
        )
        copy = Release.objects.create(
            round=round_, made_at=release.made_at, method=release.method, least_people=10, least_beside_largest=5
        )
        for figure in figures:
            figure.pk, figure.release = None, copy
        ReleasedFigure.objects.bulk_create(figures)


@pytest.mark.django_db
def test_pages_of_results_cost_the_same_after_two_rounds_and_after_eight(client, released):
    pages = (*PAGES, *(f"rounds/autumn-2026/themes/1/{chart}/chart.svg" for chart in ("trend", "stages")))
    client.force_login(released.member("admin"))
    costs = []
    for more in (1, 6):
        more_rounds(released, more)
        client.get("/elmham/start/")
        costs.append({page: _queries(client, f"/elmham/{page}") for page in pages})
    assert costs[0] == costs[1]


def _queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address) if address.endswith(PRESSED) else client.get(address)
        assert answer.status_code in (200, 302), address
    return len(queries)
