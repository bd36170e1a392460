"""Where things stand in a chart: numbers to positions, in plain arithmetic. The drawing is in the templates.

Each function gives a chart for its template, in one of two layouts: WIDE for a desk, a slide or paper, NARROW for a
phone or a column. On a page, both stand side by side and the style sheet shows the one that fits:

    {% include "reporting/charts/both.html" with drawing="voices" charts=charts %}

and in a document or a file it is one of them, with its own size and white ground:

    {% include "reporting/charts/voices.svg" with chart=charts.wide stand_alone=True %}

`charts` comes from `reporting.draw.charts` (`voices_charts`, `trend_charts`, `stages_charts`, `take_up_charts`), which
puts the words in. Charts use attributes and classes, no styles: they stand in a page with a strict content security
policy, in a PDF and alone. What is withheld is a gap with [c]; no function here makes a position out of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import floor
from zlib import crc32

WIDE, NARROW = "wide", "narrow"
LAYOUTS = (WIDE, NARROW)
SHAPES = {"services": "circle", "staff": "square", "families": "diamond", "children": "triangle"}
MARK = 16.0  # how wide a mark is
LINE = 19.0  # from one line of text to the next


@dataclass(frozen=True)
class Text:
    """A line of text at a position. `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    soft: bool = False


@dataclass(frozen=True)
class Mark:
    """One voice's point; `hollow` for what it was before."""

    x: float
    y: float
    voice: str
    hollow: bool = False

    @property
    def shape(self) -> str:
        return SHAPES[self.voice]


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    voice: str = ""


@dataclass(frozen=True)
class BarPart:
    """A part of a bar: its step from 0 up, and its number where there is room for one."""

    x: float
    y: float
    width: float
    height: float
    step: int = 0
    number: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def base(self) -> float:
        """Where the number's line stands."""
        return round(self.y + self.height / 2 + 5.5, 1)

    @property
    def plate(self) -> tuple[float, float, float]:
        """The white plate under the number: its left, its top and its height."""
        return round(self.middle - 13, 1), round(self.y + 4, 1), self.height - 8


@dataclass(frozen=True)
class Band:
    """A shaded interval: the corners of a polygon, as SVG writes them."""

    points: str
    voice: str


@dataclass
class Chart:
    """A drawing: its size, what it is called and says, and everything on it."""

    layout: str
    title: str
    description: str
    width: float
    height: float = 0.0
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    joins: list[Rule] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    parts: list[BarPart] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the drawing as a file, with room for its title and a line of small print."""
        return -30.0, -66.0, self.width + 60, self.height + 126

    @property
    def uid(self) -> str:
        """A name for its parts that is the same whenever the same chart is drawn."""
        # Two charts on one page need different names for what their labels point at, and the same chart the same one,
        # so that files compare. It is no secret, so a checksum does.
        return f"chart-{self.layout}-{crc32((self.title + self.description).encode()):x}"


@dataclass(frozen=True)
class VoiceMark:
    """What one voice says, 0 to 100."""

    voice: str
    share: float


@dataclass(frozen=True)
class VoicesRow:
    """A line of the chart of voices: what it is about, who says what, a sentence on it, and what it lacks."""

    label: str
    points: Sequence[VoiceMark] = ()
    sentence: str = ""
    remarks: Sequence[str] = ()


def position(share: float, start: float, end: float) -> float:
    """Where a share of 0 to 100 stands between two positions. ValueError outside 0 to 100."""
    # A mark outside the drawing would be seen by no one, or taken for 0 or 100.
    if not 0 <= share <= 100:
        raise ValueError("A share is from 0 to 100.")
    return round(start + (end - start) * share / 100, 1)


def wrapped(text: str, longest: int) -> list[str]:
    """A text in lines of so many characters at most, broken between words; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= longest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _written(chart: Chart, lines: Iterable[str], x: float, y: float, *, soft: bool = False) -> float:
    """Write lines below each other from y on; where the next one would stand."""
    for line in lines:
        chart.texts.append(Text(x, round(y, 1), line, soft=soft))
        y += LINE
    return y


def apart(marks: Iterable[Mark]) -> list[Mark]:
    """Marks of one line, moved up or down where they would cover each other."""
    placed: list[Mark] = []
    for mark in marks:
        # Never to the side: where a mark stands along the line is its number. Five places are enough for four voices.
        for move in (0.0, -12.0, 12.0, -24.0, 24.0):
            moved = replace(mark, y=mark.y + move)
            if all(abs(moved.x - one.x) >= MARK or abs(moved.y - one.y) > 11 for one in placed):
                break
        placed.append(moved)
    return placed


def voices_chart(
    rows: Sequence[VoicesRow],
    key: Sequence[tuple[str, str]],
    ends: Sequence[str],
    *,
    title: str,
    description: str,
    layout: str,
) -> Chart:
    """Dots on a line, a line a feature. `key` names the voices, `ends` what 0, 50 and 100 stand for."""
    wide = layout == WIDE
    chart = Chart(layout, title, description, 1000.0 if wide else 340.0)
    start, end = (300.0, 660.0) if wide else (12.0, 328.0)
    y = _key(chart, key, 20.0, start if wide else 0.0) + 14
    anchors = ("middle", "middle", "middle") if wide else ("start", "", "end")  # on a phone there is no room for three
    for share, words, anchor in zip((0, 50, 100), ends, anchors, strict=True):
        if anchor:
            chart.texts.append(Text(position(share, start, end), y, words, anchor, soft=True))
    top = y + 10
    y = top
    for row in rows:
        y = _voices_row(chart, row, y, start, end)
    if wide:  # on a phone each line has its own, clear of the words between
        chart.rules += _quarters(start, end, top, y)
    chart.height = y + 8
    return chart


def _quarters(start: float, end: float, top: float, bottom: float) -> list[Rule]:
    """Upright rules at nothing, a quarter, half, three quarters and all of the way."""
    return [Rule(x, top, x, bottom) for x in (position(share, start, end) for share in (0, 25, 50, 75, 100))]


def _voices_row(chart: Chart, row: VoicesRow, y: float, start: float, end: float) -> float:
    """One line of the chart of voices; where the next one begins."""
    notes = wrapped(row.sentence, 43 if chart.layout == WIDE else 46)
    notes += [line for remark in row.remarks for line in wrapped(remark, 43 if chart.layout == WIDE else 46)]
    if chart.layout == WIDE:
        label = wrapped(row.label, 34)
        height = max(2, len(label), len(notes)) * LINE + 16
        line = y + height / 2
        _written(chart, label, 0.0, line + 6 - (len(label) - 1) * LINE / 2)
        _written(chart, notes, end + 30, line + 6 - (len(notes) - 1) * LINE / 2, soft=True)
        bottom = y + height
    else:
        line = _written(chart, wrapped(row.label, 40), 0.0, y + 24) + 6
        chart.rules += [*_quarters(start, end, line - 12, line + 12), Rule(start, line, end, line)]
        bottom = _written(chart, notes, 0.0, line + 34, soft=True) + 2
    marks = apart(Mark(position(point.share, start, end), round(line, 1), point.voice) for point in row.points)
    if len(marks) > 1:
        chart.joins.append(Rule(min(m.x for m in marks), round(line, 1), max(m.x for m in marks), round(line, 1)))
    chart.marks += marks
    return bottom


def _key(chart: Chart, key: Sequence[tuple[str, str]], y: float, x: float = 0.0) -> float:
    """Marks with their voices' names, as many in a line as there is room for; where the next thing may stand."""
    start = x
    for voice, name in key:
        width = 30 + 8.2 * len(name) + 18
        if x > start and x + width > chart.width:
            x, y = start, y + 24
        chart.marks.append(Mark(x + 9, y - 5, voice))
        chart.texts.append(Text(x + 24, y, name))
        x += width
    return y + 20


@dataclass(frozen=True)
class Moment:
    """What one voice said in one round: a share of 0 to 100 with its interval, or the word for why there is none."""

    share: float | None
    low: float = 0.0
    high: float = 0.0
    word: str = ""


def trend_chart(
    rounds: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[Moment]]],
    ends: Sequence[str],
    *,
    title: str,
    description: str,
    layout: str,
) -> Chart:
    """Lines over rounds, oldest first, a line a voice (key, name, moments), with gaps where nothing is shown.

    Under the lines stands each voice's number in each round, or [c].
    """
    wide = layout == WIDE
    chart = Chart(layout, title, description, 1000.0 if wide else 340.0)
    left, right = (300.0, 940.0) if wide else (20.0, 320.0)
    top, bottom = 30.0, 250.0
    step = (right - left) / max(1, len(rounds))
    xs = [round(left + step * (number + 0.5), 1) for number in range(len(rounds))]
    for share, words in zip((0, 50, 100), ends, strict=True):
        y = position(share, bottom, top)
        chart.rules.append(Rule(left, y, right, y))
        chart.texts.append(
            Text(left - 12, y + 5, words, "end", soft=True) if wide else Text(0, y - 5, words, soft=True)
        )
    y = bottom + 22
    longest = max(6, int(step / 8))
    heads = [wrapped(name, longest) for name in rounds]
    for x, lines in zip(xs, heads, strict=True):
        chart.texts += [Text(x, y + LINE * number, line, "middle") for number, line in enumerate(lines)]
    y += LINE * max((len(lines) for lines in heads), default=1) + 8
    for number, (voice, name, moments) in enumerate(series):
        # Upright positions are numbers and stay; only beside each other is there room to move.
        aside = (number - (len(series) - 1) / 2) * 20  # voices of one round stand beside each other
        chart.marks.append(Mark(9.0, y - 5, voice))
        chart.texts.append(Text(24.0, y, name))
        y += 0 if wide else LINE
        for x, moment in zip(xs, moments, strict=True):
            word = moment.word if moment.share is None else str(floor(moment.share + 0.5))
            chart.texts.append(Text(x, y, word, "middle"))
        y += LINE + 5
        for run in runs(moments):
            _run(chart, voice, [(xs[at] + aside, moments[at]) for at in run], bottom, top)
    chart.height = y
    return chart


def runs(moments: Sequence[Moment]) -> list[list[int]]:
    """The numbers of moments that follow each other with something shown: a line is never drawn over a gap."""
    found: list[list[int]] = [[]]
    for number, moment in enumerate(moments):
        if moment.share is None:
            found.append([])
        else:
            found[-1].append(number)
    return [run for run in found if run]


def _run(chart: Chart, voice: str, run: list[tuple[float, Moment]], bottom: float, top: float) -> None:
    """A line without gaps: its marks, what joins them, and the interval behind each."""
    # `bottom` before `top`: in SVG y grows downwards, and more is higher up.
    at = [(x, position(moment.share or 0.0, bottom, top)) for x, moment in run]
    chart.marks += [Mark(x, y, voice) for x, y in at]
    chart.joins += [Rule(*one, *other, voice) for one, other in pairwise(at)]
    for x, moment in run:
        low, high = (position(end, bottom, top) for end in (moment.low, moment.high))
        corners = ((x - 6, high), (x + 6, high), (x + 6, low), (x - 6, low))
        chart.bands.append(Band(" ".join(f"{across:.1f},{down:.1f}" for across, down in corners), voice))


def stages_chart(
    rows: Sequence[tuple[str, Sequence[int]]], stages: Sequence[str], *, title: str, description: str, layout: str
) -> Chart:
    """Stacked bars: how many services are at each stage, a bar a statement, parts in the order of the journey."""
    wide = layout == WIDE
    chart = Chart(layout, title, description, 1000.0 if wide else 340.0)
    start, end = (380.0, 1000.0) if wide else (0.0, 340.0)
    x, y = 0.0, 20.0
    for step, name in enumerate(stages):
        width = 30 + 8.2 * len(name) + 18
        if x and x + width > chart.width:
            x, y = 0.0, y + 26
        chart.parts.append(BarPart(x, y - 14, 18, 18, step))
        chart.texts.append(Text(x + 26, y, name))
        x += width
    y += 18
    for label, counts in rows:
        lines = wrapped(label, 44 if wide else 42)
        if wide:
            height = max(2, len(lines)) * LINE + 14
            _written(chart, lines, 0.0, y + height / 2 + 6 - (len(lines) - 1) * LINE / 2)
            top, y = y + height / 2 - 16, y + height
        else:
            top = _written(chart, lines, 0.0, y + 16) - 8
            y = top + 42
        chart.parts += stacked(counts, start, end, top, 32.0)
    chart.height = y + 4
    return chart


def stacked(counts: Sequence[int], start: float, end: float, top: float, height: float) -> list[BarPart]:
    """The parts of one bar, as wide as their share of the whole; none where nothing was counted."""
    total = sum(counts)
    # x goes on unrounded, so that the rounding of many parts does not add up and the last one ends where the bar
    # does.
    parts, x = [], start
    for step, count in enumerate(counts):
        if count:
            width = (end - start) * count / total
            parts.append(BarPart(round(x, 1), top, round(width, 1), height, step, str(count) if width >= 26 else ""))
            x += width
    return parts


def take_up_chart(
    rows: Sequence[tuple[str, int | None, int | None, str]], *, title: str, description: str, layout: str
) -> Chart:
    """A bar a place: (name, number, of, words). Without a number there is no bar, only the words."""
    wide = layout == WIDE
    chart = Chart(layout, title, description, 1000.0 if wide else 340.0)
    start, end = (320.0, 780.0) if wide else (0.0, 340.0)
    y = 4.0
    for name, number, of, words in rows:
        lines = wrapped(name, 36 if wide else 40)
        if wide:
            height = max(1, len(lines)) * LINE + 14
            _written(chart, lines, 0.0, y + height / 2 + 6 - (len(lines) - 1) * LINE / 2)
            chart.texts.append(Text(end + 20, y + height / 2 + 6, words))
            top, y = y + height / 2 - 8, y + height
        else:
            under = _written(chart, lines, 0.0, y + 16)
            chart.texts.append(Text(0.0, under, words, soft=True))
            top = under + 8
            y = top + 28
        if number is not None and of:
            chart.parts += [
                BarPart(start, top, end - start, 16.0, 0),
                BarPart(start, top, position(100 * number / of, 0.0, end - start), 16.0, 4),
            ]
    chart.height = y + 4
    return chart
