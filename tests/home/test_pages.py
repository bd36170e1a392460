"""Start pages by role, a service's own page, and lists that cost the same for 2 rows and 20."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions.assessing import start_assessment, submit_assessment
from organisations.actions import close_round
from organisations.models import Membership, Organisation, Service
from organisations.roles import Role
from pledges.models import Pledge
from surveys.actions.links import survey_links_for
from surveys.models import QuietTime
from tests.builders import (
    NOON,
    TODAY,
    Borough,
    days,
    make_borough,
    make_member,
    make_round,
    make_service,
    release_round,
    text_of,
)

pytestmark = pytest.mark.slow


def start(borough: Borough, who: str) -> str:
    return text_of(borough.client(who).get(f"/{borough.slug}/start/"))


# --- what each person can do now -----------------------------------------------------------------


def test_an_admin_is_led_from_an_empty_partnership_to_the_first_release(framework):
    borough = make_borough(with_round=False)
    Service.objects.update(archived_on=TODAY)
    assert "Import services" in start(borough, "admin")
    Service.objects.update(archived_on=None)
    assert "Plan a round" in start(borough, "admin")
    borough.round = make_round(borough, state="planned")
    assert "Open Autumn 2026" in start(borough, "admin")
    borough.round.state = "open"
    borough.round.save()
    page = start(borough, "admin")
    assert "Autumn 2026 is open" in page
    assert "0 of 4 services have submitted their self-assessments." in page
    close_round(round_=borough.round, by=borough.people["admin"])
    assert "Prepare results" in start(borough, "admin")
    release_round(borough.round, at=NOON)
    page = start(borough, "admin")
    assert "Prepare results" not in page
    assert "Plan a round" in page


def test_an_admin_hears_of_pledges_that_wait(borough: Borough):
    assert "waiting for approval" not in start(borough, "admin")
    for number in range(2):
        pledge(borough, f"Pledge {number}")
    assert "2 pledges are waiting for approval" in start(borough, "admin")


def pledge(borough: Borough, text: str, state: str = "proposed", organisation: str = "hospital") -> Pledge:
    return Pledge.objects.create(
        organisation=borough.organisations[organisation],
        leader_name="A",
        leader_role="B",
        text=text,
        made_on=TODAY,
        state=state,
        agreed_on=TODAY if state == "agreed" else None,
    )


def test_a_service_lead_begins_carries_on_and_is_thanked(borough: Borough):
    assert "Start self-assessment" in start(borough, "lead")
    ward = borough.services["ward"]
    assessment = start_assessment(service=ward, round_=borough.round, by=borough.people["lead"], at=NOON)
    assert "completed 0 of 19 statements" in start(borough, "lead")
    assessment.ratings.update(stage=borough.round.framework.stages.first())
    assert "completed all 19 statements" in start(borough, "contributor")
    submit_assessment(assessment=assessment, by=borough.people["lead"], at=NOON)
    assert "Self-assessment submitted" in start(borough, "lead")
    close_round(round_=borough.round, by=borough.people["admin"])
    assert "No round is open" in start(borough, "lead")


def test_an_organisation_lead_is_asked_for_a_pledge_and_then_thanked(borough: Borough):
    assert "Make a pledge" in start(borough, "leader")
    made = pledge(borough, "Ours")
    assert "waiting for approval" in start(borough, "leader")
    Pledge.objects.filter(pk=made.pk).update(state="returned", note="Why?")
    assert "returned to you with a note" in start(borough, "leader")


def test_board_members_and_sector_leads_wait_for_results_and_then_see_them(borough: Borough):
    for who in ("board", "sector"):
        assert "There are no results yet" in start(borough, who)
    close_round(round_=borough.round, by=borough.people["admin"])
    release_round(borough.round, at=NOON)
    for who in ("board", "sector"):
        assert "Results for Autumn 2026" in start(borough, who)


def test_a_reviewer_hears_that_there_is_nothing_to_review(borough: Borough):
    page = start(borough, "reviewer")
    assert "no comments to review" in page
    assert "Results for" not in page


def test_someone_who_works_in_two_partnerships_sees_each_by_itself(borough: Borough, other_borough: Borough):
    lead = borough.people["lead"]
    Membership.objects.create(user=lead, role=Role.REVIEWER, partnership=other_borough.partnership)
    client = borough.client("lead")
    page = text_of(client.get("/"))
    assert "Elmfield Partnership" in page
    assert "Oakham Partnership" in page
    there = text_of(client.get("/oakham/start/"))
    assert "Safeguarding reviewer" in there
    assert "Ward" not in there


# --- a service's own page ------------------------------------------------------------------------


def test_a_services_page_shows_each_person_what_is_theirs(borough: Borough):
    here = f"/{borough.slug}/services/ward/"
    pages = {
        who: text_of(borough.client(who).get(here)) for who in ("lead", "contributor", "sector", "leader", "admin")
    }
    assert "Start self-assessment" in pages["lead"]
    assert "Start self-assessment" in pages["contributor"]
    assert "Start self-assessment" not in pages["leader"]
    assert "Not yet started in this round" in pages["leader"]
    assert "Self-assessment" not in pages["sector"]
    assert "Workforce survey" in pages["lead"]
    assert "Workforce survey" not in pages["contributor"]
    about = {who: text_of(borough.client(who).get(f"{here}about/")) for who in pages}
    assert "Change the details" in about["admin"]
    assert "Change the details" not in about["lead"]
    assert all("40 people" in page for page in about.values())


def test_earlier_self_assessments_stay_within_reach(borough: Borough):
    ward = borough.services["ward"]
    assessment = start_assessment(service=ward, round_=borough.round, by=borough.people["lead"], at=NOON)
    assessment.ratings.update(stage=borough.round.framework.stages.first())
    submit_assessment(assessment=assessment, by=borough.people["lead"], at=NOON)
    close_round(round_=borough.round, by=borough.people["admin"])
    page = borough.client("lead").get(f"/{borough.slug}/services/ward/assessment/")
    assert 'href="/elmfield/services/ward/assessment/autumn-2026/check/"' in page.content.decode()
    assert "No round is open" in text_of(page)


# --- lists that cost the same for 2 rows and 20 --------------------------------------------------


def queries(borough: Borough, who: str, address: str) -> int:
    client = borough.client(who)
    client.get(address)  # what is made or counted at the first look is there now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def more_services(borough: Borough) -> None:
    for number in range(20):
        make_service(borough, f"team-{number}", sector=f"sector-{number % 3}", organisation=f"partner-{number}")


def more_people(borough: Borough) -> None:
    for number in range(20):
        make_member(borough, f"person-{number}", Role.SERVICE_LEAD, service=borough.services["ward"])


def more_rounds(borough: Borough) -> None:
    for number in range(20):
        make_round(borough, f"Round {number}", state="planned", opens_on=TODAY + days(40 * number))


def more_pledges(borough: Borough) -> None:
    for number in range(18):
        pledge(
            borough, f"Pledge {number}", "agreed" if number % 2 else "proposed", "council" if number % 3 else "charity"
        )


def more_services_for_the_lead(borough: Borough) -> None:
    more_services(borough)
    lead = borough.people["lead"]
    for service in Service.objects.filter(name__startswith="Team"):
        Membership.objects.create(user=lead, role=Role.SERVICE_LEAD, partnership=borough.partnership, service=service)


def more_organisations_for_the_leader(borough: Borough) -> None:
    more_services(borough)
    leader = borough.people["leader"]
    for organisation in Organisation.objects.filter(name__startswith="Partner"):
        Membership.objects.create(
            user=leader, role=Role.ORGANISATION_LEAD, partnership=borough.partnership, organisation=organisation
        )


LISTS = {
    "services": ("admin", "/elmfield/services/", more_services),
    "people": ("admin", "/elmfield/people/", more_people),
    "rounds": ("admin", "/elmfield/rounds/", more_rounds),
    "the pledge wall": ("board", "/elmfield/pledges/", more_pledges),
    "pledges of an admin": ("admin", "/elmfield/pledges/manage/", more_pledges),
    "start page of an admin": ("admin", "/elmfield/start/", more_services),
    "start page of a service lead": ("lead", "/elmfield/start/", more_services_for_the_lead),
    "start page of an organisation lead": ("leader", "/elmfield/start/", more_organisations_for_the_leader),
    "services as CSV": ("admin", "/elmfield/exports/services.csv", more_services),
    "pledges as CSV": ("admin", "/elmfield/exports/pledges.csv", more_pledges),
}


@pytest.mark.parametrize(("who", "address", "grow"), LISTS.values(), ids=LISTS)
def test_a_list_costs_the_same_for_a_few_rows_and_for_many(who: str, address: str, grow, borough: Borough):
    pledge(borough, "First", "agreed")
    pledge(borough, "Second", "agreed", "council")
    pledge(borough, "Third")
    few = queries(borough, who, address)
    grow(borough)
    assert queries(borough, who, address) == few


@pytest.mark.parametrize("part", ["", "check/"], ids=["task list", "check your answers"])
def test_a_self_assessment_costs_the_same_empty_and_full(part: str, borough: Borough):
    ward = borough.services["ward"]
    assessment = start_assessment(service=ward, round_=borough.round, by=borough.people["lead"], at=NOON)
    address = f"/elmfield/services/ward/assessment/autumn-2026/{part}"
    empty = queries(borough, "contributor", address)
    assessment.ratings.update(stage=borough.round.framework.stages.first(), evidence="Something")
    assert queries(borough, "contributor", address) == empty


def test_a_survey_page_costs_a_handful_of_queries_however_long_it_is(borough: Borough):
    links = survey_links_for(service=borough.services["ward"], round_=borough.round)
    counts = {queries(borough, "lead", f"/s/{link.token}/questions/") for link in links}
    assert len(counts) == 1
    assert counts.pop() <= 20  # half of them find out which languages it is whole in


def test_home_says_how_many_have_answered_and_leads_to_where_surveys_are_shared(borough: Borough):
    assert "Give staff and families a link" in start(borough, "lead")
    survey_links_for(service=borough.services["ward"], round_=borough.round)
    answer = borough.client("lead").get("/elmfield/start/")
    assert 'href="/elmfield/services/ward/surveys/"' in answer.content.decode()
    assert "Workforce survey: fewer than 10 of about 40 people." in text_of(answer)
    assert "Share surveys" not in start(borough, "contributor")
    QuietTime.objects.create(partnership=borough.partnership, began_at=NOON)
    page = start(borough, "lead")
    assert "Surveys are paused" in page
    assert "fewer than 10" not in page
