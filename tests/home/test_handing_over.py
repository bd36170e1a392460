"""Whoever takes over: our story so far, what is open in whose name, and what closed services leave behind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Briefing
from assessments.actions.assessing import start_assessment, submit_assessment
from assessments.models import ImprovementAction
from organisations.handing_over import of_leavers, people_at
from organisations.models import AuditEntry, Membership
from organisations.roles import Role
from tests.assessments.test_self_assessment import decide_all
from tests.builders import NOON, TODAY, Borough, days, make_member, make_service, text_of

pytestmark = pytest.mark.slow


def page(borough: Borough, who: str = "lead", service: str = "ward"):
    return borough.client(who).get(f"/{borough.slug}/services/{service}/handover/")


def action(borough: Borough, what: str, service: str = "ward", **more) -> ImprovementAction:
    return ImprovementAction.objects.create(
        service=borough.services[service], what=what, recorded_on=more.pop("recorded_on", TODAY), **more
    )


def test_the_story_tells_what_was_said_done_and_told_day_by_day(borough: Borough):
    ward, lead = borough.services["ward"], borough.people["lead"]
    ended = {"state": "done", "ended_on": TODAY - days(2), "became": "Calm"}
    action(borough, "A quiet corner", recorded_on=TODAY - days(9), **ended)
    Briefing.objects.create(service=ward, day=TODAY - days(5), how="team_meeting", people_reached=1, team_size=4)
    assessment = start_assessment(service=ward, round_=borough.round, by=lead, at=NOON)
    decide_all(assessment)
    submit_assessment(assessment=assessment, by=lead, at=NOON)
    text = text_of(page(borough, "contributor"))
    order = ["Planned: A quiet corner", "1 person was briefed.", "Done: A quiet corner", "Self-assessment of Autumn"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert "submitted by Elmfield lead" in text


def test_what_is_in_a_leaver_s_name_is_first_and_handed_over_in_one_press(borough: Borough):
    leaver = make_member(borough, "leaver", Role.CONTRIBUTOR, service=borough.services["ward"])
    mine = action(borough, "Stays with the lead", person=borough.people["lead"])
    theirs = [action(borough, f"Step {number}", person=leaver) for number in range(2)]
    done = action(borough, "Long done", person=leaver, state="done", ended_on=TODAY)
    Membership.objects.filter(user=leaver).delete()
    text = text_of(page(borough))
    assert text.index("No longer has a role here") < text.index("Stays with the lead")
    assert "take over from someone who has left" in text_of(borough.client("lead").get(f"/{borough.slug}/start/"))
    people = text_of(borough.client("admin").get(f"/{borough.slug}/people/"))
    assert "Something is open in the name of someone who no longer has a role." in people
    heir = borough.people["contributor"]
    sent = {"person": leaver.pk, "heir": heir.pk}
    answer = borough.client("lead").post(f"/{borough.slug}/services/ward/handover/", sent, follow=True)
    assert "2 actions are now with" in text_of(answer)
    for one in theirs:
        one.refresh_from_db()
        assert one.person == heir
    mine.refresh_from_db()
    done.refresh_from_db()
    assert (mine.person, done.person) == (borough.people["lead"], leaver)
    assert AuditEntry.objects.filter(what__startswith="handed an action over").count() == 2
    again = borough.client("lead").post(f"/{borough.slug}/services/ward/handover/", sent, follow=True)
    assert "Nothing is open in this person’s name any more." in text_of(again)


def test_nothing_goes_to_someone_who_has_no_role_there_and_no_reader_hands_over(borough: Borough):
    one = action(borough, "Step", person=borough.people["contributor"])
    sent = {"person": borough.people["contributor"].pk, "heir": borough.people["board"].pk}
    answer = borough.client("lead").post(f"/{borough.slug}/services/ward/handover/", sent, follow=True)
    assert "Select who takes over" in text_of(answer)
    one.refresh_from_db()
    assert one.person == borough.people["contributor"]
    assert people_at([borough.services["ward"]])[borough.services["ward"].pk][0] == borough.people["lead"]


def test_someone_whose_account_is_closed_has_left_too(borough: Borough):
    action(borough, "Step", person=borough.people["contributor"])
    ward = borough.services["ward"]
    assert not list(of_leavers([ward]))
    type(borough.people["contributor"]).objects.filter(pk=borough.people["contributor"].pk).update(is_active=False)
    assert [duty.what for duty in of_leavers([ward])] == ["Step"]


def test_what_a_closed_service_left_open_goes_on_at_another_of_its_organisation(borough: Borough):
    lead = borough.people["lead"]
    here = make_service(borough, "new-ward", sector="health", organisation="hospital")
    elsewhere = borough.services["clinic"]
    one = action(borough, "Ask first", person=lead)
    ward = borough.services["ward"]
    ward.archived_on = TODAY
    ward.save()
    start = text_of(borough.client("leader").get(f"/{borough.slug}/start/"))
    assert "what closed services left open" in start
    address = f"/{borough.slug}/organisation/hospital/handover/"
    answer = borough.client("leader").post(address, {"action": one.pk, "service": elsewhere.slug}, follow=True)
    assert "Select the service that goes on with it" in text_of(answer)
    answer = borough.client("leader").post(address, {"action": one.pk, "service": here.slug}, follow=True)
    assert "goes on with “Ask first”." in text_of(answer)
    one.refresh_from_db()
    assert one.service == here
    assert one.person is None  # the ward's lead has no role at the new one
    assert "No action of a closed service is open." in text_of(answer)
    assert borough.client("leader").post(address, {"action": one.pk, "service": here.slug}).status_code == 404


def test_the_page_costs_the_same_for_a_short_story_and_a_long_one(borough: Borough):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(borough)
        return len(queries)

    action(borough, "One", person=borough.people["contributor"])
    cost()
    first = cost()
    for number in range(6):
        action(borough, f"Step {number}", person=borough.people["lead"])
        Briefing.objects.create(
            service=borough.services["ward"], day=TODAY - days(number), how="induction", people_reached=2, team_size=4
        )
    assert cost() == first
