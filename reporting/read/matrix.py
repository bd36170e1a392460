"""Laying figures out in the impact measurement matrix: objectives by levels. It is given all that it needs: no rows.

Each cell leads with the first of its measures that has a figure; the others stand below it, each with its figure
or with the reason why there is none yet. Nothing in a cell is typed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from reporting.change import Counted, change_of_count
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
from reporting.measures.names import FEEDBACK, OF_ORGANISATIONS, RESULTS, TAKE_UP, take_up_beside
from reporting.read.sentences import counted_in_words, counted_then, places_moved, since_in_words

LEVELS = (SERVICE, SECTOR, SYSTEM)
# So many of each thing that a cell counts: `number` chooses the form, `shown` is how it is written.
THINGS = {
    "service": ngettext_lazy("%(shown)s service", "%(shown)s services", "number"),
    "sector": ngettext_lazy("%(shown)s sector", "%(shown)s sectors", "number"),
    "organisation": ngettext_lazy("%(shown)s organisation", "%(shown)s organisations", "number"),
    "team member": ngettext_lazy("%(shown)s team member", "%(shown)s team members", "number"),
    "attendance": ngettext_lazy("%(shown)s attendance", "%(shown)s attendances", "number"),
}


@dataclass(frozen=True)
class Seen:
    """What the matrix needs of one figure about a whole place."""

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
    people: tuple[int, int] | None = None
    note: str = ""

    @property
    def counted(self) -> Counted | None:
        """So many of so many, which can be compared between rounds."""
        if self.status == SHOWN and self.numerator is not None and self.denominator:
            return Counted(self.numerator, self.denominator)
        return None


@dataclass
class MatrixEntry:
    """One cell of the matrix, ready to be read."""

    title: str
    level: str
    label: str = ""
    figure: str | None = None
    of: str = ""
    share: float | None = None
    lines: list[str] = field(default_factory=list)
    withheld: bool = False
    reason: str = ""
    leading: str = ""
    own: int = 0  # how many of the lines belong to the leading figure; the others are about further measures
    counted: Counted | None = None
    moved: str = ""  # how a share moved since the round before, as it was released
    places: dict[str, Places] = field(default_factory=dict)


# What each place of a level comes to, by its number: so many of so many, or how its share moved.
Places = dict[int, Counted | str]


@dataclass(frozen=True)
class Since:
    """A cell beside the round before: the direction in words, the figure then, and how its places moved."""

    words: str = ""
    then: str = ""
    places: str = ""
    measure: str = ""  # whose places these are


class Overview:
    """The figures about whole places of one release, found by measure, level and statistic."""

    def __init__(self, seen: Iterable[Seen]) -> None:
        self._by: dict[tuple[str, str, str], list[Seen]] = {}
        for one in seen:
            self._by.setdefault((one.measure, one.level, one.statistic), []).append(one)

    def all(self, measure: str, level: str, statistic: str) -> list[Seen]:
        return self._by.get((measure, level, statistic), [])

    def system(self, measure: str, statistic: str) -> Seen | None:
        found = self.all(measure, SYSTEM, statistic)
        return found[0] if found else None


def lay_out(
    cell_title: str,
    level: str,
    measures: list[str],
    overview: Overview,
    titles: Mapping[str, str],
    waits: Mapping[str, str],
) -> MatrixEntry:
    """Fill one cell from its measures, the first one with a figure leading.

    `waits` says for each measure that no one can record yet what it waits for; any other measure without a figure
    had nothing recorded in this round.
    """
    cell = MatrixEntry(cell_title, level)
    missing: list[str] = []
    empty: list[str] = []
    for key in measures:
        block = filler_of(key)(key, level, overview)
        if block is None:
            if key in waits:
                missing.append(waits[key])
            else:
                empty.append(titles[key])
        elif cell.figure is None and not cell.withheld:
            cell.label, cell.leading = titles[key], key
            cell.figure, cell.of, cell.share = block.figure, block.of, block.share
            cell.withheld, cell.counted, cell.moved = block.withheld, block.counted, block.moved
            cell.lines += block.lines
            cell.lines += _take_up_beside(key, overview)
            cell.own = len(cell.lines)
        else:
            cell.lines += block.as_lines(titles[key])
        if block and block.places:
            cell.places[key] = block.places
    if cell.figure is None and not cell.withheld:
        if empty:
            cell.reason = _("No figure. Nothing was recorded in this round for %(what)s.") % {"what": _and(empty)}
        else:
            cell.reason = _("No figure. Not recorded in TiP Borough yet: %(what)s.") % {"what": ", ".join(missing)}
        cell.label = titles.get(measures[0], cell_title) if measures else cell_title
    elif missing:
        cell.lines.append(_("Not recorded in TiP Borough yet: %(what)s") % {"what": ", ".join(missing)})
    return cell


def since(now: MatrixEntry, before: MatrixEntry | None, round_name: str) -> Since:
    """How a cell stands beside the round before; nothing where its figures cannot be compared.

    "higher than in Spring 2026", "no clear change since Spring 2026", of what was counted "more than in Spring 2026";
    for services and sectors, how many of those that are shown in both rounds moved by more than chance. Never good or
    bad, and no place is named.
    """
    if before is None:
        return Since()
    words = then = ""
    # A cell whose leading measure is another one now has a figure of another kind: higher or lower than what?
    if before.leading == now.leading and before.figure is not None:
        if now.counted and before.counted:
            words = counted_in_words(now.counted, before.counted, round_name)
            then = counted_then(now.counted, before.counted)
        elif now.moved:
            words = since_in_words(now.moved, round_name)
            then = _("%(figure)s then") % {"figure": before.figure}
    # Places are counted by how they moved and never named, here as everywhere: a list of movers is a ranking.
    for key, places in now.places.items():
        moved = places_moved(_verdicts(places, before.places.get(key, {})))
        if moved:
            return Since(words, then, _("Since %(round)s: %(moved)s") % {"round": round_name, "moved": moved}, key)
    return Since(words, then)


def _verdicts(now: Places, before: Places) -> list[str]:
    """How each place moved that is compared: what was released of it, or what its counts come to in both rounds."""
    found = []
    for place, one in sorted(now.items()):
        then = before.get(place)
        if isinstance(one, str):
            found.append(one)
        elif isinstance(then, Counted):
            found.append(change_of_count(one, then))
    return found


def _take_up_beside(key: str, overview: Overview) -> list[str]:
    """How many services took part, where a cell leads with a survey's results."""
    take_up = take_up_beside(key)
    services = overview.system(take_up, COUNT)
    if take_up == key or services is None or services.status != SHOWN:
        return []
    return [_("%(services)s had responses") % {"services": _of_all(services, "service")}]


