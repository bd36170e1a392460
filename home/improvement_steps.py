"""The steps of the start page that come from services' action plans: what is past its date."""

import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import ImprovementAction
from home.activity_steps import NextStep
from organisations.models import Partnership
from organisations.permissions import places_where
from organisations.roles import Permission


def steps_of_improvement(user, place: Partnership, *, on: datetime.date) -> list[NextStep]:
    """For those who keep a service's action plan: how much of it is past its date. One query."""
    services = places_where(user, Permission.EDIT_ASSESSMENT, place).services
    if not services:
        return []
    late = ImprovementAction.objects.late_on(on).filter(service__in=services, service__archived_on=None)
    rows = late.order_by().values_list("service__slug", "service__name").annotate(number=Count("pk"))
    return [
        NextStep(
            _("%(service)s: action plan") % {"service": name},
            ngettext("%(n)s action is past its date.", "%(n)s actions are past their dates.", number) % {"n": number},
            _("Update the action plan"),
            reverse("assessments:action-list", args=[place.slug, slug]),
        )
        for slug, name, number in sorted(rows, key=lambda row: row[1])
    ]
