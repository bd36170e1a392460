"""The leads that a list of services names: one file brings in the services and invites who leads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.actions import ActionRefused, refuse_demonstration_account
from organisations.importing.people import invite_those
from organisations.importing.planning import ASIDE, CHANGED, UNCHANGED, YES, Asking, Plan
from organisations.importing.recording import Recorder
from organisations.models import Invitation, Membership, Partnership, Service
from organisations.permissions import has_permission
from organisations.roles import Permission, Role
from tables.columns import Wanted
from tables.folding import tidy

if TYPE_CHECKING:
    from organisations.importing.services import PlannedService

NOT_NOW = "not now"


def column_of_leads() -> Wanted:
    """The address of whoever leads a service. A column that is just called "email" may be anybody's: it is chosen."""
    return Wanted(
        "lead",
        _("Email address of its lead"),
        (
            *("lead", "lead's email", "lead email", "lead email address", "email of lead", "email address of lead"),
            *("service lead", "service lead's email", "service lead email", "lead's email address"),
        ),
    )


def who_leads(partnership: Partnership) -> set[tuple[str, int | None]]:
    """Who leads which service, or has an invitation to, by address. Two queries."""
    held = Membership.objects.filter(partnership=partnership, role=Role.SERVICE_LEAD)
    invited = Invitation.objects.filter(partnership=partnership, role=Role.SERVICE_LEAD).waiting(timezone.localdate())
    both = [*held.values_list("user__email", "service"), *invited.values_list("email", "service")]
    return {(email.lower(), service) for email, service in both}


def read_lead(planned: PlannedService, text: str, partnership: Partnership, asking: Asking) -> str:
    """The address in a row; none where there is none. What is no address is asked about once for all rows."""
    email = tidy(text).removeprefix("mailto:").lower()
    if not email or planned.outcome == ASIDE:
        return ""
    try:
        validate_email(email)
        if not partnership.is_demonstration:
            refuse_demonstration_account(email)
    except (ValidationError, ActionRefused):
        asking.ask(
            planned,
            "lead without address",
            _("“%(text)s” is not an email address we can use. Bring in such services without inviting anyone?")
            % {"text": tidy(text)[:60]},
            [(YES, _("Yes, invite no one for these"))],
        )
        return ""
    return email


def compare_lead(planned: PlannedService, leads: set[tuple[str, int | None]]) -> None:
    """Say that somebody would be invited, unless they lead the service or are invited already."""
    if not planned.lead:
        return
    if planned.found is not None and (planned.lead, planned.found.pk) in leads:
        planned.lead = ""
        return
    if planned.outcome == UNCHANGED:
        planned.outcome = CHANGED
    planned.notes.append(_("%(email)s is invited as its lead") % {"email": planned.lead})


def ask_about_leads(plan: Plan[PlannedService]) -> None:
    """Ask once whether all these people are to get an email."""
    rows = [row for row in plan.rows if row.goes_in and row.lead]
    people = len({row.lead for row in rows})
    said = {"n": f"{people:,}"}
    text = ngettext(
        "Your file names %(n)s person who leads a service. Should we invite them by email?",
        "Your file names %(n)s people who lead services. Should we invite them by email?",
        people,
    )
    yes = ngettext("Yes, invite %(n)s person as service lead", "Yes, invite %(n)s people as service leads", people)
    choices = [(YES, yes % said), (NOT_NOW, _("No, only bring in the services"))]
    for row in rows:
        if plan.asking.ask(row, "invite leads", text % said, choices) == NOT_NOW:
            row.notes.pop()
            row.lead = ""
            if row.found is not None and not row.notes:
                row.outcome = UNCHANGED


def invite_leads(partnership: Partnership, named: list[tuple[str, Service]], recorder: Recorder) -> None:
    """Invite everybody who was named as the lead of a service; the partnership is held.

    Raises ActionRefused where whoever brings in the file may not invite people, or these are too many for a day.
    """
    if not named:
        return
    if not has_permission(recorder.by, Permission.MANAGE_PEOPLE, partnership):
        raise ActionRefused(_("You cannot give someone this role."))
    invitations = [
        Invitation(partnership=partnership, email=email, role=Role.SERVICE_LEAD, service=service)
        for email, service in named
    ]
    invite_those(invitations, recorder)
