"""The addresses of results, releases and exports, for tests/test_access.py."""

import secrets

from reporting.models import FeedKey
from tests.access_rows import ADMIN, RESULTS, VIEWERS, Page, here, round_
from tests.builders import NOON

PREPARE = Page("reporting:release-prepare", lambda at: [at.slug, at.closed], ADMIN)

KEYS = Page("reporting:feed-keys", here, ADMIN)

REPORTING = [
    Page("reporting:dashboard", here, RESULTS),
    Page("reporting:round-dashboard", round_, RESULTS),
    Page("reporting:measure-results", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:measure-services", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:how-made", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:place-results", lambda at: [*round_(at), "self_assessment", "system", 0], RESULTS),
    Page("reporting:comments", round_, RESULTS),
    Page("reporting:place-comments", lambda at: [*round_(at), "service", at.service_pk], VIEWERS, ADMIN),
    Page("reporting:voices", round_, RESULTS),
    Page("reporting:voices-picture", lambda at: [*round_(at), "svg"], RESULTS),
    Page("reporting:place-voices", lambda at: [*round_(at), "service", at.service_pk], RESULTS),
    Page("reporting:place-voices-picture", lambda at: [*round_(at), "service", at.service_pk, "svg"], RESULTS),
    PREPARE,
    PREPARE.posting(),
    Page("reporting:exports", here, ADMIN),
    Page("reporting:matrix-csv", round_, ADMIN),
    *(Page(f"reporting:figures-{kind}", round_, ADMIN) for kind in ("csv", "metadata", "xlsx")),
    KEYS,
    KEYS.posting(200),
]
REPORTING_POST_ONLY = [
    Page("reporting:feed-key-revoke", lambda at: [at.slug, at.feed_key], ADMIN).posting(),
]
# Open to a key in the request, and to nobody's session.
WITH_A_KEY = [Page("reporting:feed-latest", here), Page("reporting:feed", round_)]


def reporting_things_of(borough) -> dict:
    """What stands at the addresses of reporting, by the names of the table."""
    key = FeedKey.objects.create(
        person=borough.people["admin"],
        partnership=borough.partnership,
        name="Excel",
        hash=secrets.token_hex(32),
        made_at=NOON,
    )
    return {"feed_key": key.pk}
