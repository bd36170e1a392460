"""The pages of an organisation and of a sector, for those who lead it: what there is to do, and its services."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Assessment
from organisations.access import open_round_of, organisation_for, partnership_for, sector_for
from organisations.models import Organisation, Partnership, Sector, Service
from organisations.permissions import has_permission, memberships_of
from organisations.roles import Permission, Role


def organisation_home(request, partnership, organisation):
    """An organisation's survey, pledges and services."""
    found = organisation_for(request, partnership, organisation, Permission.VIEW_ORGANISATION)
    here = [found.partnership.slug]
    rows = [
        {"text": text, "says": says, "url": reverse(view, args=args)}
        for text, says, view, args, permission in (
            (
                _("Organisational survey"),
                _("Say how far your organisation has got, once a round."),
                "activities:organisational",
                [*here, found.slug],
                Permission.ANSWER_FOR_ORGANISATION,
            ),
            (
                _("Leaders’ reflections"),
                _("Ask yourselves what you do well and what to improve. Only you can read it."),
                "reporting:organisation-reflections",
                [*here, found.slug],
                Permission.ANSWER_FOR_ORGANISATION,
            ),
            (
                _("Improvement actions"),
                _("See what your services have set out to change, and how far they are."),
                "assessments:actions",
                here,
                Permission.VIEW_ASSESSMENT,
            ),
            (
                _("What we know, how we know it, what we will do"),
                _("Answer an inspector’s questions, in sentences that say where they come from."),
                "reporting:organisation-self-evaluation",
                [*here, found.slug],
                Permission.VIEW_ASSESSMENT,
            ),
            (
                _("Pledges"),
                _("See pledges, and update their progress."),
                "pledges:pledge-list",
                here,
                Permission.VIEW_PLEDGES,
            ),
            (
                _("Make a pledge"),
                _("Say in public what your organisation will do differently."),
                "pledges:pledge-create",
                [*here, found.slug],
                Permission.MAKE_PLEDGE,
            ),
        )
        if has_permission(request.user, permission, found)
    ]
    services = _services(request.user, found.partnership).filter(organisation=found)
    context = {"title": found.name, "rows": rows, "services": services.order_by("name")}
    return render(request, "home/its_own.html", context)


def sector_home(request, partnership, sector):
    """A sector's sub-group and services."""
    found = sector_for(request, partnership, sector, Permission.RUN_SUBGROUP)
    here = [found.partnership.slug, found.slug]
    rows = [
        {
            "text": _("Sub-group: members and meetings"),
            "says": _("See who is in the sub-group. Record attendance, decisions and notes."),
            "url": reverse("activities:subgroup", args=here),
        },
        {
            "text": _("Add a sub-group meeting"),
            "says": _("For a meeting that is planned, or one that has already happened."),
            "url": reverse("activities:meeting-create", args=here),
        },
        {
            "text": _("Add a sub-group member"),
            "says": "",
            "url": reverse("activities:subgroup-member-create", args=here),
        },
        {
            "text": _("Improvement actions: how many"),
            "says": _("See how many actions each service has, and how far they are."),
            "url": reverse("assessments:actions-overview", args=here[:1]),
        },
        *_downloads(request.user, found),
    ]
    services = list(_services(request.user, found.partnership).filter(sector=found).order_by("name"))
    context = {"title": found.name, "rows": rows, "services": _with_state(found.partnership, services)}
    return render(request, "home/its_own.html", context)


def _with_state(place: Partnership, services: list[Service]) -> list[Service]:
    """The services, each with how far its self-assessment is in the open round, where one is open."""
    round_ = open_round_of(place)
    begun = Assessment.objects.in_round(round_).filter(service__in=services) if round_ else []
    states = {each.service_id: each.get_state_display() for each in begun}
    for service in services:
        service.state_now = states.get(service.pk, _("Not yet started")) if round_ else ""
    return services


def _downloads(user, sector: Sector) -> list[dict]:
    """The way to a sector's figures as files, for those who may take them away."""
    if not has_permission(user, Permission.EXPORT, sector):
        return []
    says = _("Released figures of the sector, its services and the whole partnership.")
    url = reverse("reporting:exports", args=[sector.partnership.slug])
    return [{"text": _("Download figures"), "says": says, "url": url}]


def my_organisations(request, partnership):
    """The organisations that someone leads, where they lead several."""
    place = partnership_for(request, partnership)
    ids = _held(request.user, place, Role.ORGANISATION_LEAD, "organisation_id")
    found = Organisation.objects.active().filter(pk__in=ids)
    return _several(request, place, _("My organisations"), "organisation-home", found)


def my_sectors(request, partnership):
    """The sectors that someone leads, where they lead several."""
    place = partnership_for(request, partnership)
    found = Sector.objects.filter(pk__in=_held(request.user, place, Role.SECTOR_LEAD, "sector_id"))
    return _several(request, place, _("My sectors"), "sector-home", found)


def _several(request, place: Partnership, title: str, view: str, found):
    rows = [{"text": each.name, "url": reverse(view, args=[place.slug, each.slug])} for each in found.order_by("name")]
    return render(request, "home/its_own.html", {"title": title, "rows": rows, "is_a_list": True})


def _held(user, place: Partnership, role: Role, column: str) -> list[int]:
    mine = [each for each in memberships_of(user) if each.partnership_id == place.pk and each.role == role]
    return [getattr(each, column) for each in mine]


def _services(user, place: Partnership):
    return Service.objects.visible_to(user, place).active().with_places()
