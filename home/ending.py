"""Deleting a partnership that has ended, or the made-up one: all of it, in an order that the database allows."""

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import CASCADE, ProtectedError, Q, QuerySet
from django.utils import timezone

from activities.models import Briefing, Champion, DeepListening, Event, Meeting, OrganisationalReply, TrainingSession
from assessments.models import Assessment, ImprovementAction, JourneyPlace
from background.actions.jobs import Run
from background.actions.stored_files import forget_unused
from background.models import OutgoingMail
from learning.models import Barrier
from organisations.models import (
    EndedPartnership,
    Partnership,
    ReminderChoice,
    RoundService,
    SentReminder,
    Service,
    User,
)
from pledges.models import Pledge
from reporting.models import Correction, SelfEvaluation
from reporting.release.frozen import forget_releases
from surveys.models import ClosedRoundResponse, Comment, PaperBatch, PaperMark, Response, SurveyLink

AT_ONCE = 500  # rows whose deletion is one transaction, with what hangs on them
OF_AN_ACCOUNT = (ReminderChoice, SentReminder)  # and of no partnership: they go with the account


def forget_results(partnership: Partnership) -> None:
    """Delete its releases, and what quotes them, inside the caller's transaction."""
    Correction.objects.filter(corrects__round__partnership=partnership).delete()
    SelfEvaluation.objects.filter(partnership=partnership).delete()
    forget_releases(partnership)


def rows_in_order(partnership: Partnership) -> list[QuerySet]:
    """What has to go before the partnership can, each kind before what it hangs on. The rest goes with the partnership.

    What quotes results comes before these (`forget_results`).
    """
    of_round, of_link = {"round__partnership": partnership}, {"survey_link__round__partnership": partnership}
    recorded = (Briefing, Champion, DeepListening, Event, Meeting)
    return [
        Comment.objects.in_partnership(partnership),
        Response.objects.filter(**of_link),
        ClosedRoundResponse.objects.filter(**of_link),
        PaperMark.objects.filter(form__batch__survey_link__round__partnership=partnership),
        PaperBatch.objects.filter(**of_link),
        SurveyLink.objects.filter(**of_round),
        ImprovementAction.objects.in_partnership(partnership),
        Barrier.objects.in_partnership(partnership),
        JourneyPlace.objects.filter(**of_round),
        Assessment.objects.filter(**of_round),
        Pledge.objects.in_partnership(partnership),
        *(records.objects.in_partnership(partnership) for records in recorded),
        OrganisationalReply.objects.filter(**of_round),
        TrainingSession.objects.in_partnership(partnership),
        RoundService.objects.filter(**of_round),
        Service.objects.in_partnership(partnership),
    ]


def forget_log(partnership: Partnership) -> None:
    """Delete what the log of changed rows says of a partnership: of rows that are there, and of some that were."""
    organisations = [str(pk) for pk in partnership.organisations.values_list("pk", flat=True)]
    LogEntry.objects.get_for_objects(Partnership.objects.filter(pk=partnership.pk)).delete()
    for label in settings.AUDITLOG_INCLUDE_TRACKING_MODELS:
        model = apps.get_model(label)
        names = {field.name for field in model._meta.get_fields()}
        entries = LogEntry.objects.filter(content_type__app_label=model._meta.app_label)
        entries = entries.filter(content_type__model=model._meta.model_name)
        if "partnership" in names:
            mine, ids = "partnership", [str(partnership.pk)]
        elif "organisation" in names:
            mine, ids = "organisation", organisations
        else:
            continue
        here = model._base_manager.filter(**{f"{mine}__in": ids}).values_list("pk", flat=True)
        # Made (the second value) or deleted (the first); between these, by the row that is there.
        said = Q(**{f"changes__{mine}__0__in": ids}) | Q(**{f"changes__{mine}__1__in": ids})
        entries.filter(said | Q(object_id__in=list(here))).delete()


@disable_auditlog()
def delete_ended(run: Run) -> None:
    """Delete a partnership that has ended, some rows at a time. Killed at any point it is begun again, and goes on."""
    partnership = run.job.partnership
    if partnership.ended_at is None:  # nobody confirmed it
        return
    with transaction.atomic():
        run.hold()
        forget_log(partnership)
        forget_results(partnership)
    kinds = rows_in_order(partnership)
    for number, rows in enumerate(kinds):
        while keys := list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE]):
            with transaction.atomic():
                run.hold()
                rows.model._base_manager.filter(pk__in=keys).delete()
        run.say(number + 1, len(kinds))
    with transaction.atomic():
        run.finish()
        _forget_people(run.job.arguments["people"], partnership)
    forget_unused()  # files that showed its self-assessments, with their bytes


def _forget_people(people: list[int], partnership: Partnership) -> None:
    """Delete the partnership with all that is left of it, and the accounts that it alone had; one line stays."""
    EndedPartnership.objects.create(name=partnership.name, ended_on=timezone.localdate(partnership.ended_at))
    partnership.delete()
    alone = User.objects.filter(pk__in=people, memberships=None, is_staff=False, is_superuser=False)
    for user in alone:
        OutgoingMail.objects.filter(to__iexact=user.email, partnership=None).delete()
        if _would_take_rows_along(user):
            User.objects.filter(pk=user.pk).update(is_active=False)
            continue
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:  # they keyed paper or released results elsewhere, where they have no role any more
            User.objects.filter(pk=user.pk).update(is_active=False)


def _would_take_rows_along(user: User) -> bool:
    """Whether rows would go with an account that are another partnership's: its own one is deleted by now."""
    keys = [
        one
        for one in User._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete and getattr(one, "on_delete", None) is CASCADE
    ]
    return any(
        one.related_model._base_manager.filter(**{one.field.name: user}).exists()
        for one in keys
        if one.related_model not in OF_AN_ACCOUNT and not one.related_model._meta.auto_created
    )
