"""Comments of staff that may be barriers, as reviewers go through them after a release."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learning.actions.naming import settle_comment_as_barrier
from organisations.access import partnership_for
from organisations.forms import saved_from
from organisations.models import User
from organisations.roles import Permission
from reporting.forms.barriers import CommentAsBarrierForm
from reporting.read.barriers import Offered, comments_for_the_ledger


@never_cache
@require_http_methods(["GET", "POST"])
def barrier_comments(request, partnership):
    """Those that no one has decided about, and the form for one of them."""
    place = partnership_for(request, partnership, Permission.REVIEW_COMMENTS)
    offered = comments_for_the_ledger(request.user, place)
    wanted = request.POST.get("comment", request.GET.get("comment", ""))
    one = next((each for each in offered if str(each.comment.pk) == wanted), None)
    if wanted and one is None:
        raise Http404
    form = CommentAsBarrierForm(request.POST or None, offered=one) if one else None
    if one and form and saved_from(form, partial(_settle, one, form, request.user)):
        messages.success(request, _("Decision saved. Thank you for reading it."))
        return redirect("reporting:barrier-comments", partnership)
    return render(request, "reporting/barrier_comments.html", {"offered": offered, "one": one, "form": form})


def _settle(one: Offered, form: CommentAsBarrierForm, by: User) -> bool:
    words, today = form.words_to_put_in, timezone.localdate()
    settle_comment_as_barrier(comment=one.comment, organisation=one.organisation, words=words, by=by, on=today)
    return True
