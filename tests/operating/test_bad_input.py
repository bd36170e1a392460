"""What strangers send: other hosts, addresses to be sent on to, two gigabytes, made-up proxies."""

import io

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from organisations.limits import network_of
from tests.builders import Borough

pytestmark = pytest.mark.django_db
TWO_GIGABYTES = 2 * 1024**3


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "a b", ""])
def test_the_site_answers_to_its_own_names_only(host: str, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = Client(headers={"Host": host}).get("/privacy/") if host else None
    if answer is not None:
        assert answer.status_code == 400
        assert b"evil" not in answer.content


def test_a_forwarded_host_is_not_believed(borough: Borough):
    client = borough.client("admin")
    answer = client.get(reverse("start-page", args=[borough.slug]), headers={"X-Forwarded-Host": "evil.example"})
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "///evil.example"],
)
@pytest.mark.parametrize("where", ["account_request_login_code", "account_logout", "account_confirm_login_code"])
def test_no_address_sends_people_on_to_another_site(elsewhere: str, where: str, borough: Borough):
    for client in (Client(), borough.client("lead")):
        for answer in (
            client.get(reverse(where), {"next": elsewhere}),
            client.post(f"{reverse(where)}?next={elsewhere}", {"next": elsewhere, "email": "nobody@example.org"}),
        ):
            assert "evil" not in answer.headers.get("Location", "").partition("?")[0]
            assert not answer.headers.get("Location", "").startswith(("//", "/\\", "javascript"))


class NeverRead(io.RawIOBase):
    """A body of two gigabytes that notes how much of it was read."""

    def __init__(self) -> None:
        self.bytes_read = 0

    def read(self, size: int = -1) -> bytes:
        self.bytes_read += max(size, 0)
        return b"a" * max(size, 0)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_two_gigabytes_are_refused_before_they_are_read(kind: str, borough: Borough):
    body = NeverRead()
    request = {"wsgi.input": body, "CONTENT_LENGTH": str(TWO_GIGABYTES), "CONTENT_TYPE": kind}
    client = borough.client("admin")
    answer = client.generic("POST", reverse("organisations:import-create", args=[borough.slug]), **request)
    assert answer.status_code == 413
    assert b"too large" in answer.content
    assert body.bytes_read == 0


def test_a_made_up_proxy_is_not_believed_unless_the_site_is_told_of_one(settings):
    from tip_borough import settings as ours

    assert ours.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    request = RequestFactory(REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="1.2.3.4").get("/")
    assert network_of(request) == "203.0.113.7"
