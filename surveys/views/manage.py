"""An admin's pages on all surveys: links and their flags, what waits, and who hears of worries."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from organisations.access import newest_framework_of, partnership_for
from organisations.actions import ActionRefused
from organisations.models import Partnership, Round
from organisations.roles import Permission
from surveys import overview
from surveys.actions import flags as actions
from surveys.actions.comments import safety_settings_of, without_reader
from surveys.forms.manage import SetAsideForm, SettleFlagForm, SettleSeveralFlagsForm
from surveys.models import Comment, SupportLine, SurveyLink

PER_PAGE = 30


@require_http_methods(["GET", "POST"])
def survey_overview(request, partnership):
    """Every link of a round, those with a flag first; what waits; and the way to everything that can be set."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    today = timezone.localdate()
    rounds = overview.rounds_to_look_at(place)
    asked = request.GET.get("round", "")
    round_ = next((each for each in rounds if each.slug == asked), rounds[0] if rounds else None)
    rows = overview.links_of(round_) if round_ else []
    if round_:
        actions.count_take_up(round_=round_, links=[row.survey_link for row in rows], on=today)
    flagged = [row for row in rows if row.flags and not row.is_set_aside]
    form = SettleSeveralFlagsForm(request.POST or None, links=[(row.survey_link.pk, row.name) for row in flagged])
    if form.is_valid():
        return _settle_several(request, place, round_, flagged, form)
    waiting = overview.waiting_in(place, on=today)
    others = [row for row in rows if not row.flags and not row.is_set_aside]
    page = Paginator(others, PER_PAGE).get_page(request.GET.get("page"))
    pills = [{"text": each.name, "url": f"?round={each.slug}", "current": each == round_} for each in rounds]
    return render(
        request,
        "surveys/manage/overview.html",
        {
            "round": round_,
            "rounds": pills,
            "flagged": flagged,
            "form": form,
            "set_aside": [row for row in rows if row.is_set_aside],
            "page": page,
            "others_title": _("Links with nothing unusual (%(n)s)") % {"n": page.paginator.count},
            "others_open": "page" in request.GET,
            "waiting_rows": _what_waits(waiting),
            "has_piles": bool(waiting.piles),
            "unread": without_reader(Comment.objects, place),
            "quiet": overview.quiet_places(place),
            "settings": _what_can_be_set(place),
        },
    )


def _settle_several(request, place: Partnership, round_: Round, flagged: list[overview.LinkRow], form):
    """Let the responses of several flagged links count, each with the reason on record."""
    links = [row.survey_link for row in flagged if str(row.survey_link.pk) in form.cleaned_data["links"]]
    reason, today = form.cleaned_data["why"], timezone.localdate()
    try:
        actions.settle_flags(survey_links=links, reason=reason, by=request.user, on=today)
    except ActionRefused as not_now:
        messages.error(request, str(not_now))
    else:
        said = ngettext("%(n)s link is included in results.", "%(n)s links are included in results.", len(links))
        messages.success(request, said % {"n": len(links)})
    return redirect(reverse("surveys:survey-overview", args=[place.slug]) + f"?round={round_.slug}")


def _what_waits(waiting: overview.Waiting) -> list[tuple[str, str]]:
    return [
        (_("Comments to review"), f"{waiting.comments} {waiting.comments_late}".strip()),
        *([(_("Groups of comments that came all at once"), str(waiting.groups))] if waiting.groups else []),
        (_("Contact requests"), f"{waiting.contacts} {waiting.contacts_late}".strip()),
        (_("Batches of paper forms to complete"), str(waiting.piles)),
    ]


