"""What a lead looks after in their own service: who works with it here, and how many people work there."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from organisations.access import service_for
from organisations.actions import invite
from organisations.changing import change_service
from organisations.forms import saved_from
from organisations.models import Invitation, Membership
from organisations.people_forms import ContributorForm, HeadcountForm
from organisations.roles import Permission, Role
from organisations.views.people import address_of_invitation, what_becomes_of


@require_http_methods(["GET", "POST"])
def service_people(request, partnership, service):
    """Who has a role in this service, whom its lead has invited, and a form to invite a contributor."""
    found = service_for(request, partnership, service, Permission.INVITE_CONTRIBUTORS)
    form = ContributorForm(request.POST or None, service=found)
    invitation = Invitation(partnership=found.partnership, role=Role.CONTRIBUTOR, service=found)

    def send() -> Invitation:
        invitation.email = form.cleaned_data["email"]
        return invite(
            invitation=invitation,
            by=request.user,
            build_address=lambda token: address_of_invitation(request, token),
        )

    if sent := saved_from(form, send):
        on_its_way = _("We are sending an invitation to %(email)s. This page shows whether it was delivered.")
        messages.success(request, what_becomes_of(sent, on_its_way))
        return redirect("organisations:service-people", partnership, service)
    invited = Invitation.objects.filter(service=found, role=Role.CONTRIBUTOR).unused().select_related("mail")
    there = Membership.objects.filter(service=found, user__is_active=True).with_places()
    context = {
        "form": form,
        "service": found,
        "members": there.order_by("-role", "user__name", "user__email"),
        "invited": invited,
        "today": timezone.localdate(),
    }
    return render(request, "organisations/service_people.html", context)


@require_http_methods(["GET", "POST"])
def service_headcount(request, partnership, service):
    """How many people work here: its lead knows best."""
    found = service_for(request, partnership, service, Permission.CORRECT_HEADCOUNT)
    form = HeadcountForm(request.POST or None, instance=found)

    def save():
        return change_service(service=found, fields=form.changed_data, by=request.user)

    if saved_from(form, save):
        messages.success(request, _("%(name)s saved.") % {"name": found.name})
        return redirect("service-about", partnership, service)
    return render(request, "organisations/service_headcount.html", {"form": form, "service": found})
