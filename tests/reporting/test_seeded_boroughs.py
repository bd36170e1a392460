"""Whole boroughs, made up by their number: everything that leaves is compared with the answers that people gave.

Nothing here is worked out by the code that publishes: counts are counted anew from the answers, and how exact a figure
is stands as the numbers that docs/how-a-number-is-made.md gives.
"""

import datetime
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from django.db import transaction

from framework.actions import load_framework
from organisations.actions import close_round
from organisations.models import Organisation, Partnership, Round, Sector, Service
from reporting.models import Release, ReleasedFigure
from surveys.models import Answer, ClosedRoundAnswer, ClosedRoundResponse, Instrument, Question, Response, SurveyLink
from tests.builders import CONTENT, release_round
from tests.proving import few_and_many

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ASKED = {"workforce": 7, "families": 5, "children": 3}  # questions of each survey that people answer
DAY = datetime.date(2026, 3, 1)
Counts = dict[str, Counter[int]]  # by question: how many people gave which value


class Undone(Exception):
    """A borough that is taken back."""


def make_borough(seed: int) -> list[Release]:
    """Two rounds of a borough, of which the second is one to a few points different, with people who come and go."""
    rng = random.Random(seed)
    place = Partnership.objects.create(slug=f"seed-{seed}", name=f"Borough {seed}")
    framework = load_framework(folder=CONTENT)[0]
    services = []
    for nth in range(rng.randint(1, 3)):
        sector = Sector.objects.create(partnership=place, name=f"Sector {nth}", slug=f"seed-{seed}-{nth}")
        house = Organisation.objects.create(partnership=place, name=f"House {nth}", slug=f"seed-{seed}-house-{nth}")
        for one in range(rng.randint(1, 4)):
            slug = f"seed-{seed}-{nth}-{one}"
            services.append(Service.objects.create(sector=sector, organisation=house, name=slug, slug=slug))
    # Staff who number up to 25, up to 90, or 250: figures to the nearest ten, to five people, and finer.
    sizes = {
        one.pk: rng.choice([rng.randint(0, 25), rng.randint(5, 90), 250 * (rng.random() < 0.2)]) for one in services
    }
    agree = rng.choice([0.05, 0.3, 0.5, 0.7, 0.95])
    releases = []
    rise = rng.choice([-0.1, 0.0, 0.05, 0.2])
    for name, day, more in (("Spring", DAY, 0.0), ("Autumn", DAY + datetime.timedelta(200), rise)):
        round_ = Round.objects.create(
            partnership=place, framework=framework, name=name, slug=f"{name.lower()}-{seed}", state=Round.State.OPEN,
            opens_on=day, closes_on=day + datetime.timedelta(30),
        )  # fmt: skip
        for service in services:
            people = max(0, sizes[service.pk] + rng.randint(-2, 5) * (name == "Autumn"))
            for survey, questions in ASKED.items():
                answer(rng, round_, service, survey, questions, people, min(1.0, max(0.0, agree + more)))
        close_round(round_=round_, by=None)
        round_.refresh_from_db()
        releases.append(release_round(round_))
    return releases


def answer(rng, round_: Round, service: Service, survey: str, questions: int, people: int, agree: float) -> None:
    """People with leanings of their own, who skip one question in twelve."""
    instrument = Instrument.objects.get(framework=round_.framework, key=survey)
    asked = Question.objects.filter(instrument=instrument, statement__isnull=False).prefetch_related("scale__points")
    points = {one.pk: sorted((p for p in one.choices() if p.value), key=lambda p: p.value) for one in asked[:questions]}
    link = SurveyLink.objects.create(service=service, round=round_, instrument=instrument)
    for response in Response.objects.bulk_create(Response(survey_link=link) for _ in range(people)):
        leaning = min(1.0, max(0.0, rng.gauss(agree, 0.2)))
        rows = []
        for question, scale in points.items():
            if rng.random() < 11 / 12:
                at = min(len(scale) - 1, max(0, round(rng.gauss(leaning * (len(scale) - 1), 0.7))))
                rows.append(Answer(response=response, question_id=question, point=scale[at]))
        Answer.objects.bulk_create(rows)


@dataclass
class Counted:
    """What people answered in one round, by service: how many sent each survey, and what they said."""

    release: Release
    people: dict[str, dict[int, int]]
    said: dict[int, Counts]
    questions: dict[str, Question]

    @classmethod
    def of(cls, release: Release) -> "Counted":
        people: dict[str, dict[int, int]] = defaultdict(Counter)
        said: dict[int, Counts] = defaultdict(lambda: defaultdict(Counter))
        columns = ("response__survey_link__service", "question__code", "point__value")
        for service, code, value in ClosedRoundAnswer.objects.in_round(release.round).values_list(*columns):
            said[service][code][value] += 1
        sent = ClosedRoundResponse.objects.in_round(release.round)
        for survey, service in sent.values_list("survey_link__instrument__key", "survey_link__service"):
            people[survey][service] += 1
        asked = Question.objects.filter(instrument__framework=release.round.framework, statement__isnull=False)
        questions = {one.code: one for one in asked.select_related("statement__feature", "instrument", "scale")}
        return cls(release, people, said, questions)

    def services(self, row: ReleasedFigure) -> set[int]:
        """The services under a place."""
        frozen = dict(self.release.round.places.values_list("service_id", "sector_id"))
        if row.level == "service":
            return {row.place}
        return {one for one, sector in frozen.items() if row.level == "system" or sector == row.place}

    def counts(self, row: ReleasedFigure, codes: Iterable[str]) -> list[Counter[int]]:
        services = self.services(row)
        return [sum((self.said[one][code] for one in services), Counter()) for code in codes]

    def speaks_to(self, row: ReleasedFigure) -> list[str]:
        """The questions of a survey that speak to what a figure is about."""
        of_survey = [
            one for one in self.questions.values() if one.instrument.key == row.measure.removesuffix("_results")
        ]
        return [
            one.code
            for one in of_survey
            if row.subject
            == {
                "question": one.code,
                "statement": one.statement.code,
                "feature": one.statement.feature.code,
                "overall": "",
            }[row.subject_kind]
        ]


