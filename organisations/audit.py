"""Writing down what someone did, and forgetting it once its time is up."""

import datetime
from typing import Any

from auditlog.models import LogEntry
from django.db import connection, transaction
from django.utils import timezone

from organisations.models import AuditEntry, Invitation, Membership, Partnership, User

YEARS = 2  # for so long an entry is kept: past the next inspection, and past the round after the next
DAYS = 365 * YEARS + 1
_FORGETS = "tip_borough.audit_forgets_before"


def record(
    *, partnership: Partnership, by: User | None, what: str, about: object, at=None, person: User | None = None
) -> AuditEntry:
    """Add one entry to the audit log. `what` is a short verb phrase, `about` the thing it was done to.

    Names and addresses of people with an account stay out of it: they are kept by number (`by`, `person`).
    """
    words, found = _without_names(about)
    return AuditEntry.objects.create(
        partnership=partnership,
        by=by,
        what=what[:80],
        about=words[:300],
        at=at or timezone.now(),
        person=person or found,
        **_place_of(about),
    )


@transaction.atomic
def record_everywhere(*, what: str, about: object, by: User | None = None, at=None) -> int:
    """The same for what concerns the whole installation, such as a backup that was put back: every one sees it."""
    places = Partnership.objects.there()
    return len([record(partnership=each, by=by, what=what, about=about, at=at) for each in places])


def _without_names(about: object) -> tuple[str, User | None]:
    if isinstance(about, User):
        return "", about
    if isinstance(about, Membership):
        return f"{about.get_role_display()}, {about.place}", about.user
    if isinstance(about, Invitation):
        return f"{about.get_role_display()}, {about.place}", None
    return str(about), None


def _place_of(about: Any) -> dict[str, int | None]:
    """The numbers of the place that something is at, as far as the row itself says so. No query."""
    kind = getattr(getattr(about, "_meta", None), "model_name", "")
    return {
        "service_id": about.pk if kind == "service" else getattr(about, "service_id", None),
        "organisation_id": about.pk if kind == "organisation" else getattr(about, "organisation_id", None),
    }


@transaction.atomic
def forget_expired(*, at: datetime.datetime) -> int:
    """Delete entries that are older than the period, and what the log of changed rows says of that time; how many.

    Nothing else deletes an entry, but the end of its partnership. On PostgreSQL a trigger sees to that.
    """
    before = at - datetime.timedelta(days=DAYS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config(%s, %s, true)", [_FORGETS, before.isoformat()])
        number = AuditEntry._base_manager.filter(at__lt=before).delete()[0]
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config(%s, '', true)", [_FORGETS])
    return number + LogEntry.objects.filter(timestamp__lt=before).delete()[0]


def forget_names() -> int:
    """Take names out of the log of changed rows, which calls a role by its person's name. By number they stay in it."""
    roles = LogEntry.objects.filter(content_type__model="membership", content_type__app_label="organisations")
    return roles.exclude(object_repr="").update(object_repr="")
