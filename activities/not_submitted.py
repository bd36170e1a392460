"""Organisational surveys that would not count if a round closed now."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.organisational import organisational_questions_of
from activities.reminders import ASKED, organisations_without_one
from organisations.losing import Unfinished, UnfinishedPlace
from organisations.models import Organisation, Round, User
from organisations.reminding import holders
from organisations.roles import Role

ORDER = 20


def unfinished(round_: Round) -> list[Unfinished]:
    """Where the round asks organisations. Three queries."""
    if not round_.is_open or not organisational_questions_of(round_):
        return []
    leads = holders({Role.ORGANISATION_LEAD}, "organisation")
    missing = organisations_without_one(round_).order_by("name", "pk")
    places = [_place(round_, one, leads.get(one.pk, [])) for one in missing]
    text = ngettext("%(n)d organisational survey is missing", "%(n)d organisational surveys are missing", len(places))
    return [Unfinished("organisational", text % {"n": len(places)}, ASKED, places)]


def _place(round_: Round, organisation: Organisation, leads: list[User]) -> UnfinishedPlace:
    said = {"organisation": organisation.name, "round": round_.name, "close": round_.planned_close()}
    return UnfinishedPlace(
        key=f"o{organisation.pk}",
        sector="",
        organisation=organisation.name,
        service="",
        leads=tuple(leads),
        subject=_("Organisational survey not submitted yet: %(organisation)s") % said,
        text=_(
            "Complete the organisational survey for %(organisation)s before %(round)s closes: %(close)s. It takes "
            "about 10 minutes."
        )
        % said,
        path=reverse("activities:organisational", args=[round_.partnership.slug, organisation.slug]),
    )
