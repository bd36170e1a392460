"""The organisational survey: an organisation answers once a round, and who has answered so far."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from activities.actions.organisational import keep_reply, organisational_questions_of
from activities.forms.organisational import OrganisationalForm
from activities.known import what_is_known
from activities.models import OrganisationalAnswer, OrganisationalReply
from activities.resources import OrganisationalExport, OrganisationalListExport
from organisations.access import organisation_for, partnership_for
from organisations.actions import ActionRefused
from organisations.models import Organisation, Partnership, Round, RoundService, Service
from organisations.permissions import Places, has_permission, places_where
from organisations.roles import Permission

STATES = {
    "sent": gettext_lazy("submitted"),
    "begun": gettext_lazy("in progress"),
    "not_yet": gettext_lazy("not yet started"),
}


def rounds_of(place: Partnership) -> list[Round]:
    """The rounds in which someone could answer, the newest first."""
    return list(
        Round.objects.filter(partnership=place)
        .exclude(state=Round.State.PLANNED)
        .exclude(state=Round.State.CLOSED, is_practice=True)
        .select_related("partnership", "framework")
        .newest_first()
    )


def _chosen(rounds: list[Round], slug: str | None) -> Round | None:
    """The round that is named, else the open one, else the newest."""
    if slug:
        return next((each for each in rounds if each.slug == slug), None)
    return next((each for each in rounds if each.is_open), None) or next(iter(rounds), None)


def _asked_in(round_: Round) -> list[tuple[int, str, str]]:
    """The organisations that a round asks: id, name, address; those with a service in it.

    They have the names that they had when it closed, in their order.
    """
    if round_.is_open:
        services = Service.objects.in_partnership(round_.partnership).active()
        asked = Organisation.objects.filter(pk__in=services.values("organisation"))
        return list(asked.values_list("pk", "name", "slug"))
    frozen = RoundService.objects.in_round(round_).order_by("organisation_name", "organisation")
    return list(frozen.values_list("organisation", "organisation_name", "organisation__slug").distinct())


def _mine(request, partnership: str) -> tuple[Partnership, Places]:
    """The partnership, and where in it this person may read answers; stops anyone who may nowhere."""
    place = partnership_for(request, partnership)
    mine = places_where(request.user, Permission.VIEW_ORGANISATION, place)
    if not (mine.whole_partnership or mine.organisations):
        raise PermissionDenied
    return place, mine


def _standing(round_: Round, mine: Places) -> list[tuple[tuple[int, str, str], str, OrganisationalReply | None]]:
    """The organisations that a round asks, each with its state and its reply, as far as they may be seen."""
    replies = {each.organisation_id: each for each in OrganisationalReply.objects.in_round(round_).with_answered()}
    asked = [one for one in _asked_in(round_) if mine.whole_partnership or one[0] in mine.organisations]
    return [(one, _state(replies.get(one[0])), replies.get(one[0])) for one in asked]


def _state(reply: OrganisationalReply | None) -> str:
    return "not_yet" if reply is None else "sent" if reply.sent_at else "begun"


def reply_list(request, partnership):
    """Who has answered in a round, in the order of their names: to offer help, not to blame."""
    place, mine = _mine(request, partnership)
    rounds = rounds_of(place)
    chosen, state = _chosen(rounds, request.GET.get("round")), request.GET.get("state", "")
    if chosen is None:
        return render(request, "activities/organisational/list.html", {"round": None})
    found = _standing(chosen, mine)
    context = {
        "round": chosen,
        "rounds": rounds,
        "state": state if state in STATES else "",
        "states": STATES.items(),
        "columns": [_("Organisation"), _("Status"), {"text": _("Questions answered"), "numeric": True}],
        "rows": [_row(place, chosen, *each) for each in found if state not in STATES or each[1] == state],
        "sent": sum(where == "sent" for _one, where, _reply in found),
        "asked": len(found),
        "may_export": mine.whole_partnership and state not in ("begun", "not_yet"),
        "query": urlencode({"round": chosen.slug} | ({"state": state} if state in STATES else {})),
    }
    return render(request, "activities/organisational/list.html", context)


def _row(place: Partnership, round_: Round, organisation: tuple, state: str, reply: OrganisationalReply | None) -> list:
    _key, name, slug = organisation
    words = str(STATES[state])
    if reply and reply.sent_at:
        words = _("submitted on %(day)s") % {"day": date_format(timezone.localdate(reply.sent_at), "j F Y")}
    url = reverse("activities:organisational-round", args=[place.slug, slug, round_.slug])
    more = _("organisational survey, %(round)s") % {"round": round_.name}
    return [{"text": name, "url": url, "more": more}, words, reply.answered if reply else 0]


def reply_list_csv(request, partnership):
    """The list as CSV, with the same choices: which organisation is where, without its answers."""
    place, mine = _mine(request, partnership)
    chosen, state = _chosen(rounds_of(place), request.GET.get("round")), request.GET.get("state", "")
    found = _standing(chosen, mine) if chosen else []
    rows = [each for each in found if state not in STATES or each[1] == state]
    file = OrganisationalListExport(chosen, states=STATES)
    return file.take_away(rows, partnership=place, by=request.user)


def replies_csv(request, partnership):
    """Every answer of a round that was sent, one row a question; of those that have not sent theirs there is none."""
    place = partnership_for(request, partnership, Permission.VIEW_ORGANISATION)
    chosen = _chosen(rounds_of(place), request.GET.get("round"))
    found = OrganisationalAnswer.objects.counted_in(chosen) if chosen else OrganisationalAnswer.objects.none()
    if request.GET.get("state") in ("begun", "not_yet"):
        found = found.none()
    found = found.select_related("reply__organisation", "question__section", "point")
    found = found.order_by("reply__organisation__name", "question__section__order", "question__order")
    names = {key: name for key, name, _slug in _asked_in(chosen)} if chosen else {}
    return OrganisationalExport(chosen, names).take_away(found, partnership=place, by=request.user)


@require_http_methods(["GET", "POST"])
def reply(request, partnership, organisation, round_slug=None):
    """An organisation's answers: a form for its lead while the round is open, else to read."""
    found = organisation_for(request, partnership, organisation, Permission.VIEW_ORGANISATION)
    place = request.partnership
    may_answer = has_permission(request.user, Permission.ANSWER_FOR_ORGANISATION, found)
    if request.method == "POST" and not may_answer:
        raise PermissionDenied
    rounds = rounds_of(place)
    chosen = get_object_or_404(Round, partnership=place, slug=round_slug) if round_slug else _chosen(rounds, None)
    context = {"organisation": found, "round": chosen, "rounds": rounds}
    if chosen is None:
        return render(request, "activities/organisational/reply.html", context)
    chosen.partnership = place
    stored = OrganisationalReply.objects.in_round(chosen).filter(organisation=found).first()
    rows = stored.answers.select_related("point", "question__section") if stored else []
    answers = {one.question_id: one for one in rows}
    context |= {"reply": stored, "questions": organisational_questions_of(chosen)}
    if not (may_answer and chosen.is_open):
        context["sections"] = _to_read(context["questions"], answers)
        return render(request, "activities/organisational/reply.html", context)
    known = what_is_known(found, chosen, on=timezone.localdate())
    form = OrganisationalForm(
        request.POST or None, organisation=found, questions=context["questions"], known=known, answers=answers
    )
    if form.is_valid() and (done := _keep(request, form, found, chosen)):
        return done
    context |= {"form": form, "confirmable": [question for question in form.questions if form.is_known(question)]}
    return render(request, "activities/organisational/reply.html", context)


