"""A survey's words in another language, whole or not at all.

A page in a language shows its words through one object, made once for a request:

    language = language_for(request, instrument, partnership)   # English unless another is offered and complete
    words = InstrumentWords(instrument, language)              # read once a process; nothing in English
    words.title, words.introduction, words.audience
    words.section_title(section), words.section_note(section)
    words.question(question), words.stem(scale), words.point(point)
    words.asks(question)       # False for a local question that no one has put into this language yet
    words.support(line)        # what the component that lists support lines shows

`languages_of(instrument, partnership)` is what the choice of a language lists. The phrases around the questions come
from gettext: `with translation.override(language.code)`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache

from django.db.models import Case, CharField, QuerySet, Value, When

from framework.models import FrameworkVersion
from organisations.models import Partnership
from surveys.languages import Language, all_languages, english, language_called, phrases_not_translated
from surveys.models import Instrument, LanguageChoice, Question, ScalePoint, Section, SupportLine, Wording
from surveys.models.instruments import Scale
from surveys.standing import Edition, edition_of, hours_in, lines_of, words_in

Text = tuple[str, str]  # the kind of a text, and its key
TextOf = Wording.TextOf


def texts_of(framework: FrameworkVersion, *, instrument: Instrument | None = None) -> dict[Text, str]:
    """Every text of the core that can be translated, in English: of all surveys, or of one with its scales.

    Local questions are not in it: without words in a language they are not asked in it.
    """
    wanted = {"pk": instrument.pk} if instrument else {}
    texts: dict[Text, str] = {}
    for survey in Instrument.objects.filter(framework=framework, **wanted):
        texts[TextOf.INSTRUMENT_TITLE, survey.key] = survey.title
        texts[TextOf.INSTRUMENT_AUDIENCE, survey.key] = survey.audience
        texts[TextOf.INSTRUMENT_INTRODUCTION, survey.key] = survey.introduction
    within = {f"instrument__{name}": value for name, value in wanted.items()}
    for section in Section.objects.filter(instrument__framework=framework, **within).select_related("instrument"):
        texts[TextOf.SECTION_TITLE, f"{section.instrument.key}.{section.code}"] = section.title
        texts[TextOf.SECTION_NOTE, f"{section.instrument.key}.{section.code}"] = section.note
    core = Question.objects.core().filter(instrument__framework=framework, **within)
    for question in core.select_related("instrument"):
        texts[TextOf.QUESTION, f"{question.instrument.key}.{question.code}"] = question.text
        texts[TextOf.EASY_QUESTION, f"{question.instrument.key}.{question.code}"] = question.easy_text
    points = ScalePoint.objects.filter(scale__framework=framework)
    if instrument:
        points = points.filter(scale__questions__instrument=instrument, scale__questions__partnership=None).distinct()
    for point in points.select_related("scale"):
        texts[TextOf.SCALE_STEM, point.scale.key] = point.scale.stem
        texts[TextOf.POINT, f"{point.scale.key}.{point.key}"] = point.label
    lines = SupportLine.objects.filter(framework=framework)
    if instrument:
        lines = lines.beside(instrument)
    for line in lines:
        texts[TextOf.SUPPORT_NAME, line.code] = line.name
        texts[TextOf.SUPPORT_WHAT, line.code] = line.what
        texts[TextOf.SUPPORT_HOURS, line.code] = line.hours
    return {text: words for text, words in texts.items() if words}


def missing_in(
    framework: FrameworkVersion, instruments: Iterable[Instrument]
) -> dict[Language, dict[Instrument, list[str]]]:
    """For every language but English and every survey: the English texts that have no words in that language."""
    known: dict[str, set[Text]] = defaultdict(set)
    for code, *text in Wording.objects.filter(framework=framework).values_list("language", "kind", "key"):
        known[code].add((text[0], text[1]))
    needed = {instrument: texts_of(framework, instrument=instrument) for instrument in instruments}
    return {
        language: {
            instrument: [words for text, words in texts.items() if text not in known[language.code]]
            for instrument, texts in needed.items()
        }
        for language in all_languages()
        if language != english()
    }


def side_by_side(instrument: Instrument, language: Language) -> list[tuple[str, str]]:
    """A survey's texts in English and in a language, in the order in which they are asked; "" where one is missing."""
    rows = Wording.objects.filter(framework=instrument.framework_id, language=language.code)
    words = {(kind, key): text for kind, key, text in rows.values_list("kind", "key", "text")}
    texts = texts_of(instrument.framework, instrument=instrument)
    return [(english_text, words.get(text, "")) for text, english_text in texts.items()]


class Chosen(StrEnum):
    """What a partnership decided about a language, as one word."""

    WITHHELD = "withheld"
    CHECKED = "checked"  # a native speaker has read this version's words
    OFFERED = "offered"


def choices_of(partnership: Partnership | None, framework: int) -> QuerySet:
    """Rows of a language's code and what was decided about it (`Chosen`), of those about which anything was."""
    decided = Case(
        When(is_offered=False, then=Value(Chosen.WITHHELD)),
        When(checked_on__isnull=False, then=Value(Chosen.CHECKED)),
        default=Value(Chosen.OFFERED),
        output_field=CharField(),
    )
    found = LanguageChoice.objects.filter(partnership=partnership, framework=framework)
    return found.annotate(decided=decided).values_list("language", "decided")


