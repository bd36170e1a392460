"""A service's self-assessment: task list, a page per feature, check your answers, submit, reopen, print."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import assessing as actions
from assessments.before import said_before
from assessments.forms.assessing import RatingForm, ReopenForm, base_of, earlier_in_words
from assessments.models import Assessment, PeerConversation, Rating, SessionStatement
from assessments.peers import read_as_peer
from assessments.progress import features_of, room_to_grow, status_of
from assessments.resources import AssessmentsExport
from organisations.access import open_round_of, partnership_for, service_for, service_or_its_past
from organisations.actions import ActionRefused
from organisations.lineage import may_read_past
from organisations.models import Round, Service
from organisations.permissions import has_permission, require
from organisations.roles import Permission


def assessment_for(request, partnership, service, round_slug, permission) -> Assessment:
    """A service's self-assessment in a round, for someone with this permission on the service."""
    found = service_for(request, partnership, service, permission)
    assessments = Assessment.objects.select_related("round__framework", "service__organisation__partnership")
    return get_object_or_404(assessments, service=found, round__slug=round_slug)


def readable(request, partnership, service, round_slug) -> Assessment:
    """A self-assessment for those who may read it: also for the sector's lead, where the service shares it."""
    place = service_or_its_past(request, partnership, service, Permission.VIEW_SERVICE)
    assessments = Assessment.objects.select_related("round__framework", "service__organisation__partnership")
    found = get_object_or_404(assessments, service=place, round__slug=round_slug)
    is_past = place.archived_on is not None
    if not found.is_shared and not (is_past and may_read_past(request.user, place, Permission.VIEW_ASSESSMENT)):
        require(request.user, Permission.VIEW_ASSESSMENT, found.service)
    return found


def files_page(rating: Rating) -> str:
    """The address of the page of a statement's files."""
    service, round_ = rating.assessment.service, rating.assessment.round
    at = [service.partnership.slug, service.slug, round_.slug, rating.statement.code]
    return reverse("assessments:evidence-files", args=at)


@require_POST
def assessment_start(request, partnership, service):
    """Begin the self-assessment of the open round, or go on with it."""
    found = service_for(request, partnership, service, Permission.EDIT_ASSESSMENT)
    round_ = open_round_of(found.partnership)
    if round_ is None:
        messages.error(request, _("No round is open at the moment."))
        return redirect(found)
    try:
        actions.start_assessment(service=found, round_=round_, by=request.user)
    except ActionRefused as reason:  # closed a moment ago
        messages.error(request, str(reason))
        return redirect(found)
    return redirect("assessments:assessment-tasks", partnership, service, round_.slug)


def assessment_tasks(request, partnership, service, round_slug):
    """The task list: the features, how far each is, and the next step."""
    found = readable(request, partnership, service, round_slug)
    may_edit = found.is_editable and has_permission(request.user, Permission.EDIT_ASSESSMENT, found.service)
    features = features_of(found)
    rows = []
    for row in features:
        status, tone = status_of(row)
        url = f"{row['feature'].code}/" if may_edit else ""
        rows.append({"text": str(row["feature"]), "url": url, "status": status, "tone": tone})
    asked = [row for row in features if row["is_asked"]]
    following = next((row["feature"] for row in asked if not row["done"]), None)
    return render(
        request,
        "assessments/tasks.html",
        {
            "assessment": found,
            "rows": rows,
            "done": sum(row["done"] for row in asked),
            "total": len(asked),
            "more": sum(1 for _ in found.round.framework.features.all()) - len(features) if may_edit else 0,
            "next": following,
            "has_journey": found.round.framework.journey_lines.exists(),
            "may_edit": may_edit,
            "may_submit": has_permission(request.user, Permission.SUBMIT_ASSESSMENT, found.service),
            "sessions": found.team_sessions.order_by("-pk") if may_edit else [],
            "running": found.team_sessions.running_at(timezone.now()).first() if may_edit else None,
        },
    )


