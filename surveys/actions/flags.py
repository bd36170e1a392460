"""Signs that a link may have been used in bulk, and links that are set aside because of them. Nothing is blocked."""

import datetime
from collections import Counter, defaultdict
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.actions import ActionRefused, hold_state
from organisations.audit import record
from organisations.models import Round, User
from organisations.saving import hold
from surveys.actions.floods import bring_back_with_link, take_out_with_link
from surveys.flags import AnswerSet, more_than_headcount, too_much_alike
from surveys.models import Answer, ClosedRoundAnswer, ClosedRoundResponse, Flag, Instrument, Response, SurveyLink

FEW = 10  # people: results that differ by fewer answers than this would tell what these are
STAFF = Instrument.Voice.STAFF  # the one survey of which we know how many people could answer it
# What the database tells, told anew each time; the others were seen as answers came in.
_FROM_ANSWERS = (Flag.Sign.HEADCOUNT, Flag.Sign.ALIKE)
# Nobody can send more than one answer by these, or two people have keyed them from paper.
_ONE_EACH = (SurveyLink.Mode.CODES, SurveyLink.Mode.PAPER)


def raise_flag(survey_link: SurveyLink, kind: str, on: datetime.date) -> Flag:
    """Note a sign once for each link; seen again, it stays as it was first noted."""
    return Flag.objects.get_or_create(survey_link=survey_link, kind=kind, defaults={"first_on": on})[0]


@transaction.atomic
def look_for_flags(*, round_: Round, on: datetime.date) -> int:
    """Note what the answers of a round tell, on links that count; forget what they tell no more.

    A headcount that has been put right takes its flag with it. While a round is being sealed its answers lie in two
    places: what is known of it stays. Returns how many links have a flag from this look.
    """
    # Whoever calls may have read the round while it was open. Held, nobody begins to seal it under this look, which
    # would find no answers and take every flag for put right.
    hold_state(round_.pk)
    # A link that is set aside counts nowhere, so there is nothing to warn of any more.
    links = list(SurveyLink.objects.in_round(round_).counted().with_places())
    known = Flag.objects.filter(survey_link__in=links, kind__in=_FROM_ANSWERS).in_bulk()
    now_known = {(flag.survey_link_id, flag.kind) for flag in known.values()}
    as_they_came = Response.objects.in_round(round_).exists()
    if as_they_came and Round.objects.get(pk=round_.pk).is_being_sealed:
        return len({link for link, _kind in now_known})
    found = _above_headcount(round_, links) | _alike(round_, links, Answer if as_they_came else ClosedRoundAnswer)
    gone = [pk for pk, flag in known.items() if (flag.survey_link_id, flag.kind) not in found]
    Flag.objects.filter(pk__in=gone).delete()
    Flag.objects.bulk_create(
        (Flag(survey_link_id=link, kind=kind, first_on=on) for link, kind in sorted(found - now_known)),
        ignore_conflicts=True,
    )
    return len({link for link, _ in found})


def people_who_could(survey_link: SurveyLink) -> int | None:
    """How many people could answer: of the staff survey the headcount of the service, of others nobody knows."""
    is_staff = survey_link.service is not None and survey_link.instrument.voice == STAFF
    return survey_link.service.headcount if is_staff and survey_link.service else None


def _above_headcount(round_: Round, links: list[SurveyLink]) -> set[tuple[int, str]]:
    """The staff survey's links of services from which more answers came than people work there."""
    people = answers_by_link(round_)
    by_service: dict[int, list[SurveyLink]] = defaultdict(list)
    for link in links:
        if link.service_id and link.instrument.voice == STAFF and people.get(link.pk):
            by_service[link.service_id].append(link)
    found = set()
    for ways in by_service.values():
        headcount = ways[0].service.headcount if ways[0].service else None
        if more_than_headcount(sum(people[way.pk] for way in ways), headcount):
            unlimited = [way for way in ways if way.kind not in _ONE_EACH]
            # More answers than people: it can only have been by a way without a limit, unless there is none.
            found |= {(way.pk, Flag.Sign.HEADCOUNT.value) for way in unlimited or ways}
    return found


def _alike(
    round_: Round, links: list[SurveyLink], answers: type[Answer] | type[ClosedRoundAnswer]
) -> set[tuple[int, str]]:
    """Links by which one set of answers came far too often."""
    counted = {link.pk for link in links}
    sets: dict[int, list[AnswerSet]] = defaultdict(list)
    rows = answers.objects.in_round(round_).ratings_by_response()
    # The rows come person by person, so that one pass is enough.
    for _response, rated in groupby(rows, key=lambda row: row[1]):
        ratings = list(rated)
        if ratings[0][0] in counted:
            sets[ratings[0][0]].append(tuple((question, value) for _, _, question, value in ratings))
    return {(link, Flag.Sign.ALIKE.value) for link, given in sets.items() if too_much_alike(given)}