def _and(things: list[str]) -> str:
    """ "“Events”", "“Events” and “Pledges”", "“Events”, “Pledges” and “Briefings”"."""
    quoted = [f"“{thing}”" for thing in things]
    if len(quoted) < 2:
        return "".join(quoted)
    return _("%(some)s and %(last)s") % {"some": ", ".join(quoted[:-1]), "last": quoted[-1]}


@dataclass(frozen=True)
class Block:
    """What one measure says in a cell."""

    figure: str | None
    of: str = ""
    share: float | None = None
    lines: tuple[str, ...] = ()
    withheld: bool = False
    counted: Counted | None = None
    moved: str = ""
    places: Places = field(default_factory=dict)

    def as_lines(self, title: str) -> list[str]:
        """The block as a line of its own, below another measure's figure."""
        if self.withheld:
            return [f"{title}: [c]"]
        return [f"{title}: {self.figure}{' ' + self.of if self.of else ''}"]


Filler = Callable[[str, str, Overview], Block | None]


def _nothing(key: str, level: str, overview: Overview) -> Block | None:
    return None


def _results(key: str, level: str, overview: Overview) -> Block | None:
    """At the system: the share. At sectors and services: how many places can be shown."""
    found = overview.all(key, level, SHARE_POSITIVE)
    answered = [one for one in found if one.status != NONE]
    if not answered:
        return None
    if level == SYSTEM:
        one = answered[0]
        if one.status == WITHHELD:
            return Block(None, withheld=True)
        people = _("from %(number)s people") % {"number": one.base}
        moved = overview.system(key, CHANGE)
        return Block(one.text, _("positive answers"), one.percent, (people,), moved=moved.edge if moved else "")
    shown = sum(one.status == SHOWN for one in found)
    together = sum(one.status == SHOWN for one in overview.all(key, REST, SHARE_POSITIVE))
    lines = []
    if level == SERVICE:
        withheld = sum(one.status == WITHHELD for one in found)
        if withheld:
            lines.append(_("%(number)s not shown separately, to protect people") % {"number": withheld})
        if together:
            sectors = _things(together, "sector")
            lines.append(_("combined results of smaller services in %(sectors)s") % {"sectors": sectors})
        without = len(found) - len(answered)
        if without:
            lines.append(_("%(number)s with no responses") % {"number": without})
    # No place can be shown: say that it is withheld, and not “0 of 45 shown”, which reads as a result.
    if not shown:
        return Block(None, withheld=True, lines=tuple(lines))
    places: Places = {one.place: one.edge for one in overview.all(key, level, CHANGE)}
    of = _("of %(things)s shown") % {"things": _things(len(found), level)}
    return Block(str(shown), of, lines=tuple(lines), places=places)


def _take_up(key: str, level: str, overview: Overview) -> Block | None:
    services, responses = overview.system(key, COUNT), overview.system(key, RESPONSES)
    if services is None or responses is None or responses.status == NONE:
        return None
    lines = [_("%(number)s responses") % {"number": responses.text}]
    rate = overview.system(key, RATE)
    if rate is not None:
        if rate.status == SHOWN:
            lines.append(_("take-up about %(rate)s") % {"rate": rate.text})
        else:
            lines.append(_("take-up not known: no headcounts, or fewer than 5 responses"))
    return _out_of(services, "service", _("of %(things)s had responses"), tuple(lines))


