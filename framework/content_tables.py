"""The framework's own files, and how their lines become rows.

Other rooms add files of their own in a module called `content_tables` (surveys: scales and questions). Each
such module has `ORDER`, a number, and `load(folder, loaded)`, which checks its files, saves what they hold and
puts into `loaded` what later ones refer to. Everything runs in one transaction that a problem undoes.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import ProtectedError

from framework.content_files import ContentFolder
from framework.models import (
    Descriptor,
    Feature,
    FrameworkVersion,
    JourneyLine,
    JourneyPosition,
    MatrixCell,
    MatrixObjective,
    Source,
    Stage,
    Statement,
    TheoryBox,
    TheoryColumn,
)

ORDER = 0
MATRIX_CELLS = "matrix cells"  # lines of matrix.csv with their cells, for the room that knows the measures
LEAST_STAGES = 2  # with one there is no way to go
JOURNEY, POSITIONS = "journey.csv", "journey_positions.csv"
# What places on the journey are called may be said of a version that is in use already, as long as no one is there.
READ_AGAIN = (POSITIONS,)
# Where a folder does not say it. The journey's lines have no words of their own for what is in between.
FOUR_POSITIONS = ("Before", "Starting to move", "Mostly there", "After")
SHORT_CODE = 20  # of features and statements, which stand in addresses and tables
# Addresses of a self-assessment's pages beside those of its features.
TAKEN_BY_FEATURES = {"check", "ready", "reopen", "share", "profile", "add-features"}
TAKEN_BY_STAGES = {"does-not-apply"}  # the answer beside the stages


@dataclass
class Loaded:
    """What has been loaded so far, by code, for lines that refer to it."""

    framework: FrameworkVersion
    statements: dict[str, Statement] = field(default_factory=dict)
    more: dict[str, dict[Any, Any]] = field(default_factory=dict)


def load(folder: ContentFolder, loaded: Loaded) -> None:
    _sources(folder, loaded)
    _statements(folder, loaded)
    _descriptors(folder, loaded, _stages(folder, loaded))
    _journey(folder, loaded)
    _theory_of_change(folder, loaded)
    _matrix(folder, loaded)


def _sources(folder: ContentFolder, loaded: Loaded) -> None:
    for order, row in enumerate(folder.rows("sources.csv", ("code", "title", "publisher"), ("code",))):
        Source.objects.create(
            framework=loaded.framework,
            code=row.code("code"),
            title=row.text("title", most=300),
            publisher=row.text("publisher", most=200),
            order=order,
        )


def _statements(folder: ContentFolder, loaded: Loaded) -> None:
    features: dict[str, Feature] = {}
    for order, row in enumerate(folder.rows("features.csv", ("code", "audience", "title", "summary"), ("code",))):
        code = row.code("code", most=SHORT_CODE, taken=TAKEN_BY_FEATURES)
        features[code] = Feature.objects.create(
            framework=loaded.framework,
            code=code,
            audience=row.one_of("audience", Feature.Audience.values),
            title=row.text("title", most=200),
            summary=row.text("summary", most=1000),
            order=order,
        )
    for order, row in enumerate(folder.rows("statements.csv", ("code", "feature", "text"), ("code",))):
        code, feature = row.code("code", most=SHORT_CODE), row.one_of("feature", features)
        text = row.text("text", most=400)
        if feature in features:
            loaded.statements[code] = Statement.objects.create(
                feature=features[feature], code=code, text=text, order=order
            )


def _stages(folder: ContentFolder, loaded: Loaded) -> dict[str, Stage]:
    stages: dict[str, Stage] = {}
    for row in folder.rows("stages.csv", ("value", "key", "title", "meaning"), ("value",)):
        value = row.whole_number("value", least=0, most=20)
        key = row.code("key", taken=TAKEN_BY_STAGES)
        if str(value) in stages:
            row.problem(f"says stage {value} again")
            continue
        if key in {stage.key for stage in stages.values()}:
            row.problem(f"says “{key}” again")
        stages[str(value)] = Stage.objects.create(
            framework=loaded.framework,
            value=value,
            key=key,
            title=row.text("title", most=80),
            meaning=row.text("meaning", most=300),
        )
    if len(stages) < LEAST_STAGES:
        folder.problem("stages.csv", f"a journey has at least {LEAST_STAGES} stages")
    return stages


def _descriptors(folder: ContentFolder, loaded: Loaded, stages: dict[str, Stage]) -> None:
    described = set()
    for row in folder.rows("descriptors.csv", ("statement", "stage", "text"), ("statement", "stage")):
        statement, stage = row.one_of("statement", loaded.statements), row.one_of("stage", stages)
        text = row.text("text", most=400)
        if statement in loaded.statements and stage in stages:
            described.add((statement, stage))
            Descriptor.objects.create(statement=loaded.statements[statement], stage=stages[stage], text=text)
    for statement in loaded.statements:
        for stage in stages:
            if (statement, stage) not in described:
                folder.problem("descriptors.csv", f"statement {statement} has no words for stage {stage}")


def _journey(folder: ContentFolder, loaded: Loaded) -> None:
    """The lines of the change journey. A framework may do without one."""
    columns = ("code", "perspective", "title", "before", "after")
    there = (folder.folder / JOURNEY).exists()
    for order, row in enumerate(folder.rows(JOURNEY, columns, ("code",)) if there else ()):
        JourneyLine.objects.create(
            framework=loaded.framework,
            code=row.code("code"),
            perspective=row.one_of("perspective", JourneyLine.Perspective.values),
            title=row.text("title", most=80),
            before=row.text("before", most=300),
            after=row.text("after", most=300),
            order=order,
        )


def read_again(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    """Load what the places on the journey are called. Whether anything changed.

    Whoever has placed itself chose between these words, so from then on they stay.
    """
    found = _positions(folder) if framework.journey_lines.exists() else {}
    now = dict(framework.journey_positions.values_list("value", "title"))
    if found == now or folder.problems:
        return False
    try:
        framework.journey_positions.all().delete()
    except ProtectedError:
        folder.problem(POSITIONS, f"services have placed themselves by the positions of “{framework.code}”: they stay")
        return False
    JourneyPosition.objects.bulk_create(
        JourneyPosition(framework=framework, value=value, title=title) for value, title in found.items()
    )
    return True


def _positions(folder: ContentFolder) -> dict[int, str]:
    """The title of each place on the journey by its value, the earliest first."""
    if not (folder.folder / POSITIONS).exists():
        return dict(enumerate(FOUR_POSITIONS))
    found: dict[int, str] = {}
    for row in folder.rows(POSITIONS, ("value", "title"), ("value",)):
        value, title = row.whole_number("value", least=0, most=20) or 0, row.text("title", most=80)
        if value in found:
            row.problem(f"says position {value} again")
        if title in found.values():
            row.problem(f"calls two positions “{title}”")
        found[value] = title
    if len(found) < LEAST_STAGES:
        folder.problem(POSITIONS, f"a journey has at least {LEAST_STAGES} positions")
    return dict(sorted(found.items()))


def _theory_of_change(folder: ContentFolder, loaded: Loaded) -> None:
    columns: dict[str, TheoryColumn] = {}
    rows = folder.rows("theory_of_change.csv", ("column", "column_title", "code", "text"), ("column", "code"))
    for order, row in enumerate(rows):
        code = row.code("column")
        if code not in columns:
            columns[code] = TheoryColumn.objects.create(
                framework=loaded.framework,
                code=code,
                title=row.text("column_title", most=120),
                order=len(columns),
            )
        TheoryBox.objects.create(
            column=columns[code], code=row.code("code"), text=row.text("text", most=300), order=order
        )


def _matrix(folder: ContentFolder, loaded: Loaded) -> None:
    objectives: dict[str, MatrixObjective] = {}
    columns = ("objective", "objective_title", "purpose", "level", "title", "measures")
    for row in folder.rows("matrix.csv", columns, ("objective", "level")):
        key = row.code("objective")
        if key not in objectives:
            objectives[key] = MatrixObjective.objects.create(
                framework=loaded.framework,
                key=key,
                title=row.text("objective_title", most=80),
                purpose=row.text("purpose", most=200),
                order=len(objectives),
            )
        cell = MatrixCell.objects.create(
            objective=objectives[key],
            level=row.one_of("level", MatrixCell.Level.values),
            title=row.text("title", most=200),
            measures=row.text("measures", most=300, optional=True),
        )
        # Which measures there are is known further up: see the room that counts them.
        loaded.more.setdefault(MATRIX_CELLS, {})[row] = cell
