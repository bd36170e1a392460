"""The people of a partnership as its admins look after them: roles, invitations, mail, the day of the last sign-in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.models import OutgoingMail
from organisations.models import Invitation, Membership, Partnership, User
from tables.folding import fold

ACCEPTED, INVITED, EXPIRED, UNDELIVERED, NEVER, CLOSED = (
    *("accepted", "invited", "expired", "undelivered", "never", "closed"),
)
STATUSES = {
    ACCEPTED: _("Has accepted"),
    INVITED: _("Invited"),
    EXPIRED: _("Invitation expired"),
    UNDELIVERED: _("Email not delivered"),
    NEVER: _("Never signed in"),
    CLOSED: _("Account closed"),
}


@dataclass
class Entry:
    """One person, or an address to which an invitation went; known by the address."""

    email: str
    today: datetime.date
    user: User | None = None
    memberships: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    mail: OutgoingMail | None = None  # the newest, where it did not arrive

    @property
    def name(self) -> str:
        return self.user.name if self.user else ""

    @property
    def key(self) -> str:
        return fold(self.name or self.email)

    @property
    def held(self) -> list[Membership | Invitation]:
        """The roles they have or are invited to."""
        return [*self.memberships, *self.invitations]

    @property
    def last_signed_in(self) -> datetime.date | None:
        return timezone.localdate(self.user.last_login) if self.user and self.user.last_login else None

    @property
    def statuses(self) -> list[str]:
        """All that is so, in the order of `STATUSES`."""
        there = bool(self.user and self.memberships)
        is_closed = bool(self.user and not self.user.is_active)
        lapsed = [one.expires_on < self.today for one in self.invitations]
        holds = {
            ACCEPTED: there and not is_closed,
            INVITED: not all(lapsed),
            EXPIRED: any(lapsed),
            UNDELIVERED: self.mail is not None,
            NEVER: there and not is_closed and self.last_signed_in is None,
            CLOSED: is_closed,
        }
        return [status for status, is_so in holds.items() if is_so]

    @property
    def in_words(self) -> list[str]:
        return [str(STATUSES[status]) for status in self.statuses]

    def says(self, words: str) -> bool:
        """Whether every word that was searched for is in the name, the address, or a role or place."""
        told = [self.name, self.email]
        for one in self.held:
            told += [str(one.get_role_display()), *_names_of(one)]
        text = fold(" ".join(told))
        return all(fold(word) in text for word in words.split())


def _names_of(held: Any) -> list[str]:
    """The names of a role's place and of those above it."""
    names = [place.name for place in (held.sector, held.organisation, held.service) if place]
    if held.service:
        names += [held.service.organisation.name, held.service.sector.name]
    return names


def _at_places(rows: Any) -> Any:
    return rows.select_related(
        *("partnership", "sector", "organisation", "service", "service__organisation", "service__sector")
    )


def people_of(partnership: Partnership, *, on: datetime.date | None = None) -> list[Entry]:
    """Everyone with a role or an invitation that was not used, by name. Four queries, however many there are."""
    today = on or timezone.localdate()
    found: dict[str, Entry] = {}
    members = Membership.objects.filter(partnership=partnership).select_related("user").order_by("pk")
    for membership in _at_places(members).select_related("user"):
        email = membership.user.email.lower()
        entry = found.setdefault(email, Entry(email, today, membership.user))
        entry.memberships.append(membership)
    unused = Invitation.objects.filter(partnership=partnership).unused().select_related("mail", "invited_by")
    for invitation in _of_use(_at_places(unused).select_related("mail", "invited_by"), found):
        email = invitation.email.lower()
        found.setdefault(email, Entry(email, today)).invitations.append(invitation)
    for mail in _undelivered(partnership):
        if entry := found.get(mail.to.lower()):
            entry.mail = mail
    return sorted(found.values(), key=lambda entry: (entry.key, entry.email))


def _of_use(invitations: Iterable[Invitation], members: dict[str, Entry]) -> list[Invitation]:
    """One invitation to each role at a place, the newest, and none to a role that the person has by now."""
    seen = {
        (email, one.role, one.sector_id, one.organisation_id, one.service_id)
        for email, entry in members.items()
        for one in entry.memberships
    }
    kept = []
    for one in invitations:
        key = (one.email.lower(), one.role, one.sector_id, one.organisation_id, one.service_id)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _undelivered(partnership: Partnership) -> Iterable[OutgoingMail]:
    """For each address the newest mail of the partnership, where it did not arrive."""
    newest = OutgoingMail.objects.filter(partnership=partnership).order_by().values("to").annotate(newest=Max("pk"))
    return OutgoingMail.objects.undelivered().filter(pk__in=newest.values("newest")).defer("text")


def person_of(partnership: Partnership, pk: int) -> Entry | None:
    """One person with a role in the partnership."""
    return next((entry for entry in people_of(partnership) if entry.user and entry.user.pk == pk), None)


def narrowed(
    entries: Iterable[Entry], *, words: str = "", role: str = "", place: tuple[str, int] | None = None, status: str = ""
) -> list[Entry]:
    """Those that were asked for; `place` is "sector" or "organisation" with its number."""
    return [
        entry
        for entry in entries
        if entry.says(words)
        and (not role or any(one.role == role for one in entry.held))
        and (place is None or any(_is_at(one, *place) for one in entry.held))
        and (not status or status in entry.statuses)
    ]


def _is_at(held: Any, kind: str, pk: int) -> bool:
    service = held.service
    return pk in (getattr(held, f"{kind}_id"), getattr(service, f"{kind}_id") if service else None)
