"""Making rows of what stands in a zip: every cell looked at, every key found, and every refusal with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as kept
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import Model

from carrying import cells, kinds
from carrying.columns import FRAMEWORK, PARTNERSHIP, PERSON, Column, columns_of, file_of, model_of
from carrying.gathering import shared_keys
from carrying.opening import Opened
from carrying.refusals import Refused
from carrying.writing import header_of
from organisations.actions import DEMONSTRATION_DOMAIN
from organisations.models import Partnership, User

AT_ONCE = 500
HIGHEST = 2_147_483_647  # the number that stands for the first place that is gone, the next ones below it


@dataclass
class Line:
    """One line of a file on its way to a row."""

    file: str
    number: int
    key: str
    row: Model
    many: dict[str, list[Any]] = kept(default_factory=dict)
    waits_for: dict[str, str] = kept(default_factory=dict)  # the keys of rows of its own kind, which come first

    def refuse(self, reason: str) -> Refused:
        return Refused(reason, self.file, self.number)


class Loader:
    """Loads models one after another, and knows which row each key of the zip has become."""

    def __init__(self, opened: Opened, inside: Opened | None, address: str) -> None:
        self.parts = [opened] if inside is None else [opened, inside]
        self.address = address
        self.rows: dict[str, dict[str, Any]] = {}  # rows of the partnership, by the key in the zip
        self.shared = {label: {key: pk for pk, key in found.items()} for label, found in shared_keys().items()}
        self.made: set[str] = set()  # the frameworks that were not here before
        self.order: dict[str, list[tuple[Opened, list[Any]]]] = {}  # what each file has become, line by line
        self.differs: set[str] = set()  # models of which a row is not written as it came
        self.partnership: Partnership | None = None

    def the_partnership(self) -> Partnership:
        """The one that came. LookupError before it has."""
        if self.partnership is None:
            raise LookupError("The partnership is not loaded yet")
        return self.partnership

    # --- frameworks ----------------------------------------------------------------------------

    def match_or_make(self, label: str) -> None:
        """Find the rows of a framework that is loaded here; make those of one that is not."""
        opened, name = self.parts[0], f"framework/{file_of(label)}"
        fresh = []
        for number, values in opened.lines(name, header_of(label)):
            key = values[0]
            if label == FRAMEWORK:
                self._same_framework(name, number, values)
            if key.partition("/")[0] in self.made:
                if key in self.shared[label]:
                    raise Refused(f"{key} stands here twice", name, number)
                fresh.append(self._line(label, opened, name, number, values))
        for line, pk in self._insert(label, fresh):
            self.shared[label][line.key] = pk

    def _same_framework(self, name: str, number: int, values: list[str]) -> None:
        said = dict(zip(header_of(FRAMEWORK), values, strict=True))
        here = model_of(FRAMEWORK)._base_manager.filter(code=said["code"]).first()
        if here is None:
            self.made.add(said["code"])
        elif here.checksum != said["checksum"]:
            raise Refused(f"{said['code'][:40]} is loaded here with other words", name, number)

    # --- rows of the partnership ---------------------------------------------------------------

    def load(self, label: str) -> None:
        """Make the rows of one model, of every part of the zip."""
        self.rows[label] = {}
        self.order[label] = []
        name = f"rows/{file_of(label)}"
        for opened in self.parts:
            if name not in opened.listed and (label in kinds.SEALED or opened.called):
                continue
            keys, fresh = [], []
            for number, values in opened.lines(name, header_of(label)):
                line = self._line(label, opened, name, number, values)
                if line.key in self.rows[label] or line.key in keys[-1:]:
                    raise line.refuse(f"the key {line.key[:40]} stands here twice")
                keys.append(line.key)
                there = self._already_here(label, line)
                if there is None:
                    fresh.append(line)
                else:
                    self.rows[label][line.key] = there
            for line, pk in self._insert(label, fresh):
                if line.key in self.rows[label]:
                    raise line.refuse(f"the key {line.key[:40]} stands here twice")
                self.rows[label][line.key] = pk
            self.order[label].append((opened, [self.rows[label][key] for key in keys]))
        if label == PARTNERSHIP and len(self.rows[label]) != 1:
            raise Refused(f"it has {len(self.rows[label])} partnerships, where one belongs", name)

    def _already_here(self, label: str, line: Line) -> Any:
        """The row that is here already: a person by their address, and what they chose. What is alone is prepared."""
        row: Any = line.row
        match label:
            case "organisations.Partnership":
                self._prepare_partnership(line)
            case "organisations.User":
                return self._person(line)
            case "organisations.ReminderChoice":
                there = model_of(label)._base_manager.filter(user=row.user_id, kind=row.kind).first()
                if there:
                    self.differs.add(label)
                    return there.pk
        return None

    def _prepare_partnership(self, line: Line) -> None:
        row: Any = line.row
        self.differs.add(PARTNERSHIP)
        row.slug = self.address
        if Partnership.objects.filter(slug=row.slug).exists():
            raise line.refuse(f"there is already a partnership at /{row.slug}/; give another address with --as")
        try:
            row.clean_fields(exclude=["colour", "name"])
        except ValidationError as error:
            raise line.refuse(" ".join(error.messages)) from error
        self.partnership = row

    def _person(self, line: Line) -> Any:
        row: Any = line.row
        row.email = row.email.lower()
        if row.email.endswith(DEMONSTRATION_DOMAIN) and not self.the_partnership().is_demonstration:
            raise line.refuse("anyone can read the password of the demonstration accounts: nobody is that elsewhere")
        there = User.objects.filter(email__iexact=row.email).first()
        if there:
            self.differs.add(PERSON)
            return there.pk
        row.password = make_password(None)
        return None

    # --- a line and its row --------------------------------------------------------------------

    def _line(self, label: str, opened: Opened, name: str, number: int, values: list[str]) -> Line:
        line = Line(name, number, values[0], model_of(label)())
        if not line.key or len(line.key) > 1000:
            raise line.refuse("a row must have a key")
        for column, cell in zip(columns_of(label), values[1:], strict=True):
            try:
                self._set(label, opened, line, column, cell)
            except cells.BadCell as reason:
                raise line.refuse(f"{column.name}: {reason}") from reason
        return line

    def _set(self, label: str, opened: Opened, line: Line, column: Column, cell: str) -> None:
        attname = getattr(column.field, "attname", column.name)
        if column.is_many:
            line.many[column.name] = [self._row_named(column, key) for key in cell.split(" ") if key]
        elif column.to == label and cell:
            line.waits_for[attname] = cell
        elif column.to:
            setattr(line.row, attname, self._row_named(column, cell) if cell else self._nothing(column))
        elif column.name in kinds.NUMBERS_OF_PLACES.get(label, {}):
            setattr(line.row, attname, self._place(label, column, line.row, cell))
        elif column.is_file:
            setattr(line.row, attname, opened.read(cell) if cell else self._nothing(column))
        else:
            setattr(line.row, attname, cells.from_cell(column.field, cell))

    def _nothing(self, column: Column) -> None:
        if not column.field.null:
            raise cells.BadCell("nothing stands here, where something must")

    def _row_named(self, column: Column, key: str) -> Any:
        found = self.rows.get(column.to, {}).get(key, self.shared.get(column.to, {}).get(key))
        if found is None:
            raise cells.BadCell(f"it names {key[:60]}, and {file_of(column.to)} has no such row")
        return found

    def _place(self, label: str, column: Column, row: Any, cell: str) -> int | None:
        kind = kinds.NUMBERS_OF_PLACES[label][column.name] or kinds.PLACES_BY_LEVEL.get(row.level)
        if not cell:
            return None if column.field.null else 0
        gone = cell.removeprefix("gone-")
        if gone != cell and gone.isdecimal() and 0 < int(gone) < 100_000:
            return HIGHEST - int(gone)
        found = self.rows.get(kind or "", {}).get(cell)
        if found is None:
            raise cells.BadCell(f"it names the place {cell[:40]}, which is not in the zip")
        return found

    # --- writing -------------------------------------------------------------------------------

    def _insert(self, label: str, lines: list[Line]) -> Iterator[tuple[Line, Any]]:
        """Write rows, those first that others of their kind wait for; gives each line with its new number."""
        written: dict[str, Any] = dict(self.rows.get(label, {}))
        waiting = lines
        while waiting:
            ready = [line for line in waiting if written.keys() >= set(line.waits_for.values())]
            if not ready:
                named = next(iter(waiting[0].waits_for.values()))
                raise waiting[0].refuse(f"it names {named[:40]}, and no row can come first")
            for line in ready:
                for attname, key in line.waits_for.items():
                    setattr(line.row, attname, written[key])
            self._write(label, ready)
            written.update((line.key, line.row.pk) for line in ready)
            waiting = [line for line in waiting if line.row._state.adding]
        for line in lines:
            yield line, line.row.pk

    def _write(self, label: str, lines: list[Line]) -> None:
        model = model_of(label)
        # What the database would date by itself keeps the day that it had.
        dated = [field.name for field in model._meta.concrete_fields if _dates_itself(field)]
        days = [[getattr(line.row, name) for name in dated] for line in lines]
        for at in range(0, len(lines), AT_ONCE):
            self._write_some(model, lines[at : at + AT_ONCE])
        if dated:
            for line, values in zip(lines, days, strict=True):
                for name, value in zip(dated, values, strict=True):
                    setattr(line.row, name, value)
            model._base_manager.bulk_update([line.row for line in lines], dated, batch_size=AT_ONCE)
        for column in columns_of(label):
            if column.is_many:
                self._write_many(column, lines)

    def _write_some(self, model: type[Model], lines: list[Line]) -> None:
        try:
            with transaction.atomic():
                model._base_manager.bulk_create([line.row for line in lines])
        except (IntegrityError, DatabaseError, ValueError) as error:
            for line in lines:  # which one is it?
                _write_one(model, line)
            raise lines[0].refuse("these rows cannot be together") from error

    def _write_many(self, column: Column, lines: list[Line]) -> None:
        field: Any = column.field
        source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
        through = field.remote_field.through
        through._base_manager.bulk_create(
            [
                through(**{f"{source}_id": line.row.pk, f"{target}_id": to})
                for line in lines
                for to in dict.fromkeys(line.many[column.name])
            ],
            batch_size=AT_ONCE,
        )


def _dates_itself(field: models.Field) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _write_one(model: type[Model], line: Line) -> None:
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([line.row])
    except (IntegrityError, DatabaseError, ValueError) as error:
        reason = str(error).split("\n")[0][:200]
        raise line.refuse(f"it does not go with the rows before it ({reason})") from error
