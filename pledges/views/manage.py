"""An organisation's pledges, or all of them for an admin: agreeing to them, sending them back, taking them down."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import partnership_for
from organisations.models import Organisation, Partnership
from organisations.permissions import has_permission, places_where, require
from organisations.roles import Permission
from pledges import actions
from pledges.forms import ChoosePledgesForm, ReturnForm
from pledges.models import Pledge, PledgeReview
from pledges.resources import PledgesExport
from pledges.views.access import carry_out, pledge_for
from pledges.views.wall import card_for_page

PER_PAGE = 20
# Progress updates that were sent to a second person and are not published.
ON_ITS_WAY = {"sent_on__isnull": False, "published_on": None, "ended_on": None}


def _card_to_read(pledge: Pledge) -> dict:
    """A card with what stands on it beside the text, which approving sends back as it was read."""
    card = card_for_page(pledge)
    return card | {"beside": actions.beside_the_text(pledge, card["picture_alt"])}


@dataclass
class LookedAfter:
    """What someone looks after, as far as they asked for it: their organisations' pledges, or all for an admin."""

    place: Partnership
    organisations: QuerySet[Organisation]
    may_make: set[int]
    form: ChoosePledgesForm
    chosen: QuerySet[Pledge]


def _looked_after(request, partnership: str) -> LookedAfter:
    place = partnership_for(request, partnership)
    mine = places_where(request.user, Permission.VIEW_PLEDGES, place)
    organisations = Organisation.objects.filter(partnership=place)
    if not mine.whole_partnership:
        organisations = organisations.filter(pk__in=mine.organisations)
        if not mine.organisations:
            require(request.user, Permission.VIEW_PLEDGES, place)
    may_make = places_where(request.user, Permission.MAKE_PLEDGE, place).organisations
    to_check = Prefetch("reviews", queryset=PledgeReview.objects.filter(**ON_ITS_WAY), to_attr="reviews_on_their_way")
    pledges = Pledge.objects.filter(organisation__in=organisations).for_cards().prefetch_related(to_check)
    form = ChoosePledgesForm(request.GET or None, organisations=organisations)
    chosen = form.chosen_from(pledges, on=timezone.localdate())
    return LookedAfter(place, organisations, may_make, form, chosen)


def pledge_list(request, partnership):
    """The pledges that this person looks after: their organisations', or all of them for an admin."""
    mine = _looked_after(request, partnership)
    chosen, may_make = mine.chosen, mine.may_make
    others = chosen.exclude(state__in=(Pledge.State.PROPOSED, Pledge.State.DRAFT))
    page = Paginator(others, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "pledges/list.html",
        {
            "form": mine.form,
            "query": request.GET.urlencode(),
            "today": timezone.localdate(),
            "drafts": chosen.filter(state=Pledge.State.DRAFT, organisation__in=may_make),
            "waiting": [(pledge, _card_to_read(pledge)) for pledge in chosen.waiting()],
            "page": page,
            "makers": mine.organisations.filter(pk__in=may_make, archived_on=None),
            "may_make": may_make,
            "may_agree": has_permission(request.user, Permission.AGREE_PLEDGES, mine.place),
        },
    )


@require_POST
def pledge_agree(request, partnership, pk):
    pledge = pledge_for(request, partnership, pk, Permission.AGREE_PLEDGES)
    done = _("The pledge by %(name)s is approved.") % {"name": pledge.organisation}
    if pledge.is_public and pledge.organisation.archived_on is None:
        done = f"{done} {_('It is on the public pledge wall now.')}"
    seen = {name: request.POST.get(name) for name in ("words", "picture", "beside")}
    return carry_out(request, pledge, done, actions.agree_pledge, **seen)


@require_http_methods(["GET", "POST"])
def pledge_return(request, partnership, pk):
    pledge = pledge_for(request, partnership, pk, Permission.AGREE_PLEDGES)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        done = _("The pledge has been returned to %(name)s.") % {"name": pledge.organisation}
        return carry_out(request, pledge, done, actions.return_pledge, note=form.cleaned_data["note"])
    return render(request, "pledges/return.html", {"form": form, "pledge": pledge})


@require_POST
def pledge_end(request, partnership, pk):
    """By the one who approved it or the ones who made it: what is public can be taken down at once by either."""
    pledge = pledge_for(request, partnership, pk, Permission.VIEW_PLEDGES)
    if not has_permission(request.user, Permission.AGREE_PLEDGES, pledge.organisation):
        require(request.user, Permission.MAKE_PLEDGE, pledge.organisation)
    done = _("The pledge by %(name)s has ended.") % {"name": pledge.organisation}
    if pledge.is_on_the_wall:
        done = f"{done} {_('It is no longer on the public pledge wall.')}"
    return carry_out(request, pledge, done, actions.end_pledge)


def pledges_csv(request, partnership):
    """The pledges of the list as CSV, with the same choices; drafts are in it for those who make them."""
    mine = _looked_after(request, partnership)
    seen = ~Q(state=Pledge.State.DRAFT) | Q(organisation__in=mine.may_make)
    pledges = mine.chosen.filter(seen).prefetch_related("commitments")
    return PledgesExport().take_away(pledges, partnership=mine.place, by=request.user)
