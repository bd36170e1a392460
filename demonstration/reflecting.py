"""What Millbrook's board and one of its leaders answered when they reflected on the first results. All made up."""

import datetime

from django.db import transaction
from django.utils import timezone

from organisations.models import Organisation, Partnership, User
from reporting.models import ReflectionAnswer, ReflectionPart, Release
from reporting.release.reflecting import begin_reflection, finish_reflection, save_answers

_H = ReflectionAnswer.HowFar
DAYS_TO_THE_MEETING = 14  # after the release, as for the board's decisions
# By the code of a question: how far, and in which words.
OF_THE_BOARD = {
    "whole-families": (_H.MOSTLY, "Most partners now meet families together. Fathers are still often left out."),
    "prevention": (_H.STARTING, "We see it in schools. Our letters still hurt people."),
    "together": (_H.STARTING, "Families still tell each of us their story from the beginning."),
    "support": (_H.STARTING, ""),
    "secondary-trauma": (_H.NOT_YET, "We had not asked before. What staff say surprised us."),
}
OF_A_LEADER = {
    "strengths": (None, "Children know whom they can go to. Form tutors notice early."),
    "improve": (None, "Lunchtime is loud, and some children have nowhere quiet to be."),
    "vision": (_H.MOSTLY, ""),
    "culture": (_H.STARTING, "It depends on who is on duty."),
    "training-levels": (_H.STARTING, "Teachers are in the plan. Kitchen and office staff are not."),
    "wellbeing": (_H.NOT_YET, ""),
    "physical-safety": (_H.MOSTLY, ""),
    "emotional-safety": (_H.STARTING, "We would like to hear that from the children themselves."),
    "example": (None, "I say in assembly when I got something wrong."),
}


@transaction.atomic
def reflect(release: Release, people: dict[str, User]) -> None:
    """The board's five marks, and the leadership reflection of the school."""
    partnership = release.round.partnership
    on = timezone.localdate(release.made_at) + datetime.timedelta(days=DAYS_TO_THE_MEETING)
    parts = {part.code: part for part in ReflectionPart.objects.filter(framework=release.round.framework_id)}
    school = people["leader"].memberships.get(partnership=partnership).organisation
    _answer(partnership, parts["marks"], OF_THE_BOARD, people["board"], on)
    _answer(school, parts["leadership"], OF_A_LEADER, people["leader"], on)


def _answer(place: Organisation | Partnership, part: ReflectionPart, said: dict, by: User, on: datetime.date) -> None:
    reflection = begin_reflection(place=place, part=part, by=by, on=on)
    changed = []
    for answer in reflection.answers.select_related("question"):
        if answer.question.code in said:
            answer.how_far, answer.words = said[answer.question.code]
            changed.append((answer, ["how_far", "words"]))
    save_answers(reflection=reflection, changed=changed, by=by, on=on)
    finish_reflection(reflection=reflection, by=by, on=on)
