"""Outside codes are given to an organisation or a service, and removed."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.models import Organisation, OutsideCode, Service, User
from organisations.models.outside_codes import problem_with, tidy_code
from organisations.permissions import has_permission
from organisations.roles import Permission
from organisations.saving import hold


@transaction.atomic
def add_code(*, place: Organisation | Service, scheme: str, code: str, by: User, words: str = "") -> OutsideCode:
    """Give a place a code; `words` say what another kind of code is called. Giving it again changes nothing.

    Raises ActionRefused for what is no code of its kind, and where another place has it.
    """
    partnership = hold_partnership(place.partnership.pk)  # two people giving one code to two places
    code = tidy_code(scheme, code)
    words = words if scheme == OutsideCode.Scheme.OTHER else ""
    if problem := problem_with(scheme, code):
        raise ActionRefused(problem)
    if scheme == OutsideCode.Scheme.OTHER and not words:
        raise ActionRefused(_("Enter what this kind of code is called"))
    there = OutsideCode.objects.known_as(partnership, scheme, code, words)
    held = there.select_related("organisation", "service").first()
    if held is not None and held.place == place:
        return held
    if held is not None:
        raise ActionRefused(taken_by(held, by))
    made = OutsideCode(partnership=partnership, scheme=scheme, words=words, code=code)
    setattr(made, place._meta.model_name or "", place)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise ActionRefused(_("Another place has just been given this code")) from None
    record(partnership=partnership, by=by, what="added an outside code", about=f"{place}: {made}")
    return made


def taken_by(code: OutsideCode, by: User) -> str:
    """That a code is another place's: of which, where this person may see that."""
    if not has_permission(by, Permission.MANAGE_PLACES, code.partnership):
        return str(_("Another organisation or service has this code"))
    return str(
        _("%(place)s already has the code %(code)s. Remove it there first.") % {"place": code.place, "code": code}
    )


@transaction.atomic
def remove_code(*, code: OutsideCode, by: User, on: datetime.date | None = None) -> None:
    """Take a code from its place; it can then be another's. Removing twice changes nothing."""
    held = hold(code)
    if held.removed_on is not None:
        return
    held.removed_on = on or timezone.localdate()
    held.save(update_fields=["removed_on"])
    record(partnership=held.partnership, by=by, what="removed an outside code", about=f"{held.place}: {held}")
