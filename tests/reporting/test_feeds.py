"""The feed of published figures: a personal key opens it, and nothing else does."""

import base64
import gzip

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.limits import LIMITS, rate_limiter
from organisations.models import AuditEntry, Membership, Partnership
from organisations.models.people import hash_of
from reporting.export import feed_keys
from reporting.models import FeedKey
from tests.builders import release_round
from tests.scenes import scene

from .conftest import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATEST = "/feed/elmham/latest/figures.csv"
OF_ROUND = "/feed/elmham/autumn-2026/figures.csv"


@pytest.fixture(autouse=True)
def _calm():
    rate_limiter.forget()
    yield
    rate_limiter.forget()


@scene
def elmham_of_two_services() -> Borough:
    borough = Borough("elmham", {"Health": [12, 14]})
    release_round(borough.close().round)
    return borough


@pytest.fixture
def released(elmham_of_two_services: Borough) -> Borough:
    return elmham_of_two_services


@pytest.fixture
def admin(released):
    return released.member("admin")


@pytest.fixture
def key(released, admin) -> str:
    return feed_keys.make_key(person=admin, partnership=released.partnership, name="Excel", at=timezone.now())[1]


def ask(key: str = "", *, user: str = "anything", address: str = LATEST, scheme: str = "Basic"):
    sent = base64.b64encode(f"{user}:{key}".encode()).decode() if scheme == "Basic" else key
    return Client().get(address, headers={"Authorization": f"{scheme} {sent}"} if key else {})


def test_a_key_opens_the_newest_figures_whatever_the_user_name(key):
    for answer in (ask(key), ask(key, user=""), ask(key, scheme="Bearer"), ask(key, address=OF_ROUND)):
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Cache-Control"] == "private, no-cache"
    assert not ask(key).cookies


def test_s12_the_feed_is_byte_for_byte_the_download(key, admin, client):
    client.force_login(admin)
    download = client.get(reverse("reporting:figures-csv", args=["elmham", "autumn-2026"])).content
    assert ask(key).content == ask(key, address=OF_ROUND).content == download


