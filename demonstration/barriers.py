"""What gets in people's way in Millbrook, and what came of it: six barriers, each at another point. All made up."""

import datetime
from typing import NamedTuple

from learning.actions.answering import answer_barrier, reckon_hours
from learning.actions.naming import name_openly, name_without_account
from learning.actions.reviewing import ASK, PASS_ON, settle_barrier, version_of
from learning.actions.slips import hash_in_browser, reply_by_slip
from learning.models import Barrier, BarrierAnswer
from organisations.models import Organisation, Partnership, User

_K = BarrierAnswer.Kind
# The code of one slip, so that whoever tries the demonstration can come back with it.
SLIP = "mmmm-bbbb-kkkk-2345-6789-aaa"


class Answer(NamedTuple):
    """An answer, and how many days before today it was given and by when something is to change."""

    kind: str
    words: str
    days_ago: int
    change_in: int | None = None


class MadeUp(NamedTuple):
    """A barrier: where it is, how many days ago it could first be read, who named it, and what was answered."""

    organisation: str
    words: str
    days_ago: int
    named_by: str = ""
    answers: tuple[Answer, ...] = ()


SCHOOL = "Millbrook Academy"
BARRIERS = (
    MadeUp(
        "Millbrook Council",
        "Our referral form asks families to write down what happened to them, in 3 places. Many stop there.",
        74,
        answers=(
            Answer(
                _K.WILL_CHANGE,
                "We will ask once, and let people say that they would rather tell us in person.",
                63,
                -40,
            ),
            Answer(
                _K.CHANGED,
                "The form asks once now, and says that it can be left blank. 2 parents and a worker wrote it with us.",
                38,
            ),
        ),
    ),
    MadeUp(
        SCHOOL,
        "The letter about absence begins with “legal action” in bold. Parents who are struggling stop answering.",
        27,
        "service",
        (Answer(_K.WILL_CHANGE, "We will write it again with parents, and read it aloud before we send it.", 19, 24),),
    ),
    MadeUp(
        "",
        "Each agency asks for consent on a form of its own. Families sign 5 times in a week that is hard enough.",
        61,
        answers=(
            Answer(
                _K.CANNOT,
                "The law asks each agency for a consent of its own. We will say so on each form, and offer one meeting "
                "to fill them all in.",
                30,
            ),
        ),
    ),
    MadeUp(SCHOOL, "Visitors have to say why they have come in front of everyone in reception.", 17),
    MadeUp(
        "",
        "When a family moves, their file takes weeks to follow. They tell it all again.",
        6,
        "contributor",
    ),
)
WAITING = "The interview room has no window and the door locks by itself. No one wants to talk in there."
QUESTION = "Is this the small room or the large one? You do not have to answer."
REPLY = "The small one, at the back."


def name_barriers(partnership: Partnership, people: dict[str, User], *, on: datetime.date) -> None:
    """The barriers of the borough as they stand on a day, and one that a reviewer has before them."""
    places = {each.name: each for each in Organisation.objects.in_partnership(partnership)}
    for number, made_up in enumerate(BARRIERS):
        _name(number, made_up, partnership, places.get(made_up.organisation), people, on)
    key = "made up and waiting"
    _without_account(partnership, key, None, WAITING, SLIP, on - datetime.timedelta(days=4))
    _settle(Barrier.objects.get(partnership=partnership, words=WAITING), ASK, QUESTION, people, on)
    reply_by_slip(code=SLIP, text=REPLY, on=on)


def _name(number: int, made_up: MadeUp, partnership, organisation, people, on: datetime.date) -> None:
    day = on - datetime.timedelta(days=made_up.days_ago)
    if made_up.named_by:
        barrier = name_openly(
            partnership=partnership, organisation=organisation, words=made_up.words, by=people[made_up.named_by], on=day
        )
    else:
        _without_account(partnership, f"made up {number}", organisation, made_up.words, f"made up {number}", day)
        barrier = Barrier.objects.get(partnership=partnership, words=made_up.words)
        _settle(barrier, PASS_ON, "", people, day)
    for given, answer in enumerate(made_up.answers):
        said = on - datetime.timedelta(days=answer.days_ago)
        by = on + datetime.timedelta(days=answer.change_in) if answer.change_in is not None else None
        who = people["leader"] if made_up.organisation == SCHOOL else people["board"]
        answer_barrier(barrier=barrier, kind=answer.kind, words=answer.words, change_by=by, by=who, on=said, seen=given)
        if answer.kind == _K.CHANGED:
            reckon_hours(
                barrier=barrier, minutes=8, times=46, people=30, by=who, on=said,
                how="Workers timed 12 first visits before and after. 30 workers do about one a week.",
            )  # fmt: skip


def _without_account(partnership, key: str, organisation, words: str, code: str, on: datetime.date) -> None:
    slip = hash_in_browser(code)
    name_without_account(partnership=partnership, key=key, organisation=organisation, words=words, slip=slip, on=on)


def _settle(barrier: Barrier, decision: str, said: str, people, on: datetime.date) -> None:
    settle_barrier(
        barrier=barrier, version=version_of(barrier), decision=decision, words=barrier.words,
        organisation=barrier.organisation, said=said, by=people["reviewer"], on=on, address="",
    )  # fmt: skip
