"""Briefings: the list, writing one down, changing it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.records import save_briefing
from activities.counting import where_record_counts
from activities.forms.briefings import BriefingForm
from activities.models import Briefing
from activities.resources import BriefingsExport
from activities.views.records import choose_service, record_for, record_list, records_for, remove
from organisations.access import service_for
from organisations.forms import saved_from
from organisations.roles import Permission


def briefing_list(request, partnership):
    """The briefings of the services that this person may open."""
    return record_list(
        request,
        partnership,
        Briefing,
        kind="briefings",
        columns=_COLUMNS,
        row=_row,
        new="activities:briefing-new",
        create="activities:briefing-create",
    )


_COLUMNS = [
    _("Service"),
    _("Date"),
    _("How"),
    {"text": _("People reached"), "numeric": True},
    {"text": _("People in the team"), "numeric": True},
]


def _row(briefing: Briefing, mine: bool) -> list:
    name: dict = {"text": briefing.service.name, "more": f"{date_format(briefing.day, 'j F Y')} ({briefing.pk})"}
    if mine:
        name["url"] = reverse("activities:briefing-edit", args=[briefing.service.partnership.slug, briefing.pk])
    day = date_format(briefing.day, "j F Y")
    return [name, day, briefing.get_how_display(), briefing.people_reached, briefing.team_size]


def briefing_new(request, partnership):
    return choose_service(request, partnership, _("Record a briefing"), "activities:briefing-create")


@require_http_methods(["GET", "POST"])
def briefing_create(request, partnership, service):
    found = service_for(request, partnership, service, Permission.RECORD_ACTIVITIES)
    return _edit(request, Briefing(service=found))


@require_http_methods(["GET", "POST"])
def briefing_edit(request, partnership, pk):
    return _edit(request, record_for(request, partnership, pk, Briefing))


def _edit(request, briefing: Briefing):
    form = BriefingForm(request.POST or None, instance=briefing)
    kept = {"briefing": briefing, "by": request.user}
    if made := saved_from(form, lambda: form.save_once(save_briefing, fields=form.changed_data, **kept)):
        counts = where_record_counts(made)
        messages.success(request, _("Briefing saved. %(counts)s") % {"counts": counts})
        return redirect("activities:briefing-list", made.service.partnership.slug)
    return render(request, "activities/briefings/edit.html", {"form": form, "service": briefing.service})


@require_POST
def briefing_delete(request, partnership, pk):
    made = record_for(request, partnership, pk, Briefing)
    return remove(request, made, "activities:briefing-list", _("Briefing deleted."))


def briefings_csv(request, partnership):
    """The list as CSV, with the same choices."""
    place, _chosen, briefings = records_for(request, partnership, Briefing)
    return BriefingsExport(place).take_away(briefings, partnership=place, by=request.user)
