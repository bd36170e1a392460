"""A survey as a row of screens: what is asked together, what is said beforehand, and the page before sending."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from surveys.models import Question, Section, SurveyLink
from surveys.prepared import Prepared
from surveys.standing import core_questions, edition_of
from surveys.wordings import InstrumentWords

MOST_ON_A_SCREEN = 5


@dataclass(frozen=True)
class Screen:
    """What a person sees at once: a few questions, a note before a harder part, or the end, where answers are sent.

    `number` counts the screens that ask something; a note has the number of the screen that follows it.
    """

    section: Section | None
    questions: tuple[Question, ...] = ()
    number: int = 0
    is_local: bool = False

    @property
    def is_note(self) -> bool:
        return self.section is not None and not self.questions

    @property
    def is_end(self) -> bool:
        return self.section is None and not self.questions

    @property
    def is_open(self) -> bool:
        return any(question.is_open for question in self.questions)

    @property
    def name(self) -> str:
        """What the page carries to say where someone is, in whatever language and layout they go on."""
        if self.questions:
            return self.questions[0].code
        return f"before.{self.section.code}" if self.section else "end"

    def words_of_section(self, words: InstrumentWords) -> tuple[str, str]:
        """Its section's title, and its note where none came as a screen of its own; both empty without a section."""
        if self.section is None:
            return "", ""
        note = self.is_note or not self.section.is_harder
        return words.section_title(self.section), words.section_note(self.section) if note else ""

    def is_called(self, name: str) -> bool:
        return name == self.name or any(question.code == name for question in self.questions)


def _own_questions(partnership: int, instrument: int) -> QuerySet[Question]:
    return Question.objects.own_of(partnership).filter(instrument=instrument)


_OWN = Prepared(_own_questions, "partnership", "instrument")


def survey_questions_of(survey_link: SurveyLink) -> list[Question]:
    """All questions of a survey here, the partnership's own after the core, with scales and sections at hand."""
    core = core_questions(survey_link.instrument_id, edition_of(survey_link))
    sections = {question.section_id: question.section for question in core}
    scales = {question.scale_id: question.scale for question in core if question.scale}
    own = []
    if getattr(survey_link, "has_own_questions", True):
        own = _OWN(partnership=survey_link.round.partnership_id, instrument=survey_link.instrument_id)
    for question in own:
        if question.section_id in sections:
            question.section = sections[question.section_id]
        if question.scale_id in scales:
            question.scale = scales[question.scale_id]
    return [*core, *sorted(own, key=lambda question: (question.section.order, question.order))]


def screens_of(questions: Iterable[Question], words: InstrumentWords, *, one_by_one: bool) -> list[Screen]:
    """The screens in their order, the end included.

    Sections come in their order, local questions last; an open question stands alone; a local question without words
    in this language is not asked in it.
    """
    asked = [question for question in questions if words.asks(question)]
    core = [question for question in asked if question.partnership_id is None]
    local = [question for question in asked if question.partnership_id is not None]
    at_once = 1 if one_by_one else MOST_ON_A_SCREEN
    screens: list[Screen] = []
    number = 0
    for some, is_local in [*((part, False) for part in _by_section(core)), (local, True)]:
        if some and some[0].section.is_harder and not is_local:
            screens.append(Screen(some[0].section, number=number + 1))
        for group in _split(some, at_once):
            number += 1
            screens.append(Screen(some[0].section, tuple(group), number, is_local))
    return [*screens, Screen(None, number=number)]


def _by_section(questions: list[Question]) -> list[list[Question]]:
    parts: dict[int, list[Question]] = {}
    for question in questions:
        parts.setdefault(question.section_id, []).append(question)
    return list(parts.values())


def _split(questions: list[Question], at_once: int) -> Iterator[list[Question]]:
    """Groups of about the same size, none larger than `at_once`; open questions each alone."""
    closed = [question for question in questions if not question.is_open]
    # Rounded up, and then shared out evenly: nine questions are three times three, and not four, four and one.
    groups = -(-len(closed) // at_once)
    for place in range(groups):
        yield closed[len(closed) * place // groups : len(closed) * (place + 1) // groups]
    for question in questions:
        if question.is_open:
            yield [question]


def after_section(screens: list[Screen], place: int) -> int:
    """Where someone goes on who skips the part whose note stands at `place`."""
    section = screens[place].section
    return next(at for at in range(place, len(screens)) if screens[at].section != section or screens[at].is_local)


def place_of(screens: list[Screen], name: str) -> int:
    """Where the screen with this name stands; the first where there is none."""
    return next((place for place, screen in enumerate(screens) if screen.is_called(name)), 0)
