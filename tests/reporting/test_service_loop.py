"""A service's page as one loop: only this service's own figures, comments that may be shown, its plan, what it told."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import ImprovementAction
from organisations.roles import Role
from reporting.models import ReleasedFigure
from surveys.models import Comment, Question, YouSaidWeDid
from tests.builders import TODAY, text_of

pytestmark = pytest.mark.slow


def page_of(borough, service, role=Role.SERVICE_LEAD, **place) -> str:
    client = Client()
    client.force_login(borough.member(role, f"{role}-{service.pk}", **(place or {"service": service})))
    return text_of(client.get(reverse("service-home", args=[borough.partnership.slug, service.slug])))


def column(page: str, head: str) -> str:
    heads = ["What we saw", "What people told us", "What we will do", "What we told people", "Self-assessment"]
    _, _, rest = page.partition(head)
    after = [rest.find(one) for one in heads if one != head and one in rest]
    return rest[: min(after)] if after else rest


def test_a_service_sees_its_own_voices_where_they_are_furthest_apart(released):
    service = released.services[3]  # thirty people answered, and it rated itself at the highest stage
    saw = column(page_of(released, service), "What we saw")
    assert "only figures about this service" in saw
    assert "This service 100" in saw
    assert "The service rates this higher than" in saw
    assert "See all features in" in saw


def test_what_is_withheld_is_said_and_nothing_stands_in_its_place(released):
    service = released.services[5]  # six people, no self-assessment
    saw = column(page_of(released, service), "What we saw")
    assert "Too few people answered here" in saw
    shown = ReleasedFigure.objects.filter(level="rest", subject_kind="feature", status="shown", statistic="mean")
    assert shown.exists()
    assert not any(f" {row.value}" in saw for row in shown)


def test_who_may_not_read_the_self_assessment_sees_neither_its_stage_nor_the_actions(released):
    service = released.services[3]
    ImprovementAction.objects.create(service=service, what="Ask who should be in the room", recorded_on=TODAY)
    ImprovementAction.objects.create(service=service, what="A quiet corner", recorded_on=TODAY)
    page = page_of(released, service, Role.SECTOR_LEAD, sector=service.sector)
    assert "This service 100" not in page
    assert "Ask who should be" not in page
    assert "Actions: 2 planned." in column(page, "What we will do")
    assert "Ask who should be in the room" in column(page_of(released, service), "What we will do")


def test_comments_stand_there_only_where_they_may_be_shown(released):
    question = Question.objects.filter(instrument__key="families", instrument__framework=released.round.framework)
    question = question.first()
    for service in (released.services[3], released.services[5]):
        Comment.objects.create(
            service=service, round=released.round, question=question, text=f"Kind at {service.pk}", state="released"
        )
    Comment.objects.create(
        service=released.services[3], round=released.round, question=question, text="Kept back", state="withheld"
    )
    wrote = column(page_of(released, released.services[3]), "What people told us")
    assert f"Kind at {released.services[3].pk}" in wrote
    assert "Kept back" not in wrote
    assert "Read the comment" in wrote
    wrote = column(page_of(released, released.services[5]), "What people told us")
    assert "Kind at" not in wrote
    assert "There are no comments to show yet." in wrote


def test_what_is_public_is_there_and_a_draft_is_not(released):
    service = released.services[0]
    YouSaidWeDid.objects.create(service=service, said="It was loud.", did="A quiet room.", published_on=TODAY)
    YouSaidWeDid.objects.create(service=service, said="It was late.", did="We ring first.")
    told = column(page_of(released, service), "What we told people")
    assert "You said: It was loud. We did: A quiet room." in told
    assert "It was late." not in told


def test_the_page_costs_the_same_for_one_action_and_for_many(released):
    service = released.services[3]
    client = Client()
    client.force_login(released.member(Role.SERVICE_LEAD, "lead", service=service))
    address = reverse("service-home", args=[released.partnership.slug, service.slug])

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    def add(number: int) -> None:
        for each in range(number):
            ImprovementAction.objects.create(service=service, what=f"Step {each}", recorded_on=TODAY)
            YouSaidWeDid.objects.create(service=service, said=f"{each}", did="Yes.", published_on=TODAY)

    add(1)
    cost()
    first = cost()
    add(6)
    assert cost() == first
