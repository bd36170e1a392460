"""How many invitations go out, a link that is passed on by hand, and what a lead may give."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.actions import mail as outbox
from background.models import OutgoingMail
from organisations.audit import record
from organisations.models import Invitation, Partnership, User
from organisations.models.people import hash_of, new_token
from organisations.permissions import has_permission
from organisations.roles import Permission

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
# Counted in the database, so once over all processes. A list of a whole borough goes through in one press.
OF_A_PARTNERSHIP = {HOUR: 600, DAY: 1500}
BY_A_LEAD = {HOUR: 20, DAY: 60}
TO_ONE_ADDRESS = {HOUR: 3, DAY: 6}
INVITATION_DAYS = 14
INVITED_AS = "invited_as"  # in the session of someone who has just accepted: the address to sign in with


def why_too_many(
    *, partnership: Partnership, emails: list[str], by: User, at: datetime.datetime | None = None
) -> str | None:
    """Why these invitations cannot go out now, in a sentence; None where they can. The caller holds the partnership."""
    now = at or timezone.now()
    sent = OutgoingMail.objects.filter(kind=OutgoingMail.Occasion.INVITATION)
    for span, most in OF_A_PARTNERSHIP.items():
        if sent.filter(partnership=partnership, made_at__gt=now - span).count() + len(emails) > most:
            return _too_many(span, most)
    if not has_permission(by, Permission.MANAGE_PEOPLE, partnership):
        theirs = Invitation.objects.filter(partnership=partnership, invited_by=by)
        for span, most in BY_A_LEAD.items():
            if theirs.filter(invited_at__gt=now - span).count() + len(emails) > most:
                return _too_many(span, most)
    for span, most in TO_ONE_ADDRESS.items():
        recent = list(sent.filter(to__in=set(emails), made_at__gt=now - span).values_list("to", flat=True))
        for email in emails:
            if recent.count(email) >= most:
                return _("%(email)s has had several invitations already. Try again tomorrow.") % {"email": email}
    return None


def _too_many(span: datetime.timedelta, most: int) -> str:
    said = {"most": f"{most:,}"}
    if span == HOUR:
        return _("You can send %(most)s invitations in an hour. Try again in an hour.") % said
    return _("You can send %(most)s invitations in a day. Try again tomorrow.") % said


def give_new_secret(invitation: Invitation, by: User, now: datetime.datetime) -> str:
    """Give an invitation a link of its own, for 14 days; the caller saves it. Returns the secret, kept nowhere."""
    token = new_token()
    invitation.token_hash = hash_of(token)
    invitation.invited_by, invitation.invited_at = by, now
    invitation.expires_on = timezone.localdate(now) + datetime.timedelta(days=INVITATION_DAYS)
    return token


@transaction.atomic
def make_link(*, invitation: Invitation, by: User, at: datetime.datetime | None = None) -> str | None:
    """Make a link to pass on by hand, in place of the one before, which stops working. Returns its secret, once.

    None where the invitation was used or withdrawn. A mail with the earlier link that has not gone yet stays here.
    """
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        return None
    if locked.mail_id:
        outbox.keep_back(pk=locked.mail_id)
    token = give_new_secret(locked, by, at or timezone.now())
    locked.save(update_fields=["token_hash", "invited_by", "invited_at", "expires_on"])
    record(partnership=locked.partnership, by=by, what="made a link to an invitation", about=locked, at=at)
    return token


def account_of(email: str) -> User:
    """Whoever has this address, with a new account where there is none; two at once make one."""
    found = User.objects.filter(email__iexact=email).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        return User.objects.get(email__iexact=email)
