"""A service and its peers: asking for one, who is suggested, inviting, and who has read for it before."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import peers as actions
from assessments.forms.peers import AskForm, InviteForm
from assessments.models import Assessment, PeerConversation, PeerRequest
from assessments.peers import Pool, features_with_room, who_cannot_go_on
from organisations.access import service_for
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.models import Service
from organisations.permissions import has_permission
from organisations.roles import Permission


def _newest_submitted(service: Service) -> Assessment | None:
    """What a peer would read: the self-assessment that the service submitted last."""
    found = service.assessments.submitted().select_related("round__framework").order_by("-round__opens_on").first()
    if found:
        found.service = service
    return found


def _request_of(assessment: Assessment | None) -> PeerRequest | None:
    found = (
        PeerRequest.objects.filter(assessment=assessment).prefetch_related("features").first() if assessment else None
    )
    if found:
        found.assessment = assessment
    return found


def service_peers(request, partnership, service):
    """Ask for a peer, see whom we suggest, and how far it is. What is said is on the conversation's own page."""
    found = service_for(request, partnership, service, Permission.VIEW_ASSESSMENT)
    assessment = _newest_submitted(found)
    asked = _request_of(assessment)
    conversations = list(PeerConversation.objects.of_service(found).with_places().newest_first())
    gone = who_cannot_go_on([each for each in conversations if each.is_open], found.partnership)
    now = next((each for each in conversations if each.is_open and each.pk not in gone), None)
    leads = has_permission(request.user, Permission.SUBMIT_ASSESSMENT, found)
    is_met = asked and any(
        each.assessment_id == asked.assessment_id and each.state == each.State.FINISHED for each in conversations
    )
    context = {
        "service": found,
        "assessment": assessment,
        "asked": asked,
        "now": now,
        "gone": [each for each in conversations if each.pk in gone],
        "earlier": [each for each in conversations if not each.is_open],
        "may_ask": leads,
        "may_read_words": has_permission(request.user, Permission.EDIT_ASSESSMENT, found),
        "is_met": is_met,
    }
    if asked and not now and leads:
        pool = Pool(found.partnership, timezone.localdate())
        context["suggested"] = [_suggestion(pool, asked, key) for key in pool.suggested(asked)]
        context["form"] = _invite_form(pool, asked)
    return render(request, "assessments/peers/service.html", context)


def _suggestion(pool: Pool, asked: PeerRequest, key: int) -> dict:
    """Someone we suggest, and why."""
    offer, service = pool.offers[key], pool.services[key]
    codes = {each.code for each in asked.features.all()}
    helps = [each for each in offer.features.all() if each.code in codes]
    return {"person": offer.user, "service": service, "helps": helps}


def _invite_form(pool: Pool, asked: PeerRequest, data=None) -> InviteForm:
    """Anyone else who may be invited, by name and where they work."""
    may = sorted(pool.may_be_invited(asked), key=lambda key: str(pool.offers[key].user).casefold())
    shown = [(key, f"{pool.offers[key].user}, {pool.services[key].name}") for key in may]
    service = asked.assessment.service
    address = reverse("assessments:peer-invite", args=[service.partnership.slug, service.slug])
    return InviteForm(data, offering=[each.user for each in pool.offers.values()], shown=shown, address=address)


@require_http_methods(["GET", "POST"])
def peer_ask(request, partnership, service):
    """Ask for a peer, with up to three features; those with most room to grow are selected to begin with."""
    found = service_for(request, partnership, service, Permission.SUBMIT_ASSESSMENT)
    assessment = _newest_submitted(found)
    if assessment is None:
        messages.info(request, _("You can ask for a peer once your self-assessment is submitted."))
        return redirect("assessments:service-peers", partnership, service)
    asked = _request_of(assessment)
    chosen = asked.features.all() if asked else features_with_room(assessment)
    initial = {"features": [each.code for each in chosen]}
    form = AskForm(request.POST or None, framework=assessment.round.framework, initial=initial)
    saved = saved_from(
        form,
        lambda: actions.ask_for_a_peer(
            assessment=assessment, by=request.user, on=timezone.localdate(), **form.cleaned_data
        ),
    )
    if saved:
        messages.success(request, _("You have asked for a peer. Now invite someone."))
        return redirect("assessments:service-peers", partnership, service)
    return render(request, "assessments/peers/ask.html", {"service": found, "form": form, "asked": asked})


@require_POST
def peer_ask_stop(request, partnership, service):
    found = service_for(request, partnership, service, Permission.SUBMIT_ASSESSMENT)
    asked = _request_of(_newest_submitted(found))
    if asked:
        try:
            actions.stop_asking(request=asked, by=request.user)
        except ActionRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("You no longer ask for a peer."))
    return redirect("assessments:service-peers", partnership, service)


@require_POST
def peer_invite(request, partnership, service):
    """Invite someone who is suggested, or someone else by name."""
    found = service_for(request, partnership, service, Permission.SUBMIT_ASSESSMENT)
    asked = _request_of(_newest_submitted(found))
    if asked is None:
        raise Http404
    form = _invite_form(Pool(found.partnership, timezone.localdate()), asked, request.POST)
    invited = saved_from(
        form,
        lambda: actions.invite_peer(
            request=asked, peer=form.cleaned_data["peer"], by=request.user, on=timezone.localdate()
        ),
    )
    if invited:
        said = _("You have invited %(name)s. We have told them by email.") % {"name": invited.peer}
        messages.success(request, said)
        return redirect("assessments:service-peers", partnership, service)
    return render(request, "assessments/peers/invite.html", {"service": found, "form": form})
