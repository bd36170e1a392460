"""A release as one tidy table: a row a figure, each with all that is needed to read it, and its columns described.

Every way of taking figures away (CSV, spreadsheet, feed) is made from these rows, so all say the same to the digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from organisations.resources import CodesOf, Column, Export
from reporting import figures as f
from reporting.measures.of_framework import measures_of
from reporting.measures.registry import Measure
from reporting.models import Release, ReleasedFigure
from reporting.read.comparing import in_words
from reporting.read.journey import line_in_words
from reporting.read.tables import cell_of
from reporting.read.visibility import Reach, may_be_taken
from surveys.models import Question

WITHHELD, NOTHING = "[c]", "–"
TEXT, NUMBER, WHOLE, DAY = "string", "decimal", "nonNegativeInteger", "date"
LICENCE = (
    "Released figures of the partnership. You may use them and pass them on with the round’s name and this note. "
    "Do not try to find out who answered."
)


class TidyColumn(Column):
    """A column of a table that is taken away: `name` stands in its first line."""

    def __init__(
        self,
        name: str,
        title: str,
        meaning: str,
        datatype: str = TEXT,
        *,
        path: str | None = None,
        one_of: tuple[str, ...] = (),
        is_always_there: bool = True,
    ) -> None:
        super().__init__(name, path)
        self.name, self.title, self.meaning, self.datatype = name, title, meaning, datatype
        self.one_of, self.is_always_there = one_of, is_always_there


KEY = ("round", "measure", "level", "place_number", "subject_kind", "subject", "statistic")


class TidyTable(Export):
    """Every figure of a release that someone may take away. The same few queries whatever the size."""

    called = "figures"

    round = TidyColumn("round", "Round", "the round’s name")
    released_on = TidyColumn("released_on", "Released on", "the day the figures were released", DAY)
    measure = TidyColumn("measure", "Measure", "a short name for the measure, the same in every round", path="measure")
    measure_title = TidyColumn("measure_title", "Measure in words", "the measure’s title, as on the pages")
    level = TidyColumn(
        "level",
        "Level",
        "service, sector, system (the whole partnership), or rest (the combined result of a sector’s smaller services)",
        one_of=(f.SERVICE, f.SECTOR, f.SYSTEM, f.REST),
        path="level",
    )
    place_number = TidyColumn(
        "place_number", "Number of the place", "the same in every round, and 0 for the system", WHOLE, path="place"
    )
    place = TidyColumn("place", "Place", "the place’s name when the round closed", path="place_name")
    sector = TidyColumn("sector", "Sector", "the name of its sector, empty for the system", is_always_there=False)
    subject_kind = TidyColumn(
        "subject_kind",
        "Kind of subject",
        "what the figure is about: overall, feature, statement, question, option, stage, a part of the measure, a line "
        "of the change journey, or a position on one",
        one_of=(f.OVERALL, f.FEATURE, f.STATEMENT, f.QUESTION, f.OPTION, f.STAGE, f.PART, f.LINE, f.POSITION),
        path="subject_kind",
    )
    subject = TidyColumn(
        "subject",
        "Subject",
        "its code: question:option for an option, statement:stage for a stage, line:position for a position",
        is_always_there=False,
        path="subject",
    )
    subject_title = TidyColumn(
        "subject_title", "Subject in words", "the feature, statement, question or answer", is_always_there=False
    )
    statistic = TidyColumn(
        "statistic",
        "Statistic",
        "share_positive (positive answers) and rate are percentages. mean is on the scale of the question, or the mean "
        "stage. count, people and organisations are counted from records. responses are in groups of 5. change is in "
        "percentage points since the round before",
        one_of=(
            f.SHARE_POSITIVE,
            f.RATE,
            f.MEAN,
            f.COUNT,
            f.PEOPLE,
            f.ORGANISATIONS,
            f.RESPONSES,
            f.CHANGE,
        ),
        path="statistic",
    )
    status = TidyColumn(
        "status",
        "Status",
        "shown, withheld (not shown, to protect people) or none (nothing was recorded)",
        one_of=(f.SHOWN, f.WITHHELD, f.NONE),
        path="status",
    )
    value = TidyColumn(
        "value",
        "Value",
        "the number: empty where the status is withheld or none, and for numbers in groups of 5",
        NUMBER,
        is_always_there=False,
    )
    edge = TidyColumn(
        "edge",
        "Edge",
        "“or more”, “or less”, “or fewer”, or “to the nearest” and a number, where the value has one of these after "
        "it, or “under” before it. For a change, whether it is higher, lower or not clear",
        is_always_there=False,
        path="edge",
    )
    text = TidyColumn(
        "text", "Figure as on the pages", "with its unit, and its edge or group: [c] where withheld, – where none"
    )
    base_low = TidyColumn(
        "base_low",
        "Least people",
        "the lowest number of people in the group of 5 that it is based on",
        WHOLE,
        is_always_there=False,
        path="base_low",
    )
    base_high = TidyColumn(
        "base_high", "Most people", "the highest number in that group", WHOLE, is_always_there=False, path="base_high"
    )
    numerator = TidyColumn(
        "numerator",
        "Numerator",
        "for counts of services or organisations",
        WHOLE,
        is_always_there=False,
        path="numerator",
    )
    denominator = TidyColumn(
        "denominator",
        "Denominator",
        "what a count or a rate is out of",
        WHOLE,
        is_always_there=False,
        path="denominator",
    )
    low = TidyColumn(
        "low", "Lowest change", "the lower end of a change’s interval, in points", NUMBER, is_always_there=False
    )
    high = TidyColumn(
        "high", "Highest change", "the upper end of a change’s interval, in points", NUMBER, is_always_there=False
    )
    counted_from = TidyColumn(
        "counted_from",
        "Counted from",
        "the first day that counts, for what is counted by its day",
        DAY,
        is_always_there=False,
    )
    counted_to = TidyColumn(
        "counted_to",
        "Counted to",
        "the last day that counts, for what is counted by its day",
        DAY,
        is_always_there=False,
    )
    note = TidyColumn("note", "Note", "anything else you need to know", is_always_there=False, path="note")
    # Today's, and no part of the release: names and figures stay as they were released.
    outside_codes = TidyColumn(
        "outside_codes",
        "Outside codes",
        "the codes that a service has on the day the file is made, such as “URN 100001; ODS RXX”",
        is_always_there=False,
    )

    def __init__(self, release: Release, reach: Reach) -> None:
        super().__init__()
        self.release, self.reach = release, reach
        self._codes = CodesOf()

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return measures_of(self.release.round.framework)

    def figures(self) -> Iterator[ReleasedFigure]:
        """Those that this person may take away, some at a time."""
        found = ReleasedFigure.objects.of(self.release)
        if self.reach.sectors is not None:
            found = found.in_sectors(self.reach.sectors)
        for figure in self.iter_queryset(found):
            if may_be_taken(figure, self.reach.may_open):
                yield figure

    def dehydrate_round(self, figure: ReleasedFigure) -> str:
        return self.release.round.name

    def dehydrate_released_on(self, figure: ReleasedFigure) -> str:
        return self._released_on

    @cached_property
    def _days(self) -> tuple[str, str]:
        first, last = self.release.round.counts_days()
        return first.isoformat(), last.isoformat()

    def _is_by_days(self, figure: ReleasedFigure) -> bool:
        return figure.measure in self._measures and self._measures[figure.measure].by_days

    def dehydrate_counted_from(self, figure: ReleasedFigure) -> str:
        return self._days[0] if self._is_by_days(figure) else ""

    def dehydrate_counted_to(self, figure: ReleasedFigure) -> str:
        return self._days[1] if self._is_by_days(figure) else ""

    def dehydrate_measure_title(self, figure: ReleasedFigure) -> str:
        return self._measures[figure.measure].title if figure.measure in self._measures else figure.measure

    def dehydrate_sector(self, figure: ReleasedFigure) -> str:
        return self._sectors.get(figure.sector or 0, "")

    def dehydrate_outside_codes(self, figure: ReleasedFigure) -> str:
        return self._codes.at(self.release.round.partnership_id, figure.level, figure.place) if figure.place else ""

    def dehydrate_value(self, figure: ReleasedFigure) -> Decimal | int | None:
        return in_short(figure)

    def dehydrate_low(self, figure: ReleasedFigure) -> int | None:
        return None if figure.low is None else int(figure.low)

    def dehydrate_high(self, figure: ReleasedFigure) -> int | None:
        return None if figure.high is None else int(figure.high)

    @cached_property
    def _released_on(self) -> str:
        return timezone.localdate(self.release.made_at).isoformat()

    def dehydrate_text(self, figure: ReleasedFigure) -> str:
        """The figure as the pages say it."""
        if figure.subject_kind == f.STAGE:
            return str(figure.numerator)
        if figure.statistic == f.CHANGE:
            return in_words(figure)
        own_stage = (
            figure.level == f.SERVICE and figure.subject_kind == f.STATEMENT and figure.measure in self._measures
        )
        if own_stage and not self._measures[figure.measure].is_survey and figure.value is not None:
            return self._stages.get(str(int(figure.value)), figure.text)
        said = cell_of(figure)
        return WITHHELD if said is None else said

    def dehydrate_subject_title(self, figure: ReleasedFigure) -> str:
        code, _, part = figure.subject.partition(":")
        match figure.subject_kind:
            case f.FEATURE:
                return self._features.get(code, "")
            case f.STATEMENT:
                return self._statements.get(code, "")
            case f.PART:
                described = self._measures.get(figure.measure)
                return described.parts.get(figure.subject, "") if described else ""
            case f.LINE:
                return self._lines.get(code, code)
            case f.POSITION:
                return f"{self._lines.get(code, code)}: {self._positions.get(part, part)}"
            case f.STAGE:
                return f"{self._statements.get(code, code)}: {self._stages.get(part, part)}"
            case f.QUESTION:
                return self._questions.get((figure.measure, code), "")
            case f.OPTION:
                asked = self._questions.get((figure.measure, code), code)
                return f"{asked}: {self._options.get((figure.measure, code, part), part)}"
        return ""

    @cached_property
    def _sectors(self) -> dict[int, str]:
        found = ReleasedFigure.objects.of(self.release).at(f.SECTOR).order_by()
        return dict(found.values_list("place", "place_name").distinct())

    @cached_property
    def _features(self) -> dict[str, str]:
        return dict(self.release.round.framework.features.values_list("code", "title"))

    @cached_property
    def _statements(self) -> dict[str, str]:
        framework = self.release.round.framework
        return dict(framework.features.values_list("statements__code", "statements__text"))

    @cached_property
    def _lines(self) -> dict[str, str]:
        """The lines of the change journey by their codes."""
        return {line.code: line_in_words(line) for each in self._measures.values() for line in each.lines}

    @cached_property
    def _positions(self) -> dict[str, str]:
        return {str(one.value): one.title for each in self._measures.values() for one in each.positions}

    @cached_property
    def _stages(self) -> dict[str, str]:
        return {str(stage.value): stage.title for stage in self.release.round.framework.stages.all()}

    @cached_property
    def _asked(self) -> list[Question]:
        round_ = self.release.round
        found = Question.objects.filter(Q(partnership=None) | Q(partnership=round_.partnership_id))
        found = found.filter(kind=Question.Format.CHOICE, instrument__framework=round_.framework_id)
        return list(found.select_related("instrument").prefetch_related("scale__points"))

    @cached_property
    def _measures_asking(self) -> dict[str, list[str]]:
        """The measures whose figures are about the questions of each survey."""
        found: dict[str, list[str]] = {}
        for measure in self._measures.values():
            found.setdefault(measure.asks, []).append(measure.key)
        return found

    @cached_property
    def _questions(self) -> dict[tuple[str, str], str]:
        return {
            (measure, each.code): each.text
            for each in self._asked
            for measure in self._measures_asking.get(each.instrument.key, ())
        }

    @cached_property
    def _options(self) -> dict[tuple[str, str, str], str]:
        return {
            (measure, each.code, point.key): point.label
            for each in self._asked
            for measure in self._measures_asking.get(each.instrument.key, ())
            for point in each.choices()
        }


COLUMNS: tuple[TidyColumn, ...] = tuple(TidyTable.fields.values())


def in_short(figure: ReleasedFigure) -> Decimal | int | None:
    """A figure's value with the digits that the pages give it: a mean to a tenth (3.0), whole numbers whole."""
    if figure.value is None or figure.statistic == f.MEAN or figure.value != figure.value.to_integral_value():
        return figure.value
    return int(figure.value)
