"""Take-up of the core training offer in a round: who was trained, at which level, and of how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from activities.models import TrainingAttendance
from activities.places import services_in
from organisations.models import Organisation, Round, Service


@dataclass
class TakeUp:
    """What a round's sessions add up to. People count once for each session that they come to.

    `people` is by level and kind of role, `came_from` by organisation and level. `organisations` are those with a
    service in the round, by their ids; `reached` those of them from which someone came. `headcounts` are the services'
    own, by organisation, None where not known.
    """

    people: Counter[tuple[str, str]] = field(default_factory=Counter)
    came_from: Counter[tuple[int, str]] = field(default_factory=Counter)
    organisations: dict[int, str] = field(default_factory=dict)
    headcounts: dict[int, list[int | None]] = field(default_factory=lambda: defaultdict(list))

    @property
    def total(self) -> int:
        return self.people.total()

    @property
    def reached(self) -> set[int]:
        # A guest's organisation is in no total of organisations, so it must not be in the number of those that were
        # reached.
        return {organisation for organisation, _ in self.came_from} & set(self.organisations)

    @property
    def headcount(self) -> int | None:
        """Everyone who works here; None where one service's headcount is not known, or there is no service."""
        return together(headcount for services in self.headcounts.values() for headcount in services)

    def headcount_of(self, organisation: int) -> int | None:
        """Everyone who works in an organisation's services; None as above."""
        return together(self.headcounts.get(organisation, []))

    @property
    def services(self) -> int:
        return sum(len(services) for services in self.headcounts.values())

    @property
    def not_known(self) -> int:
        """Services whose headcount is not known."""
        return sum(services.count(None) for services in self.headcounts.values())

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
        found.came_from[row["organisation"], row["level"]] += row["people"]
    for place in services_in(round_.partnership, round_):
        found.organisations[place.organisation] = place.name
        found.headcounts[place.organisation].append(place.headcount)
    return found


def together(headcounts: Iterable[int | None]) -> int | None:
    """The sum of headcounts; None where one is not known, or there is none."""
    known = list(headcounts)
    # A sum without those that are not known would be too small, and the share of it too large.
    return None if not known or None in known else sum(headcount for headcount in known if headcount)


def headcounts_by_organisation(organisations: list[Organisation]) -> dict[int, int | None]:
    """How many people work in each organisation's active services; None where a headcount is not known."""
    found: dict[int, list[int | None]] = defaultdict(list)
    services = Service.objects.active().filter(organisation__in=organisations)
    for organisation, headcount in services.values_list("organisation_id", "headcount"):
        found[organisation].append(headcount)
    return {organisation: together(headcounts) for organisation, headcounts in found.items()}
