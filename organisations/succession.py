"""What goes along of people's roles and of the places themselves, where a place is merged or split."""

import datetime
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.going_along import OrganisationEnds, Part, Row, ServiceEnds
from organisations.models import Invitation, Membership, OutsideCode, RoundService, Service, User

ORDER = 5

GOES_ALONG = {
    "organisations.Membership.service": "whoever has a role there has it at its successor",
    "organisations.Membership.organisation": "whoever leads it leads its successor",
    "organisations.Invitation.service": "an invitation that waits is to the successor",
    "organisations.Invitation.organisation": "an invitation that waits is to the successor",
    "organisations.Service.organisation": "services that are open move; closed ones stay where they were",
    "organisations.OutsideCode.service": "others know the successor by it now",
    "organisations.OutsideCode.organisation": "others know the successor by it now",
    "organisations.ServiceMove.service": "a move that is planned is taken back; what is done stays",
}
STAYS = {
    "organisations.AuditEntry.service": "what was done there then",
    "organisations.AuditEntry.organisation": "what was done there then",
    "data_protection.SharingAgreement.organisation": "what it agreed to; its successor is asked itself",
    "organisations.ServiceMove.from_organisation": "history",
    "organisations.ServiceMove.to_organisation": "history; a planned move is held up, and says so",
    "organisations.RoundService.service": "where it stood when a round closed",
    "organisations.RoundService.organisation": "where a service stood when a round closed",
    "organisations.PlaceSuccession.from_service": "history",
    "organisations.PlaceSuccession.to_service": "history",
    "organisations.PlaceSuccession.from_organisation": "history",
    "organisations.PlaceSuccession.to_organisation": "history",
}


def of_service(change: ServiceEnds) -> Iterator[Part]:
    held = Membership.objects.filter(service=change.service).with_places().order_by("role", "user__name", "pk")
    roles = [
        Row(f"role-{one.pk}", f"{one.user}, {one.get_role_display()}", lambda heirs, one=one: _give_role(one, heirs))
        for one in held
    ]
    yield Part(_people(roles), roles, is_chosen=True, may_go_to_all=True)
    yield _invitations(Invitation.objects.filter(service=change.service), "service", change.on)
    yield _codes(OutsideCode.objects.of(change.service), "service")
    planned = change.service.moves.planned().first()
    if planned:
        said = _("The move that is planned for %(day)s is withdrawn.") % {"day": date_format(planned.day, "j F Y")}
        yield Part(said, [Row(f"move-{planned.pk}", "", lambda heirs: planned.delete())])


def of_organisation(change: OrganisationEnds) -> Iterator[Part]:
    held = Membership.objects.filter(organisation=change.organisation).with_places().order_by("user__name", "pk")
    roles = [
        Row(f"role-{one.pk}", f"{one.user}, {one.get_role_display()}", lambda heirs, one=one: _give_role(one, heirs))
        for one in held
    ]
    yield Part(_people(roles), roles)
    yield _invitations(Invitation.objects.filter(organisation=change.organisation), "organisation", change.on)
    yield _codes(OutsideCode.objects.of(change.organisation), "organisation")


def _people(roles: list[Row]) -> str:
    if not roles:
        return ""
    said = ngettext("%(n)s role goes along: %(who)s.", "%(n)s roles go along: %(who)s.", len(roles))
    return said % {"n": len(roles), "who": "; ".join(row.label for row in roles)}


def _give_role(membership: Membership, heirs: Sequence) -> None:
    """Give somebody's role at the places that come after; nobody has it twice."""
    column = "service" if membership.service_id else "organisation"
    first, *more = [
        heir
        for heir in heirs
        if not Membership.objects.filter(user=membership.user_id, role=membership.role, **{column: heir}).exists()
    ] or [None]
    if first is None:
        membership.delete()
        return
    setattr(membership, column, first)
    membership.save(update_fields=[column])
    for heir in more:
        Membership.objects.create(
            user_id=membership.user_id, role=membership.role, partnership_id=membership.partnership_id, **{column: heir}
        )


def _invitations(invitations, column: str, on: datetime.date) -> Part:
    rows = [
        Row(f"invitation-{one.pk}", f"{one.email}, {one.get_role_display()}", _inviting(one, column))
        for one in invitations.waiting(on).order_by("email", "pk")
    ]
    said = ngettext("%(n)s invitation goes along.", "%(n)s invitations go along.", len(rows)) if rows else ""
    return Part(said and said % {"n": len(rows)}, rows, is_chosen=True)


def _inviting(invitation: Invitation, column: str):
    def go(heirs: Sequence) -> None:
        there = Invitation.objects.waiting(timezone.localdate()).filter(
            email=invitation.email, role=invitation.role, **{column: heirs[0]}
        )
        if there.exists():  # invited to both: one link is enough
            invitation.withdrawn_at = timezone.now()
            invitation.save(update_fields=["withdrawn_at"])
            return
        setattr(invitation, column, heirs[0])
        invitation.save(update_fields=[column])

    return go


def _codes(codes, column: str) -> Part:
    rows = [Row(f"code-{one.pk}", str(one), _giving(one, column)) for one in codes]
    said = ngettext("%(n)s outside code goes along: %(which)s.", "%(n)s outside codes go along: %(which)s.", len(rows))
    which = ", ".join(row.label for row in rows)
    return Part(said % {"n": len(rows), "which": which} if rows else "", rows, is_chosen=True)


def _giving(code: OutsideCode, column: str):
    def go(heirs: Sequence) -> None:
        setattr(code, column, heirs[0])
        code.save(update_fields=[column])

    return go


def stays_of_service(service: Service) -> Iterator[str]:
    if rounds := RoundService.objects.filter(service=service).count():
        said = ngettext("its place in %(n)s closed round", "its place in %(n)s closed rounds", rounds)
        yield said % {"n": rounds}


def after_a_move(*, service: Service, by: User | None, on: datetime.date) -> None:
    """Roles and invitations hang on the service itself, so they move with it."""
