"""Two files with which Riverside shows what it says in the open round: a sheet of notes and a list. All made up."""

import contextlib
import datetime
import io

import docx
import openpyxl

from assessments.actions.evidence import add_file
from assessments.models import Rating
from demonstration.people import RIVERSIDE
from organisations.actions import ActionRefused
from organisations.models import Round, User
from stored_files.checking import checked_file

STATEMENT = "1a"
NOTES = (
    "What we agreed about first visits",
    "We ask “what happened to you?” only when there is time to listen.",
    "First visits are 20 minutes longer from now on.",
    "The person who takes the call says who will come, and that a friend is welcome.",
)
VISITS = (("Month", "First visits", "With 20 minutes more"), ("July", 14, 9), ("August", 11, 10), ("September", 16, 15))


def show_files(round_: Round, people: dict[str, User], *, at: datetime.datetime) -> None:
    """Add both to the self-assessment that is open. Where this machine cannot keep them, the borough does without."""
    rating = Rating.objects.filter(assessment__round=round_, assessment__service__name=RIVERSIDE)
    rating = rating.select_related("statement", "assessment__service__organisation__partnership")
    found = rating.filter(statement__code=STATEMENT, assessment__state="draft").first()
    made_up = (
        ("First visits, what we agreed.docx", _notes(), "Notes of our team meeting about first visits"),
        ("First visits by month.xlsx", _visits(), "How many first visits had 20 minutes more, month by month"),
    )
    for name, content, words in made_up if found else ():
        with contextlib.suppress(ActionRefused):
            add_file(rating=found, file=checked_file(name, content), words=words, by=people["service"], at=at)


def _notes() -> bytes:
    document, made = docx.Document(), io.BytesIO()
    heading, *lines = NOTES
    document.add_heading(heading)
    for line in lines:
        document.add_paragraph(line)
    document.save(made)
    return made.getvalue()


def _visits() -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in VISITS:
        book.active.append(row)
    book.save(made)
    return made.getvalue()
