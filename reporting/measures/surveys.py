"""Results and take-up of the surveys that services hand out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal

from reporting.figures import (
    COUNT,
    MEAN,
    NONE,
    OPTION,
    OVERALL,
    QUESTION,
    RATE,
    RESPONSES,
    SHARE_POSITIVE,
    WITHHELD,
    Figure,
    Place,
)
from reporting.measures.like_for_like import LikeForLike
from reporting.measures.names import results_of, take_up_of
from reporting.measures.ratings import points_of, subjects_of
from reporting.measures.round_before import RoundBefore, decide
from reporting.measures.round_context import RoundContext, compared_with
from reporting.protect import attack, disclosure, exactness
from reporting.protect.rollup import REST, SECTOR, Node, Tally, Tree
from reporting.protect.rounds import is_wide
from surveys.models import ClosedRoundResponse, Question, ScalePoint, SurveyLink

NOT_SHOWN = "not shown, to protect people"
NOBODY = "no answers"


def results(context: RoundContext, *, survey: str) -> list[Figure]:
    """Per question, statement, feature and overall of one survey: share positive and mean, after disclosure control.

    Surveys are never pooled with each other: each has a scale of its own.
    """
    return list(_results(context, survey, results_of(survey)))


def take_up(context: RoundContext, *, survey: str, with_headcount: bool) -> list[Figure]:
    """Responses in bands, services with at least one response of all services; of headcount where that is known."""
    return list(_take_up(context, survey, take_up_of(survey), with_headcount=with_headcount))


def _questions_of(context: RoundContext, instrument: str) -> list[Question]:
    """The rated questions of a survey: the core, each with its statement, then the partnership's own."""
    found = context.rated_questions([instrument])
    return list(found.select_related("statement__feature").prefetch_related("scale__points"))


def _results(context: RoundContext, instrument: str, measure: str) -> Iterator[Figure]:
    questions = _questions_of(context, instrument)
    tallies = _tallies(context, questions)
    people = context.people_who_answered(instrument)
    before = RoundBefore.of(context, measure, instrument)
    most = {service: attack.at_most(number) for service, number in people.items()}
    shown: dict[Place, dict[str, disclosure.CoarsenedResult]] = defaultdict(dict)
    answered: dict[Place, int] = {}
    for question in questions:
        points = points_of(question)
        found = tallies[question.pk]
        # Question by question: people skip, so each has a base of its own, and with it its own places where it may be
        # shown.
        earlier = before.of_question(question) if before else None
        may_be_shown = decide(context, earlier, points, found, most)
        for place, services, node in _shelves(context, may_be_shown, people):
            answered[place] = sum(people[service] for service in services)
            if coarse := may_be_shown.get(node):
                yield from figures_of_question(measure, place, question, coarse)
                if not is_wide(coarse):  # too little is said there to say more with it
                    shown[place][question.code] = coarse
            else:
                yield from absent(measure, place, QUESTION, question.code, answered[place])
    places = [context.place(node) for node in context.tree.nodes]
    # Smaller services together are no node of the tree. They are a place where some question has any.
    places += [place for place in answered if place not in set(places)]
    # A partnership's own questions speak to no statement and no other borough asks them: shown, and in no derived
    # figure.
    core = [question for question in questions if question.partnership_id is None]
    for place in places:
        yield from _derived(measure, place, core, shown[place], answered.get(place, 0))
    if before and (since := compared_with(context.round)) is not None:
        of_then = before.as_it_stands(since)
        context.comparisons += LikeForLike(measure, questions, of_then).comparisons(context, shown)


def _tallies(context: RoundContext, questions: list[Question]) -> dict[int, dict[int, Tally]]:
    """Ratings by question and service; other kinds of answer are left out here."""
    # “Not sure”, “does not apply” and “would rather not say” are points of a scale too, and no ratings: they are in
    # no base, so that nobody is counted as negative for being unsure.
    key_of = {
        point.pk: point.key
        for question in questions
        for point in question.choices()
        if point.kind == ScalePoint.Meaning.RATING
    }
    tallies: dict[int, dict[int, Tally]] = {question.pk: defaultdict(Tally) for question in questions}
    for row in context.answers:
        if row["question"] in tallies and row["point"] in key_of and row["service"] in context.by_service:
            tallies[row["question"]][row["service"]].by_point[key_of[row["point"]]] += row["count"]
    return tallies


