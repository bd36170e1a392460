"""Another programme takes everything out, and in again: what comes is what went, byte for byte."""

import csv
import io
import zipfile

import pytest

from carrying.actions.bringing_in import bring_in
from carrying.actions.taking_out import take_out
from tests.builders import NOON, Borough
from tests.files_that_leave import make_all
from tests.scenes import scene

pytestmark = pytest.mark.django_db


@scene
def whole_borough() -> Borough:
    return make_all()


def table(content: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return list(csv.DictReader(io.StringIO(file.read(name).decode(), newline="")))


def test_everything_out_and_in_again_is_everything(whole_borough):
    content = take_out(partnership=whole_borough.partnership, by=whole_borough.people["admin"], at=NOON)
    _there, counts = bring_in(content=content, at=NOON, address="elmham")
    assert counts["reporting.ReleasedFigure"] > 1000
    assert table(content, "checksums.csv")
