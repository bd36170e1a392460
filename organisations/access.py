"""Finding the place that an address names, for someone who may see it; otherwise 404 or 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from framework.models import FrameworkVersion
from organisations.lineage import may_read_past
from organisations.models import Organisation, Partnership, Round, Sector, Service
from organisations.permissions import has_permission, require
from organisations.roles import Permission


def public_partnership(request, slug: str) -> Partnership:
    """The partnership of a page that anyone may read."""
    request.partnership = get_object_or_404(Partnership.objects.there().with_practice(), slug=slug)
    return request.partnership


def partnership_for(request, slug: str, permission: Permission = Permission.BE_INSIDE) -> Partnership:
    """The partnership, for someone with this permission on the whole of it."""
    partnership = public_partnership(request, slug)
    require(request.user, permission, partnership)
    return partnership


def service_for(request, partnership: str, service: str, permission: Permission) -> Service:
    """An active service of the partnership, for someone with this permission on it."""
    inside = partnership_for(request, partnership)
    found = Service.objects.in_partnership(inside).active().with_places().filter(slug=service).first()
    if found is None:
        raise Http404
    require(request.user, permission, found)
    request.service = found  # the page's menu is the service's
    return found


def service_or_its_past(
    request, partnership: str, service: str, permission: Permission, *, also_closed: bool = False
) -> Service:
    """A service as `service_for`, or what it was where it has become another, for pages that only read.

    The past is for those who could read it, and for those who may read what came after. It has no menu: of what a
    service was only some pages can be read. With `also_closed` those who set up places see one that became nothing.
    """
    inside = partnership_for(request, partnership)
    found = Service.objects.in_partnership(inside).with_places().filter(slug=service).first()
    if found is None:
        raise Http404
    if found.archived_on is None:
        require(request.user, permission, found)
        request.service = found
        return found
    if request.method not in ("GET", "HEAD"):
        raise Http404
    if not found.successions.exists():
        if not (also_closed and has_permission(request.user, Permission.MANAGE_PLACES, inside)):
            raise Http404
        return found
    if not may_read_past(request.user, found, permission):
        raise PermissionDenied
    return found


def organisation_for(request, partnership: str, organisation: str, permission: Permission) -> Organisation:
    """An organisation that has not left the partnership, for someone with this permission on it."""
    inside = partnership_for(request, partnership)
    active = Organisation.objects.active().select_related("partnership")
    found = get_object_or_404(active, partnership=inside, slug=organisation)
    require(request.user, permission, found)
    return found


def round_for(request, partnership: str, round_slug: str, permission: Permission) -> Round:
    """A round of the partnership, for someone with this permission on the whole of it."""
    inside = partnership_for(request, partnership, permission)
    return get_object_or_404(Round.objects.select_related("partnership"), partnership=inside, slug=round_slug)


def open_round_of(partnership: Partnership) -> Round | None:
    """The round that is open now, if there is one."""
    return Round.objects.open().filter(partnership=partnership).select_related("framework", "partnership").first()


def open_real_round_of(partnership: Partnership) -> Round | None:
    """The round that is open now and counts: what is recorded by its day is never of practice."""
    found = open_round_of(partnership)
    return None if found is None or found.is_practice else found


def newest_framework_of(partnership: Partnership) -> FrameworkVersion | None:
    """The version of the framework that the partnership asks about now, or will next, if one is loaded."""
    round_ = open_round_of(partnership)
    return round_.framework if round_ else FrameworkVersion.objects.newest_first().first()


def framework_of(partnership: Partnership) -> FrameworkVersion:
    """The version of the framework that the partnership asks about now, or will next; 404 where there is none."""
    found = newest_framework_of(partnership)
    if found is None:
        raise Http404
    return found


def sector_for(request, partnership: str, sector: str, permission: Permission) -> Sector:
    """A sector of the partnership, for someone with this permission on it."""
    inside = partnership_for(request, partnership)
    found = get_object_or_404(Sector.objects.active().select_related("partnership"), partnership=inside, slug=sector)
    require(request.user, permission, found)
    return found