def languages_of(
    instrument: Instrument,
    partnership: Partnership,
    *,
    edition: Edition | None = None,
    choices: Mapping[str, str] | None = None,
) -> list[Language]:
    """The languages that this survey is whole in and the partnership offers; English always, and first.

    Whoever has the `edition` and the `choices` already (`choices_of` as a mapping) hands them in.
    """
    if choices is None:
        choices = dict(choices_of(partnership, instrument.framework_id))
    return [english()] + [
        language
        for language in whole_in(instrument, edition or edition_of())
        if choices.get(language.code) != Chosen.WITHHELD and not phrases_not_translated(language.code)
    ]


@lru_cache(maxsize=200)
def whole_in(instrument: Instrument, edition: Edition) -> tuple[Language, ...]:
    """The languages that have words for every text of a survey, found out once in a process and edition.

    Every page of a survey asks, and thousands of rows have to be read to answer.
    """
    missing = missing_in(instrument.framework, [instrument])
    return tuple(language for language, by_instrument in missing.items() if not by_instrument[instrument])


def is_whole_in(instrument: Instrument, language: Language, edition: Edition) -> bool:
    """Whether a survey and the pages around it have words for everything in a language."""
    return language in whole_in(instrument, edition) and not phrases_not_translated(language.code)


def language_for(request, instrument: Instrument, partnership: Partnership) -> Language:
    """The language that a request asks for (`?language=ur`, or the field of a form), else English."""
    asked = language_called(request.POST.get("language") or request.GET.get("language", ""))
    if asked == english() or asked in languages_of(instrument, partnership):
        return asked
    return english()


class InstrumentWords:
    """The words of one survey in one language. In English they are the rows' own.

    With `is_easy` a question that has easier words is asked in those; the others are asked as they are.
    """

    def __init__(
        self, instrument: Instrument, language: Language, *, is_easy: bool = False, edition: Edition | None = None
    ) -> None:
        self.instrument, self.language, self.is_easy, self._edition = instrument, language, is_easy, edition
        self._words: dict[Text, str] = {}
        if language != english():
            self._words = self._read(words_in, instrument.framework_id, language.code)

    def _read(self, what, *of):
        """What stands for as long as an edition does; read anew where nobody says which one holds."""
        return what(*of, self._edition) if self._edition else what.__wrapped__(*of, ())

    def _in_this_language(self, kind: str, key: str, text: str) -> str:
        return self._words.get((kind, key), text) if text else ""

    @property
    def title(self) -> str:
        return self._in_this_language(TextOf.INSTRUMENT_TITLE, self.instrument.key, self.instrument.title)

    @property
    def audience(self) -> str:
        return self._in_this_language(TextOf.INSTRUMENT_AUDIENCE, self.instrument.key, self.instrument.audience)

    @property
    def introduction(self) -> str:
        return self._in_this_language(TextOf.INSTRUMENT_INTRODUCTION, self.instrument.key, self.instrument.introduction)

    def section_title(self, section: Section) -> str:
        return self._in_this_language(TextOf.SECTION_TITLE, f"{self.instrument.key}.{section.code}", section.title)

    def section_note(self, section: Section) -> str:
        return self._in_this_language(TextOf.SECTION_NOTE, f"{self.instrument.key}.{section.code}", section.note)

    def question(self, question: Question) -> str:
        if self.is_easy and question.easy_text:
            key = f"{self.instrument.key}.{question.code}"
            return self._in_this_language(TextOf.EASY_QUESTION, key, question.easy_text)
        return self._in_this_language(TextOf.QUESTION, f"{self.instrument.key}.{question.code}", question.text)

    def stem(self, scale: Scale) -> str:
        return self._in_this_language(TextOf.SCALE_STEM, scale.key, scale.stem)

    def point(self, point: ScalePoint) -> str:
        """Needs the point's scale at hand, as `questions__scale__points` fetches it."""
        return self._in_this_language(TextOf.POINT, f"{point.scale.key}.{point.key}", point.label)

    def asks(self, question: Question) -> bool:
        """Whether this question is asked in this language: the core always, a local one where it has words."""
        if question.partnership_id is None or self.language == english():
            return True
        return (TextOf.QUESTION, f"{self.instrument.key}.{question.code}") in self._words

    def support(self, line: SupportLine) -> dict[str, object]:
        """A support line for the page. What a partnership worded itself keeps its name, and shows no hours.

        Beside another language than English it says which languages are spoken there, as far as that is known.
        """
        shown = line.for_page()
        if self.language != english():
            name, what, hours = self._framework_lines.get(line.code, ("", "", ""))
            shown["speaks"] = SupportLine.Speech(line.speaks).label if line.speaks else ""
            # A list that was copied before lines said what they are is told apart by the name, which still stands.
            is_the_frameworks = line.what == what or (not line.what and line.name == name)
            shown["what"] = self._words.get((TextOf.SUPPORT_WHAT, line.code), "") if is_the_frameworks else ""
            if line.name == name:
                shown["name"] = self._words.get((TextOf.SUPPORT_NAME, line.code), name)
            if line.hours == hours:
                shown["hours"] = self._words.get((TextOf.SUPPORT_HOURS, line.code), "")
            else:  # copied from an earlier version of the framework, perhaps
                shown["hours"] = self._read(hours_in, self.language.code).get((line.code, line.hours), "")
        return shown

    @cached_property
    def _framework_lines(self) -> dict[str, tuple[str, str, str]]:
        return {
            line.code: (line.name, line.what, line.hours) for line in self._read(lines_of, self.instrument.framework_id)
        }
