"""What goes along of an organisation's pledges, where it becomes part of another."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.going_along import OrganisationEnds, Part, Row, ServiceEnds
from organisations.models import Service, User
from organisations.moving import last_closed_day
from pledges.models import Commitment, Pledge, PledgeAim, PledgePicture

ORDER = 14

GOES_ALONG = {
    "pledges.Pledge.organisation": "what still stands goes on as a new one; it stays with whoever promised it"
}
STAYS: dict[str, str] = {}
_MADE_ANEW = ("leader_name", "leader_role", "text", "made_on", "is_public", "made_by_id", "worded_by_id", "sent_on")
_MADE_ANEW += ("agreed_by_id", "review_due_on", "note")


def of_service(change: ServiceEnds) -> Iterator[Part]:
    """Nothing: pledges are of organisations."""
    return iter(())


def of_organisation(change: OrganisationEnds) -> Iterator[Part]:
    mine = Pledge.objects.filter(organisation=change.organisation)
    standing = [Row(f"pledge-{one.pk}", "", lambda heirs, one=one: _go_on(one, change)) for one in mine.agreed()]
    said = ngettext(
        "%(n)s pledge that stands goes on at %(name)s. It keeps its words; its progress updates so far stay here.",
        "%(n)s pledges that stand go on at %(name)s. They keep their words; their progress updates so far stay here.",
        len(standing),
    )
    yield Part(said % {"n": len(standing), "name": change.heir.name} if standing else "", standing)
    not_yet = mine.filter(state__in=(Pledge.State.DRAFT, Pledge.State.PROPOSED, Pledge.State.RETURNED))
    drafts = [Row(f"pledge-{one.pk}", "", lambda heirs, one=one: _take(one, change)) for one in not_yet]
    said = ngettext(
        "%(n)s pledge that is not approved yet goes along.",
        "%(n)s pledges that are not approved yet go along.",
        len(drafts),
    )
    yield Part(said % {"n": len(drafts)} if drafts else "", drafts)


def _take(pledge: Pledge, change: OrganisationEnds) -> None:
    pledge.organisation = change.heir
    pledge.save(update_fields=["organisation"])


def _go_on(pledge: Pledge, change: OrganisationEnds) -> None:
    """End it with the organisation that made it, and go on with the same words at the other.

    Not before the day after a round that has closed: it counts in that one as it was made.
    """
    last = last_closed_day(change.organisation.partnership)
    day = max(change.on, last + datetime.timedelta(days=1)) if last else change.on
    values = {name: getattr(pledge, name) for name in _MADE_ANEW}
    new = Pledge.objects.create(organisation=change.heir, state=Pledge.State.AGREED, agreed_on=day, **values)
    Commitment.objects.bulk_create(Commitment(pledge=new, kind=one.kind) for one in pledge.commitments.all())
    PledgeAim.objects.bulk_create(
        PledgeAim(pledge=new, kind=one.kind, feature=one.feature) for one in pledge.aims.all()
    )
    if picture := pledge.picture_or_none:
        columns = ("content", "width", "height", "digest", "description")
        PledgePicture.objects.create(pledge=new, **{name: getattr(picture, name) for name in columns})
    pledge.state, pledge.ended_on = Pledge.State.WITHDRAWN, day
    pledge.note = _("It goes on at %(name)s.") % {"name": change.heir.name}
    pledge.save(update_fields=["state", "ended_on", "note"])


def stays_of_service(service: Service) -> Iterator[str]:
    return iter(())


def after_a_move(*, service: Service, by: User | None, on: datetime.date) -> None:
    """Pledges stay with the organisation that made them."""
