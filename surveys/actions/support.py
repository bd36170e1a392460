"""A partnership's own list of places to turn to. The first change copies the framework's list."""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from framework.models import FrameworkVersion
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Partnership, User
from organisations.saving import hold
from surveys.models import SupportLine

EMERGENCY = "999"
# What stands in an address where a line's own code would stand.
ADDRESSES_OF_PAGES = {"add", "restore"}


def _own_list(partnership: Partnership, framework: FrameworkVersion) -> list[SupportLine]:
    """The partnership's own lines, locked against a second change; copied from the framework where it has none."""
    hold(partnership)
    own = SupportLine.objects.filter(partnership=partnership)
    if not own.exists():
        copies = list(SupportLine.objects.filter(partnership=None, framework=framework))
        for line in copies:
            line.pk, line.framework, line.partnership = None, None, partnership
        SupportLine.objects.bulk_create(copies)
    return list(own.order_by("order", "pk"))


def _keep_what_everybody_needs(partnership: Partnership) -> None:
    """Raises ActionRefused where no one would be told of 999, or families, children or staff of no one to talk to."""
    lines = SupportLine.objects.filter(partnership=partnership)
    emergency = [line for line in lines if line.contact == EMERGENCY]
    if not any(line.for_families and line.for_children and line.for_staff for line in emergency):
        raise ActionRefused(
            _("Keep 999 on the list for children, families and staff, because someone may be in danger now.")
        )
    if not any(line.for_families for line in lines if line.contact != EMERGENCY):
        raise ActionRefused(
            _("Families need at least 1 helpline as well as 999, in case they want to talk to someone.")
        )
    if not any(line.for_children for line in lines if line.contact != EMERGENCY):
        raise ActionRefused(
            _("Children need at least 1 helpline as well as 999, in case they want to talk to someone.")
        )
    if not any(line.for_staff for line in lines if line.contact != EMERGENCY):
        raise ActionRefused(_("Staff need at least 1 helpline as well as 999, in case they want to talk to someone."))


@transaction.atomic
def save_line(
    *, partnership: Partnership, framework: FrameworkVersion, code: str | None, values: dict[str, object], by: User
) -> SupportLine:
    """Change these values of the line of that code, or add one of them where there is no code.

    Raises ActionRefused where 999 would be lost, and where someone has taken the line off the list meanwhile.
    """
    lines = {line.code: line for line in _own_list(partnership, framework)}
    if code and code not in lines:
        raise ActionRefused(_("Someone else has just removed this helpline."))
    if code:
        line = lines[code]
        if values.get("contact", line.contact) != line.contact:  # what was found out of another number says nothing
            values = values | {"speaks": "", "speaks_checked_on": None}
        for name, value in values.items():
            setattr(line, name, value)
        line.save(update_fields=list(values))
    else:
        place = _place_for(str(values["name"]), lines)
        line = SupportLine.objects.create(partnership=partnership, **place, **values)
    _keep_what_everybody_needs(partnership)
    what = "changed a helpline" if code else "added a helpline"
    record(partnership=partnership, by=by, what=what, about=line)
    return line


def _place_for(name: str, lines: dict[str, SupportLine]) -> dict[str, object]:
    code = base = slugify(name)[:30] or "line"
    number = 1
    while code in lines or code in ADDRESSES_OF_PAGES:
        number += 1
        code = f"{base}-{number}"
    last = max((line.order for line in lines.values()), default=0)
    return {"code": code, "order": last + 1}


def remove_line(*, partnership: Partnership, framework: FrameworkVersion, code: str, by: User) -> None:
    """Take a line off the list.

    Raises ActionRefused where 999, or the last line for families or staff, would be lost.
    """

    def remove(lines: list[SupportLine], line: SupportLine) -> str:
        line.delete()
        return "removed a helpline"

    _change(partnership, framework, code, by, remove)


def move_line(*, partnership: Partnership, framework: FrameworkVersion, code: str, up: bool, by: User) -> None:
    """Show a line one place earlier, or later."""

    def move(lines: list[SupportLine], line: SupportLine) -> str:
        here = lines.index(line)
        there = max(0, min(len(lines) - 1, here - 1 if up else here + 1))
        lines.insert(there, lines.pop(here))
        for order, each in enumerate(lines, start=1):
            each.order = order
        SupportLine.objects.bulk_update(lines, ["order"])
        return "moved a helpline"

    _change(partnership, framework, code, by, move)


def mark_checked(
    *, partnership: Partnership, framework: FrameworkVersion, code: str, on: datetime.date, by: User
) -> None:
    """Note that someone has looked today whether number and hours are still right."""

    def mark(lines: list[SupportLine], line: SupportLine) -> str:
        line.checked_on = on
        line.save(update_fields=["checked_on"])
        return "checked a helpline"

    _change(partnership, framework, code, by, mark)


@transaction.atomic
def go_back_to_the_frameworks_list(*, partnership: Partnership, by: User) -> None:
    """Give up the partnership's own list: the framework's stands again."""
    hold(partnership)
    if SupportLine.objects.filter(partnership=partnership).delete()[0]:
        about = "the list that comes with the framework"
        record(partnership=partnership, by=by, what="went back to the framework's helplines", about=about)


@transaction.atomic
def _change(
    partnership: Partnership,
    framework: FrameworkVersion,
    code: str,
    by: User,
    change: Callable[[list[SupportLine], SupportLine], str],
) -> None:
    lines = _own_list(partnership, framework)
    line = next((each for each in lines if each.code == code), None)
    if line is None:
        raise ActionRefused(_("Someone else has just removed this helpline."))
    about = str(line)
    what = change(lines, line)
    _keep_what_everybody_needs(partnership)
    record(partnership=partnership, by=by, what=what, about=about)
