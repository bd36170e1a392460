"""What tells of someone in danger stays in sight, whatever comes with it; and who excludes a link learns no number."""

import re
import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from organisations.models import AuditEntry
from surveys.actions.flags import set_link_aside
from surveys.models import Comment
from tests.builders import TODAY, Borough, hidden_fields, make_borough, text_of
from tests.surveys.filling_in import link_of
from tests.surveys.test_comments import page_of, settled
from tests.surveys.test_floods import heap_page, reviews, send, store

pytestmark = pytest.mark.slow


def test_i8_a_disclosure_in_a_heap_is_seen_in_the_list_before_anyone_opens_the_heap(borough: Borough):
    link, calm = link_of(borough, "families"), link_of(borough, "children")
    store(link, *[f"Zebra {n}" for n in range(30)], "My dad hits me every night.", held=True)
    store(calm, "Lion", held=True)
    client = borough.client("reviewer")
    listed = text_of(client.get(reviews(borough)))
    assert listed.count("May not be safe") == 1
    assert listed.index("families") < listed.index("May not be safe") < listed.index("children")
    client.post(heap_page(calm), {"what": "aside", "reason": "A flood"})
    assert text_of(client.get(reviews(borough))).count("May not be safe") == 1


def test_i8_a_flood_takes_no_disclosure_out_of_the_queue_that_its_page_does_not_show(borough: Borough):
    link = link_of(borough, "families", "poster")
    store(link, "My dad hits me every night.", "Words before anyone could tell")
    store(link, "Zebra 1", "Zebra 2", held=True)
    client = borough.client("reviewer")
    assert "Exclude them, and 1 comment in the queue that came by the same link" in text_of(client.get(heap_page(link)))
    client.post(heap_page(link), {"what": "all-aside", "reason": "A flood"})
    assert list(Comment.objects.waiting().values_list("text", flat=True)) == ["My dad hits me every night."]
    assert Comment.objects.filter(set_aside="flood").count() == 3


@pytest.mark.parametrize("what", ["aside", "all-aside"])
def test_i8_a_disclosure_that_came_after_the_page_was_opened_is_not_set_aside_unread(borough: Borough, what: str):
    link = link_of(borough, "families", "poster")
    store(link, "A word before")
    store(link, "Zebra 1", "He will hurt me tonight", held=True)
    client = borough.client("reviewer")
    decided = hidden_fields(client.get(heap_page(link))) | {"what": what, "reason": "A flood"}
    store(link, "My dad hits me every night.", held=True)
    assert "Read them first." in text_of(client.post(heap_page(link), decided, follow=True))
    assert not Comment.objects.filter(set_aside="flood").exists()
    decided |= hidden_fields(client.get(heap_page(link)))
    client.post(heap_page(link), decided)
    assert not Comment.objects.held().exists()


def test_t8_a_disclosure_that_went_with_its_link_is_pointed_at_and_can_still_be_passed_on(borough: Borough):
    """Whoever excludes a link has not read its comments, and may be the one whom a child tells of."""
    link = link_of(borough, "families")
    said, other = store(link, "My dad hits me every night.", "They were kind.")
    client = borough.client("reviewer")
    assert "May not be safe Reviewed" not in text_of(client.get(reviews(borough)))
    set_link_aside(survey_link=link, reason="Too many", by=borough.people["admin"], on=TODAY)
    assert "Excluded comments May not be safe" in text_of(client.get(reviews(borough)))
    aside = text_of(client.get(reviews(borough) + "?show=aside"))
    assert aside.index("My dad hits me") < aside.index("They were kind.")

    client.post(page_of(other), settled(other, text=other.text))
    client.post(page_of(other), settled(other, text=other.text, state="withheld", outcome="No"))
    client.post(page_of(said), settled(said, text=said.text, state="escalated", outcome="Called the duty desk"))
    rows = Comment.objects.order_by("text").values_list("state", "set_aside")
    assert list(rows) == [("escalated", "link"), ("waiting", "link")]
    assert AuditEntry.objects.filter(what__startswith="passed a comment to safeguarding").count() == 1
    assert "Excluded comments May not be safe" not in text_of(client.get(reviews(borough)))


def test_s9_no_admin_reads_off_how_many_comments_came_by_a_link(borough: Borough):
    """Excluded and included again, as often as they like: a link of few people would tell who wrote, and when."""
    small = link_of(borough, "families")
    store(link_of(borough, "families", service="refuge"), *[f"Words {number}" for number in range(12)])
    store(small, "Two people came by this one.")
    client = borough.client("admin")
    at, seen = reverse("surveys:survey-overview", args=[borough.slug]), []
    for excluded in (False, True):
        if excluded:
            set_link_aside(survey_link=small, reason="A look", by=borough.people["admin"], on=TODAY)
        seen.append(
            re.search(r"Comments to review (.+?)(?: \(including overdue ones\))? Contact", text_of(client.get(at)))[1]
        )
    assert seen == ["some", "some"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="On SQLite writers come one after another anyway")
def test_i8_what_is_sent_while_its_link_is_being_excluded_is_excluded_with_it(framework):
    borough = make_borough()
    link = link_of(borough, "families")

    def post() -> None:
        try:
            send(link, 1, "Sent at that moment")
        finally:
            connection.close()

    sending = threading.Thread(target=post)
    with transaction.atomic():
        set_link_aside(survey_link=link, reason="Posted online", by=borough.people["admin"], on=TODAY)
        sending.start()
        sending.join(1)
        assert sending.is_alive(), "It did not wait for whoever excludes the link."
    sending.join(10)
    assert Comment.objects.get().set_aside == "link"
