"""The review queue: comments, and people who would like to be contacted. Only safeguarding reviewers open it."""

import re
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from framework.models import Feature
from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.personal_data import find_identifying
from organisations.roles import Permission
from surveys.actions import comments as actions
from surveys.actions import floods
from surveys.actions.reading import READ_COMMENT, READ_COMMENTS, READ_HEAP, READ_SETTLED, note_reading
from surveys.forms.review import CommentReviewForm, SettleSeveralForm, value_of
from surveys.models import Comment, ContactRequest
from surveys.not_safe import may_not_be_safe

PER_PAGE = 25
_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.")
_OTHER_LISTS = ("settled", "aside")
# The keys of `static/js/shortcuts.js`.
SHORTCUTS = (
    ("N", _("next comment")),
    ("P", _("previous comment")),
    ("X", _("select it")),
    ("O", _("open it")),
    ("T", _("what they are about")),
    ("S", _("may be shown")),
    ("H", _("not shown")),
)
_ESCALATED_FIRST = Case(When(state=Comment.State.ESCALATED, then=0), default=1)


@never_cache
@require_http_methods(["GET", "POST"])
def comment_list(request, partnership):
    """Comments that wait, in full: those first that tell of someone who may not be safe, then those due first."""
    place = partnership_for(request, partnership, Permission.REVIEW_COMMENTS)
    mine = actions.for_reviewer(Comment.objects.with_places(), request.user, place)
    if (show := request.GET.get("show")) in _OTHER_LISTS:
        return _other_list(request, mine, show)
    order = floods.urgent_first(mine.waiting())
    page = Paginator(order, PER_PAGE).get_page(request.GET.get("page"))
    comments = _on_page(mine, page)
    known = comments + _picked(mine, request.POST.getlist("picked"))
    form = SettleSeveralForm(request.POST or None, comments=known, features=_features_of(known))
    if form.is_valid():
        return _settle_several(request, place, form, page.number)
    today, contacts = timezone.localdate(), _contacts(place)
    context = {
        "page": page,
        "rows": [_row(comment, form) for comment in comments],
        "form": form,
        "shortcuts": SHORTCUTS,
        "waiting": len(order),
        "overdue": mine.overdue(today).count(),
        "today": today,
        "heaps": floods.heaps_for(request.user, place),
        "contacts": [one for one in contacts if not one.is_held or may_not_be_safe(one.about)],
        "held_contacts": [one for one in contacts if one.is_held and not may_not_be_safe(one.about)],
        "urgent_aside": floods.is_disclosure_unread(mine),
        "safety": actions.safety_settings_of(place),
    }
    if comments or contacts:
        note_reading(partnership=place, by=request.user, what=READ_COMMENTS, about=f"{len(comments)}, {len(contacts)}")
    return render(request, "surveys/comments/list.html", context)


