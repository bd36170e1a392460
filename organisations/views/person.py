"""One person of a partnership: what they have, what is open in their name, what they can see, and what can be done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from background.models import OutgoingMail
from organisations import addresses
from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.changing_roles import allowed_to, change_role
from organisations.closing_accounts import close_account, is_also_elsewhere, reopen_account
from organisations.directory import Entry, person_of
from organisations.handing_over import Duty, duties_at, hand_over, held_by, people_at
from organisations.models import AddressChange, Membership, Partnership, Service
from organisations.people_forms import AddressForm, ChangeRoleForm
from organisations.roles import Permission
from organisations.seeing import BY_KEY, KINDS, of_partnership, what_they_see, who_sees

MAILS_SHOWN = 5


def _entry(request, partnership: str, pk: int) -> tuple[Partnership, Entry]:
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    found = person_of(place, pk)
    if found is None:
        raise Http404
    return place, found


def person(request, partnership, pk):
    place, entry = _entry(request, partnership, pk)
    mail = OutgoingMail.objects.in_partnership(place).filter(to__iexact=entry.email).defer("text")
    context = {
        "entry": entry,
        "person": entry.user,
        "held": held_by(person=entry.user, partnership=place),
        "mail": mail[:MAILS_SHOWN],
        "change": AddressChange.objects.filter(user=entry.user, partnership=place).first(),
        "sees": what_they_see(entry.memberships, place),
        "elsewhere": is_also_elsewhere(entry.user, place),
        "today": timezone.localdate(),
    }
    return render(request, "organisations/person.html", context)


@require_http_methods(["GET", "POST"])
def role_change(request, partnership, pk):
    """Another role or place: chosen, then asked about with what it takes and gives, then done."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    membership = get_object_or_404(Membership.objects.filter(partnership=place).with_places(), pk=pk)
    form = ChangeRoleForm(request.POST or None, membership=membership)
    context = {"form": form, "membership": membership}
    if form.is_valid():
        role, at = form.chosen
        if "yes" not in request.POST:
            before, after = allowed_to(membership.role), allowed_to(role)
            context |= {
                "role": role,
                "place": at or place,
                "lost": sorted(each.value for each in before - after),
                "gained": sorted(each.value for each in after - before),
                "held": held_by(person=membership.user, partnership=place),
            }
            return render(request, "organisations/role_change_check.html", context)
        try:
            change_role(membership=membership, role=role, place=at, by=request.user)
        except ActionRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Role of %(user)s changed.") % {"user": membership.user})
            return redirect("organisations:person", partnership, membership.user_id)
    return render(request, "organisations/role_change.html", context)


@require_http_methods(["GET", "POST"])
def person_address(request, partnership, pk):
    """Another address: typed, then asked about, then confirmed by whoever reads its mail."""
    place, entry = _entry(request, partnership, pk)
    form = AddressForm(request.POST or None)
    context = {"form": form, "person": entry.user, "elsewhere": is_also_elsewhere(entry.user, place)}
    if form.is_valid():
        said = {"user": entry.user, "partnership": place, "email": form.cleaned_data["email"]}
        try:
            addresses.check_address(**said)
            if "yes" not in request.POST:
                context["email"] = form.cleaned_data["email"]
                return render(request, "organisations/person_address_check.html", context)
            addresses.ask_for_another_address(
                **said,
                by=request.user,
                build_address=lambda token: request.build_absolute_uri(
                    reverse("organisations:address-confirm", args=[token])
                ),
            )
        except ActionRefused as reason:
            form.add_error("email", str(reason))
        else:
            messages.success(request, _("We are sending a link to the new address. Nothing changes until it is used."))
            return redirect("organisations:person", partnership, pk)
    return render(request, "organisations/person_address.html", context)


