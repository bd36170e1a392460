"""Making the zip: the rows, what describes them, and a manifest with a checksum of each file."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator

from django.template.loader import render_to_string

from background.sealed_files import seal
from carrying import kinds
from carrying.columns import FRAMEWORK, KEY, Column, columns_of, file_of, in_order, schema, shared_in_order
from carrying.figures import FIGURES, HEADER, RELEASES, checksums
from carrying.gathering import OPEN, SEALED, Gathered, shared_rows
from carrying.versions import FORMAT, migrations
from carrying.writing import as_csv, hash_of, header_of, lines_of
from organisations.models import Partnership, Round

MANIFEST, ABOUT, SCHEMA, CHECKSUMS, README = "manifest.csv", "about.csv", "schema.csv", "checksums.csv", "README.txt"
NOT_TAKEN, LOCKED = "not_taken.csv", "locked.bin"
ROUNDS = "organisations.Round"
# A zip says when each file in it was last changed. These say nothing.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class Pack:
    """The files of one zip, and what its manifest says of them."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        self._manifest: list[list[str]] = []

    def add(self, name: str, content: bytes, *, rows: int | None = None) -> None:
        self._put(name, content)
        self._manifest.append([name, "" if rows is None else str(rows), str(len(content)), hash_of(content)])

    def add_csv(self, name: str, header: list[str], lines: Iterable[list[str]]) -> None:
        content, rows = as_csv(header, lines)
        self.add(name, content, rows=rows)

    def finish(self) -> bytes:
        manifest, _rows = as_csv(["file", "rows", "bytes", "sha256"], sorted(self._manifest))
        self._put(MANIFEST, manifest)
        self._zip.close()
        return self._out.getvalue()

    def _put(self, name: str, content: bytes) -> None:
        entry = zipfile.ZipInfo(name, NO_TIME)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        self._zip.writestr(entry, content)


def pack(gathered: Gathered, *, at: datetime.datetime, seals: str = "") -> bytes:
    """The zip of a partnership; with a key to seal with, what only the operator takes lies locked in it."""
    whole, frameworks = Pack(), set[str]()
    labels = [label for label in in_order() if label not in kinds.SEALED]
    kept: dict[str, list[dict[str, str]]] = {}
    for label in labels:
        lines = list(_noting(label, _lines(label, OPEN, gathered, whole), frameworks))
        whole.add_csv(f"rows/{file_of(label)}", header_of(label), lines)
        if label in (FIGURES, RELEASES, ROUNDS):
            kept[label] = [dict(zip(header_of(label), line, strict=True)) for line in lines]
    locked = _locked(gathered, frameworks) if seals else None
    for label in shared_in_order():
        pks = shared_rows(label, gathered.keys, frameworks)
        lines_here = lines_of(label, pks, gathered.keys, _no_file)
        whole.add_csv(f"framework/{file_of(label)}", header_of(label), lines_here)
    rounds = {round_[KEY]: round_["slug"] for round_ in kept[ROUNDS]}
    whole.add_csv(CHECKSUMS, HEADER, checksums(kept[FIGURES], kept[RELEASES], rounds))
    header, *lines_of_schema = schema()
    whole.add_csv(SCHEMA, header, lines_of_schema)
    whole.add_csv(NOT_TAKEN, ["rows", "field", "why"], not_taken(is_locked=locked is None))
    whole.add_csv(ABOUT, ["what", "says"], _about(gathered.partnership, at))
    whole.add(README, _read_me(gathered.partnership, at, is_locked=locked is not None))
    if locked is not None:
        whole.add(LOCKED, seal(locked, seals))
    return whole.finish()


def _locked(gathered: Gathered, frameworks: set[str]) -> bytes:
    """A zip of its own, with the rows that an admin cannot open on any page."""
    inside = Pack()
    for label in in_order():
        lines = list(_noting(label, _lines(label, SEALED, gathered, inside), frameworks))
        if lines or label in kinds.SEALED:
            inside.add_csv(f"rows/{file_of(label)}", header_of(label), lines)
    return inside.finish()


def _lines(label: str, part: str, gathered: Gathered, into: Pack) -> Iterator[list[str]]:
    def keep(column: Column, key: str, content: bytes) -> str:
        ending = "jpg" if content.startswith(b"\xff\xd8\xff") else "bin"
        name = f"files/{file_of(label).removesuffix('.csv')}/{key}-{column.name}.{ending}"
        into.add(name, content)
        return name

    return lines_of(label, gathered.rows(label, part), gathered.keys, keep)


def _no_file(column: Column, key: str, content: bytes) -> str:
    raise LookupError(f"{column.field}: a framework holds no files")


def _noting(label: str, lines: Iterable[list[str]], frameworks: set[str]) -> Iterator[list[str]]:
    """The same lines; the frameworks that they name are noted."""
    named = [at for at, column in enumerate(columns_of(label), start=1) if column.to in kinds.SHARED]
    is_version = {at: columns_of(label)[at - 1].to == FRAMEWORK for at in named}
    for line in lines:
        for at in named:
            frameworks.update(
                key.partition("/")[0] for key in line[at].split(" ") if key and (is_version[at] or "/" in key)
            )
        yield line


def not_taken(*, is_locked: bool) -> list[list[str]]:
    """What is not in the zip, each with the reason."""
    found = [[file_of(label), "", str(why)] for label, why in kinds.LEFT_OUT.items()]
    found += [[file_of(label), "", str(why)] for label, why in kinds.WHY_NOT_ALL.items()]
    if is_locked:
        found += [[file_of(label), "", why] for label, why in kinds.SEALED.items()]
    for label, fields in kinds.FIELDS_LEFT_OUT.items():
        found += [[file_of(label), name, str(why)] for name, why in fields.items()]
    return sorted(found)


def in_flight(partnership: Partnership) -> list[Round]:
    """The rounds whose answers are not sealed, and so stay here."""
    return list(Round.objects.real().filter(partnership=partnership).with_answers_as_they_came().order_by("pk"))


def _about(partnership: Partnership, at: datetime.datetime) -> list[list[str]]:
    rounds = [["round whose answers are not here", round_.slug] for round_ in in_flight(partnership)]
    of_apps = [[f"migration of {app}", name] for app, name in sorted(migrations().items())]
    made = at.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return [["format", FORMAT], ["partnership", partnership.slug], ["made", made], *rounds, *of_apps]


def _read_me(partnership: Partnership, at: datetime.datetime, *, is_locked: bool) -> bytes:
    context = {
        "partnership": partnership,
        "at": at,
        "rounds": in_flight(partnership),
        "is_locked": is_locked,
        "left_out": kinds.LEFT_OUT,
    }
    return render_to_string("carrying/README.txt", context).encode()
