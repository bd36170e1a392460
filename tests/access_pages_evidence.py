"""The addresses of files beside statements, for tests/test_access.py."""

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.actions.evidence import add_file
from assessments.models import Assessment
from organisations.models import User
from stored_files.checking import checked_file
from tests.access_rows import ADMIN, EDITORS, NOBODY, READERS, Page
from tests.builders import NOON
from tests.stored_files.files import pdf_of


def of_statement(at) -> list:
    return [at.slug, at.service, at.round, "1a"]


def one_file(at) -> list:
    return [at.slug, at.service, at.round, at.evidence]


def a_file(at) -> dict:
    return {"words": "Minutes", "file": SimpleUploadedFile("minutes.pdf", pdf_of("/Lang (en)"))}


FILES = Page("assessments:evidence-files", of_statement, EDITORS, NOBODY)
REMOVE = Page("assessments:evidence-remove", one_file, EDITORS, NOBODY)
EVIDENCE = [
    FILES,
    FILES.posting(data=a_file),
    Page("assessments:evidence-file", one_file, READERS, ADMIN),
    REMOVE,
    REMOVE.posting(),
]


def evidence_of(assessment: Assessment, by: User) -> dict:
    """A file of a self-assessment, by the name that the addresses use."""
    rating = assessment.ratings.get(statement__code="1a")
    row = add_file(rating=rating, file=checked_file("plan.pdf", pdf_of()), words="Our plan", by=by, at=NOON)
    return {"evidence": row.pk}
