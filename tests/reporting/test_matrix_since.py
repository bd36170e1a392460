"""A cell of the matrix beside the round before: a direction in words, and no place named."""

import dataclasses

from reporting.figures import CHANGE, COUNT, RESPONSES, SERVICE, SHARE_POSITIVE, SHOWN, SYSTEM, WITHHELD
from reporting.read.matrix import lay_out, since
from reporting.read.matrix_blocks import Overview, Seen

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


def cell(*seen, level=SYSTEM, measures=("workforce_results",), ours=()):
    return lay_out("Cell", level, list(measures), Overview(seen), TITLES, {}, ours)


def beside(now, before, unlike=""):
    """What is said of a cell's first measure."""
    return since(now.measures[0], before, "Spring 2026", unlike)


def test_a_share_says_what_was_released_of_its_change():
    for verdict, words in (
        ("higher", "higher than in Spring 2026"),
        ("lower", "lower than in Spring 2026"),
        ("no clear change", "no clear change since Spring 2026"),
    ):
        found = beside(cell(share(66.0), moved(verdict)), cell(share(55.0)))
        assert (found.words, found.then) == (words, "55% then")


def test_of_a_share_whose_change_was_not_worked_out_nothing_is_said():
    """A large difference of two figures is no change: they may be of other questions."""
    assert beside(cell(share(90.0)), cell(share(20.0))).words == ""


def test_a_count_is_compared_as_a_count():
    now, before = (cell(counted(number, 45, "self_assessment"), measures=("self_assessment",)) for number in (41, 39))
    found = beside(now, before)
    assert (found.words, found.then) == ("more than in Spring 2026", "39 of 45 then")
    found = beside(before, now)
    assert (found.words, found.then) == ("fewer than in Spring 2026", "41 of 45 then")


def test_a_count_that_is_the_same_is_said_to_be_the_same():
    """All were counted: nothing is unclear about it."""
    now, same = (cell(counted(39, 45, "self_assessment"), measures=("self_assessment",)) for _ in range(2))
    assert beside(now, same).words == "the same as in Spring 2026"


def test_a_count_out_of_another_number_says_so():
    """A service was added: 23 of 24 and 23 of 25 is no fall."""
    now, then = (cell(counted(23, of, "self_assessment"), measures=("self_assessment",)) for of in (25, 24))
    found = beside(now, then)
    assert (found.words, found.then) == ("the same number as in Spring 2026", "23 of 24 then: the total has changed")
    more = cell(counted(24, 30, "self_assessment"), measures=("self_assessment",))
    found = beside(more, then)
    assert (found.words, found.then) == ("more than in Spring 2026", "23 of 24 then: the total has changed")


def test_what_is_withheld_in_one_of_the_rounds_has_no_direction():
    hidden = cell(share(66.0, status=WITHHELD))
    for now, before in ((cell(share(66.0)), hidden), (hidden, cell(share(66.0)))):
        assert beside(now, before).words == ""
    assert beside(cell(share(66.0), moved("higher")), None).words == ""


def test_services_are_counted_by_how_they_moved_and_none_is_named():
    shares = [share(50.0, level=SERVICE, place=place) for place in range(4)]
    verdicts = ("higher", "no clear change", "lower")
    moves = [moved(verdict, level=SERVICE, place=place) for place, verdict in enumerate(verdicts)]
    found = beside(cell(*shares, *moves, level=SERVICE), cell(*shares, level=SERVICE))
    assert found.places == "Since Spring 2026: higher in 1, no clear change in 1, lower in 1"
    assert found.short == "higher in 1, no clear change in 1, lower in 1"


def test_every_measure_of_a_cell_stands_by_itself_and_ours_last():
    responses = Seen("workforce_take_up", SYSTEM, 0, RESPONSES, SHOWN, "about 600")
    keys = ("workforce_results", "workforce_take_up", "self_assessment")
    seen = [share(60.0), counted(41, 45), responses]
    found = cell(*seen, measures=keys, ours=("self_assessment",))
    results, take_up, own = found.measures
    assert (results.block.figure, results.block.of) == ("60%", "positive answers")
    assert (take_up.block.figure, take_up.block.of) == ("about 600", "responses, from 41 of 45 services")
    assert [one.is_ours for one in found.measures] == [False, False, True]
    assert own.reason == "nothing recorded in this round"


def test_no_cell_leads_with_how_many_places_are_shown():
    """Services reach from here to there; what is less exact is no end of a range."""
    wide = share(5.0, level=SERVICE, place=3)
    wide = dataclasses.replace(wide, edge="to the nearest 30", text="5% to the nearest 30")
    shares = [share(value, level=SERVICE, place=place) for place, value in enumerate((60.0, 30.0))]
    hidden = share(0, level=SERVICE, place=4, status=WITHHELD)
    block = cell(*shares, wide, hidden, level=SERVICE).measures[0].block
    assert (block.figure, block.of) == ("30% to 60%", "positive answers, in 2 of 4 services")
    assert block.lines == ("1 more, less exactly", "1 not shown separately, to protect people")


def test_rounds_of_unlike_length_are_not_compared_without_saying_so():
    now, then = (cell(counted(number, 45, "self_assessment"), measures=("self_assessment",)) for number in (31, 15))
    found = beside(now, then, "365 days")
    assert found.line == "15 of 45 in Spring 2026, over 365 days"


def test_what_organisations_say_stands_item_by_item():
    answered = Seen("org_survey_tools", SYSTEM, 0, COUNT, SHOWN, "14", numerator=14, denominator=20)
    items = [
        dataclasses.replace(answered, text=str(yes), numerator=yes, denominator=14, item=words)
        for yes, words in ((8, "We use it"), (3, "All know of it"), (11, "We have a champion"))
    ]
    found = lay_out("Tools", SYSTEM, ["org_survey_tools"], Overview([answered, *items]), {"org_survey_tools": "T"}, {})
    block = found.measures[0].block
    assert (block.figure, block.of) == ("3 to 11", "of 14 organisations say yes to each item")
    assert block.lines == ("11: We have a champion", "3: All know of it", "14 of 20 organisations answered")
