"""A file shows no more than its page: whoever is refused the page is refused the file.

Both are opened by every role in tests/test_access.py; here one is laid beside the other.
"""

import pytest

from tests.test_access import INSIDE
from tests.test_exports import exports

# The page that shows what is in a file, where it is not called as the file is.
PAGE_OF = {
    "organisations:services-csv": "organisations:organisation-list",
    "organisations:audit-csv": "organisations:audit-log",
    "organisations:people-csv": "organisations:people-list",
    "data_protection:data-map-csv": "data_protection:data-map",
    "organisations:round-unfinished-csv": "round-progress",
    "assessments:assessments-csv": "round-progress",
    "assessments:actions-csv": "assessments:actions",
    "learning:barriers-csv": "learning:barrier-list",
    "pledges:pledges-csv": "pledges:pledge-list",
    "activities:briefings-csv": "activities:briefing-list",
    "activities:listening-csv": "activities:listening-list",
    "activities:champions-csv": "activities:champion-list",
    "activities:communications-csv": "activities:communication-list",
    "activities:events-csv": "activities:event-list",
    "activities:meetings-csv": "activities:subgroup-list",
    "activities:who-came-csv": "activities:subgroup-list",
    "activities:subgroup-members-csv": "activities:subgroup",
    "activities:courses-csv": "activities:course-list",
    "activities:training-sessions-csv": "activities:training-sessions",
    "activities:training-attendance-csv": "activities:training-sessions",
    "activities:organisational-list-csv": "activities:organisational-list",
    "activities:organisational-csv": "activities:organisational-list",
    "reporting:indicators-csv": "reporting:indicators",
    "reporting:decisions-csv": "reporting:decisions",
    "reporting:matrix-csv": "reporting:dashboard",
    "reporting:figures-csv": "reporting:exports",
}


def roles_of(name: str) -> tuple[set[str], set[str]]:
    """Who opens an address at a place of their own, and at somebody else's."""
    pages = [page for page in INSIDE if page.name == name and page.method == "get"]
    assert pages, f"{name} is no page of the table"
    other = [set(page.other) for page in pages if page.other is not None]
    return set().union(*(page.own for page in pages)), set().union(*other)


@pytest.mark.parametrize("file", sorted(PAGE_OF))
def test_whoever_is_refused_a_page_is_refused_its_file(file: str):
    own, other = roles_of(file)
    of_page, of_page_elsewhere = roles_of(PAGE_OF[file])
    assert own <= of_page
    assert other <= (of_page_elsewhere or of_page)


def test_every_file_of_data_has_its_page_here():
    """But calendars, which are no tables, and the rows that an import left out, which are their sender's own."""
    tables = {name for name in exports() if not name.endswith(("-ics", "-calendar", "-aside"))}
    assert tables == set(PAGE_OF)
