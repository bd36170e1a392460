"""The public calendar: events that anyone may come to or hear of, to read and to subscribe to."""

import datetime

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.calendars import calendar_response
from activities.models import Event
from activities.views.events import entry_of
from organisations.access import public_partnership
from organisations.models import Partnership

A_YEAR = datetime.timedelta(days=365)


def _public(place: Partnership):
    return Event.objects.in_partnership(place).public()


def _last_year(place: Partnership, today: datetime.date):
    """Those of the year until yesterday. What was called off is no longer worth saying once its day has passed."""
    return _public(place).held().filter(day__lt=today, day__gte=today - A_YEAR).newest_first()


@login_not_required
def public_events(request, partnership):
    """What is to come, then what there was in the last year."""
    place = public_partnership(request, partnership)
    today = timezone.localdate()
    feed = request.build_absolute_uri(reverse("activities:public-events-feed", args=[place.slug]))
    return render(
        request,
        "activities/events/public.html",
        {
            "to_come": _public(place).to_come(today),
            "last_year": _last_year(place, today),
            "feed": feed,
            "subscribe": f"webcal://{feed.partition('://')[2]}",
            "shared": _shared(request, place),
        },
    )


def _shared(request, place: Partnership) -> dict:
    """What other places show when they are given the calendar's address."""
    said = {"name": place.name}
    return {
        "url": _here(request, place),
        "title": _("Events – %(name)s") % said,
        "said": _("Come and meet us. See what’s on, and events in the last year.") % said,
    }


def _here(request, place: Partnership) -> str:
    return request.build_absolute_uri(reverse("activities:public-events", args=[place.slug]))


@login_not_required
def public_events_feed(request, partnership):
    """The calendar to subscribe to."""
    place = public_partnership(request, partnership)
    today = timezone.localdate()
    events = [*reversed(_last_year(place, today)), *_public(place).to_come(today)]
    entries = [entry_of(event, request, f"{_here(request, place)}#event-{event.pk}") for event in events]
    return calendar_response(entries, _("Events – %(name)s") % {"name": place.name}, f"{place.slug}-events.ics")


@login_not_required
def public_event_calendar(request, partnership, pk):
    """One public event as a calendar file."""
    place = public_partnership(request, partnership)
    event = get_object_or_404(_public(place), pk=pk)
    entry = entry_of(event, request, f"{_here(request, place)}#event-{event.pk}")
    return calendar_response([entry], event.title, f"event-{event.pk}.ics")
