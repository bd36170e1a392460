"""A list of people to invite: each with an email address, a role, and the place at which it is held."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.actions import ActionRefused, invite_all, refuse_demonstration_account
from organisations.importing.columns import ChosenColumns
from organisations.importing.places import SAME
from organisations.importing.planning import ADDED, UNCHANGED, YES, Asking, Plan, PlannedLine, check_row
from organisations.importing.recording import Recorder
from organisations.models import Invitation, Membership, Organisation, Partnership, Sector, Service
from organisations.roles import PLACE_OF_ROLE, Role
from tables.cells import Row
from tables.columns import Wanted, emails
from tables.folding import fold, tidy
from tables.near import NearNames

OF_AN_INVITATION = ("email", "role", "accepted_at", "withdrawn_at")
SEE_MUCH = (Role.ADMIN, Role.REVIEWER)  # roles that are asked about before many get them


@dataclass(kw_only=True)
class PlannedInvitation(PlannedLine):
    """What one row of a list of people would do."""

    email: str = ""
    role: Role | None = None
    place: Sector | Organisation | Service | None = None


@dataclass
class Known:
    """The places of a partnership by folded name, and who has which role, or an invitation to it, already."""

    by_name: dict[str, dict[str, list[Any]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    near: dict[str, NearNames] = field(default_factory=dict)
    held: set[tuple] = field(default_factory=set)
    waiting: set[tuple] = field(default_factory=set)

    @classmethod
    def of(cls, partnership: Partnership) -> Known:
        """Read in five queries."""
        known = cls()
        places: dict[str, Any] = {
            "sector": Sector.objects.filter(partnership=partnership).select_related("successor"),
            "organisation": Organisation.objects.in_partnership(partnership).active(),
            "service": Service.objects.in_partnership(partnership).active().with_places(),
        }
        for kind, rows in places.items():
            for place in rows:
                # A sector that was merged is the one that it became.
                known.by_name[kind][fold(place.name)].append(getattr(place, "now", place))
            known.near[kind] = NearNames(place.name for place in rows)
        at = ("role", "sector_id", "organisation_id", "service_id")
        members = Membership.objects.filter(partnership=partnership)
        known.held = {(email.lower(), *rest) for email, *rest in members.values_list("user__email", *at)}
        invited = Invitation.objects.filter(partnership=partnership).waiting(timezone.localdate())
        known.waiting = {(email.lower(), *rest) for email, *rest in invited.values_list("email", *at)}
        return known


def columns_of_people() -> tuple[Wanted, ...]:
    """What a list of people to invite can tell."""
    return (
        Wanted(
            "email",
            _("Email address"),
            ("email", "email address", "e-mail", "work email", "contact email", "lead email", "manager email"),
            looks=emails,
            is_needed=True,
        ),
        Wanted("role", _("Role"), ("role", "kind of role", "access", "permission")),
        Wanted("service", _("Service"), ("service", "service name", "team", "team name", "school", "site", "setting")),
        Wanted(
            "organisation", _("Organisation"), ("organisation", "organisation name", "provider", "employer", "trust")
        ),
        Wanted("sector", _("Sector"), ("sector", "directorate")),
    )


def plan_people(partnership: Partnership, chosen: ChosenColumns, asking: Asking) -> Plan[PlannedInvitation]:
    """What each row would do, by whom it is about, the role and the place."""
    plan: Plan[PlannedInvitation] = Plan(asking=asking)
    known = Known.of(partnership)
    seen: dict[tuple, int] = {}
    for row in chosen.found.rows:
        planned = PlannedInvitation(line=row.line, sent=chosen.sent(row))
        plan.rows.append(planned)
        check_row(plan, planned, row)
        if row.problem:
            continue
        _read_email(planned, chosen.cell(row, "email").text, partnership)
        if planned.outcome == "aside":
            continue
        _read_role(planned, tidy(chosen.cell(row, "role").text), asking)
        if planned.role is None:
            continue
        _find_place(planned, row, chosen, known, asking)
        if planned.is_open:
            _compare(planned, known, seen)
    for row, why in chosen.found.aside:
        planned = PlannedInvitation(line=row.line, sent=chosen.sent(row))
        planned.set_aside(why)
        plan.rows.append(planned)
    _ask_about_roles_that_see_much(plan)
    return plan


def _read_email(planned: PlannedInvitation, text: str, partnership: Partnership) -> None:
    planned.email = tidy(text).removeprefix("mailto:").lower()
    if not planned.email:
        planned.set_aside(_("The email address is missing"))
        return
    try:
        validate_email(planned.email)
    except ValidationError:
        planned.set_aside(_("“%(email)s” is not an email address") % {"email": planned.email[:80]})
        return
    if not partnership.is_demonstration:
        try:
            refuse_demonstration_account(planned.email)
        except ActionRefused as reason:
            planned.set_aside(str(reason))


def _read_role(planned: PlannedInvitation, text: str, asking: Asking) -> None:
    if not text:
        planned.set_aside(_("The role is missing"))
        return
    by_words = {fold(str(words)): Role(value) for value, words in Role.choices}
    by_words |= {fold(value.replace("_", " ")): Role(value) for value in Role.values}
    planned.role = by_words.get(fold(text))
    if planned.role is None:
        said = {"text": text[:60]}
        answer = asking.ask(planned, f"role {fold(text)}", _("Which role is “%(text)s”?") % said, Role.choices)
        planned.role = Role(answer) if answer in Role.values else None


def _find_place(planned: PlannedInvitation, row: Row, chosen: ChosenColumns, known: Known, asking: Asking) -> None:
    assert planned.role is not None  # noqa: S101 (read before)
    kind = PLACE_OF_ROLE[planned.role]
    if kind == "partnership":
        return
    name = tidy(chosen.cell(row, kind).text)
    said = {"role": planned.role.label, "kind": _words_of_kinds()[kind], "name": name}
    if not name:
        planned.set_aside(_("Name the %(kind)s of this %(role)s") % said)
        return
    found = known.by_name[kind].get(fold(name), [])
    if not found and (other := known.near[kind].near(name)):
        said["other"] = other
        question = _("Is the %(kind)s “%(name)s” the same as “%(other)s”?") % said
        if asking.ask(planned, f"near {kind} {fold(name)}", question, [(SAME, _("Yes"))]) == SAME:
            found = known.by_name[kind][fold(other)]
        elif planned.outcome in ("aside", "waiting"):
            return
    owner = tidy(chosen.cell(row, "organisation").text)
    if kind == "service" and owner and found:
        found = [one for one in found if fold(one.organisation.name) == fold(owner)]
        if not found:
            said["owner"] = owner
            planned.set_aside(_("There is no service called “%(name)s” at “%(owner)s”") % said)
            return
    if kind == "service" and len(found) > 1:
        planned.set_aside(_("Several organisations have a service called “%(name)s”. Name the organisation") % said)
        return
    if not found:
        planned.set_aside(_("There is no %(kind)s called “%(name)s”") % said)
        return
    planned.place = found[0]


def _words_of_kinds() -> dict[str, str]:
    return {"sector": _("sector"), "organisation": _("organisation"), "service": _("service")}


def _key(planned: PlannedInvitation) -> tuple:
    at = dict.fromkeys(("sector", "organisation", "service"))
    if planned.place is not None:
        at[planned.place._meta.model_name or ""] = planned.place.pk
    return (planned.email, planned.role, at["sector"], at["organisation"], at["service"])


def _compare(planned: PlannedInvitation, known: Known, seen: dict[tuple, int]) -> None:
    key = _key(planned)
    if key in seen:
        planned.set_aside(_("This is already in line %(line)s") % {"line": seen[key]})
        return
    seen[key] = planned.line
    if key in known.held:
        planned.outcome = UNCHANGED
        planned.notes.append(_("has this role already"))
    elif key in known.waiting:
        planned.outcome = UNCHANGED
        planned.notes.append(_("has an invitation already"))
    else:
        planned.outcome = ADDED


def _ask_about_roles_that_see_much(plan: Plan[PlannedInvitation]) -> None:
    for role in SEE_MUCH:
        rows = [row for row in plan.rows if row.outcome == ADDED and row.role == role]
        text = ngettext(
            "%(n)s person would get the role “%(role)s”, which sees and can do much. Is that right?",
            "%(n)s people would get the role “%(role)s”, which sees and can do much. Is that right?",
            len(rows),
        ) % {"n": len(rows), "role": role.label}
        for row in rows:
            plan.asking.ask(row, f"sees much {role}", text, [(YES, _("Yes, invite them"))])


def totals_of_people(plan: Plan[PlannedInvitation]) -> str:
    """What a plan would do, in one sentence."""
    return ngettext(
        "This would send %(n)s invitation by email.", "This would send %(n)s invitations by email.", plan.added
    ) % {"n": f"{plan.added:,}"}


def write_invitations(partnership: Partnership, plan: Plan[PlannedInvitation], recorder: Recorder) -> None:
    """Invite everybody in a plan; the partnership is held."""
    invitations = []
    for row in plan.rows:
        if row.goes_in and row.role is not None:
            place: dict[str, Any] = {row.place._meta.model_name or "": row.place} if row.place else {}
            invitations.append(Invitation(partnership=partnership, email=row.email, role=row.role, **place))
    invite_those(invitations, recorder)


def invite_those(invitations: list[Invitation], recorder: Recorder) -> None:
    """Invite people whom a file names, so that it can be taken back."""
    invite_all(
        invitations=invitations,
        by=recorder.by,
        build_address=lambda token: f"{recorder.site}{reverse('organisations:invitation-accept', args=[token])}",
    )
    for invitation in invitations:
        recorder.added(invitation, OF_AN_INVITATION)
