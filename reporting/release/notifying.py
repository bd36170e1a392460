"""Telling those who may approve a release that there is one to check."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from background.actions.mail import post
from background.models import OutgoingMail
from organisations.models import User
from organisations.roles import AT_ITS_PLACE, Permission
from reporting.models import Preparation

MAY_APPROVE = [role for role, permissions in AT_ITS_PLACE.items() if Permission.APPROVE_RELEASE in permissions]


def approvers_of(preparation: Preparation) -> list[User]:
    """Everyone who may approve what someone else has prepared."""
    of = User.objects.filter(
        is_active=True, memberships__partnership=preparation.round.partnership_id, memberships__role__in=MAY_APPROVE
    )
    return list(of.exclude(pk=preparation.started_by_id).distinct().order_by("pk"))


def tell_approvers(preparation: Preparation, address: str) -> None:
    """An email to each of them, once it is certain that the figures are there. The start page says the same."""
    context = {"round": preparation.round, "by": preparation.started_by, "address": address}
    said = {"name": preparation.round.name, "place": preparation.round.partnership.name}
    subject = _("Check and release: %(name)s results, %(place)s") % said
    for person in approvers_of(preparation):
        text = render_to_string("reporting/mail/release_waits.txt", context | {"person": person})
        post(
            to=person.email,
            subject=subject,
            text=text,
            kind=OutgoingMail.Occasion.RELEASE,
            partnership=preparation.round.partnership,
        )