def test_a_key_has_more_than_128_bits_and_is_kept_as_a_hash(key):
    assert feed_keys.BYTES * 8 >= 128
    row = FeedKey.objects.get()
    assert row.hash == hash_of(key)
    assert key not in str(list(FeedKey.objects.values())) + str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic YQ==",
        "Bearer ",
        "Bearer wrong",
        "Digest x",
        "Basic " + "A" * 4000,
        "Basic //8=",
    ],
)
def test_without_the_right_key_the_feed_says_401_and_no_word_more(released, header):
    answer = Client().get(LATEST, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.content == b""
    assert answer["WWW-Authenticate"].startswith("Basic ")


def test_a_session_opens_no_feed(admin, client):
    client.force_login(admin)
    assert client.get(LATEST).status_code == 401


def test_a_key_in_the_address_opens_nothing(key):
    assert Client().get(f"{LATEST}?key={key}").status_code == 401


def test_a_key_opens_its_own_partnership_only(key):
    other = Partnership.objects.create(slug="oakham", name="Oakham")
    Membership.objects.create(user=FeedKey.objects.get().person, role="admin", partnership=other)
    assert ask(key, address="/feed/oakham/latest/figures.csv").status_code == 401
    assert ask(key, address="/feed/nowhere/latest/figures.csv").status_code == 401


def test_a_revoked_key_opens_nothing(key, admin):
    feed_keys.revoke_key(key=FeedKey.objects.get(), by=admin, at=timezone.now())
    assert ask(key).status_code == 401


def test_a_key_ends_with_its_person_s_role(key, admin):
    admin.memberships.all().delete()
    assert ask(key).status_code == 401


def test_a_key_ends_with_its_person_s_right_to_export(key, admin):
    admin.memberships.update(role="board_member")
    assert ask(key).status_code == 401


def test_a_key_ends_with_its_person_s_account(key, admin):
    admin.is_active = False
    admin.save()
    assert ask(key).status_code == 401


def test_an_unknown_round_is_not_found(key):
    answer = ask(key, address="/feed/elmham/spring-1999/figures.csv")
    assert (answer.status_code, answer.content) == (404, b"")


def test_before_the_first_release_there_is_nothing_to_find(db):
    borough = Borough("early", {"Health": [0]})
    _, key = feed_keys.make_key(
        person=borough.member("admin"), partnership=borough.partnership, name="Excel", at=timezone.now()
    )
    for address in (LATEST, OF_ROUND):
        assert ask(key, address=address.replace("elmham", "early")).status_code == 404


def test_the_feed_can_only_be_read(key):
    sent = {"Authorization": f"Bearer {key}"}
    assert Client().head(LATEST, headers=sent).status_code == 200
    for method in ("post", "put", "delete", "patch"):
        assert getattr(Client(), method)(LATEST, headers=sent).status_code == 405


def test_use_is_noted_by_the_day_and_nothing_finer(key, django_assert_num_queries):
    assert FeedKey.objects.get().last_used_on is None
    ask(key)
    assert FeedKey.objects.get().last_used_on == timezone.localdate()
    assert not AuditEntry.objects.filter(what="exported").exists()


def test_someone_who_tries_many_wrong_keys_is_stopped_and_others_are_not(key):
    for _ in range(LIMITS["feed"].at_once):
        assert ask("wrong").status_code == 401
    stopped = ask("wrong")
    assert stopped.status_code == 429
    assert int(stopped["Retry-After"]) > 0
    assert ask(key).status_code == 429  # no oracle for anyone who is guessing
    another = {"Authorization": f"Bearer {key}", "User-Agent": "Another program"}
    assert Client().get(LATEST, headers=another).status_code == 200


def test_right_keys_and_asking_without_one_are_never_slowed(key):
    for _ in range(LIMITS["feed"].at_once + 5):
        assert ask().status_code == 401
    assert ask(key).status_code == 200


# Pages


@pytest.fixture
def browser(admin, client):
    client.force_login(admin)
    return client


def make(client, name="Board report"):
    return client.post(reverse("reporting:feed-keys", args=["elmham"]), {"name": name})


def test_a_new_key_is_shown_once_with_what_to_do(browser):
    answer = make(browser)
    row = FeedKey.objects.get()
    page = answer.content.decode()
    key = page.split('id="feed-key">')[1].split("<")[0]
    assert hash_of(key) == row.hash
    assert "From Web" in page
    assert "Power BI" in page
    assert f"http://testserver{LATEST}" in page
    assert "no-store" in answer["Cache-Control"]
    assert ask(key).status_code == 200
    listed = browser.get(reverse("reporting:feed-keys", args=["elmham"])).content.decode()
    assert "Board report" in listed
    assert key not in listed


def test_making_and_revoking_a_key_are_on_record(browser):
    make(browser)
    browser.post(reverse("reporting:feed-key-revoke", args=["elmham", FeedKey.objects.get().pk]))
    browser.post(reverse("reporting:feed-key-revoke", args=["elmham", FeedKey.objects.get().pk]))
    whats = list(AuditEntry.objects.filter(what__contains="feed key").order_by("pk").values_list("what", flat=True))
    assert whats == ["made a feed key", "revoked a feed key"]
    assert FeedKey.objects.get().revoked_at


def test_a_key_needs_a_name(browser):
    answer = make(browser, "")
    assert "Enter what the key is for" in answer.content.decode()
    assert not FeedKey.objects.exists()


def test_no_one_collects_keys(browser):
    for number in range(feed_keys.MOST_KEYS):
        make(browser, f"Key {number}")
    assert "Revoke one that you do not use first." in make(browser).content.decode()
    assert FeedKey.objects.count() == feed_keys.MOST_KEYS


def test_an_admin_sees_and_revokes_the_keys_of_others_but_never_the_key(released, key, client):
    other = released.partnership
    second = released.member("reviewer")
    Membership.objects.create(user=second, role="admin", partnership=other)
    client.force_login(second)
    page = client.get(reverse("reporting:feed-keys", args=["elmham"])).content.decode()
    assert "admin@elmham.example" in page
    assert key not in page
    client.post(reverse("reporting:feed-key-revoke", args=["elmham", FeedKey.objects.get().pk]))
    assert ask(key).status_code == 401


def test_a_board_member_makes_no_key(released, client):
    client.force_login(released.member("board_member"))
    assert client.get(reverse("reporting:feed-keys", args=["elmham"])).status_code == 403
    assert make(client).status_code == 403


def test_a_program_that_has_the_newest_figures_is_told_so_in_no_bytes_and_others_get_them_squeezed(key):
    sent = base64.b64encode(f"anything:{key}".encode()).decode()
    asked = {"Authorization": f"Basic {sent}"}
    first = Client().get(LATEST, headers=asked)
    again = Client().get(LATEST, headers={**asked, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(LATEST, headers={**asked, "If-None-Match": '"another"'}).content == first.content
    assert Client().get(LATEST, headers={"If-None-Match": first["ETag"]}).status_code == 401, "no word without a key"
    squeezed = Client().get(LATEST, headers={**asked, "Accept-Encoding": "gzip"})
    assert gzip.decompress(squeezed.content) == first.content
    assert len(squeezed.content) < len(first.content) / 2
