"""What Millbrook's services set out to change after each self-assessment, and what became of it. All made up."""

import datetime
from typing import NamedTuple

from django.db import transaction

from assessments.actions.improving import save_action, set_state
from assessments.models import Assessment, ImprovementAction
from demonstration.people import RIVERSIDE
from framework.models import Statement
from organisations.models import Round, User
from reporting.models import HelpedQuestion
from reporting.release.helping import AFTER, OPEN_FOR, ask_whether_it_helped, close_question

_S = ImprovementAction.State


class MadeUp(NamedTuple):
    """An action: its statement, and days after the round's end by which it is to be and was done."""

    statement: str
    what: str
    who: str
    by: int | None
    state: str
    ended: int = 0
    would_show: str = ""
    became: str = ""
    is_hers: bool = False  # in the name of the contributor, at the service where she works


# Of the first round: most of it has come to an end by the third.
FIRST = (
    MadeUp(
        "3c",
        "Ask every family who should be in the room, before the first meeting",
        "The whole team",
        120,
        _S.DONE,
        104,
        "Families say that they were asked.",
        "It is the first line of our meeting sheet now.",
    ),
    MadeUp(
        "4a",
        "A quiet corner in the waiting room, with a door that closes",
        "Facilities team",
        90,
        _S.DONE,
        75,
        "Families use it.",
        "Families can wait in the garden room.",
    ),
    MadeUp("8b", "Read our letters aloud with two parents, and change what hurts", "", 200, _S.UNDER_WAY),
    MadeUp("6b", "Half an hour to talk after a hard visit", "Team managers", 150, _S.STOPPED, 130),
    MadeUp("2a", "Keep the same worker when a family moves to another team", "Team managers", 220, _S.UNDER_WAY),
    MadeUp(
        "1a",
        "Ask “what happened to you?” only when we have time to listen",
        "The whole team",
        80,
        _S.DONE,
        66,
        became="First visits are 20 minutes longer.",
    ),
    MadeUp(
        "7b",
        "One person for families to ring, whichever service they are with",
        "Locality managers",
        140,
        _S.DONE,
        133,
        "Families say whom they ring.",
        "The number is on every letter.",
    ),
    MadeUp("4b", "Offer first meetings outdoors", "The whole team", 100, _S.STOPPED, 95),
)
# Of the second: all of it is still to be done.
SECOND = (
    MadeUp("1b", "Pass a family’s story on, so that they tell it once", "School nursing", None, _S.UNDER_WAY),
    MadeUp("5b", "Reflective practice each month", "", 240, _S.PLANNED, 0, "Staff come.", is_hers=True),
    MadeUp("7a", "Share one glossary with our partners", "Health and Schools sub-groups", 160, _S.PLANNED),
    MadeUp("3b", "Start each report with what is going well", "The whole team", 120, _S.UNDER_WAY),
    MadeUp("3d", "Two parents help to choose new staff", "", 300, _S.PLANNED, 0, "Parents say they were heard."),
    MadeUp("8a", "Leaders say once a term what they got wrong", "Heads of service", 250, _S.PLANNED),
    MadeUp("5a", "Everyone who answers the phone comes to the first course", "Training lead", 200, _S.UNDER_WAY),
)
EVERY = 3  # each third service writes its actions down


@transaction.atomic
def plan(number: int, round_: Round, people: dict[str, User], *, on: datetime.date) -> None:
    """What some of the services that have submitted set out to do after a round, and what became of it until `on`."""
    made_up = (FIRST, SECOND)[number]
    statements = {each.code: each for each in Statement.objects.filter(feature__framework=round_.framework_id)}
    found = Assessment.objects.submitted().in_round(round_).select_related("service__organisation__partnership")
    for place, assessment in enumerate(found.order_by("service__name")):
        if place % EVERY and assessment.service.name != RIVERSIDE:
            continue
        # Not the same ones everywhere: each begins one further in the list.
        first = 0 if assessment.service.name == RIVERSIDE else place
        for each in (made_up[(first + step) % len(made_up)] for step in range(2)):
            _carry_out(each, statements, assessment, people, on)
    _what_the_team_says(on)


def _what_the_team_says(on: datetime.date) -> None:
    """Riverside has asked its team whether the first thing that it did has helped."""
    done = ImprovementAction.objects.filter(service__name=RIVERSIDE, state=_S.DONE, ended_on__lte=on - AFTER - OPEN_FOR)
    action = done.filter(helped_questions=None).order_by("ended_on", "pk").first()
    if action is None or HelpedQuestion.objects.filter(service=action.service).exists():
        return
    asked = ask_whether_it_helped(action=action, by=action.recorded_by, on=action.ended_on + AFTER)
    for choice, number in (("yes", 11), ("partly", 3), ("unsure", 2)):
        asked.counts.filter(choice=choice).update(count=number)
    close_question(question=asked, on=asked.closes_on + datetime.timedelta(days=1))


def _carry_out(made_up: MadeUp, statements: dict[str, Statement], assessment: Assessment, people, on) -> None:
    ends, by = assessment.round.closes_on, people["service"]
    action = ImprovementAction(
        service=assessment.service, statement=statements[made_up.statement], what=made_up.what, who=made_up.who,
        person=people["contributor"] if made_up.is_hers and assessment.service.name == RIVERSIDE else None,
        would_show=made_up.would_show, due_on=ends + datetime.timedelta(days=made_up.by) if made_up.by else None,
    )  # fmt: skip
    save_action(action=action, by=by, on=min(on, ends + datetime.timedelta(days=14)))
    if made_up.state != _S.PLANNED:
        day = min(on, ends + datetime.timedelta(days=made_up.ended))
        set_state(action=action, state=made_up.state, by=by, on=day, became=made_up.became or None)