def _shelves(
    context: RoundContext, may_be_shown: Collection[Node], people: dict[int, int]
) -> Iterator[tuple[Place, tuple, Node]]:
    """Every place that a question can be shown at: the tree's nodes, and smaller services together."""
    tree: Tree = context.tree
    published = set(may_be_shown)
    for node in tree.nodes:
        yield context.place(node), tree.services_under(node), node
        if node.level == SECTOR and node in published:
            rest = disclosure.residual(node, published, tree)
            # Where all of them skipped this question their row stays, and says no more than of any other place.
            if sum(people[service] for service in rest):
                yield context.rest_of(node.key), rest, Node(REST, node.key)


def figure_of(
    coarse: disclosure.Coarse | None,
    answers: tuple[int, int],
    *,
    measure: str,
    place: Place,
    statistic: str,
    kind: str = OVERALL,
    subject: str = "",
    note: str = "",
) -> Figure:
    """A number of what is published, with its base; withheld where it would tell too much beside the others."""
    if coarse is None:
        return Figure(measure, place, statistic, kind, subject, status=WITHHELD, note=NOT_SHOWN)
    low, high = answers
    value = Decimal(str(coarse.value))
    return Figure(
        measure, place, statistic, kind, subject, value=value, edge=coarse.edge, base_low=low, base_high=high, note=note
    )


def figures_of_question(
    measure: str, place: Place, question: Question, shown: disclosure.CoarsenedResult
) -> Iterator[Figure]:
    low, high = shown.base
    for statistic, coarse in (
        (SHARE_POSITIVE, exactness.share_of_question(shown)),
        (MEAN, exactness.mean_of_question(shown)),
    ):
        yield figure_of(
            coarse, (low, high), measure=measure, place=place, statistic=statistic, kind=QUESTION, subject=question.code
        )
    for key, coarse in shown.options.items():
        yield Figure(
            measure,
            place,
            COUNT,
            OPTION,
            f"{question.code}:{key}",
            value=Decimal(str(coarse.value)),
            edge=coarse.edge,
            base_low=low,
            base_high=high,
        )


def absent(measure: str, place: Place, kind: str, subject: str, answered: int) -> Iterator[Figure]:
    """A subject that is not shown at a place, where `answered` people answered the survey, whatever they skipped.

    Hidden for being small and hidden to protect another look the same, and so does what everyone skipped: that a
    question has no answers, beside a take-up of one, would tell what one person left out.
    """
    status, note = (WITHHELD, NOT_SHOWN) if answered else (NONE, NOBODY)
    for statistic in (SHARE_POSITIVE, MEAN):
        yield Figure(measure, place, statistic, kind, subject, status=status, note=note)


def _derived(
    measure: str, place: Place, questions: list[Question], shown: dict[str, disclosure.CoarsenedResult], answered: int
) -> Iterator[Figure]:
    """Statements, features and the whole survey, only out of questions published at this place.

    Where fewer than half of the questions are published, nothing is derived.
    """
    for (kind, code), members in subjects_of(questions).items():
        there = [shown[question.code] for question in members if question.code in shown]
        if 2 * len(there) < len(members):  # a few questions do not speak for the whole
            yield from absent(measure, place, kind, code, answered)
            continue
        # How many people smaller services had together is nowhere else; of other places take-up says it as well.
        derived = exactness.derive(there, None if place.level == REST else disclosure.band(answered))
        if len(members) == 1:  # what one question says is no other figure for being called a statement
            one = there[0]
            share, mean = exactness.share_of_question(one), exactness.mean_of_question(one)
            derived = exactness.Derived(share, mean, one.base)
        # A question can be shown without its mean, so that means can rest on fewer questions than shares do.
        with_mean = sum(one.mean is not None for one in there)
        mean = derived.mean if 2 * with_mean >= len(members) else None
        for statistic, coarse, many in ((SHARE_POSITIVE, derived.share, len(there)), (MEAN, mean, with_mean)):
            note = "" if many == len(members) else f"from {many} of {len(members)} questions"
            yield figure_of(
                coarse,
                derived.people,
                measure=measure,
                place=place,
                statistic=statistic,
                kind=kind,
                subject=code,
                note=note,
            )


