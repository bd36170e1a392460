"""A service on the change journey: where it places itself in the open round, and how it moved since the first."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions.journey import save_places
from assessments.forms.journey import PlaceForm, earlier_in_words, key_of
from assessments.journey import over_time
from assessments.models import JourneyPlace
from organisations.access import newest_framework_of, open_round_of, service_for
from organisations.actions import ActionRefused
from organisations.models import Round, Service
from organisations.permissions import has_permission
from organisations.roles import Permission


def journey(request, partnership, service):
    """Each line then and now, in words, and all rounds as a table. It prints on a page or two."""
    found = service_for(request, partnership, service, Permission.VIEW_ASSESSMENT)
    round_, framework = open_round_of(found.partnership), newest_framework_of(found.partnership)
    lines = list(framework.journey_lines.all()) if framework else []
    may_edit = bool(round_ and lines) and has_permission(request.user, Permission.EDIT_ASSESSMENT, found)
    # Whoever places the service looks with fresh eyes, unless they ask for what was said before.
    fresh_in = round_ if may_edit and "all" not in request.GET else None
    context = {
        "service": found,
        "round": round_,
        "journey": over_time(JourneyPlace.objects.of_service(found), lines, fresh_in),
        "may_edit": may_edit,
    }
    return render(request, "assessments/journey/service.html", context)


def _of_open_round(request, partnership, service, round_slug) -> tuple[Service, Round]:
    """A service and the round of an address, for someone who places it. 404 where that has no journey."""
    found = service_for(request, partnership, service, Permission.EDIT_ASSESSMENT)
    round_ = Round.objects.select_related("framework").filter(partnership=found.partnership, slug=round_slug).first()
    if round_ is None:
        raise Http404
    return found, round_


def _forms(request, service: Service, round_: Round) -> list[PlaceForm]:
    positions = list(round_.framework.journey_positions.all())
    here = JourneyPlace.objects.in_round(round_).filter(service=service).select_related("position")
    stored = {place.line_id: place.position for place in here}
    earlier: dict[str, JourneyPlace] = {}
    for place in JourneyPlace.objects.before(round_, service):
        earlier.setdefault(place.line.code, place)  # the newest comes first
    data = request.POST if request.method == "POST" else None
    forms = [
        PlaceForm(data, line=line, positions=positions, stored=stored.get(line.pk), earlier=earlier.get(line.code))
        for line in round_.framework.journey_lines.all()
    ]
    if not forms or not positions:
        raise Http404
    return forms


def _save(request, service: Service, round_: Round, forms: list[PlaceForm]) -> dict[str, str]:
    """Save what was chosen; where someone else was quicker, what stands there now, by the line's code."""
    choices = {form.line.pk: form.choice for form in forms if form.is_valid()}
    clashes = save_places(service=service, round_=round_, choices=choices, by=request.user)
    there = {form.line.pk: form.line.code for form in forms}
    return {there[line]: key_of(now) for line, now in clashes.items()}


@require_http_methods(["GET", "POST"])
def journey_edit(request, partnership, service, round_slug):
    """The lines, each with its positions. Any of them may be left out, and nothing is submitted."""
    found, round_ = _of_open_round(request, partnership, service, round_slug)
    forms = _forms(request, found, round_)
    clashes: dict[str, str] = {}
    if request.method == "POST":
        try:
            clashes = _save(request, found, round_, forms)
        except ActionRefused as reason:  # closed since this page was opened
            messages.error(request, str(reason))
            return redirect("assessments:journey", partnership, service)
        if not clashes:
            return _after_saving(request, forms, partnership, service, round_slug)
        _go_on_from_stored(request, forms, clashes)
    elif not round_.is_open:
        messages.info(request, _("%(name)s is not open, so you cannot place the service.") % {"name": round_.name})
        return redirect("assessments:journey", partnership, service)
    context = {"service": found, "round": round_, "forms": forms, "clashes": list(clashes)}
    return render(request, "assessments/journey/edit.html", context, status=409 if clashes else 200)


def _after_saving(request, forms: list[PlaceForm], *place):
    """The same page where something was chosen with fresh eyes: what was said before is beside it now."""
    if any(form.has_just_been_chosen for form in forms):
        messages.success(request, _("Saved. You can now see what you said before. Change it if you want to."))
        return redirect("assessments:journey-edit", *place)
    messages.success(request, _("Saved. You can change it until the round closes."))
    return redirect("assessments:journey", *place[:2])


def _go_on_from_stored(request, forms: list[PlaceForm], clashes: dict[str, str]) -> None:
    """Let the page go on from what is stored now, with the person's own choice still selected."""
    data = request.POST.copy()
    for form in forms:
        chosen = key_of(form.choice.chosen) if form.is_valid() else ""
        data[form.add_prefix("seen")] = clashes.get(form.prefix, chosen)
        form.now = form.by_key.get(clashes.get(form.prefix, ""))
    for form in forms:
        form.data = data


@require_POST
def journey_autosave(request, partnership, service, round_slug):
    """Save each line as it is chosen. Answers as static/js/autosave.js expects it."""
    found, round_ = _of_open_round(request, partnership, service, round_slug)
    forms = _forms(request, found, round_)
    try:
        clashes = _save(request, found, round_, forms)
    except ActionRefused as reason:
        return JsonResponse({"status": "closed", "message": str(reason)}, status=409)
    valid = [form for form in forms if form.is_valid()]
    kept = [form for form in valid if form.prefix not in clashes]
    fields = {form.add_prefix("seen"): key_of(form.choice.chosen) for form in kept}
    if clashes:
        message = _("Someone else has placed a line meanwhile. Select “Save” to see it and choose.")
        return JsonResponse({"status": "conflict", "message": message, "fields": fields}, status=409)
    message = _("Saved at %(time)s") % {"time": date_format(timezone.localtime(), "g:iA").lower()}
    beside = {form.prefix: earlier_in_words(form.earlier) for form in kept if form.has_just_been_chosen}
    return JsonResponse({"status": "saved", "message": message, "fields": fields, "beside": beside})
