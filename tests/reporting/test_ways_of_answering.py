"""Results say whether one person could answer more than once, and leave out what was set aside."""

import pytest

from reporting.measures.surveys import limited_to_one
from reporting.models import ReleasedFigure
from surveys.models import SurveyLink
from tests.builders import release_round
from tests.reporting.conftest import Borough

LINK, CODES, PAPER = SurveyLink.Mode.LINK, SurveyLink.Mode.CODES, SurveyLink.Mode.PAPER


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        (set(), ""),
        ({LINK}, "open link (not limited to one response per person)"),
        ({CODES}, "single-use codes (one response per person)"),
        ({LINK, PAPER}, "open link (not limited to one response per person)"),
        ({LINK, CODES}, "open link and single-use codes (partly limited to one response per person)"),
    ],
)
def test_i1_the_ways_are_told_in_words(ways, words):
    assert limited_to_one(ways) == words


@pytest.mark.slow
def test_i1_a_release_says_it_for_each_place(db):
    borough = Borough("elmham", {"Health": [20, 20], "Schools": [20]})
    SurveyLink.objects.filter(service=borough.services[0]).update(kind=CODES)
    release = release_round(borough.close().round)
    found = ReleasedFigure.objects.of(release, "families_take_up").filter(statistic="responses")
    notes = {(one.level, one.place): one.note.partition(" (")[0] for one in found}
    assert notes["service", borough.services[0].pk] == "single-use codes"
    assert notes["service", borough.services[1].pk] == "open link"
    assert notes["sector", borough.services[0].sector_id] == "open link and single-use codes"
    assert notes["system", 0] == "open link and single-use codes"
