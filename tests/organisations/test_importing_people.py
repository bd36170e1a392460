"""Inviting people from a list: each gets one invitation to the role and place that their row names."""

import pytest
from django.core import mail

from organisations.actions import accept_invitation
from organisations.importing.undoing import undo
from organisations.models import ImportRun, Invitation, Membership
from tests.builders import Borough, text_of
from tests.organisations.importing import Sent

pytestmark = pytest.mark.slow

HEADER = "email,role,service,sector\n"


def sent(borough: Borough, rows: str) -> Sent:
    return Sent(borough, HEADER + rows, "people.csv", "people")


def test_people_are_invited_to_the_role_and_place_of_their_row(borough: Borough):
    file = sent(borough, "Sam@Trust.example,Service lead,WARD,\nkim@trust.example,sector lead,,Health\n")
    assert "This would send 2 invitations by email." in text_of(file.page)
    assert not Invitation.objects.filter(email="sam@trust.example").exists()
    file.agree()
    sam = Invitation.objects.get(email="sam@trust.example")
    assert (sam.role, sam.service.name, sam.mail is not None) == ("service_lead", "Ward", True)
    assert Invitation.objects.get(email="kim@trust.example").sector.name == "Health"
    again = sent(borough, "sam@trust.example,Service lead,Ward,\n")
    assert again.plan.unchanged == 1
    assert ["http://testserver/invitations/" in each.body for each in mail.outbox] == [True, True]


BAD = {
    "no address": (",Service lead,Ward,", "The email address is missing"),
    "no address at all": ("sam,Service lead,Ward,", "“sam” is not an email address"),
    "no role": ("sam@trust.example,,Ward,", "The role is missing"),
    "no place": ("sam@trust.example,Service lead,,", "Name the service of this Service lead"),
    "a place that is not there": (
        "sam@trust.example,Service lead,Moon base,",
        "There is no service called “Moon base”",
    ),
    "an account that anybody can use": ("sam@millbrook.example,Board member,,", "Enter a real email address"),
}


@pytest.mark.parametrize(("row", "reason"), BAD.values(), ids=BAD)
def test_a_row_that_cannot_be_an_invitation_is_set_aside(row: str, reason: str, borough: Borough):
    file = sent(borough, f"{row}\nok@trust.example,Board member,,\n")
    assert file.lines("aside") == [2]
    assert reason in text_of(file.page)


def test_an_unknown_role_and_a_role_that_sees_much_are_asked_about(borough: Borough):
    file = sent(borough, "sam@trust.example,Boss,Ward,\nkim@trust.example,Partnership admin,,\n")
    assert [question.text for question in file.plan.asking.open] == [
        "Which role is “Boss”?",
        "1 person would get the role “Partnership admin”, which sees and can do much. Is that right?",
    ]
    file.answer(Boss="contributor", sees="leave out").agree()
    assert list(Invitation.objects.filter(email__endswith="@trust.example").values_list("email", "role")) == [
        ("sam@trust.example", "contributor")
    ]


def test_two_services_of_one_name_need_their_organisation(borough: Borough):
    other = borough.services["ward"]
    other.pk, other.slug = None, "ward-2"
    other.organisation = borough.organisations["council"]
    other.save(force_insert=True)
    rows = "sam@trust.example,Service lead,Ward,{}\n"
    head = "email,role,service,organisation\n"
    without = Sent(borough, head + rows.format(""), "people.csv", "people")
    assert "Several organisations have a service called “Ward”" in without.plan.rows[0].notes[0]
    Sent(borough, head + rows.format("HOSPITAL"), "people.csv", "people").agree()
    assert Invitation.objects.get(email="sam@trust.example").service.slug == "ward"


def test_undoing_withdraws_what_nobody_has_accepted(borough: Borough):
    file = sent(borough, "sam@trust.example,Board member,,\nkim@trust.example,Board member,,\n")
    run = file.agree()
    accept_invitation(invitation=Invitation.objects.get(email="kim@trust.example"))
    undo(run=run, by=borough.people["admin"])
    assert Invitation.objects.get(email="sam@trust.example").withdrawn_at is not None
    assert Membership.objects.filter(user__email="kim@trust.example").exists()
    page = text_of(file.admin.get(f"/{borough.slug}/imports/done/{ImportRun.objects.get().pk}/"))
    assert "This import was undone" in page
