"""What was asked and speaks to no statement, as tables: feedback on training, and what organisations say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reporting import figures as f
from reporting.measures.asked import Scale, one_of
from reporting.measures.training import BEFORE, FEEDBACK_MEASURE, NOW
from reporting.models import ReleasedFigure
from reporting.protect.exactness import within
from reporting.read.selectors import PlaceResults
from reporting.read.tables import cell_of
from surveys.models import Question, ScalePoint


def asked_tables(results: PlaceResults) -> list[dict]:
    """A table for each section of the measure's survey, a row a question; nothing for other measures."""
    measure = results.described
    if not measure.instrument or not any(kind == f.QUESTION for kind, _code, _statistic in results.here):
        return []
    asked = Question.objects.core().filter(instrument__key=measure.instrument, kind=Question.Format.CHOICE)
    asked = asked.filter(instrument__framework=results.released.round.framework_id).select_related("section")
    parts: dict[str, list[Question]] = {}
    for question in asked.prefetch_related("scale__points"):
        if question.code in (BEFORE, NOW) and measure.is_survey:
            continue  # these two stand beside each other
        if not measure.sections or question.section.code in measure.sections:
            parts.setdefault(question.section.title, []).append(question)
    make = _of_people if measure.is_survey else _of_organisations
    return [{"title": title, "share": None, **make(results, questions)} for title, questions in parts.items()]


def _of_people(results: PlaceResults, questions: list[Question]) -> dict:
    columns = [_("Question"), *_numbers(_("Positive answers"), results.described.columns[f.MEAN], _("People"))]
    rows = []
    for question in questions:
        share, mean = (results.here.get((f.QUESTION, question.code, one)) for one in (f.SHARE_POSITIVE, f.MEAN))
        rows.append([question.text, cell_of(share), cell_of(mean), _people(share)])
    return {"columns": columns, "rows": rows}


def _people(share: ReleasedFigure | None) -> str | None:
    return share.base_text if share is not None and share.is_shown else cell_of(share)


def _of_organisations(results: PlaceResults, questions: list[Question]) -> dict:
    """Organisations by answer; a question whose counts would tell what one of them said is withheld."""
    points = questions[0].choices()
    columns = [_("Question"), *_numbers(*(point.label for point in points), _("Organisations that answered"))]
    rows: list[list[str | int | None]] = []
    for question in questions:
        yes = results.here.get((f.QUESTION, question.code, f.COUNT))
        options = [results.options.get(f"{question.code}:{point.key}") for point in points]
        if yes and yes.status == f.WITHHELD:
            rows.append([question.text, *[None] * (len(points) + 1)])
            continue
        counts = [one.numerator if one else 0 for one in options]
        rows.append([question.text, *counts, yes.denominator if yes and yes.denominator else 0])
    return {"columns": columns, "rows": rows}


def _numbers(*heads: str) -> list[dict]:
    return [{"text": head, "numeric": True} for head in heads]


@dataclass(frozen=True)
class Confidence:
    """How confident people said they were before the training and are now, out of published figures only."""

    columns: list
    rows: list[list]
    words: str


def confidence_of(results: PlaceResults) -> Confidence | None:
    """Before and now beside each other; what lies between is said only where both are shown, and never as a cause."""
    if results.measure != FEEDBACK_MEASURE or (f.QUESTION, NOW, f.SHARE_POSITIVE) not in results.here:
        return None
    asked = {"scale__questions__code": NOW, "scale__questions__instrument__framework": results.released.round.framework}
    points = ScalePoint.objects.filter(kind=ScalePoint.Meaning.RATING, **asked).order_by("value").distinct()
    values = [point.value or 0 for point in points]
    positive = tuple(f.within(point.label) for point in points if point.positive)
    scale = Scale(min(values, default=0), max(values, default=0), len(values), positive)
    return confidence({key[1:]: figure for key, figure in results.here.items() if key[0] == f.QUESTION}, scale)


def confidence(figures: dict[tuple[str, str], ReleasedFigure], scale: Scale) -> Confidence:
    """As above, from figures by question and statistic, on one scale."""
    positive = one_of(scale.positive)
    before, now = ({one: figures.get((code, one)) for one in (f.SHARE_POSITIVE, f.MEAN)} for code in (BEFORE, NOW))
    rows = [
        [positive[:1].upper() + positive[1:], cell_of(before[f.SHARE_POSITIVE]), cell_of(now[f.SHARE_POSITIVE])],
        [_("On average, from %(ends)s") % {"ends": scale.ends}, cell_of(before[f.MEAN]), cell_of(now[f.MEAN])],
        [_("People who answered"), _people(before[f.SHARE_POSITIVE]), _people(now[f.SHARE_POSITIVE])],
    ]
    columns = ["", *_numbers(_("Before the training"), _("After the training"))]
    return Confidence(columns, rows, _in_words(before[f.SHARE_POSITIVE], now[f.SHARE_POSITIVE], positive))


def _in_words(before: ReleasedFigure | None, now: ReleasedFigure | None, positive: str) -> str:
    if not (before and now and before.is_shown and now.is_shown):
        return ""
    said = _("Looking back, %(before)s felt %(positive)s before the training. After it, %(now)s did.")
    words = said % {"before": before.text, "now": now.text, "positive": positive}
    # “85% or more” has no difference to anything.
    if before.edge or now.edge or before.value is None or now.value is None:
        return words
    points = int(now.value - before.value)
    # Each of both may be as far off as the page says.
    if abs(points) <= sum(within(one.base_low or 0) for one in (before, now)):
        return f"{words} {_('These figures are too close to say which is higher.')}"
    if points > 0:
        more = _("In these rounded figures, that is %(points)s percentage points higher.")
    else:
        more = _("In these rounded figures, that is %(points)s percentage points lower.")
    return f"{words} {more % {'points': abs(points)}}"
