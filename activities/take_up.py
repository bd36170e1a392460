"""Take-up of the core training offer in a round: who was trained, at which level, and of how many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from activities.models import TrainingAttendance
from organisations.models import Organisation, Round, RoundService, Service


@dataclass
class TakeUp:
    """What a round's sessions add up to. People count once for each session that they come to.

    `people` is by level and kind of role. `organisations` are those with a service in the round, by their ids;
    `reached` those of them from which somebody came. `headcounts` are the services' own, None where not known.
    """

    people: Counter[tuple[str, str]] = field(default_factory=Counter)
    organisations: dict[int, str] = field(default_factory=dict)
    came_from: set[int] = field(default_factory=set)
    headcounts: list[int | None] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.people.total()

    @property
    def reached(self) -> set[int]:
        return self.came_from & set(self.organisations)

    @property
    def headcount(self) -> int | None:
        """Everybody who works here; None where one service's headcount is not known, or there is no service."""
        if not self.headcounts or None in self.headcounts:
            return None
        return sum(known for known in self.headcounts if known)

    @property
    def not_known(self) -> int:
        """Services whose headcount is not known."""
        return self.headcounts.count(None)

    def at_level(self, level: str) -> int:
        return sum(people for (of, _), people in self.people.items() if of == level)

    def of_role(self, role: str) -> int:
        return sum(people for (_, of), people in self.people.items() if of == role)


def take_up_in(round_: Round) -> TakeUp:
    """A round's take-up from its rows, in four queries whatever their number.

    An open round looks at the services as they are now, a closed one as they stood when it closed. People of an
    organisation that has left since still count.
    """
    found = TakeUp()
    for row in TrainingAttendance.objects.counted_in(round_).people_by_level_and_organisation():
        found.people[row["level"], row["kind_of_role"]] += row["people"]
        found.came_from.add(row["organisation"])
    for organisation, name, headcount in _services(round_):
        found.organisations[organisation] = name
        found.headcounts.append(headcount)
    return found


def _services(round_: Round) -> list[tuple[int, str, int | None]]:
    frozen = RoundService.objects.in_round(round_).order_by("organisation_name", "pk")
    found = list(frozen.values_list("organisation_id", "organisation_name", "headcount"))
    if found or not (round_.is_open or round_.state == Round.State.PLANNED):
        return found
    services = Service.objects.in_partnership(round_.partnership).active().order_by("organisation__name", "pk")
    services = services.filter(organisation__archived_on__isnull=True)
    return list(services.values_list("organisation_id", "organisation__name", "headcount"))


def headcounts_by_organisation(organisations: list[Organisation]) -> dict[int, int | None]:
    """How many people work in each organisation's active services; None where a headcount is not known."""
    found: dict[int, int | None] = {}
    services = Service.objects.active().filter(organisation__in=organisations)
    for organisation, headcount in services.values_list("organisation_id", "headcount"):
        so_far = found.get(organisation, 0)
        found[organisation] = None if headcount is None or so_far is None else so_far + headcount
    return found
