"""The review queue: comments, and people who would like to be contacted. Only safeguarding reviewers open it."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.personal_data import find_identifying
from organisations.roles import Permission
from surveys.actions import comments as actions
from surveys.forms.review import CommentReviewForm
from surveys.models import Comment, ContactRequest

PER_PAGE = 20
_ESCALATED_FIRST = Case(When(state=Comment.State.ESCALATED, then=0), default=1)


@never_cache
def comment_list(request, partnership):
    """Comments that wait, those due first; and those that are settled, in no order that means anything."""
    place = partnership_for(request, partnership, Permission.REVIEW_COMMENTS)
    today = timezone.localdate()
    mine = actions.for_reviewer(Comment.objects.with_places(), request.user, place)
    settled = request.GET.get("show") == "settled"
    rows = mine.exclude(state=Comment.State.WAITING).order_by(_ESCALATED_FIRST, "id") if settled else mine.waiting()
    page = Paginator(rows if settled else rows.order_by("due_on", "id"), PER_PAGE).get_page(request.GET.get("page"))
    contacts = ContactRequest.objects.filter(partnership=place).order_by("state", "due_on", "id")
    return render(
        request,
        "surveys/comments/list.html",
        {
            "page": page,
            "settled": settled,
            "waiting": mine.waiting().count(),
            "overdue": mine.overdue(today).count(),
            "today": today,
            "contacts": contacts.filter(state=ContactRequest.State.WAITING),
            "safety": actions.safety_settings_of(place),
        },
    )


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
