"""Making a pledge, agreeing to it, sending it back, saying where it stands, taking it down."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Organisation, User
from organisations.saving import hold, take_over
from pledges.days import next_review
from pledges.models import Commitment, Pledge, PledgeAim, PledgePicture, PledgeReview
from stored_files.pictures import Picture

Aim = tuple[str, str]  # a kind, and the code of a feature or ""
OF_A_PLEDGE = ("text", "leader_name", "leader_role", "made_on", "is_public")
CHANGEABLE = (Pledge.State.DRAFT, Pledge.State.PROPOSED, Pledge.State.RETURNED)
APPROVED_ALREADY = _("This pledge has been approved, so you cannot change it. You can make a new one.")


@transaction.atomic
def save_pledge(
    *,
    pledge: Pledge,
    by: User,
    fields: Collection[str] = OF_A_PLEDGE,
    kinds: Collection[str] | None = None,
    picture: Picture | None = None,
    description: str = "",
    without_picture: bool = False,
    aims: Sequence[Aim] | None = None,
) -> Pledge:
    """Save a new pledge, or what was changed of one, with its kinds, its picture and what it is meant to move.

    A new one, and one that came back, is a draft until it is sent; one that waits goes on waiting with its new words.
    The same words saved twice, as by a double click, are one pledge. `kinds` and `aims` that are None stay as they
    are, and so does the picture without a new one, unless it is to go. Raises ActionRefused where it was agreed or
    thrown away meanwhile, and where the organisation has left.
    """
    organisation = hold(pledge.organisation)  # one pledge at a time
    if pledge.pk is None:
        saved = _added(pledge, organisation, by)
    else:
        saved = hold(pledge)
        if saved.state not in CHANGEABLE:
            raise ActionRefused(APPROVED_ALREADY)
        state = Pledge.State.DRAFT if saved.state == Pledge.State.RETURNED else saved.state
        also: dict[str, Any] = {"state": state, "agreed_on": None, "agreed_by": None}
        if picture or without_picture or description or _is_worded_otherwise(saved, pledge, fields):
            also["worded_by"] = by
        take_over(saved, pledge, fields, also=also)
    if kinds is not None:
        saved.commitments.exclude(kind__in=kinds).delete()
        Commitment.objects.bulk_create((Commitment(pledge=saved, kind=kind) for kind in kinds), ignore_conflicts=True)
    _keep_picture(saved, picture, description, without_picture)
    if aims is not None:
        _keep_aims(saved, aims)
    if saved.state == Pledge.State.PROPOSED:
        record(partnership=saved.organisation.partnership, by=by, what="changed a pledge", about=saved)
    return saved


def _is_worded_otherwise(held: Pledge, pledge: Pledge, fields: Collection[str]) -> bool:
    """Whether saving says anything else. Whoever saves another's words as they are leaves them theirs."""
    return any(getattr(held, name) != getattr(pledge, name) for name in OF_A_PLEDGE if name in fields)


def _added(pledge: Pledge, organisation: Organisation, by: User) -> Pledge:
    """A new draft, or the one that was made of the same words before."""
    if organisation.archived_on is not None:
        raise ActionRefused(
            _("You cannot make a new pledge for %(name)s because the organisation is archived.")
            % {"name": organisation.name}
        )
    alike = Pledge.objects.filter(organisation=organisation, text=pledge.text)
    same = alike.filter(state__in=(Pledge.State.DRAFT, Pledge.State.PROPOSED)).select_for_update().first()
    if same:
        other = _is_worded_otherwise(same, pledge, OF_A_PLEDGE)
        take_over(same, pledge, OF_A_PLEDGE, also={"worded_by": by} if other else {})
        return same
    pledge.state, pledge.made_by, pledge.worded_by = Pledge.State.DRAFT, by, by
    pledge.save(force_insert=True)
    return pledge


