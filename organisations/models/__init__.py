"""Who takes part: people, places, rounds, and the record of what people did."""

from organisations.models.audit import AuditEntry
from organisations.models.demonstration import DemonstrationBuild
from organisations.models.ending import EndedPartnership, PartnershipEnding
from organisations.models.going_public import GoesPublic, GoesPublicQuerySet, two_people
from organisations.models.imports import ImportDraft
from organisations.models.people import Invitation, Membership, User
from organisations.models.places import Organisation, Partnership, Sector, Service
from organisations.models.reminders import ReminderChoice, SentReminder
from organisations.models.rounds import Round, RoundService

__all__ = [
    "AuditEntry",
    "DemonstrationBuild",
    "EndedPartnership",
    "GoesPublic",
    "GoesPublicQuerySet",
    "ImportDraft",
    "Invitation",
    "Membership",
    "Organisation",
    "Partnership",
    "PartnershipEnding",
    "ReminderChoice",
    "Round",
    "RoundService",
    "Sector",
    "SentReminder",
    "Service",
    "User",
    "two_people",
]
