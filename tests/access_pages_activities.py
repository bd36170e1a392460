"""The addresses of activities, for tests/test_access.py."""

from organisations.models import Service
from tests.access_pages_programme import (
    PROGRAMME,
    PROGRAMME_NUMBERED,
    PROGRAMME_POST_ONLY,
    PROGRAMME_PUBLIC,
    programme_things_of,
)
from tests.access_pages_records import RECORDS, RECORDS_NUMBERED, RECORDS_POST_ONLY, records_of
from tests.access_pages_subgroups import SUBGROUPS, SUBGROUPS_NUMBERED, SUBGROUPS_POST_ONLY, subgroups_things_of
from tests.access_pages_training import TRAINING, TRAINING_NUMBERED, TRAINING_POST_ONLY, training_things_of
from tests.access_rows import RESULTS, Page, here
from tests.builders import Borough

ACTIVITIES = [
    Page("activities:overview", here, RESULTS),
    *PROGRAMME,
    *RECORDS,
    *SUBGROUPS,
    *TRAINING,
]
ACTIVITIES_POST_ONLY: list[Page] = [
    *PROGRAMME_POST_ONLY,
    *RECORDS_POST_ONLY,
    *SUBGROUPS_POST_ONLY,
    *TRAINING_POST_ONLY,
]
ACTIVITIES_PUBLIC: list[Page] = [*PROGRAMME_PUBLIC]
# The names below that stand for a number in an address.
ACTIVITIES_NUMBERED: tuple[str, ...] = (
    *PROGRAMME_NUMBERED,
    *RECORDS_NUMBERED,
    *SUBGROUPS_NUMBERED,
    *TRAINING_NUMBERED,
)


def activities_things_of(borough: Borough, service: Service) -> dict:
    """What stands at the addresses of activities, by the names of the table."""
    return {
        **programme_things_of(borough, service),
        **records_of(borough, service),
        **subgroups_things_of(borough, service),
        **training_things_of(borough, service),
    }
