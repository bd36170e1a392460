"""The pages of an import: the file, its columns, what it would do, what it did. Rooms bring their kinds of files."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from background.health import worker_is_alive
from background.models import database_now
from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.import_forms import ColumnsForm, ImportForm, ListForm, QuestionsForm
from organisations.importing import drafts
from organisations.importing.columns import Choice, book_of, found_in
from organisations.importing.kinds import ImportKind, kinds
from organisations.importing.planning import LEAVE_OUT, OUTCOMES, Plan
from organisations.importing.undoing import plan_undo, undo
from organisations.models import ImportDraft, ImportRun, Partnership
from organisations.permissions import has_permission, require
from organisations.resources import CSV
from tables.cells import UnreadableFile

ROWS_ON_A_PAGE = 200


def send_in(request, partnership: str, what: str):
    """Take a file in; nothing is written until its preview is agreed."""
    kind = kinds()[what]
    place = partnership_for(request, partnership, kind.permission)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = drafts.take_in(
                partnership=place, content=file.read(), file_name=file.name, by=request.user, kind=kind
            )
        except UnreadableFile as reason:
            form.add_error("file", str(reason))
        else:
            return redirect("organisations:import-preview", place.slug, draft.pk)
    runs = ImportRun.objects.filter(partnership=place, what=what)[:5]
    return render(request, "organisations/import_create.html", {"form": form, "kind": kind, "runs": runs})


def _draft(request, partnership: str, pk: int) -> tuple[Partnership, ImportKind | None, ImportDraft | None]:
    """A file that this person sent in; None where it was agreed to already, or replaced by a newer one."""
    place = partnership_for(request, partnership)
    of_all = kinds()
    if not any(has_permission(request.user, kind.permission, place) for kind in of_all.values()):
        raise PermissionDenied
    draft = ImportDraft.objects.select_related("partnership", "by").filter(partnership=place, by=request.user, pk=pk)
    found = draft.first()
    if found is None:
        return place, None, None
    kind = of_all[found.what]
    require(request.user, kind.permission, place)
    return place, kind, found


def _gone(request, place: Partnership):
    messages.info(request, _("That file has already been imported, or a newer one has taken its place."))
    return redirect("organisations:import-list", place.slug)


@require_http_methods(["GET", "POST"])
def import_columns(request, partnership, pk):
    """Which sheet and line the list begins at, and which of its columns is which."""
    place, kind, draft = _draft(request, partnership, pk)
    if kind is None or draft is None:
        return _gone(request, place)
    if not draft.book_text:
        return redirect("organisations:import-preview", place.slug, draft.pk)
    book = book_of(draft)
    found = found_in(draft, kind.wanted, book)
    choices = {column.key: Choice(column.index, column.text) for column in draft.columns.all()}
    which = request.POST.get("form") if request.method == "POST" else None
    place_form = ListForm(request.POST if which == "list" else None, book=book, found=found)
    form = ColumnsForm(request.POST if which == "columns" else None, kind=kind, found=found, choices=choices)
    if which == "list" and place_form.is_valid():
        drafts.choose_list(draft=draft, kind=kind, **place_form.chosen(found))
        return redirect("organisations:import-columns", place.slug, draft.pk)
    if which == "columns" and form.is_valid():
        drafts.choose_columns(draft=draft, kind=kind, found=found, choices=form.chosen())
        return redirect("organisations:import-preview", place.slug, draft.pk)
    context = {"draft": draft, "kind": kind, "form": form, "place_form": place_form, "found": found, "book": book}
    return render(request, "organisations/import_columns.html", context)


@require_http_methods(["GET", "POST"])
def import_preview(request, partnership, pk):
    """Row by row what a file would do, and the questions that have to be answered first."""
    place, kind, draft = _draft(request, partnership, pk)
    if kind is None or draft is None:
        return _gone(request, place)
    job = drafts.job_of(draft)
    if (job and job.is_unfinished) or not draft.book_text:
        context = {
            "draft": draft,
            "kind": kind,
            "job": job,
            "is_dead": bool(job and job.is_dead(database_now())),
            "nobody_works": not worker_is_alive(),
        }
        return render(request, "organisations/import_waits.html", context)
    if not draft.columns_are_chosen:
        return redirect("organisations:import-columns", place.slug, draft.pk)
    plan = drafts.plan_of(draft, kind)
    form = QuestionsForm(request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST" and form.is_valid():
        return _answered(request, place, kind, draft, plan, form)
    ordered = sorted(plan.rows, key=lambda row: (OUTCOMES.index(row.outcome), row.line))
    page = Paginator(ordered, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "draft": draft,
        "kind": kind,
        "plan": plan,
        "totals": kind.totals(plan),
        "form": form,
        "columns": kind.heads,
        "rows": [kind.cells(row) for row in page],
        "page": page,
        "notes": book_of(draft).notes,
    }
    return render(request, "organisations/import_preview.html", context)


def _answered(request, place: Partnership, kind: ImportKind, draft: ImportDraft, plan: Plan, form: QuestionsForm):
    """Write, where that was asked for; else keep the answers, and set aside what is open where somebody wants that."""
    again = redirect("organisations:import-preview", place.slug, draft.pk)
    if "go" not in request.POST:
        answers = form.answers()
        if "leave" in request.POST:
            answers |= {each.name: LEAVE_OUT for each in plan.asking.open if not answers[each.name]}
        drafts.answer(draft=draft, answers=answers)
        return again
    mark, site = form.cleaned_data["mark"], request.build_absolute_uri("/").rstrip("/")
    try:
        if len(plan.rows) > drafts.AT_ONCE_ROWS:
            drafts.ask_to_carry_out(draft=draft, mark=mark, site=site)
            return again
        run = drafts.carry_out(draft=draft, kind=kind, mark=mark, by=request.user, site=site)
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return again
    done = {"added": run.added, "changed": run.changed}
    messages.success(request, _("Import finished: %(added)s added, %(changed)s changed.") % done)
    return redirect("organisations:import-done", place.slug, run.pk)


def import_aside(request, partnership, pk):
    """The rows of a file that are set aside so far, to be mended and brought in again."""
    place, kind, draft = _draft(request, partnership, pk)
    if kind is None or draft is None or not draft.book_text:
        raise Http404
    plan = drafts.plan_of(draft, kind)
    record(partnership=place, by=request.user, what="exported", about=f"rows set aside of {draft.file_name}")
    return _csv(plan.aside_as_csv(), f"{place.slug}-to-mend.csv")


def _csv(text: str, name: str) -> HttpResponse:
    answer = HttpResponse("\ufeff" + text, content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def import_list(request, partnership):
    """What can be brought in, and what was."""
    place = partnership_for(request, partnership)
    mine = [kind for kind in kinds().values() if has_permission(request.user, kind.permission, place)]
    if not mine:
        raise PermissionDenied
    runs = ImportRun.objects.filter(partnership=place, what__in=[kind.what for kind in mine]).select_related("by")
    waiting = ImportDraft.objects.filter(partnership=place, by=request.user)
    titles = {kind.what: kind.title for kind in mine}
    page = Paginator(runs, 50).get_page(request.GET.get("page"))
    context = {
        "kinds": mine,
        "page": page,
        "runs": [(run, titles[run.what]) for run in page],
        "waiting": [draft for draft in waiting if draft.what in titles],
    }
    return render(request, "organisations/import_list.html", context)


def _run(request, partnership: str, pk: int) -> tuple[Partnership, ImportKind, ImportRun]:
    place = partnership_for(request, partnership)
    run = get_object_or_404(ImportRun.objects.select_related("by", "undone_by"), partnership=place, pk=pk)
    kind = kinds()[run.what]
    require(request.user, kind.permission, place)
    return place, kind, run


def import_done(request, partnership, pk):
    """What an import did, the rows that were set aside, and for a day the way to take it back."""
    _place, kind, run = _run(request, partnership, pk)
    undoing = plan_undo(run) if run.can_be_undone() else None
    return render(request, "organisations/import_done.html", {"kind": kind, "run": run, "undoing": undoing})


def import_done_aside(request, partnership, pk):
    """The rows that an import set aside."""
    place, _kind, run = _run(request, partnership, pk)
    if not run.aside_text:
        raise Http404
    record(partnership=place, by=request.user, what="exported", about=f"rows set aside of {run.file_name}")
    return _csv(run.aside_text, f"{place.slug}-to-mend.csv")


@require_POST
def import_undo(request, partnership, pk):
    """Take an import back."""
    place, _kind, run = _run(request, partnership, pk)
    try:
        undone = undo(run=run, by=request.user, at=timezone.now())
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        stayed = undone.stays
        words = _("Import undone: %(removed)s removed, %(restored)s changed back.")
        said = {"removed": undone.removed, "restored": len(undone.restores), "stayed": stayed}
        if stayed:
            words = ngettext(
                "Import undone: %(removed)s removed, %(restored)s changed back. %(stayed)s stayed.",
                "Import undone: %(removed)s removed, %(restored)s changed back. %(stayed)s stayed.",
                stayed,
            )
        messages.success(request, words % said)
    return redirect("organisations:import-done", place.slug, run.pk)
