"""The languages that surveys are in, and whether the pages around the questions speak them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import get_language_info, to_locale

# Languages that say "you" to a child in other forms: what gettext has them under (`setup/words.py` makes it).
TO_CHILDREN = {"bn": "bn-child"}


@dataclass(frozen=True)
class Language:
    """A language: `code` stands in addresses and rows, `tag` in a page's `lang`."""

    code: str
    name: str
    own_name: str
    is_right_to_left: bool

    @property
    def tag(self) -> str:
        """As browsers and screen readers know it: en-GB, pa-Arab."""
        first, _, rest = self.code.partition("-")
        return f"{first}-{rest.title() if len(rest) == 4 else rest.upper()}" if rest else first

    @property
    def direction(self) -> str:
        return "rtl" if self.is_right_to_left else "ltr"

    def of_pages(self, *, to_a_child: bool) -> str:
        """What the pages around the questions speak, for `translation.override`."""
        return TO_CHILDREN.get(self.code, self.code) if to_a_child else self.code

    def __str__(self) -> str:
        return self.name


def _language(code: str, name: str) -> Language:
    known = get_language_info(code)
    own_name = "English" if code == settings.LANGUAGE_CODE else known["name_local"]
    return Language(code, name, own_name, known["bidi"])


@cache
def all_languages() -> tuple[Language, ...]:
    """English first, then the others as the settings list them."""
    return tuple(_language(code, name) for code, name in settings.LANGUAGES)


def english() -> Language:
    """The language that everything is written in first."""
    return language_called(settings.LANGUAGE_CODE)


def language_called(code: str) -> Language:
    """The language with this code, or English for anything else that someone put into an address."""
    by_code = {language.code: language for language in all_languages()}
    return by_code.get(code) or by_code[settings.LANGUAGE_CODE]


@cache
def phrases_in(code: str) -> tuple[tuple[str, str], ...]:
    """What the pages around the questions say, in English and in this language. Read once, as gettext does."""
    source = Path(settings.LOCALE_PATHS[0]) / to_locale(code) / "LC_MESSAGES" / "django.po"
    if not source.exists():
        return ()
    with source.open("rb") as file:
        phrases = [message for message in read_po(file, locale=to_locale(code)) if message.id]
    return tuple(
        (english, text)
        for message in phrases
        for english, text in (
            zip([message.id[0], *message.id[1:] * len(message.string)], message.string, strict=False)
            if message.pluralizable
            else [(message.id, message.string)]
        )
    )


@cache
def phrases_not_translated(code: str) -> tuple[str, ...]:
    """The pages' phrases that this language has no words for: buttons, notes."""
    if code == settings.LANGUAGE_CODE:
        return ()
    made = Path(settings.LOCALE_PATHS[0]) / to_locale(code) / "LC_MESSAGES" / "django.mo"
    if not made.exists():
        return ("all of them: run python -m setup.words",)
    return tuple(english for english, text in phrases_in(code) if not text)