def _what_can_be_set(place: Partnership) -> list[dict]:
    """The pages on which an admin decides about surveys, each with how it stands."""
    framework = newest_framework_of(place)
    lines = list(SupportLine.objects.shown_in(place, framework)) if framework else []
    unchecked = len(overview.unchecked_lines(lines, on=timezone.localdate()))
    return [
        {
            "text": _("Survey languages"),
            "url": reverse("surveys:language-list", args=[place.slug]),
            "hint": _("What is translated, who has checked it, and whether you offer it to families."),
        },
        {
            "text": _("Your own survey questions"),
            "url": reverse("surveys:question-list", args=[place.slug]),
            "hint": _("A few questions that your partnership asks after the core questions."),
        },
        {
            "text": _("Helplines on survey pages"),
            "url": reverse("surveys:support-list", args=[place.slug]),
            "hint": _("The numbers on every survey page, and when someone last checked them."),
            "status": _("%(n)s to check") % {"n": unchecked} if unchecked else "",
            "tone": "amber",
        },
        {
            "text": _("Safeguarding and how long we keep answers"),
            "url": reverse("surveys:safety-settings", args=[place.slug]),
            "hint": _("How soon comments are reviewed, and who we alert if someone may not be safe."),
            "status": "" if safety_settings_of(place).escalation_email else _("No contact added yet"),
            "tone": "amber",
        },
        {
            "text": _("Pause surveys"),
            "url": reverse("surveys:quiet-everywhere", args=[place.slug]),
            "hint": _("Pause every survey in the partnership after something distressing."),
        },
    ]


@require_http_methods(["GET", "POST"])
def link_review(request, partnership, pk):
    """One link: what is to be seen of it, and whether its answers count."""
    row = _row(request, partnership, pk)
    form = SetAsideForm(request.POST or None)
    if form.is_valid():
        reason, today = form.cleaned_data["reason"], timezone.localdate()
        try:
            comments = actions.set_link_aside(survey_link=row.survey_link, reason=reason, by=request.user, on=today)
        except ActionRefused as not_now:
            messages.error(request, str(not_now))
        else:
            messages.success(
                request, f"{_('These responses are excluded from results.')} {_went_with(comments)}".strip()
            )
        return redirect("surveys:link-review", partnership, pk)
    context = {"row": row, "survey_link": row.survey_link, "form": form, "settle_form": _settle_form(request, row)}
    return render(request, "surveys/manage/link.html", context)


def _went_with(comments: int) -> str:
    """That comments went too. How many is not said: by a link of few people it would tell who wrote."""
    return _("Comments that came by this link are out of the review queue.") if comments else ""


def _settle_form(request, row: overview.LinkRow, data=None) -> SettleFlagForm:
    form = SettleFlagForm(data)
    form.helper.form_action = reverse(
        "surveys:link-settle", args=[row.survey_link.round.partnership.slug, row.survey_link.pk]
    )
    return form


@require_POST
def link_settle(request, partnership, pk):
    """Let a link's answers count in spite of its signs, with a reason."""
    row = _row(request, partnership, pk)
    form = _settle_form(request, row, request.POST)
    if not form.is_valid():
        context = {"row": row, "survey_link": row.survey_link, "form": SetAsideForm(), "settle_form": form}
        return render(request, "surveys/manage/link.html", context)
    try:
        actions.settle_flags(
            survey_links=[row.survey_link], reason=form.cleaned_data["why"], by=request.user, on=timezone.localdate()
        )
    except ActionRefused as not_now:
        messages.error(request, str(not_now))
    else:
        messages.success(request, _("These responses are included in results, and your reason is recorded."))
    return redirect("surveys:link-review", partnership, pk)


@require_POST
def link_count(request, partnership, pk):
    """Let a link's answers count again."""
    row = _row(request, partnership, pk)
    try:
        comments = actions.count_link_again(survey_link=row.survey_link, by=request.user)
    except ActionRefused as not_now:
        messages.error(request, str(not_now))
    else:
        came_back = _("Comments that came by this link are back where they were.") if comments else ""
        messages.success(request, f"{_('These responses are included in results again.')} {came_back}".strip())
    return redirect("surveys:link-review", partnership, pk)


def _row(request, partnership, pk) -> overview.LinkRow:
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    links = SurveyLink.objects.with_places().select_related("set_aside_by").filter(round__partnership=place, pk=pk)
    found = links.first()
    if found is None:
        raise Http404
    actions.count_take_up(round_=found.round, links=[found], on=timezone.localdate())
    return overview.row_of(found)
