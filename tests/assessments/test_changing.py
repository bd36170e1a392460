"""A self-assessment while it is submitted, and while its round closes."""

import pytest

from assessments.actions import assessing as actions
from assessments.actions.assessing import StatementDraft, save_wording, submit_assessment
from assessments.forms.assessing import RatingForm
from assessments.models import Assessment
from organisations.actions import ActionRefused, close_round
from tests.builders import NOON, Borough, text_of
from tests.meanwhile import meanwhile

from .test_self_assessment import address, decide_all, fields_of, rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(borough: Borough) -> Assessment:
    found = actions.start_assessment(
        service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON
    )
    decide_all(found)
    return found


@pytest.mark.parametrize("what", ["submitted", "closed"])
def test_what_is_typed_while_it_is_submitted_or_closed_changes_nothing_and_is_shown(borough, assessment, what: str):
    lead = borough.client("lead")
    typed = fields_of(lead.get(address(borough, "1"))) | {"1a-evidence": "We asked the team."}

    def others():
        if what == "submitted":
            submit_assessment(assessment=assessment, by=borough.people["lead"], at=NOON)
        else:
            close_round(round_=borough.round, by=borough.people["admin"], at=NOON)

    with meanwhile(RatingForm, others):
        page = lead.post(address(borough, "1"), typed)
    assert page.status_code == 409
    assert "We asked the team." in text_of(page)
    assert rating(assessment, "1a").evidence == ""


def test_saving_a_statement_leaves_what_it_does_not_say(borough, assessment):
    stale = rating(assessment, "1a")
    stale.statement_id = rating(assessment, "1b").statement_id
    wording = StatementDraft(stage=stale.stage, evidence="We asked the team.")
    save_wording(rating=stale, wording=wording, base=None, version=1, confirm=True, by=borough.people["lead"], at=NOON)
    assert rating(assessment, "1a").evidence == "We asked the team."


def test_no_one_submits_while_a_statement_is_taken_back(borough, assessment):
    assessment.ratings.filter(statement__code="1a").update(stage=None)
    with pytest.raises(ActionRefused, match="1a"):
        submit_assessment(assessment=assessment, by=borough.people["lead"])
