"""Who is responsible in Millbrook, and what its organisations agreed to. All made up."""

import datetime

from data_protection.actions.publishing import agree, publish_notice, publish_statement
from data_protection.models import PrivacyNotice, SharingStatement
from data_protection.sharing import first_words
from organisations.models import Membership, Partnership, User
from organisations.roles import Role

PUBLISHED_DAYS_AGO = 210


def say_who_is_responsible(
    partnership: Partnership, people: dict[str, User], *, on: datetime.date, domain: str, at: datetime.datetime
) -> None:
    """A privacy page, and a data-sharing statement to which the first organisation lead has agreed."""
    day = on - datetime.timedelta(days=PUBLISHED_DAYS_AGO)
    notice = PrivacyNotice(
        partnership=partnership,
        controller="Millbrook Council",
        controller_address="Town Hall, Market Street, Millbrook",
        officer="Rowan Ashby",
        officer_email=f"privacy@{domain}",
        basis=PrivacyNotice.Basis.PUBLIC_TASK,
        basis_words="We work together to keep children and families safe and well.",
    )
    publish_notice(notice=notice, seen=0, by=people["admin"], on=day)
    statement = SharingStatement(partnership=partnership, **first_words(partnership))
    publish_statement(statement=statement, seen=0, by=people["admin"], on=day)
    leads = Membership.objects.filter(partnership=partnership, role=Role.ORGANISATION_LEAD)
    if lead := leads.select_related("organisation").order_by("pk").first():
        agree(organisation=lead.organisation, version=1, by=lead.user, at=at)
