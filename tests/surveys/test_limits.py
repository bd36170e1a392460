"""How fast one browser may go: a crowd behind one address is served, one that floods is slowed, and no disk knows."""

import datetime
import itertools
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client, RequestFactory

from organisations.limits import Buckets, RateLimiter, network_of
from surveys.limits import LinkTally
from surveys.models import Flag, Response, SurveyLink
from surveys.views import answering
from tests.builders import NOON, Borough, text_of
from tests.redis_server import needs_redis, redis_server
from tests.surveys.filling_in import hidden_fields, key_for, link_of, questions_of

pytestmark = pytest.mark.slow


@pytest.fixture(params=["memory", pytest.param("shared", marks=needs_redis)])
def keeper(request, settings) -> Iterator[RateLimiter]:
    """Counting in the process's own memory, and together with others."""
    if request.param == "memory":
        yield RateLimiter()
        return
    with redis_server() as server:
        settings.LIMITS_URL = server.url()
        yield RateLimiter()


SCHOOL = "203.0.113.7"


@pytest.fixture
def families_link(borough: Borough) -> SurveyLink:
    return link_of(borough, "families")


def request_from(address: str = SCHOOL, browser: str = "Tablet of the school", **headers):
    return RequestFactory(REMOTE_ADDR=address, HTTP_USER_AGENT=browser, **headers).get("/s/x/")


def later(seconds: float) -> datetime.datetime:
    return NOON + datetime.timedelta(seconds=seconds)


def test_i7_fifty_a_minute_from_one_browser_are_slowed(keeper: RateLimiter):
    waits = [keeper.wait(request_from(), "send", at=later(number * 1.2)) for number in range(50)]
    assert waits[0] == 0
    assert any(waits)
    assert max(waits) <= 5


