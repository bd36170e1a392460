"""Emailing, in one press, the leads of services and organisations that have not submitted theirs."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from home.reminding import asked_of, send_asked
from organisations.access import round_for
from organisations.models import User
from organisations.reminding import Reminder
from organisations.roles import Permission


@require_http_methods(["GET", "POST"])
def round_ask_leads(request, partnership, round_slug):
    """Says whom it goes to and how many before the press; and which places have no lead, so that somebody can ring."""
    round_ = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
    if not round_.is_open:
        return redirect("organisations:round-detail", partnership, round_slug)
    if request.method == "POST":
        number = send_asked(round_=round_, by=request.user)
        said = ngettext("Email sent to %(n)s person.", "Emails sent to %(n)s people.", number)
        messages.success(request, said % {"n": number})
        return redirect("round-ask-leads", partnership, round_slug)
    asked = asked_of(round_, at=timezone.now())
    context = {
        "round": round_,
        "lost": asked.lost,
        "going": _by_person(asked.going),
        "lately": _by_person(asked.lately),
        "unwanted": _by_person(asked.unwanted),
        "without": [place for one in asked.lost for place in one.places if not place.leads],
    }
    return render(request, "home/round_ask_leads.html", context)


def _by_person(reminders: list[Reminder]) -> list[tuple[User, list[str]]]:
    """Each person once, with what they are written to about, as the email's subject says it."""
    found: dict[User, list[str]] = {}
    for reminder in reminders:
        found.setdefault(reminder.user, []).append(reminder.subject)
    return list(found.items())
