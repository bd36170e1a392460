"""Comments that came all at once: one decision for a heap of them, and the way back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.roles import Permission
from surveys.actions import floods
from surveys.actions.comments import for_reviewer
from surveys.actions.reading import READ_HEAP, note_reading
from surveys.forms.review import HeapForm
from surveys.models import Comment

PER_PAGE = 50


def _heap(request, partnership: str, round_: str, link: int) -> floods.Heap:
    place = partnership_for(request, partnership, Permission.REVIEW_COMMENTS)
    heap = floods.heap_of(request.user, place, round_=round_, key=link)
    if heap is None:
        raise Http404
    return heap


@never_cache
@require_http_methods(["GET", "POST"])
def comment_heap(request, partnership, round, link: int):
    """The comments of a heap, those first in which someone may not be safe; and what becomes of all of them."""
    heap = _heap(request, partnership, round, link)
    mine = for_reviewer(Comment.objects.with_places(), request.user, heap.round.partnership)
    here = heap.comments(mine)
    order = floods.urgent_first(here.held() if heap.held else here.filter(set_aside=Comment.SetAside.AS_FLOOD))
    queued = len(floods.calm(here.waiting())) if heap.survey_link else 0
    read = {"read": floods.mark_of_urgent(here.held())}
    form = HeapForm(request.POST or None, initial=read, held=heap.held, queued=queued)
    if form.is_valid():
        return _decide(request, heap, form)
    page = Paginator(order, PER_PAGE).get_page(request.GET.get("page"))
    found = mine.in_bulk([pk for _urgent, pk in page])
    context = {
        "heap": heap,
        "form": form,
        "page": page,
        "comments": [(urgent, found[pk]) for urgent, pk in page],
        "urgent": sum(urgent for urgent, _pk in order),
    }
    note_reading(partnership=heap.round.partnership, by=request.user, what=READ_HEAP, about=heap.round)
    return render(request, "surveys/comments/heap.html", context)


def _decide(request, heap: floods.Heap, form: HeapForm):
    reason, what = form.cleaned_data["reason"], form.cleaned_data["what"]
    try:
        if what == HeapForm.TAKE_IN:
            number = floods.take_in(heap=heap, reason=reason, by=request.user)
            said = ngettext("%(n)s comment is in the queue now.", "%(n)s comments are in the queue now.", number)
        else:
            with_queue = what == HeapForm.ALL_ASIDE
            kept = {"with_queue": with_queue, "read": form.cleaned_data["read"]}
            number = floods.set_heap_aside(heap=heap, reason=reason, by=request.user, **kept)
            said = ngettext(
                "%(n)s comment is excluded. You can include it again until the round is released.",
                "%(n)s comments are excluded. You can include them again until the round is released.",
                number,
            )
    except ActionRefused as reason_not:
        messages.error(request, str(reason_not))
    else:
        messages.success(request, said % {"n": number})
    return redirect("surveys:comment-list", heap.round.partnership.slug)


@require_POST
def comment_heap_back(request, partnership, round, link: int):
    """Take a heap back that was set aside."""
    heap = _heap(request, partnership, round, link)
    try:
        floods.take_heap_back(heap=heap, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("These comments are back where they were."))
    return redirect("surveys:comment-list", partnership)
