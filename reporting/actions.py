"""Making a release: everything that leaves the building leaves through here."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import NotNow
from organisations.audit import record
from organisations.models import Round, User
from reporting.disclosure import Thresholds
from reporting.figures import Figure
from reporting.measures.ground import Ground
from reporting.measures.registry import figures_of_round
from reporting.models import Release, ReleasedFigure

METHOD = "1"

# A gate looks at all figures before they leave and raises NotNow to stop them.
Gate = Callable[[Ground, list[Figure]], None]


def prepare_figures(*, round: Round, limits: Thresholds | None = None) -> list[Figure]:
    """What a release of this round would hold. Writes nothing. Raises NotNow while the round is not closed."""
    if round.state not in (Round.State.CLOSED, Round.State.RELEASED):
        raise NotNow(
            _("%(name)s is not closed yet. Results are only made after a round has closed.") % {"name": round.name}
        )
    return figures_of_round(Ground(round, limits or Thresholds()))


def shown_and_withheld(figures: Iterable[Figure]) -> Counter[tuple[str, str, str]]:
    """How many figures are shown, withheld or not there, per measure and level."""
    return Counter((figure.measure, figure.place.level, figure.status) for figure in figures)


@transaction.atomic
def make_release(
    *,
    round: Round,
    by: User | None,
    limits: Thresholds | None = None,
    gates: Iterable[Gate] = (),
    at: datetime.datetime | None = None,
) -> Release:
    """Freeze a closed round's figures in one immutable release, whole or not at all.

    Raises NotNow where the round is not closed, or is released already, or a gate stops it.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=round.pk)
    if locked.state == Round.State.RELEASED:
        raise NotNow(_("%(name)s is released already, and a release stays as it was made.") % {"name": locked.name})
    limits = limits or Thresholds()
    figures = prepare_figures(round=locked, limits=limits)
    for gate in gates:
        gate(Ground(locked, limits), figures)
    release = Release.objects.create(
        round=locked,
        made_at=at or timezone.now(),
        prepared_by=by,
        method=METHOD,
        least_people=limits.people,
        least_beside_largest=limits.beside_largest,
    )
    ReleasedFigure.objects.bulk_create(
        (ReleasedFigure.from_figure(release, figure) for figure in figures), batch_size=2000
    )
    locked.state = Round.State.RELEASED
    locked.save(update_fields=["state"])
    record(partnership=locked.partnership, by=by, what="released a round", about=locked, at=at)
    return release
