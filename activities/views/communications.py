"""The communication plan: what goes out to whom and by when, and whether it has."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.programme import save_communication, set_done
from activities.forms.programme import CommunicationFilter, CommunicationForm
from activities.models import Communication
from activities.resources import CommunicationsExport
from organisations.access import partnership_for
from organisations.forms import saved_from
from organisations.models import Partnership
from organisations.roles import Permission


def _place(request, partnership: str) -> Partnership:
    return partnership_for(request, partnership, Permission.KEEP_PROGRAMME)


def _asked(request, place: Partnership):
    """The filter as it was filled in, and the lines that it finds by their day."""
    form = CommunicationFilter(request.GET, on=timezone.localdate())
    return form, form.apply(Communication.objects.in_partnership(place))


def communication_list(request, partnership):
    """The whole plan, or what was asked for of it."""
    place = _place(request, partnership)
    today = timezone.localdate()
    form, lines = _asked(request, place)
    lines = list(lines)
    waiting = [line for line in lines if line.done_on is None]
    done = sorted((line for line in lines if line.done_on), key=lambda line: line.done_on, reverse=True)
    return render(
        request,
        "activities/programme/communications.html",
        {
            "form": form,
            "waiting": waiting,
            "done": done,
            "today": today,
            "late": sum(line.is_late_on(today) for line in waiting),
            "query": request.GET.urlencode(),
            "there_are": bool(lines) or Communication.objects.in_partnership(place).exists(),
        },
    )


@require_http_methods(["GET", "POST"])
def communication_edit(request, partnership, pk=None):
    """A new line, or one that is there."""
    place = _place(request, partnership)
    found = get_object_or_404(Communication.objects.in_partnership(place), pk=pk) if pk else None
    initial = {} if found else {name: request.GET[name] for name in ("audience", "channel") if name in request.GET}
    form = CommunicationForm(
        request.POST or None, instance=found, partnership=place, on=timezone.localdate(), initial=initial
    )
    saved = saved_from(form, lambda: save_communication(line=form.instance, fields=form.changed_data, by=request.user))
    if saved:
        messages.success(request, _("“%(what)s” has been saved.") % {"what": saved.what})
        if "another" in request.POST:
            like = QueryDict(mutable=True)
            like.update({"audience": saved.audience, "channel": saved.channel})
            return redirect(f"{reverse('activities:communication-create', args=[place.slug])}?{like.urlencode()}")
        return redirect("activities:communication-list", place.slug)
    return render(request, "activities/programme/communication_edit.html", {"form": form, "line": found})


@require_POST
def communication_done(request, partnership, pk):
    """It has gone out, or it has not after all. Then the same list again."""
    place = _place(request, partnership)
    line = get_object_or_404(Communication.objects.in_partnership(place), pk=pk)
    done = request.POST.get("done") == "yes"
    set_done(line=line, done=done, by=request.user, on=timezone.localdate())
    said = _("“%(what)s” has been marked as sent.") if done else _("“%(what)s” has been marked as not sent.")
    messages.success(request, said % {"what": line.what})
    query = QueryDict(request.POST.get("list", "")).urlencode()
    back = reverse("activities:communication-list", args=[place.slug])
    return redirect(f"{back}?{query}" if query else back)


def communications_csv(request, partnership):
    """What was asked for of the plan, one row a line."""
    place = _place(request, partnership)
    _form, lines = _asked(request, place)
    return CommunicationsExport().take_away(lines, partnership=place, by=request.user)
