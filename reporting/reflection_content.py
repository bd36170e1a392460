"""The framework's file of what leaders and the board ask themselves.

It is read again at any time: a text is mended by its code, and who has answered keeps the words they were asked in.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model

from framework.content_files import ContentFolder, ContentRow
from framework.models import FrameworkVersion
from reporting.models import ReflectionPart, ReflectionQuestion

FILE = "reflections.csv"
OF_A_PART = ("part_title", "part_about", "how_far", "asked_of")
COLUMNS = ("part", *OF_A_PART, "kind", "code", "text", "features", "measures")


def read_reflections(folder: ContentFolder, framework: FrameworkVersion, measures: Mapping[str, str]) -> bool:
    """Load what leaders ask themselves. Returns whether anything changed.

    `measures` are the names that a line may give. A folder without the file asks nothing; a question that is no longer
    in it is taken away where nobody has answered it, and else is only no longer asked.
    """
    there = (folder.folder / FILE).exists()
    rows = folder.rows(FILE, COLUMNS, ("part", "code")) if there else []
    features = set(framework.features.values_list("code", flat=True))
    parts: dict[str, dict[str, str]] = {}
    questions: dict[tuple[str, str], dict[str, object]] = {}
    for order, row in enumerate(rows):
        part, of_part = row.code("part"), _part_in(row)
        if parts.setdefault(part, of_part) != of_part:
            row.problem(f"“{part}” has another title, description, scale or “asked_of” in another line")
        questions[part, row.code("code")] = {
            "kind": row.one_of("kind", ReflectionQuestion.Kind.values),
            "text": row.text("text", most=300),
            "features": _named(row, "features", dict.fromkeys(features, "")),
            "measures": _named(row, "measures", measures),
            "order": order,
            "is_asked": True,
        }
        if questions[part, row.code("code")]["kind"] == ReflectionQuestion.Kind.SCALE and not of_part["how_far"]:
            row.problem("a question with a scale needs “how_far”: what is asked beside it")
    folder.stop_on_problems()
    return _keep(framework, parts, questions)


def _part_in(row: ContentRow) -> dict[str, str]:
    return {
        "title": row.text("part_title", most=120),
        "about": row.text("part_about", most=300),
        "how_far": row.text("how_far", most=200, optional=True),
        "asked_of": row.one_of("asked_of", ReflectionPart.AskedOf.values),
    }


def _named(row: ContentRow, column: str, known: Mapping[str, str]) -> str:
    """The codes of a cell, with “;” between them, as a row keeps them: a space between them, each by its own name."""
    named = [each.strip() for each in row.text(column, most=200, optional=True).split(";") if each.strip()]
    for each in named:
        if each not in known:
            row.problem(f"“{column}” names “{each}”; known here: {', '.join(sorted(known))}")
    return " ".join(dict.fromkeys(known.get(each) or each for each in named))


def _keep(framework: FrameworkVersion, parts: Mapping, questions: Mapping) -> bool:
    there = {part.code: part for part in framework.reflection_parts.all()}
    asked = ReflectionQuestion.objects.filter(part__framework=framework).select_related("part")
    known = {(question.part.code, question.code): question for question in asked}
    changed = False
    for order, (code, values) in enumerate(parts.items()):
        part = there.get(code) or ReflectionPart(framework=framework, code=code)
        changed = _write(part, values | {"order": order}) or changed
        there[code] = part
    for (part, code), values in questions.items():
        question = known.get((part, code)) or ReflectionQuestion(part=there[part], code=code)
        changed = _write(question, values) or changed
    for key, question in known.items():
        if key not in questions:
            changed = _take_away(question) or changed
    empty = framework.reflection_parts.exclude(code__in=parts).filter(questions=None, reflections=None)
    return bool(empty.delete()[0]) or changed


def _write(row: Model, values: Mapping[str, object]) -> bool:
    """Let a row say this; whether it said something else, or was not there."""
    changed = [name for name, value in values.items() if row.pk is None or getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if row.pk is None:
        row.save(force_insert=True)
    elif changed:
        row.save(update_fields=changed)
    return bool(changed)


def _take_away(question: ReflectionQuestion) -> bool:
    if not question.answers.exists():
        question.delete()
        return True
    return _write(question, {"is_asked": False})
