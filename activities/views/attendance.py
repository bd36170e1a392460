"""The page on which who came is written down; meetings, events and training share it."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render

from activities.forms.attendance import STOOD, AttendanceForm, ListForm
from organisations.actions import ActionRefused
from organisations.models import Organisation

People = dict[tuple[int, str], int]


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
):
    """A number beside every organisation. A list that is pasted or sent fills the numbers first; then they are saved.

    `back` is an address and the words of its link; `save` writes what was typed (People, or what a `form_class` of
    one's own gives as `came()`), told where that is other than before, and says how it went. `more` is passed on to
    that form. Where `nobody_came`, the boxes say so: 0.
    """
    form_of = {"organisations": organisations, "roles": roles, "places": places, "headcounts": headcounts}
    form_of |= {"day": day} | dict(more or {})
    list_of = {"organisations": organisations, "roles": roles}
    problems: list[str] = []
    if request.method == "POST" and "read" in request.POST:
        listed = ListForm(request.POST, request.FILES, **list_of)
        typed: dict = _typed(request, organisations, roles)
        if listed.is_valid():
            typed |= listed.came.people
            problems = listed.came.problems
            read = len(listed.came.people)
            listed = ListForm(initial={"pasted": listed.cleaned_data["pasted"] if problems else ""}, **list_of)
        else:
            read = 0
        beside = {name: request.POST.getlist(name) for name in form_class.below}
        beside |= {name: request.POST.get(name, "") for name in (*form_class.above, STOOD)}
        form = form_class(came=typed, initial=beside, **form_of)
    else:
        listed, read = ListForm(**list_of), 0
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
    return render(request, "activities/attendance.html", context)


def _typed(request, organisations, roles) -> dict[tuple[int, str], str]:
    """What stands in the number boxes, as it was typed, so that reading a list loses none of it."""
    keys = {(one.pk, role): AttendanceForm.name_of(one, role) for one in organisations for role in (roles or {"": ""})}
    return {key: request.POST.get(name, "") for key, name in keys.items()}
