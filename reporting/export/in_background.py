"""What is made of a release as a file, by the worker: the workbook and the board pack."""

from __future__ import annotations

from django.utils import timezone

from background.actions.jobs import Run, WorkRefused
from background.models import Job
from organisations.permissions import has_permission
from organisations.printing import pdf_of
from organisations.roles import Permission
from reporting.export.board_pack import context_of
from reporting.export.tidy import TidyTable
from reporting.export.workbook import MIME, workbook_of
from reporting.models import Release
from reporting.read.selectors import ReleasedRound, released_rounds
from reporting.read.visibility import EVERYWHERE, Reach, may_open_of, reach_of


def make_workbook(run: Run) -> None:
    """The matrix and every figure that the person who asked may see; for a sector lead, the sector's figures."""
    release, by = _release_of(run)[0], run.job.asked_by
    if by is None:
        raise WorkRefused("The person who asked for this no longer has an account.")
    if not may_export(run.job):
        raise WorkRefused("The person who asked for this may no longer download it.")
    sectors = run.job.arguments.get("sectors")
    reach = EVERYWHERE if sectors is None else Reach(frozenset(sectors))
    table = TidyTable(release, may_open_of(by, run.job.partnership), reach)
    content = workbook_of(ReleasedRound(release), table)
    run.keep_file(name=f"{name_of(release, reach)}-figures.xlsx", content_type=MIME, content=content)


def make_board_pack(run: Run) -> None:
    """Everything of one release in the order of a meeting, as a tagged PDF."""
    release, releases = _release_of(run)
    content = pdf_of("reporting/board_pack_pdf.html", context_of(release, releases, on=timezone.localdate()))
    run.keep_file(name=f"{name_of(release)}-board-pack.pdf", content_type="application/pdf", content=content)


def may_export(job: Job) -> bool:
    """Whether the person who asked may still take away what they asked for: all figures, or those of their sectors."""
    reach = reach_of(job.asked_by, job.partnership)
    return reach is not None and reach.covers(job.arguments.get("sectors"))


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
