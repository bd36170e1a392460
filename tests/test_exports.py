"""Whatever staff take away as a file leaves a trace: who, when, what."""

import re

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from organisations.models import AuditEntry
from tests.test_access import INSIDE, PUBLIC, WITH_A_KEY, Places, places  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OPEN_TO_ALL = {page.name for page in [*PUBLIC, *WITH_A_KEY]}


def exports() -> list[str]:
    """The names of all addresses that end like a file of data, but those that are open without signing in."""

    def below(resolver: URLResolver, space: str = ""):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from below(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            elif re.search(r"\.(csv|ics|xlsx)\$?$", str(entry.pattern)):
                yield f"{space}{entry.name}"

    return [name for name in below(get_resolver()) if name not in OPEN_TO_ALL]


@pytest.mark.parametrize("name", exports())
def test_every_export_leaves_a_trace(name: str, places: Places):  # noqa: F811
    page = next(page for page in INSIDE if page.name == name)
    who = page.own[-1]
    with transaction.atomic():
        before = AuditEntry.objects.count()
        answer = places.clients[who].get(reverse(name, args=page.args(places.own)))
        assert answer.status_code == 200
        assert AuditEntry.objects.count() == before + 1
        latest = AuditEntry.objects.latest("pk")
        assert (latest.what, latest.by) == ("exported", places.borough.people[who])
        transaction.set_rollback(True)
