"""Sectors: added, renamed, put in an order, merged into one another, deleted where nothing refers to them."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import ForeignObjectRel, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from framework.actions import modules_of_rooms
from organisations.actions import ActionRefused, free_slug, hold_partnership
from organisations.audit import record
from organisations.models import Invitation, Membership, Partnership, Round, RoundService, Sector, User
from organisations.saving import hold, save_shown_fields

OF_A_SECTOR = ("name",)
TAKEN = _("Enter a different name. Another sector is, or was, called this")
# What a merged sector keeps: what was so when a round closed, what a service shared with a lead whom it knew, and the
# sectors that were merged into it, which are put right by themselves.
STAYS_BEHIND = frozenset(
    {"organisations.roundservice", "assessments.assessment", "reporting.correction", "organisations.sector"}
)


@transaction.atomic
def add_sector(*, partnership: Partnership, name: str, by: User) -> Sector:
    """Add a sector, at the end of those in order. Raises ActionRefused where there is one of its name."""
    held = hold_partnership(partnership.pk)
    _refuse_taken(held, name)
    slug = free_slug(name, Sector.objects.in_partnership(held))
    sector = Sector.objects.create(partnership=held, name=name, slug=slug)
    record(partnership=held, by=by, what="added a sector", about=sector)
    return sector


@transaction.atomic
def change_sector(
    *, sector: Sector, by: User, fields: Collection[str] = OF_A_SECTOR, after: Sector | None = None
) -> Sector:
    """Keep a sector's changed name and, where `fields` names "after", its place: after another one, or first.

    Its address stays. Raises ActionRefused where another one has its name by now, or it was merged.
    """
    partnership = hold_partnership(sector.partnership_id)

    def check(held: Sector) -> None:
        _refuse_merged(held)
        if "name" in fields:
            _refuse_taken(partnership, sector.name, besides=held)

    saved = save_shown_fields(sector, fields, by=by, what="changed a sector", check=check)
    if "after" in fields:
        _put_after(saved, after)
    return saved


def _put_after(sector: Sector, after: Sector | None) -> None:
    """Number the sectors anew, from 1; the caller holds the partnership."""
    others = list(Sector.objects.in_partnership(sector.partnership_id).active().exclude(pk=sector.pk))
    place = next((number for number, each in enumerate(others, start=1) if after and each.pk == after.pk), 0)
    others.insert(place, sector)
    for number, each in enumerate(others, start=1):
        each.order = number
    Sector.objects.bulk_update(others, ["order"])


@transaction.atomic
def merge_sector(*, sector: Sector, into: Sector, by: User, on: datetime.date | None = None) -> None:
    """Let all that belongs to a sector belong to another one. Rounds that have closed keep it as it was.

    The merged sector stays, archived, and says what it became. Merging twice is as once. Raises ActionRefused for a
    sector and itself, for two partnerships', for a target that was merged meanwhile, and while the results of a closed
    round with this sector are not released: what is counted for them hangs on where meetings belong.
    """
    partnership = hold_partnership(sector.partnership_id)
    held, target = hold(sector), hold(into)
    if held.pk == target.pk:
        raise ActionRefused(_("Select a different sector. A sector cannot be merged into itself."))
    if target.partnership_id != held.partnership_id:
        raise ActionRefused(_("Select a sector of this partnership"))
    if held.successor_id == target.pk:
        return
    _refuse_merged(held)
    _refuse_merged(target)
    _refuse_before_release(held)
    day = on or timezone.localdate()
    said = what_moves(held)
    for module in modules_of_rooms("sector_merging"):
        module.settle_doubles(sector=held, into=target, on=day)
    _settle_people(held, target)
    for rows, field in _rows_of(held):
        rows.update(**{field: target})
    Sector.objects.filter(successor=held).update(successor=target)
    held.archived_on, held.successor = day, target
    held.save(update_fields=["archived_on", "successor"])
    about = f"{held} into {target}: {', '.join(said) or 'nothing in it'}"
    record(partnership=partnership, by=by, what="merged a sector", about=about)


def _settle_people(sector: Sector, into: Sector) -> None:
    """Nobody holds one role twice, and nobody has two invitations to it."""
    theirs = Membership.objects.filter(sector=into)
    for membership in Membership.objects.filter(sector=sector):
        if theirs.filter(user=membership.user_id, role=membership.role).exists():
            membership.delete()
    waiting = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    there = waiting.filter(sector=into).values("email")
    waiting.filter(sector=sector, email__in=list(there.values_list("email", flat=True))).update(
        withdrawn_at=timezone.now()
    )


@transaction.atomic
def delete_sector(*, sector: Sector, by: User) -> None:
    """Delete a sector to which nothing refers. Raises ActionRefused where anything does."""
    partnership = hold_partnership(sector.partnership_id)
    held = hold(sector)
    if not can_be_deleted(held):
        raise ActionRefused(
            _("Something belongs to %(name)s, so it cannot be deleted. Merge it into another sector.")
            % {"name": held.name}
        )
    record(partnership=partnership, by=by, what="deleted a sector", about=held)
    held.delete()


def can_be_deleted(sector: Sector) -> bool:
    """Whether nothing at all refers to a sector: no service, no person, no round, and nothing of any other room."""
    return not any(_referring(sector, relation).exists() for relation in _relations())


def what_moves(sector: Sector) -> list[str]:
    """What a merge would take along, in words: "8 services", "1 sector lead"."""
    services = sector.services.count()
    leads = Membership.objects.filter(sector=sector).count()
    waiting = Invitation.objects.waiting(timezone.localdate()).filter(sector=sector).count()
    said = [
        ngettext("%(n)s service", "%(n)s services", services) % {"n": services} if services else "",
        ngettext("%(n)s sector lead", "%(n)s sector leads", leads) % {"n": leads} if leads else "",
        ngettext("%(n)s invitation", "%(n)s invitations", waiting) % {"n": waiting} if waiting else "",
    ]
    for module in modules_of_rooms("sector_merging"):
        said += module.what_moves(sector)
    return [words for words in said if words]


def _relations() -> list[ForeignObjectRel]:
    return [each for each in Sector._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)]


def _referring(sector: Sector, relation: ForeignObjectRel) -> QuerySet:
    return relation.related_model._base_manager.filter(**{relation.field.name: sector})


def _rows_of(sector: Sector) -> list[tuple[QuerySet, str]]:
    """The rows of every room that go along, each with the name of their field."""
    return [
        (_referring(sector, relation), relation.field.name)
        for relation in _relations()
        if relation.related_model._meta.label_lower not in STAYS_BEHIND
    ]


def _refuse_taken(partnership: Partnership, name: str, besides: Sector | None = None) -> None:
    others = Sector.objects.in_partnership(partnership).exclude(pk=besides.pk if besides else None)
    if others.named(name).exists():
        raise ActionRefused(TAKEN)


def _refuse_merged(sector: Sector) -> None:
    if sector.successor:
        said = {"name": sector.name, "into": sector.successor.name}
        raise ActionRefused(_("%(name)s has been merged into %(into)s.") % said)


def _refuse_before_release(sector: Sector) -> None:
    fixed = RoundService.objects.filter(sector=sector, round__state=Round.State.CLOSED)
    round_ = Round.objects.filter(pk__in=fixed.values("round")).first()
    if round_ is not None:
        raise ActionRefused(
            _("%(name)s is closed and not released. Merge these sectors after its results are released.")
            % {"name": round_.name}
        )
