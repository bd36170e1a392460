"""What organisations say of themselves: how many say yes to what, of how many that answered, never which of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from activities.actions.organisational import organisational_questions_of
from activities.models import OrganisationalAnswer, OrganisationalReply
from reporting.figures import COUNT, NONE, OPTION, QUESTION, RATE, WITHHELD, Figure, Place
from reporting.measures.round_context import RoundContext
from reporting.protect.disclosure import half_up
from reporting.protect.rollup import SECTOR, THE_SYSTEM, Node
from surveys.models import Question

LEAST_ORGANISATIONS = 3
TOO_FEW = "not shown, so that no one can tell what one organisation answered"
Answers = dict[int, dict[int, int]]  # point by question, by organisation


def figures(context: RoundContext, *, measure: str, sections: Collection[str], yes: str) -> list[Figure]:
    """Organisations that answered of all; per question of some sections those that say yes of those that say."""
    return list(_figures(context, measure, sections, yes))


def _figures(context: RoundContext, measure: str, sections: Collection[str], yes: str) -> Iterator[Figure]:
    """For the system and its sectors. An organisation with services in two sectors counts in each and once in all.

    Question by question: where so few answered, or so few would be left beside what is shown, that a count would say
    what one of them said, it is withheld.
    """
    questions = [each for each in organisational_questions_of(context.round) if each.section.code in sections]
    answers = _answers(context, questions)
    sent = OrganisationalReply.objects.in_round(context.round).sent()
    replied = set(sent.values_list("organisation", flat=True))
    members = _members(context)
    # An organisation that answered and has left since is in no tree, and so in no figure.
    answered = {node: organisations & replied for node, organisations in members.items()}
    # Per question, since an organisation may leave one out: who answered differs, and so does what may be shown.
    said = {each.pk: {one for one in answered[THE_SYSTEM] if each.pk in answers[one]} for each in questions}
    shown = {pk: shown_together({node: who & members[node] for node in members}) for pk, who in said.items()}
    for node, organisations in members.items():
        place, who = context.place(node), answered[node]
        note = "organisations that answered"
        yield Figure(
            measure,
            place,
            COUNT,
            value=Decimal(len(who)),
            numerator=len(who),
            denominator=len(organisations),
            note=note,
        )
        given = {organisation: answers[organisation] for organisation in who}
        # A question that none of these organisations answered hides nothing, and is said to have no answer.
        withheld = {pk for pk in said if said[pk] & who and node not in shown[pk]}
        if not who:
            yield Figure(measure, place, RATE, status=NONE, note="no organisation answered")
        # All that was answered is withheld: there is nothing to work a share out of, and “no answer” would be untrue.
        elif withheld == {pk for pk in said if said[pk] & who} and withheld:
            yield Figure(measure, place, RATE, status=WITHHELD, note=TOO_FEW)
        else:
            yield from _of_place(measure, place, questions, given, withheld, yes)


def shown_together(said: Mapping[Node, set[int]]) -> set[Node]:
    """The system and the sectors of which one question's counts may be shown at once.

    `said` is which organisations answered the question, by place. An organisation can stand in several sectors, so
    what is left when shown counts are taken from each other is not one remainder but many: the organisations that
    stand in exactly the same shown places. Each of these groups has to be empty or of at least three, since whatever
    is added and taken away speaks of such groups only. The largest sectors come first.
    """
    everybody = said[THE_SYSTEM]
    if len(everybody) < LEAST_ORGANISATIONS:
        return set()
    # The largest first: they say most, and what a small one would split off is soonest too few.
    sectors = (node for node in said if node != THE_SYSTEM and said[node])
    groups, shown = [everybody], {THE_SYSTEM}
    for node in sorted(sectors, key=lambda node: (-len(said[node]), node.key)):
        # One more shown sector cuts each group in two, those in it and the others. Sums and differences of shown
        # counts can tell groups apart, and never what is inside of one.
        split = [part for group in groups for part in (group & said[node], group - said[node]) if part]
        if all(len(part) >= LEAST_ORGANISATIONS for part in split):
            groups, shown = split, shown | {node}
    return shown


def _members(context: RoundContext) -> dict[Node, set[int]]:
    found: dict[Node, set[int]] = defaultdict(set)
    for place in context.places:
        found[THE_SYSTEM].add(place.organisation_id)
        found[Node(SECTOR, place.sector_id)].add(place.organisation_id)
    return found


def _answers(context: RoundContext, questions: list[Question]) -> Answers:
    found: Answers = defaultdict(dict)
    rows = OrganisationalAnswer.objects.counted_in(context.round).filter(question__in=questions)
    for row in rows.by_organisation():
        found[row["organisation"]][row["question"]] = row["point"]
    return found


def _of_place(
    measure: str, place: Place, questions: list[Question], given: Answers, withheld: set[int], top: str
) -> Iterator[Figure]:
    """Per question organisations by answer, and the share of yes among all that is shown, in whole per cent."""
    all_yes = all_said = 0
    for question in questions:
        if question.pk in withheld:
            yield Figure(measure, place, COUNT, QUESTION, question.code, status=WITHHELD, note=TOO_FEW)
            continue
        said = [points[question.pk] for points in given.values() if question.pk in points]
        if not said:
            yield Figure(
                measure, place, COUNT, QUESTION, question.code, status=NONE, note="no organisation answered this"
            )
            continue
        # Withheld questions are left out of the sum as well. If one only were missing, the share would give it away.
        yes = sum(said.count(point.pk) for point in question.choices() if point.positive)
        all_yes, all_said = all_yes + yes, all_said + len(said)
        yield Figure(
            measure,
            place,
            COUNT,
            QUESTION,
            question.code,
            value=Decimal(yes),
            numerator=yes,
            denominator=len(said),
            note=f"organisations that answered {top}",
        )
        for point in question.choices():
            count = said.count(point.pk)
            yield Figure(
                measure,
                place,
                COUNT,
                OPTION,
                f"{question.code}:{point.key}",
                value=Decimal(count),
                numerator=count,
                denominator=len(said),
            )
    if all_said:
        percent = Decimal(half_up(100 * all_yes / all_said))
        yield Figure(measure, place, RATE, value=percent, denominator=all_said, note=f"of the answers shown are {top}")
    else:
        yield Figure(measure, place, RATE, status=NONE, note="no question was answered")
