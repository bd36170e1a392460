"""The page on which who came is written down; meetings, events and training share it."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from activities.forms.attendance import STOOD, AttendanceForm, ListForm
from activities.forms.who_came import AnswersForm
from organisations.actions import ActionRefused
from organisations.models import Organisation

People = dict[tuple[int, str], int]
ANSWERS = "answers"  # the button below the questions about a list, beside the one that reads a list


def attendance_page(
    request,
    *,
    about: str,
    back: tuple[str, str],
    organisations: Sequence[Organisation],
    came: Mapping[tuple[int, str], int],
    save: Callable[[Any, set], str],
    day: datetime.date,
    roles: Mapping[str, str] | None = None,
    places: int | None = None,
    headcounts: Mapping[int, int | None] | None = None,
    form_class: type[AttendanceForm] = AttendanceForm,
    more: Mapping | None = None,
    nobody_came: bool = False,
    course: str = "",
):
    """A number beside every organisation. A list that is pasted or sent fills the numbers first; then they are saved.

    `back` is an address and the words of its link; `save` writes what was typed (People, or what a `form_class` of
    one's own gives as `came()`), told where that is other than before, and says how it went. `more` is passed on to
    that form. Where `nobody_came`, the boxes say so: 0. Of a list with several courses the one called `course` counts.
    """
    form_of = {"organisations": organisations, "roles": roles, "places": places, "headcounts": headcounts}
    form_of |= {"day": day} | dict(more or {})
    list_of = {"organisations": organisations, "roles": roles}
    problems: list[str] = []
    asking: AnswersForm | None = None
    before: People = {}
    read = 0
    listed = ListForm(**list_of)
    if request.method == "POST" and "read" in request.POST:
        typed: dict = _typed(request, organisations, roles)
        if request.POST["read"] == ANSWERS:
            asking, before = _answered(request, organisations)
            if asking is None:
                messages.error(request, _("We no longer have what we read of your list. Select it again."))
        else:
            listed = ListForm(request.POST, request.FILES, **list_of)
            if listed.is_valid():
                tally = listed.tally
                first = tally.first_choices(course, day.isoformat())
                asking = AnswersForm(tally=tally, choices=first, organisations=organisations)
                problems = tally.problems
                listed = ListForm(initial={"pasted": listed.cleaned_data["pasted"] if problems else ""}, **list_of)
        if asking is not None:
            counted = asking.tally.counted(asking.choices)
            typed, read = _fill(typed, counted, before), len(counted)
        beside = {name: request.POST.getlist(name) for name in form_class.below}
        beside |= {name: request.POST.get(name, "") for name in (*form_class.above, STOOD)}
        form = form_class(came=typed, initial=beside, **form_of)
    else:
        shown = came or (
            {(one.pk, role): 0 for one in organisations for role in roles or {"": ""}} if nobody_came else {}
        )
        form = form_class(request.POST or None, came=shown, **form_of)
        if form.is_valid():
            try:
                messages.success(request, save(form.came(), form.changed()))
            except ActionRefused as reason:
                messages.error(request, str(reason))
            return redirect(back[0])
    context = {"form": form, "listed": listed, "about": about, "back": back, "problems": problems, "read": read}
    context["asking"] = asking
    return render(request, "activities/attendance.html", context)


def _typed(request, organisations, roles) -> dict[tuple[int, str], str]:
    """What stands in the number boxes, as it was typed, so that reading a list loses none of it."""
    keys = {(one.pk, role): AttendanceForm.name_of(one, role) for one in organisations for role in (roles or {"": ""})}
    return {key: request.POST.get(name, "") for key, name in keys.items()}


def _answered(request, organisations) -> tuple[AnswersForm | None, People]:
    """The questions about a list with what was answered to them, and what the list filled before.

    No form where the page no longer has the list.
    """
    kept = AnswersForm.kept_in(request.POST)
    if kept is None:
        return None, {}
    tally, filled = kept
    of = {"tally": tally, "organisations": organisations}
    form = AnswersForm(request.POST, choices=tally.first_choices(), **of)
    return (AnswersForm(choices=form.chosen(), **of) if form.is_valid() else form), filled


def _fill(typed: dict, counted: People, before: People) -> dict:
    """The number boxes with what a list fills; what it filled before and nobody has written over is taken out."""
    kept = {key: text for key, text in typed.items() if key not in before or text != str(before[key])}
    return kept | {key: people for key, people in counted.items() if key in typed}
