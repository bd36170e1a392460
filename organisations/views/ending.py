"""Ending a partnership for good: asking, confirming, withdrawing."""

from crispy_forms.layout import Hidden
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from organisations.access import partnership_for
from organisations.actions import ActionRefused, admins_besides
from organisations.ending import ask_to_end, confirm_ending, ends_on, why_it_cannot_end, withdraw_ending
from organisations.forms import helper_with_button, saved_from
from organisations.models import PartnershipEnding
from organisations.roles import Permission

CONFIRM = "confirm"  # what the press was to do, where it is not to ask


class NameForm(forms.Form):
    """The partnership's name, typed, so that nobody ends one by a press."""

    mark_optional = False
    name = forms.CharField(
        label=_("Name of the partnership"),
        max_length=200,
        error_messages={"required": _("Enter the name of the partnership")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "POST"])
def partnership_end(request, partnership):
    """What goes and what stays, who has to agree, and how to withdraw."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    if request.method == "POST" and request.POST.get("go") == "withdraw":
        return _withdraw(request, place)
    form, meant = NameForm(request.POST or None), request.POST.get("meant")

    def go():  # what the page offered that was pressed, which may not be what it would offer now
        action = confirm_ending if meant == CONFIRM else ask_to_end
        return action(partnership=place, typed=form.cleaned_data["name"], by=request.user)

    if saved_from(form, go):
        if meant == CONFIRM:
            messages.success(request, _("%(name)s has ended. We are deleting everything of it.") % {"name": place.name})
            return redirect("home")
        messages.success(request, _("We have emailed the admins of %(name)s.") % {"name": place.name})
        return redirect("organisations:partnership-end", partnership)
    return render(request, "organisations/partnership_end.html", _as_it_stands(form, place, request.user))


def _as_it_stands(form, place, user):
    ending = PartnershipEnding.objects.standing().filter(partnership=place).select_related("asked_by").first()
    may_confirm = ending is not None and ending.can_be_confirmed_by(user)
    press = _("End this partnership for good") if may_confirm else _("Ask to end this partnership")
    form.helper = helper_with_button(press, kind="warning")
    form.helper.add_input(Hidden("meant", CONFIRM if may_confirm else "ask"))
    return {
        "form": form,
        "ending": ending,
        "is_mine": ending is not None and ending.asked_by_id == user.pk,
        "may_confirm": may_confirm,
        "another_can": ending is not None and ending.has_another_to_confirm(),
        "why_not": why_it_cannot_end(place),
        "is_alone": not admins_besides(user, place).exists(),
        "day": ends_on(ending) if ending else None,
    }


def _withdraw(request, place):
    try:
        withdraw_ending(partnership=place, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("%(name)s goes on.") % {"name": place.name})
    return redirect("organisations:partnership-end", place.slug)
