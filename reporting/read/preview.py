"""What a prepared release would show, for those who prepare and approve it."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext_lazy as _

from reporting import figures as f
from reporting.measures.of_framework import measures_of
from reporting.models import Preparation, PreparedFigure

LEVEL_NAMES = {
    f.SYSTEM: _("Whole partnership"),
    f.SECTOR: _("Sectors"),
    f.SERVICE: _("Services"),
    f.REST: _("Combined results of smaller services"),
}
STATES = (f.SHOWN, f.WITHHELD, f.NONE)


def what_is_shown(preparation: Preparation) -> dict:
    """How many figures about whole places would be shown, withheld or are not there, by measure and level."""
    measures = measures_of(preparation.round.framework)
    rows = preparation.figures.filter(subject_kind=f.OVERALL).values_list("measure", "level", "status", "statistic")
    counts = Counter(
        (m, level, status) for m, level, status, kind in rows if m in measures and kind == measures[m].statistics[0]
    )
    return {
        "columns": [
            _("Measure and level"),
            {"text": _("Shown"), "numeric": True},
            {"text": _("Not shown, to protect people"), "numeric": True},
            {"text": _("Nothing recorded"), "numeric": True},
        ],
        "rows": [
            [f"{measure.title}: {str(name).lower()}", *(counts[measure.key, level, state] for state in STATES)]
            for measure in measures.values()
            for level, name in LEVEL_NAMES.items()
            if any(counts[measure.key, level, state] for state in STATES)
        ],
    }


def places_table(preparation: Preparation) -> dict:
    """Every place with its surveys' shares as they would be shown; sectors in order, their services below them."""
    surveys = [
        measure
        for measure in measures_of(preparation.round.framework).values()
        if measure.is_survey and not measure.instrument
    ]
    found = PreparedFigure.objects.filter(
        preparation=preparation,
        measure__in=[measure.key for measure in surveys],
        subject_kind=f.OVERALL,
        statistic=f.SHARE_POSITIVE,
    )
    places: dict[tuple, dict[str, str | None]] = {}
    names: dict[int | None, str] = {}
    order = {level: number for number, level in enumerate((f.SYSTEM, f.SECTOR, f.SERVICE, f.REST))}
    for figure in found:
        if figure.level == f.SECTOR:
            names[figure.sector] = figure.place_name
        key = (figure.sector is not None, figure.sector, order[figure.level], figure.place_name)
        places.setdefault(key, {})[figure.measure] = None if figure.status == f.WITHHELD else figure.text
    ordered = sorted(places.items(), key=lambda item: (item[0][0], names.get(item[0][1], ""), *item[0][2:]))
    return {
        "columns": [_("Place"), *({"text": measure.title, "numeric": True} for measure in surveys)],
        "rows": [[key[3], *(of.get(measure.key, "–") for measure in surveys)] for key, of in ordered],
    }
