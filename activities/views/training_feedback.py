"""The feedback survey of a training session: its link, and a sheet or slide with the code to scan."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from activities.actions.feedback import close_feedback, open_feedback
from activities.models import TrainingSession
from activities.views.training_sessions import session_for
from organisations.actions import ActionRefused
from organisations.printing import can_make_pdf, pdf_response, qr_code
from surveys.actions.flags import count_take_up
from surveys.actions.links import band_of_five
from surveys.languages import english
from surveys.models import SupportLine
from surveys.wordings import InstrumentWords

SHEET = "surveys/public/print/poster.html"


def feedback_of(request, session: TrainingSession) -> dict | None:
    """A session's feedback link as its page shows it: address, code, how many answered (in a band, once a day)."""
    link = session.feedback
    if link is None:
        return None
    count_take_up(round_=link.round, links=[link], on=timezone.localdate())
    address = request.build_absolute_uri(link.get_absolute_url())
    return {
        "link": link,
        "address": address,
        "qr": qr_code(address),
        "answers": band_of_five(link.counted_responses),
        "is_open": link.takes_answers,
    }


@require_POST
def feedback_change(request, partnership, pk):
    """Make the link, open it again, or close it."""
    session = session_for(request, partnership, pk)
    try:
        if request.POST.get("feedback") == "close":
            close_feedback(session=session, by=request.user)
            messages.success(request, _("Feedback link turned off. Responses already sent still count."))
        else:
            open_feedback(session=session, by=request.user, on=timezone.localdate())
            messages.success(request, _("Feedback link turned on. Show the code at the end of the session."))
    except ActionRefused as reason:
        messages.error(request, str(reason))
    return redirect("activities:training-session", partnership, pk)


@never_cache
def feedback_sheet(request, partnership, pk):
    """One sheet of A4 with the code to scan, to print or to show on the wall."""
    session = session_for(request, partnership, pk)
    link = session.feedback
    if link is None or not link.takes_answers:
        raise Http404
    place, words = session.course.partnership, InstrumentWords(link.instrument, english())
    address = request.build_absolute_uri(link.get_absolute_url())
    lines = SupportLine.objects.shown_in(place, link.instrument.framework_id).filter(for_staff=True)
    context = {
        "words": words,
        "instrument": link.instrument,
        "survey_link": link,
        "partnership": place,
        "place": str(session.course),
        "support": [words.support(line) for line in lines],
        "back": reverse("activities:training-session", args=[place.slug, session.pk]),
        "back_text": _("The session"),
        "pdf": "?as=pdf",
        "has_pdf": can_make_pdf(),
        "address": address,
        "qr": qr_code(address),
    }
    if request.GET.get("as") == "pdf" and context["has_pdf"]:
        return pdf_response(SHEET, context, name=f"feedback-{session.day}")
    return render(request, SHEET, context)
