"""Every sentence about figures is said only where they bear it out: each is fed figures for which it is false."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.change import Counted, Paired
from reporting.protect.disclosure import Coarse
from reporting.protect.exactness import ends_in_print
from reporting.read import sentences as s
from reporting.read.findings import FeatureFindings, Findings, Said
from tests.reporting.who_speaks import STAFF

SAID = {"up": 0, "down": 0, "same": 0, "whose": ["Staff", "Families"], "since": "Autumn 2025", "by": "Staff"}


def headline(**of) -> str:
    return s.headline(**(SAID | {"highest": [], "lowest": [], "answered": True} | of))


def test_the_first_line_says_what_rose_and_what_fell():
    assert headline(up=12, same=4, lowest=["Supervision"]) == (
        "12 of 16 feature results from staff and families clearly rose since Autumn 2025, and none clearly fell. "
        "Staff rate “Supervision” lowest."
    )
    both = headline(up=2, down=1, same=5)
    assert both.endswith(
        "2 of 8 feature results from staff and families clearly rose since Autumn 2025, and 1 clearly fell."
    )
    assert "and none clearly rose" in headline(down=3, same=1)
    assert headline(same=1).startswith("No clear change since Autumn 2025 in 1 feature result from staff and families.")


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_it_never_says_that_something_moved_where_nothing_did(up, down, same):
    said = headline(up=up, down=down, same=same)
    assert ("clearly rose since" in said) == (up > 0)
    assert ("clearly fell since" in said) == (down > 0 and not up)
    assert ("none clearly fell" in said) == (up > 0 and not down)
    assert ("No clear change" in said) == (same > 0 and not up and not down)


def test_without_an_earlier_round_it_says_no_word_of_change():
    said = headline(since="", up=3, highest=["Trust"], lowest=["Supervision"])
    assert said == "Staff rate “Trust” highest and “Supervision” lowest."
    assert headline(since="", highest=[], lowest=["A", "B"]) == "Staff rate “A” and “B” lowest."


def test_without_figures_it_says_why():
    assert headline(by="", since="") == "People answered, but no result can be shown that protects them."
    assert headline(by="", since="", answered=False) == "No survey answers in this round."
    assert headline(since="") == "What staff say of each feature."


def findings(*shares: tuple[float, str, int]) -> Findings:
    """What staff say of some features: shares with their edges and how many people they rest on."""
    rows = []
    for number, (value, edge, people) in enumerate(shares):
        figure = SimpleNamespace(value=value, edge=edge, base_low=people)
        rows.append(FeatureFindings(SimpleNamespace(title=f"Feature {number}"), (Said(STAFF, figure),)))
    found = Findings(SimpleNamespace(features=[]), None)
    found.__dict__ |= {"rows": rows, "people": [STAFF]}
    return found


def titles(rows) -> list[str]:
    return [row.feature.title for row in rows]


def test_nothing_is_called_lowest_that_rounding_could_have_put_there():
    """Of 1,200 people each is within 2 points: 27 is surely below 42, and 27 and 30 may be the other way round."""
    alone = findings((60, "", 1200), (27, "", 1200), (42, "", 1200))
    assert titles(alone.surely_lowest) == ["Feature 1"]
    two = findings((60, "", 1200), (27, "", 1200), (30, "", 1200))
    assert titles(two.surely_lowest) == ["Feature 1", "Feature 2"]
    few = findings((60, "", 60), (27, "", 60), (33, "", 60), (36, "", 60))
    assert titles(few.surely_lowest) == []  # within 5 points each: all three could be it
    alike = findings((50, "", 1200), (50, "", 1200))
    assert titles(alike.surely_lowest) == titles(alike.surely_highest) == []
    assert titles(findings((50, "", 1200)).surely_lowest) == []


def test_what_is_less_exact_may_be_lower_than_it_looks():
    wide = findings((60, "", 1200), (27, "", 1200), (40, "to the nearest 30", 1200))
    assert titles(wide.surely_lowest) == ["Feature 1", "Feature 2"]
    assert titles(findings((60, "", 1200), (27, "", 1200), (15, "under", 1200)).surely_lowest) == ["Feature 2"]


@given(st.integers(1, 99), st.sampled_from(["", "under", "or more", "to the nearest 20"]), st.integers(10, 2000))
def test_what_a_printed_share_may_stand_for_holds_it(value, edge, people):
    ends = ends_in_print(Coarse(value, edge), people)
    assert 0 <= ends.low <= value <= ends.high <= 100


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("higher", 5, 2, 8), "5 points higher (between 2 and 8)"),
        (("higher", 1, 0, 3), "1 point higher (between just above 0 and 3)"),
        (("higher", 0, 0, 1), "less than 1 point higher (between just above 0 and 1)"),
        (("lower", -5, -8, -2), "5 points lower (between 2 and 8)"),
        (("no clear change", 2, -3, 6), "no clear change (between 3 points lower and 6 points higher)"),
        (("no clear change", 0, 0, 1), "no clear change (between no change and 1 point higher)"),
        (
            ("no clear change", 5, 1, 9),
            "no clear change (between 1 and 9 points higher, but among so many comparisons it can be chance)",
        ),
    ],
)
def test_a_change_is_said_with_its_interval(change, words):
    assert s.change_in_words(*change) == words


def test_what_is_counted_has_no_chance_in_it():
    now, then = Counted(41, 45), Counted(39, 45)
    assert s.counted_in_words(now, then, "Autumn 2025") == "more than in Autumn 2025"
    assert s.counted_in_words(now, now, "Autumn 2025") == "the same as in Autumn 2025"
    assert s.counted_in_words(Counted(23, 25), Counted(23, 24), "Autumn 2025") == "the same number as in Autumn 2025"
    assert s.places_moved(["higher", "no clear change"], are_counted=True) == "higher in 1, the same in 1"
    assert s.places_moved(["higher", "no clear change"]) == "higher in 1, no clear change in 1"
    assert s.places_moved([]) == ""


def test_services_are_counted_up_and_down():
    assert s.services_moved(Paired(16, 8, 11)) == "16 services went up, 8 stayed the same, 11 went down"
    assert s.services_moved(Paired(1, 0, 2)) == "1 service went up, 0 stayed the same, 2 went down"


def test_what_moved_further_says_which_way():
    assert s.more_moved(9, 0) == "9 more rose."
    assert s.more_moved(0, 1) == "1 more fell."
    assert s.more_moved(2, 1) == "1 more fell and 2 more rose."


def test_voices_that_are_apart_are_said_with_their_figures():
    said = s.apart("Strong ties", [("Services", 75), ("Families", 60)], "Services rate this higher than families do.")
    assert said == "Strong ties: services 75 and families 60 out of 100. Services rate this higher than families do."


def test_what_was_counted_over_other_days_names_its_round_and_days():
    assert s.counted_over("15 of 45", "Autumn 2025", "366 days") == "15 of 45 in Autumn 2025, over 366 days"
