"""Making a pledge: its words, how it will look, and sending it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import organisation_for
from organisations.actions import ActionRefused
from organisations.roles import Permission
from organisations.text_metrics import drawable
from pledges import actions
from pledges.forms import AimsForm, PledgeForm
from pledges.models import Pledge
from pledges.views.access import carry_out, pledge_for
from pledges.views.wall import card_for_page


@require_http_methods(["GET", "POST"])
def pledge_create(request, partnership, organisation):
    found = organisation_for(request, partnership, organisation, Permission.MAKE_PLEDGE)
    return _edit(request, Pledge(organisation=found))


@require_http_methods(["GET", "POST"])
def pledge_edit(request, partnership, pk):
    """Change a pledge that was not sent yet, waits, or was sent back."""
    pledge = pledge_for(request, partnership, pk, Permission.MAKE_PLEDGE)
    if not pledge.is_changeable:
        messages.info(request, str(actions.APPROVED_ALREADY))
        return redirect("pledges:pledge-list", partnership)
    return _edit(request, pledge)


def _edit(request, pledge: Pledge):
    form = PledgeForm(request.POST or None, request.FILES or None, instance=pledge)
    if form.is_valid():
        try:
            pledge = actions.save_pledge(pledge=form.instance, by=request.user, **form.chosen)
        except ActionRefused as reason:
            messages.error(request, str(reason))
            return redirect("pledges:pledge-list", pledge.organisation.partnership.slug)
        return redirect("pledges:pledge-preview", pledge.organisation.partnership.slug, pledge.pk)
    return render(request, "pledges/edit.html", {"form": form, "organisation": pledge.organisation})


def pledge_preview(request, partnership, pk):
    """The pledge as it will look, before it is sent and while it waits."""
    pledge = pledge_for(request, partnership, pk, Permission.MAKE_PLEDGE)
    if not pledge.is_changeable:
        return redirect(pledge)
    card = card_for_page(pledge, linked=False)
    kinds = pledge.commitments.all()
    left_out = drawable(pledge.text) != " ".join(pledge.text.split())
    context = {"pledge": pledge, "card": card, "kinds": kinds, "left_out": left_out}
    return render(request, "pledges/preview.html", context)


@require_POST
def pledge_send(request, partnership, pk):
    pledge = pledge_for(request, partnership, pk, Permission.MAKE_PLEDGE)
    done = _("Thank you. Your pledge has been sent for approval.")
    return carry_out(request, pledge, done, actions.send_pledge)


@require_POST
def pledge_discard(request, partnership, pk):
    pledge = pledge_for(request, partnership, pk, Permission.MAKE_PLEDGE)
    return carry_out(request, pledge, _("Draft pledge deleted."), actions.discard_pledge)


@require_http_methods(["GET", "POST"])
def pledge_aims(request, partnership, pk):
    """What a pledge should change, said or changed at any time while it stands."""
    pledge = pledge_for(request, partnership, pk, Permission.MAKE_PLEDGE)
    form = AimsForm(request.POST if request.method == "POST" else None, pledge=pledge)
    if form.is_valid():
        done = _("What this pledge should change has been saved.")
        return carry_out(request, pledge, done, actions.choose_aims, then="reporting:pledge", aims=form.chosen_aims())
    return render(request, "pledges/aims.html", {"form": form, "pledge": pledge})
