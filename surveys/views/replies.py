""" "You said, we did": written by one person, read as the public will see it, published by another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import service_for
from organisations.actions import ActionRefused
from organisations.forms import ReturnWordsForm, saved_from
from organisations.going_public import return_words, send_words
from organisations.models import Service
from organisations.permissions import has_permission
from organisations.roles import Permission
from surveys.actions.replies import publish_reply, take_down_reply, write_reply
from surveys.forms.handing_out import ReplyForm
from surveys.models import YouSaidWeDid

MOST_DID = 300  # what an action says has changed


def _reply_of(service: Service, pk: int) -> YouSaidWeDid:
    """One version of what a service said and did."""
    found = service.replies.select_related("service__organisation__partnership", "written_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _carry_out(request, of: YouSaidWeDid, action, done: str, **more):
    """Carry an action out and say how it went; whoever may not see the list comes to what else they have to read."""
    try:
        action(by=request.user, **more)
    except ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, done)
    if has_permission(request.user, Permission.SHARE_SURVEYS, of.service):
        return redirect("surveys:reply-list", of.partnership.slug, of.service.slug)
    return redirect("words-waiting", of.partnership.slug)


@require_http_methods(["GET", "POST"])
def reply_list(request, partnership, service):
    """What a service tells those who answered: public, on its way, and what was public before."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    if request.method == "POST":
        form = ReplyForm(request.POST, instance=YouSaidWeDid(service=found))
    else:  # what was done may come from the service's action plan, to begin with
        form = ReplyForm(instance=YouSaidWeDid(service=found), initial={"did": request.GET.get("did", "")[:MOST_DID]})
    if reply := saved_from(form, lambda: write_reply(reply=form.instance, by=request.user)):
        return redirect("surveys:reply", partnership, service, reply.pk)
    replies = list(found.replies.select_related("published_by", "written_by", "returned_by"))
    context = {
        "service": found,
        "form": form,
        "you_said": [one for one in replies if one.is_published],
        "on_its_way": [one for one in replies if one.ended_on is None and not one.is_published],
        "earlier": [one for one in replies if one.ended_on and one.published_on],
    }
    return render(request, "surveys/you_said.html", context)


def reply(request, partnership, service, pk):
    """One version, as the public will see it, with what this person can do."""
    found = service_for(request, partnership, service, Permission.PUBLISH_WORDS)
    shown = _reply_of(found, pk)
    is_writer = shown.written_by_id == request.user.pk
    context = {
        "service": found,
        "reply": shown,
        "is_writer": is_writer,
        "may_publish": shown.is_waiting and not is_writer,
        "may_write": has_permission(request.user, Permission.SHARE_SURVEYS, found),
        "stands": shown.replaces if shown.replaces and shown.replaces.is_published else None,
    }
    return render(request, "surveys/reply.html", context)


@require_http_methods(["GET", "POST"])
def reply_edit(request, partnership, service, pk):
    """Other words. Of what is public this makes another version, which a second person reads again."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    there = _reply_of(found, pk)
    if there.ended_on is not None:
        raise Http404
    form = ReplyForm(request.POST if request.method == "POST" else None, instance=there)
    saved = saved_from(form, lambda: write_reply(reply=form.instance, by=request.user, fields=form.changed_data))
    if saved:
        return redirect("surveys:reply", partnership, service, saved.pk)
    return render(request, "surveys/reply_edit.html", {"service": found, "form": form, "is_public": there.is_published})


@require_POST
def reply_send(request, partnership, service, pk):
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    there = _reply_of(found, pk)
    done = _("Sent. Another person now checks it. It is not public yet.")
    return _carry_out(request, there, send_words, done, words=there)


@require_POST
def reply_publish(request, partnership, service, pk):
    found = service_for(request, partnership, service, Permission.PUBLISH_WORDS)
    there = _reply_of(found, pk)
    done = _("Published on the survey’s page.")
    return _carry_out(request, there, publish_reply, done, reply=there, mark=request.POST.get("mark", ""))


@require_http_methods(["GET", "POST"])
def reply_return(request, partnership, service, pk):
    found = service_for(request, partnership, service, Permission.PUBLISH_WORDS)
    there = _reply_of(found, pk)
    form = ReturnWordsForm(request.POST or None, partnership=found.partnership)
    if form.is_valid():
        note = form.cleaned_data["note"]
        return _carry_out(request, there, return_words, _("Returned with your note."), words=there, note=note)
    return render(request, "surveys/reply_return.html", {"service": found, "reply": there, "form": form})


@require_POST
def reply_remove(request, partnership, service, pk):
    """At once, by either of the two."""
    found = service_for(request, partnership, service, Permission.PUBLISH_WORDS)
    there = _reply_of(found, pk)
    done = _("Removed from the survey’s page.") if there.is_published else _("Deleted. It was not public.")
    return _carry_out(request, there, take_down_reply, done, reply=there)
