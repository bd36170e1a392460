"""Checksums of released figures: of each release one, over the lines of its figures as they stand in the zip."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping

from carrying.columns import KEY

RELEASES, FIGURES = "reporting.Release", "reporting.ReleasedFigure"
HEADER = ["release", "round", "figures", "sha256"]


def checksums(
    figures: Iterable[Mapping[str, str]], releases: Iterable[Mapping[str, str]], rounds: Mapping[str, str]
) -> list[list[str]]:
    """A line for each release: its key, the address of its round, how many figures, and one hash of them all.

    The order of the figures does not matter, and neither do their own keys.
    """
    of_release: dict[str, list[str]] = {}
    for figure in figures:
        cells = [cell for name, cell in figure.items() if name not in (KEY, "release")]
        of_release.setdefault(figure["release"], []).append(_line(cells))
    found = []
    for release in releases:
        lines = sorted(of_release.get(release[KEY], []))
        whole = hashlib.sha256("".join(lines).encode()).hexdigest()
        found.append([release[KEY], rounds.get(release["round"], ""), str(len(lines)), whole])
    return found


def _line(cells: list[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
