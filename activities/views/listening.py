"""Deep listening: the guide, the list, writing a conversation down, reading it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.records import save_listening
from activities.counting import where_record_counts
from activities.forms.listening import DeepListeningForm
from activities.models import DeepListening
from activities.resources import ListeningExport
from activities.views.records import choose_service, record_for, record_list, records_for, remove, way_to_record
from organisations.access import framework_of, partnership_for, service_for
from organisations.forms import saved_from
from organisations.roles import Permission
from surveys.models import SupportLine


def listening_guide(request, partnership):
    """How to hold the conversation: read before, taken along on paper."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    framework = framework_of(place)
    lines = SupportLine.objects.shown_in(place, framework.pk)
    context = {
        "support": [line.for_page() for line in lines],
        "new": way_to_record(request, place, "activities:listening-new", "activities:listening-create"),
    }
    return render(request, "activities/listening/guide.html", context)


def listening_list(request, partnership):
    """The conversations of the services that this person may open; what was heard is a page further."""
    return record_list(
        request,
        partnership,
        DeepListening,
        kind="listening",
        columns=_COLUMNS,
        row=_row,
        new="activities:listening-new",
        create="activities:listening-create",
    )


_COLUMNS = [
    _("Service"),
    _("Date"),
    _("Who was listened to"),
    {"text": _("People listened to"), "numeric": True},
    _("Told what has changed"),
]


def _row(session: DeepListening, mine: bool) -> list:
    name: dict = {"text": session.service.name, "more": f"{date_format(session.day, 'j F Y')} ({session.pk})"}
    if mine:
        name["url"] = reverse("activities:listening", args=[session.service.partnership.slug, session.pk])
    day, told = date_format(session.day, "j F Y"), _("not yet")
    if session.told_on or session.told_them:
        told = date_format(session.told_on, "j F Y") if session.told_on else _("yes")
    return [name, day, ", ".join(session.with_whom), session.people_heard, told]


def listening_new(request, partnership):
    return choose_service(request, partnership, _("Record a listening conversation"), "activities:listening-create")


def listening_detail(request, partnership, pk):
    """What was heard, for those who may record for the service."""
    session = record_for(request, partnership, pk, DeepListening)
    counts = where_record_counts(session)
    heard = session.heard.select_related("feature")
    return render(request, "activities/listening/detail.html", {"session": session, "heard": heard, "counts": counts})


@require_http_methods(["GET", "POST"])
def listening_create(request, partnership, service):
    found = service_for(request, partnership, service, Permission.RECORD_ACTIVITIES)
    return _edit(request, DeepListening(service=found))


@require_http_methods(["GET", "POST"])
def listening_edit(request, partnership, pk):
    return _edit(request, record_for(request, partnership, pk, DeepListening))


def _edit(request, session: DeepListening):
    partnership = session.service.partnership
    tagged = session.heard.select_related("feature__framework").first() if session.pk else None
    framework = tagged.feature.framework if tagged else framework_of(partnership)
    form = DeepListeningForm(request.POST or None, instance=session, features=list(framework.features.all()))
    if made := saved_from(form, lambda: _save(form, request.user)):
        messages.success(
            request,
            _("Conversation saved. Thank you for listening. %(counts)s") % {"counts": where_record_counts(made)},
        )
        return redirect("activities:listening", partnership.slug, made.pk)
    return render(request, "activities/listening/edit.html", {"form": form, "service": session.service})


def _save(form: DeepListeningForm, by) -> DeepListening:
    kept = {"heard": form.heard(), "fields": form.changed_columns, "changed": form.changed_features}
    return form.save_once(save_listening, session=form.instance, by=by, **kept)


@require_POST
def listening_delete(request, partnership, pk):
    made = record_for(request, partnership, pk, DeepListening)
    return remove(request, made, "activities:listening-list", _("Conversation deleted."))


def listening_csv(request, partnership):
    """The list as CSV: what was done, never what was said."""
    place, _chosen, sessions = records_for(request, partnership, DeepListening)
    return ListeningExport(place).take_away(sessions, partnership=place, by=request.user)
