"""Who reads a self-assessment: as its first page promises, and a sector's lead only where the service shares it."""

import pytest

from assessments.actions.assessing import reopen_assessment, set_shared, start_assessment, submit_assessment
from assessments.models import Assessment, ImprovementAction
from organisations.actions import ActionRefused
from organisations.models import Service
from organisations.roles import Role
from tests.access_rows import INSIDERS, READERS
from tests.assessments.test_self_assessment import address, decide_all
from tests.builders import NOON, TODAY, Borough, make_member, make_service, text_of
from tests.home.test_jobs import WHO_READS

pytestmark = pytest.mark.slow
WORDS = "The welcome letter that we wrote together"


@pytest.fixture
def submitted(borough: Borough) -> Assessment:
    lead = borough.people["lead"]
    found = start_assessment(service=borough.services["ward"], round_=borough.round, by=lead, at=NOON)
    decide_all(found)
    found.ratings.filter(statement__code="1a").update(evidence=WORDS)
    submit_assessment(assessment=found, by=lead, at=NOON)
    found.refresh_from_db()
    return found


def pages(borough: Borough) -> list[str]:
    return [address(borough), address(borough, "check"), address(borough, "profile")]


def test_the_first_page_promises_who_reads_and_no_one_else_does(borough: Borough, submitted: Assessment):
    Assessment.objects.update(state="draft", submitted_at=None)
    assert WHO_READS in text_of(borough.client("lead").get(address(borough)))
    Assessment.objects.update(state="submitted", submitted_at=NOON)
    for who in INSIDERS:
        for page in pages(borough):
            answer = borough.client(who).get(page)
            assert (answer.status_code == 200) == (who in READERS), (who, page)
            assert who in READERS or WORDS not in answer.content.decode()


def test_a_sector_lead_sees_the_state_and_the_words_once_they_are_shared(borough: Borough, submitted: Assessment):
    sector = borough.client("sector")
    here = f"/{borough.slug}/sector/health/"
    assert "Ward Submitted" in text_of(sector.get(here))
    lead = borough.client("lead")
    lead.post(address(borough, "share"), {"shared": "yes"})
    assert WORDS in text_of(sector.get(address(borough, "check")))
    assert sector.get(address(borough, "profile")).status_code == 200
    assert borough.client("board").get(address(borough, "check")).status_code == 403
    # A service that moves has shared nothing with the lead of the sector that it comes to.
    other = make_member(borough, "families-lead", Role.SECTOR_LEAD, sector=borough.sectors["families"])
    borough.people["families-lead"] = other
    Service.objects.filter(slug="ward").update(sector=borough.sectors["families"])
    assert borough.client("families-lead").get(address(borough, "check")).status_code == 403
    Service.objects.filter(slug="ward").update(sector=borough.sectors["health"])
    lead.post(address(borough, "share"), {"shared": "no"})
    assert sector.get(address(borough, "check")).status_code == 403


def test_what_is_opened_again_is_shared_no_longer_and_a_draft_never(borough: Borough, submitted: Assessment):
    lead = borough.people["lead"]
    assert set_shared(assessment=submitted, shared=True, by=lead, on=TODAY)
    assert not set_shared(assessment=submitted, shared=True, by=lead, on=TODAY)
    reopen_assessment(assessment=submitted, reason="A mistake", by=lead, at=NOON)
    submitted.refresh_from_db()
    assert submitted.shared_on is None
    with pytest.raises(ActionRefused, match="submitted"):
        set_shared(assessment=submitted, shared=True, by=lead, on=TODAY)


def test_the_profile_holds_each_statement_and_its_stage_on_one_page(borough: Borough, submitted: Assessment):
    submitted.ratings.filter(statement__code="8c").update(stage=None, does_not_apply=True, reason="None")
    ImprovementAction.objects.create(service=submitted.service, what="Ask first", recorded_on=TODAY)
    page = text_of(borough.client("contributor").get(address(borough, "profile")))
    assert page.count("Recognise") == 1 + 18  # the head, and a mark for each
    assert page.count("Does not apply") == 1
    assert "Ask first" in page


def test_numbers_of_actions_are_for_all_who_see_results_and_say_it_of_no_one_or_two_services(borough: Borough):
    ward = borough.services["ward"]
    for state in ("planned", "planned", "under_way"):
        ImprovementAction.objects.create(service=ward, what="A secret step", state=state, recorded_on=TODAY)
    page = text_of(borough.client("board").get(f"/{borough.slug}/actions/overview/"))
    assert "Health Not shown, because fewer than three services have any" in page
    assert "Ward" not in page
    more = [borough.services["clinic"], make_service(borough, "third", sector="health", organisation="hospital")]
    for number, service in enumerate(more, start=2):
        ImprovementAction.objects.create(service=service, what="A secret step", recorded_on=TODAY)
        page = text_of(borough.client("board").get(f"/{borough.slug}/actions/overview/"))
        assert ("Health 4 planned, 1 under way" in page) == (number == 3)
    page = text_of(borough.client("sector").get(f"/{borough.slug}/actions/overview/"))
    assert "Ward 2 planned, 1 under way" in page
    assert "A secret step" not in page
