"""What services and people say in each sector, beside the round before, as a table. Published figures only."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reporting import figures as f
from reporting.measures.of_framework import measures_of
from reporting.models import Release, ReleasedFigure
from reporting.read.asked_again import AskedAgain
from reporting.read.comparing import in_words, with_note
from reporting.read.sentences import services_moved
from reporting.read.services_moved import ServicesMoved
from reporting.read.tables import cell_of
from reporting.read.voices import SERVICES, Voice, Voices, voices_of

Figures = dict[tuple[str, int, str, str], ReleasedFigure]  # by the sector's name and number, measure and statistic


def sectors_table(release: Release, earlier: Release | None, voices: Voices) -> dict[str, Any]:
    """Each sector and each voice, in the order of their names: the share of positive answers, services' mean stage.

    Beside the round before where there is one, with its change where it was compared. A few queries at any size.
    """
    now, then = _figures(release, voices), _figures(earlier, voices) if earlier else {}
    moved = ServicesMoved(release, earlier).by_sector("") if earlier and _services_are_alike(voices, earlier) else {}
    again = AskedAgain(release.round, earlier.round if earlier else None)
    rows = []
    for name, sector in sorted({(name, sector) for name, sector, _measure, _statistic in now}):
        for voice in voices.all:
            statistic = _statistic(voice)
            figure = now.get((name, sector, voice.measure, statistic))
            if figure is None or figure.status == f.NONE:
                continue
            said = with_note(figure) if figure.is_shown else cell_of(figure)
            row: list[str | None] = [f"{name}: {_called(voice)}"]
            if not earlier:
                rows.append([*row, said])
                continue
            change = now.get((name, sector, voice.measure, f.CHANGE))
            words = in_words(change) if change else ""
            if voice.key == SERVICES and sector in moved:
                words = services_moved(moved[sector])
            is_of_both = words and not (change and change.note)
            before = _before(then, (sector, voice.measure, statistic)) if is_of_both else "–"
            rows.append([*row, before, said, words or _why_not(again, release, voice)])
    heads = [*([earlier.round.name] if earlier else []), release.round.name]
    columns = [_("Sector and voice"), *({"text": head, "numeric": True} for head in heads)]
    return {"columns": [*columns, *([_("Change")] if earlier else [])], "rows": rows}


def _why_not(again: AskedAgain, release: Release, voice: Voice) -> str:
    """Why a voice as a whole is not compared: its survey asked something else then, or what was shown does not do."""
    asks = measures_of(release.round.framework)[voice.measure].asks
    return again.why(asks, f.OVERALL) or _("not compared")


def _called(voice: Voice) -> str:
    if voice.key == SERVICES:
        return _("services, average stage")
    return _("%(who)s, positive answers") % {"who": str(voice.name).lower()}


def _statistic(voice: Voice) -> str:
    return f.MEAN if voice.key == SERVICES else f.SHARE_POSITIVE


def _services_are_alike(voices: Voices, earlier: Release) -> bool:
    """Whether services rated themselves on the same scale then."""
    now, then = voices.by_key.get(SERVICES), voices_of(earlier.round.framework).by_key.get(SERVICES)
    return now is not None and now.is_like(then)


def _before(then: Figures, at: tuple[int, str, str]) -> str:
    """The figure in the round before, of a sector by its number: it may have had another name."""
    found = next((one for key, one in then.items() if key[1:] == at), None)
    return with_note(found) if found and found.is_shown else "–"


def _figures(release: Release, voices: Voices) -> Figures:
    found = ReleasedFigure.objects.of(release).at(f.SECTOR).overall()
    found = found.filter(measure__in=voices.by_measure, statistic__in=(f.SHARE_POSITIVE, f.MEAN, f.CHANGE))
    return {(one.place_name, one.place, one.measure, one.statistic): one for one in found}
