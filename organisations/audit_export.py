"""What an entry of the audit log says, on its page and in its file."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from organisations.models import AuditEntry
from organisations.resources import Column, Export

FORMER = _("Former user")
BY_ITSELF = _("The site itself")


@dataclass(frozen=True)
class Row:
    """One entry in words."""

    at: datetime.datetime
    who: str
    what: str
    about: str


def row_of(entry: AuditEntry) -> Row:
    """Names are looked up now: whoever has no account any more is a former user."""
    about = [entry.about] if entry.about else []
    if entry.person_id is not None and entry.person_id != entry.by_id:
        about.insert(0, str(entry.person or FORMER))
    who = str(entry.by or FORMER) if entry.by_id is not None else str(BY_ITSELF)
    return Row(entry.at, who, entry.what, ": ".join(about))


class AuditExport(Export):
    """The audit log as its page shows it. Times are UTC."""

    about, called = "the audit log", "audit-log"

    at_utc = Column("at_utc")
    who = Column("who")
    what = Column("what")
    about_what = Column("about")

    def dehydrate_at_utc(self, entry: AuditEntry) -> str:
        return entry.at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def dehydrate_who(self, entry: AuditEntry) -> str:
        return row_of(entry).who

    def dehydrate_what(self, entry: AuditEntry) -> str:
        return entry.what

    def dehydrate_about_what(self, entry: AuditEntry) -> str:
        return row_of(entry).about