def _forms(request, assessment: Assessment, feature: str, *, need_reason: bool) -> list[RatingForm]:
    ratings = (
        Rating.objects.filter(assessment=assessment, statement__feature__code=feature)
        .select_related("statement__feature", "stage", "changed_by")
        .prefetch_related("statement__descriptors", "files__stored")
    )
    stages = list(assessment.round.framework.stages.all())
    data = request.POST if request.method == "POST" else None
    for rating in ratings:
        rating.assessment = assessment  # with its places, which are read already
    forms = [RatingForm(data, rating=rating, stages=stages, need_reason=need_reason) for rating in ratings]
    if not forms:
        raise Http404
    return forms


def _save(request, forms: list[RatingForm], *, confirm: bool) -> list[dict]:
    """Save each statement; what clashes with someone else's change comes back to be chosen."""
    conflicts = []
    for form in forms:
        wording, version = form.wording(), form.cleaned_data["version"]
        choice = request.POST.get(f"keep-{form.prefix}")
        if choice == "theirs":
            continue
        stored = actions.StatementDraft.of(form.rating)
        if choice == "both":
            wording = wording.joined_with(stored)
        if f"asked-{form.prefix}" in request.POST and choice not in ("mine", "both"):
            clash = actions.Conflict(form.rating, wording, stored)  # asked to choose, and has not chosen
        else:
            clash = actions.save_wording(
                rating=form.rating,
                wording=wording,
                base=form.base_wording(),
                version=version,
                confirm=confirm,
                kept_as_it_is=" ".join(form.kept_as_it_is.values()),
                by=request.user,
            )
        if clash:
            conflicts.append(
                {
                    "form": form,
                    "name": f"keep-{form.prefix}",
                    "question": f"{form.rating.statement.code} {form.rating.statement.text}",
                    "mine": clash.mine.in_words(),
                    "theirs": clash.theirs.in_words(),
                    "theirs_by": str(form.rating.changed_by or _("Someone else")),
                }
            )
    return conflicts


@require_http_methods(["GET", "POST"])
def feature_edit(request, partnership, service, round_slug, feature):
    """One feature's statements. Everything typed is kept, whatever happens."""
    found = assessment_for(request, partnership, service, round_slug, Permission.EDIT_ASSESSMENT)
    if not found.is_editable and request.method == "GET":
        messages.info(request, _("This self-assessment is submitted or its round is closed, so it can only be read."))
        return redirect("assessments:assessment-tasks", partnership, service, round_slug)
    forms = _forms(request, found, feature, need_reason=found.is_editable)
    conflicts: list[dict] = []
    _set_beside(found, forms, feature)
    valid = [form for form in forms if form.is_valid()]  # each is checked, so that each shows its mistakes
    if request.method == "POST" and len(valid) == len(forms):
        try:
            conflicts = _save(request, forms, confirm=True)
        except ActionRefused as reason:  # submitted or closed since this page was opened
            return _not_saved(request, found, forms, str(reason))
        if not conflicts:
            after = _to_files(request, forms) or _take_up_again(request, found, forms)
            return redirect(after or _after_saving(request, found, feature))
        _go_on_from_stored(request, found, forms, conflicts)
    return render(
        request,
        "assessments/feature.html",
        {
            "assessment": found,
            "feature": forms[0].rating.statement.feature,
            "forms": forms,
            "has_fresh": any(form.earlier and form.rating.is_afresh for form in forms),
            "conflicts": conflicts,
            "has_mistakes": request.method == "POST" and len(valid) < len(forms),
        },
        status=409 if conflicts else 200,
    )


def _not_saved(request, assessment: Assessment, forms: list[RatingForm], reason: str):
    """The page came too late to be saved: what was typed on it is shown, to be copied."""
    lost = [
        {"statement": form.rating.statement, "text": form.wording().in_words()}
        for form in forms
        if form.wording() != actions.StatementDraft.of(form.rating)
    ]
    may_reopen = assessment.round.is_open and has_permission(
        request.user, Permission.SUBMIT_ASSESSMENT, assessment.service
    )
    context = {"assessment": assessment, "lost": lost, "reason": reason, "may_reopen": may_reopen}
    return render(request, "assessments/not_saved.html", context, status=409)


