"""Comments, as far as reviewers have decided that they may be shown."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from organisations.access import partnership_for
from organisations.models import Service
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting import figures as f
from reporting.measures.round_context import RoundContext
from reporting.models import Release
from reporting.protect.disclosure import Thresholds
from reporting.protect.rollup import Node
from reporting.read.comments import comments_at
from reporting.views.released import to_results


def comments(request, partnership, round_slug, level=f.SYSTEM, place=0):
    """Comments about a place: the whole and sectors for everyone, a service's for those who work with it."""
    inside = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    releases = Release.objects.standing().filter(round__partnership=inside, round__slug=round_slug)
    release = releases.select_related("round__partnership").first()
    if release is None or level not in (f.SYSTEM, f.SECTOR, f.SERVICE):
        raise Http404
    limits = Thresholds(release.least_people, release.least_beside_largest)
    context, node = RoundContext(release.round, limits), Node(level, place)
    if node not in context.tree.nodes:
        raise Http404
    if level == f.SERVICE and not has_permission(
        request.user, Permission.VIEW_SERVICE, Service.objects.with_places().get(pk=place)
    ):
        raise PermissionDenied
    here = [inside.slug, release.round.slug]
    below = sorted(
        (context.place(child).name, reverse("reporting:place-comments", args=[*here, child.level, child.key]))
        for child in context.tree.nodes
        if level == f.SYSTEM and child.level == f.SECTOR
    )
    return render(
        request,
        "reporting/comments.html",
        {
            "release": release,
            "place": context.place(node),
            "comments": comments_at(context, node),
            "below": below,
            "up": [to_results(release.round)]
            + ([("Comments", reverse("reporting:comments", args=here))] if level != f.SYSTEM else []),
        },
    )
