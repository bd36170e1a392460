"""An organisation leaves the partnership, or comes back. What it recorded stays, and so do all totals."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.lineage import refuse_to_come_back
from organisations.models import Organisation, Round, Service, User


@transaction.atomic
def leave_partnership(*, organisation: Organisation, by: User, on: datetime.date | None = None) -> None:
    """Archive an organisation together with its services. Nothing is deleted; leaving twice changes nothing.

    Raises ActionRefused while a round is open, or may be reopened, in which its services take part, so that no answer
    given in it is lost.
    """
    hold_partnership(organisation.partnership_id)  # no round opens while it leaves
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if locked.archived_on is not None:
        return
    services = Service.objects.active().filter(organisation=locked)
    round_ = Round.objects.with_answers_as_they_came().filter(partnership=locked.partnership_id).first()
    if round_ is not None and services.exists():
        refusal = (
            _("%(name)s is open. Archive this organisation after the round, so that no answers are lost.")
            if round_.is_open
            else _("%(name)s can still be reopened. Archive this organisation after its answers are sealed.")
        )
        raise ActionRefused(refusal % {"name": round_.name})
    locked.archived_on = on or timezone.localdate()
    locked.save(update_fields=["archived_on"])
    services.update(archived_on=locked.archived_on, left_with_organisation=True)
    record(partnership=locked.partnership, by=by, what="let an organisation go", about=locked)


@transaction.atomic
def return_to_partnership(*, organisation: Organisation, by: User) -> None:
    """Take an organisation back in, with the services that it left with. Returning twice changes nothing.

    Raises ActionRefused where it has become part of another.
    """
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if locked.archived_on is None:
        return
    refuse_to_come_back(locked)
    # Not by their day: a service that was closed on the day on which its organisation left stays closed.
    Service.objects.filter(organisation=locked, left_with_organisation=True).update(
        archived_on=None, left_with_organisation=False
    )
    locked.archived_on = None
    locked.save(update_fields=["archived_on"])
    record(partnership=locked.partnership, by=by, what="took an organisation back in", about=locked)
