"""Bringing a file in as an admin does, for the tests of it."""

from __future__ import annotations

import io
import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from organisations.importing.drafts import carry_out, plan_of, take_in
from organisations.importing.kinds import kinds
from organisations.models import ImportDraft, ImportRun
from tests.builders import Borough

FILES = Path(__file__).parent.parent / "tables" / "files"


def xlsx(rows: list[list]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


class Sent:
    """A file that was sent in, and where it stands."""

    def __init__(self, borough: Borough, content: bytes | str, name: str = "services.csv", what: str = "services"):
        self.borough, self.admin, self.what = borough, borough.client("admin"), what
        upload = {"file": SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)}
        self.page = self.admin.post(f"/{borough.slug}/{what}/import/", upload, follow=True)

    @property
    def draft(self) -> ImportDraft:
        return ImportDraft.objects.get(partnership=self.borough.partnership, what=self.what)

    @property
    def plan(self):
        return plan_of(self.draft, kinds()[self.what])

    @property
    def address(self) -> str:
        return f"/{self.borough.slug}/imports/{self.draft.pk}/"

    def choose(self, **columns: str):
        """Choose columns by their heads, or a text for all rows as "=text"; what is not named stays as proposed."""
        page = self.admin.get(f"{self.address}columns/")
        form, found = page.context["form"], page.context["found"]
        at = {column.head: f"c{column.index}" for column in found.columns}
        data = {"form": "columns"} | {name: form[name].value() or "" for name in form.fields}
        for key, said in columns.items():
            if said.startswith("="):
                data |= {key: "text", f"{key}-text": said[1:]}
            else:
                data[key] = at[said] if said else "none"
        self.page = self.admin.post(f"{self.address}columns/", data, follow=True)
        return self

    def answer(self, **by_words: str):
        """Answer each open question whose text holds the words (underscores are spaces) with a choice's value."""
        data = {}
        for question in self.plan.asking.open:
            for words, value in by_words.items():
                if words.replace("_", " ").lower() in question.text.lower():
                    data[question.name] = value
        self.page = self.admin.post(self.address, data, follow=True)
        return self

    def leave_out(self):
        """Set aside all rows with a question that nobody has answered."""
        self.page = self.admin.post(self.address, {"leave": "leave"}, follow=True)
        return self

    def agree(self) -> ImportRun:
        """Press the button of the page that is shown."""
        mark = re.search(r'name="mark" value="(\w+)"', self.admin.get(self.address).content.decode())
        assert mark, "there is no button"
        self.page = self.admin.post(self.address, {"go": "go", "mark": mark[1]}, follow=True)
        return ImportRun.objects.get(partnership=self.borough.partnership, what=self.what)

    def lines(self, outcome: str) -> list[int]:
        return [row.line for row in self.plan.rows if row.outcome == outcome]


def waiting(borough: Borough, text: str) -> ImportDraft:
    """A list of services that waits for the admin's yes."""
    return take_in(
        partnership=borough.partnership,
        content=text.encode(),
        file_name="list.csv",
        by=borough.people["admin"],
        kind=kinds()["services"],
    )


def agreed(draft: ImportDraft) -> ImportRun:
    """The admin says yes to what it would do now."""
    kind = kinds()["services"]
    return carry_out(draft=draft, kind=kind, mark=plan_of(draft, kind).mark, by=draft.by)


def file_of(name: str) -> bytes:
    return (FILES / name).read_bytes()
