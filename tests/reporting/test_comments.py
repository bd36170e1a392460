"""Comments after a release: only where enough people answered, in no order that means anything."""

import pytest
from django.urls import reverse

from framework.models import Feature
from reporting.measures.round_context import RoundContext
from reporting.models import ReleasedFigure
from reporting.protect.rollup import SECTOR, SERVICE, THE_SYSTEM, Node
from reporting.read.comments import comments_at
from surveys.models import Comment, Question
from tests.builders import release_round
from tests.reporting.conftest import Borough
from tests.scenes import scene

pytestmark = pytest.mark.thorough


def write(borough, service, text: str, state: str = "released", survey: str = "workforce") -> Comment:
    question = Question.objects.filter(instrument__key=survey, instrument__framework=borough.round.framework).first()
    comment = Comment.objects.create(service=service, round=borough.round, question=question, text=text, state=state)
    comment.features.set(Feature.objects.filter(framework=borough.round.framework, code="2"))
    return comment


def texts(context: RoundContext, node: Node) -> set[str]:
    return {one.text for one in comments_at(context, node)}


NAMES = ("large", "middle", "small", "tiny")


@scene
def elmham_with_comments() -> Borough:
    """A sector of a large, a middling and two small services; each has one comment, and the large one two more."""
    borough = Borough("elmham", {"Health": [40, 14, 6, 5]})
    for name, service in zip(NAMES, borough.services, strict=True):
        write(borough, service, f"From {name}")
    write(borough, borough.services[0], "Withheld", state="withheld")
    write(borough, borough.services[0], "Passed on", state="escalated")
    return borough.close()


@pytest.fixture
def health(elmham_with_comments: Borough) -> Borough:
    return elmham_with_comments


def test_s9_comments_are_shown_only_where_ten_people_answered(health: Borough):
    context = RoundContext(health.round)
    large, middle, small, tiny = (Node(SERVICE, service.pk) for service in health.services)
    sector = Node(SECTOR, health.services[0].sector_id)
    assert texts(context, THE_SYSTEM) == texts(context, sector) == {f"From {name}" for name in NAMES}
    assert texts(context, large) == {"From large"}
    assert texts(context, middle) == {"From middle"}
    assert texts(context, small) == texts(context, tiny) == set()


def test_s9_a_small_service_is_not_told_by_what_subtraction_leaves(db):
    borough = Borough("elmham", {"Health": [40, 4]})
    for name, service in zip(("large", "alone"), borough.services, strict=True):
        write(borough, service, f"From {name}")
    context = RoundContext(borough.close().round)
    sector, large = Node(SECTOR, borough.services[0].sector_id), Node(SERVICE, borough.services[0].pk)
    assert "From alone" not in texts(context, sector) - (texts(context, large) or texts(context, sector))


def test_the_page_of_comments_is_there_after_the_release_and_not_before(health: Borough, client):
    client.force_login(health.member("admin"))
    address = reverse("reporting:comments", args=["elmham", "autumn-2026"])
    assert client.get(address).status_code == 404
    release_round(health.round)
    page = client.get(address).content.decode()
    assert "From large" in page
    assert "Withheld" not in page
    assert "Passed on" not in page


def test_reviewed_comments_are_counted_by_feature_for_the_whole_system(health: Borough):
    release = release_round(health.round)
    found = ReleasedFigure.objects.of(release).filter(measure="workforce_feedback")
    assert {(one.subject_kind, one.subject, one.text) for one in found} == {
        ("overall", "", "7 or fewer"),
        ("feature", "2", "7 or fewer"),
    }
