"""How the site is, for monitoring programs and for the person who runs it."""

import hmac

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operating.health import health, is_well

WELL, ILL = 200, 503


@login_not_required
@never_cache
@require_safe
def health_page(request, only_serving=False):
    """“ok” or “not ok” to anyone; which part it is, to programs that hold HEALTH_TOKEN."""
    parts = health.parts()
    well = is_well(parts, only_serving=only_serving)
    status = WELL if well else ILL
    if not _may_see_parts(request):
        return HttpResponse("ok\n" if well else "not ok\n", status=status, content_type="text/plain; charset=utf-8")
    told = {part.code: {"ok": part.is_ok, "says": part.says} for part in parts}
    return JsonResponse({"ok": well, "parts": told}, status=status)


def _may_see_parts(request) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.HEALTH_TOKEN) and hmac.compare_digest(given, settings.HEALTH_TOKEN.encode())


@never_cache
@staff_member_required(login_url="account_request_login_code")
@require_safe
def how_it_is(request):
    """The same in words, for whoever looks after this installation."""
    parts = health.parts()
    wrong = [part for part in parts if not part.is_ok]
    return render(request, "operating/how_it_is.html", {"parts": parts, "wrong": wrong})
