"""What a framework asks, as the measures need it: whose voice a survey is, its scale, and what counts as positive.

Nothing here knows a survey by its key or a scale by its length: all of it comes from the framework's files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from framework.models import FrameworkVersion, Stage
from reporting.measures.training import BEFORE, NOW
from surveys.models import Instrument, Question, ScalePoint

By, Voice = Instrument.HandedOutBy, Instrument.Voice


@dataclass(frozen=True)
class Scale:
    """The ends of a scale, how many answers it offers, and those that are positive, in the scale's own words."""

    lowest: int
    highest: int
    options: int
    positive: tuple[str, ...] = ()

    @property
    def ends(self) -> str:
        """ "1 to 5"."""
        return _("%(lowest)s to %(highest)s") % {"lowest": self.lowest, "highest": self.highest}

    @property
    def top_answers(self) -> str:
        """The answers that are positive, each in its quotation marks: “mostly” or “always”."""
        return one_of([f"“{answer}”" for answer in self.positive])


@dataclass(frozen=True)
class Section:
    """A part of a survey in which there is something to choose, and the measure that the files give it, if any."""

    code: str
    title: str
    measure: str | None = None
    measure_title: str | None = None


@dataclass(frozen=True)
class Survey:
    """One survey of a framework. `scale` is None where none of its questions is rated."""

    key: str
    title: str
    voice: str
    handed_out_by: str
    scale: Scale | None
    has_comments: bool
    sections: tuple[Section, ...]


def one_of(things: Iterable[str]) -> str:
    """ "a", "a or b", "a, b or c"."""
    *some, last = things or [""]
    return _("%(some)s or %(last)s") % {"some": ", ".join(some), "last": last} if some else last


def surveys_of(framework: FrameworkVersion) -> list[Survey]:
    """The surveys of a framework in their order, of each that asks anything. Two queries, whatever the size."""
    columns = ("kind", "section__code", "section__title", "section__measure__key", "section__measure__title")
    asked = Question.objects.core().filter(instrument__framework=framework)
    asked = asked.order_by("instrument__order", "section__order", "order")
    sections: dict[int, dict[str, Section]] = {}
    comments: set[int] = set()
    said: dict[int, tuple[str, str, str, str]] = {}
    of_survey = ("instrument", "instrument__key", "instrument__title", "instrument__voice", "instrument__handed_out_by")
    for pk, key, title, voice, by, kind, *section in asked.values_list(*of_survey, *columns):
        said[pk] = key, title, voice, by
        if kind == Question.Format.OPEN:
            comments.add(pk)
        else:
            sections.setdefault(pk, {})[section[0]] = Section(*section)
    scales = _scales(framework)
    return [
        Survey(*words, scales.get(pk), pk in comments, tuple(sections.get(pk, {}).values()))
        for pk, words in said.items()
    ]


def _scales(framework: FrameworkVersion) -> dict[int, Scale]:
    """The scale of each survey, by the survey: of what is added up, and so of no partnership's own question."""
    added_up = Q(statement__isnull=False) | ~Q(instrument__handed_out_by=By.SERVICE)
    # How confident people were and are stands apart from what they say of the training: see there.
    questions = (
        Question.objects.core()
        .filter(added_up, instrument__framework=framework)
        .exclude(instrument__handed_out_by=By.SESSION, code__in=(BEFORE, NOW))
    )
    rows = ScalePoint.objects.filter(kind=ScalePoint.Meaning.RATING, scale__questions__in=questions)
    values: dict[int, dict[int, None]] = {}
    positive: dict[int, dict[str, None]] = {}
    columns = ("scale__questions__instrument", "value", "label", "positive")
    for instrument, value, label, is_positive in rows.order_by("scale", "value").values_list(*columns).distinct():
        values.setdefault(instrument, {})[value] = None
        if is_positive:
            positive.setdefault(instrument, {})[within(label)] = None
    return {
        key: Scale(min(found), max(found), len(found), tuple(positive.get(key, ()))) for key, found in values.items()
    }


def within(words: str) -> str:
    """Words within a sentence, without their capital letter unless the second is one too: "TiP events"."""
    return words if words[1:2].isupper() or words.startswith("TiP") else words[:1].lower() + words[1:]


def stages_of(framework: FrameworkVersion) -> list[Stage]:
    """The stages of a framework, the lowest first. One query."""
    return list(Stage.objects.filter(framework=framework))


def scale_of_stages(stages: list[Stage]) -> Scale:
    """The stages as a scale: its ends are those of the stages' numbers."""
    values = [stage.value for stage in stages]
    return Scale(min(values, default=0), max(values, default=1), len(values))
