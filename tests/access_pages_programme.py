"""The addresses of the programme (events, communication plan, champions, pack), for tests/test_access.py."""

from activities.models import Event
from tests.access_rows import RESULTS, Page, here
from tests.builders import TODAY, Borough

KEEPERS = ["programme", "admin"]


def event(at) -> list:
    return [at.slug, at.event]


FORMS = [
    Page("activities:event-create", here, KEEPERS),
    Page("activities:event-edit", event, KEEPERS),
]
WHO_CAME = Page("activities:event-attendance", event, KEEPERS)
PROGRAMME = [
    Page("activities:event-list", here, RESULTS),
    Page("activities:events-csv", here, RESULTS),
    Page("activities:event", event, RESULTS),
    Page("activities:event-calendar", event, RESULTS),
    *FORMS,
    *(form.posting(200) for form in FORMS),
    WHO_CAME,
    WHO_CAME.posting(200),
]
PROGRAMME_POST_ONLY = [
    Page("activities:event-call-off", event, KEEPERS).posting(),
]
PROGRAMME_PUBLIC: list[Page] = []
PROGRAMME_NUMBERED = ("event",)


def programme_things_of(borough: Borough) -> dict:
    """A public event of a borough."""
    made = Event.objects.create(
        partnership=borough.partnership, title="Launch", day=TODAY, kind="launch", is_public=True
    )
    return {"event": made.pk}
