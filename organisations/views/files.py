"""A file that was asked for: how far it is, and taking it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from background.actions.files import FileGone, makes_a_file, may_take, take
from background.health import worker_is_alive
from background.models import Job, database_now
from organisations.access import partnership_for
from organisations.making import name_of_key


def _job(request, partnership: str, pk: int) -> Job:
    """A file that this person has asked for."""
    place = partnership_for(request, partnership)
    job = get_object_or_404(Job.objects.filter(partnership=place).select_related("partnership"), pk=pk)
    if job.asked_by_id != request.user.pk or not makes_a_file(job):
        raise PermissionDenied
    job.asked_by = request.user  # whose roles have been read
    return job


def _refused(request, job: Job) -> HttpResponse:
    """The page for someone who may see less by now than what the file was made with."""
    return render(request, "organisations/file_refused.html", {"job": job, "back": _back(job)}, status=403)


def _back(job: Job) -> str:
    return job.arguments.get("back", "")


@never_cache
def file(request, partnership, pk):
    """How far it is; once it is there, the way to take it. The page follows by itself."""
    job = _job(request, partnership, pk)
    if not may_take(job):
        return _refused(request, job)
    if request.headers.get("X-Follow") and not job.is_unfinished:
        return HttpResponse(status=204)
    context = {
        "job": job,
        "file": getattr(job, "file", None) if job.is_done else None,
        "is_dead": job.is_dead(database_now()),
        "nobody_works": job.is_unfinished and not worker_is_alive(),
        "back": _back(job),
    }
    template = "organisations/_file.html" if request.headers.get("X-Follow") else "organisations/file.html"
    return render(request, template, context)


@require_POST
@never_cache
def file_take(request, partnership, pk):
    """The file itself, if it is still there. One that holds a secret goes with this press."""
    job = _job(request, partnership, pk)
    if not may_take(job):
        return _refused(request, job)
    try:
        found, content = take(job=job, key=request.COOKIES.get(name_of_key(job), ""))
    except FileGone as reason:
        messages.error(request, str(reason))
        return redirect("organisations:file", partnership, pk)
    answer = HttpResponse(content, content_type=found.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.name)
    return answer
