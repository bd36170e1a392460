"""What is done in the background about taking everything out."""

from background.actions.jobs import Run, Work, WorkRefused
from background.models import Job, database_now
from carrying.actions.taking_out import take_out
from organisations.actions import ActionRefused
from organisations.permissions import has_permission
from organisations.roles import Permission

ORDER = 40


def make_zip(run: Run) -> None:
    """Everything of a partnership, for the admin who asked."""
    job = run.job
    if job.asked_by is None or not may_take_out(job):
        raise WorkRefused("The person who asked for this may no longer download it.")
    now = database_now()
    try:
        content = take_out(partnership=job.partnership, by=job.asked_by, at=now)
    except ActionRefused as reason:
        raise WorkRefused(str(reason)) from reason
    name = f"{job.partnership.slug}-everything-{now:%Y-%m-%d}.zip"
    run.keep_file(name=name, content_type="application/zip", content=content)


def may_take_out(job: Job) -> bool:
    return has_permission(job.asked_by, Permission.TAKE_EVERYTHING_OUT, job.partnership)


WORKS = {Job.Task.EVERYTHING: Work(run=make_zip, may_take=may_take_out)}
