"""The admin's page about the directory: its keys, its mail domains, and who has left."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.handing_over import people_at, without_an_owner
from organisations.models import Membership, Service
from organisations.roles import Permission, Role
from signing_in.models import DirectoryKey, DirectoryPerson
from signing_in.scim.forms import DomainsForm
from signing_in.scim.keys import choose_domains, end_key, make_key

SHOWN_FOR = datetime.timedelta(days=90)


@never_cache
@require_http_methods(["GET", "POST"])
def directory(request, partnership):
    """What is set up, and what came of it: who has left, and what they left without anyone."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form = DomainsForm(request.POST or None, initial={"domains": "\n".join(_domains(place))})
    if form.is_valid():
        choose_domains(partnership=place, names=form.cleaned_data["domains"], by=request.user)
        messages.success(request, _("Email domains saved."))
        return redirect("signing_in:directory", partnership)
    people = DirectoryPerson.objects.known_to(place)
    context = {
        "form": form,
        "keys": DirectoryKey.objects.live().filter(partnership=place),
        "address": request.build_absolute_uri("/scim/v2"),
        "left": people.filter(left_at__gte=timezone.now() - SHOWN_FOR).select_related("user").order_by("-left_at"),
        "without_a_lead": _without_a_lead(place),
        "still_open": sorted({duty.service for duty in without_an_owner(place)}, key=lambda one: one.name),
        "uninvited": people.filter(user=None, is_active=True).order_by("name", "email")[:100],
    }
    return render(request, "signing_in/directory.html", context)


def _domains(place) -> list[str]:
    return list(place.directory_domains.values_list("name", flat=True))


def _without_a_lead(place) -> list[tuple[Service, list]]:
    """Services whose every lead has a closed account, and who could take over."""
    leads = Membership.objects.filter(partnership=place, role=Role.SERVICE_LEAD)
    closed = leads.filter(user__is_active=False).values("service")
    found = Service.objects.in_partnership(place).active().filter(pk__in=closed)
    services = list(found.exclude(pk__in=leads.filter(user__is_active=True).values("service")).order_by("name"))
    heirs = people_at(services) if services else {}
    return [(service, heirs[service.pk][:3]) for service in services]


@require_POST
@never_cache
def directory_key_create(request, partnership):
    """The answer shows the key, and nothing ever does again."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    try:
        key = make_key(partnership=place, by=request.user, at=timezone.now())
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return redirect("signing_in:directory", partnership)
    context = {"key": key, "address": request.build_absolute_uri("/scim/v2")}
    return render(request, "signing_in/directory_key.html", context)


@require_POST
def directory_key_end(request, partnership, pk):
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    found = get_object_or_404(DirectoryKey.objects.select_related("partnership"), partnership=place, pk=pk)
    end_key(key=found, by=request.user, at=timezone.now())
    messages.success(request, _("The key no longer works."))
    return redirect("signing_in:directory", partnership)