def positive_from(code: str, counted: Counted) -> int:
    points = counted.questions[code].choices()
    return min(point.value for point in points if point.value and point.positive)


def share(counts: list[Counter[int]], codes: list[str], counted: Counted) -> float:
    positive = sum(
        sum(number for value, number in one.items() if value >= positive_from(code, counted))
        for one, code in zip(counts, codes, strict=True)
    )
    return 100 * positive / sum(one.total() for one in counts)


def off_at_most(row: ReleasedFigure, *, is_question: bool) -> float:
    """How far a percentage may be off that has no words of its own, in points, as the docs say it."""
    if row.base_low >= 1000:
        return 2
    if row.base_low >= 200:
        return 3
    return 10 if row.base_low < 50 and not is_question else 5


def is_true(row: ReleasedFigure, true: float, off: float) -> bool:
    """Whether what is printed is true of a number."""
    value = float(row.value)
    if row.edge == "under":
        return true < value or true == value == 0
    if row.edge == "or more":
        return true >= value
    if row.edge == "or less":
        return true <= value
    if row.edge.startswith("to the nearest "):
        off = float(row.edge.removeprefix("to the nearest ")) / 2
    return abs(true - value) <= off + 1e-9


def questions_behind(row: ReleasedFigure, counted: Counted, shown: set[tuple]) -> list[str] | None:
    """The questions that a figure is made of; None where its note leaves that open."""
    codes = counted.speaks_to(row)
    if not row.note:
        return codes
    told = [one for one in codes if (row.measure, row.level, row.place, one) in shown]
    return told if row.note == f"from {len(told)} of {len(codes)} questions" else None


def check_share_or_mean(row: ReleasedFigure, counted: Counted, codes: list[str]) -> None:
    counts = counted.counts(row, codes)
    if row.statistic == "share_positive":
        assert is_true(row, share(counts, codes, counted), off_at_most(row, is_question=row.subject_kind == "question"))
        return
    ratings = sum(one.total() for one in counts)
    mean = sum(value * number for one in counts for value, number in one.items()) / ratings
    values = [point.value for point in counted.questions[codes[0]].choices() if point.value]
    quarters = 0.1 if row.base_low >= 1000 else 0.2 if row.base_low >= 200 else 0.3
    assert is_true(row, mean, quarters * (max(values) - min(values)) / 4), (row, mean)


def check(now: Counted, then: Counted | None) -> Counter[str]:
    """How many figures of each kind were compared."""
    rows = list(ReleasedFigure.objects.of(now.release).filter(measure__endswith="_results", status="shown"))
    shares = [row for row in rows if row.statistic == "share_positive" and row.subject_kind == "question"]
    shown = {(row.measure, row.level, row.place, row.subject) for row in shares}
    done: Counter[str] = Counter()
    for row in rows:
        if row.level == "rest" or row.measure.removesuffix("_results") not in ASKED:
            continue  # which services they are differs from question to question
        if row.subject_kind == "option":
            code, _, key = row.subject.partition(":")
            value = next(point.value for point in now.questions[code].choices() if point.key == key)
            number = now.counts(row, [code])[0][value]
            assert number <= 7 if row.edge else abs(number - int(row.value)) <= 2, (row, number, row.edge, row.value)
        elif (codes := questions_behind(row, now, shown)) is None:
            done["left open"] += 1
            continue
        elif row.statistic == "change":
            assert then is not None
            check_change(row, codes, now, then)
        else:
            check_share_or_mean(row, now, codes)
            check_people(row, now, codes)
        done[row.statistic] += 1
    return done


def check_people(row: ReleasedFigure, counted: Counted, codes: list[str]) -> None:
    """A question's people are those who answered it, and all others' those who sent the survey: in fives."""
    sent = counted.people[row.measure.removesuffix("_results")]
    everyone = sum(sent.get(one, 0) for one in counted.services(row))
    answered = counted.counts(row, codes[:1])[0].total()
    people = answered if row.subject_kind == "question" or len(counted.speaks_to(row)) == 1 else everyone
    assert row.base_low <= people <= row.base_high == row.base_low + 4


def check_change(row: ReleasedFigure, codes: list[str], now: Counted, then: Counted) -> None:
    """The interval holds what was counted, and "higher" is said of what is."""
    after, before = (share(one.counts(row, codes), codes, one) for one in (now, then))
    assert row.low <= after - before <= row.high
    assert {"higher": after > before, "lower": after < before, "no clear change": True}[row.edge]


@few_and_many(3, 200)
def test_all_that_leaves_is_true_of_the_answers(times: int):
    done: Counter[str] = Counter()
    for seed in range(times):
        try:
            with transaction.atomic():
                spring, autumn = (Counted.of(release) for release in make_borough(seed))
                done += check(spring, None) + check(autumn, spring)
                raise Undone
        except Undone:
            pass
    assert min(done[one] for one in ("share_positive", "mean", "count", "change")) >= 20 * times, done
    assert done["left open"] < done.total() / 10, done
