"""The guide: a page for each role, that says what to do and when. Everyone inside may read all of it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from home.guide.pages import BY_SLUG, FIRST_TIME, PAGES
from organisations.access import partnership_for
from organisations.permissions import memberships_of
from organisations.roles import Role


def guide(request, partnership):
    """All pages of the guide, one's own first."""
    place = partnership_for(request, partnership)
    mine = _roles(request.user, place)
    own = [page for page in PAGES if page.roles & mine]
    others = [page for page in PAGES if page not in own]
    return render(request, "home/guide.html", {"own": own, "others": others})


def guide_page(request, partnership, page):
    """One page. Its links are there for those who may follow them."""
    place = partnership_for(request, partnership)
    if page not in BY_SLUG:
        raise Http404
    found = BY_SLUG[page]
    may_follow = bool(found.roles & _roles(request.user, place))
    parts = [
        {
            "part": part,
            "steps": [
                {
                    "text": step.text,
                    "link": step.link,
                    "url": reverse(step.view, args=[place.slug]) if may_follow and step.view else "",
                }
                for step in part.steps
            ],
        }
        for part in (FIRST_TIME, *found.parts)
    ]
    return render(request, "home/guide_page.html", {"page": found, "parts": parts})


def _roles(user, place) -> set[Role]:
    return {Role(each.role) for each in memberships_of(user) if each.partnership_id == place.pk}
