"""Every column that names an account: what of its row a person gets, and what becomes of it when they are erased.

A test holds all models to it: a new key to an account fails until somebody has decided both.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, Model

# What the person gets of a row.
WHOLE = "whole"  # it is about them, or they wrote it
THAT = "that"  # that they did it and when: the rest is someone else's
NOT = "not"  # nothing, with a reason
# What becomes of it when they are erased.
GOES = "goes"  # the row is deleted
STAYS = "stays"  # by the number of the account, which then says nobody


@dataclass(frozen=True)
class Held:
    """What is done with one column that names an account."""

    gets: str
    erased: str
    why: str = ""


_WROTE, _DID, _OWN = Held(WHOLE, STAYS), Held(THAT, STAYS), Held(WHOLE, GOES)

WROTE = [
    "activities.Briefing.recorded_by",
    "activities.Communication.done_by",
    "activities.DeepListening.recorded_by",
    "activities.Event.recorded_by",
    "activities.EventWords.written_by",
    "activities.Meeting.recorded_by",
    "activities.TrainingSession.recorded_by",
    "assessments.ImprovementAction.person",
    "assessments.ImprovementAction.recorded_by",
    "assessments.Rating.changed_by",
    "assessments.Reopening.by",
    "assessments.PeerConversation.peer",
    "assessments.WhatCameOfIt.by",
    "learning.Barrier.named_by",
    "learning.BarrierAnswer.answered_by",
    "learning.HoursGivenBack.reckoned_by",
    "organisations.AuditEntry.by",
    "organisations.AuditEntry.person",
    "signing_in.DirectoryKey.made_by",
    "signing_in.FactorReset.asked_by",
    "signing_in.FactorReset.agreed_by",
    "assessments.EvidenceFile.added_by",
    "organisations.Invitation.invited_by",
    "pledges.Pledge.made_by",
    "pledges.Pledge.worded_by",
    "pledges.PledgeReview.written_by",
    "pledges.PledgeReview.by",
    "reporting.Decision.owner",
    "reporting.Decision.recorded_by",
    "reporting.EvaluationLine.changed_by",
    "reporting.Narrative.written_by",
    "reporting.ReleasedNarrative.written_by",
    "reporting.ReflectionAnswer.changed_by",
    "surveys.YouSaidWeDid.written_by",
    "data_protection.PrivacyNotice.made_by",
    "data_protection.SharingStatement.made_by",
]
DID = [
    "activities.EventWords.published_by",
    "activities.EventWords.returned_by",
    "activities.OrganisationalReply.sent_by",
    "assessments.Assessment.submitted_by",
    "assessments.Assessment.ready_by",
    "assessments.Assessment.shared_by",
    "assessments.JourneyPlace.changed_by",
    "assessments.PeerConversation.invited_by",
    "assessments.PeerConversation.answered_by",
    "assessments.PeerRequest.asked_by",
    "assessments.TeamSession.begun_by",
    "auditlog.LogEntry.actor",
    "background.Job.asked_by",
    "data_protection.Erasure.by",
    "data_protection.NamedSomewhere.looked_at_by",
    "data_protection.SharingAgreement.agreed_by",
    "organisations.ImportRun.by",
    "organisations.ImportRun.undone_by",
    "organisations.PartnershipEnding.asked_by",
    "organisations.PartnershipEnding.confirmed_by",
    "organisations.PlaceSuccession.by",
    "organisations.ServiceMove.by",
    "pledges.Pledge.agreed_by",
    "pledges.PledgeReview.published_by",
    "pledges.PledgeReview.returned_by",
    "reporting.Correction.started_by",
    "reporting.HelpedQuestion.asked_by",
    "reporting.Preparation.started_by",
    "reporting.Reflection.begun_by",
    "reporting.Release.prepared_by",
    "reporting.Release.approved_by",
    "reporting.SelfEvaluation.made_by",
    "surveys.Comment.settled_by",
    "surveys.ContactRequest.settled_by",
    "surveys.Flag.settled_by",
    "surveys.LanguageChoice.recorded_by",
    "surveys.PaperBatch.first_by",
    "surveys.PaperBatch.second_by",
    "surveys.QuietTime.began_by",
    "surveys.QuietTime.ended_by",
    "surveys.SurveyLink.set_aside_by",
    "surveys.YouSaidWeDid.published_by",
    "surveys.YouSaidWeDid.returned_by",
    "admin.LogEntry.user",
    "organisations.AdminWhenAsked.user",
]
OWN = [
    "account.EmailAddress.user",
    "activities.CoffeeMember.user",
    "activities.CoffeeSeat.user",
    "activities.NotWith.user",
    "assessments.PeerOffer.user",
    "mfa.Authenticator.user",
    "organisations.ImportDraft.by",
    "organisations.Membership.user",
    "organisations.ReminderChoice.user",
    "organisations.SentReminder.user",
    "reporting.FeedKey.person",
    "organisations.AccountClosing.user",
    "organisations.AddressChange.user",
    "signing_in.DirectoryPerson.user",
    "signing_in.FactorReset.person",
    "surveys.PaperInHand.user",
    "surveys.PaperKeyer.user",
    "signing_in.Session.user",
    "organisations.User_groups.user",
    "organisations.User_user_permissions.user",
]
HELD: dict[str, Held] = {
    **dict.fromkeys(WROTE, _WROTE),
    **dict.fromkeys(DID, _DID),
    **dict.fromkeys(OWN, _OWN),
    "activities.NotWith.other": Held(NOT, GOES, "someone else asked for it in confidence, and only they see it"),
}
# Columns that nobody gets a copy of: secrets with which someone could sign in, and files in full.
NEVER_GIVEN = frozenset(
    {"password", "hash", "token", "token_hash", "session_key", "data", "secret", "content", "slip", "code", "book_text"}
    | {"session_data", "attack", "counted", "key_hash", "token_secret", "answers_looked_at", "counted_responses"}
)


def keys_to_accounts() -> dict[str, tuple[type[Model], ForeignKey]]:
    """Every key to an account in the schema, by a name such as pledges.Pledge.made_by."""
    user = get_user_model()
    return {
        f"{model._meta.label}.{field.name}": (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is user and isinstance(field, ForeignKey)
    }
