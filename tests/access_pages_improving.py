"""The addresses of services' improvement actions and of their change journey, for tests/test_access.py."""

from assessments.models import ImprovementAction
from organisations.models import Service, User
from tests.access_rows import ADMIN, EDITORS, NOBODY, READERS, RESULTS, Page, assessed, here, organisation, service
from tests.builders import TODAY


def one_action(at) -> list:
    return [at.slug, at.service, at.action]


PLAN = Page("assessments:action-list", service, READERS, ADMIN)
NEW = Page("assessments:action-create", service, [*EDITORS, "leader"], NOBODY)
EDIT = Page("assessments:action-edit", one_action, EDITORS, NOBODY)
DELETE = Page("assessments:action-delete", one_action, EDITORS, NOBODY)
ON_THE_WAY = Page("assessments:journey-edit", assessed, EDITORS, NOBODY)
IMPROVING = [
    PLAN,
    NEW,
    NEW.posting(200),
    EDIT,
    EDIT.posting(200),
    DELETE,
    DELETE.posting(),
    Page("assessments:actions", here, READERS),
    Page("assessments:actions-csv", here, READERS),
    Page("assessments:actions-overview", here, RESULTS, RESULTS),
    Page("service-handover", service, READERS, ADMIN),
    Page("service-handover", service, READERS, ADMIN).posting(),
    Page("organisation-handover", organisation, ["leader", "admin"], ADMIN),
    Page("organisation-handover", organisation, ["leader", "admin"], ADMIN).posting(404),
    Page("assessments:assessment-profile", assessed, READERS, ADMIN, ok=302),
    Page("assessments:journey", service, READERS, ADMIN),
    ON_THE_WAY,
    ON_THE_WAY.posting(),
    Page("assessments:journey-autosave", assessed, EDITORS, NOBODY).posting(200),
]
ACTION_STATE = Page("assessments:action-state", one_action, EDITORS, NOBODY).posting(
    data=lambda at: {"state": "under_way"}
)


def improving_things_of(service: Service, by: User) -> dict:
    """An action of a service, by the name that the addresses use."""
    row = ImprovementAction.objects.create(service=service, what="Ask first", recorded_by=by, recorded_on=TODAY)
    return {"action": row.pk}
