"""After loading: everything is written down once more from the database, and is what came, byte for byte."""

from __future__ import annotations

from carrying import kinds
from carrying.columns import KEY, PERSON, Column, file_of, in_order, shared_in_order
from carrying.figures import FIGURES, HEADER, RELEASES, checksums
from carrying.gathering import Keys, rows_in, shared_keys, shared_rows
from carrying.loading import HIGHEST, Loader
from carrying.opening import Opened
from carrying.packing import CHECKSUMS, ROUNDS
from carrying.refusals import Refused
from carrying.writing import as_csv, hash_of, header_of, lines_of

MOST_GONE = 100_000


def compare(loader: Loader) -> dict[str, int]:
    """How many rows of each model came. Raises Refused where anything is not as it was."""
    keys = Keys(
        of={label: {pk: key for key, pk in found.items()} for label, found in loader.rows.items()},
        shared=shared_keys(),
        gone=_Gone(),
    )
    counts, lines = {}, {}
    for label in in_order():
        for opened, pks in loader.order[label]:
            name, written = f"rows/{file_of(label)}", []
            for line in lines_of(label, pks, keys, _keeping(opened)):
                written.append(line)
            if label in (FIGURES, RELEASES, ROUNDS):
                lines[label] = [dict(zip(header_of(label), line, strict=True)) for line in written]
            content, _rows = as_csv(header_of(label), written)
            if label not in loader.differs and hash_of(content) != opened.listed[name].sha256:
                raise Refused("once loaded, it is written differently; nothing was kept", name)
        counts[label] = len(loader.rows[label])
        _count(label, loader, counts[label])
    _compare_frameworks(loader, keys)
    rounds = {round_[KEY]: round_["slug"] for round_ in lines[ROUNDS]}
    found, _rows = as_csv(HEADER, checksums(lines[FIGURES], lines[RELEASES], rounds))
    if hash_of(found) != loader.parts[0].listed[CHECKSUMS].sha256:
        raise Refused("the figures of a release are not the ones that were taken out", CHECKSUMS)
    return counts


class _Gone(dict):
    """Places that nobody has any more, by the number that stands for each."""

    def setdefault(self, number: int, key: str = "") -> str:
        return f"gone-{HIGHEST - number}" if HIGHEST - number < MOST_GONE else key


def _keeping(opened: Opened):
    """What a file in the zip is called, found by its row and column, where its bytes are the same."""
    by_row = {name.rpartition(".")[0]: name for name in opened.names("files")}

    def keep(column: Column, key: str, content: bytes) -> str:
        folder = file_of(column.field.model._meta.label).removesuffix(".csv")
        name = by_row.get(f"files/{folder}/{key}-{column.name}", "")
        return name if name and hash_of(content) == opened.listed[name].sha256 else ""

    return keep


def _count(label: str, loader: Loader, came: int) -> None:
    if label in (PERSON, *kinds.FOUND_BY):
        return
    there = rows_in(label, loader.the_partnership()).count()
    if there != came:
        raise Refused(f"{came} rows came and {there} are there", f"rows/{file_of(label)}")


def _compare_frameworks(loader: Loader, keys: Keys) -> None:
    for label in shared_in_order():
        name = f"framework/{file_of(label)}"
        opened = loader.parts[0]
        codes = {cells[0].partition("/")[0] for _line, cells in opened.lines(name)}
        if not codes <= loader.made:
            continue
        pks = shared_rows(label, keys, codes)
        content, _rows = as_csv(header_of(label), lines_of(label, pks, keys, _keeping(opened)))
        if hash_of(content) != opened.listed[name].sha256:
            raise Refused("once loaded, it is written differently; nothing was kept", name)
