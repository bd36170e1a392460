"""Ending a partnership for good: one admin asks, another confirms; where there is only one, seven days pass.

Whoever confirms was an admin before it was asked for, and the seven days begin when the asker is found alone: nobody
gets there by adding an account of their own, or by removing the others.

What is deleted, and in which order, is said in home/ending.py: it needs every room.
"""

import datetime

from auditlog.context import disable_auditlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from background.actions import jobs
from background.actions.mail import post
from background.models import Job, OutgoingMail
from organisations.actions import ActionRefused, admins_besides, hold_partnership
from organisations.audit import record
from organisations.models import (
    AdminWhenAsked,
    Invitation,
    Membership,
    Partnership,
    PartnershipEnding,
    Round,
    User,
)
from organisations.roles import Role
from tables.folding import fold

DAYS_TO_WAIT = 7


def why_it_cannot_end(partnership: Partnership) -> str:
    """What has to be done first; empty where nothing has."""
    if partnership.is_demonstration:
        return _("This is a demonstration. The person who runs this site can remove it.")
    running = Q(state=Round.State.OPEN) | Q(state=Round.State.CLOSED, is_sealed=False)
    round_ = Round.objects.filter(running, partnership=partnership).first()
    if round_ is None:
        return ""
    if round_.is_open:
        return _("%(name)s is open. Close it first, so that no one answers in vain.") % {"name": round_.name}
    return _("The answers of %(name)s are not sealed yet. Wait until they are.") % {"name": round_.name}


def ends_on(ending: PartnershipEnding, *, at: datetime.datetime | None = None) -> datetime.date:
    """The day on which it ends by itself, where its asker is the only admin."""
    since = ending.alone_since or at or timezone.now()
    return timezone.localdate(since + datetime.timedelta(days=DAYS_TO_WAIT))


def _check(partnership: Partnership, typed: str) -> None:
    if reason := why_it_cannot_end(partnership):
        raise ActionRefused(reason)
    if fold(typed) != fold(partnership.name):
        raise ActionRefused(_("Enter the name of this partnership: %(name)s") % _of(partnership))


def _of(partnership: Partnership) -> dict[str, str]:
    return {"name": partnership.name}


@transaction.atomic
def ask_to_end(
    *, partnership: Partnership, typed: str, by: User, at: datetime.datetime | None = None
) -> PartnershipEnding:
    """Ask to end a partnership. All its admins get a mail. Asked twice by one person is as once.

    Raises ActionRefused where its name was not typed, where something has to be done first, and where another admin
    has asked: this never confirms what somebody else asked for.
    """
    place, now = hold_partnership(partnership.pk), at or timezone.now()
    _refuse_what_has_ended(place)
    _withdraw_where_the_asker_left(place)
    if found := PartnershipEnding.objects.filter(partnership=place).select_related("asked_by").first():
        if found.asked_by_id == by.pk:
            return found
        raise ActionRefused(
            _("%(who)s has already asked for this, so nothing has changed. Read what you can do now.")
            % {"who": found.asked_by}
        )
    _check(place, typed)
    alone_since = None if admins_besides(by, place).exists() else now
    ending = PartnershipEnding.objects.create(partnership=place, asked_by=by, asked_at=now, alone_since=alone_since)
    admins = _admins(place)
    AdminWhenAsked.objects.bulk_create(AdminWhenAsked(ending=ending, user=admin) for admin in admins)
    record(partnership=place, by=by, what="asked to end the partnership", about=place, at=at)
    _tell(admins, ending, admins)
    return ending


def _refuse_what_has_ended(place: Partnership) -> None:
    if place.ended_at is not None:
        raise ActionRefused(_("%(name)s has ended.") % _of(place))


def _withdraw_where_the_asker_left(place: Partnership) -> bool:
    mine = PartnershipEnding.objects.filter(partnership=place)
    if not mine.exists() or mine.standing().exists():
        return False
    mine.delete()
    record(partnership=place, by=None, what="withdrew the end of the partnership", about=place)
    return True


def _admins(place: Partnership) -> list[User]:
    held = Membership.objects.filter(partnership=place, role=Role.ADMIN, user__is_active=True).select_related("user")
    return [one.user for one in held.order_by("pk")]


def _tell(people: list[User], ending: PartnershipEnding, admins: list[User]) -> None:
    """Email people about an end that was asked for; those who are no admins any more learn when it comes."""
    place = ending.partnership
    for person in people:
        context = {
            "person": person,
            "partnership": place,
            "who": ending.asked_by,
            "day": ends_on(ending),
            "is_alone": [person] == admins,
            "is_admin": person in admins,
            "address": settings.SITE_ADDRESS + reverse("organisations:partnership-end", args=[place.slug]),
        }
        post(
            to=person.email,
            subject=_("%(who)s asked to end %(name)s") % {"who": ending.asked_by, "name": place.name},
            text=render_to_string("organisations/mail/ending.txt", context),
            kind=OutgoingMail.Occasion.ENDING,
            partnership=place,
        )


