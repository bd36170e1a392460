"""Changing a row that is there: locked anew, looked at again, only what was changed is saved, the audit entry with it.

A form fills the row that its page has read. Before it is saved someone else may have closed, moved or taken back that
very row, and saving it whole would put every column back as it was read. So no one saves a whole row that exists:
actions lock it, look at its state under the lock, and write the columns that the person changed. A test holds us to it.
"""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models.expressions import BaseExpression
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import Partnership, User
from organisations.models.naming import FoldedName

Row = TypeVar("Row", bound=models.Model)


def hold(row: Row) -> Row:
    """The row as it stands now. No one else changes it before the caller's transaction ends.

    Raises ActionRefused where it is no longer there: saving it would bring back what someone has taken away.
    """
    # PostgreSQL waits here for anyone who holds the row; on SQLite writers come one after another anyway. Its key stays
    # free: audit entries refer to a partnership, and would wait for anyone who waits for what their writer holds.
    held = type(row)._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if held is None:
        raise ActionRefused(_("Someone else has just deleted this, so it cannot be changed."))
    return held


@transaction.atomic
def save_shown_fields(
    row: Row,
    fields: Collection[str],
    *,
    by: User,
    what: str,
    check: Callable[[Row], None] | None = None,
    also: Mapping[str, object] | None = None,
    partnership: Partnership | None = None,
    about: object = None,
) -> Row:
    """Write these fields of `row`, and no other, to the row that is there. Returns it as it stands then.

    `fields` are names that a form shows, most often its `changed_data`; what is no column of the row is passed over.
    `check` gets the locked row as it was, and raises ActionRefused where it may not be changed (so). `also` is written
    with them, values or expressions. The audit entry is about the row, or about what `about` names.

    Raises ActionRefused where the row is gone, or where the database refuses what two people have written at one
    moment.
    """
    held = hold(row)
    if check is not None:
        check(held)
    take_over(held, row, fields, also=also)
    where = partnership or held.partnership  # type: ignore[attr-defined]
    record(partnership=where, by=by, what=what, about=held if about is None else about)
    return held


def take_over(held: Row, row: Row, fields: Collection[str], *, also: Mapping[str, object] | None = None) -> None:
    """Write these fields of `row`, as a form has filled it, to the row that the caller holds.

    May raise ActionRefused.
    """
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    _refuse_what_two_have_changed(held, row, [columns[name] for name in fields if name in columns])
    values = {name: getattr(row, name) for name in fields if name in columns} | dict(also or {})
    for name, value in values.items():
        setattr(held, name, value)
    write_columns(held, list(values))


def remember_as_read(row: models.Model) -> None:
    """Note what a row said when it was read, before a form fills it, so that what has changed since can be told."""
    row._as_read = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # type: ignore[attr-defined]


def _refuse_what_two_have_changed(held: models.Model, row: models.Model, columns: Collection[str]) -> None:
    """Raise ActionRefused where someone has changed a column after it was read, and not to what it is to be now.

    The form has looked already; what came between its look and this lock is only seen here.
    """
    as_read = getattr(row, "_as_read", {})
    for column in columns:
        theirs = getattr(held, column)
        if column in as_read and theirs != as_read[column] and theirs != getattr(row, column):
            raise ActionRefused(
                _("Someone else changed this at the same time. Save again to see their version next to yours.")
            )


def write_columns(held: models.Model, names: list[str]) -> None:
    """Write some columns of a row that the caller holds. Raises ActionRefused where the database refuses them."""
    if not names:
        return
    # Django keeps the time of a change, and a folded name, by itself only where a whole row is saved.
    stamped = [
        field.name
        for field in held._meta.concrete_fields
        if getattr(field, "auto_now", False) or (isinstance(field, FoldedName) and field.of in names)
    ]
    try:
        with transaction.atomic():
            held.save(update_fields=[*names, *stamped])
    except IntegrityError:  # two of one name, or an end before its beginning: each was right when it was checked
        raise ActionRefused(
            _("Someone else made a change at the same time, and the two changes conflict. Check and save again.")
        ) from None
    counted = [name for name in names if isinstance(getattr(held, name), BaseExpression)]
    if counted:
        held.refresh_from_db(fields=counted)
