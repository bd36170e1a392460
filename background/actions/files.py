"""Taking the file that a piece of work has made."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from background.actions.jobs import work_of
from background.models import Job, JobFile
from background.sealed_files import CannotOpen, unseal


class FileGone(Exception):
    """There is nothing to take (any more). Its message says why, for the person to read."""


def makes_a_file(job: Job) -> bool:
    """Whether this is work of a kind that ends in a file."""
    try:
        return work_of(job.kind).may_take is not None
    except LookupError:
        return False


def may_take(job: Job) -> bool:
    """Whether the person who asked for a file may have it today: roles end, and files lie here for a day."""
    try:
        work = work_of(job.kind)
    except LookupError:
        return False
    return bool(work.may_take and job.asked_by and work.may_take(job))


@transaction.atomic
def take(*, job: Job, key: str = "") -> tuple[JobFile, bytes]:
    """The file of a finished piece of work and its content. A sealed one goes as it is taken.

    Raises FileGone where it is not there any more, and where it is sealed and this is not its key.
    """
    file = JobFile.objects.select_for_update().filter(job=job).first()
    if file is None:
        raise FileGone(_("We no longer keep this file. Ask for it again."))
    content = bytes(file.content)
    if not file.is_sealed:
        return file, content
    try:
        content = unseal(content, key)
    except CannotOpen:
        raise FileGone(
            _("You can only open this file in the browser you asked for it in, within an hour. Ask for it again.")
        ) from None
    file.delete()
    return file, content
