"""The addresses of what a place tells an inspector of itself, for tests/test_access.py."""

from assessments.models import ImprovementAction
from organisations.models import Service
from reporting.models import HelpedQuestion, SelfEvaluation
from tests.access_rows import ADMIN, READERS, Page, here, organisation, service
from tests.builders import TODAY

BOARD = ["board", "admin"]
LEADERS = ["leader", "admin"]


def _pages(prefix: str, place, own: list[str], other: list[str], key: str) -> list[Page]:
    def one(at) -> list:
        return [*place(at), getattr(at, key)]

    name = f"reporting:{prefix}self-evaluation"
    return [
        Page(name, place, own, other),
        Page(f"{name}-make", place, own, other).posting(),
        Page(f"{name}-edit", one, own, other),
        Page(f"{name}-edit", one, own, other).posting(data=lambda at: {"own-source": ""}),
        Page(f"{name}-word", one, own, other),
        Page(f"{name}-pdf", one, own, other).posting(),
    ]


def done_action(at) -> list:
    return [at.slug, at.service, at.done_action]


EVALUATING = [
    Page("reporting:action-helped", done_action, READERS, ADMIN),
    Page("reporting:action-helped", done_action, ["lead", "admin"], ADMIN).posting(),
    *_pages("", here, BOARD, BOARD, "evaluation"),
    *_pages("service-", service, READERS, ADMIN, "service_evaluation"),
    *_pages("organisation-", organisation, LEADERS, ADMIN, "organisation_evaluation"),
]


def evaluating_things_of(service: Service) -> dict:
    """What each of the places has kept, by the names that the addresses use."""
    of = {"partnership": service.partnership, "made_on": TODAY}
    done = {"state": "done", "ended_on": TODAY, "recorded_on": TODAY}
    action = ImprovementAction.objects.create(service=service, what="Asked", **done)
    asked = {"what": "Asked", "opens_on": TODAY, "closes_on": TODAY}
    return {
        "done_action": action.pk,
        "helped_token": HelpedQuestion.objects.create(action=action, service=service, **asked).token,
        "evaluation": SelfEvaluation.objects.create(**of).pk,
        "service_evaluation": SelfEvaluation.objects.create(service=service, **of).pk,
        "organisation_evaluation": SelfEvaluation.objects.create(organisation=service.organisation, **of).pk,
    }
