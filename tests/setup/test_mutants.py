"""The list of faults that `make mutants` tries stays current: no text has moved away, no test has another name."""

import re
from pathlib import Path

import pytest

from setup.mutants import chosen
from tests.mutants import MUTANTS
from tests.mutants.fault import Mutant

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.title[:90])
def test_a_fault_can_be_made_in_one_place_and_its_tests_are_there(mutant: Mutant):
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old
    for test in mutant.tests:
        file, _, name = test.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert not name or re.search(rf"^def {name}\(", text, re.MULTILINE), test


def test_no_fault_is_listed_twice_and_some_are_chosen_by_a_word():
    titles = [mutant.title for mutant in MUTANTS]
    assert len(titles) == len(set(titles)) >= 70
    assert {mutant.file for mutant in chosen("protect/disclosure")} == {"reporting/protect/disclosure.py"}
    assert len(chosen("")) == len(MUTANTS)
