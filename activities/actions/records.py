"""Writing down a service's briefings and conversations, changing them, taking back a mistake."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from activities.actions.recorded import save_record
from activities.models import Briefing, DeepListening, Heard
from framework.models import Feature
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import User

OF_A_BRIEFING = ("day", "how", "people_reached", "team_size", "note")
WITH = ("with_children", "with_young_people", "with_parents_carers", "with_staff")
OF_A_CONVERSATION = ("day", "people_heard", "method", "will_change", "told_them", "told_on", *WITH)


@transaction.atomic
def save_briefing(*, briefing: Briefing, by: User, fields: Collection[str] = OF_A_BRIEFING) -> Briefing:
    """Save a new briefing, or what was changed of one. Raises ActionRefused where it was taken back meanwhile."""
    return save_record(briefing, fields, by=by, added="recorded a briefing", changed="changed a briefing")


@transaction.atomic
def save_listening(
    *,
    session: DeepListening,
    heard: Mapping[Feature, str],
    by: User,
    fields: Collection[str] = OF_A_CONVERSATION,
    changed: Collection[Feature] | None = None,
) -> DeepListening:
    """Save a new conversation, or what was changed of one, with what was heard by feature.

    `changed` are the features of which something else was written than stood there; without it all of them, and what
    is no longer written goes. Raises ActionRefused where it was taken back meanwhile.
    """
    added, what = "recorded deep listening", "changed a deep listening record"
    saved = save_record(session, fields, by=by, added=added, changed=what)
    old = saved.heard.all() if changed is None else saved.heard.filter(feature__in=changed)
    old.delete()
    Heard.objects.bulk_create(
        Heard(session=saved, feature=feature, text=text)
        for feature, text in heard.items()
        if changed is None or feature in changed
    )
    return saved


@transaction.atomic
def take_back(*, made: Briefing | DeepListening, by: User) -> None:
    """Delete what was recorded by mistake. Raises ActionRefused where a release has counted it."""
    held = type(made).objects.select_for_update(of=("self",)).filter(pk=made.pk).first()
    if held is None:  # taken back already, as by a double click
        return
    if held.counted_in:
        raise ActionRefused(
            _("You cannot delete this. It has been counted in the results for %(name)s, which have been released.")
            % {"name": held.counted_in.name}
        )
    record(partnership=held.service.partnership, by=by, what="deleted a record", about=held)
    held.delete()
