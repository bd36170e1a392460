"""Who takes part: people, places, rounds, and the record of what people did."""

from organisations.models.accounts import AccountClosing, AddressChange
from organisations.models.audit import AuditEntry
from organisations.models.demonstration import DemonstrationBuild
from organisations.models.ending import AdminWhenAsked, EndedPartnership, PartnershipEnding
from organisations.models.going_public import GoesPublic, GoesPublicQuerySet, two_people
from organisations.models.history import PlaceSuccession, ServiceMove
from organisations.models.imports import (
    ImportAnswer,
    ImportColumn,
    ImportDraft,
    ImportedField,
    ImportedThing,
    ImportRun,
    RememberedColumn,
)
from organisations.models.outside_codes import OutsideCode
from organisations.models.people import Invitation, Membership, User
from organisations.models.places import Organisation, Partnership, Sector, Service
from organisations.models.reminders import ReminderChoice, SentReminder
from organisations.models.rounds import Round, RoundService

__all__ = [
    "AccountClosing",
    "AddressChange",
    "AdminWhenAsked",
    "AuditEntry",
    "DemonstrationBuild",
    "EndedPartnership",
    "GoesPublic",
    "GoesPublicQuerySet",
    "ImportAnswer",
    "ImportColumn",
    "ImportDraft",
    "ImportRun",
    "ImportedField",
    "ImportedThing",
    "Invitation",
    "Membership",
    "Organisation",
    "OutsideCode",
    "Partnership",
    "PartnershipEnding",
    "PlaceSuccession",
    "RememberedColumn",
    "ReminderChoice",
    "Round",
    "RoundService",
    "Sector",
    "SentReminder",
    "Service",
    "ServiceMove",
    "User",
    "two_people",
]
