"""Putting words and released figures into charts: each function gives one chart in both of its layouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from framework.models import Feature
from reporting import figures as f
from reporting.change import interval_of_mean
from reporting.draw import geometry as c
from reporting.models import Release, ReleasedFigure
from reporting.protect.disclosure import half_up
from reporting.read.comparing import SystemFigures
from reporting.read.voices import (
    CHILDREN,
    ENDS,
    SHORT,
    FeatureVoices,
    ThreeVoices,
    Voice,
    VoiceResult,
    in_a_word,
)


@dataclass(frozen=True)
class Charts:
    """One chart for a desk and for a phone, the template that draws it, and the same as a table."""

    drawing: str
    wide: c.Chart
    narrow: c.Chart
    columns: Sequence = ()
    rows: Sequence[Sequence] = ()

    @property
    def template(self) -> str:
        return f"reporting/charts/{self.drawing}.svg"


def _both(drawing: str, make: Callable[[str], c.Chart], columns: Sequence = (), rows: Sequence = ()) -> Charts:
    return Charts(drawing, make(c.WIDE), make(c.NARROW), columns, rows)


def described(said: Sequence[VoiceResult]) -> str:
    """What everyone says, in one line for those who hear the chart."""
    return ", ".join(f"{SHORT[one.voice.key]} {in_a_word(one)}" for one in said)


def _remarks(row: FeatureVoices) -> list[str]:
    """What is to be known of a line: which voice is not shown, and which is made of part of its questions."""
    words = [f"{one.voice.name}: {one.note}" for one in row.said if one.note]
    for one in row.absent:
        name = SHORT[one.voice.key]
        if one.status == f.WITHHELD:
            words.append(_("[c] %(who)s: not shown, to protect people") % {"who": name})
    return words


def voices_charts(voices: ThreeVoices) -> Charts:
    """The three voices at one place, a line a feature."""
    rows = [
        c.VoicesRow(
            str(row.feature),
            [c.VoiceMark(x.voice.key, x.share) for x in row.said if x.share is not None],
            str(row.gap.words) if row.gap else "",
            _remarks(row),
        )
        for row in voices.rows
    ]
    key = [(voice.key, str(voice.name)) for voice in voices.voices]
    title = _("Three voices: %(place)s, %(round)s") % {"place": voices.name, "round": voices.released.round.name}
    lines = [f"{row.feature}: {described(row.said)}." for row in voices.rows]
    description = _("How far each feature is in place, from 0 (not yet) to 100 (fully).")
    return _both(
        "voices",
        lambda layout: c.voices_chart(
            rows,
            key,
            [str(end) for end in ENDS],
            title=title,
            description=" ".join([description, *lines]),
            layout=layout,
        ),
    )


def trend_charts(feature: Feature, releases: Sequence[Release]) -> Charts:
    """What each voice said of a feature over rounds, at the system; `releases` oldest first, one query for each."""
    rounds = [SystemFigures(release) for release in releases]
    series = [
        (voice, [_moment(figures, voice, feature) for figures in rounds])
        for voice in (rounds[-1].voices.all if rounds else ())
        if any(figures.figure(voice, f.FEATURE, feature.code, f.MEAN) for figures in rounds)
    ]
    series = [
        (voice, some) for voice, some in series if voice.key != CHILDREN or any(x.share is not None for x in some)
    ]
    names = [release.round.name for release in releases]
    title = _("%(feature)s, round by round") % {"feature": feature}
    lines = [
        f"{voice.name}: " + ", ".join(f"{name} {_word(one)}" for name, one in zip(names, some, strict=True)) + "."
        for voice, some in series
    ]
    description = _(
        "From 0 (not yet) to 100 (fully). Shading shows where each figure is likely to lie, 95 times out of 100."
    )
    return _both(
        "trend",
        lambda layout: c.trend_chart(
            names,
            [(voice.key, str(voice.name), some) for voice, some in series],
            [str(end) for end in ENDS],
            title=title,
            description=" ".join([description, *lines]),
            layout=layout,
        ),
        [_("Voice"), *({"text": name, "numeric": True} for name in names)],
        [[str(voice.name), *(None if one.word == "[c]" else _word(one) for one in some)] for voice, some in series],
    )


def _word(moment: c.Moment) -> str:
    return moment.word if moment.share is None else f"{half_up(moment.share)}"


def _moment(figures: SystemFigures, voice: Voice, feature: Feature) -> c.Moment:
    """One voice in one round: along its scale with its interval, or why there is nothing."""
    if not voice.is_like(figures.voices.by_key.get(voice.key)):  # another scale, or another survey
        return c.Moment(None, word="–")
    figure = figures.figure(voice, f.FEATURE, feature.code, f.MEAN)
    mean = figures.mean(figure, [statement.code for statement in feature.statements.all()])
    if figure is None or mean is None:
        return c.Moment(None, word="[c]" if figure is not None and figure.status == f.WITHHELD else "–")
    lies = interval_of_mean(mean)
    return c.Moment(voice.along(mean.value, mean.edge), voice.along(lies.low), voice.along(lies.high))


def stages_charts(feature: Feature, figures: SystemFigures, stages: Sequence[tuple[int, str]]) -> Charts | None:
    """How many services are at each stage of each statement; None where no service took part."""
    rows = [(statement, figures.stages(statement.code)) for statement in feature.statements.all()]
    bars = [
        (str(statement), [counts.get(value, 0) for value, _title in stages]) for statement, counts in rows if counts
    ]
    if not bars:
        return None
    names = [name for _value, name in stages]
    title = _("%(feature)s: services at each stage, %(round)s") % {
        "feature": feature,
        "round": figures.release.round.name,
    }
    lines = [
        f"{label}: " + ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True)) + "."
        for label, counts in bars
    ]
    return _both(
        "stages",
        lambda layout: c.stages_chart(bars, names, title=title, description=" ".join(lines), layout=layout),
        [_("Statement"), *({"text": name, "numeric": True} for name in names)],
        [[label, *counts] for label, counts in bars],
    )


def take_up_charts(release: Release, measure: str, title: str) -> Charts | None:
    """Services with responses of all services, sector by sector in alphabetical order; None where it is not counted."""
    rows = ReleasedFigure.objects.of(release, measure).overall().filter(level__in=(f.SECTOR, f.SYSTEM))
    places: dict[tuple[bool, str], dict[str, ReleasedFigure]] = {}
    for row in rows:
        places.setdefault((row.level == f.SYSTEM, row.place_name), {})[row.statistic] = row
    if not places:
        return None
    bars = [_take_up_bar(name, of) for (_whole, name), of in sorted(places.items())]
    full = _("%(title)s: services with responses, %(round)s") % {"title": title, "round": release.round.name}
    description = " ".join(f"{name}: {words}." for name, _number, _of, words in bars)
    return _both("take_up", lambda layout: c.take_up_chart(bars, title=full, description=description, layout=layout))


def _take_up_bar(name: str, of: dict[str, ReleasedFigure]) -> tuple[str, int | None, int | None, str]:
    services = of.get(f.COUNT)
    if services is None or not services.is_shown:
        return name, None, None, _("no responses")
    all_ = services.denominator or 0
    words = ngettext("%(number)s of %(all)s service", "%(number)s of %(all)s services", all_)
    words %= {"number": services.numerator, "all": all_}
    return name, services.numerator, services.denominator, words
