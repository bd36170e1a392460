"""Forms for bringing a file in: the file, the list in it, its columns, and the questions about its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations.forms import helper_with_button
from organisations.importing.columns import Choice
from organisations.importing.kinds import ImportKind
from organisations.importing.planning import Plan, Question
from tables.cells import Book
from tables.finding import FoundList
from tables.folding import tidy
from tables.limits import MOST_BYTES, MOST_ROWS

NONE, ONE_TEXT, PROPOSED, NO_HEADER = "none", "text", "proposed", "no header"
ROWS_OFFERED = 15  # lines that can be chosen as the one that names the columns
LINES_NAMED = 5
MOST_RADIOS = 12  # of more answers than these one is chosen from a list
OPENED = ".csv,.txt,.tsv,.xlsx,.xlsm,.xls,.ods,.html,.htm"


class ImportForm(forms.Form):
    """Any spreadsheet, or a table as text."""

    helper = helper_with_button(_("Check what will change"))
    file = forms.FileField(
        label=_("Your file"),
        help_text=_("Any spreadsheet (such as Excel or OpenDocument) or CSV file, up to %(mb)s MB and %(rows)s rows.")
        % {"mb": MOST_BYTES // 1024 // 1024, "rows": f"{MOST_ROWS:,}"},
        widget=forms.ClearableFileInput(attrs={"accept": OPENED}),
        error_messages={"required": _("Select a file"), "empty": _("Select a file that is not empty")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Select a file smaller than %(megabytes)s MB") % {"megabytes": MOST_BYTES // 1024 // 1024}
            )
        return file


class ListForm(forms.Form):
    """On which sheet the list is, and which line names its columns."""

    mark_optional = False
    helper = helper_with_button(_("Look there instead"), kind="secondary")
    sheet = forms.ChoiceField(label=_("Sheet with the list"))
    header = forms.ChoiceField(label=_("Line that names the columns"))

    def __init__(self, *args: Any, book: Book, found: FoundList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [
            (str(at), sheet.name or _("The whole file")) for at, sheet in enumerate(book.sheets)
        ]
        self.fields["sheet"].initial = str(found.sheet)
        if len(book.sheets) < 2:
            self.fields["sheet"].widget = forms.HiddenInput()
        rows = book.sheets[found.sheet].rows[:ROWS_OFFERED]
        offered = [
            (str(row.line), _("Line %(line)s: %(cells)s") % {"line": row.line, "cells": _first_cells(row.cells)})
            for row in rows
        ]
        header = str(found.header_line) if found.header_line else NO_HEADER
        if header not in {value for value, _words in offered} | {NO_HEADER}:
            offered.append((header, _("Line %(line)s") % {"line": header}))
        self.fields["header"].choices = [*offered, (NO_HEADER, _("No line does, the list begins at once"))]
        self.fields["header"].initial = header

    def chosen(self, found: FoundList) -> dict[str, Any]:
        """What to look for; another sheet's header is looked for anew, its lines are others."""
        sheet, header = int(self.cleaned_data["sheet"]), self.cleaned_data["header"]
        if sheet != found.sheet:
            return {"sheet": sheet, "header_line": None, "has_no_header": False}
        return {
            "sheet": sheet,
            "header_line": None if header == NO_HEADER else int(header),
            "has_no_header": header == NO_HEADER,
        }


def _first_cells(cells: Iterable) -> str:
    texts = [tidy(cell.text) for cell in cells if cell.text]
    shown = ", ".join(texts[:5])
    return f"{shown[:70]}…" if len(shown) > 70 or len(texts) > 5 else shown


