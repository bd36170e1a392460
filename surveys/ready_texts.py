"""A text to send with a survey's link, in each language that the survey is offered in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.languages import Language, english
from surveys.models import Instrument, SurveyLink, Wording
from surveys.wordings import languages_of


@dataclass(frozen=True)
class ReadyText:
    """A text as it can be pasted into a message, and the language it is in."""

    language: Language
    text: str


def texts_to_send(links: list[SurveyLink], addresses: dict[int, str]) -> dict[int, list[ReadyText]]:
    """The texts for each link, by its key. `addresses` are the links' own, by the same key.

    They say what the survey's start page says, so that nobody is promised more here than there. One query for all
    titles, and three a survey for the languages it is offered in.
    """
    titles = _titles_of([link.instrument for link in links])
    return {
        link.pk: [
            ReadyText(language, _text(link, language, titles, addresses[link.pk]))
            for language in languages_of(link.instrument, link.round.partnership)
        ]
        for link in links
    }


def _titles_of(instruments: list[Instrument]) -> dict[tuple[int, str, str], str]:
    """What surveys are called, by framework, survey and language."""
    rows = Wording.objects.filter(
        kind=Wording.TextOf.INSTRUMENT_TITLE, framework__in={instrument.framework_id for instrument in instruments}
    )
    return {
        (framework, *rest): text for framework, *rest, text in rows.values_list("framework", "key", "language", "text")
    }


def _text(link: SurveyLink, language: Language, titles: dict[tuple[int, str, str], str], address: str) -> str:
    survey = link.instrument
    title = titles.get((survey.framework_id, survey.key, language.code), survey.title)
    with translation.override(language.code):
        minutes = ngettext(
            "It takes about %(minutes)s minute.", "It takes about %(minutes)s minutes.", survey.minutes
        ) % {"minutes": survey.minutes}
        if survey.for_families:
            who = _("We do not ask for your name, and we do not know who you are.")
        else:
            who = _("You do not sign in. We do not keep your name, your device’s address or the time.")
        until = _("until %(day)s") % {"day": date_format(link.round.closes_on, "j E Y")}
        choose = _("You choose whether to answer. You can skip any question.")
    where = link.service.name if link.service else link.round.partnership.name
    asked = "" if language == english() else f"?language={language.code}"
    return f"{title}\n{where}\n\n{minutes} {choose}\n{who}\n\n{address}{asked}\n({until})"
