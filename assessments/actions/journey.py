"""Placing a service on the lines of the change journey."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import JourneyPlace
from framework.models import JourneyPosition
from organisations.actions import ActionRefused, hold_open
from organisations.audit import record
from organisations.models import Round, Service, User

Place = JourneyPosition | None


@dataclass(frozen=True)
class Choice:
    """What someone chose on one line, and what stood there when they opened the page; None is left out."""

    chosen: Place
    seen: Place

    @property
    def is_a_change(self) -> bool:
        return self.chosen != self.seen


@transaction.atomic
def save_places(
    *, service: Service, round_: Round, choices: Mapping[int, Choice], by: User, at: datetime.datetime | None = None
) -> dict[int, Place]:
    """Keep where a service is on some lines, by the key of the line, while the round is open.

    Only what someone changed is saved. A line that somebody else has changed since, to another position, stays as it
    is: those are given back with what stands there now. Raises ActionRefused where the round is not open.
    """
    if not hold_open(round_.pk):
        raise ActionRefused(_("%(name)s is not open, so nothing can be changed any more.") % {"name": round_.name})
    # Two people of one team write one after the other: the first row of a line has no row to hold before it.
    Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    here = JourneyPlace.objects.filter(service=service, round=round_).select_related("position")
    stored = {place.line_id: place.position for place in here}
    clashes: dict[int, Place] = {}
    left_out: list[int] = []
    placed: list[JourneyPlace] = []
    for line, choice in choices.items():
        now = stored.get(line)
        if not choice.is_a_change or now == choice.chosen:
            continue
        if now != choice.seen:
            clashes[line] = now
        elif choice.chosen is None:
            left_out.append(line)
        else:
            said = {"position": choice.chosen, "changed_by": by, "changed_at": at or timezone.now()}
            placed.append(JourneyPlace(service=service, round=round_, line_id=line, **said))
    JourneyPlace.objects.filter(service=service, round=round_, line__in=left_out).delete()
    one = ["service", "round", "line"]
    changed = ["position", "changed_by", "changed_at"]
    JourneyPlace.objects.bulk_create(placed, update_conflicts=True, unique_fields=one, update_fields=changed)
    if placed and not stored:  # a page that saves as one goes says so once
        record(partnership=service.partnership, by=by, what="placed a service on the journey", about=service, at=at)
    return clashes
