"""The addresses at which people are looked after, for tests/test_access.py."""

from organisations.models import AddressChange, Membership
from organisations.models.people import hash_of
from organisations.roles import Role
from tests.access_rows import ADMIN, Page, here, service
from tests.builders import NOON, TODAY, Borough, days, make_user


def someone(at) -> list:
    return [at.slug, at.someone]


def one_role(at) -> list:
    return [at.slug, at.someones_role]


LEADS = ["lead", "admin"]
TEAM = Page("organisations:service-people", service, LEADS, ADMIN)
HEADCOUNT = Page("organisations:service-headcount", service, LEADS, ADMIN)
ADDRESS = Page("organisations:person-address", someone, ADMIN)
CLOSE = Page("organisations:person-close", someone, ADMIN)
HAND_OVER = Page("organisations:person-hand-over", someone, ADMIN)
CHANGE = Page("organisations:role-change", one_role, ADMIN)
LINK = Page("organisations:invitation-link", lambda at: [at.slug, at.invitation], ADMIN)
PEOPLE = [
    Page("organisations:people-csv", here, ADMIN),
    Page("organisations:who-sees-what", here, ADMIN),
    Page("organisations:person", someone, ADMIN),
    ADDRESS,
    ADDRESS.posting(200),
    CLOSE,
    CLOSE.posting(),
    HAND_OVER,
    HAND_OVER.posting(),
    CHANGE,
    CHANGE.posting(200),
    LINK,
    LINK.posting(200),
    TEAM,
    TEAM.posting(200),
    HEADCOUNT,
    HEADCOUNT.posting(200),
]
PEOPLE_POST_ONLY = [
    Page("organisations:person-reopen", someone, ADMIN).posting(),
    Page("organisations:person-address-keep", someone, ADMIN).posting(),
]


def people_of_access(borough: Borough) -> dict:
    """Someone with a role, and the role, by the names that the addresses use."""
    user = make_user(f"{borough.slug}-someone", name="Someone")
    role = Membership.objects.create(user=user, role=Role.BOARD_MEMBER, partnership=borough.partnership)
    secret = f"{borough.slug}-address"
    AddressChange.objects.create(
        user=user,
        partnership=borough.partnership,
        email=f"{borough.slug}-new@example.org",
        token_hash=hash_of(secret),
        asked_at=NOON,
        expires_on=TODAY + days(3000),
    )
    return {"someone": user.pk, "someones_role": role.pk, "address_secret": secret}
