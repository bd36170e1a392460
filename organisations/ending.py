"""Ending a partnership for good: one admin asks, another confirms; where there is only one, seven days pass.

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
from organisations.models import Invitation, Membership, Partnership, PartnershipEnding, Round, User
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


def ends_on(ending: PartnershipEnding) -> datetime.date:
    """The day on which it ends by itself, where there is only one admin."""
    return timezone.localdate(ending.asked_at + datetime.timedelta(days=DAYS_TO_WAIT))


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
    """Ask to end a partnership. All its admins get a mail. Asked twice is as once.

    Raises ActionRefused where its name was not typed, and where something has to be done first.
    """
    place = hold_partnership(partnership.pk)
    if found := PartnershipEnding.objects.filter(partnership=place).first():
        return found
    _check(place, typed)
    ending = PartnershipEnding.objects.create(partnership=place, asked_by=by, asked_at=at or timezone.now())
    record(partnership=place, by=by, what="asked to end the partnership", about=place, at=at)
    _tell_admins(ending, by)
    return ending


def _tell_admins(ending: PartnershipEnding, by: User) -> None:
    place = ending.partnership
    held = Membership.objects.filter(partnership=place, role=Role.ADMIN, user__is_active=True).select_related("user")
    admins = list(dict.fromkeys(one.user for one in held.order_by("pk")))
    for admin in admins:
        context = {
            "person": admin,
            "partnership": place,
            "who": by,
            "day": ends_on(ending),
            "is_alone": len(admins) == 1,
            "address": settings.SITE_ADDRESS + reverse("organisations:partnership-end", args=[place.slug]),
        }
        post(
            to=admin.email,
            subject=_("%(who)s asked to end %(name)s") % {"who": by, "name": place.name},
            text=render_to_string("organisations/mail/ending.txt", context),
            kind=OutgoingMail.Occasion.ENDING,
            partnership=place,
        )


@transaction.atomic
def withdraw_ending(*, partnership: Partnership, by: User) -> None:
    """Go on with a partnership that was to end; any of its admins can. Twice is as once."""
    place = hold_partnership(partnership.pk)
    if place.ended_at is not None:
        raise ActionRefused(_("%(name)s has ended.") % _of(place))
    gone, _kinds = PartnershipEnding.objects.filter(partnership=place).delete()
    if gone:
        record(partnership=place, by=by, what="withdrew the end of the partnership", about=place)


@transaction.atomic
def confirm_ending(*, partnership: Partnership, typed: str, by: User) -> Job:
    """Agree, as another admin, that a partnership ends. From now on it is gone; the worker deletes it.

    Raises ActionRefused for whoever asked for it, where its name was not typed, and where it was withdrawn.
    """
    place = hold_partnership(partnership.pk)
    ending = PartnershipEnding.objects.filter(partnership=place).first()
    if ending is None:
        raise ActionRefused(_("No one asks to end %(name)s any more.") % _of(place))
    if ending.asked_by_id == by.pk:
        raise ActionRefused(_("Another admin has to confirm this."))
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
    """End partnerships whose only admin asked for it seven days ago. Returns how many.

    What an admin asked for who is none any more is withdrawn. Where there is another admin by now, that one confirms.
    """
    since = at - datetime.timedelta(days=DAYS_TO_WAIT)
    return sum(_end_one(ending.partnership_id) for ending in PartnershipEnding.objects.filter(asked_at__lte=since))


@transaction.atomic
def _end_one(partnership_id: int) -> bool:
    place = hold_partnership(partnership_id)
    ending = PartnershipEnding.objects.filter(partnership=place).select_related("asked_by").first()
    if ending is None or place.ended_at is not None:
        return False
    asker = ending.asked_by
    if not asker.is_active or not Membership.objects.filter(partnership=place, user=asker, role=Role.ADMIN).exists():
        ending.delete()
        record(partnership=place, by=None, what="withdrew the end of the partnership", about=place)
        return False
    if admins_besides(asker, place).exists() or why_it_cannot_end(place):
        return False
    record(partnership=place, by=asker, what="ended the partnership after seven days", about=place)
    _end(place, asker)
    return True
