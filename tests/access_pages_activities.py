"""The addresses of activities, for tests/test_access.py."""

from organisations.models import Service
from tests.access_rows import RESULTS, Page, here
from tests.builders import Borough

ACTIVITIES = [
    Page("activities:overview", here, RESULTS),
]
ACTIVITIES_POST_ONLY: list[Page] = []
ACTIVITIES_PUBLIC: list[Page] = []
# The names below that stand for a number in an address.
ACTIVITIES_NUMBERED: tuple[str, ...] = ()


def activities_things_of(borough: Borough, service: Service) -> dict:
    """What stands at the addresses of activities, by the names of the table."""
    return {}
