"""What self-assessments remind people of: a round that closes soon, and an action that is to be done soon."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment, ImprovementAction
from assessments.peer_reminders import PEERS, due_of_peers
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
ACTION_DUE = ReminderKind(
    "action-due",
    gettext_lazy("Action due"),
    gettext_lazy(
        "7 days before the date of an action that is yours. Service leads also get those that name no person."
    ),
    frozenset({Role.SERVICE_LEAD, Role.CONTRIBUTOR, Role.ORGANISATION_LEAD}),
)
KINDS = (ROUND_CLOSES, ACTION_DUE, PEERS)
DAYS_BEFORE = (3, 14)
DAYS_BEFORE_AN_ACTION = 7


def due(*, on: datetime.date) -> Iterator[Reminder]:
    """Reminders of rounds and actions whose day is near and not past."""
    yield from _of_rounds(on)
    yield from _of_actions(on)
    yield from due_of_peers(on)


def _of_actions(on: datetime.date) -> Iterator[Reminder]:
    """To the person who is named, while they hold a role there; else to the service's leads. Two or three queries."""
    last = on + datetime.timedelta(days=DAYS_BEFORE_AN_ACTION)
    near = ImprovementAction.objects.open().filter(due_on__range=(on, last))
    active = near.filter(service__archived_on=None, service__organisation__archived_on=None)
    actions = list(active.select_related("service__organisation__partnership", "person").order_by("pk"))
    if not actions:
        return
    leads, of_services = holders({Role.SERVICE_LEAD}, "service"), holders(ACTION_DUE.roles, "service")
    of_organisations = holders({Role.ORGANISATION_LEAD}, "organisation")
    for action in actions:
        service = action.service
        here = [*of_services.get(service.pk, ()), *of_organisations.get(service.organisation_id, ())]
        for user in [action.person] if action.person in here else leads.get(service.pk, ()):
            said = {"day": date_format(action.due_on, "j F Y"), "what": action.what, "service": service.name}
            subject = _("Action due by %(day)s: %(service)s") % said
            text = _("“%(what)s” is due by %(day)s. Say how far it is.") % said
            path = reverse("assessments:action-list", args=[service.partnership.slug, service.slug])
            key = f"{action.pk}:{action.due_on}"
            yield Reminder(ACTION_DUE, user, service.partnership, key, subject, text, path, service)


def _of_rounds(on: datetime.date) -> Iterator[Reminder]:
    """Reminders of open rounds whose last day is near and not past."""
    last = on + datetime.timedelta(days=max(DAYS_BEFORE))
    people = None
    for round_ in Round.objects.open().filter(closes_on__range=(on, last)).select_related("partnership"):
        people = people or holders(ROUND_CLOSES.roles, "service")
        left = (round_.closes_on - on).days
        before = min(days for days in DAYS_BEFORE if left <= days)
        for service in services_without_one(round_):
            for user in people.get(service.pk, ()):
                key = f"{round_.pk}:{service.pk}:{before}"
                path = service.get_absolute_url()
                subject, text = _words(round_, service)
                yield Reminder(ROUND_CLOSES, user, round_.partnership, key, subject, text, path, service)


def services_without_one(round_: Round):
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
