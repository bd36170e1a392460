"""The addresses of briefings and deep listening, for tests/test_access.py."""

from activities.models import Briefing, DeepListening
from organisations.models import Service
from tests.access_rows import ADMIN, RESULTS, VIEWERS, Page, here
from tests.builders import TODAY, Borough

RECORDERS = ["contributor", "lead", "leader", "admin"]
NEW = [Page(f"activities:{what}-new", here, RECORDERS) for what in ("briefing", "listening")]
CREATE = [
    Page(f"activities:{what}-create", lambda at: [at.slug, at.service], RECORDERS, ADMIN)
    for what in ("briefing", "listening")
]
EDIT = [
    Page(f"activities:{what}-edit", lambda at, what=what: [at.slug, getattr(at, what)], RECORDERS, ADMIN)
    for what in ("briefing", "listening")
]
RECORDS = [
    *(Page(f"activities:{name}", here, VIEWERS) for name in ("briefing-list", "briefings-csv")),
    *(Page(f"activities:{name}", here, VIEWERS) for name in ("listening-list", "listening-csv")),
    Page("activities:listening-guide", here, RESULTS),
    Page("activities:listening", lambda at: [at.slug, at.listening], RECORDERS, ADMIN),
    *NEW,
    *CREATE,
    *(page.posting(200) for page in CREATE),
    *EDIT,
    *(page.posting(200) for page in EDIT),
]
RECORDS_POST_ONLY = [
    Page(f"activities:{what}-delete", lambda at, what=what: [at.slug, getattr(at, what)], RECORDERS, ADMIN).posting()
    for what in ("briefing", "listening")
]
RECORDS_NUMBERED = ("briefing", "listening")


def records_of(borough: Borough, service: Service) -> dict:
    """A briefing and a conversation of a service."""
    briefing = Briefing.objects.create(service=service, day=TODAY, how="other", people_reached=3, team_size=9)
    session = DeepListening.objects.create(
        service=service, day=TODAY, with_staff=True, people_heard=1, method="conversation"
    )
    return {"briefing": briefing.pk, "listening": session.pk}
