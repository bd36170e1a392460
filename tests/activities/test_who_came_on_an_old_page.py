"""Who came, written down by two people: an older page takes nothing away, and one box that two fill is asked about."""

import pytest
from django.urls import reverse

from activities.models import Course, Event, Meeting, TrainingSession
from tests.builders import TODAY, Borough, days, hidden_fields, text_of

pytestmark = pytest.mark.django_db
DAY = TODAY - days(3)


@pytest.fixture(params=["meeting", "session", "event"])
def written(request, borough: Borough):
    """One of the three pages on which who came is written: its address, its keeper, what else is sent, and who came."""
    place = borough.partnership
    if request.param == "meeting":
        row, who, more, role = Meeting.objects.create(sector=borough.sectors["health"], day=DAY), "sector", {}, ""
        name, came = "meeting-attendance", lambda: {x.organisation.slug: x.people for x in row.attendance.all()}
    elif request.param == "session":
        course = Course.objects.create(partnership=place, title="First steps", level="awareness")
        row, who, more, role = TrainingSession.objects.create(course=course, day=DAY), "trainer", {}, "-front_line"
        name, came = "training-attendance", lambda: {x.organisation.slug: x.people for x in row.attendance.all()}
    else:
        row = Event.objects.create(partnership=place, title="Taster", day=DAY, kind="other")
        who, more, role = "programme", {"total": "30"}, ""
        name, came = "event-attendance", lambda: {x.organisation.slug: x.people for x in row.organisations.all()}
    boxes = {slug: f"o{one.pk}{role}" for slug, one in borough.organisations.items()}
    return reverse(f"activities:{name}", args=["elmfield", row.pk]), who, more, boxes, came


def test_what_someone_else_has_written_stays_when_an_older_page_comes(borough: Borough, written):
    address, who, more, boxes, came = written
    client = borough.client(who)
    old = hidden_fields(client.get(address))
    assert "stood" in old
    client.post(address, hidden_fields(client.get(address)) | more | {boxes["hospital"]: "3"})
    client.post(address, old | more | {boxes["council"]: "5"})
    assert came() == {"hospital": 3, "council": 5}


def test_a_box_that_two_have_filled_is_asked_about_and_counts_when_it_is_sent_once_more(borough: Borough, written):
    address, who, more, boxes, came = written
    client = borough.client(who)
    old = hidden_fields(client.get(address))
    client.post(address, old | more | {boxes["hospital"]: "3"})
    page = client.post(address, old | more | {boxes["hospital"]: "5"})
    assert "Someone else has changed this to “3” since you opened the page. Your entry is still here." in text_of(page)
    assert 'value="5"' in page.content.decode()
    assert came() == {"hospital": 3}
    client.post(address, hidden_fields(page) | more | {boxes["hospital"]: "5"})
    assert came() == {"hospital": 5}


def test_a_list_that_is_read_into_the_boxes_leaves_what_the_page_showed(borough: Borough, written):
    address, who, more, boxes, came = written
    client = borough.client(who)
    old = hidden_fields(client.get(address))
    client.post(address, old | more | {boxes["hospital"]: "3"})
    read = client.post(
        address,
        old | more | {"read": "yes", "pasted": "Council, 4"}
        if not boxes["council"].endswith("front_line")
        else old | more | {"read": "yes", "pasted": "Council, 4, Front line"},
    )
    assert hidden_fields(read)["stood"] == old["stood"]
    client.post(address, hidden_fields(read) | more | {boxes["council"]: "4"})
    assert came() == {"hospital": 3, "council": 4}


def test_how_many_came_all_together_is_asked_about_too(borough: Borough):
    event = Event.objects.create(partnership=borough.partnership, title="Taster", day=DAY, kind="other")
    address, client = reverse("activities:event-attendance", args=["elmfield", event.pk]), borough.client("programme")
    old = hidden_fields(client.get(address))
    client.post(address, old | {"total": "30"})
    page = client.post(address, old | {"total": "20", "present": [borough.organisations["council"].pk]})
    assert "Someone else has changed this to “30” since you opened the page. Your entry is still here." in text_of(page)
    event.refresh_from_db()
    assert event.people == 30
    client.post(address, old | {"total": "", "present": [borough.organisations["council"].pk]})
    assert event.people == 30
