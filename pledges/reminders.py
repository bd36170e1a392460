"""What pledges remind people of: to update one, and to approve one."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.reminding import Reminder, ReminderKind, holders
from organisations.roles import Role
from pledges.models import Pledge

ORDER = 30
REVIEW_DUE = ReminderKind(
    "pledge-review",
    gettext_lazy("Pledge update due"),
    gettext_lazy("On the day it is due, and again 30 days later if there is no update."),
    frozenset({Role.ORGANISATION_LEAD}),
)
WAITING = ReminderKind(
    "pledge-waiting",
    gettext_lazy("Pledge waiting for approval"),
    gettext_lazy("Once, when a pledge has been waiting 7 days for approval."),
    frozenset({Role.ADMIN}),
)
KINDS = (REVIEW_DUE, WAITING)
DAYS_UNTIL_AGAIN = 30
DAYS_TO_WAIT = 7


def due(*, on: datetime.date) -> Iterator[Reminder]:
    """Reminders about pledges of organisations that are still part of the partnership."""
    here = Pledge.objects.filter(organisation__archived_on=None).select_related("organisation__partnership")
    yield from _reviews(here.review_due(on).order_by("review_due_on", "pk"), on)
    yield from _waits(here.waiting().filter(sent_on__lte=on - datetime.timedelta(days=DAYS_TO_WAIT)))


def _reviews(pledges, on: datetime.date) -> Iterator[Reminder]:
    leads = holders(REVIEW_DUE.roles, "organisation")
    for pledge in pledges:
        place, day = pledge.organisation.partnership, pledge.review_due_on
        time = "again" if (on - day).days >= DAYS_UNTIL_AGAIN else "first"
        said = {"organisation": pledge.organisation.name, "day": date_format(pledge.made_on, "j F Y")}
        subject = _("Update your pledge: %(organisation)s") % said
        text = _("Update the pledge that %(organisation)s made on %(day)s. A sentence or two is enough.") % said
        path = reverse("pledges:pledge-review", args=[place.slug, pledge.pk])
        for user in leads.get(pledge.organisation_id, ()):
            yield Reminder(REVIEW_DUE, user, place, f"{pledge.pk}:{day}:{time}", subject, text, path)


def _waits(pledges) -> Iterator[Reminder]:
    admins = holders(WAITING.roles, "partnership")
    for pledge in pledges:
        place = pledge.organisation.partnership
        said = {"organisation": pledge.organisation.name, "day": date_format(pledge.sent_on, "j F Y")}
        subject = _("Pledge waiting for approval: %(organisation)s") % said
        text = _("Approve or return the pledge that %(organisation)s sent on %(day)s.") % said
        path = reverse("pledges:pledge-list", args=[place.slug])
        for user in admins.get(place.pk, ()):
            yield Reminder(WAITING, user, place, f"{pledge.pk}:{pledge.sent_on}", subject, text, path)
