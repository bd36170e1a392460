"""Self-assessments to take away."""

from assessments.models import Rating
from organisations.places_then import Names
from organisations.resources import Column, PlacesOfTheirTime, YesNo


class AssessmentsExport(PlacesOfTheirTime):
    """All self-assessments: a row a service, round and statement."""

    about, called = "self-assessments", "self-assessments"

    round = Column("round", "assessment__round__name")
    sector = Column("sector")
    organisation = Column("organisation")
    service = Column("service")
    state = Column("state", "assessment__get_state_display")
    feature = Column("feature", "statement__feature__code")
    statement = Column("statement", "statement__code")
    stage_value = Column("stage value", "stage__value")
    stage = Column("stage", "stage__title")
    does_not_apply = Column("does not apply", "does_not_apply", widget=YesNo())
    reason = Column("reason", "reason")
    evidence = Column("evidence", "evidence")
    carried_forward = Column("carried forward", "carried_forward", widget=YesNo())

    def names_of(self, rating: Rating) -> Names:
        return self.places.in_round(rating.assessment.service, rating.assessment.round_id)
