"""What self-assessments remind people of: that a round closes soon, where theirs is not submitted yet."""

import datetime
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment
from organisations.models import Round, Service
from organisations.reminding import Reminder, ReminderKind, holders
from organisations.roles import Role

ORDER = 20
ROUND_CLOSES = ReminderKind(
    "round-closes",
    gettext_lazy("Self-assessment due"),
    gettext_lazy(
        "14 days and 3 days before the round’s last day, if you have not submitted your service’s self-assessment."
    ),
    frozenset({Role.SERVICE_LEAD, Role.CONTRIBUTOR}),
)
KINDS = (ROUND_CLOSES,)
DAYS_BEFORE = (3, 14)


def due(*, on: datetime.date) -> Iterator[Reminder]:
    """Reminders of open rounds whose last day is near and not past."""
    last = on + datetime.timedelta(days=max(DAYS_BEFORE))
    people = None
    for round_ in Round.objects.open().filter(closes_on__range=(on, last)).select_related("partnership"):
        people = people or holders(ROUND_CLOSES.roles, "service")
        left = (round_.closes_on - on).days
        before = min(days for days in DAYS_BEFORE if left <= days)
        for service in _without_one(round_):
            for user in people.get(service.pk, ()):
                key = f"{round_.pk}:{service.pk}:{before}"
                path = service.get_absolute_url()
                subject, text = _words(round_, service)
                yield Reminder(ROUND_CLOSES, user, round_.partnership, key, subject, text, path, service)


def _without_one(round_: Round):
    """The partnership's active services without a submitted self-assessment in this round."""
    submitted = Assessment.objects.in_round(round_).submitted().values("service")
    services = Service.objects.in_partnership(round_.partnership).active().filter(organisation__archived_on=None)
    return services.exclude(pk__in=submitted).with_places().order_by("pk")


def _words(round_: Round, service: Service) -> tuple[str, str]:
    """The subject, and what there is to do by when."""
    said = {"day": date_format(round_.closes_on, "j F Y"), "service": service.name}
    subject = _("Self-assessment due by %(day)s: %(service)s") % said
    text = _("Submit the self-assessment for %(service)s by %(day)s. It does not have to be perfect.") % said
    return subject, text
