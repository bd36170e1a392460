"""The addresses of activities, for tests/test_access.py."""

from organisations.models import Service
from tests.access_pages_training import TRAINING, TRAINING_NUMBERED, TRAINING_POST_ONLY, training_things_of
from tests.access_rows import RESULTS, Page, here
from tests.builders import Borough

ACTIVITIES = [
    Page("activities:overview", here, RESULTS),
    *TRAINING,
]
ACTIVITIES_POST_ONLY: list[Page] = [*TRAINING_POST_ONLY]
ACTIVITIES_PUBLIC: list[Page] = []
# The names below that stand for a number in an address.
ACTIVITIES_NUMBERED: tuple[str, ...] = (*TRAINING_NUMBERED,)


def activities_things_of(borough: Borough, service: Service) -> dict:
    """What stands at the addresses of activities, by the names of the table."""
    return {**training_things_of(borough, service)}
