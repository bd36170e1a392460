"""Letting go of what has had its time, each kind by its period."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.models import Champion, SubGroupMember
from data_protection.models import Erasure, RetentionRun
from data_protection.periods import (
    CHAMPIONS_KEPT,
    ERASURES_KEPT,
    IMPORT_DETAILS_KEPT,
    INVITATIONS_KEPT,
    PERIODS,
    REMINDERS_KEPT,
)
from organisations.importing.drafts import forget_what_waits
from organisations.models import ImportedThing, ImportRun, Invitation, SentReminder
from organisations.sessions import all_sessions

FORMER_CHAMPION, FORMER_MEMBER = "Former champion", "Former member"


@dataclass(frozen=True)
class Kind:
    """Rows that are let go: what they are, the key of their period, and the function that lets them go."""

    key: str
    what: str | Promise
    forget: Callable[[datetime.datetime], int]

    @property
    def period(self) -> str | Promise:
        return PERIODS[self.key]


def _sessions(at: datetime.datetime) -> int:
    return all_sessions().filter(expire_date__lt=at).delete()[0]


def _invitations(at: datetime.datetime) -> int:
    limit = at - INVITATIONS_KEPT
    over = Q(accepted_at__lt=limit) | Q(withdrawn_at__lt=limit) | Q(expires_on__lt=timezone.localdate(limit))
    return Invitation.objects.filter(over).delete()[0]


def _import_runs(at: datetime.datetime) -> int:
    old = ImportRun.objects.filter(at__lt=at - IMPORT_DETAILS_KEPT)
    gone = ImportedThing.objects.filter(run__in=old).delete()[0]
    return gone + old.exclude(aside_text="").update(aside_text="")


def _champions(at: datetime.datetime) -> int:
    left = Champion.objects.filter(until__lt=timezone.localdate(at - CHAMPIONS_KEPT)).exclude(name=FORMER_CHAMPION)
    return left.update(name=FORMER_CHAMPION, role="", email="", agreed=False)


def _members(at: datetime.datetime) -> int:
    left = SubGroupMember.objects.filter(left_on__lt=timezone.localdate(at - CHAMPIONS_KEPT))
    return left.exclude(name=FORMER_MEMBER).update(name=FORMER_MEMBER, email="")


def _sent_reminders(at: datetime.datetime) -> int:
    return SentReminder.objects.filter(claimed_at__lt=at - REMINDERS_KEPT).delete()[0]


def _erasures(at: datetime.datetime) -> int:
    return Erasure.objects.filter(at__lt=at - ERASURES_KEPT).delete()[0]


KINDS = (
    Kind("sessions", _("Who is signed in on which browser"), _sessions),
    Kind("invitations", _("Invitations"), _invitations),
    Kind("imports", _("Files sent in and not yet imported"), lambda at: forget_what_waits(at=at)),
    Kind("import_runs", _("Rows of files that were imported"), _import_runs),
    Kind("champions", _("Champions who stopped"), _champions),
    Kind("members", _("Members of sub-groups who left"), _members),
    Kind("sent_reminders", _("Which reminders were sent"), _sent_reminders),
    Kind("erasures", _("Where the name of someone erased was found"), _erasures),
)
# What other rooms let go by jobs of their own, by the key of its period.
ELSEWHERE = (
    ("answers", _("Individual answers and comments after release")),
    ("drafts", _("Answers put by with a code")),
    ("contact_requests", _("Requests to be contacted")),
    ("mail", _("Emails")),
    ("jobs", _("Which files someone asked for")),
    ("job_files", _("Files made for someone")),
    ("queue", _("Finished work in the queue")),
    ("coffee", _("Who had coffee with whom")),
    ("audit", _("The audit log")),
)


def let_go(*, at: datetime.datetime) -> dict[str, int]:
    """Let go of every kind whose time is up. Returns how many, by kind."""
    gone = {}
    for kind in KINDS:
        with transaction.atomic():
            gone[kind.key] = kind.forget(at)
            RetentionRun.objects.update_or_create(kind=kind.key, defaults={"at": at, "gone": gone[kind.key]})
    return gone
