"""What admins and invited people do: rounds, invitations, roles."""

import datetime
from collections.abc import Collection

from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from background.actions import jobs
from background.actions import mail as outbox
from background.health import worker_is_alive
from background.models import Job, OutgoingMail, database_now
from framework.actions import modules_of_rooms
from framework.models import Feature
from organisations.audit import record
from organisations.inviting import INVITATION_DAYS as INVITATION_DAYS
from organisations.inviting import account_of, give_new_secret, why_too_many
from organisations.models import (
    Invitation,
    Membership,
    Partnership,
    ReminderChoice,
    Round,
    RoundService,
    Service,
    User,
)
from organisations.permissions import may_give
from organisations.roles import Role

TO_REOPEN = datetime.timedelta(days=1)  # a closed round can be reopened for so long
DEMONSTRATION_DOMAIN = "@millbrook.example"  # of accounts whose password is public
# What stands in an address where a service's or a round's own name would stand.
ADDRESSES_OF_PAGES = {"import", "latest", "new", "start"}


class ActionRefused(Exception):
    """Something that cannot be done as things stand. Its message says why and what to do, for the person to read."""


def hold_partnership(partnership_id: int) -> Partnership:
    """A partnership, held for what one person at a time may do in it, until the caller's transaction ends.

    Its key stays free: every audit entry refers to it, and would wait for whoever waits for what its writer holds.
    """
    return Partnership.objects.select_for_update(no_key=True).get(pk=partnership_id)


