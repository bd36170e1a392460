"""Inviting people, accepting an invitation, ending a role."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from background.health import worker_is_alive
from organisations import actions
from organisations.access import partnership_for
from organisations.forms import AcceptForm, InvitationForm
from organisations.handing_over import held_by, without_an_owner
from organisations.imports import WHAT_PEOPLE
from organisations.models import Invitation, Membership
from organisations.previews import leads_to_find
from organisations.roles import Permission
from organisations.views.importing import send_in


def people_list(request, partnership):
    """Everyone with a role in the partnership, and invitations that wait."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    memberships = Membership.objects.filter(partnership=place).with_places().order_by("user__name", "user__email")
    waiting = (
        Invitation.objects.filter(partnership=place)
        .waiting(timezone.localdate())
        .select_related("partnership", "sector", "organisation", "service", "mail")
    )
    context = {
        "memberships": memberships,
        "waiting": waiting,
        "nobody_works": bool(waiting) and not worker_is_alive(),
        "without_a_lead": leads_to_find(place),
        "left": sorted({duty.service for duty in without_an_owner(place)}, key=lambda one: one.name),
    }
    return render(request, "organisations/people_list.html", context)


@require_http_methods(["GET", "POST"])
def invitation_create(request, partnership):
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form = InvitationForm(request.POST or None, instance=Invitation(partnership=place))
    if form.is_valid():
        try:
            invitation = actions.invite(
                invitation=form.instance,
                by=request.user,
                build_address=lambda token: _address(request, token),
            )
        except actions.ActionRefused as reason:
            messages.info(request, str(reason))
        else:
            on_its_way = _("We are sending an invitation to %(email)s. This page shows whether it was delivered.")
            messages.success(request, _what_becomes_of(invitation, on_its_way))
        return redirect("organisations:people-list", place.slug)
    return render(request, "organisations/invitation_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
def people_import(request, partnership):
    """Invite many people from a list."""
    return send_in(request, partnership, WHAT_PEOPLE)


@require_POST
def invitation_withdraw(request, partnership, pk):
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    waiting = Invitation.objects.filter(partnership=place).waiting(timezone.localdate())
    try:
        actions.withdraw_invitation(invitation=get_object_or_404(waiting, pk=pk), by=request.user)
    except actions.ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Invitation withdrawn. Its link no longer works."))
    return redirect("organisations:people-list", place.slug)


@require_POST
def invitation_send_again(request, partnership, pk):
    """The same invitation with a new link: the one that was sent is kept nowhere."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    waiting = Invitation.objects.filter(partnership=place).waiting(timezone.localdate())
    invitation = get_object_or_404(waiting, pk=pk)
    try:
        sent = actions.send_invitation_again(
            invitation=invitation, by=request.user, build_address=lambda token: _address(request, token)
        )
    except actions.ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        on_its_way = _("We are sending a new invitation to %(email)s. Their earlier link no longer works.")
        messages.success(request, _what_becomes_of(sent, on_its_way))
    return redirect("organisations:people-list", place.slug)


def _what_becomes_of(invitation: Invitation, on_its_way) -> str:
    """`on_its_way` with its address, unless its mail is kept back: a made-up borough writes to no one."""
    if invitation.mail is not None and invitation.mail.is_kept_back:
        on_its_way = _("Invitation for %(email)s created. No email is sent, because this is a demonstration.")
    return on_its_way % {"email": invitation.email}


def _address(request, token: str) -> str:
    return request.build_absolute_uri(reverse("organisations:invitation-accept", args=[token]))


@require_http_methods(["GET", "POST"])
def membership_end(request, partnership, pk):
    """Asks once more, and names what is open in the person's name."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    membership = get_object_or_404(Membership.objects.filter(partnership=place).with_places(), pk=pk)
    if request.method == "GET":
        held = held_by(person=membership.user, partnership=place)
        return render(request, "organisations/membership_end.html", {"membership": membership, "held": held})
    try:
        actions.end_membership(membership=membership, by=request.user)
    except actions.ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(
            request,
            _("%(user)s no longer has the role “%(role)s”.")
            % {"user": membership.user, "role": membership.get_role_display()},
        )
        if any(duty.person == membership.user for duty in without_an_owner(place)):
            messages.info(request, _("Something is still open in their name. Choose below who takes over."))
    return redirect("organisations:people-list", place.slug)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request, token):
    """Opening the link only shows the invitation; the button accepts it. Mail scanners open links too."""
    invitation = (
        Invitation.objects.for_token(token)
        .waiting(timezone.localdate())
        .select_related("partnership", "sector", "organisation", "service", "invited_by")
        .first()
    )
    if invitation is None:
        return render(request, "organisations/invitation_gone.html", status=410)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(invitation=invitation, name=form.cleaned_data["name"])
        except actions.ActionRefused:
            return render(request, "organisations/invitation_gone.html", status=410)
        if request.user.is_authenticated and request.user.email == invitation.email:
            return redirect("start-page", invitation.partnership.slug)
        messages.success(
            request,
            _("Welcome to %(partnership)s. To sign in, get a code sent to %(email)s.")
            % {"partnership": invitation.partnership, "email": invitation.email},
        )
        return redirect("account_request_login_code")
    return render(request, "organisations/invitation_accept.html", {"invitation": invitation, "form": form})
