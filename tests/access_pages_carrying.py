"""The address of taking everything out, for tests/test_access.py."""

from tests.access_rows import ADMIN, Page, here

TAKE_OUT = Page("carrying:take-out", here, ADMIN)
CARRYING = [TAKE_OUT, TAKE_OUT.posting(200)]
