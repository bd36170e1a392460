"""What admins and invited people do: rounds, invitations, roles."""

import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from framework.actions import modules_of_rooms
from organisations.audit import record
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
from organisations.models.people import hash_of, new_token
from organisations.permissions import Role

INVITATION_DAYS = 14
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


@transaction.atomic
def start_partnership(*, name: str, admin_email: str, address: str = "") -> Partnership:
    """Set up a partnership with its first admin. Raises ActionRefused where its address is taken, ValidationError."""
    slug = address or free_slug(name, Partnership.objects.all(), most=60)
    if Partnership.objects.filter(slug=slug).exists():
        raise ActionRefused(_("There is a partnership at /%(slug)s/ already. Choose another address.") % {"slug": slug})
    partnership = Partnership(name=name, slug=slug)
    partnership.full_clean()
    validate_email(admin_email)
    partnership.save(force_insert=True)
    email = admin_email.lower()
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    Membership.objects.create(user=user, role=Role.ADMIN, partnership=partnership)
    record(partnership=partnership, by=user, what="set up the partnership", about=partnership)
    return partnership


@transaction.atomic
def plan_round(*, round_: Round, by: User) -> Round:
    """Save a new, planned round with an address of its own. Raises ActionRefused where there is one of its name by now."""
    hold_partnership(round_.partnership_id)  # two admins planning the same round
    if Round.objects.filter(partnership=round_.partnership, name__iexact=round_.name).exists():
        raise ActionRefused(_("There is a round with this name already. Choose another name."))
    round_.slug = free_slug(round_.name, Round.objects.filter(partnership=round_.partnership))
    round_.state = Round.State.PLANNED
    round_.save(force_insert=True)
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
            _("%(name)s is %(state)s already.") % {"name": locked.name, "state": locked.get_state_display().lower()}
        )
    locked.state = Round.State.OPEN
    try:
        with transaction.atomic():
            locked.save(update_fields=["state"])
    except IntegrityError:
        raise ActionRefused(_("Another round is open. Close it first, then open this one.")) from None
    record(partnership=locked.partnership, by=by, what="opened a round", about=locked)


def hold_open(round_id: int) -> bool:
    """Whether a round is open; if so it cannot be closed before the caller's transaction ends.

    Many may hold a round open at once: on PostgreSQL they share a lock for which closing waits. On SQLite writers
    come one after another anyway.
    """
    if connection.vendor != "postgresql":
        return Round.objects.open().filter(pk=round_id).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM organisations_round WHERE id = %s FOR SHARE", [round_id])
        row = cursor.fetchone()
    return row is not None and row[0] == Round.State.OPEN


@transaction.atomic
def close_round(*, round_: Round, by: User | None, at: datetime.datetime | None = None) -> None:
    """Close an open round and fix its tree: from now on its services, places and headcounts stay as they are.

    A round that is closed before its last day ends on this day: what is done tomorrow counts in the next one.
    Rooms above say in a module `closing` what else happens then: `close(round_=...)`, in this transaction.

    Raises ActionRefused where the round is not open.
    """
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.state != Round.State.OPEN:
        raise ActionRefused(
            _("%(name)s is %(state)s, so it cannot be closed.")
            % {"name": locked.name, "state": locked.get_state_display().lower()}
        )
    locked.state = Round.State.CLOSED
    locked.closes_on = min(locked.closes_on, max(locked.opens_on, timezone.localdate(at)))
    locked.save(update_fields=["state", "closes_on"])
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
    for module in modules_of_rooms("closing"):
        module.close(round_=locked)
    record(partnership=locked.partnership, by=by, what="closed a round", about=locked, at=at)


@transaction.atomic
def invite(*, invitation: Invitation, by: User, build_address, at: datetime.datetime | None = None) -> Invitation:
    """Save an invitation and email its link once it is saved. `build_address` turns a token into a full address.

    Raises ActionRefused where the same invitation waits already, as after a double click, and where a demonstration
    account would get into a real partnership. A demonstration sends nothing through a real mail server, since
    everybody knows its password.
    """
    now = at or timezone.now()
    token = new_token()
    invitation.email = invitation.email.lower()
    made_up = invitation.partnership.is_demonstration
    if invitation.email.endswith(DEMONSTRATION_DOMAIN) and not made_up:
        raise ActionRefused(_("Everybody knows the password of the demonstration accounts. Invite a real address."))
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
            _("%(email)s is invited into this role already. Withdraw that invitation to send another.")
            % {"email": invitation.email}
        )
    invitation.token_hash = hash_of(token)
    invitation.invited_by, invitation.invited_at = by, now
    invitation.expires_on = timezone.localdate(now) + datetime.timedelta(days=INVITATION_DAYS)
    invitation.save(force_insert=True)
    text = render_to_string(
        "organisations/mail/invitation.txt",
        {"invitation": invitation, "address": build_address(token), "by": by, "days": INVITATION_DAYS},
    )
    subject = _("You are invited to %(name)s") % {"name": invitation.partnership.name}
    # A mail server that does not answer is logged; the invitation stands and can be withdrawn and sent again.
    if not (made_up and settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"):
        transaction.on_commit(
            lambda: send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [invitation.email]), robust=True
        )
    record(partnership=invitation.partnership, by=by, what="invited", about=invitation, at=now)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, name: str = "", at: datetime.datetime | None = None) -> User:
    """Give the invited person the role, with a new account where they have none. Works once.

    `name` is what they want to be called; it is kept where the account has none yet.

    Raises ActionRefused where the invitation was used, withdrawn or is too old.
    """
    now = at or timezone.now()
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not Invitation.objects.waiting(timezone.localdate(now)).filter(pk=locked.pk).exists():
        raise ActionRefused(_("This invitation has been used, withdrawn or is too old. Ask for a new one."))
    user = User.objects.filter(email=locked.email).first() or User.objects.create_user(locked.email)
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
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Make an invitation's link stop working. Raises ActionRefused where it was used meanwhile: then the role can be ended."""
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.accepted_at is not None:
        raise ActionRefused(_("This invitation has just been accepted. You can end the role instead."))
    if locked.withdrawn_at is not None:
        return
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    record(partnership=locked.partnership, by=by, what="withdrew an invitation", about=locked)


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> None:
    """Take a role from a person. Raises ActionRefused for the partnership's last admin who can sign in. Twice is as once."""
    hold_partnership(membership.partnership_id)  # two admins ending each other's role
    held = Membership.objects.select_for_update(of=("self",)).with_places().filter(pk=membership.pk).first()
    if held is None:
        return
    if held.role == Role.ADMIN and not admins_besides(held.user, held.partnership).exists():
        raise ActionRefused(_("This is the last admin who can sign in. Invite another admin first."))
    record(partnership=held.partnership, by=by, what="ended a role", about=held)
    held.delete()


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
