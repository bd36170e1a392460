"""The pages that anyone can open: naming a barrier without an account, and coming back with a slip."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learning.actions import naming, slips
from learning.forms.naming import PublicBarrierForm, SlipForm, SlipReplyForm
from learning.models import Barrier
from learning.models.barriers import MOST_WORDS
from organisations.actions import ActionRefused
from organisations.models import Partnership
from organisations.traceless import public
from surveys.actions.comments import safety_settings_of
from surveys.actions.contact import new_key
from surveys.languages import english
from surveys.views.visits import Visit, is_flood, too_fast, visit_to_no_survey

# These pages are for people who work here, and in English, as the rest of what staff read.
_ENGLISH = english().code


def _partnership(slug: str) -> Partnership:
    # Not set on the request: then the page's menus would ask who is signed in, which these pages must not know.
    return get_object_or_404(Partnership.objects.there(), slug=slug)


def _show(request, template: str, partnership: Partnership | None, *, status: int = 200, **context) -> HttpResponse:
    visit = visit_to_no_survey(request, partnership, language=_ENGLISH)
    context |= {"visit": visit, "partnership": partnership, "support": visit.support}
    with visit.speaking():
        return render(request, f"learning/public/{template}", context, status=status)


def _before_writing(request, partnership: Partnership | None, template: str = "_before_writing.html") -> str:
    visit: Visit = visit_to_no_survey(request, partnership, language=_ENGLISH)
    # Our own template: the numbers in it are links.
    return mark_safe(render_to_string(f"learning/public/{template}", {"support": visit.support}))  # noqa: S308


@public
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_name(request, partnership):
    """What stands in the way, and where: nothing else, and nothing of any answer or account.

    The browser makes the slip's code and sends its hash. Where it runs no script, the page brings a code that we have
    made; it rides back with the form and is kept nowhere.
    """
    here = _partnership(partnership)
    key = request.POST.get("key", "") or new_key()
    made_by_browser, code = request.POST.get("hash", ""), request.POST.get("code", "") or slips.new_slip()
    form = PublicBarrierForm(request.POST or None, partnership=here, before_writing=_before_writing(request, here))
    status = 200
    is_used = False
    if request.method == "POST" and form.is_valid():
        given = {"partnership": here, "key": key} | {
            name: form.cleaned_data[name] for name in ("organisation", "words")
        }
        if naming.is_named(**given):  # sent again: nothing of it is shown to whoever is next
            return redirect("learning:barrier-thanks", here.slug)
        if not too_fast(request, "barrier"):
            sent = made_by_browser if slips.is_a_hash(made_by_browser) else slips.hash_in_browser(code)
            held = is_flood(request, "barrier")
            try:
                is_new = naming.name_without_account(**given, slip=sent, on=timezone.localdate(), held=held)
            except ActionRefused as reason:
                form.add_error(None, str(reason))
                is_used, key, code = True, new_key(), slips.new_slip()
            else:
                if not is_new:
                    return redirect("learning:barrier-thanks", here.slug)
                return _thanks(request, here, code="" if slips.is_a_hash(made_by_browser) else code)
        else:
            status = 429
            form.add_error(None, _("Lots of people are writing to us right now. Wait a moment, then try again."))
    return _show(request, "name.html", here, status=status, form=form, key=key, code=code, is_used=is_used)


@public
@require_safe
def barrier_thanks(request, partnership):
    """Thanks, for whoever has sent the page twice: the slip's code is not shown again."""
    return _thanks(request, _partnership(partnership))


def _thanks(request, here: Partnership, *, code: str = "") -> HttpResponse:
    back = request.build_absolute_uri(reverse("learning:slip"))
    days = safety_settings_of(here).review_days
    return _show(request, "thanks.html", here, code=code, days=days, back=back, is_sent=request.method == "POST")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request):
    """Come back with a slip. A code that never was and one whose time is up get one and the same answer."""
    form = SlipForm(request.POST or None)
    if request.method != "POST":
        return _show(request, "slip.html", None, form=form)
    wait = too_fast(request, "slip")
    code = form.cleaned_data["code"] if form.is_valid() else ""
    found = slips.barrier_of_slip(code, on=timezone.localdate()) if code and not wait else None
    if found is not None:
        return _show_barrier(request, found, code)
    if wait:
        form.add_error(None, _("Lots of people are entering codes right now. Wait a moment, then try again."))
    elif form.is_valid():
        form.add_error("code", _("We have nothing for this code. A letter may be missing, or its time may be up."))
    reply = request.POST.get("reply", "")[:MOST_WORDS] if wait else ""  # it goes with the code when they try again
    return _show(request, "slip.html", None, status=429 if wait else 200, form=form, reply=reply)


def _show_barrier(request, barrier: Barrier, code: str) -> HttpResponse:
    """What became of it so far; and the question, with a box for one answer."""
    asks = barrier.state == Barrier.State.WAITING and bool(barrier.question)
    before = _before_writing(request, barrier.partnership, "_before_reply.html")
    reply = SlipReplyForm(request.POST if "reply" in request.POST else None, before_writing=before)
    is_kept, not_sent = False, ""
    if reply.is_bound and reply.is_valid():
        text = reply.cleaned_data["reply"]
        try:
            barrier = slips.reply_by_slip(code=code, text=text, on=timezone.localdate()) or barrier
            is_kept = True
        except ActionRefused:
            barrier = slips.barrier_of_slip(code, on=timezone.localdate()) or barrier  # someone was quicker
            not_sent = "" if text == barrier.reply else text
    elif reply.is_bound and not (asks and not barrier.reply):
        not_sent = request.POST["reply"]
    context = {
        "barrier": barrier,
        "answers": list(barrier.answers.all()),
        "code": code,
        "form": reply if asks and not barrier.reply and not not_sent else None,
        "is_kept": is_kept,
        "not_sent": not_sent,
    }
    return _show(request, "answer.html", barrier.partnership, **context)
