"""A service's links to its surveys: made, counted, turned off and on."""

import datetime
from collections import Counter

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Round, Service, User
from organisations.saving import hold
from surveys.models import ClosedRoundResponse, Instrument, Response, SurveyLink

# Below this a band would tell of so few that a lead could watch single answers come in.
FEWEST_SAID = 10


def survey_links_for(*, service: Service, round_: Round) -> list[SurveyLink]:
    """A service's links in a round, one a survey; made when first looked at."""
    instruments = Instrument.objects.filter(framework=round_.framework, handed_out_by=Instrument.HandedOutBy.SERVICE)
    found = SurveyLink.objects.filter(service=service, round=round_, kind=SurveyLink.Mode.LINK)
    found = found.order_by("instrument__order", "pk").with_places().select_related("instrument__framework")
    links = list(found)
    missing = {instrument.pk for instrument in instruments} - {link.instrument_id for link in links}
    if missing:
        begun = {"service": service, "round": round_, "counted_on": timezone.localdate()}
        new = [SurveyLink(instrument_id=instrument, **begun) for instrument in sorted(missing)]
        SurveyLink.objects.bulk_create(new, ignore_conflicts=True)  # another page may be making them just now
        links = list(found.all())
    return links


@transaction.atomic
def survey_link_of(*, service: Service, round_: Round, instrument: Instrument, kind: str) -> SurveyLink:
    """The way of this kind by which a service hands out a survey in a round; made when first needed.

    One that was closed stays closed: a new one has a new address, so that an old poster leads nowhere.
    """
    found, _made = SurveyLink.objects.get_or_create(
        service=service,
        round=round_,
        instrument=instrument,
        kind=kind,
        is_revoked=False,
        # Counted from tomorrow on: a new way in must not make today's count be taken again.
        defaults={"counted_on": timezone.localdate()},
    )
    return found


@transaction.atomic
def replace_link(*, survey_link: SurveyLink, by: User) -> SurveyLink:
    """A new way in beside one that was closed, in the same round. The old one stays closed, and what came in counts.

    Pressed twice it is one. Raises ActionRefused while the old one is open, or once the round is closed.
    """
    locked = SurveyLink.objects.select_for_update(of=("self",)).with_places().get(pk=survey_link.pk)
    if not locked.is_revoked:
        raise ActionRefused(_("This link is turned on. Turn it off first, then make a new one."))
    if not locked.round.is_open:
        raise ActionRefused(_("%(round)s is closed, so no one can answer any more.") % {"round": locked.round.name})
    place = {"service": locked.service, "round": locked.round, "instrument": locked.instrument, "kind": locked.kind}
    if new := SurveyLink.objects.filter(**place, is_revoked=False).first():
        return new
    new = survey_link_of(service=locked.service, round_=locked.round, instrument=locked.instrument, kind=locked.kind)
    record(
        partnership=locked.round.partnership,
        by=by,
        what="made a new survey link to replace one that was turned off",
        about=new,
    )
    return new


def take_up_by_link(*, service: Service, round_: Round, on: datetime.date) -> dict[int, int]:
    """How many answered each survey of a service in a round, by instrument, over all the ways they came.

    Counted once a day at most, so that no one can watch one answer come in. Three queries, whatever the number.
    """
    survey_links = list(SurveyLink.objects.filter(service=service, round=round_))
    stale = [survey_link for survey_link in survey_links if survey_link.counted_on != on]
    if stale:
        came_in = Response.objects.filter(survey_link__in=stale).values_list("survey_link").annotate(Count("pk"))
        kept = (
            ClosedRoundResponse.objects.filter(survey_link__in=stale).values_list("survey_link").annotate(Count("pk"))
        )
        counts = Counter(dict(came_in)) + Counter(dict(kept))
        for survey_link in stale:
            survey_link.counted_on, survey_link.counted_responses = on, counts[survey_link.pk]
        SurveyLink.objects.bulk_update(stale, ["counted_on", "counted_responses"])
    totals: Counter[int] = Counter()
    for survey_link in survey_links:
        totals[survey_link.instrument_id] += survey_link.counted_responses
    return totals


def band_of_five(count: int) -> str:
    """A number of answers as a band in words: 0 to 9 is "fewer than 10", 12 is "10 to 14", 15 is "15 to 19"."""
    if count < 0:
        raise ValueError("A number of answers is never below zero.")
    low = count - count % 5
    return f"{low} to {low + 4}" if low >= FEWEST_SAID else f"fewer than {FEWEST_SAID}"


def take_up_in_words(count: int, people: int | None) -> str:
    """The same beside how many could have answered, where that is known: "10 to 14 of about 34"."""
    band = band_of_five(count)
    return _("%(band)s of about %(people)s") % {"band": band, "people": people} if people else band


@transaction.atomic
def set_revoked(*, survey_link: SurveyLink, revoked: bool, by: User) -> None:
    """Close a link for new answers, or open it again. What came in stays. Pressed twice it is as once.

    Raises ActionRefused where a closed one is to be opened and a newer one of its kind is open.
    """
    held = hold(survey_link)
    if held.is_revoked == revoked:
        return
    held.is_revoked = revoked
    try:
        with transaction.atomic():
            held.save(update_fields=["is_revoked"])
    except IntegrityError:
        raise ActionRefused(_("There is a newer one of this kind. Turn that one off first.")) from None
    what = "turned off a survey link" if revoked else "turned on a survey link"
    record(partnership=held.round.partnership, by=by, what=what, about=held)
