"""The addresses of the programme (events, communication plan, champions, pack), for tests/test_access.py."""

from activities.models import Champion, Communication, Event, EventWords
from organisations.models import Service
from tests.access_rows import RESULTS, Page, here, pack_code, pack_poster, pack_text
from tests.builders import TODAY, Borough

KEEPERS = ["programme", "admin"]
PUBLISHERS = ["programme", "admin", "reviewer"]


def event(at) -> list:
    return [at.slug, at.event]


def words(at) -> list:
    return [at.slug, at.event_words]


def line(at) -> list:
    return [at.slug, at.communication]


def champion(at) -> list:
    return [at.slug, at.champion]


FORMS = [
    Page("activities:communication-create", here, KEEPERS),
    Page("activities:communication-edit", line, KEEPERS),
    Page("activities:champion-create", here, KEEPERS),
    Page("activities:champion-edit", champion, KEEPERS),
    Page("activities:event-create", here, KEEPERS),
    Page("activities:event-edit", event, KEEPERS),
]
WORDS_BACK = Page("activities:event-words-return", words, PUBLISHERS)
WHO_CAME = Page("activities:event-attendance", event, KEEPERS)
PROGRAMME = [
    Page("activities:event-list", here, RESULTS),
    Page("activities:events-csv", here, RESULTS),
    Page("activities:event", event, RESULTS),
    Page("activities:event-calendar", event, RESULTS),
    Page("activities:communication-list", here, KEEPERS),
    Page("activities:communications-csv", here, KEEPERS),
    Page("activities:champion-list", here, RESULTS),
    Page("activities:pack", here, RESULTS),
    Page("activities:pack-poster", pack_poster, RESULTS),
    Page("activities:pack-slides", here, RESULTS),
    Page("activities:pack-slides", here, RESULTS).posting(),
    Page("activities:pack-text", pack_text, RESULTS),
    Page("activities:pack-code", pack_code, RESULTS),
    Page("activities:champions-csv", here, KEEPERS),
    Page("activities:event-words", words, PUBLISHERS),
    WORDS_BACK,
    WORDS_BACK.posting(200),
    *FORMS,
    *(form.posting(200) for form in FORMS),
    WHO_CAME,
    WHO_CAME.posting(200),
]
PROGRAMME_POST_ONLY = [
    Page("activities:pack-file", here, RESULTS).posting(),
    Page("activities:event-call-off", event, KEEPERS).posting(),
    Page("activities:event-words-publish", words, PUBLISHERS).posting(),
    Page("activities:communication-done", line, KEEPERS).posting(),
    Page("activities:champion-end", champion, KEEPERS).posting(),
]
PROGRAMME_PUBLIC = [
    Page("activities:public-events", here),
    Page("activities:public-events-feed", here),
    Page("activities:public-event-calendar", event),
]
PROGRAMME_NUMBERED = ("event", "event_words", "communication", "champion")


def programme_things_of(borough: Borough, service: Service) -> dict:
    """A public event of a borough, a line of its communication plan, and a champion."""
    here = {"partnership": borough.partnership}
    event = Event.objects.create(**here, title="Launch", day=TODAY, kind="launch", is_public=True)
    words = EventWords.objects.create(event=event, title="Launch day", sent_on=TODAY)
    line = Communication.objects.create(**here, what="Dates", audience="All staff", channel="email", due_on=TODAY)
    champion = Champion.objects.create(**here, name="Ada Osei", organisation=service.organisation, since=TODAY)
    return {"event": event.pk, "event_words": words.pk, "communication": line.pk, "champion": champion.pk}
