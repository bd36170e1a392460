"""What the measures of a survey are called: they are made of the survey's own key.

A key has hyphens and no underscores, so that none of these names can be mistaken for another's.
"""

from __future__ import annotations

RESULTS, TAKE_UP, FEEDBACK = "_results", "_take_up", "_feedback"
OF_SURVEYS = (RESULTS, TAKE_UP, FEEDBACK)
OF_ORGANISATIONS = "org_survey_"
# How far improvement actions are, as parts of their measure.
PLANNED, UNDER_WAY, DONE, OVERDUE = "planned", "under_way", "done", "overdue"
# How far barriers are, and how long answers took, as parts of theirs.
ANSWERED, WAITING, DAYS = "answered", "waiting", "days"
LONGEST = 40  # as long as a measure's name may be where figures are stored


def results_of(survey: str) -> str:
    return survey + RESULTS


def take_up_of(survey: str) -> str:
    return survey + TAKE_UP


def comments_of(survey: str) -> str:
    return survey + FEEDBACK


def of_section(section: str) -> str:
    """The measure of a section of the organisational survey that its files do not name otherwise."""
    return OF_ORGANISATIONS + section


def take_up_beside(results: str) -> str:
    """The take-up of the survey whose results these are."""
    return results.removesuffix(RESULTS) + TAKE_UP
