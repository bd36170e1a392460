"""A board member finds in the matrix what was promised and done, and goes down to where each number comes from."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import (
    Briefing,
    Course,
    DeepListening,
    Event,
    EventOrganisation,
    Meeting,
    MeetingAttendance,
    OrganisationalAnswer,
    OrganisationalReply,
    TrainingAttendance,
    TrainingSession,
)
from organisations.actions import close_round
from pledges.models import Pledge
from surveys.models import Question
from tests.browser.visiting import BOTH_WAYS, look_at
from tests.builders import NOON, TODAY, Borough, release_round

CELLS = {
    "definitions_shared": "1 of 4",
    "subgroup_engagement": "2 of 3",
    "pledges": "1 of 3",
    "org_survey_comms": "1 of 3",
    "events": "1",
    "training_take_up": "9",
    "deep_listening_use": "1",
    "deep_listening_take_up": "1 of 4",
}


def record_everything(borough: Borough) -> None:
    """One of everything that a borough records of what was promised and done, in its open round."""
    ward, council = borough.services["ward"], borough.organisations["council"]
    hospital = borough.organisations["hospital"]
    Briefing.objects.create(service=ward, day=TODAY, how="team_meeting", people_reached=20, team_size=40)
    DeepListening.objects.create(service=ward, day=TODAY, with_staff=True, people_heard=4, method="group")
    meeting = Meeting.objects.create(sector=borough.sectors["health"], day=TODAY)
    event = Event.objects.create(partnership=borough.partnership, title="Open day", day=TODAY, kind="launch", people=60)
    course = Course.objects.create(
        partnership=borough.partnership, title="First steps", level="awareness", for_whom="Everyone"
    )
    session = TrainingSession.objects.create(course=course, day=TODAY)
    for organisation in (council, hospital):
        MeetingAttendance.objects.create(meeting=meeting, organisation=organisation, people=2)
        EventOrganisation.objects.create(event=event, organisation=organisation, people=5)
    TrainingAttendance.objects.create(session=session, organisation=hospital, kind_of_role="front_line", people=9)
    Pledge.objects.create(
        organisation=hospital,
        leader_name="Ada Osei",
        leader_role="Chief officer",
        text="We listen.",
        made_on=TODAY,
        state="agreed",
        agreed_on=TODAY,
    )
    reply = OrganisationalReply.objects.create(organisation=hospital, round=borough.round, sent_at=NOON)
    asked = Question.objects.filter(instrument__key="organisational", instrument__framework=borough.round.framework)
    OrganisationalAnswer.objects.bulk_create(
        OrganisationalAnswer(reply=reply, question=question, point=question.scale.points.get(positive=True))
        for question in asked.select_related("scale")
    )


@pytest.fixture
def released(borough: Borough) -> Borough:
    record_everything(borough)
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round.refresh_from_db()
    release_round(borough.round)
    return borough


@BOTH_WAYS
def test_the_board_goes_from_what_was_done_down_to_its_numbers(open_browser, released: Borough, script: bool):
    look = look_at if script else lambda page: None
    page = open_browser(released.people["board"], java_script_enabled=script)
    page.goto(reverse("reporting:dashboard", args=["elmfield"]))
    for more in page.locator("td .tip-cell summary").all():
        more.click()
    cells = page.locator("td .tip-cell")
    expect(cells.nth(0)).to_contain_text("of 4 services")
    expect(cells.nth(1)).to_contain_text("of 3 organisations")
    expect(cells.nth(2)).to_contain_text("TiP events")
    expect(cells.nth(2)).to_contain_text("Organisational survey (pledge and comms)")
    expect(cells.nth(5)).to_contain_text("Take-up of the core training offer")
    expect(cells.nth(6)).to_contain_text("1 conversation with 4 people")
    expect(page.get_by_text("Not recorded in TiP Borough")).to_have_count(0)
    look(page)
    cells.nth(0).get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("20 team members briefed")
    look(page)
    page.get_by_role("link", name="See results by service").click()
    expect(page.get_by_role("row", name="Ward")).to_contain_text("20 of 40")
    look(page)


def test_each_number_of_what_was_done_has_its_way_down(open_browser, released: Borough):
    page = open_browser(released.people["board"])
    for measure, said in CELLS.items():
        here = ["elmfield", released.round.slug, measure]
        page.goto(reverse("reporting:measure-results", args=here))
        expect(page.locator("main")).to_contain_text(said)
        look_at(page)
        page.get_by_role("link", name="How this figure is worked out").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("How this figure is worked out")
