"""Moving, merging and splitting places: a form, a page that says what will happen, and a button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisations import previews
from organisations.access import organisation_for, service_for
from organisations.actions import ActionRefused
from organisations.going_along import ALL
from organisations.lineage import in_words
from organisations.merging import clashes, merge_organisations, merge_services, split_service
from organisations.models import Service
from organisations.moving import last_closed_day, move_service, take_back_move
from organisations.restructuring_forms import MergeForm, MergeOrganisationForm, MoveForm, SplitForm
from organisations.roles import Permission

_ASKED_AGAIN = ("choice-", "clash-", "rename-")  # what the page that asks for agreement asks itself
_NOT_SENT_ON = ("csrfmiddlewaretoken", "agreed", "change", "go")


@dataclass(frozen=True)
class Step:
    """What a page asks agreement for: what it says of it, how it is done, and what is said and shown afterwards."""

    preview: Callable[[], dict]
    act: Callable[[], Any]
    done: Callable[[Any], tuple[str, HttpResponse]]


def _try_out(act: Callable[[], object]) -> None:
    """Do it, and take all of it back. Raises ActionRefused where it would be refused."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def _answer(request, form, template: str, context: dict, step: Step) -> HttpResponse:
    """The form, what will happen, or what came of it. A refusal stands above what was asked, with all that was typed.

    Before anybody agrees it is tried, and taken back: what cannot be is said at once. Names that are taken are asked
    about on the page that asks for agreement, so their refusal is said there.
    """
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return render(request, template, {**context, "form": form})
    refusal = ""
    try:
        if "agreed" in request.POST:
            said, answer = step.done(step.act())
            messages.success(request, said)
            return answer
        _try_out(step.act)
    except ActionRefused as reason:
        refusal = str(reason)
    shown = step.preview()
    if refusal and not shown.get("clashes"):
        form.add_error(None, refusal)
        return render(request, template, {**context, "form": form})
    sent_on = [
        (name, value)
        for name in request.POST
        if name not in _NOT_SENT_ON and not name.startswith(_ASKED_AGAIN)
        for value in request.POST.getlist(name)
    ]
    shown |= {"sent_on": sent_on, "refusal": refusal if "agreed" in request.POST else ""}
    return render(request, "organisations/restructure_check.html", {**context, **shown})


@require_http_methods(["GET", "POST"])
def service_move(request, partnership, service):
    """Move a service to another organisation or sector."""
    found = service_for(request, partnership, service, Permission.MANAGE_PLACES)
    today = timezone.localdate()
    form = MoveForm(request.POST or None, service=found, today=today)

    def where() -> dict:
        return {name: form.cleaned_data[name] for name in ("organisation", "sector", "name", "day")}

    def preview() -> dict:
        return {
            "title": _("Check the move of %(name)s") % {"name": found.name},
            "lines": previews.of_move(found, **where(), today=today),
            "button": _("Move this service") if form.cleaned_data["day"] <= today else _("Plan this move"),
        }

    def act():
        # As it stands: trying it out changes the row at hand, and what the page says of it with it.
        return move_service(service=Service.objects.get(pk=found.pk), by=request.user, today=today, **where())

    def done(move):
        said = _("%(name)s has moved.") if move.done_on else _("The move of %(name)s is planned.")
        return said % {"name": move.to_name}, redirect("service-about", partnership, service)

    context = {"service": found, "last_closed": last_closed_day(found.partnership)}
    return _answer(request, form, "organisations/service_move.html", context, Step(preview, act, done))


@require_POST
def service_move_take_back(request, partnership, service):
    """Take a planned move back; where there is none any more nothing happens."""
    found = service_for(request, partnership, service, Permission.MANAGE_PLACES)
    move = found.moves.planned().first()
    try:
        if move:
            take_back_move(move=move, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("No move of %(name)s is planned.") % {"name": found.name})
    return redirect("service-about", partnership, service)


