"""The framework's file that says which figures speak to a box of the theory of change.

It asks no one anything, so it may be mended while its version is in use. A folder may do without it.
"""

from framework.content_files import ContentFolder
from framework.content_tables import Loaded
from framework.models import FrameworkVersion, Statement, TheoryBox
from reporting import figures as f
from reporting.measures.registry import MEASURES
from reporting.models import TheoryFigure

ORDER = 20
FIGURES = "theory_figures.csv"
READ_AGAIN = (FIGURES,)
COLUMNS = ("column", "box", "measure", "subject_kind", "subject")


def load(folder: ContentFolder, loaded: Loaded) -> None:
    """Everything of ours may change while a version is in use: see `read_again`."""


def read_again(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    """Load the file again. Returns whether anything changed."""
    if not (folder.folder / FIGURES).exists():
        return False
    boxes = {
        (box.column.code, box.code): box
        for box in TheoryBox.objects.filter(column__framework=framework).select_related("column")
    }
    subjects = {
        f.FEATURE: set(framework.features.values_list("code", flat=True)),
        f.STATEMENT: set(Statement.objects.filter(feature__framework=framework).values_list("code", flat=True)),
    }
    found = []
    for order, row in enumerate(folder.rows(FIGURES, COLUMNS, COLUMNS)):
        box = boxes.get((row.code("column"), row.code("box")))
        if box is None:
            row.problem("there is no such box in theory_of_change.csv")
            continue
        measure = row.one_of("measure", list(MEASURES))
        kind = row.one_of("subject_kind", (f.OVERALL, f.FEATURE, f.STATEMENT))
        subject = row.text("subject", most=80, optional=kind == f.OVERALL)
        if kind in subjects and subject not in subjects[kind]:
            row.problem(f"there is no {kind} “{subject}”")
            continue
        if kind == f.OVERALL and subject:
            row.problem("a figure about a whole measure names no subject")
            continue
        found.append(TheoryFigure(box=box, measure=measure, subject_kind=kind, subject=subject, order=order))
    return _replace(framework, found)


def _replace(framework: FrameworkVersion, found: list[TheoryFigure]) -> bool:
    there = TheoryFigure.objects.filter(box__column__framework=framework)

    def as_rows(figures) -> list[tuple]:
        return [(each.box_id, each.measure, each.subject_kind, each.subject, each.order) for each in figures]

    if as_rows(there) == as_rows(found):
        return False
    there.delete()
    TheoryFigure.objects.bulk_create(found)
    return True