def _keep(request, form: OrganisationalForm, organisation: Organisation, round_: Round):
    """Do what the pressed button says; nothing where it could not be done, which is said on the form."""
    go = request.POST.get("go", "later")
    said = form.said(confirm=go == "confirm")
    send = go == "send"
    try:
        kept = keep_reply(
            organisation=organisation,
            round_=round_,
            said=said,
            changed=form.changed(said),
            known=form.known,
            send=send,
            by=request.user,
        )
    except ActionRefused as reason:
        form.add_error(None, str(reason))
        return None
    messages.success(request, _said(go, form, said, kept))
    if send:
        return redirect("start-page", round_.partnership.slug)
    return redirect("activities:organisational", round_.partnership.slug, organisation.slug)


def _said(go: str, form: OrganisationalForm, said: dict, kept: OrganisationalReply) -> str:
    if go == "send":
        return _("Organisational survey submitted. Thank you. You can change your answers until the round closes.")
    if go == "confirm":
        before = form.said()
        number = sum(said[question][0] != before[question][0] for question in said)
        if not number:
            return _("You have already answered these questions.")
        words = ngettext(
            "We have answered Yes to %(number)s question for you. Check it, then carry on.",
            "We have answered Yes to %(number)s questions for you. Check them, then carry on.",
            number,
        )
        return words % {"number": number}
    if kept.sent_at:
        return _("Your changes have been saved.")
    return _("Your answers have been saved. They do not count until you submit them.")


def _to_read(questions: list, answers: dict[int, OrganisationalAnswer]) -> list[dict]:
    parts: dict[str, list] = {}
    for question in questions:
        one = answers.get(question.pk)
        cells = [question.text, one.point.label if one and one.point else "–", one.note if one else ""]
        parts.setdefault(question.section.title, []).append(cells)
    columns = [_("Question"), _("Answer"), _("Note")]
    return [{"title": title, "columns": columns, "rows": rows} for title, rows in parts.items()]