def _other_list(request, mine, show: str):
    """Comments that are settled; or set aside, those first in which someone may not be safe."""
    if show == "aside":
        rows = sorted(mine.exclude(set_aside="").order_by("id"), key=lambda one: not may_not_be_safe(one.text))
    else:
        rows = mine.not_set_aside().exclude(state=Comment.State.WAITING).order_by(_ESCALATED_FIRST, "id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        what = READ_HEAP if show == "aside" else READ_SETTLED
        note_reading(partnership=request.partnership, by=request.user, what=what, about=len(page.object_list))
    return render(request, "surveys/comments/settled.html", {"page": page, "aside": show == "aside"})


def _contacts(place) -> list[ContactRequest]:
    """Those who wait to be contacted: first those who may not be safe, then by the day."""
    waiting = ContactRequest.objects.filter(partnership=place, state=ContactRequest.State.WAITING)
    return sorted(waiting.order_by("due_on", "id"), key=lambda one: not may_not_be_safe(one.about))


def _on_page(mine, page) -> list[Comment]:
    """The comments of one page in its order; one that was settled meanwhile is left out."""
    found = mine.prefetch_related("features").in_bulk([pk for _urgent, pk in page])
    return [found[pk] for _urgent, pk in page if pk in found]


def _picked(mine, values: list[str]) -> list[Comment]:
    """The comments that were selected. Another may have come in meanwhile, so that they are on another page by now."""
    names = [value.partition(".")[0] for value in values if _NAME.match(value)]
    return list(mine.waiting().prefetch_related("features").filter(pk__in=names[:PER_PAGE]))


def _features_of(comments: list[Comment]) -> list[Feature]:
    """What the comments of a page can be about. Those of two frameworks share their codes."""
    frameworks = {comment.round.framework_id for comment in comments}
    return list(Feature.objects.filter(framework=max(frameworks))) if frameworks else []


def _row(comment: Comment, form: SettleSeveralForm) -> dict:
    value = value_of(comment)
    return {
        "comment": comment,
        "value": value,
        "is_picked": form.is_bound and value in form.data.getlist("picked"),
        "found": find_identifying(comment.text),
        "urgent": may_not_be_safe(comment.text),
    }


def _settle_several(request, place, form: SettleSeveralForm, page: int):
    kept = {name: form.cleaned_data[name] for name in ("state", "features", "outcome")}
    number, left = actions.settle_comments(comments=form.chosen(), by=request.user, **kept)
    if number:
        said = ngettext("%(n)s decision saved.", "%(n)s decisions saved.", number)
        messages.success(request, said % {"n": number})
    for reason in left:
        messages.info(request, reason)
    return redirect(reverse("surveys:comment-list", args=[place.slug]) + (f"?page={page}" if page > 1 else ""))


@never_cache
@require_http_methods(["GET", "POST"])
def comment_review(request, partnership, pk: uuid.UUID):
    """One comment: read it, take names out, say what it is about and what becomes of it."""
    place = partnership_for(request, partnership, Permission.REVIEW_COMMENTS)
    everything = Comment.objects.select_related(
        "service", "question__instrument", "round__partnership"
    ).prefetch_related("features")
    mine = actions.for_reviewer(everything, request.user, place)
    comment = mine.filter(pk=pk).first() or actions.moved_comment(mine, request.POST.get("version", ""))
    if comment is None:
        raise Http404
    if request.method == "GET":
        # Of which round it is, and no more: an entry must not lead to the words of one person.
        note_reading(partnership=place, by=request.user, what=READ_COMMENT, about=comment.round)
    form = CommentReviewForm(request.POST or None, comment=comment)
    if form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("version", "state", "text", "features", "outcome")}
        try:
            actions.settle_comment(comment=comment, by=request.user, address=_settled(request, place), **kept)
        except ActionRefused as reason:
            comment = mine.filter(pk=comment.pk).first() or actions.moved_comment(mine, kept["version"]) or comment
            form.ask_again(str(reason), comment)
        else:
            messages.success(request, _("Decision saved. Thank you for reading it."))
            return redirect("surveys:comment-list", partnership)
    return render(
        request,
        "surveys/comments/review.html",
        {
            "comment": comment,
            "form": form,
            "found": find_identifying(comment.text),
            "safety": actions.safety_settings_of(place),
            "today": timezone.localdate(),
        },
    )


def _settled(request, place) -> str:
    """Where settled comments are listed. A comment's own address changes when its round is sealed; this one stays."""
    return request.build_absolute_uri(reverse("surveys:comment-list", args=[place.slug])) + "?show=settled"


@require_POST
def contact_settle(request, partnership, pk: uuid.UUID):
    """Someone got in touch."""
    place = partnership_for(request, partnership, Permission.REVIEW_COMMENTS)
    found = ContactRequest.objects.filter(partnership=place, pk=pk).select_related("partnership").first()
    if found is None:
        raise Http404
    try:
        actions.settle_contact(request=found, by=request.user, on=timezone.localdate())
    except ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, _("Marked as contacted. Their details will be deleted after 30 days."))
    return redirect("surveys:comment-list", partnership)