def _go_on_from_stored(request, assessment: Assessment, forms: list[RatingForm], conflicts: list[dict]) -> None:
    """Let the page go on from what is stored now, with the person's own texts still in its fields."""
    data = request.POST.copy()
    fields = _fresh_fields(assessment, forms, whatever_is_stored={clash["form"] for clash in conflicts})
    for name, value in fields.items():
        data[name] = value
    for form in forms:
        form.data = data


def _set_beside(assessment: Assessment, forms: list[RatingForm], feature: str) -> None:
    """Put beside each statement what the service said of it before, for the page to show or to hide."""
    before = said_before(assessment, feature)
    together = SessionStatement.objects.by_statement(assessment)
    together_before = SessionStatement.objects.before(assessment)
    for form in forms:
        form.earlier = before.get(form.prefix)
        hides = form.rating.is_afresh and not form.rating.is_decided
        form.said = together.get(form.prefix, []) + ([] if hides else together_before.get(form.prefix, []))


def _just_chosen(forms: list[RatingForm]) -> list[RatingForm]:
    """The statements whose stage is on record now, and was not when the page was made: they hide nothing any more.

    By what is stored, and not by what was sent: not all that is sent is kept.
    """
    hiding = [form for form in forms if form.hides_earlier]
    kept = Rating.objects.decided().filter(pk__in=[form.rating.pk for form in hiding]).values_list("pk", flat=True)
    decided = set(kept) if hiding else set()
    return [form for form in hiding if form.rating.pk in decided]


def _take_up_again(request, assessment: Assessment, forms: list[RatingForm]) -> str:
    """Where to go after saving if there is something to look at first: the same page. Else nothing.

    That is so where a stage was chosen with fresh eyes, since what was said before is beside it now, and where someone
    wants the words from then again.
    """
    place = [assessment.service.partnership.slug, assessment.service.slug, assessment.round.slug]
    page = reverse("assessments:feature-edit", args=[*place, forms[0].rating.statement.feature.code])
    again = next((form for form in forms if form.earlier and form.prefix == request.POST.get("words")), None)
    chosen = _just_chosen(forms)
    if again and again.earlier and (not again.hides_earlier or again in chosen):
        actions.use_words_again(rating=again.rating, earlier=again.earlier, by=request.user)
        messages.success(request, _("Your words from then are in the box again. Check that they are still right."))
        return f"{page}#statement-{again.prefix}"
    if request.POST.get("go") != "later" and chosen:
        said = _("Saved. You can now see what you said before. Change your answers if you want to, then continue.")
        messages.success(request, said)
        return page
    return ""


def _to_files(request, forms: list[RatingForm]) -> str:
    """The page of a statement's files, where that was pressed: what was typed is saved by then."""
    wanted = next((form for form in forms if form.prefix == request.POST.get("files")), None)
    return files_page(wanted.rating) if wanted else ""


def _after_saving(request, assessment: Assessment, feature: str) -> str:
    place = [assessment.service.partnership.slug, assessment.service.slug, assessment.round.slug]
    if request.POST.get("go") == "later":
        messages.success(request, _("Saved. You can come back to it at any time."))
        return reverse("assessments:assessment-tasks", args=place)
    features = features_of(assessment)
    codes = [row["feature"].code for row in features]
    after = features[codes.index(feature) + 1 :] + features[: codes.index(feature)]
    following = next((row["feature"].code for row in after if not row["done"] and _is_wanted(row)), None)
    if following:
        return reverse("assessments:feature-edit", args=[*place, following])
    return reverse("assessments:assessment-check", args=place)


def _is_wanted(row: dict) -> bool:
    """Whether a feature is the next to go to: the round is over it, or the service has begun with it."""
    return row["is_asked"] or row["started"]


