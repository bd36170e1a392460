"""Being a peer: offering it, and the conversation that a peer and a service are in together."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import peers as actions
from assessments.coming_of_it import is_asked
from assessments.forms.peers import AnswerForm, CameOfItForm, DeclineForm, OfferForm, WordsForm
from assessments.models import PeerConversation, PeerOffer, WhatCameOfIt
from assessments.peers import Pool, may_read, strongest_features, unmet_in, who_cannot_go_on
from organisations.access import framework_of, partnership_for
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.models import Partnership, Service
from organisations.permissions import has_permission, has_permission_somewhere, places_where
from organisations.roles import Permission

State = PeerConversation.State
SERVICE, PEER = WhatCameOfIt.Side.SERVICE, WhatCameOfIt.Side.PEER


def _my_services(request, place: Partnership) -> list[Service]:
    """The services at which someone has a role that lets them be a peer."""
    mine = places_where(request.user, Permission.EDIT_ASSESSMENT, place).services
    return list(Service.objects.filter(pk__in=mine, organisation__archived_on=None).active().with_places())


def peers(request, partnership):
    """What someone gives and gets: their offer, the services they read for, and the peers of their own services."""
    place = partnership_for(request, partnership)
    reads = PeerConversation.objects.in_partnership(place).filter(peer=request.user).with_places().newest_first()
    context = {
        "offer": PeerOffer.objects.filter(user=request.user, partnership=place).prefetch_related("features").first(),
        "services": _my_services(request, place),
        "reads": list(reads),
        "may_see_all": has_permission(request.user, Permission.MANAGE_PEOPLE, place),
    }
    return render(request, "assessments/peers/mine.html", context)


@require_http_methods(["GET", "POST"])
def peer_offer(request, partnership):
    """Offer to be a peer, or change with what."""
    place = partnership_for(request, partnership)
    if not has_permission_somewhere(request.user, Permission.EDIT_ASSESSMENT, place):
        raise PermissionDenied
    offer = PeerOffer.objects.filter(user=request.user, partnership=place).first()
    suggested = [each.code for each in offer.features.all()] if offer else None
    if suggested is None and request.method == "GET":
        suggested = strongest_features(_my_services(request, place))
    initial = {"features": suggested or [], "at_once": offer.at_once if offer else 1}
    form = OfferForm(request.POST or None, framework=framework_of(place), initial=initial)
    saved = saved_from(
        form,
        lambda: actions.offer_to_be_a_peer(
            partnership=place, by=request.user, on=timezone.localdate(), **form.cleaned_data
        ),
    )
    if saved:
        messages.success(
            request, _("Thank you. Services that ask for help can find you now. You can stop at any time.")
        )
        return redirect("assessments:peers", partnership)
    context = {"form": form, "offer": offer, "is_suggested": bool(suggested) and not offer}
    return render(request, "assessments/peers/offer.html", context)


@require_POST
def peer_offer_stop(request, partnership):
    place = partnership_for(request, partnership)
    if actions.stop_offering(partnership=place, by=request.user):
        messages.success(request, _("You are no longer suggested to anyone. What you have begun can go on."))
    return redirect("assessments:peers", partnership)


def peers_overview(request, partnership):
    """For admins: how many offer, ask and are paired, and who with whom since when. None of what they say."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    today = timezone.localdate()
    pool = Pool(place, today)
    found = list(PeerConversation.objects.in_partnership(place).with_places().newest_first())
    gone = who_cannot_go_on([each for each in found if each.is_open], place)
    told = WhatCameOfIt.objects.filter(conversation__in=found, may_be_told=True).values_list("conversation", flat=True)
    both = [pk for pk, sides in Counter(told).items() if sides == len(WhatCameOfIt.Side)]
    context = {
        "offers": [(pool.offers[key], pool.services[key], one) for key, one in pool.peers.items()],
        "asks": list(unmet_in(place, on=today)),
        "conversations": found,
        "open": sum(each.is_open for each in found),
        "finished": sum(each.state == State.FINISHED for each in found),
        "gone": gone,
        "may_be_told": both,
    }
    return render(request, "assessments/peers/overview.html", context)


def _conversation(request, partnership: str, pk: int) -> tuple[PeerConversation, str]:
    """A conversation and the side on which someone is of it; 403 for all others of the partnership."""
    place = partnership_for(request, partnership)
    found = get_object_or_404(PeerConversation.objects.in_partnership(place).with_places(), pk=pk)
    if has_permission(request.user, Permission.EDIT_ASSESSMENT, found.service):
        return found, SERVICE
    if found.peer_id == request.user.pk:
        return found, PEER
    raise PermissionDenied


def _one_side(request, partnership: str, pk: int, side: str) -> PeerConversation:
    """A conversation for its peer, or for those who answer for the service; 403 for all others."""
    found, mine = _conversation(request, partnership, pk)
    if mine != side or (side == SERVICE and not _answers_for(request, found)):
        raise PermissionDenied
    return found


def _answers_for(request, found: PeerConversation) -> bool:
    return has_permission(request.user, Permission.SUBMIT_ASSESSMENT, found.service)


