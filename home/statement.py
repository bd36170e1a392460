"""The languages of the accessibility statement: whole, or not offered; and who has read the translation."""

import datetime

from organisations.accessibility import SAID, known_faults
from surveys.languages import Language, all_languages, english, language_called, phrases_in, phrases_not_translated
from surveys.models import LanguageChoice

# The day on which the words around the faults were last put into other languages.
TRANSLATED_ON = datetime.date(2026, 11, 30)


def statement_languages() -> list[Language]:
    """English, and each language that has words for every phrase and every known fault."""
    return [language for language in all_languages() if language == english() or _is_whole(language)]


def _is_whole(language: Language) -> bool:
    """Whether nothing would be left in English.

    A fault that was added to the file, or worded anew, without `make words` is no empty phrase: it is not there at all.
    """
    translated = {phrase for phrase, text in phrases_in(language.code) if text}
    faults_said = {getattr(fault, column) for fault in known_faults() for column in SAID}
    return faults_said <= translated and not phrases_not_translated(language.code)


def statement_language(code: str) -> Language:
    """The language that was asked for, else English."""
    asked = language_called(code)
    return asked if asked in statement_languages() else english()


def checked_on(language: Language) -> datetime.date | None:
    """The newest day on which a native speaker read these words, in whichever partnership recorded it; None until then.

    A check from before the newest fault, or from before there was a translation, has not read what stands there now.
    What a demonstration records is made up.
    """
    since = max([TRANSLATED_ON, *(fault.found_on for fault in known_faults())])
    checks = LanguageChoice.objects.filter(language=language.code, checked_on__gte=since)
    checks = checks.filter(partnership__is_demonstration=False)
    return checks.order_by("-checked_on").values_list("checked_on", flat=True).first()