@require_POST
def assessment_add_features(request, partnership, service, round_slug):
    """Add the features that the round is not over, for a service that wants to look at all of them."""
    found = assessment_for(request, partnership, service, round_slug, Permission.EDIT_ASSESSMENT)
    try:
        actions.add_other_features(assessment=found, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The other features are there now. You do not need to complete them to submit."))
    return redirect("assessments:assessment-tasks", partnership, service, round_slug)


@require_POST
def feature_autosave(request, partnership, service, round_slug, feature):
    """Save what can be saved while someone types. Nothing is confirmed, and no reason is asked for yet.

    Answers JSON as static/js/autosave.js expects it: a status, a message for the person, and the hidden fields on
    which the next save builds; 409 where someone else changed the page, 422 where a text cannot be kept as it is.
    """
    found = assessment_for(request, partnership, service, round_slug, Permission.EDIT_ASSESSMENT)
    if not found.is_editable:
        message = _("This self-assessment can no longer be changed.")
        return JsonResponse({"status": "closed", "message": message}, status=409)
    forms = _forms(request, found, feature, need_reason=False)
    _set_beside(found, forms, feature)
    valid = [form for form in forms if form.is_valid()]
    try:
        clashes = _save(request, valid, confirm=False)
    except ActionRefused as reason:  # submitted or closed a moment ago
        return JsonResponse({"status": "closed", "message": str(reason)}, status=409)
    fields = _fresh_fields(found, valid)
    if clashes:
        message = _("Someone else changed this page too. Select “Save and continue” to see both texts and choose.")
        return JsonResponse({"status": "conflict", "message": message, "fields": fields}, status=409)
    if len(valid) < len(forms):
        message = _("Not saved yet. One of the texts is too long.")
        return JsonResponse({"status": "invalid", "message": message, "fields": fields}, status=422)
    message = _("Saved at %(time)s") % {"time": date_format(timezone.localtime(), "g:iA").lower()}
    beside = {form.prefix: earlier_in_words(form.earlier) for form in _just_chosen(valid) if form.earlier}
    return JsonResponse({"status": "saved", "message": message, "fields": fields, "beside": beside})


def _fresh_fields(assessment: Assessment, forms: list[RatingForm], whatever_is_stored=()) -> dict[str, str]:
    """The version and base of each statement as they are now, where the page shows what is stored, and of the
    forms in `whatever_is_stored` in any case."""
    stored = {rating.pk: rating for rating in assessment.ratings.select_related("stage")}
    fields = {}
    for form in forms:
        rating = stored[form.rating.pk]
        if form in whatever_is_stored or actions.StatementDraft.of(rating) == form.wording():
            fields[form.add_prefix("version")] = str(rating.version)
            fields[form.add_prefix("base")] = base_of(actions.StatementDraft.of(rating))
    return fields


def read_by_a_peer(request, partnership: str, service: str, round_slug: str) -> PeerConversation | None:
    """The conversation by which a peer from another service reads this page, and no other page of the service."""
    found = read_as_peer(request.user, partnership, service, round_slug) if request.method == "GET" else None
    if found:
        request.partnership = found.partnership
    return found


@require_http_methods(["GET", "POST"])
def assessment_check(request, partnership, service, round_slug):
    """Check your answers; the button submits. It is also the page to read and to print, for a peer as well."""
    if conversation := read_by_a_peer(request, partnership, service, round_slug):
        assessment = conversation.assessment
        context = {"assessment": assessment, "features": features_of(assessment), "conversation": conversation}
        return render(request, "assessments/check.html", context)
    found = readable(request, partnership, service, round_slug)
    may_submit = has_permission(request.user, Permission.SUBMIT_ASSESSMENT, found.service)
    if request.method == "POST":
        require(request.user, Permission.SUBMIT_ASSESSMENT, found.service)
        try:
            actions.submit_assessment(assessment=found, by=request.user)
        except ActionRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(
                request, _("Self-assessment for %(service)s submitted. Thank you.") % {"service": found.service}
            )
            return redirect("assessments:assessment-check", partnership, service, round_slug)
    may_edit = has_permission(request.user, Permission.EDIT_ASSESSMENT, found.service)
    features, said = features_of(found), SessionStatement.objects.by_statement(found)
    for rating in (rating for row in features for rating in row["ratings"]):
        rating.said = said.get(rating.statement.code, [])
    missing = actions.what_is_missing(found) if found.is_editable else []
    return render(
        request,
        "assessments/check.html",
        {
            "assessment": found,
            "features": features,
            "missing": missing,
            "room_to_grow": room_to_grow(found) if may_edit and found.state == Assessment.State.SUBMITTED else [],
            "may_name_someone": actions.what_may_name_someone(found) if found.is_editable else [],
            "is_ready": found.is_editable and not missing,
            "may_edit": found.is_editable and may_edit,
            "may_edit_service": may_edit,
            "has_journey": found.round.framework.journey_lines.exists(),
            "who_submits": actions.who_submits(found.service) if found.is_editable and not may_submit else [],
            "may_share": has_permission(request.user, Permission.SHARE_SURVEYS, found.service),
            "may_record": has_permission(request.user, Permission.RECORD_ACTIVITIES, found.service),
            "may_submit": may_submit and found.is_editable,
            "may_ask_a_peer": may_submit,
            "may_reopen": may_submit and found.state == Assessment.State.SUBMITTED and found.round.is_open,
            "may_share_it": may_submit and found.state == Assessment.State.SUBMITTED,
            "reopenings": found.reopenings.select_related("by"),
        },
    )


@require_POST
def assessment_share(request, partnership, service, round_slug):
    """Let the sector's lead read it, or no longer."""
    found = assessment_for(request, partnership, service, round_slug, Permission.SUBMIT_ASSESSMENT)
    shared = request.POST.get("shared") == "yes"
    try:
        actions.set_shared(assessment=found, shared=shared, by=request.user, on=timezone.localdate())
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        said = _("Your sector lead can read this now.") if shared else _("Your sector lead can no longer read this.")
        messages.success(request, said)
    return redirect("assessments:assessment-check", partnership, service, round_slug)


def assessment_profile(request, partnership, service, round_slug):
    """A submitted self-assessment on one page, to pass round: where the service is, and what it will do."""
    found = readable(request, partnership, service, round_slug)
    if found.state != Assessment.State.SUBMITTED:
        messages.info(request, _("There is a one-page profile once the self-assessment is submitted."))
        return redirect("assessments:assessment-tasks", partnership, service, round_slug)
    may_read_plan = has_permission(request.user, Permission.VIEW_ASSESSMENT, found.service)
    context = {
        "assessment": found,
        "features": features_of(found),
        "stages": list(found.round.framework.stages.all()),
        "actions": found.service.improvement_actions.open().in_order().with_words() if may_read_plan else [],
    }
    return render(request, "assessments/profile.html", context)


@require_POST
def assessment_ready(request, partnership, service, round_slug):
    """Tell those who can submit it that it is ready."""
    found = assessment_for(request, partnership, service, round_slug, Permission.EDIT_ASSESSMENT)
    check = reverse("assessments:assessment-check", args=[partnership, service, round_slug])
    address, today = request.build_absolute_uri(check), timezone.localdate()
    try:
        told = actions.say_ready(assessment=found, by=request.user, address=address, on=today)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        names = get_text_list([str(person) for person in told], _("and"))
        said = _("We have told %(names)s by email that it is ready.") % {"names": names}
        messages.success(request, said if told else _("Someone has already said that it is ready."))
    return redirect(check)


@require_http_methods(["GET", "POST"])
def assessment_reopen(request, partnership, service, round_slug):
    found = assessment_for(request, partnership, service, round_slug, Permission.SUBMIT_ASSESSMENT)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            actions.reopen_assessment(assessment=found, reason=form.cleaned_data["reason"], by=request.user)
        except ActionRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Self-assessment reopened. Submit it again when you have finished."))
        return redirect("assessments:assessment-tasks", partnership, service, round_slug)
    return render(request, "assessments/reopen.html", {"assessment": found, "form": form})


def assessments_csv(request, partnership):
    """All self-assessments as CSV, one row a service, round and statement; a closed round keeps its own places."""
    place = partnership_for(request, partnership, Permission.EXPORT_RECORDS)
    rounds = Round.objects.real().filter(partnership=place)
    services = Service.objects.in_partnership(place)
    ratings = (
        Rating.objects.filter(assessment__round__in=rounds, assessment__service__in=services)
        .select_related("assessment__service__organisation", "assessment__service__sector", "assessment__round")
        .select_related("statement__feature", "stage")
        .order_by("-assessment__round__opens_on", "assessment__service__name", "statement__order")
    )
    ratings = SessionStatement.objects.beside(ratings)
    return AssessmentsExport(place).take_away(ratings, partnership=place, by=request.user)
