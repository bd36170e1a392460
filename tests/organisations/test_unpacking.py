"""A spreadsheet that unpacks to far more than it weighs is turned away before it is read."""

import io
import zipfile

import pytest

from organisations.spreadsheets import MOST_BYTES_UNPACKED, UnreadableFile, read_table


def test_a_file_that_is_huge_when_unpacked_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"<row/>" * (MOST_BYTES_UNPACKED // 6 + 1))
    assert len(packed.getvalue()) < 200_000
    with pytest.raises(UnreadableFile, match="too large when unpacked"):
        read_table(packed.getvalue(), "bomb.xlsx")
