"""Putting words and released figures into charts: each function gives one chart in both of its layouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reporting import charts as c
from reporting import figures as f
from reporting.voices import ENDS, OWN_WORD, SHORT, Heard, Said, ThreeVoices


@dataclass(frozen=True)
class Charts:
    """One chart for a desk and for a phone, and the template that draws it."""

    drawing: str
    wide: c.Chart
    narrow: c.Chart

    @property
    def template(self) -> str:
        return f"reporting/charts/{self.drawing}.svg"


def _both(drawing: str, make: Callable[[str], c.Chart]) -> Charts:
    return Charts(drawing, make(c.WIDE), make(c.NARROW))


def in_a_word(said: Said) -> str:
    """What a voice says in a table or a description: a number from 0 to 100, or why there is none."""
    if said.number is not None:
        return str(said.number)
    if said.status == f.WITHHELD:
        return "[c]"
    if said.status == OWN_WORD:
        return _("its own word")
    return _("not asked") if said.status == "not asked" else "–"


def described(said: Sequence[Said]) -> str:
    """What everybody says, in one line for those who hear the chart."""
    return ", ".join(f"{SHORT[one.voice.key]} {in_a_word(one)}" for one in said)


def _absent(row: Heard) -> list[str]:
    words = []
    for one in row.absent:
        name = SHORT[one.voice.key]
        if one.status == f.WITHHELD:
            words.append(_("[c] %(who)s: not shown, to protect people") % {"who": name})
    return words


def voices_charts(voices: ThreeVoices) -> Charts:
    """The three voices at one place, a line a feature."""
    rows = [
        c.Row(
            str(row.feature),
            [c.Point(x.voice.key, x.share, x.mirrored) for x in row.said if x.share is not None],
            str(row.gap.words) if row.gap else "",
            _absent(row),
        )
        for row in voices.rows
    ]
    key = [(voice.key, str(voice.name)) for voice in voices.voices]
    key += [
        (f"{voice.key}-outlined", _("%(who)s of smaller services together") % {"who": SHORT[voice.key]})
        for voice in voices.mirrored
    ]
    title = _("Three voices: %(place)s, %(round)s") % {"place": voices.name, "round": voices.released.round.name}
    lines = [f"{row.feature}: {described(row.said)}." for row in voices.rows]
    description = _("How much of each feature there is, from 0 (not yet) to 100 (as a matter of course).")
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
