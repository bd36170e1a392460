"""The two pages of an import: sending a file in, and line by line what it would do. Rooms bring their own lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations import importing
from organisations.actions import ActionRefused
from organisations.forms import ImportForm
from organisations.models import ImportDraft, Partnership
from organisations.spreadsheets import UnreadableFile, read_table

OUTCOMES = {
    "added": _("will be added"),
    "changed": _("will be changed"),
    "unchanged": _("will not change"),
    "refused": _("needs fixing"),
}


@dataclass(frozen=True)
class Import:
    """A kind of import: its addresses, what it says, and how its lines are planned, written and shown."""

    what: str
    create: str
    preview: str
    back: str
    template: str
    columns: Sequence[object]
    heads: Sequence[object]
    no_longer: str | Promise
    plan: Callable
    carry_out: Callable
    cells: Callable

    def send_in(self, request, place: Partnership):
        """Send in a file; nothing is written until its preview is agreed."""
        form = ImportForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                table = read_table(file.read(), file.name)
            except UnreadableFile as reason:
                form.add_error("file", str(reason))
            else:
                draft = importing.keep_draft(
                    partnership=place, table=table, file_name=file.name, by=request.user, what=self.what
                )
                return redirect(self.preview, place.slug, draft.pk)
        return render(request, self.template, {"form": form, "columns": self.columns})

    def show(self, request, place: Partnership, pk: int):
        """Line by line what would be added, changed and refused; the button writes all of it or nothing."""
        draft = ImportDraft.objects.filter(partnership=place, by=request.user, what=self.what, pk=pk).first()
        if draft is None:  # agreed to already, perhaps by a double click, or replaced by a newer file
            messages.info(request, self.no_longer)
            return redirect(self.back, place.slug)
        if request.method == "POST":
            try:
                plan = self.carry_out(draft=draft, by=request.user)
            except ActionRefused as reason:
                messages.error(request, str(reason))
            else:
                done = {"added": plan.added, "changed": plan.changed}
                messages.success(request, _("Import finished: %(added)s added, %(changed)s changed.") % done)
                return redirect(self.back, place.slug)
        plan = self.plan(partnership=place, table=importing.table_of(draft))
        ordered = sorted(plan.rows, key=lambda row: (row.outcome != "refused", row.line))
        context = {
            "draft": draft,
            "plan": plan,
            "columns": self.heads,
            "rows": [self.cells(row) for row in ordered],
            "another": reverse(self.create, args=[place.slug]),
        }
        return render(request, "organisations/import_preview.html", context)


def happens(row: importing.PlannedLine) -> dict:
    """A cell that says what becomes of a line, and why."""
    words = ": ".join(filter(None, [str(OUTCOMES[row.outcome]), "; ".join(row.notes)]))
    return {"text": words, "class": "tip-table__wide"}
