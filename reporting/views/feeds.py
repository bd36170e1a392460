"""The read-only feed for spreadsheet programs, and the keys to it."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.limits import rate_limiter
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting.export import feed_keys
from reporting.forms.feeds import FeedKeyForm
from reporting.models import FeedKey
from reporting.read.selectors import released_rounds
from reporting.views.exports import figures_of


@login_not_required
@gzip_page
@cache_control(private=True, no_cache=True)
@require_safe
def feed(request, partnership, round_slug=None):
    """The figures of a released round, or of the newest, for anyone who has a key. The same bytes as the download."""
    header = request.headers.get("Authorization", "")
    now = timezone.now()
    wait = rate_limiter.wait(request, "feed", at=now, take=False)
    if header and wait:
        return _plain(429, {"Retry-After": str(wait)})
    key = feed_keys.key_that_opens(header, partnership, on=timezone.localdate(now))
    if key is None:
        if header:  # programs ask once without a key, to hear that one is needed
            rate_limiter.wait(request, "feed", at=now)
        return _plain(401, {"WWW-Authenticate": 'Basic realm="Released figures", charset="UTF-8"'})
    releases = released_rounds(key.partnership)
    found = [release for release in releases if round_slug in (None, release.round.slug)]
    return _unless_known(request, figures_of(found[0], key.person)) if found else _plain(404)


def _unless_known(request, figures: HttpResponseBase) -> HttpResponseBase:
    """The figures, or that nothing has changed, to a program that tells which ones it has."""
    content = b"".join(figures)
    answer = HttpResponse(content, headers=dict(figures.items()))
    if isinstance(figures, FileResponse) and figures.file_to_stream:
        figures.file_to_stream.close()  # closing the answer itself would end the request
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    answer["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _plain(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """An answer for programs: a status, and no word more."""
    return HttpResponse(status=status, headers=headers, content_type="text/plain")


@never_cache
@require_http_methods(["GET", "POST"])
def key_list(request, partnership):
    """One's keys, and a form for a new one. A new key is shown by the answer to the form, and never again."""
    place = partnership_for(request, partnership, Permission.CONNECT_FEED)
    form = FeedKeyForm(request.POST or None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            made, key = feed_keys.make_key(person=request.user, partnership=place, name=name, at=timezone.now())
        except ActionRefused as reason:
            form.add_error("name", str(reason))
        else:
            return render(request, "reporting/feed_key_made.html", {"made": made, "key": key, **_addresses(request)})
    own = FeedKey.objects.of(request.user, place)
    others = FeedKey.objects.filter(partnership=place).live().exclude(person=request.user).select_related("person")
    return render(
        request,
        "reporting/feed_keys.html",
        {
            "form": form,
            "live": own.live(),
            "revoked": own.exclude(revoked_at=None),
            "others": others if has_permission(request.user, Permission.MANAGE_PEOPLE, place) else [],
            **_addresses(request),
        },
    )


def _addresses(request) -> dict:
    """Where programs find the newest figures, and those of each round."""
    slug = request.partnership.slug
    latest = reverse("reporting:feed-latest", args=[slug])
    rounds = [
        (release.round.name, request.build_absolute_uri(reverse("reporting:feed", args=[slug, release.round.slug])))
        for release in released_rounds(request.partnership)
    ]
    return {"latest": request.build_absolute_uri(latest), "rounds": rounds}


@require_POST
def key_revoke(request, partnership, pk):
    """End a key: one's own, or anyone's for those who look after people."""
    place = partnership_for(request, partnership, Permission.CONNECT_FEED)
    found = FeedKey.objects.filter(partnership=place, pk=pk).select_related("person", "partnership").first()
    if found is None:
        raise Http404
    if found.person != request.user and not has_permission(request.user, Permission.MANAGE_PEOPLE, place):
        raise Http404
    feed_keys.revoke_key(key=found, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” has been revoked and no longer works.") % {"name": found.name})
    return redirect("reporting:feed-keys", place.slug)
