"""A whole survey as one page: every screen, with where it leads; answers stay in the page until they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import BoundField

from surveys.forms.answering import SurveyForm
from surveys.models import Question
from surveys.screens import Screen, after_section, screens_of
from surveys.wordings import InstrumentWords

START = "start"  # the name of what stands before the first screen


@dataclass(frozen=True)
class WholeScreen:
    """One screen as the page shows it. `before`, `next` and `after_part` are the names of others."""

    screen: Screen
    title: str
    over: str  # stands small above a question that is the heading itself
    note: str
    fields: list[BoundField]
    percent: float
    before: str
    next: str
    after_part: str
    is_alone: bool

    @property
    def name(self) -> str:
        return self.screen.name

    @property
    def heading(self) -> str:
        return f"{self.name}-heading"

    @property
    def number(self) -> int:
        """Which page of those that ask something; 0 on a note and at the end."""
        return 0 if self.is_note or self.is_end else self.screen.number

    @property
    def is_note(self) -> bool:
        return self.screen.is_note

    @property
    def is_end(self) -> bool:
        return self.screen.is_end

    @property
    def is_local(self) -> bool:
        return self.screen.is_local


def whole_survey(
    questions: list[Question],
    words: InstrumentWords,
    *,
    one_by_one: bool,
    whose: str,
    end: str,
    before_writing: str = "",
    given: Mapping[str, str] | None = None,
) -> list[WholeScreen]:
    """All screens of a survey in their order. `whose` heads a partnership's own questions, `end` the last screen.

    `given` holds answers from before, by the question's code.
    """
    screens = screens_of(questions, words, one_by_one=one_by_one)
    shown = []
    for place, screen in enumerate(screens):
        alone = one_by_one or screen.is_open
        title, note = _words_of(screen, words, whose, end)
        stands_over = alone and bool(screen.questions)
        shown.append(
            WholeScreen(
                screen=screen,
                title="" if stands_over else title,
                over=(whose if screen.is_local else note) if stands_over else "",
                note="" if stands_over else note,
                fields=_fields(screen, questions, words, alone=alone, before_writing=before_writing, given=given),
                percent=100 * place / (len(screens) - 1) if len(screens) > 1 else 100,
                before=screens[place - 1].name if place else START,
                next=screens[min(place + 1, len(screens) - 1)].name,
                after_part=screens[after_section(screens, place)].name if screen.is_note else "",
                is_alone=alone,
            )
        )
    return shown


def _words_of(screen: Screen, words: InstrumentWords, whose: str, end: str) -> tuple[str, str]:
    """A screen's title, and its note where none came as a screen of its own."""
    if screen.is_end or screen.section is None:
        return end, ""
    if screen.is_local:
        return whose, ""
    return screen.words_of_section(words)


def _fields(
    screen: Screen,
    questions: list[Question],
    words: InstrumentWords,
    *,
    alone: bool,
    before_writing: str,
    given: Mapping[str, str] | None,
) -> list[BoundField]:
    note = before_writing if screen.is_open else ""
    asked = [question for question in questions if question in screen.questions]
    form = SurveyForm(questions=asked, initial=given, asked=screen, words=words, alone=alone, before_writing=note)
    return [form[question.code] for question in screen.questions]
