"""The addresses of what leaders and the board ask themselves, for tests/test_access.py."""

from organisations.models import Service, User
from reporting.models import ReflectionPart
from reporting.release.reflecting import begin_reflection
from tests.access_rows import NOBODY, Page, here, marks, organisation
from tests.builders import TODAY


def _of_organisation(at) -> list:
    return [*organisation(at), "marks"]


def _one_of_organisation(at) -> list:
    return [*organisation(at), at.organisation_reflection]


def _pages(prefix: str, place, start, own: list[str], other: list[str], key: str) -> list[Page]:
    def one(at) -> list:
        return [*place(at), getattr(at, key)]

    name = f"reporting:{prefix}reflection"
    return [
        Page(f"{name}s", place, own, other),
        Page(f"{name}-begin", start, own, other).posting(),
        Page(name, one, own, other),
        Page(name, one, own, other).posting(),
        Page(f"{name}-reopen", one, own, other).posting(),
        Page(f"{name}-delete", one, own, other, ok=404),  # somebody else began it
    ]


REFLECTING = [
    *_pages("", here, marks, ["board"], ["board"], "reflection"),
    *_pages("organisation-", organisation, _of_organisation, ["leader"], NOBODY, "organisation_reflection"),
    Page("reporting:organisation-reflection-plan", _one_of_organisation, ["leader"], NOBODY),
]


def reflecting_things_of(service: Service, by: User) -> dict:
    """What the board and the leads of the service's organisation have begun, by the names that the addresses use."""
    part = ReflectionPart.objects.filter(code="marks").last()
    of = {"part": part, "by": by, "on": TODAY}
    return {
        "reflection": begin_reflection(place=service.partnership, **of).pk,
        "organisation_reflection": begin_reflection(place=service.organisation, **of).pk,
    }
