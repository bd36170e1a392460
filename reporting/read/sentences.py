"""Every sentence that says something about figures, each made by a function of plain values: no rows, no places.

A sentence is said only where its figures bear it out. Whether "higher" is good is for people to say; nothing is ranked.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.change import HIGHER, LOWER, SAME, Counted, Paired
from reporting.figures import within


def points(number: int) -> str:
    """ "1 point", "5 points", of percentage; of a change that rounds to nothing "less than 1 point"."""
    if number == 0:
        return _("less than 1 point")
    return ngettext("%(number)s point", "%(number)s points", number) % {"number": number}


def change_in_words(verdict: str, difference: int, low: int, high: int) -> str:
    """ "5 points higher (between 2 and 8)", "no clear change (between 3 points lower and 6 points higher)"."""
    if verdict == HIGHER:
        said = _("%(points)s higher (between %(low)s and %(high)s)")
        return said % {"points": points(difference), "low": _above_nothing(low), "high": high}
    if verdict == LOWER:
        said = _("%(points)s lower (between %(low)s and %(high)s)")
        return said % {"points": points(-difference), "low": _above_nothing(-high), "high": -low}
    if low > 0:
        said = _(
            "no clear change (between %(low)s and %(high)s higher, but among so many comparisons it can be chance)"
        )
        return said % {"low": low, "high": points(high)}
    if high < 0:
        said = _("no clear change (between %(low)s and %(high)s lower, but among so many comparisons it can be chance)")
        return said % {"low": -high, "high": points(-low)}
    return _("no clear change (between %(low)s and %(high)s)") % {"low": moved_by(low), "high": moved_by(high)}


def _above_nothing(low: int) -> str:
    """The nearer end of a change that is called one. It lies beyond nothing, also where it was rounded to it."""
    return str(low) if low > 0 else _("just above 0")


def moved_by(difference: int) -> str:
    """ "3 points lower", "6 points higher", "no change"."""
    if difference == 0:
        return _("no change")
    said = _("%(points)s higher") if difference > 0 else _("%(points)s lower")
    return said % {"points": points(abs(difference))}


def then_and_now(who: str | Promise, now: str, then: str, round_name: str, change: str) -> str:
    """ "Staff: 51%, in Autumn 2025 45%: 5 points higher (between 4 and 7)."

    `then` is empty where the change is not that of both figures, but of some of their questions.
    """
    if not then:
        said = _("%(who)s: %(now)s. Since %(round)s: %(change)s.")
        return said % {"who": who, "now": now, "round": round_name, "change": change}
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


def counted_over(figure: str, round_name: str, days: str) -> str:
    """What was counted over another number of days: "15 of 45 in Autumn 2025, over 366 days"."""
    return _("%(figure)s in %(round)s, over %(days)s") % {"figure": figure, "round": round_name, "days": days}


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


def places_moved(verdicts: list[str], *, are_counted: bool = False) -> str:
    """ "higher in 3, no clear change in 25": of places that are compared, none of them named.

    `are_counted` says that there is no chance in it: "the same in 25".
    """
    same = _("the same in %(n)s") if are_counted else _("no clear change in %(n)s")
    words = {HIGHER: _("higher in %(n)s"), SAME: same, LOWER: _("lower in %(n)s")}
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
    what = ngettext("%(all)s feature result", "%(all)s feature results", all_) % {"all": all_}
    words = {"up": up, "down": down, "what": what, "who": listed([name.lower() for name in whose]), "since": since}
    if up and down:
        said = _("%(up)s of %(what)s from %(who)s clearly rose since %(since)s, and %(down)s clearly fell.")
    elif up:
        said = _("%(up)s of %(what)s from %(who)s clearly rose since %(since)s, and none clearly fell.")
    elif down:
        said = _("%(down)s of %(what)s from %(who)s clearly fell since %(since)s, and none clearly rose.")
    else:
        said = _("No clear change since %(since)s in %(what)s from %(who)s.")
    return said % words


def listed(things: list[str]) -> str:
    """ "staff", "staff and families", "staff, families and children"."""
    if len(things) < 2:
        return "".join(things)
    return _("%(some)s and %(last)s") % {"some": ", ".join(things[:-1]), "last": things[-1]}


def moved_most(who: str, feature: str, now: str, then: str, change: str) -> str:
    """ "Families, “Screening”: 42%, was 32%. 10 points higher (between 6 and 15)." `then` can be empty, as above."""
    said = _("%(who)s, “%(feature)s”: %(now)s, was %(then)s. %(change)s.")
    if not then:
        said = _("%(who)s, “%(feature)s”: %(now)s. %(change)s.")
    return said % {"who": who, "feature": feature, "now": now, "then": then, "change": change[:1].upper() + change[1:]}


def more_moved(up: int, down: int) -> str:
    """ "9 more rose.", "1 more fell and 2 more rose."."""
    if up and down:
        return _("%(down)s more fell and %(up)s more rose.") % {"up": up, "down": down}
    return (_("%(number)s more rose.") if up else _("%(number)s more fell.")) % {"number": up or down}


def nothing_moved() -> str:
    return _("Nothing moved by more than chance can explain.")


def by_whom(what: str, who: str) -> str:
    """ "Highest for staff": what features are put in order by."""
    return _("%(what)s for %(who)s") % {"what": what, "who": who.lower()} if who else what


def apart(title: str, figures: list[tuple[str, int]], words: str) -> str:
    """ "Strong ties: services 75 and families 60 out of 100. Services rate this higher than families do." """
    said = listed([f"{who.lower()} {number}" for who, number in figures])
    return _("%(title)s: %(figures)s out of 100. %(words)s") % {"title": title, "figures": said, "words": words}


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
