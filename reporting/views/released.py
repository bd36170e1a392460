"""What pages of results share: which release an address names, the rounds beside it, who may open what."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.access import partnership_for
from organisations.models import Round
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting.models import Release
from reporting.read.decided import decided
from reporting.read.selectors import released_rounds
from reporting.read.visibility import MayOpen, may_open_of


def releases_of(request, partnership: str) -> list[Release]:
    """The partnership's releases, newest round first, for someone who may see results."""
    return released_rounds(partnership_for(request, partnership, Permission.VIEW_RESULTS))


def of_round(releases: list[Release], round_slug: str) -> Release:
    """The release of a round. 404 where it is not released."""
    found = next((release for release in releases if release.round.slug == round_slug), None)
    if found is None:
        raise Http404
    return found


def chosen_release(request, partnership: str, round_slug: str) -> tuple[list[Release], Release]:
    """All releases, and the one that the address names."""
    releases = releases_of(request, partnership)
    return releases, of_round(releases, round_slug)


def to_results(round_: Round) -> tuple[str, str]:
    """The way up to the results of a round: its words and its address."""
    here = [round_.partnership.slug, round_.slug]
    return _("Results for %(round)s") % {"round": round_.name}, reverse("reporting:round-dashboard", args=here)


def pills(releases: list[Release], chosen: Release, name: str, *rest) -> list[dict]:
    """The same page for every released round."""
    return [
        {
            "text": release.round.name,
            "url": reverse(name, args=[release.round.partnership.slug, release.round.slug, *rest]),
            "current": release == chosen,
        }
        for release in releases
    ]


def decided_context(request, releases: list[Release], release: Release, about: Q | None = None) -> dict:
    """What a page of results needs to say what the board decided before, and for the way to record a decision.

    `about` narrows it to what is about the page's cell or feature.
    """
    return {
        "decided": decided(release, releases, on=timezone.localdate(), about=about),
        "may_decide": may_decide(request),
    }


def may_decide(request) -> bool:
    """Whether this person may record what the board decided."""
    return has_permission(request.user, Permission.RECORD_DECISIONS, request.partnership)


def who_may_open(request) -> MayOpen:
    """Who may open which single service's figures: this person, in this partnership."""
    return may_open_of(request.user, request.partnership)
