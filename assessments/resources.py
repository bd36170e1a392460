"""Self-assessments to take away."""

from organisations.resources import Column, Export, YesNo


class AssessmentsExport(Export):
    """All self-assessments: a row a service, round and statement."""

    about, called = "self-assessments", "self-assessments"

    round = Column("round", "assessment__round__name")
    sector = Column("sector", "assessment__service__sector__name")
    organisation = Column("organisation", "assessment__service__organisation__name")
    service = Column("service", "assessment__service__name")
    state = Column("state", "assessment__get_state_display")
    feature = Column("feature", "statement__feature__code")
    statement = Column("statement", "statement__code")
    stage_value = Column("stage value", "stage__value")
    stage = Column("stage", "stage__title")
    does_not_apply = Column("does not apply", "does_not_apply", widget=YesNo())
    reason = Column("reason", "reason")
    evidence = Column("evidence", "evidence")
    carried_forward = Column("carried forward", "carried_forward", widget=YesNo())
