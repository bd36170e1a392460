"""What the pages of a service's records share: whose they are, the list, and taking one back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from activities.actions.records import take_back
from activities.forms.filters import ServiceFilter
from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.models import Partnership, Service
from organisations.permissions import places_where, require
from organisations.roles import Permission

PER_PAGE = 50


def services_where(user, permission: Permission, place: Partnership) -> QuerySet[Service]:
    """The services at which this person has a permission, closed ones too: what they recorded stays."""
    services = Service.objects.in_partnership(place)
    where = places_where(user, permission, place)
    if where.whole_partnership:
        return services
    return services.filter(
        Q(sector__in=where.sectors) | Q(organisation__in=where.organisations) | Q(pk__in=where.services)
    )


def records_for(request, partnership: str, model) -> tuple[Partnership, ServiceFilter, QuerySet]:
    """The records that this person may see and has asked for, newest first, with the form that chose them."""
    place = partnership_for(request, partnership)
    services = Service.objects.visible_to(request.user, place)
    if not services.exists():
        require(request.user, Permission.VIEW_SERVICE, place)
    chosen = ServiceFilter(request.GET, partnership=place, services=services)
    records = model.objects.filter(service__in=services)
    records = records.select_related("service__organisation__partnership", "service__sector")
    return place, chosen, chosen.apply(records).newest_first()


def record_list(request, partnership: str, model, *, kind: str, columns: list, row, new: str, create: str):
    """A page of the records that this person may see and has asked for, with what they come to.

    `kind` names the folder of its template; `row` makes a line of a record,
    told whether this person may open it; `new` and `create` are where recording begins.
    """
    place, chosen, records = records_for(request, partnership, model)
    mine = set(services_where(request.user, Permission.RECORD_ACTIVITIES, place).values_list("pk", flat=True))
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filter": chosen,
        "new": way_to_record(request, place, new, create),
        "columns": columns,
        "rows": [row(each, each.service_id in mine) for each in page],
        "people": records.people_in_all(),
        "services": records.order_by().values("service").distinct().count(),
        "address": request.GET.urlencode(),
    }
    return render(request, f"activities/{kind}/list.html", context)


def record_for(request, partnership: str, pk: int, model):
    """One record, for someone who may record for its service."""
    place = partnership_for(request, partnership)
    found = get_object_or_404(model.objects.in_partnership(place).select_related("service__organisation"), pk=pk)
    require(request.user, Permission.RECORD_ACTIVITIES, found.service)
    return found


def remove(request, made, back: str, done):
    """Take a record back, say how it went, and go to the list."""
    try:
        take_back(made=made, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect(back, made.service.partnership.slug)


def where_to_record(request, place: Partnership) -> QuerySet[Service]:
    """The services for which this person may record now, by sector and name."""
    services = services_where(request.user, Permission.RECORD_ACTIVITIES, place).active()
    return services.with_places().in_order()


def choose_service(request, partnership: str, title, go: str):
    """Which service is it for? Shown to someone who may record for several."""
    place = partnership_for(request, partnership)
    services = where_to_record(request, place)
    if not services:
        require(request.user, Permission.RECORD_ACTIVITIES, place)
    return render(request, "activities/choose_service.html", {"title": title, "services": services, "go": go})


def way_to_record(request, place: Partnership, new: str, create: str) -> str:
    """Where the button leads: to the form for the only service, to the choice of one, or nowhere ("")."""
    services = list(where_to_record(request, place)[:2])
    if len(services) == 1:
        return reverse(create, args=[place.slug, services[0].slug])
    return reverse(new, args=[place.slug]) if services else ""
