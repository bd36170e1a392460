"""A service asks for a peer, who reads and writes; the service answers. And coffee by lot."""

import pytest
from playwright.sync_api import Page, expect

from activities.actions.coffee import draw_coffee, join_coffee
from assessments.actions.assessing import start_assessment, submit_assessment
from assessments.models import Assessment, PeerConversation, PeerOffer
from framework.models import Feature
from organisations.roles import Role
from tests.assessments.test_self_assessment import decide_all
from tests.browser.visiting import BOTH_WAYS, PROBLEM, look_at
from tests.builders import NOON, TODAY, Borough, make_member

PEERS = "/elmfield/services/ward/peers/"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"


def submitted(borough: Borough) -> Assessment:
    lead = borough.people["lead"]
    found = start_assessment(service=borough.services["ward"], round_=borough.round, by=lead, at=NOON)
    decide_all(found)
    submit_assessment(assessment=found, by=lead, at=NOON)
    return found


@BOTH_WAYS
def test_from_offering_and_asking_to_an_answer(open_browser, borough: Borough, script: bool):
    submitted(borough)
    sam = make_member(borough, "sam", Role.SERVICE_LEAD, service=borough.services["refuge"])
    peer: Page = open_browser(sam, java_script_enabled=script)
    peer.goto("/elmfield/start/")
    peer.get_by_role("link", name="Support and challenge by a peer").click()
    look_at(peer)
    peer.get_by_role("link", name="Offer to be a peer").click()
    peer.get_by_role("button", name="Offer to be a peer").click()
    expect(peer.locator(PROBLEM).first).to_contain_text("Select at least one feature")
    look_at(peer)
    peer.get_by_label("Safe environments").check()
    peer.get_by_label("Building relationships").check()
    peer.get_by_role("button", name="Offer to be a peer").click()
    expect(peer.get_by_text("You have offered to be a peer since")).to_be_visible()

    lead: Page = open_browser(borough.people["lead"], java_script_enabled=script)
    lead.goto(PEERS)
    expect(lead.get_by_text("No one has read it yet")).to_be_visible()
    look_at(lead)
    lead.get_by_role("link", name="Ask for a peer").click()
    look_at(lead)
    for box in lead.locator("input[type=checkbox]").all():
        box.uncheck()
    lead.get_by_label("Safe environments").check()
    lead.get_by_role("button", name="Ask for a peer").click()
    look_at(lead)
    lead.get_by_role("button", name="Invite Sam").click()
    expect(lead.get_by_text("You have invited Sam. We have told them by email.").first).to_be_visible()
    look_at(lead)

    peer.goto("/elmfield/start/")
    peer.get_by_role("link", name="Accept or decline").click()
    look_at(peer)
    peer.get_by_role("button", name="Accept").click()
    peer.get_by_role("link", name="Read the self-assessment").click()
    expect(peer.get_by_text("You read this as a peer, at the service’s invitation.")).to_be_visible()
    look_at(peer)
    peer.get_by_role("link", name="Write to the service").click()
    peer.get_by_role("button", name="Send to the service").click()
    expect(peer.locator(PROBLEM).first).to_contain_text("Write in at least one of the 3 boxes")
    look_at(peer)
    peer.get_by_label("What is strong?").fill("You greet people by name.")
    peer.get_by_label("A question").fill("Who do you not hear from?")
    peer.get_by_label("An offer of help").fill("Come and see our front room.")
    peer.get_by_role("button", name="Send to the service").click()
    expect(peer.get_by_text("Sent. You can change what you wrote until the service answers.").first).to_be_visible()

    lead.goto("/elmfield/start/")
    lead.get_by_role("link", name="Read and answer").click()
    look_at(lead)
    lead.get_by_role("button", name="Say thank you").click()
    lead.get_by_role("link", name="Answer your peer").click()
    look_at(lead)
    lead.get_by_label("Your answer").fill("Fathers. We would love to come.")
    lead.get_by_role("button", name="Send answer").click()
    lead.get_by_role("link", name="Make an action of this offer").click()
    expect(lead.get_by_label("What will you change?")).to_have_value("Come and see our front room.")
    lead.go_back()
    lead.get_by_role("button", name="Finish this conversation").click()
    expect(lead.get_by_text("In ten months we ask you both what has changed.").first).to_be_visible()
    look_at(lead)
    row = PeerConversation.objects.get()
    assert (row.state, row.answer) == ("finished", "Fathers. We would love to come.")
    assert row.thanked_on


@pytest.mark.parametrize("width", [320, 1280])
def test_long_names_and_words_stay_within_the_page(open_browser, borough: Borough, width: int):
    found = submitted(borough)
    sam = make_member(borough, "sam", Role.SERVICE_LEAD, service=borough.services["refuge"])
    kim = make_member(borough, "kim", Role.SERVICE_LEAD, service=borough.services["centre"])
    sam.name, kim.name = LONG * 2, ""
    sam.save()
    kim.save()
    features = Feature.objects.filter(framework=borough.round.framework)
    for user in (sam, kim):
        PeerOffer.objects.create(user=user, partnership=borough.partnership, since=TODAY).features.set(features)
    for state, more in (("finished", {"ended_on": TODAY}), ("accepted", {})):
        PeerConversation.objects.create(
            assessment=found, peer=sam, peer_service=borough.services["refuge"], state=state, invited_on=TODAY,
            left_on=TODAY, strong=LONG * 5, question="Why? " * 80, offer=LONG, answer="Yes. " * 90, answered_on=TODAY,
            **more,
        )  # fmt: skip
    for user in (sam, borough.people["lead"]):
        join_coffee(partnership=borough.partnership, by=user, on=TODAY)
    draw_coffee(partnership=borough.partnership, on=TODAY)
    size = {"width": width, "height": 800}
    pages = {
        "lead": (PEERS, f"/elmfield/peers/{PeerConversation.objects.last().pk}/", "/elmfield/coffee/"),
        "admin": (PEERS, "/elmfield/peers/overview/", "/elmfield/coffee/"),
    }
    for who, addresses in pages.items():
        page = open_browser(borough.people[who], viewport=size)
        for address in addresses:
            page.goto(address)
            look_at(page)


@BOTH_WAYS
def test_coffee_is_joined_and_left_by_one_press(open_browser, borough: Borough, script: bool):
    page: Page = open_browser(borough.people["reviewer"], java_script_enabled=script)
    page.goto("/elmfield/start/")
    page.get_by_role("link", name="Coffee by lot").click()
    look_at(page)
    page.get_by_role("button", name="Take part").click()
    expect(page.get_by_text("You have taken part since")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Stop taking part").click()
    expect(page.get_by_role("button", name="Take part")).to_be_visible()
