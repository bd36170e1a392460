"""Ending a partnership for good: asking, confirming, withdrawing."""

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
    ending = PartnershipEnding.objects.filter(partnership=place).select_related("asked_by").first()
    if request.method == "POST" and request.POST.get("go") == "withdraw":
        return _withdraw(request, place)
    may_confirm = ending is not None and ending.asked_by_id != request.user.pk
    form = NameForm(request.POST or None)
    press = _("End this partnership for good") if may_confirm else _("Ask to end this partnership")
    form.helper = helper_with_button(press, kind="warning")

    def go():
        action = confirm_ending if may_confirm else ask_to_end
        return action(partnership=place, typed=form.cleaned_data["name"], by=request.user)

    if saved_from(form, go):
        if may_confirm:
            messages.success(request, _("%(name)s has ended. We are deleting everything of it.") % {"name": place.name})
            return redirect("home")
        messages.success(request, _("We have emailed the admins of %(name)s.") % {"name": place.name})
        return redirect("organisations:partnership-end", partnership)
    context = {
        "form": form,
        "ending": ending,
        "may_confirm": may_confirm,
        "why_not": why_it_cannot_end(place),
        "is_alone": not admins_besides(request.user, place).exists(),
        "day": ends_on(ending) if ending else None,
    }
    return render(request, "organisations/partnership_end.html", context)


def _withdraw(request, place):
    try:
        withdraw_ending(partnership=place, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("%(name)s goes on.") % {"name": place.name})
    return redirect("organisations:partnership-end", place.slug)
