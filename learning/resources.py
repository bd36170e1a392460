"""The barrier ledger to take away."""

from learning.models import Barrier
from organisations.resources import CodesOf, Column, Export


class BarriersExport(Export):
    """Barriers that someone may read (`readable_by`), a row each, with the newest answer and what the change saves.

    Of one whose words are not for them there are the place, the days and the status.
    """

    about, called = "barriers", "barriers"

    organisation = Column("organisation", "organisation__name")
    words = Column("what stands in the way")
    way = Column("named by", "get_way_display")
    passed_on = Column("open since", "passed_on")
    state = Column("status", "get_state_display")
    answered_on = Column("first answered on", "answered_on")
    days = Column("days to an answer", "days_to_an_answer")
    answer = Column("answer")
    change_by = Column("will change by", "change_by")
    minutes = Column("minutes saved each time")
    times = Column("times a year")
    people = Column("people")
    hours = Column("hours given back a year")
    how = Column("how this was reckoned")
    outside_codes = CodesOf("organisation")

    def dehydrate_words(self, barrier: Barrier) -> str:
        return barrier.words if barrier.is_in_words else ""

    def dehydrate_answer(self, barrier: Barrier) -> str:
        answers = list(barrier.answers.all()) if barrier.is_in_words else []
        return answers[-1].words if answers else ""

    def dehydrate_minutes(self, barrier: Barrier) -> object:
        return _reckoned(barrier, "minutes")

    def dehydrate_times(self, barrier: Barrier) -> object:
        return _reckoned(barrier, "times")

    def dehydrate_people(self, barrier: Barrier) -> object:
        return _reckoned(barrier, "people")

    def dehydrate_hours(self, barrier: Barrier) -> object:
        return _reckoned(barrier, "hours")

    def dehydrate_how(self, barrier: Barrier) -> object:
        return _reckoned(barrier, "how")


def _reckoned(barrier: Barrier, name: str) -> object:
    return getattr(getattr(barrier, "hours", None), name, None) if barrier.is_in_words else None
