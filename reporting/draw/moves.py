"""What people say of each feature, now and in the round before: a mark for each, on a line from 0 to 100%."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from framework.models import Feature
from reporting.draw.charts import Charts
from reporting.draw.geometry import LINE, NARROW, WIDE, Chart, Mark, Rule, Text, position, wrapped
from reporting.read.findings import FeatureFindings, Findings, Said

WIDTHS = {WIDE: 640.0, NARROW: 340.0}
ROW = 21.0  # from one voice's line to the next


@dataclass(frozen=True)
class MoveLine:
    """One voice on one feature: its share now and then, 0 to 100, and its figure as published."""

    voice: str
    now: float
    then: float | None
    word: str


@dataclass(frozen=True)
class MoveRow:
    """A feature with what stands below its name, and a line for each voice."""

    label: str
    note: str
    lines: Sequence[MoveLine]


def findings_charts(findings: Findings) -> Charts | None:
    """What people say of every feature, beside the round before; None where no figure is shown."""
    if not findings.people:
        return None
    rows = [MoveRow(str(row.feature), _note(findings, row), [_line(one) for one in row.said]) for row in findings.rows]
    rows = [row for row in rows if row.lines]
    name = findings.released.round.name
    before = findings.earlier.round.name if findings.earlier else ""
    title = _("What people say of each feature, %(round)s") % {"round": name}
    key = [(voice.key, str(voice.name)) for voice in findings.people]
    columns: list = [_("Feature"), _("Voice"), {"text": name, "numeric": True}]
    columns += [{"text": before, "numeric": True}, _("Change")] if before else []
    table = [
        [str(row.feature), str(one.voice.name), one.text, *(_beside(one, findings, row.feature) if before else [])]
        for row in findings.rows
        for one in row.said
    ]
    described = " ".join(f"{row.feature}: {_heard(row)}." for row in findings.rows if row.said)
    beside = before if findings.counts.all else ""
    wide, narrow = (
        moves_chart(rows, key, beside, title=title, description=described, layout=layout) for layout in (WIDE, NARROW)
    )
    return Charts("moves", wide, narrow, columns, table)


def _line(said: Said) -> MoveLine:
    return MoveLine(said.voice.key, said.share, said.then, said.figure.text)


def _beside(said: Said, findings: Findings, feature: Feature) -> list[str]:
    if said.moved:
        return [said.moved.then or "–", said.moved.words]
    return ["–", findings.asked_differently(said.voice, feature) or _("not compared")]


def _heard(row: FeatureFindings) -> str:
    said = _("%(who)s %(now)s")
    was = _("%(who)s %(now)s, was %(then)s")
    words = []
    for one in row.said:
        parts = {"who": str(one.voice.name).lower(), "now": one.text}
        words.append(was % {**parts, "then": one.moved.then} if one.moved and one.moved.then else said % parts)
    return "; ".join(words)


def _note(findings: Findings, row: FeatureFindings) -> str:
    """What is borne out beyond doubt of this feature, below its name."""
    notes = []
    if row in findings.surely_highest:
        notes.append(_("highest for %(who)s") % {"who": findings.leading_name.lower()})
    if row in findings.surely_lowest:
        notes.append(_("most room to grow"))
    if findings.apart and findings.apart[0] == row.feature:
        # Not "furthest apart": where figures are rounded, two others may be further.
        most, least = findings.apart[1].between
        said = {"most": str(most.name).lower(), "least": str(least.name).lower()}
        notes.append(_("%(most)s rate this higher than %(least)s") % said)
    return ", ".join(notes)


def moves_chart(
    rows: Sequence[MoveRow],
    key: Sequence[tuple[str, str]],
    before: str,
    *,
    title: str,
    description: str,
    layout: str,
) -> Chart:
    """A line for each voice below or beside each feature; hollow marks are the round `before`, where there is one."""
    wide = layout == WIDE
    chart = Chart(layout, title, description, WIDTHS[layout])
    start, end = (236.0, 582.0) if wide else (8.0, 270.0)
    y = _key(chart, key, before, 16.0) + 16
    for share in (0, 25, 50, 75, 100) if wide else (0, 50, 100):
        chart.texts.append(Text(position(share, start, end), y, f"{share}%", "middle" if wide else "start", soft=True))
    top = y + 8
    y = top + 6
    for row in rows:
        y = _row(chart, row, y, start, end)
    chart.rules += [Rule(x, top, x, y) for x in (position(share, start, end) for share in (0, 25, 50, 75, 100))]
    chart.height = y + 6
    return chart


def _key(chart: Chart, key: Sequence[tuple[str, str]], before: str, y: float) -> float:
    x = 0.0
    entries = [(voice, name, False) for voice, name in key]
    if before and key:
        entries.append((key[0][0], _("%(round)s (hollow)") % {"round": before}, True))
    for voice, name, hollow in entries:
        width = 30 + 8.2 * len(name) + 14
        if x and x + width > chart.width:
            x, y = 0.0, y + 24
        chart.marks.append(Mark(x + 9, y - 5, voice, hollow))
        chart.texts.append(Text(x + 24, y, name))
        x += width
    return y + 12


def _row(chart: Chart, row: MoveRow, y: float, start: float, end: float) -> float:
    """One feature; where the next one begins."""
    if chart.layout == WIDE:
        label, notes = wrapped(row.label, 28), wrapped(row.note, 30)
        height = max(len(label) + len(notes), 1) * LINE
        lines = len(row.lines) * ROW
        below = _texts(chart, label, y + 15)
        _texts(chart, notes, below, soft=True)
        middle = y + 10 + max(0.0, (height - lines) / 2)
        bottom = y + max(height, lines) + 10
    else:
        below = _texts(chart, wrapped(row.label, 40), y + 15)
        middle = _texts(chart, wrapped(row.note, 42), below, soft=True) - 3
        bottom = middle + len(row.lines) * ROW + 6
    for number, one in enumerate(row.lines):
        _marks(chart, one, middle + number * ROW, start, end)
    return bottom


def _texts(chart: Chart, lines: Sequence[str], y: float, *, soft: bool = False) -> float:
    for line in lines:
        chart.texts.append(Text(0.0, round(y, 1), line, soft=soft))
        y += LINE
    return y


def _marks(chart: Chart, line: MoveLine, y: float, start: float, end: float) -> None:
    """Now and then, what joins them, and the figure behind whichever is further along."""
    now, y = position(line.now, start, end), round(y, 1)
    furthest = now
    if line.then is not None:
        then = position(line.then, start, end)
        furthest = max(now, then)
        chart.joins.append(Rule(min(now, then), y, furthest, y, line.voice))
        chart.marks.append(Mark(then, y, line.voice, hollow=True))
    chart.marks.append(Mark(now, y, line.voice))
    chart.texts.append(Text(furthest + 14, y + 5, line.word))
