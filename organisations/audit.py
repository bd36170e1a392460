"""Writing down what someone did."""

from django.utils import timezone

from organisations.models import AuditEntry, Partnership, User


def record(*, partnership: Partnership, by: User | None, what: str, about: object, at=None) -> AuditEntry:
    """Add one entry to the audit log. `what` is a short verb phrase, `about` the thing it was done to."""
    return AuditEntry.objects.create(
        partnership=partnership, by=by, what=what, about=str(about)[:300], at=at or timezone.now()
    )
