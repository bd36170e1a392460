"""Which languages a partnership offers, and who has read the translation."""

from django.db import transaction

from organisations.audit import record
from organisations.models import User
from surveys.languages import language_called
from surveys.models import LanguageChoice


@transaction.atomic
def save_language_choice(*, choice: LanguageChoice, by: User) -> None:
    """Keep what was decided about a language, new or changed."""
    choice.recorded_by = by
    choice.save()
    language = language_called(choice.language)
    what = "offered a language for surveys" if choice.is_offered else "stopped offering a language for surveys"
    record(partnership=choice.partnership, by=by, what=what, about=language)
    if choice.checked_on:
        checked = f"{language}: {choice.checked_by}, {choice.checked_on:%-d %B %Y}"
        record(partnership=choice.partnership, by=by, what="recorded a native speaker's check", about=checked)
