"""What a service has said of the change journey over its rounds, laid out for a page: then and now, in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import JourneyPlace
from framework.models import JourneyLine, JourneyPosition
from organisations.models import Round

Scale = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Said:
    """One place on a line, as it was said in a round: by the scale of that round."""

    key: int  # of the round
    round: str
    value: int
    title: str
    scale: Scale

    @property
    def step(self) -> int:
        """Which one of its scale it is, from 0. Values need not follow each other."""
        return [value for value, _title in self.scale].index(self.value)


def since_the_first(said: Collection[Said]) -> str:
    """How a line moved since it was first placed, as a sentence; `said` begins with the first.

    Neither forward nor back is called better. How far is said only where both were chosen from the same positions.
    """
    if not said:
        return _("Not placed yet.")
    first, *_between, now = [*said] if len(said) > 1 else [*said, *said]
    names = {"first": first.title, "then": first.round, "last": now.title, "now": now.round}
    if len(said) == 1:
        return _("“%(last)s” in %(now)s, the first time.") % names
    if first.scale != now.scale:
        return _("“%(first)s” in %(then)s, “%(last)s” in %(now)s, chosen from other positions.") % names
    steps = now.step - first.step
    if not steps:
        moved = _has_been_elsewhere(said)
        return (
            _("“%(last)s” in %(then)s and in %(now)s, and somewhere else in between.") % names
            if moved
            else _("“%(last)s” in %(then)s and in %(now)s.") % names
        )
    end = now.scale[-1 if steps > 0 else 0][1]
    how_far = ngettext("%(number)s step nearer to “%(end)s”", "%(number)s steps nearer to “%(end)s”", abs(steps))
    how_far %= {"number": abs(steps), "end": end}
    return _("“%(first)s” in %(then)s, “%(last)s” in %(now)s: %(how_far)s.") % {**names, "how_far": how_far}


def _has_been_elsewhere(said: Collection[Said]) -> bool:
    return len({(one.scale, one.value) for one in said}) > 1


@dataclass
class LineOverTime:
    """One line with all that was said of it, the oldest first; `hidden` where it is looked at with fresh eyes."""

    line: JourneyLine
    said: list[Said] = field(default_factory=list)
    hidden: bool = False

    @property
    def sentence(self) -> str:
        return since_the_first(self.said)

    @property
    def marks(self) -> list[tuple[str, list[str]]]:
        """Each position of the newest scale, with “first” and “now” at it: only where both are on that scale."""
        if not self.said:
            return []
        first, now = self.said[0], self.said[-1]
        found = []
        for value, title in now.scale:
            here = [now.round] if now.value == value else []
            if first is not now and first.scale == now.scale and first.value == value:
                here.insert(0, first.round)
            found.append((title, here))
        return found

    def in_round(self, key: int) -> str:
        """What was said in a round; a dash where the line was left out."""
        return next((one.title for one in self.said if one.key == key), "–")


@dataclass
class Journey:
    """A service's journey: the lines as they are now, those that it had before and has no more, and the rounds.

    Lines are known by their codes, over versions of the framework.
    """

    lines: list[LineOverTime]
    gone: list[LineOverTime] = field(default_factory=list)
    rounds: dict[int, str] = field(default_factory=dict)  # in which something was said, the oldest first

    @property
    def has_begun(self) -> bool:
        return bool(self.rounds)

    @property
    def hidden(self) -> int:
        """How many lines are looked at with fresh eyes."""
        return sum(line.hidden for line in self.lines)

    @property
    def columns(self) -> list[str]:
        return [_("Line"), *self.rounds.values()]

    @property
    def rows(self) -> list[list[str]]:
        """What was said of each line in each round."""
        return self._table(self.lines)

    @property
    def rows_gone(self) -> list[list[str]]:
        return self._table(self.gone)

    def _table(self, lines: Collection[LineOverTime]) -> list[list[str]]:
        return [[_named(one.line), *(one.in_round(key) for key in self.rounds)] for one in lines]


def _named(line: JourneyLine) -> str:
    """A line by its name and whose it is: two of them may have one name."""
    return f"{line.title} ({line.get_perspective_display()[:1].lower()}{line.get_perspective_display()[1:]})"


def over_time(places: Iterable[JourneyPlace], lines: Collection[JourneyLine], fresh_in: Round | None = None) -> Journey:
    """What was said of each line. `places` come in the order of their rounds. One query, if there are any.

    With `fresh_in`, what was said of a line that is not placed in that round yet stays hidden.
    """
    journey = Journey([LineOverTime(line) for line in lines])
    now = {one.line.code: one for one in journey.lines}
    gone: dict[str, LineOverTime] = {}
    places = list(places)
    scales = _scales({place.line.framework_id for place in places})
    placed = {place.line.code for place in places if fresh_in and place.round_id == fresh_in.pk}
    for place in places:
        code, position = place.line.code, place.position
        row = now.get(code) or gone.setdefault(code, LineOverTime(place.line))
        if fresh_in and code in now and code not in placed:
            row.hidden = True
            continue
        journey.rounds[place.round_id] = place.round.name
        scale = scales[place.line.framework_id]
        row.said.append(Said(place.round_id, place.round.name, position.value, position.title, scale))
    journey.gone = list(gone.values())
    return journey


def _scales(frameworks: Collection[int]) -> dict[int, Scale]:
    """The positions of some versions, each with the earliest first."""
    rows = JourneyPosition.objects.filter(framework__in=frameworks).order_by("value") if frameworks else []
    found: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        found.setdefault(row.framework_id, []).append((row.value, row.title))
    return {framework: tuple(scale) for framework, scale in found.items()}
