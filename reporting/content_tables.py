"""The framework's files that say which figures stand where: in the matrix, in the theory of change, in one measure.

Theirs is also to refuse whatever no measure can count. What they say of figures asks no one anything, so it may be
mended while a version is in use, and a folder may do without it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Model, QuerySet

from framework.content_files import ContentFolder, ContentRow
from framework.content_tables import MATRIX_CELLS, Loaded
from framework.models import FrameworkVersion, MatrixCell, Statement, TheoryBox
from reporting import figures as f
from reporting.measures import names
from reporting.measures.journey import MEASURE as JOURNEY
from reporting.measures.of_framework import measures_of
from reporting.measures.registry import RECORDED, Measure
from reporting.measures.self_assessment import MEASURE as SELF_ASSESSMENT
from reporting.measures.training import FEEDBACK_MEASURE
from reporting.models import OrganisationalMeasure, ReleasedFigure, TheoryFigure
from reporting.reflection_content import FILE as REFLECTIONS
from reporting.reflection_content import read_reflections
from surveys.content_tables import INSTRUMENTS
from surveys.models import Instrument, Question, Section

ORDER = 20
FIGURES, TOGETHER, CELLS = "theory_figures.csv", "organisational_measures.csv", "matrix_measures.csv"
READ_AGAIN = (FIGURES, TOGETHER, CELLS, REFLECTIONS)
_AFTER_THE_BEGINNING = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")  # of a measure's name: what an address takes
COLUMNS = ("column", "box", "measure", "subject_kind", "subject")
# What a survey is called by whose voice it is, for files that do not want to know its key.
VOICES = {
    "workforce": Instrument.Voice.STAFF,
    "families": Instrument.Voice.FAMILIES,
    "children": Instrument.Voice.CHILDREN,
}


def load(folder: ContentFolder, loaded: Loaded) -> None:
    """Refuse names that no measure can have, and turn those of the matrix into the measures that they mean."""
    for row, instrument in loaded.more[INSTRUMENTS].items():
        _can_be_named(row, instrument)
    folder.stop_on_problems()
    _together(folder, loaded.framework)
    folder.stop_on_problems()
    measures = measures_of(FrameworkVersion.objects.get(pk=loaded.framework.pk))
    known = known_names(loaded.framework, measures)
    for row, cell in loaded.more.get(MATRIX_CELLS, {}).items():
        _measures_of_cell(row, cell, known)


def _can_be_named(row: ContentRow, instrument: Instrument) -> None:
    """Whether a survey's key makes names that figures can be stored under, and that nothing else has."""
    mine = [instrument.key + ending for ending in names.OF_SURVEYS]
    taken = sorted({*RECORDED, FEEDBACK_MEASURE, SELF_ASSESSMENT, JOURNEY} & set(mine))
    if taken:
        row.problem(f"“{instrument.key}” would make the measure “{taken[0]}”, which there is already")
    if max(map(len, mine)) > names.LONGEST:
        most = names.LONGEST - max(map(len, names.OF_SURVEYS))
        row.problem(f"“{instrument.key}” is {len(instrument.key)} characters long; a survey’s key has at most {most}")


def known_names(framework: FrameworkVersion, measures: Mapping[str, Measure]) -> dict[str, str]:
    """Every name that a file may give a measure, with the measure it means: its own, or that of a voice."""
    keys = dict(framework.instruments.values_list("voice", "key"))
    known = {key: key for key in measures}
    for called, voice in VOICES.items():
        for ending in names.OF_SURVEYS:
            means = keys.get(voice, "") + ending
            if means in measures:
                known.setdefault(called + ending, means)
    return known


def _measures_of_cell(row: ContentRow, cell: MatrixCell, known: Mapping[str, str]) -> None:
    for named in cell.measure_keys:
        if named not in known:
            row.problem(_no_such_measure(named, known))
    cell.measures = " ".join(dict.fromkeys(known.get(named, named) for named in cell.measure_keys))
    cell.save(update_fields=["measures"])


def _no_such_measure(named: str, known: Collection[str]) -> str:
    return f"there is no measure “{named}” in this framework; known here: {', '.join(sorted(known))}"


