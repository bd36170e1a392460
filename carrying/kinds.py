"""What of a partnership is taken out, by whom, and what is not, each with its reason: a test holds all models to it.

A model that nobody has named here is not taken out. `OPEN` is what an admin may take from a page: nothing that an admin
could not open on the pages. `SEALED` goes only into the part that is locked with the operator's key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

# --- rows that an admin takes out --------------------------------------------------------------

OPEN = frozenset(
    {
        "organisations.Partnership",
        "organisations.Sector",
        "organisations.Organisation",
        "organisations.Service",
        "organisations.ServiceMove",
        "organisations.PlaceSuccession",
        "organisations.OutsideCode",
        "organisations.User",
        "organisations.Membership",
        "organisations.ReminderChoice",
        "organisations.RememberedColumn",
        "organisations.Round",
        "organisations.RoundService",
        "assessments.Assessment",
        "assessments.Rating",
        "assessments.Reopening",
        "assessments.ImprovementAction",
        "assessments.ActionAtSealing",
        "assessments.JourneyPlace",
        "assessments.PeerOffer",
        "assessments.PeerRequest",
        "assessments.TeamSession",
        "assessments.SessionStatement",
        "surveys.Question",
        "surveys.SurveyLink",
        "surveys.QuietTime",
        "surveys.YouSaidWeDid",
        "surveys.Flag",
        "surveys.SafetySettings",
        "surveys.LanguageChoice",
        "surveys.PaperBatch",
        "surveys.PaperKeyer",
        "surveys.PaperInHand",
        "surveys.SupportLine",
        "pledges.Pledge",
        "pledges.Commitment",
        "pledges.PledgeAim",
        "pledges.PledgePicture",
        "pledges.PledgeReview",
        "activities.Briefing",
        "activities.DeepListening",
        "activities.Heard",
        "activities.SubGroupMember",
        "activities.Meeting",
        "activities.MeetingAttendance",
        "activities.Event",
        "activities.EventOrganisation",
        "activities.EventWords",
        "activities.Communication",
        "activities.Champion",
        "activities.Course",
        "activities.TrainingSession",
        "activities.TrainingAttendance",
        "activities.OrganisationalReply",
        "activities.OrganisationalAnswer",
        "learning.Barrier",
        "learning.BarrierAnswer",
        "learning.HoursGivenBack",
        "reporting.Release",
        "reporting.ReleasedFigure",
        "reporting.ReleasedNarrative",
        "reporting.Narrative",
        "reporting.Decision",
        "reporting.OutcomeIndicator",
        "reporting.HelpedQuestion",
        "reporting.SelfEvaluation",
        "reporting.EvaluationLine",
        "data_protection.PrivacyNotice",
        "data_protection.Logo",
        "data_protection.SharingStatement",
        "data_protection.SharingAgreement",
    }
)

# --- rows for the operator alone, locked with a key --------------------------------------------

SEALED: Mapping[str, str] = {
    "surveys.ClosedRoundResponse": "one person's answers: nobody reads them one by one on any page",
    "surveys.ClosedRoundAnswer": "one person's answers: nobody reads them one by one on any page",
    "surveys.Comment": "read by reviewers, and by others only where a release shows them",
    "surveys.ContactRequest": "read by safeguarding reviewers alone",
    "reporting.Reflection": "read by the leads of one organisation, or the board, alone",
    "reporting.ReflectionAnswer": "read by the leads of one organisation, or the board, alone",
    "assessments.PeerConversation": "read by the two services in it",
    "assessments.WhatCameOfIt": "read by the two services in it",
    "activities.CoffeeMember": "seen by those who take part",
    "activities.CoffeeDraw": "seen by those who take part",
    "activities.CoffeeGroup": "seen by those who are in it",
    "activities.CoffeeSeat": "seen by those who are in it",
    "activities.NotWith": "only the person who asked sees it",
    "organisations.AuditEntry": "a log that can be changed on its way is none: it goes along for the operator alone",
}

# Of models above, the rows that an admin may open; the others are sealed, and all that belongs to them.
ROWS_FOR_ADMINS: Mapping[str, Q] = {
    "learning.Barrier": Q(state__in=("open", "changed", "will_change", "cannot")),
    "pledges.Pledge": ~Q(state="draft"),
    "activities.OrganisationalReply": Q(sent_at__isnull=False),
}

# Of models above, the rows that may be taken out at all: what is in flight stays.
ROWS_AT_ALL: Mapping[str, Q] = {
    "organisations.Round": Q(is_practice=False),
    "surveys.ClosedRoundResponse": Q(survey_link__round__is_sealed=True),
    "surveys.Comment": Q(round__is_sealed=True),
    "surveys.PaperBatch": Q(state="stored"),
    "reporting.HelpedQuestion": Q(closed_on__isnull=False),
}
WHY_NOT_ALL: Mapping[str, Any] = {
    "organisations.Round": _("practice rounds, and all of them: nothing is ever left of one"),
    "surveys.ClosedRoundResponse": _("answers that are not sealed"),
    "surveys.Comment": _("comments that came in a round that is not sealed"),
    "surveys.PaperBatch": _("batches of paper forms that are being entered"),
    "reporting.HelpedQuestion": _("questions to a team that are still open"),
}

# How rows of a partnership are found where no key leads to it.
FOUND_BY: Mapping[str, str] = {"organisations.ReminderChoice": "user__memberships__partnership"}

# --- what every installation has by itself -----------------------------------------------------

# Of the loaded frameworks: goes along whole, and is found again by what it is called.
SHARED = (
    "framework.FrameworkVersion",
    "framework.Source",
    "framework.Feature",
    "framework.Statement",
    "framework.Stage",
    "framework.Descriptor",
    "framework.JourneyLine",
    "framework.JourneyPosition",
    "framework.TheoryColumn",
    "framework.TheoryBox",
    "framework.MatrixObjective",
    "framework.MatrixCell",
    "surveys.Scale",
    "surveys.ScalePoint",
    "surveys.Instrument",
    "surveys.Section",
    "surveys.Question",
    "surveys.Wording",
    "surveys.SupportLine",
    "reporting.OrganisationalMeasure",
    "reporting.ReflectionPart",
    "reporting.ReflectionQuestion",
    "reporting.TheoryFigure",
)
# Rows of these may be a framework's or a partnership's own.
OF_BOTH = frozenset({"surveys.Question", "surveys.SupportLine"})

# --- what is not taken out ---------------------------------------------------------------------

IN_FLIGHT = _("answers in a round that is not sealed: in no order and no file until they are")
OF_THIS_SITE = _("belongs to this installation, not to the partnership")
NOT_RELEASED = _("results that no one has released: they can be prepared again")
FOR_A_DAY = _("is kept for a short time only")
BESIDE_THE_TABLES = _("files lie beside the database: open each where it is shown, and add it again elsewhere")
A_SECRET = _("is a secret, or made from one: the other installation makes its own")

LEFT_OUT: Mapping[str, Any] = {
    "surveys.Response": IN_FLIGHT,
    "surveys.Answer": IN_FLIGHT,
    "surveys.CommentCameBy": IN_FLIGHT,
    "surveys.Draft": IN_FLIGHT,
    "surveys.PaperForm": IN_FLIGHT,
    "surveys.PaperMark": IN_FLIGHT,
    "surveys.SingleUseCode": A_SECRET,
    "assessments.Ballot": IN_FLIGHT,
    "assessments.UsedBallot": IN_FLIGHT,
    "assessments.VoteCount": IN_FLIGHT,
    "reporting.HelpedCount": IN_FLIGHT,
    "reporting.HelpedSent": IN_FLIGHT,
    "reporting.FeedKey": A_SECRET,
    "signing_in.DirectoryKey": A_SECRET,
    "signing_in.DirectoryDomain": OF_THIS_SITE,
    "signing_in.DirectoryPerson": OF_THIS_SITE,
    "organisations.Invitation": A_SECRET,
    "reporting.Preparation": NOT_RELEASED,
    "reporting.PreparedFigure": NOT_RELEASED,
    "reporting.Correction": NOT_RELEASED,
    "organisations.PartnershipEnding": OF_THIS_SITE,
    "organisations.AdminWhenAsked": OF_THIS_SITE,
    "organisations.AccountClosing": OF_THIS_SITE,
    "organisations.AddressChange": A_SECRET,
    "signing_in.FactorReset": OF_THIS_SITE,
    "signing_in.LimitCount": OF_THIS_SITE,
    "signing_in.Session": A_SECRET,
    "organisations.EndedPartnership": OF_THIS_SITE,
    "organisations.DemonstrationBuild": OF_THIS_SITE,
    "organisations.SentReminder": OF_THIS_SITE,
    "organisations.ImportDraft": FOR_A_DAY,
    "organisations.ImportColumn": FOR_A_DAY,
    "organisations.ImportAnswer": FOR_A_DAY,
    "organisations.ImportRun": FOR_A_DAY,
    "organisations.ImportedThing": FOR_A_DAY,
    "organisations.ImportedField": FOR_A_DAY,
    "assessments.EvidenceFile": BESIDE_THE_TABLES,
    "background.StoredFile": BESIDE_THE_TABLES,
    "data_protection.Erasure": OF_THIS_SITE,
    "data_protection.NamedSomewhere": OF_THIS_SITE,
    "data_protection.RetentionRun": OF_THIS_SITE,
    "background.Job": OF_THIS_SITE,
    "background.JobFile": FOR_A_DAY,
    "background.OutgoingMail": OF_THIS_SITE,
    "background.WorkerProcess": OF_THIS_SITE,
    "operating.NightlyRun": OF_THIS_SITE,
}

# Fields of what is taken out that stay here. The other side gives them the model's own default.
FIELDS_LEFT_OUT: Mapping[str, Mapping[str, Any]] = {
    "organisations.User": {
        "password": A_SECRET,
        "last_login": OF_THIS_SITE,
        "is_superuser": OF_THIS_SITE,
        "is_staff": OF_THIS_SITE,
        "groups": OF_THIS_SITE,
        "user_permissions": OF_THIS_SITE,
    },
    "organisations.Partnership": {
        "is_listed": _("was agreed to for the front page of this installation"),
        "ended_at": OF_THIS_SITE,
    },
    "surveys.SurveyLink": {"token": A_SECRET},
    "reporting.HelpedQuestion": {"token": A_SECRET},
    "assessments.TeamSession": {"code": A_SECRET, "ends_at": FOR_A_DAY},
    "learning.Barrier": {"slip": A_SECRET, "slip_ends_on": A_SECRET, "note": _("is for the holder of the slip alone")},
    "activities.Briefing": {"sent_as": OF_THIS_SITE},
    "activities.DeepListening": {"sent_as": OF_THIS_SITE},
    "activities.Event": {"sent_as": OF_THIS_SITE},
    "activities.Meeting": {"sent_as": OF_THIS_SITE},
    "activities.TrainingSession": {"sent_as": OF_THIS_SITE},
    "reporting.Decision": {"sent_as": OF_THIS_SITE},
}

# --- fields that say something else outside ----------------------------------------------------

LOOKED_AT = "looked at"  # no hash is ever this: results of these answers are not looked at once more


def _low_end_of_its_band(count: int) -> int:
    return count // 5 * 5


CHANGED: Mapping[tuple[str, str], Callable[[Any], Any]] = {
    # People see how many responded in bands of five.
    ("surveys.SurveyLink", "counted_responses"): _low_end_of_its_band,
    # The hash is of answers by link; that results were looked at once goes along.
    ("organisations.Round", "answers_looked_at"): lambda hashed: LOOKED_AT if hashed else "",
    # A vote that is going on is none: it has the words that a session has which was never voted in.
    ("assessments.SessionStatement", "voting"): lambda voting: "none" if voting == "open" else voting,
}

# Numbers of places that are no keys of the database: what they are the number of stands in `level`.
PLACES_BY_LEVEL: Mapping[str, str] = {
    "service": "organisations.Service",
    "sector": "organisations.Sector",
    "rest": "organisations.Sector",
}
NUMBERS_OF_PLACES: Mapping[str, Mapping[str, str | None]] = {
    # The field, and the kind of place that it is always a number of; None where `level` says it.
    "reporting.ReleasedFigure": {"place": None, "sector": "organisations.Sector"},
    "reporting.Decision": {"place": None},
}


def is_taken(label: str) -> bool:
    return label in OPEN or label in SEALED


def partnerships_own(label: str, rows: QuerySet) -> QuerySet:
    """Of a model that a framework has rows of too, those of a partnership."""
    return rows.filter(partnership__isnull=False) if label in OF_BOTH else rows


def frameworks_own(label: str, rows: QuerySet) -> QuerySet:
    return rows.filter(partnership__isnull=True) if label in OF_BOTH else rows


def is_in_chance_order(model: type[Model]) -> bool:
    """Whether rows of this model have a name drawn by chance, so that nothing says in which order they came."""
    return model._meta.pk.get_internal_type() == "UUIDField"
