"""The kinds of files about places."""

from django.utils.translation import gettext_lazy as _

from organisations.importing.kinds import ImportKind
from organisations.importing.planning import happens
from organisations.importing.services import PlannedService, plan_services, totals, write_services
from organisations.roles import Permission
from tables.known_columns import columns_of_services

ORDER = 10
WHAT_SERVICES = "services"


def _cells(row: PlannedService) -> list:
    place = ", ".join(filter(None, [row.organisation, row.sector])) or "–"
    headcount = row.headcount if row.headcount is not None else "–"
    return [row.service or _("(no name)"), happens(row), place, headcount, row.line]


SERVICES = ImportKind(
    what=WHAT_SERVICES,
    title=_("Import services"),
    lede=_("Set up sectors, organisations and services with the list that you have."),
    permission=Permission.MANAGE_PLACES,
    create="organisations:import-create",
    back="organisations:service-list",
    back_text=_("Services"),
    columns_wanted=columns_of_services,
    plan=plan_services,
    write=write_services,
    totals=totals,
    heads=[
        *(_("Service"), _("Result"), _("Organisation and sector")),
        {"text": _("Headcount"), "numeric": True},
        _("Line"),
    ],
    cells=_cells,
    columns=[
        (_("Service"), _("the name of the team, school, ward or site")),
        (_("Organisation"), _("who it belongs to, such as a council, a trust or a charity")),
        (_("Sector"), _("such as health or schools; you can write one sector for all rows")),
        (_("Headcount"), _("how many people work in the service, if you have it")),
        (_("Codes"), _("URN, ODS, UPRN, charity number or GSS code, if you have any")),
    ],
    example="""sector,organisation,service,headcount
Health,Northside Hospital Trust,Children’s ward,62
Schools,Hillside Primary,Hillside Primary,48""",
    needed=frozenset({"sector", "service"}),
    takes_text=frozenset({"sector", "organisation"}),
)
KINDS = [SERVICES]
