"""The addresses of results, releases and exports, for tests/test_access.py."""

import secrets
from dataclasses import replace

from organisations.models import Round
from reporting.models import Decision, FeedKey, OutcomeIndicator
from tests.access_rows import ADMIN, RESULTS, VIEWERS, Page, here, round_
from tests.builders import NOON

APPROVERS = ["board", "admin"]
BOARD = ["board", "admin"]  # who records what the board decided, and takes away all figures and indicators
TAKERS = ["sector", "board", "admin"]  # of figures: a sector lead those of the sector
PREPARE = Page("reporting:release-prepare", lambda at: [at.slug, at.closed], APPROVERS)

KEYS = Page("reporting:feed-keys", here, ADMIN)

WRITE = Page("reporting:narratives-edit", round_, ADMIN)

INDICATOR = Page("reporting:indicator-edit", lambda at: [at.slug, at.indicator], ADMIN)
ADD_INDICATOR = Page("reporting:indicator-create", here, ADMIN)
IMPORT_INDICATORS = Page("reporting:indicators-import", here, ADMIN)

DECISION = Page("reporting:decision-edit", lambda at: [at.slug, at.decision], BOARD)
DONE = Page("reporting:decision-done", lambda at: [at.slug, at.decision], BOARD)
DROPPED = Page("reporting:decision-dropped", lambda at: [at.slug, at.decision], BOARD)
DECIDE = Page("reporting:decision-create", round_, BOARD)

REPORTING = [
    Page("reporting:decisions", here, RESULTS),
    Page("reporting:decisions-csv", here, RESULTS),
    DECISION,
    DECIDE,
    DONE,
    DROPPED,
    *(page.posting(200) for page in (DECISION, DECIDE)),
    *(page.posting(data=lambda at: {"outcome": "", "was": "not_started"}) for page in (DONE, DROPPED)),
    Page("reporting:dashboard", here, RESULTS),
    Page("reporting:round-dashboard", round_, RESULTS),
    Page("reporting:findings-picture", lambda at: [*round_(at), "svg"], RESULTS, ok=404),  # nothing can be drawn there
    Page("reporting:cell", lambda at: [*round_(at), "comms", "system"], RESULTS),
    Page("reporting:measure-results", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:measure-services", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:how-made", lambda at: [*round_(at), "self_assessment"], RESULTS),
    Page("reporting:place-results", lambda at: [*round_(at), "self_assessment", "system", 0], RESULTS),
    Page("reporting:comments", round_, RESULTS),
    Page("reporting:place-comments", lambda at: [*round_(at), "service", at.service_pk], VIEWERS, ADMIN),
    Page("reporting:themes", round_, RESULTS),
    Page("reporting:theme", lambda at: [*round_(at), "1"], RESULTS),
    Page("reporting:theme-picture", lambda at: [*round_(at), "1", "trend", "svg"], RESULTS),
    Page("reporting:take-up-picture", lambda at: [*round_(at), "workforce_take_up", "svg"], RESULTS),
    Page("reporting:voices", round_, RESULTS),
    Page("reporting:voices-picture", lambda at: [*round_(at), "svg"], RESULTS),
    Page("reporting:place-voices", lambda at: [*round_(at), "service", at.service_pk], RESULTS),
    Page("reporting:place-voices-picture", lambda at: [*round_(at), "service", at.service_pk, "svg"], RESULTS),
    PREPARE,
    replace(PREPARE.posting(), own=ADMIN),
    WRITE,
    WRITE.posting(200),
    Page("reporting:exports", here, TAKERS),
    Page("reporting:matrix-csv", round_, BOARD),
    *(Page(f"reporting:figures-{kind}", round_, TAKERS) for kind in ("csv", "metadata")),
    KEYS,
    KEYS.posting(200),
    Page("reporting:theory", here, RESULTS),
    Page("reporting:board-pack", round_, RESULTS),
    Page("reporting:indicators", here, BOARD),
    Page("reporting:indicators-csv", here, BOARD),
    INDICATOR,
    ADD_INDICATOR,
    IMPORT_INDICATORS,
    *(page.posting(200) for page in (INDICATOR, ADD_INDICATOR, IMPORT_INDICATORS)),
]
REPORTING_POST_ONLY = [
    Page("reporting:figures-xlsx", round_, TAKERS).posting(),
    Page("reporting:decision-state", lambda at: [at.slug, at.decision], BOARD).posting(
        data=lambda at: {"state": "done", "seen": "not_started"}
    ),
    Page("reporting:decision-delete", lambda at: [at.slug, at.decision], BOARD).posting(),
    Page("reporting:board-pack-pdf", round_, RESULTS).posting(),
    Page("reporting:release-approve", lambda at: [at.slug, at.closed], APPROVERS).posting(),
    Page("reporting:release-discard", lambda at: [at.slug, at.closed], APPROVERS).posting(),
    Page("reporting:feed-key-revoke", lambda at: [at.slug, at.feed_key], ADMIN).posting(),
    Page("reporting:indicator-delete", lambda at: [at.slug, at.indicator], ADMIN).posting(),
]
# Open to a key in the request, and to no one's session.
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
    indicator = {"year": 2025, "value": 4, "unit": "%", "source": "Statistics", "good_is": "lower"}
    of = {"partnership": borough.partnership}
    number = OutcomeIndicator.objects.of(borough.partnership).count()
    made = OutcomeIndicator.objects.create(**of, name=f"Exclusions {number}", **indicator)
    admin = borough.people["admin"]
    round_ = Round.objects.filter(**of, state=Round.State.RELEASED).first()
    decision = Decision.objects.create(
        round=round_, what="Less paper", who="Heads", recorded_by=admin, recorded_at=NOON
    )
    return {"decision": decision.pk, "feed_key": key.pk, "indicator": made.pk}
