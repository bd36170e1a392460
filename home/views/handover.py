"""Taking over: a service's story so far and what is open in whose name, and what closed services leave behind."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments.duties import move_to_successor
from assessments.models import ImprovementAction
from home.service_story import story_of
from organisations.access import organisation_for, service_for
from organisations.actions import ActionRefused
from organisations.handing_over import duties_at, hand_over, people_at
from organisations.models import Organisation, Service, User
from organisations.permissions import has_permission, require
from organisations.roles import Permission


def _may_hand_over(user: User, service: Service) -> bool:
    """Its own people, its organisation's leads and the admins, who end a leaver's role."""
    return has_permission(user, Permission.EDIT_ASSESSMENT, service) or has_permission(
        user, Permission.VIEW_ASSESSMENT, service.organisation
    )


def _in_whose_name(service: Service) -> list[dict]:
    """Each person with what is open in their name, and who could take over: those who have left come first."""
    there = people_at([service])[service.pk]
    people: dict[User, list[str]] = {}
    for duty in duties_at([service]):
        people.setdefault(duty.person, []).append(duty.what)
    rows = [
        {
            "person": person,
            "what": what,
            "has_left": person not in there,
            "heirs": [heir for heir in there if heir != person],
        }
        for person, what in people.items()
    ]
    return sorted(rows, key=lambda row: not row["has_left"])


@require_http_methods(["GET", "POST"])
def service_handover(request, partnership, service):
    """A service's story, and what is open in whose name; one press puts all of a person's into another's."""
    found = service_for(request, partnership, service, Permission.VIEW_ASSESSMENT)
    rows = _in_whose_name(found)
    if request.method == "POST":
        if not _may_hand_over(request.user, found):
            require(request.user, Permission.EDIT_ASSESSMENT, found)
        _hand_over(request, found, rows)
        return redirect("service-handover", partnership, service)
    context = {"service": found, "rows": rows, "story": story_of(found), "may": _may_hand_over(request.user, found)}
    return render(request, "home/service_handover.html", context)


def _hand_over(request, service: Service, rows: list[dict]) -> None:
    row = next((one for one in rows if str(one["person"].pk) == request.POST.get("person")), None)
    heir = next((one for one in row["heirs"] if str(one.pk) == request.POST.get("heir")), None) if row else None
    if row is None:  # pressed twice, or done by someone else meanwhile
        messages.info(request, _("Nothing is open in this person’s name any more."))
    elif heir is None:
        messages.error(request, _("Select who takes over"))
    else:
        number = hand_over(service=service, person=row["person"], heir=heir, by=request.user)
        said = ngettext("%(n)s action is now with %(who)s.", "%(n)s actions are now with %(who)s.", number)
        messages.success(request, said % {"n": number, "who": heir})


def _left_behind(organisation: Organisation):
    """Open actions of the organisation's services that have closed."""
    found = ImprovementAction.objects.open().filter(service__organisation=organisation)
    return found.exclude(service__archived_on=None).with_words().in_order()


@require_http_methods(["GET", "POST"])
def organisation_handover(request, partnership, organisation):
    """What closed services of an organisation left open: another of its services goes on with it, or it is stopped."""
    found = organisation_for(request, partnership, organisation, Permission.VIEW_ASSESSMENT)
    services = found.services.active().order_by("name")
    if request.method == "POST":
        action = get_object_or_404(_left_behind(found), pk=_number(request.POST.get("action")))
        successor = services.filter(slug=request.POST.get("service", "")).first()
        if successor is None:
            messages.error(request, _("Select the service that goes on with it"))
        else:
            try:
                move_to_successor(action=action, service=successor, by=request.user)
            except ActionRefused as reason:
                messages.error(request, str(reason))
            else:
                words = {"service": successor.name, "what": action.what}
                messages.success(request, _("%(service)s goes on with “%(what)s”.") % words)
        return redirect(reverse("organisation-handover", args=[partnership, organisation]))
    context = {"organisation": found, "actions": list(_left_behind(found)), "services": services}
    return render(request, "home/organisation_handover.html", context)


def _number(text: str | None) -> int:
    if not (text or "").isdecimal() or len(text or "") > 9:
        raise Http404
    return int(text or 0)
