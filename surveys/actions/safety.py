"""How a partnership looks after what people tell it."""

from collections.abc import Collection

from django.db import transaction

from organisations.audit import record
from organisations.models import User
from organisations.saving import hold, take_over
from surveys.models import SafetySettings


@transaction.atomic
def save_safety_settings(*, settings: SafetySettings, fields: Collection[str], by: User) -> SafetySettings:
    """Keep what was changed of a partnership's settings, its first ones too. Raises ActionRefused as saving does."""
    place = hold(settings.partnership)  # two admins at its first settings
    held, _made = SafetySettings.objects.select_for_update(of=("self",)).get_or_create(partnership=place)
    take_over(held, settings, fields)
    changed = ", ".join(fields) or "nothing"
    record(partnership=place, by=by, what="changed the surveys' safety settings", about=changed)
    return held
