"""The steps of the start page that come from services' action plans: what is past its date."""

import datetime
from collections import Counter

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import ImprovementAction
from home.activity_steps import NextStep
from organisations.handing_over import of_leavers
from organisations.models import Partnership, Service
from organisations.permissions import places_where
from organisations.roles import Permission
from reporting.release.helping import AFTER


def steps_of_improvement(user, place: Partnership, *, on: datetime.date) -> list[NextStep]:
    """For those who keep a service's action plan, or are named in it: how much is past its date. One query."""
    kept = places_where(user, Permission.EDIT_ASSESSMENT, place).services
    mine = places_where(user, Permission.VIEW_ASSESSMENT, place)
    if not (kept or mine.organisations):
        return []
    late = ImprovementAction.objects.in_partnership(place).at(mine).late_on(on).filter(service__archived_on=None)
    late = late.filter(Q(service__in=kept) | Q(person=user))
    rows = late.order_by().values_list("service__slug", "service__name").annotate(number=Count("pk"))
    return [
        *_to_ask(user, place, on),
        *_of_leavers(user, place),
        *_of_closed_services(user, place),
        *(
            NextStep(
                _("%(service)s: action plan") % {"service": name},
                ngettext("%(n)s action is past its date.", "%(n)s actions are past their dates.", number)
                % {"n": number},
                _("Update the action plan"),
                reverse("assessments:action-list", args=[place.slug, slug]),
            )
            for slug, name, number in sorted(rows, key=lambda row: row[1])
        ),
    ]


def _to_ask(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    """What was done about a month ago and nobody has asked the team about, for those who share surveys. One query."""
    shared = places_where(user, Permission.SHARE_SURVEYS, place).services
    if not shared:
        return []
    done = ImprovementAction.objects.filter(service__in=shared, service__archived_on=None, helped_questions=None)
    done = done.filter(state=ImprovementAction.State.DONE, ended_on__range=(on - 3 * AFTER, on - AFTER))
    return [
        NextStep(
            _("%(service)s: did it help?") % {"service": action.service.name},
            _("“%(what)s” was done a month ago or more. Ask the team one question.") % {"what": action.what},
            _("Ask whether it helped"),
            reverse("reporting:action-helped", args=[place.slug, action.service.slug, action.pk]),
        )
        for action in done.select_related("service").order_by("ended_on", "pk")[:1]
    ]


def _of_leavers(user, place: Partnership) -> list[NextStep]:
    """What is in the name of someone who has left, for those who can hand it over at their own services."""
    kept = places_where(user, Permission.EDIT_ASSESSMENT, place).services
    services = list(Service.objects.in_partnership(place).active().filter(pk__in=kept).with_places()) if kept else []
    numbers = Counter(duty.service for duty in of_leavers(services)) if services else Counter()
    return [
        NextStep(
            _("%(service)s: take over from someone who has left") % {"service": service.name},
            ngettext("%(n)s action is in their name.", "%(n)s actions are in their name.", number) % {"n": number},
            _("Choose who takes over"),
            reverse("service-handover", args=[place.slug, service.slug]),
        )
        for service, number in sorted(numbers.items(), key=lambda one: one[0].name)
    ]


def _of_closed_services(user, place: Partnership) -> list[NextStep]:
    """What closed services left open, for the leads of their organisation."""
    led = places_where(user, Permission.ANSWER_FOR_ORGANISATION, place).organisations
    left = ImprovementAction.objects.in_partnership(place).open().exclude(service__archived_on=None)
    left = left.filter(service__organisation__in=led, service__organisation__archived_on=None) if led else left.none()
    names = "service__organisation__slug", "service__organisation__name"
    rows = left.order_by().values_list(*names).annotate(number=Count("pk")) if led else []
    return [
        NextStep(
            _("%(organisation)s: what closed services left open") % {"organisation": name},
            ngettext("%(n)s action is open.", "%(n)s actions are open.", number) % {"n": number},
            _("Choose which service goes on with it"),
            reverse("organisation-handover", args=[place.slug, slug]),
        )
        for slug, name, number in sorted(rows, key=lambda row: row[1])
    ]
