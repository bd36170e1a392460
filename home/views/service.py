"""A service's own pages: its overview, and what its menu leads to. The rooms' own pages are one link further."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Briefing, DeepListening
from assessments.models import Assessment
from assessments.progress import features_of, room_to_grow, status_of
from home.service_loop import journey_of, loop_of
from home.service_story import story_of
from organisations.access import open_round_of, service_for, service_or_its_past
from organisations.lineage import came_from
from organisations.models import OutsideCode, Round, RoundService, Service
from organisations.models.outside_codes import codes_in_words
from organisations.permissions import has_permission
from organisations.roles import Permission
from surveys.actions.links import band_of_five, survey_links_for, take_up_by_link


def service_home(request, partnership, service):
    """What to do next in this service, how far its self-assessment is, its surveys and its activities.

    Of one that has become another there is its past; of an archived one an admin reads what it has recorded.
    """
    found = service_or_its_past(request, partnership, service, Permission.VIEW_SERVICE, also_closed=True)
    if found.archived_on is not None and found.successions.exists():
        return redirect("service-past", partnership, service)
    if found.archived_on is not None:
        request.service = None  # its menu leads to pages that are closed
        return render(request, "home/service_archived.html", {"service": found, "story": story_of(found)})
    round_ = open_round_of(found.partnership)
    may = _may(request.user, found)
    assessment = Assessment.objects.filter(service=found, round=round_).first() if round_ else None
    features = features_of(assessment) if assessment and may["read"] else []
    asked = [row for row in features if row["is_asked"]]
    results = _results_of(request.user, found)
    return render(
        request,
        "home/service_home.html",
        {
            **_where(found, round_),
            "may": may,
            "assessment": assessment,
            "done": sum(row["done"] for row in asked),
            "total": len(asked),
            "next": next((row["feature"] for row in asked if not row["done"]), None),
            "feature_rows": [_feature_row(row, found, round_, may["edit"], assessment) for row in features],
            "room_to_grow": room_to_grow(assessment) if may["edit"] and _is_submitted(assessment) else [],
            "survey_rows": _survey_rows(found, round_) if round_ and may["share"] else [],
            "activity_rows": _activity_rows(found, round_) if round_ and may["record"] else [],
            "results": results,
            "before": came_from(found),
            "journey": journey_of(found, round_) if may["read"] and round_ else None,
            **loop_of(found, results, may_read=may["read"], on=timezone.localdate()),
        },
    )


def assessment(request, partnership, service):
    """The self-assessment of the open round, once it is started; until then how to start it, and earlier ones."""
    found = service_for(request, partnership, service, Permission.VIEW_ASSESSMENT)
    round_ = open_round_of(found.partnership)
    if round_ and Assessment.objects.filter(service=found, round=round_).exists():
        return redirect("assessments:assessment-tasks", partnership, service, round_.slug)
    earlier = Assessment.objects.submitted().filter(service=found).select_related("round").order_by("-round__opens_on")
    context = {**_where(found, round_), "may": _may(request.user, found), "earlier": earlier}
    return render(request, "home/service_assessment.html", context)


def activities(request, partnership, service):
    """What the service has recorded in the open round, and where to record more."""
    found = service_for(request, partnership, service, Permission.RECORD_ACTIVITIES)
    round_ = open_round_of(found.partnership)
    context = {**_where(found, round_), "activity_rows": _activity_rows(found, round_)}
    return render(request, "home/service_activities.html", context)


def results(request, partnership, service):
    """The newest results about the service, or that there are none yet."""
    found = service_for(request, partnership, service, Permission.VIEW_RESULTS)
    released = _results_of(request.user, found)
    if released:
        return redirect("reporting:place-voices", partnership, released.slug, "service", found.pk)
    return render(request, "home/service_results.html", _where(found, open_round_of(found.partnership)))


def about(request, partnership, service):
    """Whose the service is, and how many people work there."""
    found = service_for(request, partnership, service, Permission.VIEW_SERVICE)
    people = _("Not known yet")
    if found.headcount is not None:
        people = ngettext("%(n)s person", "%(n)s people", found.headcount) % {"n": found.headcount}
    rows = [
        (_("Organisation"), found.organisation.name),
        (_("Sector"), found.sector.name),
        (_("People who work here"), people),
    ]
    if codes := codes_in_words(OutsideCode.objects.of(found)):
        rows.append((_("Outside codes"), codes))
    moves = list(found.moves.select_related("to_organisation", "to_sector"))
    context = {
        **_where(found, None),
        "may": _may(request.user, found),
        "rows": rows,
        "before": came_from(found),
        "moves": [move for move in moves if move.done_on],
        "planned": next((move for move in moves if not move.done_on), None),
    }
    return render(request, "home/service_about.html", context)


def _is_submitted(assessment: Assessment | None) -> bool:
    return assessment is not None and assessment.state == Assessment.State.SUBMITTED


def _where(service: Service, round_: Round | None) -> dict:
    return {
        "service": service,
        "round": round_,
    }


def _may(user, service: Service) -> dict[str, bool]:
    return {
        "read": has_permission(user, Permission.VIEW_ASSESSMENT, service),
        "edit": has_permission(user, Permission.EDIT_ASSESSMENT, service),
        "submit": has_permission(user, Permission.SUBMIT_ASSESSMENT, service),
        "share": has_permission(user, Permission.SHARE_SURVEYS, service),
        "record": has_permission(user, Permission.RECORD_ACTIVITIES, service),
        "manage": has_permission(user, Permission.MANAGE_PLACES, service),
        "invite": has_permission(user, Permission.INVITE_CONTRIBUTORS, service),
        "correct": has_permission(user, Permission.CORRECT_HEADCOUNT, service),
    }


def _activity_rows(service: Service, round_: Round | None) -> list[dict]:
    """What there is in the open round, with the way to record more. Without one, only the way."""
    here = [service.partnership.slug, service.slug]
    return [
        {
            "text": text,
            "url": reverse(name, args=here),
            "status": _recorded(model.objects.in_round(round_).filter(service=service).count()) if round_ else "",
            "tone": "brand",
        }
        for text, name, model in (
            (_("Record a briefing"), "activities:briefing-create", Briefing),
            (_("Record a listening conversation"), "activities:listening-create", DeepListening),
        )
    ]


def _recorded(count: int) -> str:
    if not count:
        return _("None in this round")
    return ngettext("%(count)s in this round", "%(count)s in this round", count) % {"count": count}


def _results_of(user, service: Service) -> Round | None:
    """The newest released round that held this service, for someone who sees results."""
    if not has_permission(user, Permission.VIEW_RESULTS, service.partnership):
        return None
    released = Round.objects.released().filter(partnership=service.partnership)
    released = released.select_related("partnership", "framework")
    released = released.filter(pk__in=RoundService.objects.filter(service=service).values("round"))
    return released.newest_first().first()


def _feature_row(row: dict, service: Service, round_: Round, may_edit: bool, assessment: Assessment) -> dict:
    status, tone = status_of(row)
    here = [service.partnership.slug, service.slug, round_.slug]
    url = reverse("assessments:feature-edit", args=[*here, row["feature"].code])
    return {
        "text": str(row["feature"]),
        "url": url if may_edit and assessment.is_editable else "",
        "status": status,
        "tone": tone,
    }


def _survey_rows(service: Service, round_: Round) -> list[dict]:
    rows = {}
    url = reverse("surveys:survey-links", args=[service.partnership.slug, service.slug])
    links = survey_links_for(service=service, round_=round_)
    people = take_up_by_link(service=service, round_=round_, on=timezone.localdate())
    for link in links:
        band = band_of_five(people[link.instrument_id])
        rows[link.instrument_id] = {
            "text": link.instrument.title,
            "url": url,
            "status": _("%(band)s responses") % {"band": band},
        }
    return list(rows.values())