@require_http_methods(["GET", "POST"])
def service_merge(request, partnership, service):
    """Let services become part of this one, or of a new one."""
    found = service_for(request, partnership, service, Permission.MANAGE_PLACES)
    form, today = MergeForm(request.POST or None, service=found), timezone.localdate()

    def preview() -> dict:
        said = {"names": in_words([one.name for one in form.ending]), "heir": form.heir.name}
        ends = _("Archived today, and from then on part of %(heir)s: %(names)s.") % said
        return {
            "title": _("Check what will happen"),
            "lines": [ends, *previews.PAST_STAYS],
            "sections": previews.of_merger(form.ending, form.heir, request.user, today),
            "button": _("Merge these services"),
            "warning": previews.CANNOT_BE_UNDONE,
        }

    def act():
        number = form.cleaned_data["headcount"]
        return merge_services(services=form.ending, into=form.heir, by=request.user, on=today, headcount=number)

    def done(heir):
        said = {"names": in_words([one.name for one in form.ending]), "heir": heir}
        return _("Now part of %(heir)s: %(names)s.") % said, redirect(heir)

    return _answer(request, form, "organisations/service_merge.html", {"service": found}, Step(preview, act, done))


@require_http_methods(["GET", "POST"])
def service_split(request, partnership, service):
    """Split a service into new ones, and say which of them gets what goes along."""
    found = service_for(request, partnership, service, Permission.MANAGE_PLACES)
    form, today = SplitForm(request.POST or None, service=found), timezone.localdate()

    def preview() -> dict:
        names = [part.name for part in form.parts]
        said = {"name": found.name, "names": in_words(names)}
        return {
            "title": _("Check what will happen"),
            "lines": [_("%(name)s is archived today. After it come %(names)s.") % said, *previews.PAST_STAYS],
            "sections": [previews.of_split(found, request.user, today)],
            "choices": [(str(number), name) for number, name in enumerate(names)],
            "all": ALL,
            "button": _("Split this service"),
            "warning": previews.CANNOT_BE_UNDONE,
        }

    def act():
        prefix = "choice-"
        chosen = {name.removeprefix(prefix): value for name, value in request.POST.items() if name.startswith(prefix)}
        return split_service(service=found, parts=form.parts, choices=chosen, by=request.user, on=today)

    def done(heirs):
        if empty := previews.without_a_lead(heirs):
            said = _("No one leads these services yet: %(names)s. Invite someone.")
            messages.info(request, said % {"names": in_words([one.name for one in empty])})
        said = {"name": found.name, "names": in_words([heir.name for heir in heirs])}
        return _("%(name)s is now %(names)s.") % said, redirect("organisations:service-list", partnership)

    return _answer(request, form, "organisations/service_split.html", {"service": found}, Step(preview, act, done))


@require_http_methods(["GET", "POST"])
def organisation_merge(request, partnership, organisation):
    """Let an organisation become part of another. Services of one name stay apart under a new one, or are merged."""
    found = organisation_for(request, partnership, organisation, Permission.MANAGE_PLACES)
    form, today = MergeOrganisationForm(request.POST or None, organisation=found), timezone.localdate()
    renames, joins = _choices_about_names(request)

    def preview() -> dict:
        into = form.cleaned_data["into"]
        ends = _("%(name)s becomes part of %(into)s today and is archived.") % {"name": found.name, "into": into.name}
        return {
            "title": _("Check what will happen"),
            "lines": [ends, *previews.of_organisations(found, into, request.user, today), *previews.PAST_STAYS],
            "clashes": [
                {"mine": mine, "theirs": theirs, "joins": mine.pk in joins, "name": renames.get(mine.pk, "")}
                for mine, theirs in clashes(found, into)
            ],
            "button": _("Merge these organisations"),
            "warning": previews.CANNOT_BE_UNDONE,
        }

    def act():
        into = form.cleaned_data["into"]
        merge_organisations(organisation=found, into=into, renames=renames, joins=joins, by=request.user, on=today)
        return into

    def done(into):
        to = redirect("organisations:organisation-edit", partnership, into.slug)
        return _("%(name)s is now part of %(into)s.") % {"name": found.name, "into": into}, to

    context = {"organisation": found}
    return _answer(request, form, "organisations/organisation_merge.html", context, Step(preview, act, done))


def _choices_about_names(request) -> tuple[dict[int, str], set[int]]:
    """What was chosen for services whose name is taken: their new names, and those that join the one of that name."""
    renames, joins = {}, set()
    for name, value in request.POST.items():
        kind, _dash, number = name.partition("-")
        if not number.isdecimal() or len(number) > 9:
            continue
        if kind == "rename" and value.strip():
            renames[int(number)] = value.strip()[:160]
        if kind == "clash" and value == "join":
            joins.add(int(number))
    return renames, joins
