"""A page is drawn as a PDF once in each run of the tests: the very same page, in the same size, is the same PDF.

Laying out a page takes a second and more, and several tests ask for the same poster, pack or survey. What is compared
is the whole page as it is given to be drawn; processes that test side by side share the PDFs in a folder.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from organisations import printing


def once(draw: Callable[[str, float], bytes], folder: Path) -> Callable[[str, float], bytes]:
    """Draws as `draw` does, but nothing twice."""

    def draw_once(page: str, zoom: float) -> bytes:
        file = folder / f"{hashlib.sha256(f'{zoom} {page}'.encode()).hexdigest()}.pdf"
        if not file.exists():
            unfinished = file.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(draw(page, zoom))
            unfinished.replace(file)  # nobody reads half of it
        return file.read_bytes()

    return draw_once


@contextmanager
def drawn_once() -> Iterator[None]:
    """Remember what pages look like."""
    with mock.patch.object(printing, "drawn", once(printing.drawn, Path(os.environ["SHARED_BY_TESTS"]))):
        yield
