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


# --- the first screen ---


def headline(
    *,
    up: int,
    down: int,
    same: int,
    whose: list[str],
    since: str,
    by: str = "",
    highest: list[str],
    lowest: list[str],
    answered: bool,
) -> str:
    """The finding that stands as the title of a round's results, for whatever came of it.

    `up`, `down` and `same` count the features of which people's answers were compared, by each voice; `whose` these
    voices. `highest` and `lowest` are the features that `by` rates so beyond doubt, one or two of each or none.
    """
    said = _moved_in_all(up, down, same, whose, since)
    if said:
        return f"{said} {_rated(by, [], lowest)}".strip()
    if highest or lowest:
        return _rated(by, highest, lowest)
    if by:
        return _("What %(who)s say of each feature.") % {"who": by.lower()}
    if answered:
        return _("People answered, but no result can be shown that protects them.")
    return _("No survey answers in this round.")


def _rated(by: str, highest: list[str], lowest: list[str]) -> str:
    top, bottom = (listed([f"“{title}”" for title in some]) for some in (highest, lowest))
    if top and bottom:
        return _("%(who)s rate %(top)s highest and %(bottom)s lowest.") % {"who": by, "top": top, "bottom": bottom}
    if bottom:
        return _("%(who)s rate %(bottom)s lowest.") % {"who": by, "bottom": bottom}
    return _("%(who)s rate %(top)s highest.") % {"who": by, "top": top} if top else ""


def _moved_in_all(up: int, down: int, same: int, whose: list[str], since: str) -> str:
    all_ = up + down + same
    if not all_ or not since:
        return ""
    what = ngettext("%(all)s measure", "%(all)s measures", all_) % {"all": all_}
    words = {"up": up, "down": down, "what": what, "who": listed([name.lower() for name in whose]), "since": since}
    if up and down:
        said = _("%(up)s of %(what)s of what %(who)s say clearly rose since %(since)s, and %(down)s clearly fell.")
    elif up:
        said = _("%(up)s of %(what)s of what %(who)s say clearly rose since %(since)s, and none clearly fell.")
    elif down:
        said = _("%(down)s of %(what)s of what %(who)s say clearly fell since %(since)s, and none clearly rose.")
    else:
        said = _("No clear change since %(since)s in %(what)s of what %(who)s say.")
    return said % words


def listed(things: list[str]) -> str:
    """ "staff", "staff and families", "staff, families and children"."""
    if len(things) < 2:
        return "".join(things)
    return _("%(some)s and %(last)s") % {"some": ", ".join(things[:-1]), "last": things[-1]}


def moved_most(who: str, feature: str, now: str, then: str, change: str) -> str:
    """ "Families, screening: 42%, was 32%: 10 points higher (between 6 and 15)." """
    said = _("%(who)s, “%(feature)s”: %(now)s, was %(then)s. %(change)s.")
    return said % {"who": who, "feature": feature, "now": now, "then": then, "change": change[:1].upper() + change[1:]}


def more_moved(number: int) -> str:
    return ngettext("%(number)s more moved.", "%(number)s more moved.", number) % {"number": number}


def nothing_moved() -> str:
    return _("Nothing moved by more than chance can explain.")


def by_whom(what: str, who: str) -> str:
    """ "Highest for staff": what features are put in order by."""
    return _("%(what)s for %(who)s") % {"what": what, "who": who.lower()} if who else what


def services_on(feature: str, moved: str) -> str:
    """ "Services’ own ratings of “…”: 5 services went up, 14 stayed the same, 16 went down." """
    return _("Services’ own ratings of “%(feature)s”: %(moved)s.") % {"feature": feature, "moved": moved}


def feature_said(title: str, said: list[tuple[str, str]]) -> str:
    """ "Kind places: staff 62%, families 65%"; nothing but the title where no one is heard."""
    heard = ", ".join(_("%(who)s %(figure)s") % {"who": who.lower(), "figure": figure} for who, figure in said)
    return _("%(title)s: %(heard)s") % {"title": title, "heard": heard} if heard else title


# --- decisions ---


def figure_in_words(*, whose: str, subject: str, place: str, figure: str, round: str, partly: str = "") -> str:
    """ "Staff, kind places: 27% in Spring 2026"; what is empty is left out.

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
