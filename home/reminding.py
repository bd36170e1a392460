"""Reminders go into the outbox: one mail a person and partnership, each reminder once, however often this runs."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from background.actions.mail import REAL_SERVER, post
from background.models import OutgoingMail
from organisations.actions import hold_partnership
from organisations.audit import record
from organisations.losing import ASKED, Unfinished, reminders_of, what_would_be_lost
from organisations.models import Membership, Partnership, Round, SentReminder, User
from organisations.permissions import memberships_of, with_places
from organisations.reminding import Reminder, all_due, unwanted
from organisations.roles import Role
from surveys.models import QuietTime

log = logging.getLogger(__name__)
# A row that was claimed and not confirmed for so long belongs to a run that broke off: another may take it.
BROKEN_OFF_AFTER = datetime.timedelta(hours=1)
# Of one thing, however often an admin presses.
NOT_AGAIN_WITHIN = datetime.timedelta(days=1)


@dataclass
class Outcome:
    """How many mails went into the outbox or could not be written, and how many reminders had gone before."""

    sent: int = 0
    there_already: int = 0
    failed: int = 0


def send_reminders(*, on: datetime.date, at: datetime.datetime | None = None) -> Outcome:
    """Post what is due on a day. A mail that cannot be written is tried again by the next run; the rest goes on."""
    outcome, at = Outcome(), at or timezone.now()
    mails: dict[tuple[User, Partnership], list[Reminder]] = defaultdict(list)
    for reminder in may_go(all_due(on=on)):
        mails[reminder.user, reminder.partnership].append(reminder)
    for (user, partnership), reminders in mails.items():
        try:
            claimed = _claim_and_post(user, partnership, reminders, on, at)
        except Exception:  # something about one person or place; no one else's reminder waits for it
            log.exception("A reminder could not be written")
            outcome.failed += 1
            continue
        outcome.there_already += len(reminders) - claimed
        outcome.sent += bool(claimed)
    return outcome


@transaction.atomic
def _claim_and_post(
    user: User, partnership: Partnership, reminders: list[Reminder], on: datetime.date, at: datetime.datetime
) -> int:
    """Put those into the outbox that no one has sent; how many. What says so and the mail stand or fall together."""
    rows = {(reminder.kind.code, reminder.key): _claim(reminder, at) for reminder in reminders}
    claimed = [reminder for reminder in reminders if rows[reminder.kind.code, reminder.key]]
    if claimed:
        SentReminder.objects.filter(pk__in=filter(None, rows.values())).update(sent_on=on)
        _post(user, partnership, claimed)
    return len(claimed)


@transaction.atomic
def send_asked(*, round_: Round, by: User, at: datetime.datetime | None = None) -> int:
    """Email the leads of what is not submitted in a round, as an admin pressed; how many people. See asked_of."""
    now = at or timezone.now()
    hold_partnership(round_.partnership_id)  # a double press
    going = asked_of(round_, at=now).going
    mails: dict[User, list[Reminder]] = defaultdict(list)
    for reminder in going:
        mails[reminder.user].append(reminder)
    _read_memberships(list(mails))
    for user, reminders in mails.items():
        _claim_and_post(user, round_.partnership, reminders, timezone.localdate(now), now)
    if mails:
        what = "emailed leads of what is not submitted"
        record(partnership=round_.partnership, by=by, what=what, about=round_, at=at)
    return len(mails)


def _read_memberships(users: list[User]) -> None:
    """The memberships of several people in one query: each mail says why it comes."""
    held = defaultdict(list)
    kinds = ("partnership", "sector", "organisation", "service")
    for membership in Membership.objects.filter(user__in=users).select_related(*kinds).order_by("pk"):
        held[membership.user_id].append(membership)
    for user in users:
        user._memberships = held[user.pk]  # type: ignore[attr-defined]  # as permissions.memberships_of keeps them


@dataclass(frozen=True)
class Asked:
    """What a press would send, and what it would not: written to within a day, or not wanted, or paused."""

    lost: list[Unfinished]
    going: list[Reminder]
    lately: list[Reminder]
    unwanted: list[Reminder]


def asked_of(round_: Round, *, at: datetime.datetime) -> Asked:
    """The reminders of all that is not submitted in a round, by what becomes of them."""
    lost = what_would_be_lost(round_)
    reminders = reminders_of(round_, lost, time=f"{at:%Y%m%d%H%M%S}")
    sent = SentReminder.objects.filter(key__startswith=f"{ASKED}{round_.pk}:", claimed_at__gt=at - NOT_AGAIN_WITHIN)
    before = {(user, key.rpartition(":")[0]) for user, key in sent.values_list("user_id", "key")}
    lately = [one for one in reminders if (one.user.pk, one.key.rpartition(":")[0]) in before]
    others = [one for one in reminders if one not in lately]
    going = may_go(others)
    return Asked(lost, going, lately, [one for one in others if one not in going])


def may_go(reminders: list[Reminder]) -> list[Reminder]:
    """Without those that no one should get: not wanted, no role any more, a closed service, paused surveys."""
    off, roles = unwanted(), set(Membership.objects.values_list("user_id", "partnership_id"))
    quiet = set(QuietTime.objects.running().values_list("partnership_id", "service_id"))
    real_server = settings.EMAIL_BACKEND == REAL_SERVER

    def may(reminder: Reminder) -> bool:
        user, place, service = reminder.user, reminder.partnership, reminder.service
        return (
            user.is_active
            and (user.pk, place.pk) in roles
            and (user.pk, reminder.kind.code) not in off
            and not (place.is_demonstration and real_server)
            and (place.pk, None) not in quiet
            and (service is None or (service.archived_on is None and (place.pk, service.pk) not in quiet))
        )

    return [reminder for reminder in reminders if may(reminder)]


def _claim(reminder: Reminder, at: datetime.datetime) -> int | None:
    """The number of the row that says so, where this run sends it: no one has, and no other run is about to."""
    row = {"user": reminder.user, "kind": reminder.kind.code, "key": reminder.key}
    try:
        with transaction.atomic():
            return SentReminder.objects.create(**row, claimed_at=at).pk
    except IntegrityError:
        found = SentReminder.objects.filter(**row)
        broken_off = found.filter(sent_on=None, claimed_at__lt=at - BROKEN_OFF_AFTER)
        return found.get().pk if broken_off.update(claimed_at=at) else None


def _post(user: User, partnership: Partnership, reminders: list[Reminder]) -> None:
    subject = reminders[0].subject
    if len(reminders) > 1:
        subject = ngettext(
            "%(things)s thing to do in %(place)s", "%(things)s things to do in %(place)s", len(reminders)
        )
        subject = subject % {"things": len(reminders), "place": partnership.name}
    practice = Round.objects.open().practice().filter(partnership=partnership).first()
    if practice:
        subject = _("Practice: %(subject)s") % {"subject": subject}
    context = {
        "person": user,
        "partnership": partnership,
        "roles": _why(user, partnership, reminders),
        "ask": _admins_of(partnership),
        "reminders": [(reminder.text, settings.SITE_ADDRESS + reminder.path) for reminder in reminders],
        "practice": practice,
        "choose": settings.SITE_ADDRESS + reverse("organisations:reminders", args=[partnership.slug]),
    }
    text = render_to_string("organisations/mail/reminders.txt", context)
    post(
        to=user.email,
        subject=subject,
        text=text,
        kind=OutgoingMail.Occasion.REMINDER,
        partnership=partnership,
    )


def _why(user: User, partnership: Partnership, reminders: list[Reminder]) -> str:
    """The roles that these reminders come with, in words: "service lead, Ward"."""
    wanted = frozenset[Role]().union(*(reminder.kind.roles for reminder in reminders))
    mine = [m for m in memberships_of(user) if m.partnership_id == partnership.pk and Role(m.role) in wanted]
    return "\n".join(f"- {membership.get_role_display()}, {membership.place}" for membership in with_places(mine))


def _admins_of(partnership: Partnership) -> str:
    """Whom to ask, each with an address."""
    held = Membership.objects.filter(partnership=partnership, role=Role.ADMIN, user__is_active=True)
    people = [membership.user for membership in held.select_related("user").order_by("pk")]
    named = [f"{person.name} ({person.email})" if person.name else person.email for person in people]
    return get_text_list(named, _("or"))
