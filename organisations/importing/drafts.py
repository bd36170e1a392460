"""A file from its coming in to someone's yes, and the writing of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.actions import jobs
from background.models import Job
from organisations.actions import ActionRefused, hold_partnership
from organisations.audit import record
from organisations.importing.columns import Choice, chosen_in, found_in, keep_choices, proposal, remember
from organisations.importing.kinds import ImportKind, kinds
from organisations.importing.planning import Asking, Plan
from organisations.importing.recording import Recorder
from organisations.models import ImportAnswer, ImportDraft, ImportRun, Partnership, User
from organisations.models.imports import KEPT_WAITING
from organisations.permissions import has_permission
from tables.cells import UnreadableFile
from tables.finding import FoundList
from tables.keeping import as_text
from tables.reading import read_book

AT_ONCE_BYTES = 1024 * 1024  # a larger file is read by the worker
AT_ONCE_ROWS = 2000  # more of them are written by the worker


@transaction.atomic
def take_in(*, partnership: Partnership, content: bytes, file_name: str, by: User, kind: ImportKind) -> ImportDraft:
    """Keep a file until someone agrees to it; older drafts of the same kind and person go. A large one is read later.

    Raises UnreadableFile.
    """
    is_large = len(content) > AT_ONCE_BYTES
    book = None if is_large else read_book(content, file_name)
    ImportDraft.objects.filter(partnership=partnership, by=by, what=kind.what).delete()
    draft = ImportDraft.objects.create(
        partnership=partnership,
        what=kind.what,
        by=by,
        file_name=file_name[:200],
        content=content if is_large else b"",
        book_text=as_text(book) if book else "",
        sent_at=timezone.now(),
    )
    if is_large:
        _ask_the_worker(draft, "read")
    else:
        look_at(draft, kind)
    return draft


def look_at(draft: ImportDraft, kind: ImportKind) -> None:
    """Put down what each column seems to be; someone looks at that unless it is sure."""
    found = found_in(draft, kind.wanted)
    choices, sure = proposal(
        partnership=draft.partnership, what=kind.what, found=found, wanted=kind.wanted, needed=kind.needs(found)
    )
    keep_choices(draft, choices)
    ImportDraft.objects.filter(pk=draft.pk).update(columns_are_chosen=sure)
    draft.columns_are_chosen = sure


@transaction.atomic
def choose_list(
    *, draft: ImportDraft, kind: ImportKind, sheet: int | None, header_line: int | None, has_no_header: bool
) -> None:
    """Look for the list on another sheet, or below another line; the columns are proposed anew."""
    draft.sheet, draft.header_line, draft.has_no_header = sheet, header_line, has_no_header
    draft.save(update_fields=["sheet", "header_line", "has_no_header"])
    look_at(draft, kind)
    ImportDraft.objects.filter(pk=draft.pk).update(columns_are_chosen=False)


@transaction.atomic
def choose_columns(*, draft: ImportDraft, kind: ImportKind, found: FoundList, choices: Mapping[str, Choice]) -> None:
    """Keep which column is which, for this file and for the next one of its shape. Answers to other rows go."""
    keep_choices(draft, choices)
    remember(draft.partnership, kind.what, found, choices.items())
    draft.answers.all().delete()
    ImportDraft.objects.filter(pk=draft.pk).update(columns_are_chosen=True)


@transaction.atomic
def answer(*, draft: ImportDraft, answers: Mapping[str, str]) -> None:
    """Keep answers to questions about a file, by the questions' names."""
    rows = [ImportAnswer(draft=draft, question=name, answer=said[:200]) for name, said in answers.items() if said]
    ImportAnswer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["draft", "question"], update_fields=["answer"]
    )


def plan_of(draft: ImportDraft, kind: ImportKind) -> Plan:
    """What a file would do now, with the answers that were given so far."""
    asking = Asking(dict(draft.answers.values_list("question", "answer")))
    chosen = chosen_in(draft, kind.wanted)
    plan = kind.plan(draft.partnership, chosen, asking)
    plan.heads, plan.asking = chosen.heads, asking
    return plan


