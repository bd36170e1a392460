"""Which figures of a release a person may read one by one: on the pages, and in whatever they take away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from organisations.models import Partnership, Sector, Service, User
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


@dataclass(frozen=True)
class Reach:
    """Whose figures someone may take away: all, or those of some sectors with the whole partnership's beside them."""

    sectors: frozenset[int] | None = None  # numbers of sectors; None for all

    @property
    def is_whole(self) -> bool:
        return self.sectors is None

    def covers(self, sectors: Iterable[int] | None) -> bool:
        """Whether a file of these sectors (None for all) lies within reach."""
        if self.sectors is None:
            return True
        return sectors is not None and set(sectors) <= self.sectors

    def named(self) -> list[Sector]:
        """The sectors by name; none where all are in reach, which needs no name. One query, or none."""
        return list(Sector.objects.filter(pk__in=self.sectors).order_by("name")) if self.sectors is not None else []


EVERYWHERE = Reach()


def reach_of(user: User | None, partnership: Partnership) -> Reach | None:
    """What a person may take away of a partnership's figures; None where it is nothing."""
    places = places_where(user, Permission.EXPORT, partnership)
    if places.whole_partnership:
        return EVERYWHERE
    return Reach(frozenset(places.sectors)) if places.sectors else None
