"""What of a framework's surveys stands as long as its rows do: read once in a process, not at each page.

Instruments, wordings and the framework's own support lines of a version do not change; where they are read again from
their files, they are new rows. An `Edition` tells, in any process, whether there are new ones. What a partnership sets
itself (its own support lines and questions, pauses, languages) is not kept here: it takes effect at once.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from framework.models import FrameworkVersion
from surveys.models import Question, SupportLine, Wording

T = TypeVar("T")
Edition = tuple[int | None, ...]
_NUMBERED = {"words_at": Wording, "lines_at": SupportLine, "questions_at": Question}


def with_edition(links: QuerySet) -> QuerySet:
    """Survey links with the edition that holds as they are read, and whether a partnership has something of its own.

    In the same query: most partnerships have neither support lines nor questions of their own, and are asked for none.
    """
    here = {"partnership": OuterRef("round__partnership")}
    own_questions = Question.objects.filter(**here, is_retired=False, instrument=OuterRef("instrument"))
    return links.annotate(
        **_newest(),
        has_own_lines=Exists(SupportLine.objects.filter(**here)),
        has_own_questions=Exists(own_questions),
    )


def _newest() -> dict[str, Subquery]:
    return {name: Subquery(model.objects.order_by("-pk").values("pk")[:1]) for name, model in _NUMBERED.items()}


def edition_of(row: object | None = None) -> Edition:
    """The edition that a row was read with; without one, as it stands now (one query)."""
    if row is not None and hasattr(row, "words_at"):
        return tuple(getattr(row, name) for name in _NUMBERED)
    return FrameworkVersion.objects.order_by().annotate(**_newest()).values_list(*_NUMBERED).first() or ()


@lru_cache(maxsize=100)
def core_questions(instrument: int, edition: Edition) -> tuple[Question, ...]:
    """The framework's own questions of a survey (its id) in their order, with sections, scales and answers at hand."""
    found = Question.objects.core().filter(instrument=instrument).select_related("section")
    return tuple(found.prefetch_related("scale__points"))


@lru_cache(maxsize=100)
def words_in(framework: int, language: str, edition: Edition) -> dict[tuple[str, str], str]:
    """All wordings of a version in a language, by the kind of a text and its key; what was taken away is empty."""
    rows = Wording.objects.filter(framework=framework, language=language).exclude(text="")
    return {(kind, key): text for kind, key, text in rows.values_list("kind", "key", "text")}


@lru_cache(maxsize=100)
def lines_of(framework: int, edition: Edition) -> tuple[SupportLine, ...]:
    """The framework's own support lines in their order."""
    return tuple(SupportLine.objects.filter(partnership=None, framework=framework))


@lru_cache(maxsize=20)
def hours_in(language: str, edition: Edition) -> dict[tuple[str, str], str]:
    """By a line's code and its hours in English, what any loaded version has for them in a language."""
    rows = Wording.objects.filter(kind=Wording.TextOf.SUPPORT_HOURS, language=language)
    words = {(framework, code): text for framework, code, text in rows.values_list("framework", "key", "text")}
    lines = SupportLine.objects.filter(partnership=None).values_list("framework", "code", "hours")
    known = ((code, hours, words.get((framework, code), "")) for framework, code, hours in lines)
    return {(code, hours): text for code, hours, text in known if text}


class MadePages:
    """Pages, or parts of them, by everything that they were made of; those not asked for longest are forgotten.

    Safe between threads. Nothing that someone answered is ever in one.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._made: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, of: Hashable, make: Callable[[], T]) -> T:
        """The page made of this; made now where there is none yet."""
        with self._lock:
            if of in self._made:
                self._made.move_to_end(of)
                return self._made[of]
        made = make()  # outside of the lock: two may make the same, and nobody waits
        with self._lock:
            self._made[of] = made
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._made)

    def forget(self) -> None:
        with self._lock:
            self._made.clear()


screens_shown = MadePages(600)  # about 15 kB each: one screen of a survey, before anything on it is answered
shells = MadePages(600)  # about 15 kB each: a page around its survey
wholes = MadePages(60)  # about 90 kB each: a whole survey in one language and layout, for all its links


def forget() -> None:
    """Read everything again, for tests that take something away."""
    for kept in (core_questions, words_in, lines_of, hours_in):
        kept.cache_clear()
    screens_shown.forget()
    shells.forget()
    wholes.forget()