def answers_by_link(round_: Round) -> dict[int, int]:
    """How many answers came in by each link of a round, wherever they lie now; links without any are left out."""
    # Not by what the caller's round says: it may have been sealed since that was read.
    came_in = Counter(Response.objects.in_round(round_).counts_by_link())
    return came_in + Counter(ClosedRoundResponse.objects.in_round(round_).counts_by_link())


def count_take_up(*, round_: Round, links: list[SurveyLink], on: datetime.date) -> None:
    """Count the answers of links that have not been counted today, all at once.

    While a round is being sealed its answers lie in two places: what was counted last stays.
    """
    stale = [link for link in links if link.counted_on != on]
    if not stale or Round.objects.filter(pk=round_.pk, is_being_sealed=True).exists():
        return
    people = answers_by_link(round_)
    for link in stale:
        link.counted_on, link.counted_responses = on, people.get(link.pk, 0)
    SurveyLink.objects.bulk_update(stale, ["counted_on", "counted_responses"])


@transaction.atomic
def set_link_aside(*, survey_link: SurveyLink, reason: str, by: User, on: datetime.date) -> int:
    """Leave a link's answers out of all results, and its comments out of the queue, with a reason on record.

    Returns how many comments went with it: until the round is sealed they know their link.

    Raises ActionRefused once they are released, and for a few answers once prepared results count them.
    """
    held = _hold_unreleased(survey_link)
    _refuse_few_that_were_looked_at(held)
    # Its own columns only, and no count that another page has taken meanwhile.
    held.set_aside_on, held.set_aside_by, held.set_aside_reason = on, by, reason
    held.save(update_fields=["set_aside_on", "set_aside_by", "set_aside_reason"])
    about = f"{survey_link}: {reason}"
    record(partnership=held.round.partnership, by=by, what="excluded a survey link from results", about=about)
    return take_out_with_link(survey_link=held, reason=reason)


@transaction.atomic
def count_link_again(*, survey_link: SurveyLink, by: User) -> int:
    """Let a link's answers count again, and put its comments back. Returns how many of these.

    Raises ActionRefused as `set_link_aside` does.
    """
    held = _hold_unreleased(survey_link)
    _refuse_few_that_were_looked_at(held)
    held.set_aside_on, held.set_aside_by, held.set_aside_reason = None, None, ""
    held.save(update_fields=["set_aside_on", "set_aside_by", "set_aside_reason"])
    record(partnership=held.round.partnership, by=by, what="included a survey link in results again", about=survey_link)
    return bring_back_with_link(survey_link=held)


@transaction.atomic
def settle_flags(*, survey_links: list[SurveyLink], reason: str, by: User, on: datetime.date) -> None:
    """Say that the answers of links of one round count in spite of their signs, with a reason on record.

    Raises ActionRefused once released.
    """
    round_ = _hold_round(survey_links[0].round_id)
    flags = Flag.objects.filter(survey_link__in=survey_links, survey_link__round=round_, settled_on=None)
    flags.update(settled_on=on, settled_by=by, settled_reason=reason)
    what = "included a flagged survey link in results"
    for survey_link in survey_links:
        record(partnership=survey_link.round.partnership, by=by, what=what, about=f"{survey_link}: {reason}")


def _refuse_few_that_were_looked_at(survey_link: SurveyLink) -> None:
    """Results with these answers and results without them, beside each other, tell what the answers are."""
    if not survey_link.round.answers_looked_at:
        return
    responses = answers_by_link(survey_link.round).get(survey_link.pk, 0)
    if 0 < responses < FEW:
        raise ActionRefused(
            _(
                "Results have been prepared for %(name)s. This link has fewer than %(few)s responses. Excluding or "
                "including it now could show what those people answered."
            )
            % {"name": survey_link.round.name, "few": FEW}
        )


def unsettled_links(round_: Round) -> int:
    """How many links that count have a sign which nobody has looked at yet."""
    flagged = Flag.objects.filter(survey_link__in=SurveyLink.objects.in_round(round_).counted(), settled_on=None)
    return flagged.values("survey_link").distinct().count()


def _hold_unreleased(survey_link: SurveyLink) -> SurveyLink:
    """The link as it stands now, with its round, which nobody releases before this is saved."""
    _hold_round(survey_link.round_id)
    return hold(survey_link)


def _hold_round(pk: int) -> Round:
    """A round that nobody releases before this is saved. Raises ActionRefused where someone has."""
    locked = Round.objects.select_for_update().get(pk=pk)
    if locked.state == Round.State.RELEASED:
        raise ActionRefused(
            _("%(name)s has been released, so this link cannot be changed now.") % {"name": locked.name}
        )
    return locked
