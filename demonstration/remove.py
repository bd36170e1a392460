"""Taking the demonstration borough away, with its accounts."""

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Q

from activities.models import Briefing, Champion, DeepListening, Event, Meeting, OrganisationalReply, TrainingSession
from assessments.models import Assessment, ImprovementAction, JourneyPlace
from demonstration.peers import PARTNERS_DOMAIN
from demonstration.people import DOMAIN
from learning.models import Barrier
from organisations.models import Membership, Partnership, RoundService, Service, User
from pledges.models import Pledge
from reporting.models import SelfEvaluation
from reporting.release.frozen import forget_made_up_releases
from surveys.models import ClosedRoundResponse, Comment, PaperBatch, PaperMark, Response, SurveyLink


@transaction.atomic
@disable_auditlog()
def remove() -> bool:
    """Delete everything of the demonstration borough, also from the log. Returns whether there was one."""
    found = False
    for partnership in Partnership.objects.filter(is_demonstration=True):
        found = True
        _forget_log(partnership)
        SelfEvaluation.objects.filter(partnership=partnership).delete()
        forget_made_up_releases(partnership)
        Comment.objects.in_partnership(partnership).delete()
        Response.objects.filter(survey_link__round__partnership=partnership).delete()
        ClosedRoundResponse.objects.filter(survey_link__round__partnership=partnership).delete()
        PaperMark.objects.filter(form__batch__survey_link__round__partnership=partnership).delete()
        PaperBatch.objects.filter(survey_link__round__partnership=partnership).delete()
        SurveyLink.objects.filter(round__partnership=partnership).delete()
        ImprovementAction.objects.in_partnership(partnership).delete()
        Barrier.objects.in_partnership(partnership).delete()
        JourneyPlace.objects.filter(round__partnership=partnership).delete()
        Assessment.objects.filter(round__partnership=partnership).delete()
        Pledge.objects.in_partnership(partnership).delete()
        for records in (Briefing, Champion, DeepListening, Event, Meeting):
            records.objects.in_partnership(partnership).delete()
        OrganisationalReply.objects.filter(round__partnership=partnership).delete()
        TrainingSession.objects.in_partnership(partnership).delete()
        RoundService.objects.filter(round__partnership=partnership).delete()
        Service.objects.in_partnership(partnership).delete()
        partnership.delete()
    User.objects.filter(Q(email__endswith=f"@{DOMAIN}") | Q(email__endswith=f"@{PARTNERS_DOMAIN}")).delete()
    return found


def _forget_log(partnership: Partnership) -> None:
    """Delete what the log of changed rows says about the borough."""
    for rows in (
        Partnership.objects.filter(pk=partnership.pk),
        partnership.sectors.all(),
        partnership.organisations.all(),
        Service.objects.in_partnership(partnership),
        partnership.rounds.all(),
        Membership.objects.filter(partnership=partnership),
        Pledge.objects.in_partnership(partnership),
    ):
        LogEntry.objects.get_for_objects(rows).delete()
