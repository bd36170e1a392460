"""Inviting people, accepting an invitation, ending a role."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from background.health import worker_is_alive
from organisations import actions
from organisations.access import partnership_for
from organisations.directory import people_of
from organisations.forms import AcceptForm, InvitationForm
from organisations.handing_over import held_by, without_an_owner
from organisations.imports import WHAT_PEOPLE
from organisations.inviting import INVITED_AS, make_link
from organisations.models import Invitation, Membership, Partnership, Service, User
from organisations.people_forms import PeopleFilter
from organisations.permissions import has_permission, may_give, require
from organisations.previews import leads_to_find
from organisations.resources import PeopleExport, PersonInARole
from organisations.roles import Permission, Role
from organisations.views.importing import send_in

ON_A_PAGE = 50


def people_list(request, partnership):
    """Everyone with a role in the partnership or an invitation to one: searched, narrowed, page by page."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form = PeopleFilter(request.GET or None, partnership=place)
    everyone = people_of(place)
    found = form.narrow(everyone)
    is_first_look = not form.asks and request.GET.get("page", "1") == "1"
    context = {
        "form": form,
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "everyone": len(everyone),
        "query": request.GET.urlencode(),
        "nobody_works": any(entry.invitations for entry in everyone) and not worker_is_alive(),
        "without_a_lead": leads_to_find(place) if is_first_look else [],
        "left": _with_leavers(place) if is_first_look else [],
    }
    return render(request, "organisations/people_list.html", context)


def _with_leavers(place: Partnership) -> list[Service]:
    return sorted({duty.service for duty in without_an_owner(place)}, key=lambda one: one.name)


def people_csv(request, partnership):
    """The people of the list as it is narrowed, one row for each role or invitation."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    found = PeopleFilter(request.GET or None, partnership=place).narrow(people_of(place))
    rows = [PersonInARole(entry, held) for entry in found for held in entry.held]
    return PeopleExport().take_away(rows, partnership=place, by=request.user)


@require_http_methods(["GET", "POST"])
def invitation_create(request, partnership):
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form = InvitationForm(request.POST or None, instance=Invitation(partnership=place))
    if form.is_valid():
        try:
            invitation = actions.invite(
                invitation=form.instance,
                by=request.user,
                build_address=lambda token: address_of_invitation(request, token),
            )
        except actions.ActionRefused as reason:
            messages.info(request, str(reason))
        else:
            on_its_way = _("We are sending an invitation to %(email)s. This page shows whether it was delivered.")
            messages.success(request, what_becomes_of(invitation, on_its_way))
        return redirect("organisations:people-list", place.slug)
    return render(request, "organisations/invitation_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
def people_import(request, partnership):
    """Invite many people from a list."""
    return send_in(request, partnership, WHAT_PEOPLE)


def _invitation(request, partnership: str, pk: int) -> Invitation:
    """An invitation that was not used, for an admin, and for a lead who could give this role there."""
    place = partnership_for(request, partnership)
    unused = Invitation.objects.filter(partnership=place).unused()
    at_a_place = unused.select_related("partnership", "sector", "organisation", "service")
    # Insiders without the right learn no numbers either: they get 403 for those that are there and those that are not.
    found = at_a_place.filter(pk=pk).first()
    if found is None or not may_give(request.user, Role(found.role), found.place):
        require(request.user, Permission.MANAGE_PEOPLE, place)
    if found is None:
        raise Http404
    return found


def _back(request, invitation: Invitation):
    """To the page from which this person looks after invitations."""
    if has_permission(request.user, Permission.MANAGE_PEOPLE, invitation.partnership):
        return redirect("organisations:people-list", invitation.partnership.slug)
    return redirect("organisations:service-people", invitation.partnership.slug, invitation.service.slug)


@require_POST
def invitation_withdraw(request, partnership, pk):
    invitation = _invitation(request, partnership, pk)
    try:
        actions.withdraw_invitation(invitation=invitation, by=request.user)
    except actions.ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Invitation withdrawn. Its link no longer works."))
    return _back(request, invitation)


@require_POST
def invitation_send_again(request, partnership, pk):
    """The same invitation with a new link: the one that was sent is kept nowhere."""
    invitation = _invitation(request, partnership, pk)
    try:
        sent = actions.send_invitation_again(
            invitation=invitation, by=request.user, build_address=lambda token: address_of_invitation(request, token)
        )
    except actions.ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        on_its_way = _("We are sending a new invitation to %(email)s. Their earlier link no longer works.")
        messages.success(request, what_becomes_of(sent, on_its_way))
    return _back(request, invitation)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation_link(request, partnership, pk):
    """Asks, then makes a link to pass on by hand and shows it this once: we keep only a hash of it."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    unused = Invitation.objects.filter(partnership=place).unused()
    invitation = get_object_or_404(unused.select_related("partnership", "sector", "organisation", "service"), pk=pk)
    context = {"invitation": invitation}
    if request.method == "POST":
        token = make_link(invitation=invitation, by=request.user)
        if token is None:
            messages.info(request, _("This invitation has just been accepted or withdrawn."))
            return redirect("organisations:people-list", partnership)
        context["address"] = address_of_invitation(request, token)
    return render(request, "organisations/invitation_link.html", context)


def what_becomes_of(invitation: Invitation, on_its_way) -> str:
    """`on_its_way` with its address, unless its mail is kept back: a made-up borough writes to no one."""
    if invitation.mail is not None and invitation.mail.is_kept_back:
        on_its_way = _("Invitation for %(email)s created. No email is sent, because this is a demonstration.")
    return on_its_way % {"email": invitation.email}


def address_of_invitation(request, token: str) -> str:
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
@never_cache
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
        known = User.objects.filter(email__iexact=invitation.email).first()
        if known is not None and request.user != known:
            # Whoever holds the link may have made it: someone who has an account says yes themselves.
            messages.info(request, _("Sign in as %(email)s to accept.") % {"email": invitation.email})
            return redirect(f"{reverse('account_request_login_code')}?{urlencode({'next': request.path})}")
        try:
            actions.accept_invitation(invitation=invitation, name=form.cleaned_data["name"])
        except actions.ActionRefused:
            return render(request, "organisations/invitation_gone.html", status=410)
        if request.user.is_authenticated and request.user.email.lower() == invitation.email.lower():
            return redirect("start-page", invitation.partnership.slug)
        request.session[INVITED_AS] = invitation.email  # so that it need not be typed again
        messages.success(
            request,
            _("Welcome to %(partnership)s. To sign in, get a code sent to %(email)s.")
            % {"partnership": invitation.partnership, "email": invitation.email},
        )
        return redirect("account_request_login_code")
    return render(request, "organisations/invitation_accept.html", {"invitation": invitation, "form": form})
