"""The addresses of how the site is, for tests/test_access.py."""

from tests.access_rows import Page

# The tests' site has no worker, so one of the two says that it is not well: tests/operating/test_health.py.
OPERATING_PUBLIC = [Page("operating:health-serving")]
OPERATING_ILL_HERE = ["operating:health"]
OPERATING_FOR_STAFF = ["operating:how-it-is"]
