"""Telling those who may approve a release that one waits for them."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from organisations.models import User
from organisations.roles import AT_ITS_PLACE, Permission
from reporting.models import Preparation

MAY_APPROVE = [role for role, permissions in AT_ITS_PLACE.items() if Permission.APPROVE_RELEASE in permissions]


def approvers_of(preparation: Preparation) -> list[User]:
    """Everybody who may approve what somebody else has prepared."""
    of = User.objects.filter(
        is_active=True, memberships__partnership=preparation.round.partnership_id, memberships__role__in=MAY_APPROVE
    )
    return list(of.exclude(pk=preparation.started_by_id).distinct().order_by("pk"))


def tell_approvers(preparation: Preparation, address: str) -> None:
    """An email to each of them, once it is certain that the figures are there.

    A demonstration sends nothing through a real mail server. A server that does not answer is logged; the start page
    says the same.
    """
    made_up = preparation.round.partnership.is_demonstration
    if made_up and settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        return
    context = {"round": preparation.round, "by": preparation.started_by, "address": address}
    subject = _("A release waits for you: %(name)s") % {"name": preparation.round.name}
    for person in approvers_of(preparation):
        text = render_to_string("reporting/mail/release_waits.txt", context | {"person": person})
        _send(subject, text, person.email)


def _send(subject: str, text: str, to: str) -> None:
    transaction.on_commit(lambda: send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [to]), robust=True)
