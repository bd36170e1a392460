"""Writing down a service's briefings and conversations, changing them, taking back a mistake."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from activities.models import Briefing, DeepListening, Heard
from framework.models import Feature
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import User


@transaction.atomic
def save_briefing(*, briefing: Briefing, by: User) -> Briefing:
    """Save a new or changed briefing."""
    what = "changed a briefing" if briefing.pk else "recorded a briefing"
    briefing.recorded_by = briefing.recorded_by or by
    briefing.save()
    record(partnership=briefing.service.partnership, by=by, what=what, about=briefing)
    return briefing


@transaction.atomic
def save_listening(*, session: DeepListening, heard: Mapping[Feature, str], by: User) -> DeepListening:
    """Save a new or changed conversation, with what was heard by feature. What is no longer written goes."""
    what = "changed a deep listening record" if session.pk else "recorded deep listening"
    session.recorded_by = session.recorded_by or by
    session.save()
    session.heard.all().delete()
    Heard.objects.bulk_create(Heard(session=session, feature=feature, text=text) for feature, text in heard.items())
    record(partnership=session.service.partnership, by=by, what=what, about=session)
    return session


@transaction.atomic
def take_back(*, made: Briefing | DeepListening, by: User) -> None:
    """Delete what was recorded by mistake. Raises ActionRefused where a release has counted it."""
    locked = type(made).objects.select_for_update(of=("self",)).select_related("counted_in").filter(pk=made.pk).first()
    if locked is None:  # taken back already, as by a double click
        return
    if locked.counted_in:
        raise ActionRefused(
            _("%(name)s is released and has counted this, so it stays on record.") % {"name": locked.counted_in.name}
        )
    record(partnership=made.service.partnership, by=by, what="took back a record", about=made)
    locked.delete()