def test_i7_five_hundred_pupils_behind_one_address_in_an_hour_are_all_served_on_alike_tablets(
    keeper: RateLimiter,
):
    for number in range(500):  # a class of 25 every three minutes, all pressing within twenty seconds
        at = later(180 * (number // 25) + number % 25 * 0.8)
        assert keeper.wait(request_from(), "send", at=at) == 0


def test_i7_a_council_of_many_browsers_answers_in_one_lunch_hour(keeper: RateLimiter):
    for number in range(3000):
        request = request_from(browser=f"Browser {number % 40}")
        assert keeper.wait(request, "send", at=later(number * 1.2)) == 0


def test_i7_anyone_who_was_slowed_is_served_a_little_later(keeper: RateLimiter):
    while not (wait := keeper.wait(request_from(), "send", at=NOON)):
        pass
    assert keeper.wait(request_from(), "send", at=later(wait)) == 0


def test_i7_the_key_is_new_each_day_and_nothing_is_remembered_from_the_day_before(keeper: RateLimiter):
    while not keeper.wait(request_from(), "send", at=NOON):
        pass
    before = keeper._hash("anybody")
    assert keeper.wait(request_from(), "send", at=NOON + datetime.timedelta(days=1)) == 0
    assert keeper._hash("anybody") != before


def test_i7_what_is_remembered_is_a_keyed_hash_and_not_much_of_it():
    keeper = RateLimiter()
    keeper.wait(request_from(), "send", at=NOON)
    remembered = repr([vars(buckets) for buckets in keeper._browsers.values()])
    assert SCHOOL not in remembered
    assert "Tablet" not in remembered
    few = Buckets(1, 1, most=3)
    for number in range(10):
        few.wait(bytes([number]), 0)
    assert len(few._left) == 3


def test_i7_each_of_several_processes_counts_its_share(settings):
    settings.SERVER_PROCESSES = 3
    keeper = RateLimiter()
    served = sum(keeper.wait(request_from(), "send", at=NOON) == 0 for _ in range(30))
    assert served == 10


ADDRESSES = {
    "no proxy of ours": (0, {"HTTP_X_FORWARDED_FOR": "1.2.3.4"}, SCHOOL),
    "one": (1, {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 1.2.3.4"}, "1.2.3.4"),
    "two": (2, {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 1.2.3.4, 10.0.0.1"}, "1.2.3.4"),
    "one that forwards nothing": (1, {}, SCHOOL),
    "one that forwards nonsense": (1, {"HTTP_X_FORWARDED_FOR": "\0"}, "\0"),
    "IPv4 as a server of both kinds names it": (1, {"HTTP_X_FORWARDED_FOR": "::ffff:1.2.3.4"}, "1.2.3.4"),
    "IPv4 with the port it came from": (1, {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 1.2.3.4:51204"}, "1.2.3.4"),
    "IPv6 with the port it came from": (1, {"HTTP_X_FORWARDED_FOR": "[2001:db8:1:2::6]:51204"}, "2001:db8:1:2::/64"),
    "IPv6, of which a home has many": (1, {"HTTP_X_FORWARDED_FOR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"),
}


@pytest.mark.parametrize(("proxies", "headers", "address"), ADDRESSES.values(), ids=ADDRESSES)
def test_i7_the_address_is_seen_through_our_own_proxies(proxies: int, headers: dict, address: str, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert network_of(request_from(**headers)) == address


def test_i7_one_address_of_ipv4_slows_no_other_where_the_server_names_both_kinds_alike(keeper: RateLimiter):
    for number in range(700):
        keeper.wait(request_from("::ffff:203.0.113.7", f"Browser {number}"), "send", at=NOON)
    assert keeper.wait(request_from("::ffff:203.0.113.7", "One more"), "send", at=NOON) > 0
    assert keeper.wait(request_from("::ffff:198.51.100.9", "A child at home"), "send", at=NOON) == 0


def send(client: Client, link: SurveyLink):
    return client.post(questions_of(link), {"key": key_for(link), "f4a-safe": "always", "go": "send"})


def test_i7_anyone_who_is_slowed_loses_nothing_and_is_told_kindly(families_link: SurveyLink):
    client = Client()
    answers = [send(client, families_link) for _ in range(50)]
    slowed = [page for page in answers if page.status_code == 429]
    assert slowed
    assert "Wait a moment, then try again." in text_of(slowed[0])
    assert 'name="f4a-safe" value="always"' in slowed[0].content.decode()
    assert hidden_fields(slowed[0])["key"]
    assert int(slowed[0]["Retry-After"]) >= 1
    assert Response.objects.count() == 50 - len(slowed)


def test_i7_the_disk_holds_nothing_of_a_browser(families_link: SurveyLink):
    client = Client(REMOTE_ADDR=SCHOOL, HTTP_USER_AGENT="Tablet of the school")
    for _ in range(35):
        send(client, families_link)
    stored = "".join(str(list(model.objects.values_list())) for model in apps.get_models())
    assert SCHOOL not in stored
    assert "Tablet of the school" not in stored


def test_codes_cannot_be_tried_without_end(framework):
    client = Client()
    answers = [client.post("/s/code/", {"code": f"guess-{number}"}).status_code for number in range(50)]
    assert set(answers) == {200, 429}


# --- what looks like stuffing ------------------------------------------------------------------------


def test_i8_a_hundred_within_an_hour_by_one_link_are_a_sign_and_forty_are_none():
    tally = LinkTally()
    made = int(NOON.timestamp())
    flags = [tally.count(1, at=later(300 + 30 * n), made=made, answers=10) for n in range(40)]
    assert flags == [[]] * 40
    flags = [tally.count(2, at=later(300 + 20 * n), made=made, answers=10) for n in range(120)]
    assert [n for n, flag in enumerate(flags) if flag] == [99]
    assert flags[99] == ["burst"]


def test_i8_many_answers_faster_than_anyone_reads_are_a_sign():
    tally = LinkTally()
    made = int(NOON.timestamp())
    flags = [tally.count(1, at=later(2 + 60 * n), made=made + 60 * n, answers=10) for n in range(20)]
    assert flags == [[]] * 19 + [["speed"]]


def test_i8_a_sign_is_noted_once_and_blocks_no_one(families_link: SurveyLink, monkeypatch):
    monkeypatch.setattr(answering, "too_fast", lambda request, kind: 0)
    client = Client()
    for _ in range(25):
        assert send(client, families_link).status_code == 302
    assert Flag.objects.get().kind == "speed"
    assert Response.objects.count() == 25


def test_what_came_in_by_a_link_is_forgotten_when_the_day_is_over():
    tally = LinkTally()
    for day, link in itertools.product(range(30), range(20)):
        at = NOON + datetime.timedelta(days=day)
        tally.count(1000 * day + link, at=at, made=0, answers=1)
    assert len(tally._sent) == len(tally._fast) == 20


def test_a_burst_over_midnight_is_still_one():
    tally, midnight = LinkTally(), datetime.datetime(2026, 10, 2, tzinfo=datetime.UTC)
    moments = (midnight + datetime.timedelta(seconds=20 * number) for number in range(-50, 50))
    told = [tally.count(1, at=at, made=0, answers=1) for at in moments]
    assert told[-1] == ["burst"]
    assert told[:-1] == [[]] * 99


def test_what_is_remembered_of_links_has_an_end_on_a_single_day_too():
    tally = LinkTally(most=100)
    for link in range(1000):
        tally.count(link, at=NOON, made=int(NOON.timestamp()), answers=20)
        assert len(tally._sent) <= 100
        assert len(tally._fast) <= 100
    assert set(tally._sent) == set(range(900, 1000))  # those that were used last
