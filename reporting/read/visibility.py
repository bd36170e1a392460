"""Which figures of a release a person may read one by one: on the pages, and in whatever they take away."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from organisations.models import Partnership, Service, User
from organisations.permissions import places_where
from organisations.roles import Permission
from reporting import figures as f
from reporting.models import ReleasedFigure

# Whether a person may open the figures of one measure about one service.
MayOpen = Callable[[str, int], bool]
OWN_WORD = "self_assessment"


def may_open_of(user: User, partnership: Partnership) -> MayOpen:
    """Who may open which single service's figures. One query.

    Survey figures have passed disclosure control. How one service rates itself is its own word: it is for those who
    may read its self-assessment.
    """
    # Asked once for all services, because a page or a file asks it of thousands of figures.
    places = places_where(user, Permission.VIEW_ASSESSMENT, partnership)
    services = set(
        Service.objects.in_partnership(partnership)
        .filter(Q(organisation__in=places.organisations) | Q(pk__in=places.services) | Q(sector__in=places.sectors))
        .values_list("pk", flat=True)
    )
    return lambda measure, service: measure != OWN_WORD or places.whole_partnership or service in services


def may_be_taken(figure: ReleasedFigure, may_open: MayOpen) -> bool:
    """Whether someone may take this figure away: what they may open, and who took part, which is no secret."""
    took_part = figure.subject_kind == f.OVERALL and figure.statistic == f.COUNT
    return figure.level != f.SERVICE or took_part or may_open(figure.measure, figure.place)
