"""Who may do what, asked of the whole partnership at once."""

import pytest

from organisations.permissions import has_permission, has_permission_somewhere
from organisations.roles import Permission
from tests.builders import Borough

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "permission"),
    [
        ("lead", Permission.RECORD_ACTIVITIES),  # at a service
        ("contributor", Permission.VIEW_SERVICE),  # at a service
        ("leader", Permission.VIEW_ORGANISATION),  # at an organisation
        ("sector", Permission.RUN_SUBGROUP),  # at a sector
        ("admin", Permission.MAKE_RELEASE),  # in the partnership
    ],
)
def test_a_right_at_one_place_is_a_right_somewhere(
    borough: Borough, other_borough: Borough, who: str, permission: Permission
):
    assert has_permission_somewhere(borough.people[who], permission, borough.partnership)
    assert not has_permission_somewhere(borough.people[who], permission, other_borough.partnership)


def test_a_lead_reaches_the_own_place_and_what_is_below_it_and_no_other(borough: Borough):
    leader, sector = borough.people["leader"], borough.people["sector"]
    for person, permission, own, other in (
        (leader, Permission.VIEW_ORGANISATION, borough.organisations["hospital"], borough.organisations["council"]),
        (sector, Permission.RUN_SUBGROUP, borough.sectors["health"], borough.sectors["families"]),
        (leader, Permission.VIEW_SERVICE, borough.services["ward"], borough.services["clinic"]),
        (sector, Permission.VIEW_SERVICE, borough.services["clinic"], borough.services["centre"]),
    ):
        assert has_permission(person, permission, own)
        assert not has_permission(person, permission, other)


def test_a_right_that_one_has_nowhere_is_none(borough: Borough):
    assert not has_permission_somewhere(borough.people["lead"], Permission.MAKE_RELEASE, borough.partnership)
    assert not has_permission(borough.people["lead"], Permission.RECORD_ACTIVITIES, borough.services["clinic"])
