"""The addresses of pledges, for tests/test_access.py."""

from organisations.models import Organisation
from pledges.models import Pledge, PledgePicture, PledgeReview
from tests.access_rows import ADMIN, NOBODY, Page, here, pledge
from tests.builders import TODAY

LEADER = ["leader"]


def agreed_pledge(at) -> list:
    return [at.slug, at.agreed_pledge]


def update(at) -> list:
    return [at.slug, at.agreed_pledge, at.update]


MAKE = Page("pledges:pledge-create", lambda at: [at.slug, at.organisation], LEADER, NOBODY)
EDIT = Page("pledges:pledge-edit", pledge, LEADER, NOBODY)
RETURN = Page("pledges:pledge-return", pledge, ADMIN, ADMIN)
AIMS = Page("pledges:pledge-aims", pledge, LEADER, NOBODY)
REVIEW = Page("pledges:pledge-review", agreed_pledge, LEADER, NOBODY)
PLEDGES = [
    Page("pledges:pledge-list", here, ["leader", "admin"]),
    MAKE,
    MAKE.posting(200),
    EDIT,
    EDIT.posting(200),
    Page("pledges:pledge-preview", pledge, LEADER, NOBODY),
    REVIEW,
    REVIEW.posting(200),
    Page("pledges:update", update, ["leader", "admin"], ADMIN),
    Page("pledges:update-return", update, ADMIN, ADMIN),
    Page("pledges:update-return", update, ADMIN, ADMIN).posting(200),
    AIMS,
    AIMS.posting(),
    RETURN,
    RETURN.posting(200),
    Page("pledges:pledges-csv", here, ["leader", "admin"]),
]
PLEDGES_POST_ONLY = [
    Page("pledges:pledge-send", pledge, LEADER, NOBODY).posting(),
    Page("pledges:pledge-discard", pledge, LEADER, NOBODY).posting(),
    Page("pledges:pledge-agree", pledge, ADMIN, ADMIN).posting(),
    Page("pledges:pledge-end", pledge, ["leader", "admin"], ADMIN).posting(),
    Page("pledges:update-publish", update, ADMIN, ADMIN).posting(),
    Page("pledges:update-remove", update, ["leader", "admin"], ADMIN).posting(),
]
# Of a pledge that is on the wall; tests/pledges/test_seeing.py tries the others.
PLEDGES_PUBLIC = [
    Page("pledges:pledge-wall", here),
    Page("pledges:wall-card", lambda at: [at.slug, "svg"]),
    Page("reporting:pledge", agreed_pledge),
    Page("pledges:picture", agreed_pledge),
    Page("pledges:poster", agreed_pledge),
    Page("pledges:card", lambda at: [at.slug, at.agreed_pledge, "svg"]),
]


def pledges_things_of(organisation: Organisation) -> dict:
    """What stands at the addresses of pledges, by the names of the table."""
    of = {"organisation": organisation, "leader_name": "A", "leader_role": "B", "made_on": TODAY}
    made = Pledge.objects.create(text="We promise.", **of)
    agreed = Pledge.objects.create(text="We promised.", state="agreed", agreed_on=TODAY, **of)
    picture = {"content": b"\xff\xd8", "width": 8, "height": 5, "digest": "a" * 32, "description": "A tree"}
    PledgePicture.objects.create(pledge=agreed, **picture)
    review = PledgeReview.objects.create(pledge=agreed, day=TODAY, standing="kept", why="It holds.", sent_on=TODAY)
    return {"pledge": made.pk, "agreed_pledge": agreed.pk, "update": review.pk}
