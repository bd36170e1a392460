"""Files that take a while: asked for by a press, made by the worker, taken by the person who asked."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import redirect

from background.actions import jobs
from background.models import Job
from background.sealed_files import new_keys
from organisations.models import Partnership

SECONDS_KEPT = 60 * 60  # the key of a sealed file, as long as the file itself


def make_file(
    request, *, kind: Job.Task, about: str, partnership: Partnership, back: str, arguments: dict[str, Any]
) -> HttpResponseRedirect:
    """Have a file made, and go to the page that says how far it is. A double press gets the same file.

    `back` is where someone came from; `arguments` are what tells this file from others of its kind.
    """
    job = _ask(request, kind, about, partnership, {**arguments, "back": back})
    return redirect("organisations:file", partnership.slug, job.pk)


def make_sealed_file(
    request, *, kind: Job.Task, about: str, partnership: Partnership, back: str, arguments: dict[str, Any]
) -> HttpResponseRedirect:
    """The same for a file that holds a secret: it is sealed, and only this browser has the key."""
    seals, opens = new_keys()
    job = _ask(request, kind, about, partnership, {**arguments, "back": back, "seals": seals})
    answer = redirect("organisations:file", partnership.slug, job.pk)
    answer.set_cookie(
        name_of_key(job),
        opens,
        max_age=SECONDS_KEPT,
        path=f"/{partnership.slug}/files/{job.pk}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def name_of_key(job: Job) -> str:
    """The name of the cookie that holds the key of a sealed file."""
    return f"key-of-file-{job.pk}"


def _ask(request, kind: Job.Task, about: str, partnership: Partnership, arguments: dict[str, Any]) -> Job:
    # The place too: someone in two partnerships may ask for the same of both. Hashed whole, because what is cut
    # off at the end may be all that tells two files apart.
    what = {name: value for name, value in arguments.items() if name != "back"} | {"partnership": partnership.pk}
    told_apart = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
    return jobs.ask(
        kind=kind,
        key=f"by {request.user.pk}: {told_apart}",
        about=about,
        partnership=partnership,
        by=request.user,
        arguments=arguments,
    )
