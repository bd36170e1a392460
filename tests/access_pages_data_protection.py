"""The addresses of data protection, for tests/test_access.py."""

from data_protection.actions.publishing import publish_notice, publish_statement
from data_protection.models import Erasure, Logo, NamedSomewhere, PrivacyNotice, SharingStatement
from data_protection.sharing import first_words
from organisations.models import Partnership, User
from tests.access_rows import ADMIN, INSIDERS, NOBODY, Page, first_version, here, organisation
from tests.builders import NOON, TODAY


def erased(at) -> list:
    return [at.slug, at.erasure]


def former(at) -> list:
    return [at.slug, at.erasure, at.named]


def person(at) -> list:
    return [at.slug, at.person]


_N = "data_protection:"
FIND, ERASE = Page(f"{_N}person-find", here, ADMIN), Page(f"{_N}erase", person, ADMIN)
DATA_PROTECTION = [
    Page(f"{_N}overview", here, ADMIN),
    Page(f"{_N}privacy-edit", here, ADMIN),
    Page(f"{_N}privacy-edit", here, ADMIN).posting(200),
    Page(f"{_N}look", here, ADMIN),
    Page(f"{_N}look", here, ADMIN).posting(200),
    Page(f"{_N}data-map", here, ADMIN),
    Page(f"{_N}data-map-csv", here, ADMIN),
    Page(f"{_N}retention", here, ADMIN),
    Page(f"{_N}dpia", here, ADMIN),
    Page(f"{_N}childrens-code", here, ADMIN),
    FIND,
    FIND.posting(200),
    ERASE,
    ERASE.posting(200),
    Page(f"{_N}erased", erased, ADMIN),
    Page(f"{_N}statement", here, INSIDERS),
    Page(f"{_N}statement-version", first_version, INSIDERS),
    Page(f"{_N}statement-edit", here, ADMIN),
    Page(f"{_N}statement-edit", here, ADMIN).posting(200),
]
DATA_PROTECTION_POST_ONLY = [
    Page(f"{_N}person-take", here, ADMIN).posting(200, lambda at: {"email": "a@example.org"}),
    Page(f"{_N}looked", former, ADMIN).posting(),
    Page(f"{_N}agree", organisation, ["leader"], NOBODY).posting(),
]
DATA_PROTECTION_PUBLIC = [
    Page(f"{_N}privacy", here),
    Page(f"{_N}privacy-version", first_version),
    Page(f"{_N}logo", here),
]
OWN_DATA = {f"{_N}your-data": 302, f"{_N}your-data-take": 302}  # of whoever is signed in


def data_protection_things_of(partnership: Partnership, by: User, someone: User) -> dict:
    """One of each kind, by the names that the addresses use."""
    publish_notice(notice=PrivacyNotice(partnership=partnership, controller="A council"), seen=0, by=by, on=TODAY)
    statement = SharingStatement(partnership=partnership, **first_words(partnership))
    publish_statement(statement=statement, seen=0, by=by, on=TODAY)
    Logo.objects.create(partnership=partnership, content=b"x", width=1, height=1, digest="x", description="A logo")
    erasure = Erasure.objects.create(partnership=partnership, account=0, at=NOON, by=by)
    named = NamedSomewhere.objects.create(erasure=erasure, model="learning.Barrier", field="words", rows=1)
    return {"erasure": erasure.pk, "named": named.pk, "person": someone.pk}
