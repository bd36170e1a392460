"""Training sessions: listed, added, called off; who came; and both to take away."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.training import keep_attendance, save_session, set_called_off
from activities.counting import where_record_counts
from activities.forms.training import SessionFilter, SessionForm
from activities.models import Course, KindOfRole, TrainingAttendance, TrainingSession
from activities.resources import TrainingAttendanceExport, TrainingSessionsExport
from activities.take_up import headcounts_by_organisation
from activities.views.attendance import attendance_page
from organisations.access import partnership_for
from organisations.forms import saved_from
from organisations.models import Organisation, Partnership
from organisations.roles import Permission

PER_PAGE = 50
LIST_COLUMNS = [
    _("Date"),
    _("Course"),
    _("Level"),
    _("Where"),
    {"text": _("People who came"), "numeric": True},
    {"text": _("Places"), "numeric": True},
]


def session_for(request, partnership: str, pk: int) -> TrainingSession:
    """A session of the partnership, for someone who keeps the training offer."""
    return _session_in(partnership_for(request, partnership, Permission.KEEP_TRAINING), pk)


def _session_in(place: Partnership, pk: int) -> TrainingSession:
    sessions = TrainingSession.objects.in_partnership(place).with_people()
    found = sessions.select_related("course__partnership", "feedback__round", "feedback__instrument").filter(pk=pk)
    session = found.first()
    if session is None:
        raise Http404
    return session


def _asked(request, place: Partnership):
    """The filter as it was filled in, and the sessions that it finds, newest first."""
    form = SessionFilter(request.GET, partnership=place)
    return form, form.chosen(TrainingSession.objects.in_partnership(place)).newest_first()


def session_list(request, partnership):
    """Every session that was asked for, with how many came."""
    place = partnership_for(request, partnership, Permission.KEEP_TRAINING)
    form, sessions = _asked(request, place)
    page = Paginator(sessions.with_people().select_related("course"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(session, place) for session in page]
    context = {
        "form": form,
        "page": page,
        "columns": LIST_COLUMNS,
        "rows": rows,
        "query": request.GET.urlencode(),
        "has_courses": Course.objects.in_partnership(place).exists(),
    }
    return render(request, "activities/training/sessions.html", context)


def _row(session: TrainingSession, place: Partnership) -> list:
    url = reverse("activities:training-session", args=[place.slug, session.pk])
    came = _("cancelled") if session.called_off_on else "–" if session.people is None else session.people
    of = session.places or "–"
    day = date_format(session.day, "j F Y")
    course = session.course
    return [
        {"text": day, "url": url, "class": "tip-table__short", "more": f"{course.title} ({session.pk})"},
        course.title,
        course.level_in_full,
        session.where or "–",
        came,
        of,
    ]


@require_http_methods(["GET", "POST"])
def session_edit(request, partnership, pk=None):
    """A new session, or one that is there. Its day may lie outside every round; the page says where it counts."""
    place = partnership_for(request, partnership, Permission.KEEP_TRAINING)
    found = _session_in(place, pk) if pk else None
    initial = {} if found else {"course": request.GET.get("course")}
    form = SessionForm(request.POST or None, instance=found, partnership=place, initial=initial)
    saved = saved_from(
        form, lambda: form.save_once(save_session, session=form.instance, fields=form.changed_data, by=request.user)
    )
    if saved:
        messages.success(request, _("Session saved. %(counts)s") % {"counts": where_record_counts(saved)})
        return redirect("activities:training-session", place.slug, saved.pk)
    return render(request, "activities/training/session_edit.html", {"form": form, "session": found})


@require_POST
def session_call_off(request, partnership, pk):
    """Cancel a session, or reinstate it."""
    session = session_for(request, partnership, pk)
    called_off = request.POST.get("called_off") == "yes"
    set_called_off(session=session, called_off=called_off, by=request.user, on=timezone.localdate())
    off = _("Session cancelled. It does not count in any round.")
    if session.counted_in:
        off = f"{_('Session cancelled.')} {where_record_counts(session)}"
    messages.success(request, off if called_off else _("Session reinstated."))
    return redirect("activities:training-session", partnership, pk)


@require_http_methods(["GET", "POST"])
def session_attendance(request, partnership, pk):
    """Who came, by organisation and kind of role."""
    session = session_for(request, partnership, pk)
    place = session.course.partnership
    came = {(one.organisation_id, one.kind_of_role): one.people for one in session.attendance.all()}
    there = Q(archived_on__isnull=True) | Q(pk__in=[organisation for organisation, _role in came])
    organisations = list(Organisation.objects.in_partnership(place).filter(there))

    def save(people, changed):
        total = keep_attendance(session=session, people=people, changed=changed, by=request.user)
        if not total:
            return _("Attendance saved: no one came.")
        said = ngettext("Attendance saved: %(people)s person.", "Attendance saved: %(people)s people.", total)
        return f"{said % {'people': total}} {where_record_counts(session)}"

    day = date_format(session.day, "j F Y")
    return attendance_page(
        request,
        about=f"{session.course.title} – {day}",
        back=(reverse("activities:training-session", args=[place.slug, session.pk]), str(session.course)),
        organisations=organisations,
        came=came,
        save=save,
        day=session.day,
        roles=dict(KindOfRole.choices),
        places=session.places,
        headcounts=headcounts_by_organisation(organisations),
        nobody_came=session.nobody_came,
        course=session.course.title,
    )


def sessions_csv(request, partnership):
    """The sessions that were asked for, one row each."""
    place = partnership_for(request, partnership, Permission.KEEP_TRAINING)
    _form, sessions = _asked(request, place)
    found = sessions.with_people().select_related("course")
    return TrainingSessionsExport().take_away(found, partnership=place, by=request.user)


def attendance_csv(request, partnership):
    """Who came to the sessions that were asked for: one row a session, organisation and kind of role."""
    place = partnership_for(request, partnership, Permission.KEEP_TRAINING)
    _form, sessions = _asked(request, place)
    found = TrainingAttendance.objects.filter(session__in=sessions.order_by())
    found = found.select_related("session__course", "organisation")
    ordered = found.order_by("-session__day", "-session", "organisation__name", "kind_of_role")
    return TrainingAttendanceExport().take_away(ordered, partnership=place, by=request.user)
