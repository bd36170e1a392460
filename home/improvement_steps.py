"""The steps of the start page that come from services' action plans: what is past its date."""

import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import ImprovementAction
from home.activity_steps import NextStep
from organisations.models import Partnership
from organisations.permissions import places_where
from organisations.roles import Permission


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
        NextStep(
            _("%(service)s: action plan") % {"service": name},
            ngettext("%(n)s action is past its date.", "%(n)s actions are past their dates.", number) % {"n": number},
            _("Update the action plan"),
            reverse("assessments:action-list", args=[place.slug, slug]),
        )
        for slug, name, number in sorted(rows, key=lambda row: row[1])
    ]
