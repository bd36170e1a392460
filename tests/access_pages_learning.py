"""The addresses of the barrier ledger, for tests/test_access.py."""

from learning.models import Barrier
from organisations.models import Organisation
from tests.access_rows import INSIDERS, RESULTS, REVIEWER, Page, here
from tests.builders import TODAY

READ = ["leader", "board", "programme", "admin"]  # an open one of their own organisation
READ_ANYWHERE = ["board", "programme", "admin"]
ANSWER = ["leader", "board", "admin"]
ANSWER_ANYWHERE = ["board", "admin"]


def one_barrier(at) -> list:
    return [at.slug, at.barrier]


def answered_barrier(at) -> list:
    return [at.slug, at.answered_barrier]


def waiting_barrier(at) -> list:
    return [at.slug, at.waiting_barrier]


BARRIER = Page("learning:barrier", one_barrier, READ, READ_ANYWHERE)
PASS = Page("learning:barrier-pass", one_barrier, ANSWER, ANSWER_ANYWHERE)
HOURS = Page("learning:barrier-hours", one_barrier, ANSWER, ANSWER_ANYWHERE)
REVIEW = Page("learning:barrier-review", waiting_barrier, REVIEWER)
NAME = Page("learning:barrier-create", here, INSIDERS)
LEARNING = [
    Page("learning:barrier-list", here, INSIDERS),  # reviewers and keyers find there what they named, and no more
    Page("learning:barriers-csv", here, RESULTS),
    Page("learning:barrier", answered_barrier, RESULTS),
    NAME,
    NAME.posting(200),
    BARRIER,
    Page("learning:barrier", one_barrier, ANSWER, ANSWER_ANYWHERE).posting(200),
    PASS,
    PASS.posting(200),  # without a choice
    HOURS,
    HOURS.posting(200),
    Page("learning:barrier-review-list", here, REVIEWER),
    Page("reporting:barrier-comments", here, REVIEWER),
    Page("reporting:barrier-comments", here, REVIEWER).posting(200),
    REVIEW,
    REVIEW.posting(200),
]
LEARNING_PUBLIC = [
    Page("learning:slip"),
    Page("learning:slip").posting(200),
    Page("learning:barrier-name", here),
    Page("learning:barrier-name", here).posting(200),
    Page("learning:barrier-thanks", here),
]
LEARNING_NAMED = ("barrier", "answered_barrier", "waiting_barrier")  # by a UUID


def learning_things_of(organisation: Organisation) -> dict:
    """A barrier that is open, an answered one, and one to be reviewed, by the names that the addresses use."""
    row = {"partnership": organisation.partnership, "organisation": organisation, "words": "The form", "way": "page"}
    is_open = Barrier.objects.create(**row, state="open", passed_on=TODAY)
    answered = Barrier.objects.create(**row, state="cannot", passed_on=TODAY, answered_on=TODAY)
    waiting = Barrier.objects.create(**row, state="waiting", due_on=TODAY)
    return {"barrier": is_open.pk, "answered_barrier": answered.pk, "waiting_barrier": waiting.pk}
