"""Each test outside a browser is run by `make test`, whatever it is marked with, and where it has to be."""

from itertools import product

import pytest
from _pytest.mark.expression import Expression

from setup.suite import ON_POSTGRESQL, ON_SQLITE, QUICK

MARKS = ("anywhere", "on_sqlite", "slow", "thorough", "prove")
ALL = [{name for name, has in zip(MARKS, which, strict=True) if has} for which in product((False, True), repeat=5)]


def runs(which: str, marks: set[str]) -> bool:
    return Expression.compile(which).evaluate(lambda name, **_: name in marks)


@pytest.mark.parametrize("marks", ALL, ids=lambda marks: " ".join(sorted(marks)) or "none")
def test_whatever_a_test_is_marked_with_it_is_run_where_it_has_to_be(marks: set[str]):
    here, there = runs(ON_SQLITE, marks), runs(ON_POSTGRESQL, marks)
    if "prove" in marks:
        assert not here
        assert not there
        return
    assert here or there
    assert here or not marks & {"anywhere", "on_sqlite"}
    assert there or marks & {"anywhere", "on_sqlite"}
    assert (here and there) == (not marks), "the quick ones on both, and nothing else twice"
    assert runs(QUICK, marks) == (not marks & {"slow", "thorough"})
