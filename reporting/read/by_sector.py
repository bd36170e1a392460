"""What people say in each sector, beside the round before, as a table. Published figures only."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reporting import figures as f
from reporting.models import Release, ReleasedFigure
from reporting.read.comparing import in_words, with_note
from reporting.read.tables import cell_of
from reporting.read.voices import Voices

Figures = dict[tuple[str, int, str, str], ReleasedFigure]  # by the sector's name and number, measure and statistic


def sectors_table(release: Release, earlier: Release | None, voices: Voices) -> dict[str, Any]:
    """Each sector and each survey's voice, in the order of their names: the share of answers that are positive.

    Beside the round before where there is one, with its change where it was compared. Two queries.
    """
    now, then = _figures(release, voices), _figures(earlier, voices) if earlier else {}
    rows = []
    for name, sector in sorted({(name, sector) for name, sector, _measure, _statistic in now}):
        for voice in voices.all:
            share = now.get((name, sector, voice.measure, f.SHARE_POSITIVE))
            if share is None or share.status == f.NONE:
                continue
            said = with_note(share) if share.is_shown else cell_of(share)
            before = _before(now, then, (name, sector, voice.measure)) if earlier else []
            change = _change(now.get((name, sector, voice.measure, f.CHANGE))) if earlier else []
            rows.append([f"{name}: {voice.name}", *before, said, *change])
    heads = [*([earlier.round.name] if earlier else []), release.round.name]
    columns = [_("Sector and voice"), *({"text": head, "numeric": True} for head in heads)]
    return {"columns": [*columns, *([_("Change")] if earlier else [])], "rows": rows}


def _before(now: Figures, then: Figures, at: tuple[str, int, str]) -> list[str]:
    """The figure in the round before; a dash where the change is not of it."""
    change = now.get((*at, f.CHANGE))
    before = next((one for key, one in then.items() if key[1:] == (*at[1:], f.SHARE_POSITIVE)), None)
    is_of_both = before is not None and before.is_shown and change is not None and not change.note
    return [with_note(before) if before and is_of_both else "–"]


def _change(change: ReleasedFigure | None) -> list[str]:
    return [in_words(change) if change else _("not compared")]


def _figures(release: Release, voices: Voices) -> Figures:
    found = ReleasedFigure.objects.of(release).at(f.SECTOR).overall()
    found = found.filter(measure__in=voices.by_measure, statistic__in=(f.SHARE_POSITIVE, f.CHANGE))
    return {(one.place_name, one.place, one.measure, one.statistic): one for one in found}
