"""What the documents say of the code: whatever file they name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])  # decisions tell what was, and may name it
# Made by a command, or to be made by anyone who reads on.
NOT_THERE_YET = {"locale/cy/LC_MESSAGES/django.po"}


def named_in(document: Path) -> set[str]:
    """The files and folders that a document names: `reporting/change.py`, `framework/content/`."""
    text = re.sub(r"\s*\n\s+", " ", document.read_text(encoding="utf-8"))
    first = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    found = {name.split(":")[0] for name in re.findall(r"`([\w.-]+/[\w./-]*(?:: ?[\w.]+)?)`", text)}
    return {name for name in found if name.split("/")[0] in first}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_whatever_file_a_document_names_is_there(document: Path):
    gone = [name for name in named_in(document) if name not in NOT_THERE_YET and not (ROOT / name).exists()]
    assert gone == []


def test_files_named_in_documents_are_found():
    named = named_in(ROOT / "docs" / "how-a-number-is-made.md")
    assert {"surveys/actions/answering.py", "reporting/protect/disclosure.py", "reporting/release/"} <= named
