"""Putting right what was done by mistake: a round planned for nothing, a service closed, a service left out."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, free_slug, hold_partnership
from organisations.audit import record
from organisations.hanging import hangs_on
from organisations.lineage import refuse_to_come_back
from organisations.models import AuditEntry, Organisation, Partnership, Round, Sector, Service, User
from organisations.saving import hold, write_columns
from tables.folding import fold, tidy
from tables.near import near

# Of an audit entry: each says that one service closed, or its whole organisation.
CLOSED_IT = ("closed a service", "let an organisation go")


# --- a round that was never opened --------------------------------------------------------------


@transaction.atomic
def delete_planned_round(*, round_: Round, by: User) -> None:
    """Delete a round that was planned and never opened. Twice is as once.

    What was done on its days is kept, and counts in the round after it. Raises ActionRefused where it was opened, and
    where anything hangs on it.
    """
    partnership = hold_partnership(round_.partnership_id)  # no one opens it meanwhile
    held = Round.objects.select_for_update(of=("self",)).filter(pk=round_.pk).first()
    if held is None:
        return
    if held.state != Round.State.PLANNED:
        raise ActionRefused(_("%(name)s has been opened, so it cannot be deleted.") % {"name": held.name})
    if found := hangs_on(held):
        said = {"name": held.name, "what": ", ".join(found)}
        raise ActionRefused(_("%(name)s cannot be deleted, because it already has: %(what)s.") % said)
    record(partnership=partnership, by=by, what="deleted a planned round", about=held)
    held.delete()


# --- closed services ----------------------------------------------------------------------------


@dataclass(frozen=True)
class ArchivedService:
    """A service that is closed, and what is known of how that came."""

    service: Service
    who: User | None
    why: str

    @property
    def can_be_restored(self) -> bool:
        return self.service.organisation.archived_on is None


def archived_services(partnership: Partnership) -> list[ArchivedService]:
    """All of a partnership, the last that closed first. Two queries.

    Who closed one is told from the log, by name and day, and left out where two people could be meant.
    """
    found = Service.objects.in_partnership(partnership).exclude(archived_on=None).with_places()
    entries = AuditEntry.objects.filter(partnership=partnership, what__in=CLOSED_IT, by__isnull=False)
    people: dict[tuple[str, str, datetime.date], set[User]] = {}
    for entry in entries.select_related("by"):
        key = (entry.what, entry.about, timezone.localdate(entry.at))
        people.setdefault(key, set()).add(entry.by)
    rows = []
    for service in found.order_by("-archived_on", "name", "pk"):
        left = service.left_with_organisation
        key = (CLOSED_IT[left], (service.organisation if left else service).name, service.archived_on)
        who = people.get(key, set())
        said = {"organisation": service.organisation.name}
        why = _("archived because %(organisation)s left the partnership") % said if left else ""
        rows.append(ArchivedService(service, next(iter(who)) if len(who) == 1 else None, str(why)))
    return rows


def name_is_taken(service: Service, name: str) -> bool:
    """Whether another open service of its organisation has that name, in whatever spelling."""
    others = Service.objects.active().filter(organisation=service.organisation_id).exclude(pk=service.pk)
    return fold(name) in {fold(other) for other in others.values_list("name", flat=True)}


@transaction.atomic
def restore_service(*, service: Service, by: User, name: str = "") -> Service:
    """Take a closed service in again, where need be under another name. Twice is as once.

    What was handed on to another service or person stays where it is. Raises ActionRefused where its organisation has
    left, and where its name was taken meanwhile.
    """
    partnership = hold_partnership(service.partnership.pk)  # neither does its organisation leave, nor a round close
    held = hold(service)
    if held.archived_on is None:
        return held
    refuse_to_come_back(held)
    organisation = Organisation.objects.get(pk=held.organisation_id)
    if organisation.archived_on is not None:
        said = {"organisation": organisation.name}
        raise ActionRefused(_("%(organisation)s has left the partnership. Restore the organisation first.") % said)
    wanted = tidy(name) or held.name
    if name_is_taken(held, wanted):
        raise ActionRefused(_("Enter a different name. This organisation already has a service called this"))
    held.name, held.archived_on, held.left_with_organisation = wanted, None, False
    write_columns(held, ["name", "archived_on", "left_with_organisation"])
    record(partnership=partnership, by=by, what="restored a service", about=held)
    return held


# --- one more service ---------------------------------------------------------------------------


def alike(name: str, others: Iterable[str]) -> Iterator[str]:
    """Those of the other names that may be meant by this one: near it, and not the same."""
    for other in others:
        if fold(name) != fold(other) and near(name, other):
            yield other


def same_name(name: str, rows: Collection) -> object | None:
    """The row that has this name, in whatever spelling."""
    return next((row for row in rows if fold(row.name) == fold(name)), None)


@transaction.atomic
def add_service(
    *, partnership: Partnership, sector: str, organisation: str, name: str, headcount: int | None, by: User
) -> Service:
    """Add one service by hand; its sector and organisation are added with it where there is none of that name.

    Raises ActionRefused where its organisation has a service of that name, or has left.
    """
    place = hold_partnership(partnership.pk)  # two admins adding the same
    where = _get_or_add(Sector, place, sector)
    whose = _get_or_add(Organisation, place, organisation)
    if whose.archived_on is not None:
        said = {"organisation": whose.name}
        raise ActionRefused(_("%(organisation)s has left the partnership. Restore the organisation first.") % said)
    if same_name(name, Service.objects.filter(organisation=whose)):
        raise ActionRefused(_("Enter a different name. This organisation already has a service called this"))
    kept = tidy(name)
    service = Service.objects.create(
        organisation=whose,
        sector=where,
        name=kept,
        slug=free_slug(kept, Service.objects.in_partnership(partnership), most=100),
        headcount=headcount,
    )
    record(partnership=place, by=by, what="added a service", about=service)
    return service


def _get_or_add(model, partnership: Partnership, name: str):
    rows = list(model.objects.filter(partnership=partnership))
    if found := same_name(name, rows):
        return getattr(found, "now", found)  # a sector may be part of another by now
    kept = tidy(name)
    slug = free_slug(kept, model.objects.filter(partnership=partnership))
    return model.objects.create(partnership=partnership, name=kept, slug=slug)
