"""Improvement actions that are in somebody's name, for whoever takes over from them."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.models import ImprovementAction
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.handing_over import Duty
from organisations.models import Service, User
from organisations.saving import hold

ORDER = 10


def duties_at(services: Collection[Service]) -> Iterator[Duty]:
    """Actions that are planned or under way and name a person. One query."""
    by_number = {one.pk: one for one in services}
    found = ImprovementAction.objects.open().filter(service__in=by_number).exclude(person=None)
    for action in found.select_related("person").in_order():
        yield Duty(by_number[action.service_id], action.person, action.what)


@transaction.atomic
def hand_over(*, service: Service, person: User, heir: User, by: User) -> int:
    """Name the heir in a person's open actions at a service; how many these were."""
    actions = ImprovementAction.objects.open().filter(service=service, person=person).select_for_update(of=("self",))
    for action in actions:
        action.person = heir
        action.save(update_fields=["person"])
        record(partnership=service.partnership, by=by, what="handed an action over", about=action, person=heir)
    return len(actions)


@transaction.atomic
def move_to_successor(*, action: ImprovementAction, service: Service, by: User) -> None:
    """Let another service of the organisation go on with an action of one that has closed.

    Whoever is named stays named where they work at the other one too, or lead the organisation. Raises ActionRefused
    where the service has not closed, or the other one belongs to another organisation.
    """
    held = hold(action)
    from_ = Service.objects.get(pk=held.service_id)
    if from_.archived_on is None or service.archived_on is not None or from_.organisation_id != service.organisation_id:
        raise ActionRefused(_("An action goes from a closed service to an open one of the same organisation."))
    held.service = service
    here = held.person and (
        held.person.memberships.filter(service=service).exists()
        or held.person.memberships.filter(organisation=service.organisation_id).exists()
    )
    if held.person and not here:
        held.person = None
    held.save(update_fields=["service", "person"])
    record(partnership=service.partnership, by=by, what=f"moved an action to {service}", about=held)