def _together(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    """Load which sections of the organisational survey are one measure. Returns whether anything changed."""
    asked = Section.objects.filter(
        instrument__framework=framework, instrument__handed_out_by=Instrument.HandedOutBy.ORGANISATION
    )
    sections = {section.code: section for section in asked}
    found: dict[str, OrganisationalMeasure] = {}
    titles: dict[str, str] = {}
    there = (folder.folder / TOGETHER).exists()
    for row in folder.rows(TOGETHER, ("section", "measure", "title"), ("section",)) if there else ():
        code, key, title = row.one_of("section", sections), _measure_in(row), row.text("title", most=200)
        if titles.setdefault(key, title) != title:
            row.problem(f"“{key}” is called “{titles[key]}” in another line")
        if code in sections:
            found[code] = OrganisationalMeasure(section=sections[code], key=key, title=title)
    _by_themselves(folder, sections.keys() - found.keys(), titles)
    now = {code: found[code].key if code in found else names.of_section(code) for code in sections}
    _as_released(folder, framework, now)
    return _replace(OrganisationalMeasure.objects.filter(section__instrument__framework=framework), [*found.values()])


def _measure_in(row: ContentRow) -> str:
    """The measure that a line names: its name is part of addresses, and stands in files and in what was released."""
    key = row.text("measure", most=names.LONGEST)
    if not key.startswith(names.OF_ORGANISATIONS):
        row.problem(f"“measure” is “{key}”; it begins with “{names.OF_ORGANISATIONS}”")
    elif not _AFTER_THE_BEGINNING.fullmatch(key.removeprefix(names.OF_ORGANISATIONS)):
        row.problem(
            f"“measure” is “{key}”; after “{names.OF_ORGANISATIONS}” use small letters, digits and single hyphens or "
            "underscores"
        )
    return key


def _by_themselves(folder: ContentFolder, sections: Iterable[str], named: Collection[str]) -> None:
    """Refuse sections that no line names where their own name cannot be a measure's, or is another's."""
    for code in sorted(sections):
        key = names.of_section(code)
        if len(key) > names.LONGEST:
            most = names.LONGEST - len(names.OF_ORGANISATIONS)
            folder.problem(
                "sections.csv",
                f"the section “{code}” is a measure by itself, so its code has at most {most} characters; it has "
                f"{len(code)}. Or name a measure for it in {TOGETHER}",
            )
        if key in named:
            folder.problem(TOGETHER, f"“{key}” is the measure of the section “{code}”, which has no line here")


def _as_released(folder: ContentFolder, framework: FrameworkVersion, now: Mapping[str, str]) -> None:
    """Refuse to call a measure otherwise than it was released, and to count a section in another; `now` by section.

    Pages, files and decisions name what was released by its measure: under another name none of them would find it.
    """
    what_to_do = "Leave it as it was, or load the files as a new version, with another code in framework.csv"
    figures = ReleasedFigure.objects.filter(
        release__round__framework=framework, level=f.SYSTEM, measure__startswith=names.OF_ORGANISATIONS
    ).order_by()
    for key in sorted(set(figures.values_list("measure", flat=True)) - set(now.values())):
        folder.problem(TOGETHER, f"“{key}” is in released results and no section would be it. {what_to_do}")
    asked = Question.objects.core().filter(instrument__framework=framework, section__code__in=now)
    section_of = dict(
        asked.filter(instrument__handed_out_by=Instrument.HandedOutBy.ORGANISATION).values_list("code", "section__code")
    )
    said = figures.filter(subject_kind=f.QUESTION, subject__in=section_of, measure__in=now.values())
    was = {section_of[code]: key for key, code in said.values_list("measure", "subject")}
    for code, key in sorted(was.items()):
        if now[code] != key:
            folder.problem(
                TOGETHER, f"the section “{code}” is in released results as “{key}”, not as “{now[code]}”. {what_to_do}"
            )


def read_again(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    """Load again what may change while a version is in use. Returns whether anything did."""
    changed = _together(folder, framework)
    folder.stop_on_problems()
    changed = _cells(folder, framework) or changed
    named = known_names(framework, measures_of(FrameworkVersion.objects.get(pk=framework.pk)))
    changed = read_reflections(folder, framework, named) or changed
    return _theory(folder, framework) or changed


def _cells(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    """Load which measures stand in which cell of the matrix, and which of them are ours. Whether anything changed.

    Without this file a cell has those that matrix.csv names, and none of ours.
    """
    if not (folder.folder / CELLS).exists():
        return False
    cells = {
        (cell.objective.key, cell.level): cell
        for cell in MatrixCell.objects.filter(objective__framework=framework).select_related("objective")
    }
    known = known_names(framework, measures_of(FrameworkVersion.objects.get(pk=framework.pk)))
    changed: list[MatrixCell] = []
    for row in folder.rows(CELLS, ("objective", "level", "measures", "our_measures"), ("objective", "level")):
        cell = cells.get((row.code("objective"), row.code("level")))
        if cell is None:
            row.problem("there is no such cell in matrix.csv")
            continue
        was = cell.measures, cell.our_measures
        for column in ("measures", "our_measures"):
            named = row.text(column, most=300, optional=True).split()
            for one in named:
                if one not in known:
                    row.problem(_no_such_measure(one, known))
            setattr(cell, column, " ".join(dict.fromkeys(known.get(one, one) for one in named)))
        if (cell.measures, cell.our_measures) != was:
            changed.append(cell)
    MatrixCell.objects.bulk_update(changed, ["measures", "our_measures"])
    return bool(changed)


def _theory(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    """Load which figures stand in which box of the theory of change. Returns whether anything changed."""
    if not (folder.folder / FIGURES).exists():
        return False
    boxes = {
        (box.column.code, box.code): box
        for box in TheoryBox.objects.filter(column__framework=framework).select_related("column")
    }
    may_speak = Evidence(framework)
    found: list[TheoryFigure] = []
    seen: set[tuple] = set()
    rows = folder.rows(FIGURES, COLUMNS, (), optional=("statistic",))
    for order, row in enumerate(rows):
        box = boxes.get((row.code("column"), row.code("box")))
        if box is None:
            row.problem(f"there is no such box in theory_of_change.csv; known here: {_boxes_in_words(boxes)}")
        figure = may_speak.read(row)
        if box is None or figure is None:
            continue
        figure.box, figure.order = box, order
        says = (box.pk, figure.measure, figure.statistic, figure.subject_kind, figure.subject)
        if says in seen:
            row.problem("says what another line says of this box")
            continue
        seen.add(says)
        found.append(figure)
    return _replace(TheoryFigure.objects.filter(box__column__framework=framework), found)


def _boxes_in_words(boxes: Iterable[tuple[str, str]]) -> str:
    return ", ".join(sorted(f"{column} {box}" for column, box in boxes))


class Evidence:
    """What a line of theory_figures.csv may name: only a figure that a release can hold."""

    def __init__(self, framework: FrameworkVersion) -> None:
        self.measures = measures_of(framework)
        self.names = known_names(framework, self.measures)
        statements = Statement.objects.filter(feature__framework=framework).select_related("feature")
        self.of_statement = {one.code: one.feature.code for one in statements}
        asked = Question.objects.core().filter(instrument__framework=framework, kind=Question.Format.CHOICE)
        self.asked = list(asked.select_related("instrument", "statement__feature", "section"))

    def read(self, row: ContentRow) -> TheoryFigure | None:
        """The figure of a line, but for its box; None where the line is wrong, which is noted."""
        named = row.text("measure", most=names.LONGEST)
        if named not in self.names:
            row.problem(_no_such_measure(named, self.names))
            return None
        measure = self.measures[self.names[named]]
        kind = row.one_of("subject_kind", (f.OVERALL, *self.subjects(measure)))
        subject = row.text("subject", most=80, optional=kind == f.OVERALL)
        if kind == f.OVERALL and subject:
            row.problem("a figure about a whole measure names no subject")
            return None
        known = self.subjects(measure).get(kind, ())
        if kind != f.OVERALL and subject not in known:
            row.problem(f"{measure.key} has no {kind} “{subject}”; known here: {', '.join(sorted(known))}")
            return None
        statistics = self.statistics(measure, kind)
        statistic = row.one_of("statistic", statistics, optional=True) or statistics[0]
        return TheoryFigure(measure=measure.key, statistic=statistic, subject_kind=kind, subject=subject)

    def subjects(self, measure: Measure) -> dict[str, Collection[str]]:
        """What a measure has figures about besides the whole, by kind."""
        if measure.key == SELF_ASSESSMENT:
            return {f.FEATURE: set(self.of_statement.values()), f.STATEMENT: set(self.of_statement)}
        if measure.parts:
            return {f.PART: set(measure.parts)}
        if measure.lines:
            return {f.LINE: {line.code for line in measure.lines}}
        questions = [one for one in self.asked if one.instrument.key == measure.asks]
        if measure.sections:
            questions = [one for one in questions if one.section.code in measure.sections]
        found: dict[str, Collection[str]] = {f.QUESTION: {one.code for one in questions}} if questions else {}
        statements = [one.statement for one in questions if one.statement]
        if statements:
            found |= {
                f.QUESTION: {one.code for one in questions if one.statement},
                f.FEATURE: {one.feature.code for one in statements},
                f.STATEMENT: {one.code for one in statements},
            }
        return found

    def statistics(self, measure: Measure, kind: str) -> tuple[str, ...]:
        """The statistics that a measure has about a kind of subject, the usual one first."""
        if kind == f.OVERALL:
            return measure.statistics
        if kind == f.PART:
            return measure.statistics[:1]
        if measure.is_survey:
            return (f.SHARE_POSITIVE, f.MEAN)
        return (f.MEAN,) if measure.key == SELF_ASSESSMENT else (f.COUNT,)


def _replace(there: QuerySet, found: Sequence[Model]) -> bool:
    """Put these rows in place of those, unless they say the same; whether they differed."""
    columns = [field.attname for field in there.model._meta.concrete_fields if not field.primary_key]

    def as_rows(rows: Iterable[Model]) -> list[tuple]:
        return sorted(tuple(getattr(row, column) for column in columns) for row in rows)

    if as_rows(there) == as_rows(found):
        return False
    there.delete()
    there.model._default_manager.bulk_create(found)
    return True