@transaction.atomic
def withdraw_ending(*, partnership: Partnership, by: User) -> None:
    """Go on with a partnership that was to end; any of its admins can. Twice is as once."""
    place = hold_partnership(partnership.pk)
    _refuse_what_has_ended(place)
    gone, _kinds = PartnershipEnding.objects.filter(partnership=place).delete()
    if gone:
        record(partnership=place, by=by, what="withdrew the end of the partnership", about=place)


def confirm_ending(*, partnership: Partnership, typed: str, by: User) -> Job:
    """Agree, as another admin, that a partnership ends. From now on it is gone; the worker deletes it.

    Raises ActionRefused for whoever asked for it, for who was no admin then, where its name was not typed, and where it
    was withdrawn. Where its asker is no admin any more, it is withdrawn, and the refusal says so.
    """
    job = _confirm(partnership, typed, by)
    if job is None:
        raise ActionRefused(
            _("The person who asked to end %(name)s is no longer an admin, so that is withdrawn. Nothing is deleted.")
            % _of(partnership)
        )
    return job


@transaction.atomic
def _confirm(partnership: Partnership, typed: str, by: User) -> Job | None:
    """None where it was withdrawn instead: that stays, which a refusal in here would undo."""
    place = hold_partnership(partnership.pk)
    _refuse_what_has_ended(place)
    if _withdraw_where_the_asker_left(place):
        return None
    ending = PartnershipEnding.objects.filter(partnership=place).first()
    if ending is None:
        raise ActionRefused(_("No one asks to end %(name)s any more.") % _of(place))
    if ending.asked_by_id == by.pk:
        raise ActionRefused(_("Another admin has to confirm this."))
    if not ending.can_be_confirmed_by(by):
        raise ActionRefused(_("Only someone who was an admin when this was asked for can confirm it."))
    _check(place, typed)
    ending.confirmed_by = by
    ending.save(update_fields=["confirmed_by"])
    record(partnership=place, by=by, what="confirmed the end of the partnership", about=place)
    return _end(place, by)


def _end(place: Partnership, by: User | None) -> Job:
    """Close it to everyone, and have the worker delete it: its address is none any more, and nobody has a role."""
    place.ended_at, place.is_listed = timezone.now(), False
    place.save(update_fields=["ended_at", "is_listed"])
    people = sorted(set(Membership.objects.filter(partnership=place).values_list("user_id", flat=True)))
    with disable_auditlog():  # what it would say of each is deleted in a moment
        Membership.objects.filter(partnership=place).delete()
    Invitation.objects.filter(partnership=place).delete()
    return jobs.ask(
        kind=Job.Task.ENDING,
        key=_key(place),
        about=place.name,
        partnership=place,
        by=by,
        arguments={"people": people},
    )


def _key(place: Partnership) -> str:
    return f"partnership {place.pk}"


def go_on_deleting() -> int:
    """Begin again what was interrupted: nobody is left who could press for it. Returns how many."""
    begun = 0
    for place in Partnership.objects.exclude(ended_at=None):
        job = Job.objects.about_thing(Job.Task.ENDING, _key(place))
        begun += bool(job and jobs.begin_again(job=job))
    return begun


def end_what_has_waited(*, at: datetime.datetime) -> int:
    """End partnerships whose asker has been found the only admin for seven days. Returns how many.

    What an admin asked for who is none any more is withdrawn. Where there is another admin by now, that one confirms.
    """
    waiting = PartnershipEnding.objects.filter(partnership__ended_at=None)
    return sum(_end_one(partnership_id, at) for partnership_id in waiting.values_list("partnership_id", flat=True))


@transaction.atomic
def _end_one(partnership_id: int, at: datetime.datetime) -> bool:
    place = hold_partnership(partnership_id)
    if place.ended_at is not None or _withdraw_where_the_asker_left(place):
        return False
    ending = PartnershipEnding.objects.filter(partnership=place).select_related("asked_by", "partnership").first()
    if ending is None:
        return False
    asker = ending.asked_by
    if admins_besides(asker, place).exists():
        _note_alone(ending, None)
        return False
    if ending.alone_since is None:
        _note_alone(ending, at)
        people = [one.user for one in ending.admins.filter(user__is_active=True).select_related("user").order_by("pk")]
        _tell(people, ending, [asker])
        return False
    if ending.alone_since > at - datetime.timedelta(days=DAYS_TO_WAIT) or why_it_cannot_end(place):
        return False
    record(partnership=place, by=asker, what="ended the partnership after seven days", about=place)
    _end(place, asker)
    return True


def _note_alone(ending: PartnershipEnding, since: datetime.datetime | None) -> None:
    """Put down since when the asker is the only admin; the seven days begin there, and again after each other admin."""
    if ending.alone_since != since:
        ending.alone_since = since
        ending.save(update_fields=["alone_since"])