def _self_assessment(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    if found is None or found.status != SHOWN:
        return None
    if level == SECTOR:
        sectors = overview.all(key, SECTOR, COUNT)
        # At the level of sectors the question is whether a sector has all of its services, since one that is missing
        # may be the one that struggles.
        whole = sum(one.numerator == one.denominator for one in sectors)
        return Block(
            str(whole),
            _("of %(sectors)s where every service submitted one") % {"sectors": _things(len(sectors), "sector")},
            share=100 * whole / len(sectors) if sectors else None,
            counted=Counted(whole, len(sectors)) if sectors else None,
        )
    return _out_of(found, "service")


def _pledges(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    return _out_of(found, "organisation") if found and found.status == SHOWN else None


def _comments(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    if found is None or found.status == NONE:
        return None
    return Block(None, withheld=True) if found.status == WITHHELD else Block(found.text, _("comments to read"))


def _definitions_shared(key: str, level: str, overview: Overview) -> Block | None:
    found, people = overview.system(key, COUNT), overview.system(key, PEOPLE)
    if found is None or people is None or not found.numerator:
        return None
    briefed = _("%(people)s briefed") % {"people": _of_all(people, "team member")}
    return _out_of(found, "service", lines=(briefed,))


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
    said = _("held, %(attendances)s recorded, %(organisations)s took part")
    counts = {"attendances": _of_all(people, "attendance"), "organisations": _of_all(there, "organisation")}
    return Block(found.text, said % counts)


def _services(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    return _out_of(found, "service") if found and found.numerator else None


def _subgroups(key: str, level: str, overview: Overview) -> Block | None:
    found = overview.system(key, COUNT)
    if found is None or not found.numerator:
        return None
    sectors = overview.all(key, SECTOR, COUNT)
    some = sum(bool(one.numerator) for one in sectors)
    places: Places = {one.place: one.counted for one in sectors if one.counted}
    took_part = _("from %(some)s of %(sectors)s")
    lines = (took_part % {"some": some, "sectors": _things(len(sectors), "sector")},)
    return replace(_out_of(found, "organisation", lines=lines), places=places)


def _organisational(key: str, level: str, overview: Overview) -> Block | None:
    found, yes = overview.system(key, COUNT), overview.system(key, RATE)
    if found is None or not found.numerator:
        return None
    # The note says of what it is a share, in the words of the survey's own answers.
    lines = (f"{yes.text} {yes.note}",) if yes and yes.status == SHOWN else ()
    return _out_of(found, "organisation", _("of %(things)s answered"), lines)


def _training(key: str, level: str, overview: Overview) -> Block | None:
    people, reached = overview.system(key, PEOPLE), overview.system(key, ORGANISATIONS)
    if people is None or people.status != SHOWN or reached is None:
        return None
    rate = overview.system(key, RATE)
    share = _("share of headcount not known")
    if rate and rate.status == SHOWN:
        share = _("%(share)s of headcount") % {"share": rate.text}
    lines = (_("%(organisations)s took part") % {"organisations": _of_all(reached, "organisation")}, share)
    return Block(people.text, ngettext("person trained", "people trained", people.numerator or 0), lines=lines)


def _of_all(one: Seen, thing: str) -> str:
    """ "1 person", "412 services", "412 of 600 services", "0 of 1 service"."""
    if one.denominator:
        some = f"{one.numerator:,}"
        return _("%(some)s of %(things)s") % {"some": some, "things": _things(one.denominator, thing)}
    return _things(one.numerator or 0, thing)


def _out_of(one: Seen, thing: str, did: str = "", lines: tuple[str, ...] = ()) -> Block:
    """So many of so many; `did` is "of %(things)s" with what those did, where the title does not say it."""
    share = 100 * (one.numerator or 0) / one.denominator if one.denominator else None
    of = (did or _("of %(things)s")) % {"things": _things(one.denominator or 0, thing)}
    return Block(str(one.numerator), of, share, lines, counted=one.counted)


def _things(count: int, thing: str) -> str:
    """ "1 service", "0 services", "1,200 team members"."""
    return str(THINGS[thing] % {"number": count, "shown": f"{count:,}"})


FILLERS: dict[str, Filler] = {
    "self_assessment": _self_assessment,
    "pledges": _pledges,
    "events": _events,
    "definitions_shared": _definitions_shared,
    "subgroup_engagement": _subgroups,
    "training_take_up": _training,
    "training_feedback": _results,
    "deep_listening_use": _deep_listening,
    "deep_listening_take_up": _services,
}
# Of what a framework's own surveys measure, by the end of the name.
OF_SURVEYS: dict[str, Filler] = {RESULTS: _results, TAKE_UP: _take_up, FEEDBACK: _comments}


def filler_of(key: str) -> Filler:
    """What lays a measure out."""
    if key in FILLERS:
        return FILLERS[key]
    if key.startswith(OF_ORGANISATIONS):
        return _organisational
    return next((filler for ending, filler in OF_SURVEYS.items() if key.endswith(ending)), _nothing)
