"""Tests that show a known fault: they say what would be right, and have to fail until it is."""

import pytest

from organisations.accessibility import known_fault


def shows_known_fault(key: str) -> pytest.MarkDecorator:
    """This test fails because of a fault that the accessibility statement lists.

    Once it passes the fault is mended: take its line out of `known_faults.csv` and this mark off the test, which from
    then on keeps it mended. Raises KeyError where the statement lists no such fault.
    """
    return pytest.mark.xfail(reason=known_fault(key).what, raises=AssertionError, strict=True)
