"""Names that are long, plural or end in s, and a round called 2026: every page reads well with them."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import reverse

from organisations.models import Organisation, Partnership, Round, RoundService, Sector, Service
from tests.agreement import lines_of, mistakes_in
from tests.builders import Borough
from tests.test_access import INSIDE, PUBLIC, Places, places  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.anywhere]

# Names of one thing as people give them.
HARD = {
    "partnership": "Health and Care Partners",
    "service": "Children’s Services",
    "organisation": "St Thomas",
    "sector": "Services for Families, Young People and Carers",
    "round": "2026",
}
# It shows the phrases of survey pages as translators see them, with the gaps for numbers and names.
OF_TRANSLATORS = "surveys:language-edit"


def rename(borough: Borough) -> None:
    """Give everything a name that is hard to build a sentence with."""
    Partnership.objects.filter(pk=borough.partnership.pk).update(name=HARD["partnership"])
    ward = borough.services["ward"]
    Service.objects.filter(pk=ward.pk).update(name=HARD["service"])
    Organisation.objects.filter(pk=ward.organisation_id).update(name=HARD["organisation"])
    Sector.objects.filter(pk=ward.sector_id).update(name=HARD["sector"])
    RoundService.objects.filter(service=ward.pk).update(
        service_name=HARD["service"], organisation_name=HARD["organisation"], sector_name=HARD["sector"]
    )
    for number, round_ in enumerate(Round.objects.filter(partnership=borough.partnership).order_by("-opens_on")):
        Round.objects.filter(pk=round_.pk).update(name=str(2026 - number))


def pages_of(where: Places) -> Iterator[tuple[str, str]]:
    for page in [*INSIDE, *PUBLIC]:
        if page.method != "get" or page.name == OF_TRANSLATORS:
            continue
        url = reverse(page.name, args=page.args(where.own))
        with transaction.atomic():
            answer = where.clients[page.own[0] if page.own else "anonymous"].get(url)
            transaction.set_rollback(True)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield url, answer.content.decode()


def test_every_page_reads_well_whatever_things_are_called(places: Places):  # noqa: F811
    read, wrong = 0, []
    with transaction.atomic():
        rename(places.borough)
        for url, page in pages_of(places):
            read += 1
            wrong += [f"{url}: {mistake}" for mistake in mistakes_in(lines_of(page))]
        transaction.set_rollback(True)
    assert read > 100
    assert "\n".join(dict.fromkeys(wrong)) == ""