def _keep_aims(pledge: Pledge, aims: Sequence[Aim]) -> None:
    there = {(aim.kind, aim.feature): aim for aim in PledgeAim.objects.filter(pledge=pledge)}
    gone = [aim.pk for key, aim in there.items() if key not in aims]
    PledgeAim.objects.filter(pk__in=gone).delete()
    new = [PledgeAim(pledge=pledge, kind=kind, feature=code) for kind, code in aims if (kind, code) not in there]
    # What is there already stays as it is, with its number: a page may be pointing at it.
    PledgeAim.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def choose_aims(*, pledge: Pledge, aims: Sequence[Aim], by: User) -> None:
    """Say, also later, what a pledge is meant to move. Raises ActionRefused where it no longer stands."""
    locked = hold(pledge)
    if locked.state == Pledge.State.WITHDRAWN:
        raise ActionRefused(_("This pledge has ended, so you cannot change it."))
    _keep_aims(locked, aims)
    record(partnership=locked.organisation.partnership, by=by, what="said what a pledge should change", about=locked)


def _keep_picture(pledge: Pledge, picture: Picture | None, description: str, without_picture: bool) -> None:
    here = PledgePicture.objects.filter(pledge=pledge)
    if picture:
        values = {"content": picture.content, "width": picture.width, "height": picture.height}
        values |= {"digest": picture.digest, "description": description}
        PledgePicture.objects.update_or_create(pledge=pledge, defaults=values)
    elif without_picture:
        here.delete()
    elif description:
        here.update(description=description)


@transaction.atomic
def send_pledge(*, pledge: Pledge, by: User, on: datetime.date | None = None) -> None:
    """A draft goes to the partnership admin and waits to be agreed.

    Sending twice changes nothing. May raise ActionRefused.
    """
    locked = hold(pledge)
    if locked.state == Pledge.State.PROPOSED:
        return
    if locked.state != Pledge.State.DRAFT:
        raise ActionRefused(
            _("You cannot send this pledge. Its status is “%(state)s”.") % {"state": locked.get_state_display()}
        )
    locked.state, locked.note, locked.sent_on = Pledge.State.PROPOSED, "", on or timezone.localdate()
    locked.save(update_fields=["state", "note", "sent_on"])
    record(partnership=locked.organisation.partnership, by=by, what="made a pledge", about=locked)


@transaction.atomic
def discard_pledge(*, pledge: Pledge, by: User) -> None:
    """Throw a draft away: no one but its organisation has seen it. Raises ActionRefused for any other."""
    if not Pledge.objects.filter(pk=pledge.pk, state=Pledge.State.DRAFT).delete()[0]:
        raise ActionRefused(_("This pledge has already been sent, so you cannot delete it."))


def beside_the_text(pledge: Pledge, picture_alt: str) -> str:
    """What else anyone would read of a pledge: who signs it, what its picture shows, and whether anyone would."""
    public = "public" if pledge.is_public else "not public"
    return " | ".join([pledge.leader_name, pledge.leader_role, picture_alt, public])


