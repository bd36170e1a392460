"""Pausing surveys: after an incident, no one is asked anything until someone opens the surveys again."""

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Partnership, Service, User
from surveys.models import QuietTime


@transaction.atomic
def begin_quiet_time(
    *, partnership: Partnership, service: Service | None, by: User, at: datetime.datetime
) -> QuietTime:
    """Pause all surveys of a service, or of the whole partnership where none is named.

    ActionRefused where it is quiet.
    """
    try:
        # The database decides who was first, by a constraint; a savepoint, because we go on after the refusal.
        with transaction.atomic():
            quiet = QuietTime.objects.create(partnership=partnership, service=service, began_at=at, began_by=by)
    except IntegrityError:
        raise ActionRefused(_("Surveys are already paused.")) from None
    record(partnership=partnership, by=by, what="paused surveys", about=service or partnership, at=at)
    return quiet


@transaction.atomic
def end_quiet_time(*, quiet: QuietTime | None, by: User, at: datetime.datetime) -> None:
    """Let the surveys ask again. Raises ActionRefused where none runs any more, because someone else has ended it."""
    if quiet is None:
        raise ActionRefused(_("Someone has already ended this pause."))
    locked = QuietTime.objects.select_for_update(of=("self",)).select_related("service", "partnership").get(pk=quiet.pk)
    if locked.ended_at is not None:
        raise ActionRefused(_("Someone has already ended this pause."))
    locked.ended_at, locked.ended_by = at, by
    locked.save(update_fields=["ended_at", "ended_by"])
    record(
        partnership=locked.partnership,
        by=by,
        what="ended a pause of surveys",
        about=locked.service or locked.partnership,
    )
