"""What shows a stage is read and printed by others: it is asked about when it is saved, and before it is submitted."""

import pytest

from assessments.actions.assessing import start_assessment, submit_assessment, what_may_name_someone
from assessments.models import Assessment, Rating
from organisations.actions import ActionRefused
from tests.assessments.test_self_assessment import address, decide_all, fields_of, rating
from tests.builders import NOON, Borough, text_of

pytestmark = pytest.mark.slow
NAMED = "Jayden Whitfield, 9, of Albert Street told Mrs Khan about his father."


@pytest.fixture
def assessment(borough: Borough) -> Assessment:
    return start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)


def test_evidence_that_names_someone_is_asked_about_beside_its_box(borough: Borough, assessment: Assessment):
    lead, page_of_one = borough.client("lead"), address(borough, "1")
    sent = fields_of(lead.get(page_of_one)) | {"1a-evidence": NAMED}
    asked = lead.post(page_of_one, sent)
    assert "“Jayden Whitfield” may be a name. “9” may be an age. “Albert Street” may be an address." in text_of(asked)
    assert '<a href="#id_1a-evidence">' in asked.content.decode()
    assert NAMED in asked.content.decode()
    assert rating(assessment, "1a").evidence == ""
    mark = asked.context["forms"][0].fields["evidence"].keep_as_it_is["mark"]
    assert lead.post(page_of_one, sent | {"1a-evidence-keep": mark}).status_code == 302
    assert rating(assessment, "1a").evidence == NAMED
    again = fields_of(lead.get(page_of_one))
    assert lead.post(page_of_one, again).status_code == 302, "what was kept as it is is not asked about again"


def test_what_is_saved_while_someone_types_is_kept_and_asked_about_before_it_is_submitted(
    borough: Borough, assessment: Assessment
):
    decide_all(assessment)
    lead, page_of_one = borough.client("lead"), address(borough, "1")
    sent = fields_of(lead.get(page_of_one)) | {"1a-evidence": NAMED}
    saved = lead.post(address(borough, "1", "autosave"), sent)
    assert saved.json()["status"] == "saved"
    assert rating(assessment, "1a").evidence == NAMED
    check = text_of(lead.get(address(borough, "check")))
    assert "Check that no one can be identified" in check
    assert "Submit self-assessment" not in check
    with pytest.raises(ActionRefused, match="Check that no one can be identified from: 1a"):
        submit_assessment(assessment=assessment, by=borough.people["lead"])
    sent = fields_of(lead.get(page_of_one))
    asked = lead.post(page_of_one, sent)
    mark = asked.context["forms"][0].fields["evidence"].keep_as_it_is["mark"]
    lead.post(page_of_one, sent | {"1a-evidence-keep": mark})
    assert what_may_name_someone(assessment) == []
    submit_assessment(assessment=assessment, by=borough.people["lead"])
    assert Assessment.objects.get().state == "submitted"


def test_the_names_of_places_are_no_names_of_people(borough: Borough, assessment: Assessment):
    Rating.objects.filter(assessment=assessment).update(evidence="the minutes of the Elmfield Partnership")
    assert what_may_name_someone(assessment) == []
