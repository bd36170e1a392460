"""What makes a link worth a second look, and how we say so. Pure arithmetic: it neither blocks nor deletes anything.

Honest people often agree. Many are glad and choose the top answer all the way down; a service of forty that says
"mostly" to everything has done nothing wrong. So sets of the same one answer throughout count as a sign only where
there are many of them and hardly anything else; sets that change between answers and are still exactly the same
are rarer, and count sooner. The limits were tried on made-up boroughs (`tests/surveys/test_flags.py`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

LEAST_ANSWERED = 5  # ratings in a set: of shorter ones many are the same by chance
ALIKE_PEOPLE, ALIKE_SHARE = 15, 0.2  # of sets that change between answers
SAME_THROUGHOUT_PEOPLE, SAME_THROUGHOUT_SHARE = 40, 0.67  # of sets with one answer throughout

AnswerSet = tuple[tuple[int, int], ...]  # question and value of each rating, in the order of questions


def more_than_headcount(answers: int, headcount: int | None) -> bool:
    """Whether more people answered than work there. Where no one entered a headcount, no one can tell."""
    return headcount is not None and answers > headcount


def too_much_alike(sets: Iterable[AnswerSet]) -> bool:
    """Whether one set of answers came so often by one link that it was hardly that many people's own."""
    counted = Counter(each for each in sets if len(each) >= LEAST_ANSWERED)
    everybody = counted.total()
    return any(_too_often(each, people, everybody) for each, people in counted.items())


def _too_often(answers: AnswerSet, people: int, everybody: int) -> bool:
    if len({value for _, value in answers}) == 1:
        return people >= SAME_THROUGHOUT_PEOPLE and people >= SAME_THROUGHOUT_SHARE * everybody
    return people >= ALIKE_PEOPLE and people >= ALIKE_SHARE * everybody


@dataclass(frozen=True)
class Explanation:
    """A flag in plain words: what was seen, how that happens honestly, and what helps to find out."""

    seen: str
    honest: str
    ask: str


EXPLANATIONS: Mapping[str, Explanation] = {
    "headcount": Explanation(
        _("There are more responses than people who work there, by the headcount in TiP Borough."),
        _("The headcount may be out of date, or leave out volunteers, agency staff and trainees."),
        _("Check the service’s headcount first. If it was too low, change it and the flag will go."),
    ),
    "burst": Explanation(
        _("There were many responses within an hour."),
        _("A school may have done the survey in one lesson, or a team in one meeting."),
        _("Ask whether people answered together."),
    ),
    "alike": Explanation(
        _("Many responses are exactly the same, more than you would expect even if people agree."),
        _("A team may have talked about the survey first, or someone may have helped people to answer."),
        _("Ask how the survey was shared, and whether people could answer in private."),
    ),
    "speed": Explanation(
        _("Many responses came faster than anyone could read the questions."),
        _("Someone may have copied answers from paper, or shown the survey to others by answering it."),
        _("Ask whether someone entered answers for other people. There is a separate page for entering paper forms."),
    ),
    "words": Explanation(
        _("Many comments came all at once. Those after the first ones are held apart for a reviewer."),
        _("A few classes may have done the survey in one lesson, or many people in one meeting."),
        _("Ask whether people answered together, and tell the safeguarding reviewers."),
    ),
}
