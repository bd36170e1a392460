"""Barriers that somebody still has to answer go along, where an organisation becomes part of another."""

import datetime
from collections.abc import Iterator

from django.utils.translation import ngettext

from learning.models import Barrier
from organisations.going_along import OrganisationEnds, Part, Row, ServiceEnds
from organisations.models import Service, User

ORDER = 18

GOES_ALONG = {"learning.Barrier.organisation": "what waits for an answer or will change; what was settled stays"}
STAYS: dict[str, str] = {}
_GO_ON = (Barrier.State.WAITING, Barrier.State.OPEN, Barrier.State.WILL_CHANGE)


def of_service(change: ServiceEnds) -> Iterator[Part]:
    """Nothing: barriers are of organisations."""
    return iter(())


def of_organisation(change: OrganisationEnds) -> Iterator[Part]:
    open_ones = Barrier.objects.filter(organisation=change.organisation, state__in=_GO_ON)
    rows = [Row(f"barrier-{one.pk}", "", lambda heirs, one=one: _go_along(one, change)) for one in open_ones]
    said = ngettext("%(n)s open barrier goes along.", "%(n)s open barriers go along.", len(rows))
    yield Part(said % {"n": len(rows)} if rows else "", rows)


def _go_along(barrier: Barrier, change: OrganisationEnds) -> None:
    barrier.organisation = change.heir
    barrier.save(update_fields=["organisation"])


def stays_of_service(service: Service) -> Iterator[str]:
    return iter(())


def after_a_move(*, service: Service, by: User | None, on: datetime.date) -> None:
    """Barriers stay with their organisation."""
