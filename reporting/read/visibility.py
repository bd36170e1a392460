"""Which figures of a release a person may read one by one: on the pages, and in whatever they take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Q

from organisations.models import Partnership, Sector, Service, User
from organisations.permissions import places_where
from organisations.roles import Permission
from reporting import figures as f
from reporting.measures.journey import MEASURE as JOURNEY
from reporting.models import ReleasedFigure

# Whether a person may open the figures of one measure about one service.
MayOpen = Callable[[str, int], bool]
OWN_WORD = "self_assessment"
# What a service says of itself: of a single one it is for those who may read its self-assessment.
OWN_WORDS = frozenset({OWN_WORD, JOURNEY})


def may_open_of(user: User, partnership: Partnership) -> MayOpen:
    """Who may open which single service's figures. One query.

    Survey figures have passed disclosure control. How one service rates itself is its own word: it is for those who
    may read its self-assessment.
    """
    return Reach(own_words=_own_words_of(user, partnership)).may_open


def _own_words_of(user: User | None, partnership: Partnership) -> frozenset[int] | None:
    """The services whose own word a person may read, by number; None for all of them. One query, or none."""
    places = places_where(user, Permission.VIEW_ASSESSMENT, partnership)
    if places.whole_partnership:
        return None
    # Asked once for all services, because a page or a file asks it of thousands of figures.
    services = Service.objects.in_partnership(partnership).filter(
        Q(organisation__in=places.organisations) | Q(pk__in=places.services) | Q(sector__in=places.sectors)
    )
    return frozenset(services.values_list("pk", flat=True))


def may_be_taken(figure: ReleasedFigure, may_open: MayOpen) -> bool:
    """Whether someone may take this figure away: what they may open, and who took part, which is no secret."""
    took_part = figure.subject_kind == f.OVERALL and figure.statistic == f.COUNT
    return figure.level != f.SERVICE or took_part or may_open(figure.measure, figure.place)


@dataclass(frozen=True)
class Reach:
    """What someone may take away: whose figures, and which services' own words among them.

    `sectors` and `own_words` are numbers of sectors and of services; None for all. Figures of the whole partnership
    are always beside those of some sectors.
    """

    sectors: frozenset[int] | None = None
    own_words: frozenset[int] | None = None

    @classmethod
    def asked_with(cls, arguments: Mapping[str, Any]) -> Reach:
        """What a file was asked for with; of whatever is not said, all."""
        return cls(*(None if (found := arguments.get(kind)) is None else frozenset(found) for kind in KINDS))

    def as_arguments(self) -> dict[str, list[int] | None]:
        """The same in plain numbers, to be kept with what was asked for."""
        return {kind: None if (found := getattr(self, kind)) is None else sorted(found) for kind in KINDS}

    @property
    def is_whole(self) -> bool:
        """Whether it has the figures of all sectors."""
        return self.sectors is None

    def may_open(self, measure: str, service: int) -> bool:
        """Whether the figures of one measure about one service are within it."""
        return measure not in OWN_WORDS or self.own_words is None or service in self.own_words

    def covers(self, other: Reach) -> bool:
        """Whether all that is within the other is within this one, of every kind."""
        pairs = [(getattr(self, kind), getattr(other, kind)) for kind in KINDS]
        return all(mine is None or (theirs is not None and theirs <= mine) for mine, theirs in pairs)

    def named(self) -> list[Sector]:
        """The sectors by name; none where all are in reach, which needs no name. One query, or none."""
        return list(Sector.objects.filter(pk__in=self.sectors)) if self.sectors is not None else []


# Of everything that a reach is made of, so that none is forgotten where two of them are held beside each other.
KINDS = tuple(field.name for field in fields(Reach))
EVERYWHERE = Reach()


def reach_of(user: User | None, partnership: Partnership) -> Reach | None:
    """What a person may take away of a partnership's figures; None where it is nothing. One query, or none."""
    places = places_where(user, Permission.EXPORT, partnership)
    if not places.whole_partnership and not places.sectors:
        return None
    sectors = None if places.whole_partnership else frozenset(places.sectors)
    return Reach(sectors, _own_words_of(user, partnership))
