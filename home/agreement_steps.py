"""The steps of the start page that come from the data-sharing statement: agreeing for one's organisation."""

from django.urls import reverse
from django.utils.translation import gettext as _

from data_protection.models import SharingStatement
from home.activity_steps import NextStep
from organisations.models import Organisation, Partnership
from organisations.permissions import places_where
from organisations.roles import Permission


def steps_of_agreements(user, place: Partnership) -> list[NextStep]:
    """For the leads of organisations that have not agreed to the newest version. Two queries, none for others."""
    led = places_where(user, Permission.ANSWER_FOR_ORGANISATION, place).organisations
    newest = SharingStatement.objects.newest_of(place) if led else None
    if newest is None:
        return []
    waiting = Organisation.objects.in_partnership(place).active().filter(pk__in=led)
    return [
        NextStep(
            _("%(organisation)s: data sharing") % {"organisation": one.name},
            _("Read what is collected, why, who sees it and for how long, and agree to it."),
            _("Read the data-sharing statement"),
            reverse("data_protection:statement", args=[place.slug]),
        )
        for one in waiting.exclude(sharing_agreements__statement=newest)
    ]
