"""The addresses of sectors and of places' outside codes, for tests/test_access.py."""

from tests.access_rows import ADMIN, Page, here


def sector(at) -> list:
    return [at.slug, at.sector]


EDIT = Page("organisations:sector-edit", sector, ADMIN, ADMIN)
MERGE = Page("organisations:sector-merge", sector, ADMIN, ADMIN)
NEW = Page("organisations:sector-create", here, ADMIN)
IDENTITY = [
    Page("organisations:sector-list", here, ADMIN),
    NEW,
    NEW.posting(200),
    EDIT,
    EDIT.posting(200),
    MERGE,
    MERGE.posting(200),
]
IDENTITY_POST_ONLY = [
    Page("organisations:sector-delete", sector, ADMIN, ADMIN).posting(),  # it is in use
]
