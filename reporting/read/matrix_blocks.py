"""What each measure says in a cell of the matrix, level by level. It is given all that it needs: no rows.

Services and sectors are never ranked or named by their figures: a cell says from where to where they reach, and how
many can be shown. What a sector took part in is listed by its name, in alphabetical order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from reporting.change import Counted
from reporting.figures import (
    CHANGE,
    COUNT,
    NONE,
    ORGANISATIONS,
    PEOPLE,
    RATE,
    RESPONSES,
    REST,
    SECTOR,
    SERVICE,
    SHARE_POSITIVE,
    SHOWN,
    SYSTEM,
    WITHHELD,
)
from reporting.measures.names import (
    ANSWERED,
    DAYS,
    DONE,
    FEEDBACK,
    OF_ORGANISATIONS,
    OVERDUE,
    PLANNED,
    RESULTS,
    TAKE_UP,
    UNDER_WAY,
    WAITING,
)
from reporting.protect.disclosure import NEAREST, Coarse

MOST_SECTORS = 8  # so many are listed in a cell by their names; more are on its page
# So many of each thing that a cell counts: `number` chooses the form, `shown` is how it is written.
THINGS = {
    "service": ngettext_lazy("%(shown)s service", "%(shown)s services", "number"),
    "sector": ngettext_lazy("%(shown)s sector", "%(shown)s sectors", "number"),
    "organisation": ngettext_lazy("%(shown)s organisation", "%(shown)s organisations", "number"),
    "team member": ngettext_lazy("%(shown)s team member", "%(shown)s team members", "number"),
    "attendance": ngettext_lazy("%(shown)s attendance", "%(shown)s attendances", "number"),
    "plan": ngettext_lazy("%(shown)s planned item", "%(shown)s planned items", "number"),
}


@dataclass(frozen=True)
class Seen:
    """What the matrix needs of one figure about a whole place, or of one question about the whole partnership."""

    measure: str
    level: str
    place: int
    statistic: str
    status: str
    text: str
    percent: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    base: str = ""
    edge: str = ""
    note: str = ""
    name: str = ""  # of the place
    item: str = ""  # the question's words; nothing for a whole

    @property
    def counted(self) -> Counted | None:
        """So many of so many, which can be compared between rounds."""
        if self.status == SHOWN and self.numerator is not None and self.denominator:
            return Counted(self.numerator, self.denominator)
        return None

    @property
    def middle(self) -> float:
        """The middle of what a share stands for, to put some in order: 7.5 for "under 15%"."""
        return Coarse(self.percent or 0.0, self.edge).middle(0, 100)


class Overview:
    """The figures of one release for its matrix, found by measure, level and statistic."""

    def __init__(self, seen: Iterable[Seen]) -> None:
        self._by: dict[tuple[str, str, str], list[Seen]] = {}
        self._items: dict[str, list[Seen]] = {}
        for one in seen:
            if one.item:
                self._items.setdefault(one.measure, []).append(one)
            else:
                self._by.setdefault((one.measure, one.level, one.statistic), []).append(one)

    def all(self, measure: str, level: str, statistic: str) -> list[Seen]:
        return self._by.get((measure, level, statistic), [])

    def system(self, measure: str, statistic: str) -> Seen | None:
        found = self.all(measure, SYSTEM, statistic)
        return found[0] if found else None

    def items(self, measure: str) -> list[Seen]:
        """What a measure says question by question of the whole partnership, where it has no features."""
        return self._items.get(measure, [])


def items_table(overview: Overview, measure: str) -> list[list[str]]:
    """What a measure says item by item of the whole partnership, a row each: "11 of 14", or a share."""
    return [
        [one.item, one.text if one.counted is None else f"{one.numerator} of {one.denominator}"]
        for one in overview.items(measure)
    ]


# What each place of a level comes to, by its number: so many of so many, or how its share moved.
Places = dict[int, Counted | str]


@dataclass(frozen=True)
class Block:
    """What one measure says in a cell: its figure with the words behind it, and lines below.

    `number` and `out_of` are the figure for files: what was counted and of how many, or the share in per cent. A block
    that `is_named` does not say what it is about, so the measure's title stands with it. `parts` are those of the lines
    without which the figure would say too much.
    """

    figure: str | None
    of: str = ""
    lines: tuple[str, ...] = ()
    withheld: bool = False
    counted: Counted | None = None
    percent: float | None = None
    moved: str = ""
    places: Places = field(default_factory=dict)
    is_named: bool = False
    parts: tuple[str, ...] = ()

    @property
    def number(self) -> float | None:
        return self.counted.number if self.counted else self.percent

    @property
    def out_of(self) -> int | None:
        return self.counted.of if self.counted else None


Filler = Callable[[str, str, Overview], Block | None]


def _nothing(key: str, level: str, overview: Overview) -> Block | None:
    return None


def _results(key: str, level: str, overview: Overview) -> Block | None:
    """At the system: the share. At sectors and services: from where to where those reach that can be shown."""
    if level == SYSTEM:
        return _of_the_whole(key, overview)
    found = overview.all(key, level, SHARE_POSITIVE)
    answered = [one for one in found if one.status != NONE]
    if not answered:
        return None
    shown = sorted((one for one in found if one.status == SHOWN), key=lambda one: one.middle)
    lines = _not_shown(key, level, overview, found)
    if not shown:
        return Block(None, withheld=True, lines=lines, is_named=True)
    # From where to where they reach is said of those that are exact: an end to the nearest 30 would say little.
    ends = [one for one in shown if not one.edge.startswith(NEAREST)] or shown
    wider = len(shown) - len(ends)
    parts: tuple[str, ...] = ()
    if wider:
        said = ngettext("%(number)s more, less exactly", "%(number)s more, less exactly", wider)
        parts = (said % {"number": wider},)
    places: Places = {one.place: one.edge for one in overview.all(key, level, CHANGE)}
    least, most = ends[0].text, ends[-1].text
    figure = least if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}
    of = _("positive answers, in %(shown)s of %(things)s") % {"shown": len(ends), "things": things(len(found), level)}
    return Block(figure, of, (*parts, *lines), places=places, is_named=True, parts=parts)


def _of_the_whole(key: str, overview: Overview) -> Block | None:
    one = overview.system(key, SHARE_POSITIVE)
    if one is None or one.status == NONE:
        return None
    if one.status == WITHHELD:
        return Block(None, withheld=True, is_named=True)
    moved = overview.system(key, CHANGE)
    people = (_("from %(number)s people") % {"number": one.base}, *([one.note] if one.note else []))
    verdict = moved.edge if moved else ""
    parts = (one.note,) if one.note else ()
    positive = _("positive answers")
    return Block(one.text, positive, people, percent=one.percent, moved=verdict, is_named=True, parts=parts)


def _not_shown(key: str, level: str, overview: Overview, found: list[Seen]) -> tuple[str, ...]:
    """How many places stand for themselves, how many together, and how many had no responses."""
    lines = []
    withheld = sum(one.status == WITHHELD for one in found)
    if withheld:
        lines.append(_("%(number)s not shown separately, to protect people") % {"number": withheld})
    together = sum(one.status == SHOWN for one in overview.all(key, REST, SHARE_POSITIVE))
    if together and level == SERVICE:
        sectors = things(together, "sector")
        lines.append(_("combined results of smaller services in %(sectors)s") % {"sectors": sectors})
    without = sum(one.status == NONE for one in found)
    if without:
        lines.append(_("%(number)s with no responses") % {"number": without})
    return tuple(lines)


def _take_up(key: str, level: str, overview: Overview) -> Block | None:
    """Responses, in how many services, and of a headcount where there is one; at sectors from where to where."""
    services, responses = overview.system(key, COUNT), overview.system(key, RESPONSES)
    if services is None or responses is None or responses.status == NONE:
        return None
    from_services = _("responses, from %(services)s") % {"services": of_all(services, "service")}
    rate = overview.system(key, RATE)
    if rate is None or rate.status != SHOWN:
        unknown = (_("take-up not known: no headcounts, or fewer than 5 responses"),) if rate else ()
        return Block(responses.text, from_services, unknown, is_named=True)
    rates = sorted(
        (one for one in overview.all(key, SECTOR, RATE) if one.status == SHOWN), key=lambda one: one.percent or 0
    )
    lines = [_("%(number)s %(responses)s") % {"number": responses.text, "responses": from_services}]
    if level == SECTOR and rates and rates[0].text != rates[-1].text:
        ends = {"least": rates[0].text, "most": rates[-1].text, "sectors": things(len(rates), "sector")}
        lines.insert(0, _("from %(least)s to %(most)s in %(sectors)s") % ends)
    note = rate.note or _("of headcount")
    return Block(_("about %(rate)s") % {"rate": rate.text}, note, tuple(lines), percent=rate.percent, is_named=True)


def _self_assessment(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    if found is None or found.status != SHOWN:
        return None
    if level == SECTOR:
        sectors = overview.all(key, SECTOR, COUNT)
        # At the level of sectors the question is whether a sector has all of its services, since one that is missing
        # may be the one that struggles.
        whole = sum(one.numerator == one.denominator for one in sectors)
        of = _("of %(sectors)s where every service assessed itself")
        counted = Counted(whole, len(sectors)) if sectors else None
        return Block(str(whole), of % {"sectors": things(len(sectors), "sector")}, counted=counted)
    return _out_of(found, "service", _("of %(things)s assessed themselves"))


def _journey(key: str, level: str, overview: Overview) -> Block | None:
    """Services that placed themselves; for the whole also how often each position was chosen, over the shown lines."""
    block = _self_assessment(key, level, overview)
    if block is None:
        return None
    if level == SECTOR:
        of = _("of %(sectors)s where every service placed itself on the change journey")
        return replace(block, of=of % {"sectors": things(block.counted.of if block.counted else 0, "sector")})
    found = overview.system(key, COUNT)
    chosen: dict[str, int] = {}
    for one in overview.items(key):
        chosen[one.item] = chosen.get(one.item, 0) + (one.numerator or 0)
    said = ", ".join(f"{name} {number}" for name, number in chosen.items())
    lines = (_("over all lines: %(positions)s") % {"positions": said},) if said else ()
    placed = _("of %(things)s placed themselves on the change journey")
    block = _out_of(found, "service", placed, lines) if found else block
    return replace(block, parts=lines) if level == SYSTEM else block


def _actions(key: str, level: str, overview: Overview) -> Block | None:
    """All that a round counts, then how many are how far."""
    found = overview.system(key, COUNT)
    if found is None or found.status == NONE:
        return None
    if found.status == WITHHELD:
        return Block(None, withheld=True)
    words = {
        PLANNED: _("%(number)s planned"),
        UNDER_WAY: _("%(number)s under way"),
        DONE: _("%(number)s done on the days counted"),
        OVERDUE: _("%(number)s overdue"),
    }
    said = [words[one.item] % {"number": one.numerator} for one in overview.items(key) if one.item in words]
    parts = (", ".join(said),)
    of = ngettext("action in services’ plans", "actions in services’ plans", found.numerator or 0)
    return Block(found.text, of, parts, parts=parts)


def _barriers(key: str, level: str, overview: Overview) -> Block | None:
    """All that a round counts, then how many are answered, and how long that took."""
    found = overview.system(key, COUNT)
    if found is None or found.status != SHOWN:
        return None
    words = {
        ANSWERED: _("%(number)s answered"),
        WAITING: _("%(number)s not answered yet"),
        DAYS: _("half of the answers within %(number)s days"),
    }
    said = [words[one.item] % {"number": one.numerator} for one in overview.items(key) if one.item in words]
    parts = (", ".join(said),)
    of = ngettext("barrier that staff named", "barriers that staff named", found.numerator or 0)
    return Block(found.text, of, parts, parts=parts)


def _pledges(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    return _out_of(found, "organisation", _("of %(things)s have a pledge")) if found and found.status == SHOWN else None


def _plan(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    return _out_of(found, "plan", _("of %(things)s were sent")) if found and found.status == SHOWN else None


def _comments(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    if found is None or found.status == NONE:
        return None
    if found.status == WITHHELD:
        return Block(None, withheld=True)
    return Block(_("about %(number)s") % {"number": found.text}, _("comments to read"))


def _definitions_shared(key: str, level: str, overview: Overview) -> Block | None:
    found, people = overview.system(key, COUNT), overview.system(key, PEOPLE)
    if found is None or people is None or not found.numerator:
        return None
    briefed = _("%(people)s briefed") % {"people": of_all(people, "team member")}
    return _out_of(found, "service", _("of %(things)s had a briefing"), (briefed,))


def _deep_listening(key: str, level: str, overview: Overview) -> Block | None:
    found, people = overview.system(key, COUNT), overview.system(key, PEOPLE)
    if found is None or found.status != SHOWN or people is None:
        return None
    held = ngettext("conversation with %(people)s", "conversations with %(people)s", found.numerator or 0)
    heard = ngettext("%(number)s person", "%(number)s people", people.numerator or 0) % {"number": people.text}
    return Block(found.text, held % {"people": heard})


def _events(key: str, level: str, overview: Overview) -> Block | None:
    found, people = overview.system(key, COUNT), overview.system(key, PEOPLE)
    there = overview.system(key, ORGANISATIONS)
    if found is None or found.status != SHOWN or people is None or there is None:
        return None
    held = ngettext("TiP event, %(attendances)s", "TiP events, %(attendances)s", found.numerator or 0)
    took_part = _("%(organisations)s took part") % {"organisations": of_all(there, "organisation")}
    return Block(found.text, held % {"attendances": of_all(people, "attendance")}, (took_part,))


def _listened(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    if found is None or not found.numerator:
        return None
    return _by_sector(_out_of(found, "service", _("of %(things)s listened")), overview.all(key, SECTOR, COUNT))


def _subgroups(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    if found is None or not found.numerator:
        return None
    return _by_sector(_out_of(found, "organisation", _("of %(things)s came")), overview.all(key, SECTOR, COUNT))


def _by_sector(block: Block, sectors: list[Seen]) -> Block:
    """With so many of so many in each sector, by its name; of many sectors in how many there were any."""
    places: Places = {one.place: one.counted for one in sectors if one.counted}
    if len(sectors) > MOST_SECTORS:
        some = {"some": sum(bool(one.numerator) for one in sectors), "sectors": things(len(sectors), "sector")}
        return replace(block, lines=(_("in %(some)s of %(sectors)s") % some,), places=places)
    each = _("%(sector)s %(number)s of %(all)s")
    said = [
        each % {"sector": one.name, "number": one.counted.number, "all": one.counted.of}
        for one in sorted(sectors, key=lambda one: one.name)
        if one.counted
    ]
    return replace(block, lines=(", ".join(said),) if said else (), places=places)


def _organisational(key: str, level: str, overview: Overview) -> Block | None:
    """From where to where the items reach that may be shown, with the one most and the one fewest say yes to."""
    found = overview.system(key, COUNT)
    if found is None or not found.numerator:
        return None
    answered = _("%(organisations)s answered") % {"organisations": of_all(found, "organisation")}
    items = [one for one in overview.items(key) if one.counted]
    if not items:
        return Block(str(found.numerator), answered.removeprefix(f"{found.numerator} "), counted=found.counted)
    by_yes = sorted(items, key=lambda one: one.numerator or 0)
    least, most = by_yes[0], by_yes[-1]
    ends = {"least": least.numerator, "most": most.numerator}
    figure = str(least.numerator) if least.numerator == most.numerator else _("%(least)s to %(most)s") % ends
    of = _("of %(things)s say yes to each item") % {"things": things(found.numerator, "organisation")}
    said = [_("%(number)s: %(item)s") % {"number": one.numerator, "item": one.item} for one in (most, least)]
    lines = said if len(items) > 1 else said[:1]
    return Block(figure, of, (*lines, answered))


def _training(key: str, level: str, overview: Overview) -> Block | None:
    people, reached = overview.system(key, PEOPLE), overview.system(key, ORGANISATIONS)
    if people is None or people.status != SHOWN or reached is None:
        return None
    taken = ngettext(
        "place taken on the core training offer", "places taken on the core training offer", people.numerator or 0
    )
    rate = overview.system(key, RATE)
    lines = [_("%(organisations)s took part") % {"organisations": of_all(reached, "organisation")}]
    if rate and rate.status == SHOWN:
        lines.append(_("%(share)s of headcount, if no one came twice") % {"share": rate.text})
    return Block(people.text, taken, tuple(lines))


def _training_feedback(key: str, level: str, overview: Overview) -> Block | None:
    """The share over what was asked about the training, and how confident people were before and are after."""
    block = _of_the_whole(key, overview)
    before_and_now = [one for one in overview.items(key) if one.statistic == SHARE_POSITIVE and one.status == SHOWN]
    if block is None or len(before_and_now) != 2:
        return block
    said = _("felt confident: %(before)s before, %(now)s after")
    before, now = before_and_now
    return replace(block, lines=(said % {"before": before.text, "now": now.text}, *block.lines))


def of_all(one: Seen, thing: str) -> str:
    """ "1 person", "412 services", "412 of 600 services", "0 of 1 service"."""
    if one.denominator:
        some = f"{one.numerator:,}"
        return _("%(some)s of %(things)s") % {"some": some, "things": things(one.denominator, thing)}
    return things(one.numerator or 0, thing)


def _out_of(one: Seen, thing: str, did: str, lines: tuple[str, ...] = ()) -> Block:
    """So many of so many; `did` is "of %(things)s" with what those did."""
    return Block(str(one.numerator), did % {"things": things(one.denominator or 0, thing)}, lines, counted=one.counted)


def things(count: int, thing: str) -> str:
    """ "1 service", "0 services", "1,200 team members"."""
    return str(THINGS[thing] % {"number": count, "shown": f"{count:,}"})


FILLERS: Mapping[str, Filler] = {
    "self_assessment": _self_assessment,
    "journey": _journey,
    "actions": _actions,
    "barriers": _barriers,
    "pledges": _pledges,
    "events": _events,
    "communication_plan": _plan,
    "definitions_shared": _definitions_shared,
    "subgroup_engagement": _subgroups,
    "training_take_up": _training,
    "training_feedback": _training_feedback,
    "deep_listening_use": _deep_listening,
    "deep_listening_take_up": _listened,
}
# Of what a framework's own surveys measure, by the end of the name.
OF_SURVEYS: Mapping[str, Filler] = {RESULTS: _results, TAKE_UP: _take_up, FEEDBACK: _comments}


def filler_of(key: str) -> Filler:
    """What lays a measure out."""
    if key in FILLERS:
        return FILLERS[key]
    if key.startswith(OF_ORGANISATIONS):
        return _organisational
    return next((filler for ending, filler in OF_SURVEYS.items() if key.endswith(ending)), _nothing)