@require_POST
def person_address_keep(request, partnership, pk):
    """Leave the address as it is."""
    place, entry = _entry(request, partnership, pk)
    addresses.take_back_address(user=entry.user, partnership=place, by=request.user)
    messages.success(request, _("The address stays as it is. The link that we sent no longer works."))
    return redirect("organisations:person", partnership, pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address_confirm(request, token):
    """Opening the link only shows what it is about; the button confirms it. It signs nobody in."""
    change = addresses.change_for(token, on=timezone.localdate())
    if change is None:
        return render(request, "organisations/address_gone.html", status=410)
    if request.method != "POST":
        return render(request, "organisations/address_confirm.html", {"change": change})
    try:
        addresses.confirm_address(change=change)
    except ActionRefused:
        return render(request, "organisations/address_gone.html", status=410)
    messages.success(request, _("Your email address is changed. To sign in, get a code sent to it."))
    return redirect("account_request_login_code")


@require_http_methods(["GET", "POST"])
def person_hand_over(request, partnership, pk):
    """Take everything from a person: for each service, who takes over what is open in their name there."""
    place, entry = _entry(request, partnership, pk)
    services = list(Service.objects.in_partnership(place).active().with_places().order_by("name"))
    theirs: dict[Service, list[Duty]] = {}
    for duty in duties_at(services):
        if duty.person == entry.user:
            theirs.setdefault(duty.service, []).append(duty)
    heirs = people_at(list(theirs)) if theirs else {}
    rows = [
        {"service": service, "duties": duties, "heirs": [one for one in heirs[service.pk] if one != entry.user]}
        for service, duties in theirs.items()
    ]
    if request.method == "POST":
        number = 0
        for row in rows:
            chosen = request.POST.get(f"heir-{row['service'].pk}")
            heir = next((one for one in row["heirs"] if str(one.pk) == chosen), None)
            if heir:
                number += hand_over(service=row["service"], person=entry.user, heir=heir, by=request.user)
        said = ngettext("%(n)s thing handed over.", "%(n)s things handed over.", number) % {"n": number}
        messages.success(request, said) if number else messages.error(request, _("Select who takes over"))
        return redirect("organisations:person-hand-over", partnership, pk)
    context = {"person": entry.user, "rows": rows, "held": held_by(person=entry.user, partnership=place)}
    return render(request, "organisations/person_hand_over.html", context)


@require_http_methods(["GET", "POST"])
def person_close(request, partnership, pk):
    """Asks once more, and says what ends and what stays."""
    place, entry = _entry(request, partnership, pk)
    if request.method == "GET":
        context = {
            "entry": entry,
            "person": entry.user,
            "held": held_by(person=entry.user, partnership=place),
            "elsewhere": is_also_elsewhere(entry.user, place),
        }
        return render(request, "organisations/person_close.html", context)
    try:
        whole = close_account(user=entry.user, partnership=place, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return redirect("organisations:person", partnership, pk)
    if whole:
        messages.success(request, _("Account of %(user)s closed. They are signed out.") % {"user": entry.user})
        return redirect("organisations:person", partnership, pk)
    messages.success(request, _("%(user)s no longer has a role here.") % {"user": entry.user})
    return redirect("organisations:people-list", partnership)


@require_POST
def person_reopen(request, partnership, pk):
    place, entry = _entry(request, partnership, pk)
    try:
        reopen_account(user=entry.user, partnership=place, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("%(user)s can sign in again, with the roles below.") % {"user": entry.user})
    return redirect("organisations:person", partnership, pk)


def who_sees_what(request, partnership):
    """For a service and a kind of thing: who can see it, by name, with the role that is the reason."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    services = list(Service.objects.in_partnership(place).active().with_places().order_by("name", "pk"))
    chosen = next((one for one in services if one.slug == request.GET.get("service")), None)
    kind = BY_KEY.get(request.GET.get("what", ""))
    held = of_partnership(place)
    shown = [kind] if kind else KINDS
    rows = [
        {"kind": one, "reasons": who_sees(one, chosen if chosen and one.of_a_service else place, held)}
        for one in shown
        if chosen or not one.of_a_service or one.permission is None
    ]
    context = {"services": services, "chosen": chosen, "kinds": KINDS, "kind": kind, "rows": rows}
    return render(request, "organisations/who_sees_what.html", context)
