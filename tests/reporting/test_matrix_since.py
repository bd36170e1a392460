"""A cell of the matrix beside the round before: a direction in words, and no place named."""

from reporting.figures import COUNT, RESPONSES, SERVICE, SHARE_POSITIVE, SHOWN, SYSTEM, WITHHELD
from reporting.read.matrix import Overview, Seen, lay_out, since

TITLES = {"workforce_results": "Staff", "workforce_take_up": "Take-up", "self_assessment": "Services"}


def share(percent, *, level=SYSTEM, place=0, status=SHOWN, people=(600, 604)):
    shown = status == SHOWN
    text = f"{percent:.0f}%" if shown else "[c]"
    return Seen(
        "workforce_results",
        level,
        place,
        SHARE_POSITIVE,
        status,
        text,
        percent if shown else None,
        base="about 600" if shown else "",
        people=people if shown else None,
    )


def counted(number, of, measure="workforce_take_up"):
    return Seen(measure, SYSTEM, 0, COUNT, SHOWN, str(number), numerator=number, denominator=of)


def cell(*seen, level=SYSTEM, measures=("workforce_results",)):
    return lay_out("Cell", level, list(measures), Overview(seen), TITLES, {})


def test_a_share_says_higher_lower_or_about_the_same():
    now = cell(share(66.0))
    assert since(now, cell(share(55.0)), "Spring 2026").words == "higher than in Spring 2026"
    assert since(now, cell(share(77.0)), "Spring 2026").words == "lower than in Spring 2026"
    assert since(now, cell(share(65.0)), "Spring 2026").words == "no clear change since Spring 2026"
    assert since(now, cell(share(55.0)), "Spring 2026").then == "55% then"


def test_a_count_is_compared_as_a_rate():
    now, before = (cell(counted(number, 45, "self_assessment"), measures=("self_assessment",)) for number in (41, 39))
    found = since(now, before, "Spring 2026")
    assert (found.words, found.then) == ("higher than in Spring 2026", "39 of 45 then")


def test_a_count_that_is_the_same_is_said_to_be_the_same():
    """All were counted: nothing is unclear about it."""
    now, same, as_many = (
        cell(counted(number, of, "self_assessment"), measures=("self_assessment",))
        for number, of in ((39, 45), (39, 45), (26, 30))
    )
    assert since(now, same, "Spring 2026").words == "the same as in Spring 2026"
    assert since(now, as_many, "Spring 2026").words == "the same share as in Spring 2026"


def test_what_is_withheld_in_one_of_the_rounds_has_no_direction():
    hidden = cell(share(66.0, status=WITHHELD))
    for now, before in ((cell(share(66.0)), hidden), (hidden, cell(share(66.0)))):
        assert since(now, before, "Spring 2026").words == ""
    assert since(cell(share(66.0)), None, "Spring 2026").words == ""


def test_services_are_counted_by_how_they_moved_and_none_is_named():
    now = cell(*(share(one, level=SERVICE, place=place) for place, one in enumerate((90.0, 50.0, 20.0))), level=SERVICE)
    then = cell(
        *(share(one, level=SERVICE, place=place) for place, one in enumerate((60.0, 51.0, 40.0))), level=SERVICE
    )
    words = since(now, then, "Spring 2026").places
    assert words == "Since Spring 2026: higher in 1, no clear change in 1, lower in 1"


def test_only_services_that_are_shown_in_both_rounds_are_compared():
    now = cell(share(90.0, level=SERVICE, place=1), share(90.0, level=SERVICE, place=2), level=SERVICE)
    then = cell(share(60.0, level=SERVICE, place=1), share(0, level=SERVICE, place=2, status=WITHHELD), level=SERVICE)
    assert since(now, then, "Spring 2026").places == "Since Spring 2026: higher in 1"


def test_a_cell_of_services_says_its_take_up():
    responses = Seen("workforce_take_up", SYSTEM, 0, RESPONSES, SHOWN, "about 600")
    found = cell(share(60.0, level=SERVICE, place=1), counted(41, 45), responses, level=SERVICE)
    assert "41 of 45 services had responses" in found.lines
    assert found.own == len(found.lines)


def test_lines_of_further_measures_stand_after_those_of_the_leading_one():
    responses = Seen("workforce_take_up", SYSTEM, 0, RESPONSES, SHOWN, "about 600")
    found = cell(share(60.0), counted(41, 45), responses, measures=("workforce_results", "workforce_take_up"))
    assert found.lines[: found.own] == ["from about 600 people", "41 of 45 services had responses"]
    assert found.lines[found.own :] == ["Take-up: 41 of 45 services had responses"]