def peer_conversation(request, partnership, pk):
    """All that a service and its peer say to each other, and what each can do now."""
    found, side = _conversation(request, partnership, pk)
    came = {each.side: each for each in found.came_of_it.all()}
    request_ = getattr(found.assessment, "peer_request", None)
    answers = side == SERVICE and _answers_for(request, found)
    context = {
        "conversation": found,
        "service": found.service,
        "side": side,
        "asked": list(request_.features.all()) if request_ else [],
        "may_read": side == PEER and may_read(found),
        "is_gone": found.is_open and bool(who_cannot_go_on([found], found.partnership)),
        "answers": answers,
        "may_end": found.is_open and (answers or (side == PEER and found.state == State.ACCEPTED)),
        "came": list(came.values()),
        "mine_came": came.get(side),
        "asks_what_came": is_asked(found, on=timezone.localdate()),
    }
    return render(request, "assessments/peers/conversation.html", context)


@require_POST
def peer_state(request, partnership, pk):
    """Accept, thank, or end it, in one press."""
    found, side = _conversation(request, partnership, pk)
    do, today = request.POST.get("do", ""), timezone.localdate()
    if side == SERVICE and not _answers_for(request, found):
        raise PermissionDenied
    try:
        said = _done(do, side, found, request.user, today)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, said)
    return redirect("assessments:peer-conversation", partnership, pk)


def _done(do: str, side: str, found: PeerConversation, by, today) -> str:
    """Do it, and what to say of it; 404 for what this side cannot do."""
    if (do, side) == ("accept", PEER):
        actions.reply_to_invitation(conversation=found, accepts=True, by=by, on=today)
        return _("Thank you. You can read the self-assessment now.")
    if (do, side) == ("thank", SERVICE):
        actions.thank_peer(conversation=found, by=by, on=today)
        return _("We have told your peer that you say thank you.")
    if do == "end":
        if actions.end_conversation(conversation=found, by=by, on=today) == State.FINISHED:
            return _("This is finished. In ten months we ask you both what has changed.")
        return _("This has been stopped.")
    raise Http404


@require_http_methods(["GET", "POST"])
def peer_decline(request, partnership, pk):
    """No, with a reason if someone likes."""
    found = _one_side(request, partnership, pk, PEER)
    form = DeclineForm(request.POST if request.method == "POST" else None, partnership=found.partnership)
    saved = saved_from(
        form,
        lambda: (
            actions.reply_to_invitation(
                conversation=found, accepts=False, by=request.user, on=timezone.localdate(), **form.cleaned_data
            )
            or found
        ),
    )
    if saved:
        messages.success(request, _("Thank you for answering. We have told the service, which can ask someone else."))
        return redirect("assessments:peers", partnership)
    return _page_of(request, found, form, _("Decline this invitation"))


@require_http_methods(["GET", "POST"])
def peer_words(request, partnership, pk):
    """The peer’s three boxes."""
    found = _one_side(request, partnership, pk, PEER)
    form = WordsForm(request.POST or None, instance=found)
    saved = saved_from(
        form,
        lambda: actions.leave_words(
            conversation=form.instance, by=request.user, on=timezone.localdate(), fields=form.changed_data
        ),
    )
    if saved:
        messages.success(request, _("Sent. You can change what you wrote until the service answers."))
        return redirect("assessments:peer-conversation", partnership, pk)
    return _page_of(request, found, form, _("What you would like to say"), may_read=may_read(found))


@require_http_methods(["GET", "POST"])
def peer_answer(request, partnership, pk):
    """What the service answers."""
    found = _one_side(request, partnership, pk, SERVICE)
    form = AnswerForm(request.POST or None, instance=found)
    saved = saved_from(
        form,
        lambda: actions.answer_peer(
            conversation=form.instance, by=request.user, on=timezone.localdate(), fields=form.changed_data
        ),
    )
    if saved:
        messages.success(request, _("Sent. Your peer can read your answer now."))
        return redirect("assessments:peer-conversation", partnership, pk)
    return _page_of(request, found, form, _("Answer your peer"), shows_words=True)


@require_http_methods(["GET", "POST"])
def peer_came(request, partnership, pk):
    """What came of it, ten months later."""
    found, side = _conversation(request, partnership, pk)
    if side == SERVICE and not _answers_for(request, found):
        raise PermissionDenied
    if not is_asked(found, on=timezone.localdate()):
        messages.info(request, _("We ask what has changed ten months after the peer has written."))
        return redirect("assessments:peer-conversation", partnership, pk)
    before = found.came_of_it.filter(side=side).first()
    initial = {"text": before.text, "may_be_told": before.may_be_told} if before else {}
    form = CameOfItForm(request.POST or None, partnership=found.partnership, initial=initial)
    said = form.cleaned_data if form.is_valid() else None
    if "rather_not" in request.POST:
        said = {"text": "", "may_be_told": False}
    if said is not None:
        actions.say_what_came(conversation=found, side=side, by=request.user, on=timezone.localdate(), **said)
        messages.success(request, _("Thank you. We have saved that."))
        return redirect("assessments:peer-conversation", partnership, pk)
    return _page_of(request, found, form, _("What has changed since"))


def _page_of(request, found: PeerConversation, form, title: str, **more):
    """A page with one form about a conversation."""
    context = {"conversation": found, "service": found.service, "form": form, "title": title, **more}
    return render(request, "assessments/peers/form.html", context)
