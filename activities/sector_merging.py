"""What a merge of two sectors means for sub-groups and champions."""

import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from activities.models import Champion, Meeting, SubGroupMember
from organisations.models import Sector
from tables.folding import fold

ORDER = 4


def settle_doubles(*, sector: Sector, into: Sector, on: datetime.date) -> None:
    """Who belongs to both sub-groups, or champions both sectors, does so once from then on; nobody is deleted."""
    members = SubGroupMember.objects.filter(left_on__isnull=True)
    _twins(members, sector, into).update(left_on=on)
    champions = Champion.objects.filter(until__isnull=True)
    _twins(champions, sector, into).update(until=on)


def _twins(people: QuerySet, sector: Sector, into: Sector) -> QuerySet:
    """Those of one sector who are in the other too: alike by name and organisation, and by email if both have one."""
    columns = ("pk", "name", "email", "organisation")
    known = list(people.filter(sector=into).values_list(*columns))
    mine = people.filter(sector=sector).values_list(*columns)
    return people.filter(pk__in=[one[0] for one in mine if any(_alike(one, other) for other in known)])


def _alike(one: tuple, other: tuple) -> bool:
    (_, name, email, organisation), (_, other_name, other_email, other_organisation) = one, other
    return (
        fold(name) == fold(other_name)
        and organisation == other_organisation
        and (not email or not other_email or fold(email) == fold(other_email))
    )


def what_moves(sector: Sector) -> list[str]:
    """What a merge would take along of this room, in words."""
    members = SubGroupMember.objects.filter(sector=sector, left_on__isnull=True).count()
    meetings = Meeting.objects.filter(sector=sector).count()
    champions = Champion.objects.filter(sector=sector, until__isnull=True).count()
    said = [
        (members, ngettext("%(n)s sub-group member", "%(n)s sub-group members", members)),
        (meetings, ngettext("%(n)s sub-group meeting", "%(n)s sub-group meetings", meetings)),
        (champions, ngettext("%(n)s champion", "%(n)s champions", champions)),
    ]
    return [words % {"n": number} for number, words in said if number]
