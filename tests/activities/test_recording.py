"""Writing something down: one page sent twice is one record, and what a release has counted keeps its round."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from activities.forms.briefings import BriefingForm
from activities.models import Briefing, Course, DeepListening, Event, Meeting, TrainingSession
from organisations.models import AuditEntry, Service
from tests.builders import TODAY, Borough, days, make_round, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BRIEFING = {"how": "team_meeting", "people_reached": "2", "team_size": "3"}
LISTENING = {"with_whom": ["with_staff"], "people_heard": "2", "method": "conversation", "heard-1": "The room is calm."}
PAGES = [
    ("lead", "briefing", ["ward"], Briefing, BRIEFING),
    ("lead", "listening", ["ward"], DeepListening, LISTENING),
    ("sector", "meeting", ["health"], Meeting, {"where": "Town hall"}),
    ("programme", "event", [], Event, {"title": "A fair", "kind": "launch"}),
    ("trainer", "training-session", [], TrainingSession, {"where": "Town hall"}),
]
each_page = pytest.mark.parametrize(("who", "what", "place", "model", "words"), PAGES, ids=[page[1] for page in PAGES])


class Keeper:
    """Someone with the page for writing one thing down."""

    def __init__(self, borough: Borough, who: str, what: str, place: list, words: dict) -> None:
        self.client, self.borough = borough.client(who), borough
        self.address = reverse(f"activities:{what}-create", args=[borough.slug, *place])
        self.words = {"day": TODAY.isoformat(), **words}
        if what == "training-session":
            course = Course.objects.create(partnership=borough.partnership, title="First steps", level="awareness")
            self.words["course"] = course.pk

    def opens_a_page(self) -> str:
        page = self.client.get(self.address).content.decode()
        return re.search(r'name="sent_as" value="([^"]+)"', page)[1]

    def sends(self, page: str, **other) -> str:
        answer = self.client.post(self.address, self.words | {"sent_as": page} | other)
        assert answer.status_code == 302, text_of(answer)
        return answer["Location"]


@each_page
def test_one_page_sent_twice_is_one_record(borough: Borough, who, what, place, model, words):
    somebody = Keeper(borough, who, what, place, words)
    page = somebody.opens_a_page()
    led_to = {somebody.sends(page) for _ in range(3)}
    assert model.objects.count() == 1
    assert len(led_to) == 1
    assert AuditEntry.objects.count() == 1


@each_page
def test_other_words_or_another_page_are_another_record(borough: Borough, who, what, place, model, words):
    somebody = Keeper(borough, who, what, place, words)
    page = somebody.opens_a_page()
    somebody.sends(page)
    somebody.sends(page, day=(TODAY - days(1)).isoformat())  # back, changed, and sent again
    assert model.objects.count() == 2
    somebody.sends(somebody.opens_a_page())
    assert model.objects.count() == 3


class AtOnce(BriefingForm):
    """A form that both senders have filled in before either is saved."""

    both = Barrier(2)

    def _name_of_what_was_sent(self):
        self.both.wait(timeout=20)
        return super()._name_of_what_was_sent()


@pytest.mark.django_db(transaction=True)
def test_a_page_sent_twice_at_the_same_moment_is_one_record(borough: Borough):
    def send(_number: int) -> int:
        try:
            briefing = Briefing(service=Service.objects.get(slug="ward"))
            form = AtOnce({"day": TODAY.isoformat(), "sent_as": "one page", **BRIEFING}, instance=briefing)
            assert form.is_valid()
            return form.save_once(form.save).pk
        finally:
            connection.close()

    for _ in range(3):
        Briefing.objects.all().delete()
        with ThreadPoolExecutor(2) as both:
            kept = set(both.map(send, range(2)))
        assert kept == {Briefing.objects.get().pk}


@each_page
def test_what_a_release_has_counted_does_not_move_to_another_round(borough: Borough, who, what, place, model, words):
    earlier = make_round(borough, "Spring 2026", state="released", opens_on=TODAY - days(200))
    somebody = Keeper(borough, who, what, place, words)
    somebody.sends(somebody.opens_a_page(), day=earlier.opens_on.isoformat())
    made = model.objects.get()
    model.objects.update(counted_in=earlier)
    change = reverse(f"activities:{what}-edit", args=[borough.slug, made.pk])
    page = somebody.client.post(change, somebody.words | {"day": TODAY.isoformat()})
    assert "Enter a date that counts in Spring 2026." in text_of(page)
    assert f'value="{TODAY.isoformat()}"' in page.content.decode()
    within = (earlier.opens_on + days(3)).isoformat()
    assert somebody.client.post(change, somebody.words | {"day": within}).status_code == 302
    made.refresh_from_db()
    assert made.day.isoformat() == within


@each_page
def test_what_came_too_late_for_a_release_can_move_to_the_round_that_it_belongs_to(
    borough: Borough, who, what, place, model, words
):
    earlier = make_round(borough, "Spring 2026", state="released", opens_on=TODAY - days(200))
    somebody = Keeper(borough, who, what, place, words)
    somebody.sends(somebody.opens_a_page(), day=earlier.opens_on.isoformat())
    change = reverse(f"activities:{what}-edit", args=[borough.slug, model.objects.get().pk])
    page = somebody.client.post(change, somebody.words | {"day": TODAY.isoformat()}, follow=True)
    assert model.objects.get().day == TODAY
    if what != "meeting":  # its page says in which round it counts
        assert "It counts in Autumn 2026." in text_of(page)


@each_page
def test_what_no_release_has_counted_can_move(borough: Borough, who, what, place, model, words):
    somebody = Keeper(borough, who, what, place, words)
    somebody.sends(somebody.opens_a_page())
    change = reverse(f"activities:{what}-edit", args=[borough.slug, model.objects.get().pk])
    long_ago = (TODAY - days(300)).isoformat()
    assert somebody.client.post(change, somebody.words | {"day": long_ago}).status_code == 302
