"""What tests remember of a PDF is the PDF of the very same page in the very same size, and no failure."""

from pathlib import Path

import pytest

from tests.drawn_once import once


def test_a_page_is_drawn_once_by_all_processes_and_one_that_differs_in_anything_by_itself(tmp_path: Path):
    drawn = []

    def draw(page: str, zoom: float) -> bytes:
        drawn.append((page, zoom))
        return f"{page} in {zoom}".encode()

    for mine in (once(draw, tmp_path), once(draw, tmp_path)):
        assert mine("one", 1) == b"one in 1"
        assert mine("two", 1) == b"two in 1"
        assert mine("one", 1.4) == b"one in 1.4"
    assert drawn == [("one", 1), ("two", 1), ("one", 1.4)]


def test_what_cannot_be_drawn_is_tried_again(tmp_path: Path):
    def draw(page: str, zoom: float) -> bytes:
        raise ValueError("a file of another host")

    for _ in range(2):
        with pytest.raises(ValueError, match="another host"):
            once(draw, tmp_path)("page", 1)
