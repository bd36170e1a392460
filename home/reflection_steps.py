"""The step of the start page that comes from reflecting: an offer, after results were released, to those who lead."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from home.activity_steps import NextStep
from organisations.access import newest_framework_of
from organisations.models import Organisation, Partnership
from organisations.permissions import has_permission, places_where
from organisations.roles import Permission
from reporting.models import Reflection, ReflectionPart, Release

OFFERED_FOR = datetime.timedelta(days=60)  # after a release: whoever has not taken it up by then does not want to


def steps_of_reflecting(user, place: Partnership, *, on: datetime.date) -> list[NextStep]:
    """For an organisation's leads and for the board, while the newest results are new and nothing was begun since."""
    ids = places_where(user, Permission.ANSWER_FOR_ORGANISATION, place).organisations
    is_board = has_permission(user, Permission.REFLECT_FOR_BOARD, place)
    if not (ids or is_board):
        return []
    newest = (
        Release.objects.standing()
        .filter(round__partnership=place, round__state="released")
        .order_by("-round__opens_on")
    )
    release = newest.select_related("round").first()
    if release is None or on > (released_on := timezone.localdate(release.made_at)) + OFFERED_FOR:
        return []
    of, framework = ReflectionPart.AskedOf, newest_framework_of(place)
    asked = set(ReflectionPart.objects.filter(framework=framework).values_list("asked_of", flat=True))
    since = Reflection.objects.filter(partnership=place, begun_on__gte=released_on)
    begun = set(since.order_by().values_list("organisation", flat=True))
    offers: list[tuple[str, str]] = []
    for each in _led(ids) if asked & {of.ORGANISATION, of.BOTH} else ():
        if each.pk not in begun:
            url = reverse("reporting:organisation-reflections", args=[place.slug, each.slug])
            offers.append((_("Leaders’ reflections: %(name)s") % {"name": each.name}, url))
    if is_board and None not in begun and asked & {of.BOARD, of.BOTH}:
        offers.append((_("Leaders’ reflections: the board"), reverse("reporting:reflections", args=[place.slug])))
    text = _("Results for %(round)s have been released. If it helps, take some time to reflect on them together.")
    return [NextStep(title, text % {"round": release.round.name}, _("Reflect"), url) for title, url in offers]


def _led(ids: Iterable[int]) -> Iterable[Organisation]:
    return Organisation.objects.active().filter(pk__in=ids).order_by("name") if ids else ()
