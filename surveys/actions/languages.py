"""Which languages a partnership offers, and who has read the translation."""

from collections.abc import Collection

from django.db import transaction

from organisations.audit import record
from organisations.models import User
from organisations.saving import hold, take_over
from surveys.languages import language_called
from surveys.models import LanguageChoice

OF_A_CHOICE = ("is_offered", "checked_by", "checked_on")


@transaction.atomic
def save_language_choice(*, choice: LanguageChoice, by: User, fields: Collection[str] = OF_A_CHOICE) -> None:
    """Keep what was decided about a language, new or changed. Raises ActionRefused as saving does."""
    place = hold(choice.partnership)  # two admins deciding first
    held, is_new = LanguageChoice.objects.select_for_update(of=("self",)).get_or_create(
        partnership=place, framework=choice.framework, language=choice.language
    )
    take_over(held, choice, OF_A_CHOICE if is_new else fields, also={"recorded_by": by})
    language = language_called(held.language)
    what = "offered a language for surveys" if held.is_offered else "stopped offering a language for surveys"
    record(partnership=place, by=by, what=what, about=language)
    if held.checked_on:
        checked = f"{language}: {held.checked_by}, {held.checked_on:%-d %B %Y}"
        record(partnership=place, by=by, what="recorded a native speaker's check", about=checked)
