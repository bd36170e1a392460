"""Reading the words of an event before they are on the public calendar."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.event_words import publish_event_words
from activities.models import EventWords
from organisations.access import partnership_for
from organisations.actions import ActionRefused
from organisations.forms import ReturnWordsForm
from organisations.going_public import return_words
from organisations.models import Partnership
from organisations.permissions import has_permission
from organisations.roles import Permission


def _words_in(request, partnership: str, pk: int) -> tuple[Partnership, EventWords]:
    place = partnership_for(request, partnership, Permission.PUBLISH_WORDS)
    found = EventWords.objects.select_related("event__partnership", "written_by")
    return place, get_object_or_404(found, event__partnership=place, pk=pk)


def _carry_out(request, words: EventWords, action, done: str, **more):
    try:
        action(words=words, by=request.user, **more)
    except ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, done)
    if has_permission(request.user, Permission.VIEW_RESULTS, words.partnership):
        return redirect("activities:event", words.partnership.slug, words.event_id)
    return redirect("words-waiting", words.partnership.slug)


def event_words(request, partnership, pk):
    """The event as the public calendar will show it."""
    _place, words = _words_in(request, partnership, pk)
    event = words.event
    now = {name: getattr(event, name) for name in EventWords.WORDS} if event.is_public else None
    for name in EventWords.WORDS:
        setattr(event, name, getattr(words, name))
    is_writer = words.written_by_id == request.user.pk
    context = {"words": words, "event": event, "now": now, "is_writer": is_writer}
    context["may_publish"] = words.is_waiting and not is_writer
    return render(request, "activities/events/words.html", context)


@require_POST
def event_words_publish(request, partnership, pk):
    _place, words = _words_in(request, partnership, pk)
    done = _("The event is on the public calendar.")
    return _carry_out(request, words, publish_event_words, done, mark=request.POST.get("mark", ""))


@require_http_methods(["GET", "POST"])
def event_words_return(request, partnership, pk):
    place, words = _words_in(request, partnership, pk)
    form = ReturnWordsForm(request.POST or None, partnership=place)
    if form.is_valid():
        note = form.cleaned_data["note"]
        return _carry_out(request, words, return_words, _("Returned with your note."), note=note)
    return render(request, "activities/events/words_return.html", {"words": words, "form": form})