@transaction.atomic
def carry_out(
    *, draft: ImportDraft, kind: ImportKind, mark: str, by: User, site: str = "", at: datetime.datetime | None = None
) -> ImportRun:
    """Write the rows of a file that can go in, all of them or none, after planning them once more.

    `mark` is that of the plan which this person has seen. Raises ActionRefused where a question is open, where there
    is nothing to do, and where it would do something else by now.
    """
    partnership = hold_partnership(draft.partnership_id)
    if not has_permission(by, kind.permission, partnership):  # a worker writes later, and roles end
        raise ActionRefused(_("You can no longer import this file."))
    held = ImportDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise ActionRefused(_("This file has already been imported or deleted."))
    plan = plan_of(held, kind)
    if plan.waiting:
        raise ActionRefused(_("Answer all questions first. Nothing has been imported."))
    if not plan.can_be_carried_out:
        raise ActionRefused(_("There is nothing in this file to add or change."))
    if plan.mark != mark:
        raise ActionRefused(_("Something has changed since you opened this page. Check it again before you import."))
    run = ImportRun.objects.create(
        partnership=partnership,
        by=by,
        what=kind.what,
        file_name=held.file_name,
        at=at or timezone.now(),
        added=plan.added,
        changed=plan.changed,
        aside=plan.aside,
        aside_text=plan.aside_as_csv() if plan.aside else "",
    )
    recorder = Recorder(run, by=by, site=site)
    kind.write(partnership, plan, recorder)
    recorder.keep()
    about = f"{held.file_name}: {plan.added} added, {plan.changed} changed, {plan.aside} set aside"
    record(partnership=partnership, by=by, what=f"imported {kind.what}", about=about)
    held.delete()
    return run


def ask_to_carry_out(*, draft: ImportDraft, mark: str, site: str = "") -> Job:
    """Have the worker write a long file."""
    return _ask_the_worker(draft, "write", mark, site)


def _key(draft: ImportDraft) -> str:
    return f"import {draft.pk}"


def _ask_the_worker(draft: ImportDraft, step: str, mark: str = "", site: str = "") -> Job:
    return jobs.ask(
        kind=Job.Task.IMPORT,
        key=_key(draft),
        about=draft.file_name,
        partnership=draft.partnership,
        by=draft.by,
        arguments={"draft": draft.pk, "step": step, "mark": mark, "site": site},
    )


def job_of(draft: ImportDraft) -> Job | None:
    """The newest piece of work about a file."""
    return Job.objects.about_thing(Job.Task.IMPORT, _key(draft))


def do_in_background(run: jobs.Run) -> None:
    """Read a large file, or write a long one. Begun again it does the same: until it is through nothing is written."""
    draft = ImportDraft.objects.select_related("partnership", "by").filter(pk=run.job.arguments["draft"]).first()
    if draft is None:
        return
    kind = kinds()[draft.what]
    if run.job.arguments["step"] == "read":
        _read(draft, kind, run)
        return
    with transaction.atomic():
        run.finish()
        try:
            with transaction.atomic():
                said = run.job.arguments
                carry_out(draft=draft, kind=kind, mark=said["mark"], by=draft.by, site=said["site"])
        except ActionRefused as reason:
            ImportDraft.objects.filter(pk=draft.pk).update(problem=str(reason)[:300])


def _read(draft: ImportDraft, kind: ImportKind, run: jobs.Run) -> None:
    if draft.content:
        try:
            draft.book_text = as_text(read_book(bytes(draft.content), draft.file_name))
        except UnreadableFile as reason:
            draft.problem = str(reason)[:300]
        draft.content = b""
    with transaction.atomic():
        run.finish()
        draft.save(update_fields=["book_text", "problem", "content"])
        if draft.book_text:
            look_at(draft, kind)


def forget_what_waits(*, at: datetime.datetime) -> int:
    """Delete files that nobody has agreed to for a week. Returns how many."""
    _rows, by_model = ImportDraft.objects.filter(sent_at__lt=at - KEPT_WAITING).delete()
    return by_model.get("organisations.ImportDraft", 0)
