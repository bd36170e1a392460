"""Self-assessments to take away."""

from assessments.models import ImprovementAction, Rating
from organisations.places_then import Names
from organisations.resources import CodesOf, Column, Export, PlacesOfTheirTime, YesNo


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
    team_why = Column("why the team chose it", "team_why")
    team_differing = Column("where people saw it differently", "team_differing")
    outside_codes = CodesOf("assessment__service")

    def names_of(self, rating: Rating) -> Names:
        return self.places.in_round(rating.assessment.service, rating.assessment.round_id)


class ActionsExport(Export):
    """Improvement actions, a row each, at the places where their services are now."""

    about, called = "improvement actions", "actions"

    sector = Column("sector", "service__sector__name")
    organisation = Column("organisation", "service__organisation__name")
    service = Column("service", "service__name")
    feature = Column("feature", "statement__feature__code")
    statement = Column("statement", "statement__code")
    what = Column("what will change", "what")
    who = Column("who")
    due_on = Column("by when", "due_on")
    would_show = Column("what would show it", "would_show")
    state = Column("status", "get_state_display")
    ended_on = Column("done or stopped on", "ended_on")
    became = Column("what has changed", "became")
    recorded_on = Column("planned on", "recorded_on")
    outside_codes = CodesOf("service")

    def dehydrate_who(self, action: ImprovementAction) -> str:
        return action.whose
