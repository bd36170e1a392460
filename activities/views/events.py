"""TiP events inside: listed, added, called off, who came, and taken away as CSV or as a calendar file."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.events import WhoCame, keep_attendance, save_event, set_called_off
from activities.calendars import Entry, calendar_response, unique_id
from activities.counting import where_record_counts
from activities.forms.events import EventFilter, EventForm, WhoCameForm
from activities.models import Event, EventOrganisation
from activities.places import organisations_in
from activities.resources import EventsExport
from activities.take_up import headcounts_by_organisation
from activities.views.attendance import attendance_page
from organisations.access import open_real_round_of, partnership_for
from organisations.audit import record
from organisations.forms import saved_from
from organisations.models import Organisation, Partnership
from organisations.permissions import has_permission
from organisations.roles import Permission

PER_PAGE = 50
COLUMNS = [
    _("Event"),
    _("Date"),
    _("Kind"),
    {"text": _("People who came"), "numeric": True},
    {"text": _("Organisations"), "numeric": True},
    _("Who can see it"),
]


def _asked(request, place: Partnership):
    """The filter as it was filled in, and the events that it finds, newest first."""
    form = EventFilter(request.GET, partnership=place, on=timezone.localdate())
    return form, form.chosen(Event.objects.in_partnership(place)).newest_first().with_organisations()


def _event_in(place: Partnership, pk: int) -> Event:
    return get_object_or_404(Event.objects.in_partnership(place).select_related("partnership"), pk=pk)


def event_list(request, partnership):
    """Every event that was asked for, with how many came."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    form, events = _asked(request, place)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "columns": COLUMNS,
        "rows": [_row(event, place) for event in page],
        "query": request.GET.urlencode(),
        "so_far": _so_far(place),
        "may_keep": has_permission(request.user, Permission.KEEP_PROGRAMME, place),
    }
    return render(request, "activities/events/list.html", context)


def _so_far(place: Partnership) -> dict | None:
    """What the open round's events come to until today."""
    round_ = open_real_round_of(place)
    if round_ is None:
        return None
    events = Event.objects.in_partnership(place).in_round(round_).held().by_day(timezone.localdate())
    found = events.come_to()
    there = set(EventOrganisation.objects.at(events).organisations_there()) & organisations_in(place, round_)
    figures = [
        {"label": _("Events held"), "value": found["events"]},
        {"label": _("People who came"), "value": found["people"]},
        {"label": _("Organisations that came"), "value": len(there)},
    ]
    return {"round": round_, "figures": figures}


def _row(event: Event, place: Partnership) -> list:
    came = _("cancelled") if event.called_off_on else "–" if event.people is None else event.people
    return [
        {
            "text": event.title,
            "url": reverse("activities:event", args=[place.slug, event.pk]),
            "more": f"{date_format(event.day, 'j F Y')} ({event.pk})",
        },
        date_format(event.day, "j F Y"),
        event.get_kind_display(),
        came,
        event.organisations_there or "–",
        _("Everyone") if event.is_public else _("People who sign in"),
    ]


