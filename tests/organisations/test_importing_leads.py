"""A list of services that names who leads them: one file does both, and nobody is written to before a yes."""

import time

import pytest
from django.core import mail

from background.models import OutgoingMail
from organisations.importing.undoing import undo
from organisations.models import ImportRun, Invitation, Service
from tests.builders import Borough, text_of
from tests.organisations.importing import Sent

pytestmark = pytest.mark.slow

HEADER = "sector,organisation,service,headcount,lead\n"


def sent(borough: Borough, rows: str) -> Sent:
    return Sent(borough, HEADER + rows)


TWO = "Health,Hospital,Ward,40,Sam@trust.example\nSchools,Hillside,Hillside,30,kim@hillside.example\n"


def test_one_file_brings_in_services_and_invites_their_leads(borough: Borough):
    file = sent(borough, TWO)
    assert "Your file names 2 people who lead services. Should we invite them by email?" in text_of(file.page)
    assert mail.outbox == []
    file.answer(invite="yes")
    assert "It would invite 2 people by email." in text_of(file.page)
    assert "sam@trust.example is invited as its lead" in text_of(file.page)
    assert not Invitation.objects.exists()
    file.agree()
    told = Invitation.objects.order_by("email").values_list("email", "role", "service__name")
    assert list(told) == [
        ("kim@hillside.example", "service_lead", "Hillside"),
        ("sam@trust.example", "service_lead", "Ward"),
    ]
    assert {each.to[0] for each in mail.outbox} == {"sam@trust.example", "kim@hillside.example"}
    assert sent(borough, TWO).plan.unchanged == 2, "whoever is invited is not invited again"


def test_only_the_services_come_in_where_no_one_is_to_be_invited(borough: Borough):
    file = sent(borough, TWO).answer(invite="not now")
    assert (file.plan.added, file.plan.unchanged) == (1, 1)
    file.agree()
    assert Service.objects.filter(name="Hillside").exists()
    assert not Invitation.objects.exists()


def test_a_lead_without_an_address_is_asked_about_and_an_empty_cell_is_nobody(borough: Borough):
    file = sent(
        borough, "Health,Hospital,New,4,Jane Smith\nHealth,Hospital,Newer,4,x@millbrook.example\nHealth,A,B,4,\n"
    )
    (question,) = file.plan.asking.open
    assert "“Jane Smith” is not an email address we can use" in question.text
    assert question.lines == [2, 3]
    file.answer(Jane="yes").agree()
    assert Service.objects.filter(name__in=["New", "Newer", "B"]).count() == 3
    assert not Invitation.objects.exists()


def test_taking_the_file_back_takes_its_invitations_back(borough: Borough):
    sent(borough, TWO).answer(invite="yes").agree()
    undo(run=ImportRun.objects.get(), by=borough.people["admin"])
    assert not Service.objects.filter(name="Hillside").exists()
    assert not Invitation.objects.unused().exists()


def test_two_hundred_services_with_their_leads_go_through_in_one_press(borough: Borough, monkeypatch):
    monkeypatch.setattr("background.actions.mail.hand_over", lambda *_args: None)  # the worker sends them
    rows = "".join(f"Schools,School {n} Trust,School {n} team,30,lead{n}@school{n}.example\n" for n in range(200))
    file = sent(borough, rows).answer(invite="yes", sectors="yes").leave_out()
    assert "It would invite 200 people by email." in text_of(file.page)
    begun = time.monotonic()
    file.agree()
    assert OutgoingMail.objects.filter(state="waiting").values("to").distinct().count() == 200
    assert Invitation.objects.filter(role="service_lead").count() == 200
    assert time.monotonic() - begun < 20, "in the request: a server waits for 30 s"
