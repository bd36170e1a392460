"""The impact assessment and the Children's code name tests that are there."""

from pathlib import Path

import pytest

from data_protection.documents import RISKS, STANDARDS
from data_protection.dpia_document import PAGE, as_document
from tests.builders import Borough

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_test_that_is_named_is_there():
    named = [test for row in (*RISKS, *STANDARDS) for test in row.tests]
    for test in named:
        file, name = test.split("::")
        assert f"def {name}(" in (ROOT / file).read_text(), test
    assert [each.number for each in STANDARDS] == list(range(1, 16))
    # What has no test is for people to check; no more than that is without one.
    assert [each.number for each in STANDARDS if not each.tests] == [14]
    assert all(row.tests for row in RISKS)


def test_the_document_is_made_from_the_same_rows():
    assert PAGE.read_text() == as_document()  # manage.py write_data_map


@pytest.mark.django_db
def test_an_admin_reads_both(borough: Borough):
    admin = borough.client("admin")
    page = admin.get("/elmfield/data-protection/impact-assessment/").content.decode()
    assert "To fill in" in page
    assert all(str(row.risk) in page for row in RISKS)
    page = admin.get("/elmfield/data-protection/childrens-code/").content.decode()
    assert all(str(row.done) in page for row in STANDARDS)
    assert "No test: this is for people to check." in page
