"""What every page knows: the place it is about, and where the person can go from here."""

from django.conf import settings
from django.urls import reverse

from organisations.permissions import has_permission, has_permission_somewhere, memberships_of
from organisations.roles import Permission

# text, address, the permission that it takes, and whether it is enough to have it somewhere
_NAVIGATION = (
    ("Start", "start-page", Permission.BE_INSIDE, False),
    ("Matrix", "reporting:dashboard", Permission.VIEW_RESULTS, False),
    ("Services", "organisations:service-list", Permission.VIEW_SERVICE, True),
    ("Activities", "activities:overview", Permission.VIEW_RESULTS, False),
    ("Pledges", "pledges:pledge-list", Permission.VIEW_PLEDGES, True),
    ("Surveys", "surveys:survey-overview", Permission.MANAGE_SURVEYS, False),
    ("Comments", "surveys:comment-list", Permission.REVIEW_COMMENTS, False),
    ("Paper forms", "surveys:paper-list", Permission.KEY_PAPER, False),
    ("Rounds", "organisations:round-list", Permission.MANAGE_ROUNDS, False),
    ("People", "organisations:people-list", Permission.MANAGE_PEOPLE, False),
    ("Exports", "reporting:exports", Permission.EXPORT, False),
)


# Released results lie under their round's address, and belong to the matrix.
_RESULTS = {
    *("round-dashboard", "measure-results", "measure-services", "place-results", "how-made"),
    *("voices", "place-voices", "themes", "theme"),
}


def navigation_for(user, partnership, path: str, view: str = "") -> list[dict]:
    """The links of the header for this person in this partnership; the one they are under is marked."""
    items = []
    for text, name, permission, somewhere in _NAVIGATION:
        allowed = has_permission_somewhere if somewhere else has_permission
        if allowed(user, permission, partnership):
            url = reverse(name, args=[partnership.slug])
            current = name == "reporting:dashboard" if view in _RESULTS else path.startswith(url)
            items.append({"text": text, "url": url, "current": current})
    return items


def place_and_navigation(request):
    partnership = getattr(request, "partnership", None)
    user = getattr(request, "user", None)
    items = []
    if partnership is not None and memberships_of(user):
        view = request.resolver_match.url_name if request.resolver_match else ""
        items = navigation_for(user, partnership, request.path, view)
    made_up = settings.DEMONSTRATION_BOROUGH and bool(partnership and partnership.is_demonstration)
    return {"partnership": partnership, "navigation": items, "may_be_someone_else": made_up and bool(items)}
