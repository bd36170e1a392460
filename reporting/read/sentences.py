"""Every sentence that says something about figures, each made by a function of plain values: no rows, no places.

A sentence is said only where its figures bear it out. Whether "higher" is good is for people to say; nothing is ranked.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.change import HIGHER, LOWER, SAME, Counted, Paired


def points(number: int) -> str:
    """ "1 point", "5 points", of percentage."""
    return ngettext("%(number)s point", "%(number)s points", number) % {"number": number}


def change_in_words(verdict: str, difference: int, low: int, high: int) -> str:
    """ "5 points higher (between 2 and 8)", "no clear change (between 3 points lower and 6 points higher)"."""
    if verdict == HIGHER:
        said = _("%(points)s higher (between %(low)s and %(high)s)")
        return said % {"points": points(difference), "low": max(0, low), "high": high}
    if verdict == LOWER:
        said = _("%(points)s lower (between %(low)s and %(high)s)")
        return said % {"points": points(-difference), "low": max(0, -high), "high": -low}
    if low > 0 or high < 0:
        return _("no clear change (%(low)s to %(high)s, which can be chance among so many comparisons)") % {
            "low": moved_by(low),
            "high": moved_by(high),
        }
    return _("no clear change (between %(low)s and %(high)s)") % {"low": moved_by(low), "high": moved_by(high)}


def moved_by(difference: int) -> str:
    """ "3 points lower", "6 points higher", "0 points"."""
    if difference == 0:
        return points(0)
    said = _("%(points)s higher") if difference > 0 else _("%(points)s lower")
    return said % {"points": points(abs(difference))}


def then_and_now(who: str | Promise, now: str, then: str, round_name: str, change: str) -> str:
    """ "Staff: 51%, in Autumn 2025 45%: 5 points higher (between 4 and 7)." """
    said = _("%(who)s: %(now)s, in %(round)s %(then)s: %(change)s.")
    return said % {"who": who, "now": now, "then": then, "round": round_name, "change": change}


def services_moved(paired: Paired) -> str:
    """ "16 services went up, 8 stayed the same, 11 went down", of those that rated themselves in both rounds."""
    up = ngettext("%(number)s service went up", "%(number)s services went up", paired.up) % {"number": paired.up}
    rest = _("%(same)s stayed the same, %(down)s went down") % {"same": paired.same, "down": paired.down}
    return f"{up}, {rest}"


def counted_then(now: Counted, then: Counted) -> str:
    """What a count was in the round before: "39 of 45 then", and that it is of another number now where it is."""
    said = _("%(number)s of %(all)s then") % {"number": then.number, "all": then.of}
    return said if now.of == then.of else _("%(then)s: the total has changed") % {"then": said}


def counted_in_words(now: Counted, then: Counted, round_name: str) -> str:
    """How a count stands beside the round before. All were counted, so there is no chance in it.

    Of another number than then it says only that there are more or fewer, since a rate of others is another rate.
    """
    if now.number == then.number:
        said = _("the same number as in %(round)s") if now.of != then.of else _("the same as in %(round)s")
    elif now.number > then.number:
        said = _("more than in %(round)s")
    else:
        said = _("fewer than in %(round)s")
    return said % {"round": round_name}


def since_in_words(verdict: str, round_name: str) -> str:
    """ "higher than in Autumn 2025", "no clear change since Autumn 2025"."""
    if verdict == SAME:
        return _("no clear change since %(round)s") % {"round": round_name}
    said = _("higher than in %(round)s") if verdict == HIGHER else _("lower than in %(round)s")
    return said % {"round": round_name}


def places_moved(verdicts: list[str]) -> str:
    """ "higher in 3, no clear change in 25": of places that are compared, none of them named."""
    words = {HIGHER: _("higher in %(n)s"), SAME: _("no clear change in %(n)s"), LOWER: _("lower in %(n)s")}
    return ", ".join(said % {"n": verdicts.count(word)} for word, said in words.items() if word in verdicts)


def figure_in_words(*, whose: str, subject: str, place: str, figure: str, round: str, partly: str = "") -> str:
    """ "Staff, managing secondary trauma: 27% in Spring 2026"; what is empty is left out.

    `partly` is said beside a figure that is made of part of its questions: "from 1 of 2 questions".
    """
    said = [whose, within(subject) if whose else subject, place]
    about = ", ".join(part for part in said if part)
    number = f"{figure} ({partly})" if partly else figure
    return _("%(about)s: %(figure)s in %(round)s") % {"about": about, "figure": number, "round": round}


def within(title: str) -> str:
    """A title inside of a sentence, without its capital letter; a name in capitals keeps it: "TiP events", "I feel"."""
    keeps = title[1:2].isupper() or not title[1:2].isalpha() or title.startswith("TiP")
    return title if keeps else title[:1].lower() + title[1:]
