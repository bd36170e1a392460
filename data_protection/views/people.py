"""Somebody asks what is kept about them, or to be erased: for admins."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from data_protection.actions.erasing import erase as erase_account
from data_protection.actions.erasing import is_erased, look_at, where_named, why_not_here
from data_protection.actions.giving import take_out_about
from data_protection.data_map import data_map
from data_protection.forms import AddressForm, EraseForm
from data_protection.models import Erasure, NamedSomewhere
from data_protection.own_data import account_known_here, known_here
from data_protection.views.own import counted, zip_answer
from organisations.access import partnership_for
from organisations.forms import saved_from
from organisations.handing_over import held_by
from organisations.models import User
from organisations.roles import Permission


@never_cache
@require_http_methods(["GET", "POST"])
def person_find(request, partnership):
    """What this partnership keeps about an address, also of somebody without an account."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form, context = AddressForm(request.POST or None), {}
    if form.is_valid():
        email = form.cleaned_data["email"]
        told = known_here(email, place)
        context = {"email": email, "rows": counted(told), "cannot": told["cannot_be_found"]}
        context["account"] = account_known_here(email, place)
    return render(request, "data_protection/person_find.html", {"form": form, **context})


@require_POST
@never_cache
def person_take(request, partnership):
    """The same as a zip, to hand to whoever asked."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return redirect("data_protection:person-find", partnership)
    email = form.cleaned_data["email"]
    content = take_out_about(email=email, partnership=place, by=request.user, at=timezone.now())
    return zip_answer(content, "data-about-a-person.zip")


@never_cache
@require_http_methods(["GET", "POST"])
def erase(request, partnership, pk):
    """The second step: what goes, what stays and why, and the address typed once more."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    person = get_object_or_404(User, pk=pk)
    if is_erased(person) or account_known_here(person.email, place) is None:
        raise Http404
    form = EraseForm(request.POST or None, address=person.email)
    done = saved_from(form, lambda: erase_account(user=person, by=request.user, partnership=place))
    if done:
        messages.success(request, _("The account is erased. They are signed out everywhere."))
        return redirect("data_protection:erased", partnership, done.pk)
    context = {
        "form": form,
        "person": person,
        "why_not": why_not_here(person, place, by=request.user),
        "named": _named(where_named(person, place)),
        "held": held_by(person=person, partnership=place),
    }
    return render(request, "data_protection/erase.html", context)


def _named(found) -> list[str]:
    kinds = data_map()
    return [f"{kinds[model].what} ({rows})" for model, _field, rows in found]


def erased(request, partnership, pk):
    """What is left to look at after an erasure. It names no one."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    found = get_object_or_404(Erasure, pk=pk, partnership=place)
    kinds = data_map()
    rows = [
        {
            "pk": each.pk,
            "what": kinds[each.model].what if each.model in kinds else each.model,
            "field": next((what for name, what, _p in kinds[each.model].fields if name == each.field), each.field),
            "seen_by": kinds[each.model].words["seen_by"],
            "rows": each.rows,
            "looked_at_on": each.looked_at_on,
        }
        for each in found.found.order_by("pk")
    ]
    return render(request, "data_protection/erased.html", {"erasure": found, "rows": rows})


@require_POST
def looked(request, partnership, pk, found):
    """Somebody has looked at the rows in which the name was found."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    row = get_object_or_404(NamedSomewhere, pk=found, erasure_id=pk, erasure__partnership=place)
    look_at(found=row, by=request.user, on=timezone.localdate())
    return redirect("data_protection:erased", partnership, pk)
