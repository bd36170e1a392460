"""Asking for a file that is made in the background, and taking it, as someone does who presses two buttons."""

import re

from django.http import HttpResponse
from django.test import Client

from tests.builders import text_of


def page_of_file(client: Client, address: str, data: dict | None = None) -> HttpResponse:
    """The page that says how far it is, after a press."""
    page = client.post(address, data or {}, follow=True)
    assert page.status_code == 200
    return page


def file_from(client: Client, address: str, data: dict | None = None) -> HttpResponse:
    """The file itself, once it is ready."""
    page = page_of_file(client, address, data)
    assert "Your file is ready" in text_of(page), text_of(page)
    take = re.search(r'action="([^"]+/take/)"', page.content.decode())
    assert take
    return client.post(take[1])
