"""What a list comes to: numbers by organisation, status, course and date, so that people may choose what counts.

It rides in the page from one press to the next, and has no name and no address of anyone in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from activities.who_came.places import Asked
from activities.who_came.statuses import counted_at_first
from tables.folding import fold
from tables.near import near

MOST_ASKED = 30
MOST_SHOWN = 60  # letters of a course's name
NO_DATE = ""


class Key(NamedTuple):
    """What some people of a list have in common. `place` is an organisation, or below 0 one that is asked about."""

    place: int
    role: str = ""
    status: str = ""
    course: str = ""
    day: str = ""


@dataclass
class Choices:
    """What somebody chose; None is not chosen yet."""

    statuses: set[str] | None = None
    course: str | None = None
    day: str | None = None
    places: Mapping[int, int] = field(default_factory=dict)  # asked about to organisation; 0 for none of them


@dataclass
class Tally:
    """How many people, by what they have in common; lines that were not understood; people who came in twice."""

    people: Counter[Key] = field(default_factory=Counter)
    asked: list[Asked] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    has_statuses: bool = False
    again: int = 0

    def place_of(self, told: int | Asked) -> int | None:
        """The number that stands for an organisation; None where too many are asked about already."""
        if isinstance(told, int):
            return told
        for at, one in enumerate(self.asked):
            if fold(one.text) == fold(told.text):
                return -1 - at
        if len(self.asked) >= MOST_ASKED:
            return None
        self.asked.append(told)
        return -len(self.asked)

    def add(self, other: Tally) -> None:
        """Add what another list comes to."""
        for key, people in other.people.items():
            place = key.place if key.place > 0 else self.place_of(other.asked[-1 - key.place])
            if place is not None:
                self.people[key._replace(place=place)] += people
        self.problems += other.problems
        self.has_statuses |= other.has_statuses
        self.again += other.again

    @property
    def statuses(self) -> Counter[str]:
        """How many people have each status, in the order in which they came."""
        found: Counter[str] = Counter()
        for key, people in self.people.items():
            if key.status:
                found[key.status] += people
        return found

    @property
    def courses(self) -> list[str]:
        return sorted({key.course for key in self.people}, key=str.casefold)

    def days(self, course: str | None = None) -> list[str]:
        return sorted({key.day for key in self.people if course in (None, key.course)})

    def first_choices(self, title: str = "", day: str = "") -> Choices:
        """What is chosen at first: the course and day of the page, where the list has them."""
        courses = [one for one in self.courses if fold(one) == fold(title) or (one and near(one, title))]
        days = self.days(courses[0] if len(courses) == 1 else None)
        return Choices(
            statuses=counted_at_first(self.statuses),
            course=courses[0] if len(courses) == 1 else None,
            day=day if day in days else None,
        )

    def counted(self, choices: Choices) -> dict[tuple[int, str], int]:
        """People by organisation and kind of role, as chosen. Nobody is counted where something is still open."""
        found: Counter[tuple[int, str]] = Counter()
        for key, people in self.people.items():
            place = key.place if key.place > 0 else choices.places.get(key.place, 0)
            if place and self._is_of(key, choices) and self._counts(key, choices):
                found[place, key.role] += people
        return dict(found)

    def left_out(self, choices: Choices) -> Counter[str]:
        """Whom the choice of statuses leaves out, by status."""
        found: Counter[str] = Counter()
        for key, people in self.people.items():
            if self._is_of(key, choices) and not self._counts(key, choices):
                found[key.status] += people
        return found

    def kept_in(self, choices: Choices) -> Counter[str]:
        """Who is counted, by status."""
        found: Counter[str] = Counter()
        for key, people in self.people.items():
            placed = key.place > 0 or choices.places.get(key.place)
            if key.status and placed and self._is_of(key, choices) and self._counts(key, choices):
                found[key.status] += people
        return found

    def _is_of(self, key: Key, choices: Choices) -> bool:
        course = len(self.courses) < 2 or choices.course in ("*", key.course)
        return course and (len(self.days()) < 2 or choices.day in ("*", key.day))

    @staticmethod
    def _counts(key: Key, choices: Choices) -> bool:
        return not key.status or choices.statuses is None or key.status in choices.statuses

    def as_plain(self) -> dict:
        """As plain lists, to be signed."""
        return {
            "people": [[*key, people] for key, people in self.people.items()],
            "asked": [[one.text, one.organisation] for one in self.asked],
            "statuses": self.has_statuses,
            "again": self.again,
        }

    @classmethod
    def from_plain(cls, plain: Mapping) -> Tally:
        return cls(
            people=Counter({Key(*key): people for *key, people in plain["people"]}),
            asked=[Asked(text, organisation) for text, organisation in plain["asked"]],
            has_statuses=plain["statuses"],
            again=plain["again"],
        )
