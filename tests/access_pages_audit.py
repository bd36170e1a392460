"""The addresses of the audit log, for tests/test_access.py."""

from tests.access_rows import ADMIN, Page, here

AUDIT = [Page("organisations:audit-log", here, ADMIN), Page("organisations:audit-csv", here, ADMIN)]
