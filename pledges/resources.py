"""Pledges to download."""

from organisations.resources import CodesOf, Column, Export, YesNo
from pledges.models import Pledge


class PledgesExport(Export):
    """Pledges, a row each, with what the newest progress update says of each."""

    about, called = "pledges", "pledges"

    organisation = Column("organisation", "organisation__name")
    leader = Column("leader", "leader_name")
    role = Column("role", "leader_role")
    pledge = Column("pledge", "text")
    commitments = Column("kinds of commitment")
    made_on = Column("made on", "made_on")
    public = Column("public", "is_public", widget=YesNo())
    state = Column("state", "get_state_display")
    agreed_on = Column("approved on", "agreed_on")
    ended_on = Column("ended on", "ended_on")
    picture = Column("picture shows", "picture_or_none__description")
    standing = Column("progress", "newest_review__get_standing_display")
    standing_said_on = Column("progress updated on", "newest_review__day")
    why = Column("why", "newest_review__why")
    next_review_on = Column("next update on", "review_due_on")
    outside_codes = CodesOf("organisation")

    def dehydrate_commitments(self, pledge: Pledge) -> str:
        return "; ".join(sorted(commitment.get_kind_display() for commitment in pledge.commitments.all()))
