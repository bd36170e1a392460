"""How services rate themselves: services submitted, services at each stage, mean stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from assessments.models import Assessment, Rating
from reporting.figures import COUNT, FEATURE, MEAN, NONE, OVERALL, STAGE, STATEMENT, WITHHELD, Figure, Place
from reporting.measures.round_context import RoundContext
from reporting.protect.alike import LEAST_SERVICES
from reporting.protect.disclosure import half_up
from reporting.protect.rollup import SECTOR, SERVICE

MEASURE = "self_assessment"
TOO_FEW = "not shown, so that no one can tell how one service rated itself"
NOT_SUBMITTED = "not submitted in this round"


def self_assessment(context: RoundContext) -> list[Figure]:
    """Services submitted of all services; per statement services at each stage; mean stage, 0 to 4.

    A service counts once in each statement. "Does not apply" is left out of every mean. How a single
    service rates itself is its own word: the pages show it to those who may read it, and sectors of one or two
    services show no stages.
    """
    submitted = set(Assessment.objects.in_round(context.round).submitted().values_list("service_id", flat=True)) & set(
        context.by_service
    )
    # A service may look at more than the round is over; how few do would say it of them.
    asked = {statement.code for statement in context.round.assessed_statements()}
    stages: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in Rating.objects.in_round(context.round).counts_by_service_statement_and_stage():
        # “Does not apply” has no stage. It is no 0, which would mean “not yet”.
        if row["stage_value"] is not None and row["service"] in submitted and row["statement_code"] in asked:
            stages[row["service"]][row["feature_code"], row["statement_code"]] = row["stage_value"]
    return list(_figures(context, submitted, stages))


def _figures(context: RoundContext, submitted: set[int], stages: dict) -> Iterator[Figure]:
    held_back = sectors_held_back(
        {sector: len(submitted.intersection(services)) for sector, services in context.tree.services_in.items()}
    )
    for node in context.tree.nodes:
        place, services = context.place(node), context.tree.services_under(node)
        taking_part = [service for service in services if service in submitted]
        if node.level == SERVICE and not taking_part:
            yield Figure(MEASURE, place, COUNT, status=NONE, note=NOT_SUBMITTED)
            continue
        yield Figure(
            MEASURE,
            place,
            COUNT,
            value=Decimal(len(taking_part)),
            numerator=len(taking_part),
            denominator=len(services),
            note="services that submitted a self-assessment",
        )
        if node.level == SECTOR and node.key in held_back:
            yield Figure(MEASURE, place, MEAN, status=WITHHELD, note=TOO_FEW)
            continue
        yield from _means_and_stages(place, [stages[service] for service in taking_part], node.level != SERVICE)


def sectors_held_back(submitted_in: dict[int, int]) -> set[int]:
    """The sectors whose stages are not shown, so that no single service's word can be read or worked out from them.

    `submitted_in` is how many services of each sector submitted. A sector needs at least three, and so does what is
    left of the system without the sectors that are shown; where too few are left, the smallest shown one joins them.
    """
    held_back = {sector for sector, count in submitted_in.items() if count < LEAST_SERVICES}
    # Only one thing can be subtracted here: each sector stands in the system once, so what is left is the system
    # without the sectors that are shown.
    left = sum(submitted_in[sector] for sector in held_back)
    shown = sorted(set(submitted_in) - held_back, key=lambda sector: (submitted_in[sector], sector))
    if 0 < left < LEAST_SERVICES and shown:
        # With one more of at least three, what is left has at least three; the smallest costs least.
        held_back.add(shown[0])
    return held_back


def _means_and_stages(place: Place, ratings: list[dict], with_stages: bool) -> Iterator[Figure]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in ratings:
        for (feature, statement), stage in one.items():
            groups[OVERALL, ""].append(stage)
            groups[FEATURE, feature].append(stage)
            groups[STATEMENT, statement].append(stage)
    for (kind, code), values in sorted(groups.items()):
        # All ratings of all services in one sum: a mean of the services' means would give a service with three
        # statements the weight of one with nineteen. Half goes up, as on paper; Python rounds it to the even digit.
        mean = half_up(10 * sum(values) / len(values)) / 10
        services = sum(1 for one in ratings if any(_is_about(kind, code, key) for key in one))
        yield Figure(MEASURE, place, MEAN, kind, code, value=Decimal(str(mean)), denominator=services)
        if with_stages and kind == STATEMENT:
            for stage, count in sorted(Counter(values).items()):
                yield Figure(
                    MEASURE,
                    place,
                    COUNT,
                    STAGE,
                    f"{code}:{stage}",
                    value=Decimal(count),
                    numerator=count,
                    denominator=len(values),
                )


def _is_about(kind: str, code: str, key: tuple[str, str]) -> bool:
    return kind == OVERALL or code == key[0 if kind == FEATURE else 1]