@transaction.atomic
def agree_pledge(
    *,
    pledge: Pledge,
    by: User,
    words: str | None = None,
    picture: str | None = None,
    beside: str | None = None,
    on: datetime.date | None = None,
) -> None:
    """The admin agrees: a public pledge is on the wall from now on. Agreeing twice changes nothing.

    `words` is the text that the admin read, `picture` the digest of the picture that they saw ("" for none), `beside`
    all else of it that would be public (`beside_the_text`). Raises ActionRefused where any is another one by now, where
    the pledge does not wait to be agreed, and for the one who wrote it.
    """
    locked = hold(pledge)
    if locked.state == Pledge.State.AGREED:
        return
    if locked.state != Pledge.State.PROPOSED:
        raise ActionRefused(
            _("You cannot approve this pledge. Its status is “%(state)s”.") % {"state": locked.get_state_display()}
        )
    if (locked.worded_by_id or locked.made_by_id) == by.pk:
        raise ActionRefused(_("You wrote this pledge, so another admin has to approve it."))
    if words is not None and words.split() != locked.text.split():
        raise ActionRefused(_("The text of this pledge has just changed. Read it again before you approve it."))
    shown = PledgePicture.objects.filter(pledge=locked).defer("content").first()
    if beside is not None and beside.split() != beside_the_text(locked, shown.description if shown else "").split():
        raise ActionRefused(_("The text of this pledge has just changed. Read it again before you approve it."))
    if picture is not None and picture != (shown.digest if shown else ""):
        raise ActionRefused(_("The picture of this pledge has just changed. Look at it before you approve the pledge."))
    locked.state, locked.agreed_by, locked.agreed_on = Pledge.State.AGREED, by, on or timezone.localdate()
    locked.note, locked.review_due_on = "", next_review(locked.agreed_on)
    locked.save(update_fields=["state", "agreed_by", "agreed_on", "note", "review_due_on"])
    record(partnership=locked.organisation.partnership, by=by, what="approved a pledge", about=locked)


@transaction.atomic
def return_pledge(*, pledge: Pledge, note: str, by: User) -> None:
    """Send a pledge that waits back to its organisation with a note. Raises ActionRefused where it does not wait."""
    locked = hold(pledge)
    if locked.state != Pledge.State.PROPOSED:
        raise ActionRefused(
            _("You cannot return this pledge. Its status is “%(state)s”.") % {"state": locked.get_state_display()}
        )
    locked.state, locked.note = Pledge.State.RETURNED, note
    locked.save(update_fields=["state", "note"])
    record(partnership=locked.organisation.partnership, by=by, what="returned a pledge", about=locked)


@transaction.atomic
def end_pledge(*, pledge: Pledge, by: User, on: datetime.date | None = None) -> None:
    """An agreed pledge no longer stands. It leaves the wall and stays on record. Raises ActionRefused for any other."""
    locked = hold(pledge)
    if locked.state != Pledge.State.AGREED:
        raise ActionRefused(
            _("You cannot end this pledge. Its status is “%(state)s”.") % {"state": locked.get_state_display()}
        )
    locked.state, locked.ended_on = Pledge.State.WITHDRAWN, on or timezone.localdate()
    locked.save(update_fields=["state", "ended_on"])
    record(partnership=locked.organisation.partnership, by=by, what="ended a pledge", about=locked)


def why_no_update(pledge: Pledge) -> str:
    """Why the progress of a pledge that is not an approved one cannot be updated."""
    if pledge.state == Pledge.State.WITHDRAWN:
        return str(_("This pledge has ended, so you cannot update its progress."))
    return str(_("You can update the progress of a pledge once it has been approved."))


@transaction.atomic
def record_review(
    *, pledge: Pledge, review: PledgeReview, next_on: datetime.date, by: User, on: datetime.date | None = None
) -> PledgeReview:
    """Where an agreed pledge stands, and when it is looked at next. Raises ActionRefused where it no longer stands.

    Of a public pledge it is not shown before a second person has published it. The same review sent twice, as by a
    double click, is one.
    """
    locked = hold(pledge)
    if locked.state != Pledge.State.AGREED:
        raise ActionRefused(why_no_update(locked))
    said = {"day": review.day, "standing": review.standing, "why": review.why}
    same = locked.reviews.filter(returned_on=None, ended_on=None, **said).first()
    if same:
        return same
    review.pledge, review.by, review.written_by = locked, by, by
    review.sent_on = (on or timezone.localdate()) if locked.is_public else None
    review.save(force_insert=True)
    # It answers what was returned, which no one else has seen.
    day = on or timezone.localdate()
    locked.reviews.filter(returned_on__isnull=False, ended_on=None).update(ended_on=day)
    locked.review_due_on = next_on
    locked.save(update_fields=["review_due_on"])
    record(partnership=locked.organisation.partnership, by=by, what="updated the progress of a pledge", about=locked)
    return review
