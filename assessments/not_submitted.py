"""Self-assessments that would not count if a round closed now: drafts, and those that nobody has begun."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment
from assessments.reminders import ROUND_CLOSES, services_without_one
from organisations.losing import Unfinished, UnfinishedPlace
from organisations.models import Round, Service, User
from organisations.reminding import holders
from organisations.roles import Role

ORDER = 10


def unfinished(round_: Round) -> list[Unfinished]:
    """Three queries."""
    if not round_.is_open:
        return []
    begun = set(Assessment.objects.in_round(round_).values_list("service", flat=True))
    leads = holders({Role.SERVICE_LEAD}, "service")
    drafts, not_begun = [], []
    for service in services_without_one(round_).order_by("sector__name", "organisation__name", "name", "pk"):
        place = _place(round_, service, leads.get(service.pk, []))
        (drafts if service.pk in begun else not_begun).append(place)
    of_drafts = ngettext(
        "%(n)d self-assessment is a draft and not submitted",
        "%(n)d self-assessments are drafts and not submitted",
        len(drafts),
    )
    of_others = ngettext(
        "%(n)d service has not started its self-assessment",
        "%(n)d services have not started their self-assessment",
        len(not_begun),
    )
    return [
        Unfinished("drafts", of_drafts % {"n": len(drafts)}, ROUND_CLOSES, drafts),
        Unfinished("not-begun", of_others % {"n": len(not_begun)}, ROUND_CLOSES, not_begun),
    ]


def _place(round_: Round, service: Service, leads: list[User]) -> UnfinishedPlace:
    said = {"service": service.name, "round": round_.name, "close": round_.planned_close()}
    return UnfinishedPlace(
        key=f"s{service.pk}",
        sector=service.sector.name,
        organisation=service.organisation.name,
        service=service.name,
        leads=tuple(leads),
        subject=_("Self-assessment not submitted yet: %(service)s") % said,
        text=_(
            "Submit the self-assessment for %(service)s before %(round)s closes: %(close)s. It does not have to be "
            "perfect. If you have not started, you still can."
        )
        % said,
        path=service.get_absolute_url(),
        about=service,
    )
