"""The addresses of sectors and of places' outside codes, for tests/test_access.py."""

from organisations.models import OutsideCode, Service
from tests.access_rows import ADMIN, Page, here, organisation, service


def sector(at) -> list:
    return [at.slug, at.sector]


def service_code(at) -> list:
    return [at.slug, at.service, at.service_code]


def organisation_code(at) -> list:
    return [at.slug, at.organisation, at.organisation_code]


CODES = [
    Page("organisations:service-codes", service, ADMIN, ADMIN),
    Page("organisations:organisation-codes", organisation, ADMIN, ADMIN),
]
EDIT = Page("organisations:sector-edit", sector, ADMIN, ADMIN)
MERGE = Page("organisations:sector-merge", sector, ADMIN, ADMIN)
NEW = Page("organisations:sector-create", here, ADMIN)
IDENTITY = [
    Page("organisations:sector-list", here, ADMIN),
    NEW,
    NEW.posting(200),
    EDIT,
    EDIT.posting(200),
    MERGE,
    MERGE.posting(200),
    *CODES,
    *(each.posting(200) for each in CODES),
]
IDENTITY_POST_ONLY = [
    Page("organisations:sector-delete", sector, ADMIN, ADMIN).posting(),  # it is in use
    Page("organisations:service-code-remove", service_code, ADMIN, ADMIN).posting(),
    Page("organisations:organisation-code-remove", organisation_code, ADMIN, ADMIN).posting(),
]


def identity_things_of(service: Service) -> dict:
    """A code of a service and one of its organisation, by the names that the addresses use."""
    codes = {"service": service, "organisation": service.organisation}
    return {
        f"{kind}_code": OutsideCode.objects.create(
            partnership=service.partnership, scheme="ods", code=f"{kind[:3]}{place.pk}".upper(), **{kind: place}
        ).pk
        for kind, place in codes.items()
    }
