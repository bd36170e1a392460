"""The kinds of files about places and people."""

from django.utils.translation import gettext_lazy as _

from organisations.importing.codes import ALL_CODES
from organisations.importing.kinds import ImportKind
from organisations.importing.leads import column_of_leads
from organisations.importing.people import (
    PlannedInvitation,
    columns_of_people,
    plan_people,
    totals_of_people,
    write_invitations,
)
from organisations.importing.planning import happens
from organisations.importing.services import PlannedService, plan_services, totals
from organisations.importing.writing_services import write_services
from organisations.roles import Permission
from tables.columns import Wanted
from tables.known_columns import columns_of_services

ORDER = 10
WHAT_SERVICES, WHAT_PEOPLE = "services", "people"


def _columns_of_services() -> tuple[Wanted, ...]:
    ours = Wanted(ALL_CODES, _("All codes, as our own files have them"), (ALL_CODES,))
    return (*columns_of_services(), ours, column_of_leads())


def _cells(row: PlannedService) -> list:
    place = ", ".join(filter(None, [row.organisation, row.sector])) or "–"
    headcount = f"{row.headcount:,}" if row.headcount is not None else "–"
    return [row.service or _("(no name)"), happens(row), place, headcount, row.line]


def _cells_of_people(row: PlannedInvitation) -> list:
    role = row.role.label if row.role else "–"
    return [row.email or _("(no address)"), happens(row), role, str(row.place or "–"), row.line]


SERVICES = ImportKind(
    what=WHAT_SERVICES,
    title=_("Import services"),
    lede=_("Set up sectors, organisations and services with the list that you have."),
    permission=Permission.MANAGE_PLACES,
    create="organisations:import-create",
    back="organisations:service-list",
    back_text=_("Services"),
    columns_wanted=_columns_of_services,
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
        (_("Lead"), _("the email address of the person who leads the service; we ask before we invite anyone")),
        (_("Codes"), _("URN, ODS, UPRN, charity number or GSS code, if you have any")),
    ],
    example="""sector,organisation,service,headcount
Health,Northside Hospital Trust,Children’s ward,62
Schools,Hillside Primary,Hillside Primary,48""",
    needed=frozenset({"sector", "service"}),
    takes_text=frozenset({"sector", "organisation"}),
)
PEOPLE = ImportKind(
    what=WHAT_PEOPLE,
    title=_("Invite people from a list"),
    lede=_("Invite many people at once, each with their own role."),
    permission=Permission.MANAGE_PEOPLE,
    create="organisations:people-import",
    back="organisations:people-list",
    back_text=_("People"),
    columns_wanted=columns_of_people,
    plan=plan_people,
    write=write_invitations,
    totals=totals_of_people,
    heads=[_("Email address"), _("Result"), _("Role"), _("Place"), _("Line")],
    cells=_cells_of_people,
    columns=[
        (_("Email address"), _("where we send the link; it works once and expires after 14 days")),
        (_("Role"), _("such as service lead; you can write one role for all rows")),
        (_("Service"), _("for a service lead or a contributor")),
        (_("Organisation"), _("for an organisation lead, and where two services have the same name")),
        (_("Sector"), _("for a sector lead")),
    ],
    example="""email,role,service
sam@council.example,Service lead,Family hub
alex@trust.example,Contributor,Children’s ward""",
    needed=frozenset({"email", "role"}),
    takes_text=frozenset({"role"}),
)
KINDS = [SERVICES, PEOPLE]
