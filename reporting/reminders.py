"""What results remind people of: a decision of the board that is to be carried out soon, or is overdue."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.models import Membership, User
from organisations.reminding import Reminder, ReminderKind, holders
from organisations.roles import IN_THE_PARTNERSHIP, Permission, Role
from reporting.models import Decision

ORDER = 50
READERS = frozenset(role for role in Role if Permission.VIEW_RESULTS in IN_THE_PARTNERSHIP[role])
DECISION_DUE = ReminderKind(
    "decision-due",
    gettext_lazy("Decision due"),
    gettext_lazy(
        "7 days before the date of a decision of the board that you own, and once when the date has passed. "
        "Partnership admins get those whose owner has left."
    ),
    READERS,
)
KINDS = (DECISION_DUE,)
DAYS_BEFORE = 7


def due(*, on: datetime.date) -> Iterator[Reminder]:
    """To the owner, while their role reads decisions; else to the partnership's admins. At most three queries."""
    last = on + datetime.timedelta(days=DAYS_BEFORE)
    owned = Decision.objects.open().filter(owner__isnull=False, by_when__lte=last)
    decisions = list(owned.select_related("round__partnership", "owner").order_by("pk"))
    if not decisions:
        return
    readers, admins = _readers(), holders({Role.ADMIN}, "partnership")
    for decision in decisions:
        place = decision.partnership
        is_there = (decision.owner_id, place.pk) in readers
        for user in [decision.owner] if is_there else admins.get(place.pk, ()):
            yield _reminder(decision, user, is_there=is_there, on=on)


def _readers() -> set[tuple[int, int]]:
    """Who may read decisions, where: a person and a partnership each."""
    held = Membership.objects.filter(role__in=READERS, user__is_active=True)
    return set(held.values_list("user_id", "partnership_id"))


def _reminder(decision: Decision, user: User, *, is_there: bool, on: datetime.date) -> Reminder:
    place, is_late = decision.partnership, decision.is_overdue_on(on)
    said = {"day": date_format(decision.by_when or on, "j F Y"), "what": decision.what, "place": place.name}
    about = _("Decision overdue since %(day)s: %(place)s") if is_late else _("Decision due by %(day)s: %(place)s")
    words = _("“%(what)s” was due by %(day)s.") if is_late else _("“%(what)s” is due by %(day)s.")
    to_do = _("Say how far it is.") if is_there else _("Its owner has left. Choose a new one.")
    path = reverse("reporting:decisions", args=[place.slug]) + "?state=open"
    key = f"{decision.pk}:{decision.by_when}" + (":late" if is_late else "")
    return Reminder(DECISION_DUE, user, place, key, about % said, f"{words % said} {to_do}", path)