def _take_up(context: RoundContext, instrument: str, measure: str, *, with_headcount: bool) -> Iterator[Figure]:
    people = context.people_who_answered(instrument)
    open_links = SurveyLink.objects.in_round(context.round).filter(instrument__key=instrument).exists()
    ways = _ways(context, instrument)
    for node in context.tree.nodes:
        place, services = context.place(node), context.tree.services_under(node)
        # A band, and never the number: beside the base of a question it would tell how many people skipped that one.
        low, high = disclosure.band(sum(people[service] for service in services))
        if not open_links:
            yield Figure(measure, place, RESPONSES, status=NONE, note=NOBODY)
            continue
        note = limited_to_one({way for service in services for way in ways.get(service, ())})
        yield Figure(measure, place, RESPONSES, base_low=low, base_high=high, note=note)
        # Of one service it would say whether anybody answered, which its band (0 to 4) leaves open.
        if node.level != "service":
            with_any = sum(people[service] > 0 for service in services)
            yield Figure(
                measure,
                place,
                COUNT,
                value=Decimal(with_any),
                numerator=with_any,
                denominator=len(services),
                note="services with at least one response",
            )
        if with_headcount:
            yield _rate(context, measure, place, {service: people[service] for service in services})


def _ways(context: RoundContext, instrument: str) -> dict[int, set[str]]:
    """The ways by which each service's answers came."""
    found: dict[int, set[str]] = defaultdict(set)
    kept = ClosedRoundResponse.objects.in_round(context.round).counted().filter(survey_link__instrument__key=instrument)
    for service, kind in kept.values_list("survey_link__service", "survey_link__kind").order_by().distinct():
        found[service].add(kind)
    return found


def limited_to_one(ways: set[str]) -> str:
    """Whether answers were limited to one a person, in words; nothing where nobody answered."""
    open_ones = ways - {SurveyLink.Mode.CODES}
    if not ways:
        return ""
    if not open_ones:
        return "single-use codes (one response per person)"
    if open_ones == ways:
        return "open link (not limited to one response per person)"
    return "open link and single-use codes (partly limited to one response per person)"


def _rate(context: RoundContext, measure: str, place: Place, people: dict[int, int]) -> Figure:
    """Responses (the middle of their band) of headcount, in per cent to the nearest five.

    Services whose headcount is not known are left out on both sides, and the note says so. Below five people there
    is no rate: the band holds nobody too, and a middle would say that some answered.
    """
    known = {service: context.by_service[service].headcount for service in people}
    total = sum(headcount for headcount in known.values() if headcount is not None)
    if not total:
        whose = "its headcount" if len(people) == 1 else "their headcount"
        return Figure(measure, place, RATE, status=NONE, note=f"{whose} is not known")
    low, high = disclosure.band(sum(people[service] for service in people if known[service] is not None))
    if not low:
        return Figure(measure, place, RATE, status=NONE, note=f"fewer than {high + 1} responses")
    # From the middle of the band and to the nearest five: anything finer would undo the band for whoever knows the
    # headcount. More than all can answer, where a headcount is old or agency staff take part.
    percent = min(100, 5 * disclosure.half_up(100 * (low + high) / 2 / total / 5))
    unknown = sum(headcount is None for headcount in known.values())
    note = "of headcount"
    if unknown:
        note += f", without {unknown} of {len(people)} services that {'has' if unknown == 1 else 'have'} no headcount"
    return Figure(measure, place, RATE, value=Decimal(percent), denominator=total, note=note)