def event_page(request, partnership, pk):
    """One event: when and where, who came, in which round it counts."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    event = _event_in(place, pk)
    context = {
        "event": event,
        "counts": where_record_counts(event),
        "is_to_come": event.day > timezone.localdate(),
        "rows": [[_name_of(one.organisation), one.people or _("not counted")] for one in _there(event)],
        "columns": [_("Organisation"), {"text": _("People"), "numeric": True}],
        "may_keep": has_permission(request.user, Permission.KEEP_PROGRAMME, place),
        "words": event.words.filter(published_on=None, ended_on=None).first(),
    }
    return render(request, "activities/events/event.html", context)


def _there(event: Event):
    return event.organisations.select_related("organisation")


def _name_of(organisation: Organisation):
    left = _("%(name)s (archived)") % {"name": organisation}
    return left if organisation.archived_on else organisation.name


@require_http_methods(["GET", "POST"])
def event_edit(request, partnership, pk=None):
    """A new event, or one that is there. Its day may lie outside every round; the page says where it counts."""
    place = partnership_for(request, partnership, Permission.KEEP_PROGRAMME)
    found = _event_in(place, pk) if pk else None
    initial = {} if found else _like_the_last(request)
    form = EventForm(request.POST or None, instance=found, partnership=place, initial=initial)
    saved = saved_from(
        form, lambda: form.save_once(save_event, event=form.instance, fields=form.changed_data, by=request.user)
    )
    if saved:
        said = {"title": saved.title, "counts": where_record_counts(saved)}
        messages.success(request, _("“%(title)s” has been saved. %(counts)s") % said)
        if saved.words.waiting().exists():
            messages.info(request, _("A second person checks it before it is on the public calendar."))
        if "another" in request.POST:
            again = reverse("activities:event-create", args=[place.slug])
            return redirect(f"{again}?kind={saved.kind}{'&is_public=yes' if form.cleaned_data['is_public'] else ''}")
        return redirect("activities:event", place.slug, saved.pk)
    return render(request, "activities/events/edit.html", {"form": form, "event": found})


def _like_the_last(request) -> dict:
    """Of several events in a row the next one is often of the same kind."""
    return {"kind": request.GET.get("kind"), "is_public": request.GET.get("is_public") == "yes"}


@require_POST
def event_call_off(request, partnership, pk):
    """Cancel an event, or reinstate it."""
    event = _event_in(partnership_for(request, partnership, Permission.KEEP_PROGRAMME), pk)
    called_off = request.POST.get("called_off") == "yes"
    set_called_off(event=event, called_off=called_off, by=request.user, on=timezone.localdate())
    off = _("Event cancelled. It does not count in any round.")
    if event.counted_in:
        off = f"{_('Event cancelled.')} {where_record_counts(event)}"
    messages.success(request, off if called_off else _("Event reinstated."))
    return redirect("activities:event", partnership, pk)


@require_http_methods(["GET", "POST"])
def event_attendance(request, partnership, pk):
    """Who came: everyone together, and which organisations."""
    place = partnership_for(request, partnership, Permission.KEEP_PROGRAMME)
    event = _event_in(place, pk)
    there = {one.organisation_id: one.people for one in event.organisations.all()}
    current = Q(archived_on__isnull=True) | Q(pk__in=there)
    organisations = list(Organisation.objects.in_partnership(place).filter(current))

    def save(came: WhoCame, _changed) -> str:
        keep_attendance(event=event, came=came, by=request.user)
        total = came.total or 0
        said = ngettext("Attendance saved: %(people)s person.", "Attendance saved: %(people)s people.", total)
        return f"{said % {'people': total}} {where_record_counts(event)}"

    return attendance_page(
        request,
        about=f"{event.title} – {date_format(event.day, 'j F Y')}",
        back=(event.get_absolute_url(), event.title),
        organisations=organisations,
        came={(organisation, ""): people for organisation, people in there.items() if people},
        save=save,
        day=event.day,
        places=event.places,
        headcounts=headcounts_by_organisation(organisations),
        form_class=WhoCameForm,
        more={"event": event},
        course=event.title,
    )


def event_calendar(request, partnership, pk):
    """One event as a calendar file."""
    event = _event_in(partnership_for(request, partnership, Permission.VIEW_RESULTS), pk)
    entry = entry_of(event, request, request.build_absolute_uri(event.get_absolute_url()))
    record(partnership=event.partnership, by=request.user, what="exported", about=f"to a calendar: {event}")
    return calendar_response([entry], event.title, f"event-{event.pk}.ics")


def entry_of(event: Event, request, url: str) -> Entry:
    """An event as it stands in a calendar; `url` is where to read about it."""
    return Entry(
        uid=unique_id("event", event.pk, request.get_host()),
        title=event.title,
        day=event.day,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        where=event.where,
        description=event.description,
        url=url,
        called_off=event.called_off_on is not None,
        sequence=event.changes,
        changed_at=event.changed_at,
    )


def events_csv(request, partnership):
    """The events that were asked for, one row each, with the names of the organisations."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    _form, events = _asked(request, place)
    found = events.prefetch_related("organisations__organisation")
    return EventsExport().take_away(found, partnership=place, by=request.user)
