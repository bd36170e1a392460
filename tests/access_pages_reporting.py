"""The addresses of results, releases and exports, for tests/test_access.py."""

from tests.access_rows import ADMIN, RESULTS, VIEWERS, Page, here, round_

PREPARE = Page("reporting:release-prepare", lambda at: [at.slug, at.closed], ADMIN)

REPORTING = [
    Page("reporting:dashboard", here, RESULTS),
    Page("reporting:round-dashboard", round_, RESULTS),
    Page("reporting:measure-results", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:measure-services", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:how-made", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:place-results", lambda at: [*round_(at), "self_assessment", "system", 0], RESULTS),
    Page("reporting:comments", round_, RESULTS),
    Page("reporting:place-comments", lambda at: [*round_(at), "service", at.service_pk], VIEWERS, ADMIN),
    PREPARE,
    PREPARE.posting(),
    Page("reporting:exports", here, ADMIN),
    Page("reporting:matrix-csv", round_, ADMIN),
    *(Page(f"reporting:figures-{kind}", round_, ADMIN) for kind in ("csv", "metadata", "xlsx")),
]
