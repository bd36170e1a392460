"""What is made of a release as a file, by the worker: the workbook, the board pack and what a place says of itself."""

from __future__ import annotations

from django.utils import timezone

from background.actions.jobs import Run, WorkRefused
from background.models import Job
from organisations.permissions import has_permission
from organisations.printing import pdf_of
from organisations.roles import Permission
from reporting.export.board_pack import context_of
from reporting.export.self_evaluation import basis_of, parts_of
from reporting.export.tidy import TidyTable
from reporting.export.workbook import MIME, workbook_of
from reporting.models import Release, SelfEvaluation
from reporting.read.selectors import ReleasedRound, released_rounds
from reporting.read.visibility import EVERYWHERE, Reach, reach_of


def make_workbook(run: Run) -> None:
    """The matrix and every figure that the person who asked might take away when they asked."""
    release = _release_of(run)[0]
    if run.job.asked_by is None:
        raise WorkRefused("The person who asked for this no longer has an account.")
    if not may_export(run.job):
        raise WorkRefused("The person who asked for this may no longer download it.")
    # As it was asked for, whatever they may read by now: by that it is told whether they may still take it.
    reach = Reach.asked_with(run.job.arguments)
    content = workbook_of(ReleasedRound(release), TidyTable(release, reach))
    run.keep_file(name=f"{name_of(release, reach)}-figures.xlsx", content_type=MIME, content=content)


def make_board_pack(run: Run) -> None:
    """Everything of one release in the order of a meeting, as a tagged PDF."""
    release, releases = _release_of(run)
    is_large = bool(run.job.arguments.get("large"))
    context = context_of(release, releases, on=timezone.localdate())
    content = pdf_of("reporting/board_pack_pdf.html", context, is_large=is_large)
    name = f"{name_of(release)}-board-pack{'-large-print' if is_large else ''}.pdf"
    run.keep_file(name=name, content_type="application/pdf", content=content)


def make_evaluation(run: Run) -> None:
    """What a place tells an inspector of itself, as a tagged PDF."""
    kept = _evaluation_of(run.job)
    if kept is None or not may_read_evaluation(run.job):
        raise WorkRefused("This self-evaluation cannot be found.")
    context = {"kept": kept, "partnership": kept.partnership, "parts": parts_of(kept), "basis": basis_of(kept)}
    content = pdf_of("reporting/self_evaluation_pdf.html", context)
    name = f"{kept.partnership.slug}-self-evaluation-{kept.made_on}.pdf"
    run.keep_file(name=name, content_type="application/pdf", content=content)


def _evaluation_of(job: Job) -> SelfEvaluation | None:
    found = SelfEvaluation.objects.filter(partnership=job.partnership, pk=job.arguments["evaluation"])
    return found.select_related("partnership", "organisation", "service", "release__round").first()


def may_read_evaluation(job: Job) -> bool:
    """Whether the person who asked may still read all that stands in it."""
    kept = _evaluation_of(job)
    if kept is None or job.asked_by is None:
        return False
    permission = Permission.VIEW_ASSESSMENT if kept.place != kept.partnership else Permission.RECORD_DECISIONS
    return has_permission(job.asked_by, permission, kept.place)


def may_export(job: Job) -> bool:
    """Whether all that is in the file is still within what the person who asked may take away."""
    reach = reach_of(job.asked_by, job.partnership)
    return reach is not None and reach.covers(Reach.asked_with(job.arguments))


def may_view_results(job: Job) -> bool:
    return has_permission(job.asked_by, Permission.VIEW_RESULTS, job.partnership)


def _release_of(run: Run) -> tuple[Release, list[Release]]:
    """The release that was asked for, and all of its partnership. Raises WorkRefused where it is none of them."""
    releases = released_rounds(run.job.partnership)
    found = next((release for release in releases if release.pk == run.job.arguments["release"]), None)
    if found is None:
        raise WorkRefused("These results cannot be found.")
    return found, releases


def name_of(release: Release, reach: Reach = EVERYWHERE) -> str:
    """How the files of a release begin: elmfield-autumn-2026, elmfield-autumn-2026-health."""
    round_ = release.round
    return "-".join([round_.partnership.slug, round_.slug, *(sector.slug for sector in reach.named())])
