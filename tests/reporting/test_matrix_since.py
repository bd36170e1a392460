"""A cell of the matrix beside the round before: a direction in words, and no place named."""

from reporting.figures import CHANGE, COUNT, RESPONSES, SERVICE, SHARE_POSITIVE, SHOWN, SYSTEM, WITHHELD
from reporting.read.matrix import Overview, Seen, lay_out, since

TITLES = {"workforce_results": "Staff", "workforce_take_up": "Take-up", "self_assessment": "Services"}


def share(percent, *, level=SYSTEM, place=0, status=SHOWN):
    shown = status == SHOWN
    text = f"{percent:.0f}%" if shown else "[c]"
    base = "about 600" if shown else ""
    return Seen("workforce_results", level, place, SHARE_POSITIVE, status, text, percent if shown else None, base=base)


def moved(verdict, *, level=SYSTEM, place=0):
    """What was released of how a share moved."""
    return Seen("workforce_results", level, place, CHANGE, SHOWN, "", edge=verdict)


def counted(number, of, measure="workforce_take_up"):
    return Seen(measure, SYSTEM, 0, COUNT, SHOWN, str(number), numerator=number, denominator=of)


def cell(*seen, level=SYSTEM, measures=("workforce_results",)):
    return lay_out("Cell", level, list(measures), Overview(seen), TITLES, {})


def test_a_share_says_what_was_released_of_its_change():
    for verdict, words in (
        ("higher", "higher than in Spring 2026"),
        ("lower", "lower than in Spring 2026"),
        ("no clear change", "no clear change since Spring 2026"),
    ):
        found = since(cell(share(66.0), moved(verdict)), cell(share(55.0)), "Spring 2026")
        assert (found.words, found.then) == (words, "55% then")


def test_of_a_share_whose_change_was_not_worked_out_nothing_is_said():
    """A large difference of two figures is no change: they may be of other questions."""
    assert since(cell(share(90.0)), cell(share(20.0)), "Spring 2026").words == ""


def test_a_count_is_compared_as_a_count():
    now, before = (cell(counted(number, 45, "self_assessment"), measures=("self_assessment",)) for number in (41, 39))
    found = since(now, before, "Spring 2026")
    assert (found.words, found.then) == ("more than in Spring 2026", "39 of 45 then")
    found = since(before, now, "Spring 2026")
    assert (found.words, found.then) == ("fewer than in Spring 2026", "41 of 45 then")


def test_a_count_that_is_the_same_is_said_to_be_the_same():
    """All were counted: nothing is unclear about it."""
    now, same = (cell(counted(39, 45, "self_assessment"), measures=("self_assessment",)) for _ in range(2))
    assert since(now, same, "Spring 2026").words == "the same as in Spring 2026"


def test_a_count_out_of_another_number_says_so():
    """A service was added: 23 of 24 and 23 of 25 is no fall."""
    now, then = (cell(counted(23, of, "self_assessment"), measures=("self_assessment",)) for of in (25, 24))
    found = since(now, then, "Spring 2026")
    assert (found.words, found.then) == ("the same number as in Spring 2026", "23 of 24 then: the total has changed")
    more = cell(counted(24, 30, "self_assessment"), measures=("self_assessment",))
    found = since(more, then, "Spring 2026")
    assert (found.words, found.then) == ("more than in Spring 2026", "23 of 24 then: the total has changed")


def test_what_is_withheld_in_one_of_the_rounds_has_no_direction():
    hidden = cell(share(66.0, status=WITHHELD))
    for now, before in ((cell(share(66.0)), hidden), (hidden, cell(share(66.0)))):
        assert since(now, before, "Spring 2026").words == ""
    assert since(cell(share(66.0), moved("higher")), None, "Spring 2026").words == ""


def test_services_are_counted_by_how_they_moved_and_none_is_named():
    shares = [share(50.0, level=SERVICE, place=place) for place in range(4)]
    verdicts = ("higher", "no clear change", "lower")
    moves = [moved(verdict, level=SERVICE, place=place) for place, verdict in enumerate(verdicts)]
    words = since(cell(*shares, *moves, level=SERVICE), cell(*shares, level=SERVICE), "Spring 2026").places
    assert words == "Since Spring 2026: higher in 1, no clear change in 1, lower in 1"


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
