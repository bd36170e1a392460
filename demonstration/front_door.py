"""The front page, and the door of the made-up borough: what this is in one look, and a way in as each of its people.

Walking in takes one press and no password, so it is only there while the demonstration is on, and only for people who
are made up: a known address, a role in the demonstration, and nothing to do with any real partnership.
"""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from demonstration import pictures, progress
from demonstration.people import BY_ACCOUNT, GROUPS, RIVERSIDE
from organisations.models import Membership, Partnership, User
from organisations.views import public
from surveys.models import SurveyLink

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def millbrook() -> Partnership | None:
    """The made-up borough, where it may be shown and is there."""
    if not settings.DEMONSTRATION_BOROUGH:
        return None
    return Partnership.objects.filter(is_demonstration=True).order_by("pk").first()


def people_to_walk_in_as(borough: Partnership) -> dict[str, User]:
    """The people of the demonstration whom a visitor may be, by the name of their account.

    Someone who was given a role in a real partnership, or looks after the installation, is no one to walk in as:
    anyone who presses the button would be inside there too.
    """
    if progress.unfinished(borough):
        return {}  # there is no round to look at yet
    emails = {person.email: person for person in BY_ACCOUNT.values()}
    elsewhere = Membership.objects.filter(partnership__is_demonstration=False).values("user")
    held = (
        Membership.objects.filter(
            partnership=borough,
            user__email__in=emails,
            user__is_active=True,
            user__is_staff=False,
            user__is_superuser=False,
        )
        .exclude(user__in=elsewhere)
        .select_related("user")
    )
    found = ((emails[membership.user.email], membership) for membership in held)
    return {person.account: each.user for person, each in found if each.role == person.role}


@login_not_required
def front_page(request):
    """The demonstration's door where nothing else is here; else the front page of the real installation."""
    borough = millbrook()
    if settings.DEMONSTRATION_BOROUGH and not Partnership.objects.exists():
        return _nothing_yet(request)
    if borough is None or request.user.is_authenticated or Partnership.objects.real().exists():
        return public.home(request, demonstration=borough)
    return _door(request, borough)


@login_not_required
def demonstration(request):
    """The demonstration's door at an address of its own: beside a real partnership, and for those already inside."""
    borough = millbrook()
    if borough is None:
        raise Http404
    return _door(request, borough)


@login_not_required
@never_cache
def walk_in(request):
    """Sign a visitor in as one of the demonstration's people, and show them that person's start page."""
    borough = millbrook()
    if borough is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user = people_to_walk_in_as(borough).get(request.POST.get("account", ""))
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)  # a new session: what a browser knew before is worth nothing afterwards
    return redirect("start-page", partnership=borough.slug)


def _nothing_yet(request):
    """Of an empty installation: perhaps the demonstration is about to be built, and then the page goes on by itself."""
    if request.headers.get("X-Follow"):
        return render(request, "demonstration/_nothing_yet.html")
    return public.home(request, is_empty=True)


def _door(request, borough: Partnership):
    request.partnership = borough
    build = progress.unfinished(borough)
    if request.headers.get("X-Follow"):  # the part of the page that follows the building asks how far it is
        going_on = {"build": build, "is_going_on": True}
        there = build is not None and build.is_going_on(timezone.now())
        return render(request, "demonstration/_building.html", going_on) if there else HttpResponse(status=204)
    there = people_to_walk_in_as(borough)
    groups = [(title, [person for person in people if person.account in there]) for title, people in GROUPS]
    return render(
        request,
        "demonstration/door.html",
        {
            "groups": [(title, people) for title, people in groups if people],
            "pictures": {picture.name: picture for picture in pictures.EVERY_PICTURE},
            "families": None if build else _survey_of_families(borough),
            "build": build,
            "is_going_on": build is not None and build.is_going_on(timezone.now()),
        },
    )


def _survey_of_families(borough: Partnership) -> SurveyLink | None:
    """The link of a survey that anyone may answer, as a parent with a poster before them would."""
    links = SurveyLink.objects.filter(
        round__partnership=borough, round__state="open", service__name=RIVERSIDE, instrument__key="families"
    )
    return links.first()