class ColumnsForm(forms.Form):
    """What each wanted column is called in this file."""

    mark_optional = False

    def __init__(
        self, *args: Any, kind: ImportKind, found: FoundList, choices: Mapping[str, Choice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.found = kind, found
        self.helper = helper_with_button(_("Continue"))
        columns = [(f"c{column.index}", self._words(column)) for column in found.columns]
        for wanted in kind.wanted:
            choice = choices.get(wanted.key, Choice())
            takes_text = wanted.key in kind.takes_text
            offered = [(NONE, _("Not in this file")), *columns]
            if takes_text:
                offered.append((ONE_TEXT, _("The same for all rows (write it below)")))
            at = f"c{choice.index}" if choice.index is not None else ONE_TEXT if choice.text else NONE
            required = _("Select the column for %(column)s") % {"column": wanted.label}
            self.fields[wanted.key] = forms.ChoiceField(
                label=wanted.label, choices=offered, initial=at, error_messages={"required": required}
            )
            if takes_text:
                self.fields[f"{wanted.key}-text"] = forms.CharField(
                    label=_("%(column)s of all rows") % {"column": wanted.label},
                    help_text=_("Only if it is the same for all rows."),
                    required=False,
                    max_length=120,
                    initial=choice.text,
                )

    @staticmethod
    def _words(column: Any) -> str:
        samples = ", ".join(tidy(text)[:30] for text in column.samples if text)
        words = _("%(head)s (such as %(samples)s)") if samples else _("%(head)s (blank)")
        words = words % {"head": tidy(column.head)[:60], "samples": samples}
        return _("%(column)s, hidden in the spreadsheet") % {"column": words} if column.is_hidden else words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken: dict[str, str] = {}
        needed = self.kind.needs(self.found)
        for wanted in self.kind.wanted:
            said = data.get(wanted.key)
            if said == ONE_TEXT and not tidy(data.get(f"{wanted.key}-text") or ""):
                self.add_error(f"{wanted.key}-text", _("Enter the %(column)s of all rows") % {"column": wanted.label})
            elif said == NONE and wanted.key in needed:
                self.add_error(wanted.key, _("Select the column for %(column)s") % {"column": wanted.label})
            elif said and said.startswith("c") and said in taken:
                of = {"column": wanted.label, "other": taken[said]}
                self.add_error(wanted.key, _("Select different columns for %(column)s and %(other)s") % of)
            elif said and said.startswith("c"):
                taken[said] = str(wanted.label)
        return data

    def chosen(self) -> dict[str, Choice]:
        """The columns that were chosen, by what they are."""
        return {wanted.key: self._choice(wanted.key) for wanted in self.kind.wanted}

    def _choice(self, key: str) -> Choice:
        said = self.cleaned_data[key]
        if said == ONE_TEXT:
            return Choice(text=tidy(self.cleaned_data[f"{key}-text"]))
        return Choice() if said == NONE else Choice(int(said[1:]))


class QuestionsForm(forms.Form):
    """The questions about a file, each with its rows, and the mark of what the page showed."""

    mark_optional = False
    mark = forms.CharField(widget=forms.HiddenInput, required=False)  # of what the page showed, where it is agreed to

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["mark"].initial = plan.mark
        for question in plan.asking.questions.values():
            is_long = len(question.choices) > MOST_RADIOS
            self.fields[question.name] = forms.ChoiceField(
                label=question.text,
                help_text=_lines(question),
                choices=[("", _("Select an answer")), *question.choices] if is_long else question.choices,
                initial=question.answer,
                required=False,
                widget=forms.Select if is_long else forms.RadioSelect,
            )
        self.helper = FormHelper()
        self.helper.add_input(Submit("check", _("Save answers")))
        if plan.waiting:
            self.helper.add_input(Submit("leave", _("Leave out all rows without an answer"), css_class="secondary"))

    def answers(self) -> dict[str, str]:
        """What was answered, by the questions' names."""
        names = (question.name for question in self.plan.asking.questions.values())
        return {name: self.cleaned_data.get(name) or "" for name in names}


def _lines(question: Question) -> str:
    first = ", ".join(str(line) for line in question.lines[:LINES_NAMED])
    more = len(question.lines) - LINES_NAMED
    if more <= 0:
        return ngettext("Line %(lines)s", "Lines %(lines)s", len(question.lines)) % {"lines": first}
    return ngettext("Lines %(lines)s and %(more)s more", "Lines %(lines)s and %(more)s more", more) % {
        "lines": first,
        "more": f"{more:,}",
    }
