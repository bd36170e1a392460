"""The pages of places that have become others: what they were stays readable for those who could read it."""

from django.shortcuts import get_object_or_404, redirect, render

from assessments.models import Assessment
from home.service_story import story_of
from organisations.access import partnership_for, service_or_its_past
from organisations.lineage import came_from, may_read_past, went_on_as
from organisations.models import Organisation, PlaceSuccession, Round, RoundService, ServiceMove
from organisations.permissions import has_permission, require
from organisations.roles import Permission
from pledges.models import Pledge


def service_past(request, partnership, service):
    """What a service was before it became part of another, or was split: its self-assessments, results and story."""
    found = service_or_its_past(request, partnership, service, Permission.VIEW_SERVICE)
    if found.archived_on is None:
        return redirect(found)
    may_read = may_read_past(request.user, found, Permission.VIEW_ASSESSMENT)
    submitted = Assessment.objects.submitted().filter(service=found).select_related("round")
    results = Round.objects.none()
    if has_permission(request.user, Permission.VIEW_RESULTS, found.partnership):
        held = RoundService.objects.filter(service=found).values("round")
        results = Round.objects.released().filter(pk__in=held).newest_first()
    context = {
        "service": found,
        "after": went_on_as(found),
        "before": came_from(found),
        "moves": found.moves.done().select_related("to_organisation", "to_sector"),
        "may_read": may_read,
        "assessments": submitted.order_by("-round__opens_on") if may_read else [],
        "results": results,
        "story": story_of(found) if may_read else [],
    }
    return render(request, "home/service_past.html", context)


def organisation_past(request, partnership, organisation):
    """What an organisation was before it became part of another: where its services went, and what it promised."""
    inside = partnership_for(request, partnership)
    closed = Organisation.objects.exclude(archived_on=None).filter(successions__isnull=False).distinct()
    found = get_object_or_404(closed.select_related("partnership"), partnership=inside, slug=organisation)
    after = went_on_as(found)
    if not _leads_what_came_after(request.user, found):
        require(request.user, Permission.VIEW_ORGANISATION, found)
    services = found.services.exclude(archived_on=None).order_by("name")
    went_on = set(PlaceSuccession.objects.filter(from_service__in=services).values_list("from_service", flat=True))
    for one in services:
        one.has_past = one.pk in went_on
    moved = ServiceMove.objects.done().filter(from_organisation=found).exclude(to_organisation=found)
    moved = moved.select_related("service__organisation__partnership")
    context = {
        "organisation": found,
        "after": after,
        "before": came_from(found),
        "moved": moved.order_by("service__name"),
        "closed": services,
        "pledges": Pledge.objects.filter(organisation=found).exclude(agreed_on=None),
    }
    return render(request, "home/organisation_past.html", context)


def _leads_what_came_after(user, organisation: Organisation) -> bool:
    """Whether someone leads what an organisation became, however often that became something else."""
    left, seen = [organisation.pk], set()
    while left:
        rows = PlaceSuccession.objects.filter(from_organisation__in=left).values_list("to_organisation", flat=True)
        left = [one for one in rows if one not in seen]
        seen |= set(left)
    heirs = Organisation.objects.filter(pk__in=seen)
    return any(has_permission(user, Permission.VIEW_ORGANISATION, heir) for heir in heirs)
