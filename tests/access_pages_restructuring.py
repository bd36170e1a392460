"""The addresses at which places move, merge and are split, and those of their past, for tests/test_access.py."""

from organisations.models import Organisation, PlaceSuccession, Service
from tests.access_rows import ADMIN, VIEWERS, Page, organisation, service
from tests.builders import TODAY

MOVE = Page("organisations:service-move", service, ADMIN, ADMIN)
MERGE = Page("organisations:service-merge", service, ADMIN, ADMIN)
SPLIT = Page("organisations:service-split", service, ADMIN, ADMIN)
MERGE_ORGANISATION = Page("organisations:organisation-merge", organisation, ADMIN, ADMIN)


def past_service(at) -> list:
    return [at.slug, at.past_service]


def past_organisation(at) -> list:
    return [at.slug, at.past_organisation]


RESTRUCTURING = [
    MOVE,
    MOVE.posting(200),
    MERGE,
    MERGE.posting(200),
    SPLIT,
    SPLIT.posting(200),
    MERGE_ORGANISATION,
    MERGE_ORGANISATION.posting(200),
    Page("service-past", past_service, VIEWERS, ADMIN),
    Page("organisation-past", past_organisation, ["leader", "programme", "admin"], ["programme", "admin"]),
]
RESTRUCTURING_POST_ONLY = [Page("organisations:service-move-take-back", service, ADMIN, ADMIN).posting()]


def restructured_things_of(service: Service) -> dict:
    """A service and an organisation that have become part of others, by the names that the addresses use."""
    heir = service.organisation
    before = Organisation.objects.create(
        partnership=heir.partnership, slug=f"{heir.slug}-before", name=f"{heir.name} before", archived_on=TODAY
    )
    past = Service.objects.create(
        organisation=before,
        sector=service.sector,
        slug=f"{service.slug}-before",
        name=f"{service.name} before",
        archived_on=TODAY,
    )
    PlaceSuccession.objects.create(kind="merge", day=TODAY, from_service=past, to_service=service)
    PlaceSuccession.objects.create(kind="merge", day=TODAY, from_organisation=before, to_organisation=heir)
    return {"past_service": past.slug, "past_organisation": before.slug}
