"""The addresses of the core training offer and of the organisational survey, for tests/test_access.py."""

from activities.actions.feedback import open_feedback
from activities.models import Course, TrainingSession
from organisations.models import Service
from tests.access_rows import Page, here, organisation
from tests.builders import TODAY, Borough

TRAINERS = ["trainer", "admin"]
SEE_TRAINING = ["trainer", "programme", "board", "admin"]


READERS = ["leader", "programme", "admin"]  # of what an organisation answered
ALL = ["programme", "admin"]  # who read what every organisation answered


def course(at) -> list:
    return [at.slug, at.course]


def session(at) -> list:
    return [at.slug, at.training_session]


FORMS = [
    Page("activities:course-create", here, TRAINERS),
    Page("activities:course-edit", course, TRAINERS),
    Page("activities:training-session-create", here, TRAINERS),
    Page("activities:training-session-edit", session, TRAINERS),
]
WHO_CAME = Page("activities:training-attendance", session, TRAINERS)
TRAINING = [
    Page("activities:training-sessions", here, TRAINERS),
    Page("activities:course-list", here, TRAINERS),
    Page("activities:courses-csv", here, TRAINERS),
    *FORMS,
    *(form.posting(200) for form in FORMS),
    Page("activities:training-session", session, TRAINERS),
    WHO_CAME,
    WHO_CAME.posting(200),
    Page("activities:training-feedback-sheet", session, TRAINERS),
    Page("activities:training-sessions-csv", here, TRAINERS),
    Page("activities:training-attendance-csv", here, TRAINERS),
    Page("activities:training-take-up-now", here, SEE_TRAINING),
    Page("activities:training-take-up", lambda at: [at.slug, at.round], SEE_TRAINING),
]
TRAINING += [
    Page("activities:organisational-list", here, READERS),
    Page("activities:organisational-list-csv", here, READERS),
    Page("activities:organisational-csv", here, ALL),
    Page("activities:organisational", organisation, READERS, ALL),
    Page("activities:organisational", organisation, ["leader"], []).posting(200),
    Page("activities:organisational-round", lambda at: [*organisation(at), at.round], READERS, ALL),
]
TRAINING_POST_ONLY = [
    Page("activities:course-retire", course, TRAINERS).posting(),
    Page("activities:training-session-call-off", session, TRAINERS).posting(),
    Page("activities:training-feedback", session, TRAINERS).posting(),
]
TRAINING_NUMBERED = ("course", "training_session")


def training_things_of(borough: Borough, service: Service) -> dict:
    """A course of a borough and one session of it."""
    offered = Course.objects.create(
        partnership=borough.partnership, title=f"Course for {service}", level="awareness", for_whom="Everybody"
    )
    held = TrainingSession.objects.create(course=offered, day=TODAY)
    open_feedback(session=held, by=borough.people["trainer"], on=TODAY)
    return {"course": offered.pk, "training_session": held.pk}