def free_slug(name: str, taken, *, most: int = 80) -> str:
    """An address for a name that no row of the queryset `taken` has yet."""
    base = slugify(name)[: most - 5] or "place"
    used = ADDRESSES_OF_PAGES | set(taken.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in used:
        slug, number = f"{base}-{number}", number + 1
    return slug


def refuse_demonstration_account(email: str) -> None:
    """Raise ActionRefused for an account as which anybody can walk in: nobody is that in a real partnership."""
    if email.lower().endswith(DEMONSTRATION_DOMAIN):
        raise ActionRefused(_("Enter a real email address. Anyone can read the password of the demonstration accounts"))


@transaction.atomic
def start_partnership(*, name: str, admin_email: str, address: str = "") -> Partnership:
    """Set up a partnership with its first admin.

    Raises ActionRefused where its address is taken and for an account of the demonstration, ValidationError.
    """
    refuse_demonstration_account(admin_email)
    slug = address or free_slug(name, Partnership.objects.all(), most=60)
    if Partnership.objects.filter(slug=slug).exists():
        raise ActionRefused(_("There is already a partnership at /%(slug)s/. Choose another address.") % {"slug": slug})
    partnership = Partnership(name=name, slug=slug)
    partnership.full_clean()
    validate_email(admin_email)
    partnership.save(force_insert=True)
    user = User.objects.filter(email__iexact=admin_email).first() or User.objects.create_user(admin_email)
    Membership.objects.create(user=user, role=Role.ADMIN, partnership=partnership)
    record(partnership=partnership, by=user, what="set up the partnership", about=partnership)
    return partnership


@transaction.atomic
def choose_listing(*, partnership: Partnership, is_listed: bool, by: User) -> None:
    """Agree, or no longer agree, to the front page naming the partnership. Choosing the same again changes nothing."""
    locked = Partnership.objects.select_for_update().get(pk=partnership.pk)
    if locked.is_listed == is_listed:
        return
    locked.is_listed = is_listed
    locked.save(update_fields=["is_listed"])
    what = "agreed to be named on the front page" if is_listed else "left the front page"
    record(partnership=locked, by=by, what=what, about=locked)


@transaction.atomic
def plan_round(*, round_: Round, by: User, assessed: Collection[Feature] = ()) -> Round:
    """Save a new, planned round with an address of its own.

    `assessed` are the features that services assess themselves on, none for all. Raises ActionRefused where there is
    one of its name by now.
    """
    hold_partnership(round_.partnership_id)  # two admins planning the same round
    if Round.objects.filter(partnership=round_.partnership).named(round_.name).exists():
        raise ActionRefused(_("Enter a different name. Another round is already called this"))
    round_.slug = free_slug(round_.name, Round.objects.filter(partnership=round_.partnership))
    round_.state = Round.State.PLANNED
    round_.save(force_insert=True)
    round_.assessed.set(assessed)
    record(partnership=round_.partnership, by=by, what="planned a round", about=round_)
    return round_


@transaction.atomic
def open_round(*, round_: Round, by: User) -> None:
    """Open a planned round, so that services can assess themselves and surveys take answers.

    Raises ActionRefused where it is not planned, or another round of the partnership is open.
    """
    hold_partnership(round_.partnership_id)  # no service closes while it opens
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.state != Round.State.PLANNED:
        raise ActionRefused(
            _("%(name)s is already %(state)s.") % {"name": locked.name, "state": locked.get_state_display().lower()}
        )
    locked.state = Round.State.OPEN
    try:
        with transaction.atomic():
            locked.save(update_fields=["state"])
    except IntegrityError:
        raise ActionRefused(_("Another round is open. Close that one before you open this one.")) from None
    record(partnership=locked.partnership, by=by, what="opened a round", about=locked)


def hold_open(round_id: int) -> bool:
    """Whether a round is open; if so it cannot be closed before the caller's transaction ends."""
    return hold_state(round_id) == Round.State.OPEN


def hold_state(round_id: int) -> str:
    """A round's state, which stays so until the caller's transaction ends; "" where there is no such round.

    Many may hold a round at once: on PostgreSQL they share a lock for which closing and releasing wait. On SQLite
    writers come one after another anyway.
    """
    if connection.vendor != "postgresql":
        return Round.objects.filter(pk=round_id).values_list("state", flat=True).first() or ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM organisations_round WHERE id = %s FOR SHARE", [round_id])
        row = cursor.fetchone()
    return row[0] if row else ""


@transaction.atomic
def close_to_answers(*, round_: Round, by: User | None, at: datetime.datetime | None = None) -> None:
    """Close an open round. A day later its answers are sealed; until then `reopening.reopen_round` opens it again.

    Raises ActionRefused where it is not open, and for practice, which `practice.end_practice` ends.
    """
    _close(_held_with_partnership(round_), by, at)


@transaction.atomic
def begin_sealing(*, round_: Round, by: User | None) -> Job:
    """Have the worker seal a closed round; it can no longer be reopened. Pressed again where that stopped, it goes on.

    Raises ActionRefused where the round is not closed, or is sealed.
    """
    locked = _held_with_partnership(round_)
    if locked.is_being_sealed:
        job = Job.objects.about_thing(Job.Task.SEALING, _key(locked))
        if job and (jobs.begin_again(job=job) or job.is_unfinished):
            return job
    else:
        _end_reopening(locked, by)
    return jobs.ask(**_sealing(locked, by))


def close_round(*, round_: Round, by: User | None, at: datetime.datetime | None = None) -> None:
    """Close an open round and seal it at once in this process, for commands and tests.

    Raises ActionRefused where it is not open.
    """
    with transaction.atomic():
        locked = _held_with_partnership(round_)
        _close(locked, by, at)
        _end_reopening(locked, by, at)
        job = jobs.put_down(**_sealing(locked, by))
    if job:
        jobs.do_now(job)


def _held_with_partnership(round_: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=round_.pk)


def _close(locked: Round, by: User | None, at: datetime.datetime | None) -> None:
    """Take no more answers and fix the tree: from now on services, places and headcounts stay as they are.

    It takes a moment only, however many have answered, and moves nothing. A round that is closed before its last day
    ends on this day: what is done tomorrow counts in the next one.
    """
    if locked.state != Round.State.OPEN:
        raise ActionRefused(
            _("%(name)s is %(state)s, so it cannot be closed.")
            % {"name": locked.name, "state": locked.get_state_display().lower()}
        )
    if locked.is_practice:
        raise ActionRefused(_("%(name)s is for practice. Its answers are deleted, not sealed.") % {"name": locked.name})
    locked.state, locked.seals_at = Round.State.CLOSED, (at or timezone.now()) + TO_REOPEN
    locked.planned_last_day = locked.closes_on
    locked.closes_on = min(locked.closes_on, max(locked.opens_on, timezone.localdate(at)))
    locked.save(update_fields=["state", "seals_at", "planned_last_day", "closes_on"])
    services = Service.objects.in_partnership(locked.partnership).active().with_places()
    places = (
        RoundService(
            round=locked,
            service=service,
            organisation=service.organisation,
            sector=service.sector,
            service_name=service.name,
            organisation_name=service.organisation.name,
            sector_name=service.sector.name,
            headcount=service.headcount,
        )
        for service in services
    )
    # A round that was once broken half-way keeps the places that were fixed first, and can be closed all the same.
    RoundService.objects.bulk_create(places, ignore_conflicts=True)
    record(partnership=locked.partnership, by=by, what="closed a round", about=locked, at=at)


def _end_reopening(locked: Round, by: User | None, at: datetime.datetime | None = None) -> None:
    """From now on there is no way back.

    Rooms above say in a module `closing` what is sealed: `begin(round_=...)` in this transaction, `seal(round_=...,
    run=...)` afterwards, in transactions of its own. Raises ActionRefused where the round is not closed, or is sealed.
    """
    if not locked.can_be_reopened:
        refusal = _("%(name)s is already sealed.") if locked.is_sealed else _("Close %(name)s before you seal answers.")
        raise ActionRefused(refusal % {"name": locked.name})
    locked.is_being_sealed, locked.seals_at, locked.planned_last_day = True, None, None
    locked.save(update_fields=["is_being_sealed", "seals_at", "planned_last_day"])
    for module in modules_of_rooms("closing"):
        module.begin(round_=locked)
    record(partnership=locked.partnership, by=by, what="sealed the answers of a round", about=locked, at=at)


def how_far_sealing_is(round_: Round) -> dict:
    """What a page says of a round that is being sealed: its job, whether it has died, whether anybody works at all."""
    job = Job.objects.about_thing(Job.Task.SEALING, _key(round_))
    is_dead = bool(job and job.is_dead(database_now()))
    return {"job": job, "is_dead": is_dead, "nobody_works": not worker_is_alive()}


def _key(round_: Round) -> str:
    return f"round {round_.pk}"


def _sealing(round_: Round, by: User | None) -> dict:
    return {
        "kind": Job.Task.SEALING,
        "key": _key(round_),
        "about": str(round_),
        "partnership": round_.partnership,
        "by": by,
        "arguments": {"round": round_.pk},
    }


def seal_round(run: jobs.Run) -> None:
    """Bring a closed round's answers to where they are kept. Killed at any point it is begun again, and goes on.

    Only when every room is through is the round one of which a release can be made.
    """
    round_ = Round.objects.select_related("partnership").filter(pk=run.job.arguments["round"]).first()
    if round_ is None or not round_.is_being_sealed:
        return
    for module in modules_of_rooms("closing"):
        module.seal(round_=round_, run=run)
    with transaction.atomic():
        run.finish()
        Round.objects.filter(pk=round_.pk).update(is_being_sealed=False, is_sealed=True)


@transaction.atomic
def invite(*, invitation: Invitation, by: User, build_address, at: datetime.datetime | None = None) -> Invitation:
    """Save an invitation and email its link once it is saved. `build_address` turns a token into a full address.

    Raises ActionRefused where the same invitation waits already, as after a double click, and where a demonstration
    account would get into a real partnership.
    """
    now = at or timezone.now()
    invitation.email = invitation.email.lower()
    if not invitation.partnership.is_demonstration:
        refuse_demonstration_account(invitation.email)
    hold_partnership(invitation.partnership_id)  # one invitation at a time
    same = Invitation.objects.waiting(timezone.localdate(now)).filter(
        email=invitation.email,
        role=invitation.role,
        partnership=invitation.partnership,
        sector=invitation.sector,
        organisation=invitation.organisation,
        service=invitation.service,
    )
    if same.exists():
        raise ActionRefused(
            _("%(email)s already has an invitation to this role. Send that one again, or withdraw it first.")
            % {"email": invitation.email}
        )
    invite_all(invitations=[invitation], by=by, build_address=build_address, at=now)
    return invitation


@transaction.atomic
def invite_all(
    *, invitations: Collection[Invitation], by: User, build_address, at: datetime.datetime | None = None
) -> None:
    """Save invitations and put their mail into the outbox. The caller holds the partnership; all of them are new.

    Raises ActionRefused where these would be more than may go out in an hour or a day, or more than one may give.
    """
    now = at or timezone.now()
    _refuse_too_many(invitations, by, now)
    for invitation in invitations:
        _mail_a_new_link(invitation, by, build_address, now)
        invitation.save(force_insert=True)
        record(partnership=invitation.partnership, by=by, what="invited", about=invitation, at=now)


def _refuse_too_many(invitations: Collection[Invitation], by: User, now: datetime.datetime) -> None:
    for each in invitations:
        if not may_give(by, Role(each.role), each.place):
            raise ActionRefused(_("You cannot give someone this role."))
    for partnership in {each.partnership for each in invitations}:
        emails = [each.email for each in invitations]
        if reason := why_too_many(partnership=partnership, emails=emails, by=by, at=now):
            raise ActionRefused(reason)


@transaction.atomic
def send_invitation_again(
    *, invitation: Invitation, by: User, build_address, at: datetime.datetime | None = None
) -> Invitation:
    """Email an invitation once more, with a link of its own: the one before is kept nowhere, and stops working.

    One that has expired runs anew. Raises ActionRefused where it was used or withdrawn, and where its mail is still on
    its way, as after a double click.
    """
    now = at or timezone.now()
    hold_partnership(invitation.partnership_id)  # one at a time, so that they are counted right
    locked = (
        Invitation.objects.select_for_update(of=("self",)).select_related("partnership", "mail").get(pk=invitation.pk)
    )
    if locked.accepted_at or locked.withdrawn_at:
        raise ActionRefused(_("This invitation has been accepted or withdrawn. Invite them again."))
    if locked.mail and locked.mail.is_on_its_way:
        raise ActionRefused(_("The email to %(email)s is being sent.") % {"email": locked.email})
    _refuse_too_many([locked], by, now)
    _mail_a_new_link(locked, by, build_address, now)
    locked.save(update_fields=["token_hash", "invited_by", "invited_at", "expires_on", "mail"])
    record(partnership=locked.partnership, by=by, what="sent an invitation again", about=locked, at=now)
    return locked


def _mail_a_new_link(invitation: Invitation, by: User, build_address, now: datetime.datetime) -> None:
    """Put a mail with a new secret into the outbox; the caller saves the invitation."""
    token = give_new_secret(invitation, by, now)
    text = render_to_string(
        "organisations/mail/invitation.txt",
        {"invitation": invitation, "address": build_address(token), "by": by},
    )
    invitation.mail = outbox.post(
        to=invitation.email,
        subject=_("%(by)s has invited you to %(name)s on TiP Borough")
        % {"by": by, "name": invitation.partnership.name},
        text=text,
        kind=OutgoingMail.Occasion.INVITATION,
        partnership=invitation.partnership,
        is_secret=True,
    )


@transaction.atomic
def accept_invitation(*, invitation: Invitation, name: str = "", at: datetime.datetime | None = None) -> User:
    """Give the invited person the role, with a new account where they have none. Works once.

    `name` is what they want to be called; it is kept where the account has none yet.

    Raises ActionRefused where the invitation was used, withdrawn or is too old.
    """
    now = at or timezone.now()
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not Invitation.objects.waiting(timezone.localdate(now)).filter(pk=locked.pk).exists():
        raise ActionRefused(_("This invitation has been accepted, withdrawn or has expired. Ask for a new one."))
    user = account_of(locked.email)
    if name and not user.name:
        user.name = name
        user.save(update_fields=["name"])
    Membership.objects.get_or_create(
        user=user,
        role=locked.role,
        partnership=locked.partnership,
        sector=locked.sector,
        organisation=locked.organisation,
        service=locked.service,
    )
    locked.accepted_at = now
    locked.save(update_fields=["accepted_at"])
    record(partnership=locked.partnership, by=user, what="accepted an invitation", about=locked, at=now)
    return user


@transaction.atomic
def send_mail_again(*, mail: OutgoingMail, by: User) -> None:
    """Send a partnership's mail once more that did not arrive.

    Raises ActionRefused where it cannot be, or went meanwhile.
    """
    if mail.partnership is None or not outbox.send_again(mail=mail):
        raise ActionRefused(_("This email cannot be sent again. It is being sent, or we no longer keep its text."))
    if mail.partnership:
        record(partnership=mail.partnership, by=by, what="sent a mail again", about=mail.get_kind_display())


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Make an invitation's link stop working. Its mail stays here where it has not gone yet.

    Raises ActionRefused where it was used meanwhile: then the role can be ended.
    """
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.accepted_at is not None:
        raise ActionRefused(_("This invitation has just been accepted. You can remove the role instead."))
    if locked.withdrawn_at is not None:
        return
    if locked.mail_id:
        outbox.keep_back(pk=locked.mail_id)
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    record(partnership=locked.partnership, by=by, what="withdrew an invitation", about=locked)


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> None:
    """Take a role from a person.

    Raises ActionRefused for the partnership's last admin who can sign in. Twice is as once.
    """
    hold_partnership(membership.partnership_id)  # two admins ending each other's role
    held = Membership.objects.select_for_update(of=("self",)).with_places().filter(pk=membership.pk).first()
    if held is None:
        return
    if held.role == Role.ADMIN:
        refuse_without_admin(held.user, held.partnership)
    record(partnership=held.partnership, by=by, what="ended a role", about=held)
    held.delete()


def refuse_without_admin(user: User, partnership: Partnership) -> None:
    """Raise ActionRefused where a partnership, which the caller holds, would have no admin without this person."""
    if not admins_besides(user, partnership).exists():
        raise ActionRefused(_("This is the only admin who can sign in. Invite another admin first."))


def admins_besides(user: User, partnership: Partnership) -> QuerySet[Membership]:
    """The other admins of a partnership who can sign in: without one nobody could invite or release any more."""
    admins = Membership.objects.filter(partnership=partnership, role=Role.ADMIN, user__is_active=True)
    return admins.exclude(user=user)


def hold_admins_of(user: User) -> list[Partnership]:
    """The partnerships that would be left without an admin who can sign in if this person could no longer.

    They are held: no other of their admins goes before the caller's transaction ends.
    """
    led = Partnership.objects.filter(pk__in=user.memberships.filter(role=Role.ADMIN).values("partnership"))
    return [
        each for each in led.select_for_update(no_key=True).order_by("pk") if not admins_besides(user, each).exists()
    ]


@transaction.atomic
def choose_reminders(*, user: User, offered: list[str], wanted: list[str]) -> None:
    """Keep which of the kinds of reminders that were offered somebody wants."""
    ReminderChoice.objects.bulk_create(
        (ReminderChoice(user=user, kind=kind, wants=kind in wanted) for kind in offered),
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["wants"],
    )
