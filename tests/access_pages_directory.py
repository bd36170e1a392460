"""The addresses of a directory, for tests/test_access.py. Its program is let in by a key, and by nobody's session."""

from signing_in.models import DirectoryKey, DirectoryPerson
from tests.access_rows import ADMIN, Page, here
from tests.builders import NOON

DIRECTORY = [
    Page("signing_in:directory", here, ADMIN),
    Page("signing_in:directory", here, ADMIN).posting(302, lambda at: {"domains": "borough.gov.uk"}),
]
DIRECTORY_POST_ONLY = [
    Page("signing_in:directory-key-create", here, ADMIN).posting(200),
    Page("signing_in:directory-key-end", lambda at: [at.slug, at.directory_key], ADMIN).posting(),
]
DIRECTORY_WITH_A_KEY = [
    *(Page(f"scim-{name}") for name in ("config", "resource-types", "schemas", "users", "groups")),
    Page("scim-user", lambda at: [at.directory_person]),
]


def directory_things_of(borough) -> dict:
    """What stands at these addresses, by the names of the table."""
    of = {"partnership": borough.partnership, "made_at": NOON}
    person = DirectoryPerson.objects.create(email=f"told@{borough.slug}.example", **of)
    return {
        "directory_key": DirectoryKey.objects.create(hash=f"no hash {borough.slug}", **of).pk,
        "directory_person": str(person.pk),
    }
