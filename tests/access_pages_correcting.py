"""The addresses of corrected releases, for tests/test_access.py."""

from dataclasses import replace

from reporting.models import Release
from tests.access_rows import ADMIN, RESULTS, Page, round_

APPROVERS = ["board", "admin"]


def first_release(at) -> list:
    found = Release.objects.filter(round__partnership__slug=at.slug).values_list("pk", flat=True).first()
    return [*round_(at), found or 0]


CORRECT = Page("reporting:correction", round_, APPROVERS)
CORRECTING = [
    CORRECT,
    replace(CORRECT.posting(200), own=ADMIN),
    *(Page(f"reporting:correction-{what}", round_, APPROVERS).posting() for what in ("publish", "discard")),
    Page("reporting:release-as-it-was", first_release, RESULTS),
]
