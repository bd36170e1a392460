"""Changing rounds and places that are there."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from framework.models import Feature
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Organisation, Round, Service, User
from organisations.moving import note_other_sector
from organisations.saving import hold, save_shown_fields

OF_AN_OPEN_ROUND = ("closes_on",)
OF_A_PLANNED_ROUND = ("name", "opens_on", "closes_on", "framework", "shown_first", "fresh_statements", "assessed")
OF_AN_ORGANISATION = ("name",)
OF_A_SERVICE = ("name", "sector", "headcount")


@transaction.atomic
def change_round(
    *,
    round_: Round,
    by: User,
    fields: Collection[str] = OF_A_PLANNED_ROUND,
    assessed: Collection[Feature] | None = None,
) -> Round:
    """Keep what was changed of a planned round, or the last day of an open one.

    `assessed` are the features that services assess themselves on, none for all; None leaves them as they are.

    Raises ActionRefused where it was opened or closed meanwhile: a closed round is never opened by the way. So it does
    where another round has its name by now.
    """
    partnership = hold(round_.partnership)

    def check(held: Round) -> None:
        others = Round.objects.filter(partnership=partnership).exclude(pk=held.pk)
        if "name" in fields and others.named(round_.name).exists():
            raise ActionRefused(_("Enter a different name. Another round is already called this"))
        may_change = {"planned": OF_A_PLANNED_ROUND, "open": OF_AN_OPEN_ROUND}.get(held.state)
        if may_change is None or not set(fields) <= set(may_change):
            raise ActionRefused(
                _("%(name)s is %(state)s, so it cannot be changed.")
                % {"name": held.name, "state": held.get_state_display().lower()}
            )

    saved = save_shown_fields(round_, fields, by=by, what="changed a round", check=check)
    if assessed is not None and saved.state == Round.State.PLANNED:
        saved.assessed.set(assessed)
    return saved


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, by: User, fields: Collection[str] = OF_AN_ORGANISATION
) -> Organisation:
    """Keep an organisation's changed name; whether it has left is another matter.

    Raises ActionRefused where another one has that name by now, however it is spelled.
    """
    partnership = hold(organisation.partnership)  # two organisations renamed alike at one moment

    def check(held: Organisation) -> None:
        others = Organisation.objects.filter(partnership=partnership).exclude(pk=held.pk)
        if "name" in fields and others.named(organisation.name).exists():
            raise ActionRefused(_("Enter a different name. Another organisation is already called this"))

    return save_shown_fields(organisation, fields, by=by, what="changed an organisation", check=check)


@transaction.atomic
def change_service(*, service: Service, by: User, fields: Collection[str] = OF_A_SERVICE) -> Service:
    """Keep what was changed of a service.

    Raises ActionRefused where it was closed, or its name was taken, meanwhile.
    """
    organisation = hold(service.organisation)  # two services renamed alike at one moment

    def check(held: Service) -> None:
        others = Service.objects.filter(organisation=organisation).exclude(pk=held.pk)
        if "name" in fields and others.named(service.name).exists():
            raise ActionRefused(_("Enter a different name. This organisation already has a service called this"))
        if held.archived_on is not None:
            raise ActionRefused(_("%(name)s has just been archived, so it cannot be changed.") % {"name": held.name})

    before = Service.objects.select_related("sector").get(pk=service.pk).sector
    saved = save_shown_fields(service, fields, by=by, what="changed a service", check=check)
    if saved.sector_id != before.pk:
        note_other_sector(service=saved, before=before, by=by, on=timezone.localdate())
    return saved


@transaction.atomic
def close_service(*, service: Service, by: User, on: datetime.date | None = None) -> None:
    """Close a service; what it recorded stays. Twice is as once.

    Raises ActionRefused while a round is open, or closed and may be reopened.
    """
    # Held before the service, as where a round opens: none opens between this look and the closing.
    partnership = hold_partnership(service.partnership.pk)
    held = hold(service)
    if held.archived_on is not None:
        return
    round_ = Round.objects.with_answers_as_they_came().filter(partnership=partnership).first()
    if round_ is not None:
        refusal = (
            _("%(name)s is open. Archive this service after the round, so that no answers are lost.")
            if round_.is_open
            else _("%(name)s can still be reopened. Archive this service after its answers are sealed.")
        )
        raise ActionRefused(refusal % {"name": round_.name})
    held.archived_on = on or timezone.localdate()
    held.save(update_fields=["archived_on"])
    record(partnership=partnership, by=by, what="closed a service", about=held)
