"""What can be taken back by whoever made it, and what is said before a role goes."""

import datetime
from unittest import mock

import pytest

from assessments.actions.improving import delete_action, save_action
from assessments.models import ActionAtSealing, ImprovementAction
from organisations.actions import ActionRefused
from organisations.models import AuditEntry, Membership
from reporting.models import Decision, Reflection, ReflectionPart
from reporting.release.reflecting import begin_reflection, delete_reflection
from tests.builders import CONTENT, NOON, TODAY, Borough, text_of

pytestmark = pytest.mark.django_db
PLAN = "/elmfield/services/ward/actions/"


def planned(borough: Borough, what: str = "Ask first", **fields) -> ImprovementAction:
    row = ImprovementAction(service=borough.services["ward"], what=what, **fields)
    return save_action(action=row, by=borough.people["lead"], on=TODAY)


def test_the_same_action_sent_twice_is_one(borough: Borough):
    lead = borough.client("lead")
    for _press in range(2):
        page = lead.post(f"{PLAN}new/", {"what": "Ask first"}, follow=True)
    assert "The action has been saved." in text_of(page)
    lead.post(f"{PLAN}new/", {"what": "Ask last"})
    assert sorted(ImprovementAction.objects.values_list("what", flat=True)) == ["Ask first", "Ask last"]
    with mock.patch("assessments.actions.improving.A_MOMENT", datetime.timedelta(0)):  # long ago
        lead.post(f"{PLAN}new/", {"what": "Ask first"})
    assert ImprovementAction.objects.count() == 3


def test_an_action_is_deleted_while_nothing_hangs_on_it(borough: Borough):
    row, lead = planned(borough), borough.client("lead")
    assert f"{PLAN}{row.pk}/delete/" in lead.get(f"{PLAN}{row.pk}/").content.decode()
    assert "Delete this action" in text_of(lead.get(f"{PLAN}{row.pk}/delete/"))
    assert ImprovementAction.objects.exists()
    assert "“Ask first” deleted." in text_of(lead.post(f"{PLAN}{row.pk}/delete/", follow=True))
    assert not ImprovementAction.objects.exists()
    assert AuditEntry.objects.filter(what="deleted an action", about="Ask first").count() == 1


def test_an_action_that_a_round_has_counted_is_stopped_instead(borough: Borough):
    row = planned(borough)
    ActionAtSealing.objects.create(round=borough.round, action=row, service=row.service, state="planned")
    page = text_of(borough.client("lead").get(f"{PLAN}{row.pk}/delete/"))
    assert "Stop this action" in page
    with pytest.raises(ActionRefused, match="Stop it instead"):
        delete_action(action=row, by=borough.people["lead"])


def test_before_a_role_is_removed_what_is_open_in_their_name_is_said(borough: Borough):
    lead = borough.people["lead"]
    planned(borough, person=lead)
    Decision.objects.create(round=borough.round, what="Pay for supervision", owner=lead, recorded_at=NOON)
    held = Membership.objects.get(user=lead)
    address = f"/elmfield/people/roles/{held.pk}/end/"
    page = text_of(borough.client("admin").get(address))
    assert "Action of Ward: Ask first" in page
    assert "Decision of the board: Pay for supervision" in page
    assert Membership.objects.filter(pk=held.pk).exists()
    borough.client("admin").post(address)
    assert not Membership.objects.filter(pk=held.pk).exists()


def test_whoever_began_a_reflection_deletes_it_and_no_one_else(borough: Borough):
    part = ReflectionPart.objects.get(framework__code=CONTENT.name, code="marks")
    mine = {"place": borough.services["ward"].organisation, "part": part, "on": TODAY}
    row = begin_reflection(by=borough.people["leader"], **mine)
    with pytest.raises(ActionRefused, match="started this"):
        delete_reflection(reflection=row, by=borough.people["lead"])
    leader, address = borough.client("leader"), f"/elmfield/organisations/hospital/reflections/{row.pk}/delete/"
    assert "You cannot undo this" in text_of(leader.get(address))
    assert "Deleted." in text_of(leader.post(address, follow=True))
    assert not Reflection.objects.exists()
