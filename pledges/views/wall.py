"""What everyone may read: the wall, each pledge's picture, its card and its poster."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _

from organisations.access import public_partnership
from organisations.permissions import has_permission
from organisations.printing import NoPdf, can_make_pdf, pdf_response, qr_code
from organisations.roles import Permission
from organisations.text_metrics import drawable, is_right_to_left
from pledges import cards
from pledges.models import Pledge, PledgePicture
from pledges.views.access import seen_pledge

PER_PAGE = 20
KEPT = 60 * 60  # seconds that others may keep a card or a picture before they ask again


@login_not_required
def pledge_wall(request, partnership):
    """What leaders have promised, for everyone to read."""
    place = public_partnership(request, partnership)
    page = Paginator(Pledge.objects.in_partnership(place).on_the_wall(), PER_PAGE).get_page(request.GET.get("page"))
    here = request.build_absolute_uri(reverse("pledges:pledge-wall", args=[place.slug]))
    said = _("Leaders in %(place)s say in public what they will do.") % {"place": place.name}
    title = _("What our leaders have promised – %(place)s") % {"place": place.name}
    shared = _shared(request, here, title, said, title, "pledges:wall-card", [place.slug, "png"])
    cards = [card_for_page(pledge) for pledge in page]
    return render(request, "pledges/wall.html", {"page": page, "cards": cards, "shared": shared})


def card_for_page(pledge: Pledge, *, linked: bool = True) -> dict:
    """What the card component shows of a pledge."""
    picture, review = pledge.picture_or_none, pledge.newest_review
    at = [pledge.organisation.partnership.slug, pledge.pk]
    return {
        "words": pledge.text,
        "by": f"{pledge.leader_name}, {pledge.leader_role}",
        "organisation": pledge.organisation.name,
        "day": date_format(pledge.made_on, "j F Y"),
        "url": pledge.get_absolute_url() if linked else "",
        "picture": f"{reverse('pledges:picture', args=at)}?{picture.digest[:8]}" if picture else "",
        "picture_alt": picture.description if picture else "",
        "picture_size": picture,
        "review": review,
    }


def _shared(request, here: str, title: str, said: str, alt: str, name: str, args: list) -> dict:
    """What other places show when they are given an address of ours."""
    picture = request.build_absolute_uri(reverse(name, args=args)) if can_make_pdf() else ""
    return {"url": here, "title": title, "said": said, "picture": picture, "alt": alt} | {
        "width": cards.WIDTH,
        "height": cards.HEIGHT,
    }


def page_of(request, found: Pledge) -> dict:
    """What a pledge's own page shows of the pledge itself."""
    organisation, at = found.organisation, [found.organisation.partnership.slug, found.pk, "png"]
    here = request.build_absolute_uri(found.get_absolute_url())
    title = _("Pledge by %(name)s, %(organisation)s") % {"name": found.leader_name, "organisation": organisation.name}
    alt = _("Picture of the pledge: %(words)s") % {"words": found.text}
    return {
        "pledge": found,
        "card": card_for_page(found, linked=False),
        "kinds": found.commitments.all(),
        "earlier": found.reviews_read[1:],
        "shared": _shared(request, here, title, Truncator(found.text).chars(200), alt, "pledges:card", at),
        "inside": has_permission(request.user, Permission.VIEW_PLEDGES, organisation),
        "may_make": has_permission(request.user, Permission.MAKE_PLEDGE, organisation),
    }


@login_not_required
def picture(request, partnership, pk):
    """A pledge's picture. Anyone who has it already is told that it is the same."""
    found = seen_pledge(request, partnership, pk)
    etag = f'"{found.picture.digest}"' if found.picture_or_none else ""
    if etag and request.headers.get("If-None-Match") == etag:
        answer = HttpResponseNotModified()
    else:
        content = get_object_or_404(PledgePicture, pledge=found).content
        answer = HttpResponse(bytes(content), content_type="image/jpeg")
    answer["ETag"] = etag
    return _kept(answer, found)


def _kept(answer: HttpResponse, found: Pledge) -> HttpResponse:
    """What is on the wall may be kept for an hour by anyone; anything else by no one."""
    if found.is_on_the_wall:
        patch_cache_control(answer, public=True, max_age=KEPT)
    else:
        patch_cache_control(answer, private=True, no_store=True)
    return answer


@login_not_required
def card(request, partnership, pk, kind):
    """A pledge's card as a drawing or as a picture."""
    found = seen_pledge(request, partnership, pk, agreed=True)
    name = f"{slugify(found.organisation.name)}-pledge"
    return _kept(_card_file(request, cards.card_of(found), kind, name), found)


@login_not_required
def wall_card(request, partnership, kind):
    """The card of the whole wall, for wherever its address is shared."""
    place = public_partnership(request, partnership)
    pledges = Pledge.objects.in_partnership(place).on_the_wall().count()
    answer = _card_file(request, cards.wall_card(place, pledges), kind, f"{place.slug}-pledges")
    patch_cache_control(answer, public=True, max_age=KEPT)
    return answer


def _card_file(request, drawn: cards.Card, kind: str, name: str) -> HttpResponse:
    if kind == "svg":
        answer = HttpResponse(cards.svg_of(drawn), content_type="image/svg+xml; charset=utf-8")
    else:
        try:
            answer = HttpResponse(cards.png_of_card(drawn), content_type="image/png")
        except NoPdf:
            at = request.resolver_match
            drawing = reverse(at.view_name, kwargs=at.kwargs | {"kind": "svg"})
            return render(request, "pledges/no_picture.html", {"drawing": drawing, "card": drawn})
    answer["Content-Disposition"] = f'inline; filename="{name}.{kind}"'
    return answer


@login_not_required
def poster(request, partnership, pk):
    """An A4 poster: a page that prints, and the same as a PDF."""
    found = seen_pledge(request, partnership, pk, agreed=True)
    address = request.build_absolute_uri(found.get_absolute_url())
    context = {
        "pledge": found,
        "words": drawable(found.text),
        "partnership": found.organisation.partnership,
        "size": cards.poster_size(found),
        "right_to_left": is_right_to_left(found.text),
        "address": address if found.is_on_the_wall else "",
        "qr": qr_code(address) if found.is_on_the_wall else "",
        "has_pdf": can_make_pdf(),
    }
    if request.GET.get("as") == "pdf" and context["has_pdf"]:
        name = f"{slugify(found.organisation.name)}-pledge-poster"
        return _kept(pdf_response("pledges/poster.html", context, name=name), found)
    return _kept(render(request, "pledges/poster.html", context), found)
