"""Support and challenge: a peer reads at a service's invitation, says three things, is answered, and never rates."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.db.models import IntegerField
from django.test.utils import CaptureQueriesContext

from assessments.actions.assessing import reopen_assessment, start_assessment, submit_assessment
from assessments.actions.peers import (
    answer_peer,
    ask_for_a_peer,
    end_conversation,
    forget_offers_of_leavers,
    invite_peer,
    leave_words,
    offer_to_be_a_peer,
    reply_to_invitation,
    say_what_came,
)
from assessments.coming_of_it import asked_from
from assessments.models import Assessment, PeerConversation, PeerOffer, PeerRequest, WhatCameOfIt
from assessments.peers import Pool, features_with_room, may_read, strongest_features, unmet_in
from assessments.reminders import due
from framework.models import Feature
from organisations.actions import ActionRefused, end_membership
from organisations.models import AuditEntry, Membership
from organisations.roles import Role
from tests.assessments.test_self_assessment import decide_all
from tests.builders import NOON, TODAY, Borough, days, hidden_fields, make_member, make_round, text_of

pytestmark = pytest.mark.django_db
SECRET = "The welcome letter that we wrote together"
WARD = "/elmfield/services/ward/"
READ = f"{WARD}assessment/autumn-2026/check/"
OFFER = "Come and sit in our waiting room for an hour."


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    for module in ("assessments.views.peers", "assessments.views.service_peers", "home.views.start"):
        monkeypatch.setattr(f"{module}.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def ward(borough: Borough) -> Assessment:
    """The ward's self-assessment, submitted. Sam of the refuge and Kim of the centre offer to be peers."""
    lead = borough.people["lead"]
    found = start_assessment(service=borough.services["ward"], round_=borough.round, by=lead, at=NOON)
    decide_all(found)
    found.ratings.filter(statement__code="1a").update(evidence=SECRET)
    submit_assessment(assessment=found, by=lead, at=NOON)
    found.refresh_from_db()
    for name, service in (("sam", "refuge"), ("kim", "centre")):
        role = Role.SERVICE_LEAD if name == "sam" else Role.CONTRIBUTOR
        borough.people[name] = make_member(borough, name, role, service=borough.services[service])
    offer(borough, "sam", "13")
    offer(borough, "kim", "2")
    return found


def features(borough: Borough, codes: str) -> list[Feature]:
    return list(Feature.objects.filter(framework=borough.round.framework, code__in=codes))


def offer(borough: Borough, who: str, codes: str, at_once: int = 1) -> PeerOffer:
    return offer_to_be_a_peer(
        partnership=borough.partnership, features=features(borough, codes), at_once=at_once, by=borough.people[who],
        on=TODAY,
    )  # fmt: skip


def ask(borough: Borough, found: Assessment, codes: str = "1") -> PeerRequest:
    by = borough.people["lead"]
    return ask_for_a_peer(assessment=found, features=features(borough, codes), by=by, on=TODAY)


def invited(borough: Borough, found: Assessment, who: str = "sam") -> PeerConversation:
    by = borough.people["lead"]
    return invite_peer(request=ask(borough, found), peer=borough.people[who], by=by, on=TODAY)


def accepted(borough: Borough, found: Assessment) -> PeerConversation:
    conversation = invited(borough, found)
    reply_to_invitation(conversation=conversation, accepts=True, by=borough.people["sam"], on=TODAY)
    conversation.refresh_from_db()
    return conversation


def written(borough: Borough, found: Assessment, **words) -> PeerConversation:
    conversation = accepted(borough, found)
    conversation.strong, conversation.offer = "You listen.", OFFER
    for name, text in words.items():
        setattr(conversation, name, text)
    return leave_words(conversation=conversation, by=borough.people["sam"], on=TODAY)


def url(conversation: PeerConversation, page: str = "") -> str:
    return f"/elmfield/peers/{conversation.pk}/{page}"


@pytest.mark.slow
def test_from_asking_to_an_answer_everything_is_done_on_pages(borough: Borough, ward: Assessment):
    lead, sam = borough.client("lead"), borough.client("sam")
    assert "No one has read it yet" in text_of(lead.get(f"{WARD}peers/"))
    page = lead.post(f"{WARD}peers/ask/", {"features": ["1", "3"]}, follow=True)
    assert "Sam Refuge · Charity" in text_of(page)
    assert "Kim Centre" not in text_of(page)  # strong in nothing that is asked, but may be invited by name
    assert "Kim, Centre" in text_of(page)
    page = lead.post(f"{WARD}peers/invite/", {"peer": borough.people["sam"].pk}, follow=True)
    assert "You have invited Sam. We have told them by email." in text_of(page)
    conversation = PeerConversation.objects.get()
    assert "Ward asks you to be its peer" in text_of(sam.get("/elmfield/start/"))
    assert sam.get(READ).status_code == 403  # not before they have accepted
    page = sam.post(url(conversation, "state/"), {"do": "accept"}, follow=True)
    assert "Read the self-assessment" in text_of(page)
    read = text_of(sam.get(READ))
    assert SECRET in read
    assert "Reopen self-assessment" not in read
    page = sam.post(url(conversation, "words/"), {"strong": "", "question": "", "offer": " "})
    assert "Write in at least one of the 3 boxes" in text_of(page)
    sam.post(url(conversation, "words/"), {"strong": "You listen.", "question": "Who is not heard?", "offer": OFFER})
    page = lead.get(url(conversation))
    assert all(words in text_of(page) for words in ("You listen.", "Who is not heard?", OFFER))
    assert "Your peer has written" in text_of(lead.get("/elmfield/start/"))
    sent = hidden_fields(lead.get(url(conversation, "answer/"))) | {"answer": "Those who miss appointments."}
    lead.post(url(conversation, "answer/"), sent)
    assert "Those who miss appointments." in text_of(sam.get(url(conversation)))
    lead.post(url(conversation, "state/"), {"do": "thank"})
    page = lead.post(url(conversation, "state/"), {"do": "end"}, follow=True)
    assert "In ten months we ask you both what has changed." in text_of(page)
    assert sam.get(READ).status_code == 403  # finished
    assert "Those who miss appointments." in text_of(sam.get(url(conversation)))
    subjects = [each.subject for each in mail.outbox]
    assert subjects == [
        "Ward asks you to be its peer",
        "Sam is your peer",
        "Sam has written to Ward",
        "Ward has answered you",
        "Ward says thank you",
        "Support and challenge has ended: Ward",
    ]
    for each in mail.outbox:
        assert not any(words in each.body for words in (OFFER, "You listen.", "miss appointments", SECRET))


def test_a_peer_who_also_works_there_is_refused_and_told_why(borough: Borough, ward: Assessment):
    lead, asked = borough.client("lead"), ask(borough, ward)
    offer(borough, "contributor", "1")
    kim = borough.people["kim"]
    there = {"partnership": borough.partnership, "organisation": borough.organisations["hospital"]}
    Membership.objects.create(user=kim, role=Role.ORGANISATION_LEAD, **there)
    for who, said in (
        ("contributor", "Elmfield contributor works at Ward too. A peer works for another organisation."),
        ("kim", "Kim has a role in your organisation. A peer works for another organisation."),
    ):
        person = borough.people[who]
        assert person.pk not in Pool(borough.partnership, TODAY).may_be_invited(asked)
        page = lead.post(f"{WARD}peers/invite/", {"peer": person.pk})
        assert said in text_of(page)
        with pytest.raises(ActionRefused):
            invite_peer(request=asked, peer=person, by=borough.people["lead"], on=TODAY)
    assert not PeerConversation.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.BOARD_MEMBER, Role.SECTOR_LEAD])
def test_those_who_look_after_a_service_are_not_its_peer(borough: Borough, ward: Assessment, role: Role):
    place = {"sector": borough.sectors["health"]} if role is Role.SECTOR_LEAD else {}
    Membership.objects.create(user=borough.people["sam"], role=role, partnership=borough.partnership, **place)
    with pytest.raises(ActionRefused, match="looks after Ward"):
        invited(borough, ward)


def test_no_one_is_asked_for_more_than_they_offer_and_no_one_reads_twice_at_a_time(borough: Borough, ward: Assessment):
    conversation = invited(borough, ward)
    with pytest.raises(ActionRefused, match="You have invited someone already"):
        invited(borough, ward, "kim")
    clinic = start_assessment(
        service=borough.services["clinic"], round_=borough.round, by=borough.people["lead"], at=NOON
    )
    decide_all(clinic)
    submit_assessment(assessment=clinic, by=borough.people["lead"], at=NOON)
    clinic.refresh_from_db()
    with pytest.raises(ActionRefused, match="is a peer for others at the moment"):
        invited(borough, clinic)
    offer(borough, "sam", "1", at_once=2)
    assert invited(borough, clinic).state == "invited"
    reply_to_invitation(conversation=conversation, accepts=False, by=borough.people["sam"], on=TODAY)
    with pytest.raises(ActionRefused, match="has been asked about this self-assessment before"):
        invited(borough, ward)


def test_declining_is_told_kindly_with_a_reason_or_without(borough: Borough, ward: Assessment):
    conversation = invited(borough, ward)
    sam = borough.client("sam")
    page = sam.post(url(conversation, "decline/"), {"reason": "We move house this month."}, follow=True)
    assert "Thank you for answering." in text_of(page)
    assert "We move house this month." in text_of(borough.client("lead").get(url(conversation)))
    assert "Declined" in text_of(borough.client("lead").get(f"{WARD}peers/"))
    assert mail.outbox[-1].subject == "Sam cannot be your peer this time"
    assert sam.get(READ).status_code == 403


def test_reading_pauses_while_it_is_reopened_and_goes_on_afterwards(borough: Borough, ward: Assessment):
    conversation, sam = accepted(borough, ward), borough.client("sam")
    assert sam.get(READ).status_code == 200
    reopen_assessment(assessment=ward, reason="A mistake", by=borough.people["lead"], at=NOON)
    assert sam.get(READ).status_code == 403
    assert "The service has reopened its self-assessment." in text_of(sam.get(url(conversation)))
    submit_assessment(assessment=ward, by=borough.people["lead"], at=NOON)
    assert sam.get(READ).status_code == 200


def test_a_peer_reads_that_page_and_nothing_else_of_the_service(borough: Borough, ward: Assessment):
    accepted(borough, ward)
    sam = borough.client("sam")
    there = ("", "actions/", "assessment/", "assessment/autumn-2026/", "assessment/autumn-2026/profile/", "peers/")
    assert [sam.get(f"{WARD}{page}").status_code for page in there] == [403] * len(there)
    assert sam.post(READ).status_code == 403
    kim = borough.client("kim")
    assert kim.get(READ).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize("how", ["the role ends", "the account ends", "comes to work there", "the service closes"])
def test_who_leaves_or_comes_too_close_reads_no_more_and_nothing_is_lost(borough: Borough, ward: Assessment, how: str):
    conversation, sam = written(borough, ward), borough.people["sam"]
    membership = Membership.objects.get(user=sam)
    if how == "the role ends":
        end_membership(membership=membership, by=borough.people["admin"])
    elif how == "the account ends":
        sam.is_active = False
        sam.save()
    elif how == "the service closes":
        borough.services["refuge"].archived_on = TODAY
        borough.services["refuge"].save()
    else:
        Membership.objects.create(
            user=sam, role=Role.CONTRIBUTOR, partnership=borough.partnership, service=borough.services["ward"]
        )
    assert not may_read(PeerConversation.objects.with_places().get())
    lead = borough.client("lead")
    assert OFFER in text_of(lead.get(url(conversation)))
    assert "cannot be your peer any more" in text_of(lead.get(f"{WARD}peers/"))
    assert "cannot be your peer any more" in text_of(lead.get("/elmfield/start/"))
    told = [each for each in due(on=TODAY) if each.key == f"{conversation.pk}:gone"]
    assert [each.user for each in told] == [borough.people["lead"]]
    lead.post(f"{WARD}peers/invite/", {"peer": borough.people["kim"].pk})
    assert sorted(PeerConversation.objects.values_list("state", flat=True)) == ["invited", "left"]


def test_only_the_service_and_its_peer_read_what_is_said(borough: Borough, ward: Assessment):
    conversation = written(borough, ward)
    for who, status in (
        ("contributor", 200),
        ("lead", 200),
        ("sam", 200),
        ("kim", 403),
        ("leader", 403),
        ("admin", 403),
    ):
        answer = borough.client(who).get(url(conversation))
        assert (answer.status_code, OFFER in answer.content.decode()) == (status, status == 200), who
    for who in ("leader", "admin"):
        seen = text_of(borough.client(who).get(f"{WARD}peers/"))
        assert "Sam, Refuge" in seen
        assert OFFER not in seen
    seen = text_of(borough.client("admin").get("/elmfield/peers/overview/"))
    assert "Ward and Sam, Refuge, invited on 1 October 2026 Under way" in seen
    assert "asked by 1 service in a year · no room at the moment" in seen
    assert OFFER not in seen
    assert OFFER not in "".join(AuditEntry.objects.values_list("about", flat=True))


def test_a_peer_never_rates(borough: Borough, ward: Assessment):
    conversation = accepted(borough, ward)
    numbers = [each.name for each in PeerConversation._meta.fields if isinstance(each, IntegerField)]
    assert numbers == ["id"] or not numbers
    page = borough.client("sam").get(url(conversation, "words/")).content.decode()
    form = page[page.index("<main") :]
    assert form.count("<textarea") == 3
    assert not any(f'type="{kind}"' in form for kind in ("number", "range", "radio"))


def test_a_name_in_a_box_is_asked_about_and_nothing_typed_is_lost(borough: Borough, ward: Assessment):
    conversation = accepted(borough, ward)
    page = borough.client("sam").post(url(conversation, "words/"), {"strong": "Kayden (9) says so", "offer": OFFER})
    assert "“Kayden” may be a name." in text_of(page)
    assert OFFER in text_of(page)
    conversation.refresh_from_db()
    assert conversation.left_on is None


def test_what_was_answered_stays_as_it_is_and_one_who_came_too_late_finds_their_words(
    borough: Borough, ward: Assessment
):
    conversation, sam = written(borough, ward), borough.client("sam")
    page = sam.get(url(conversation, "words/"))
    conversation.answer = "Yes."
    answer_peer(conversation=conversation, by=borough.people["lead"], on=TODAY)
    page = sam.post(url(conversation, "words/"), hidden_fields(page) | {"strong": "Something else", "offer": OFFER})
    assert "The service has answered, so what you wrote stays as it is." in text_of(page)
    assert "Something else" in text_of(page)


def test_an_offer_becomes_an_action_with_its_words(borough: Borough, ward: Assessment):
    conversation = written(borough, ward)
    lead = borough.client("lead")
    address = f"{WARD}actions/new/?peer={conversation.pk}"
    assert address in lead.get(url(conversation)).content.decode()
    assert OFFER in text_of(lead.get(address))
    for other in ("999", "x", "9" * 30):
        assert OFFER not in text_of(lead.get(f"{WARD}actions/new/?peer={other}"))


def test_ten_months_later_both_are_asked_once_and_see_what_the_other_says(
    borough: Borough, ward: Assessment, monkeypatch
):
    conversation = written(borough, ward)
    end_conversation(conversation=conversation, by=borough.people["lead"], on=TODAY)
    conversation.refresh_from_db()
    day = asked_from(conversation)
    assert day == datetime.date(2027, 8, 1)

    def asked(on):
        return {each.user.name for each in due(on=on) if each.key == f"{conversation.pk}:came"}

    assert not asked(day - days(1))
    assert asked(day) == asked(day + days(60)) == {"Sam", "Elmfield lead"}
    assert not asked(day + days(100))
    lead, sam = borough.client("lead"), borough.client("sam")
    assert sam.get(url(conversation, "came-of-it/")).status_code == 302  # not yet
    for module in ("assessments.views.peers", "home.views.start"):
        monkeypatch.setattr(f"{module}.timezone.localdate", lambda *_: day)
    assert "What has changed since?" in text_of(sam.get("/elmfield/start/"))
    sam.post(url(conversation, "came-of-it/"), {"text": "We changed our letters too.", "may_be_told": "on"})
    assert "We changed our letters too." in text_of(lead.get(url(conversation)))
    assert asked(day) == {"Elmfield lead"}
    lead.post(url(conversation, "came-of-it/"), {"text": "A corner for fathers.", "may_be_told": "on"})
    assert not asked(day)
    told = "Both agree that what has changed may become a story."
    assert told in text_of(borough.client("admin").get("/elmfield/peers/overview/"))
    lead.post(url(conversation, "came-of-it/"), {"text": "Left in the box", "rather_not": "1"})
    row = WhatCameOfIt.objects.get(side="service")
    assert (row.text, row.may_be_told) == ("", False)
    assert told not in text_of(borough.client("admin").get("/elmfield/peers/overview/"))


@pytest.mark.parametrize("how", ["declined", "stopped", "archived", "left"])
def test_no_one_is_asked_what_came_of_what_never_was(borough: Borough, ward: Assessment, how: str):
    conversation = invited(borough, ward) if how == "declined" else written(borough, ward)
    if how == "declined":
        reply_to_invitation(conversation=conversation, accepts=False, by=borough.people["sam"], on=TODAY)
    elif how == "stopped":
        PeerConversation.objects.update(state="withdrawn", ended_on=TODAY)
    elif how == "archived":
        borough.services["ward"].archived_on = TODAY
        borough.services["ward"].save()
    else:
        Membership.objects.filter(user=borough.people["sam"]).delete()
    late = [each for each in due(on=TODAY + days(320)) if each.kind.code == "peers"]
    assert not [each for each in late if each.user == borough.people["sam"]]
    assert how == "left" or not late


def test_an_invitation_and_what_was_promised_are_brought_to_mind_once(borough: Borough, ward: Assessment):
    conversation = invited(borough, ward)

    def keys(on):
        return {(each.user.name, each.key.split(":")[1]) for each in due(on=on) if each.kind.code == "peers"}

    assert not keys(TODAY + days(6))
    assert keys(TODAY + days(7)) == {("Sam", "invited")}
    reply_to_invitation(conversation=conversation, accepts=True, by=borough.people["sam"], on=TODAY)
    assert not keys(TODAY + days(20))
    assert keys(TODAY + days(21)) == {("Sam", "words")}
    conversation.refresh_from_db()
    conversation.strong = "You listen."
    leave_words(conversation=conversation, by=borough.people["sam"], on=TODAY)
    assert not keys(TODAY + days(13))
    assert keys(TODAY + days(14)) == {("Elmfield lead", "answer")}


def test_what_is_suggested_is_what_a_service_rates_highest_and_what_has_most_room(borough: Borough, ward: Assessment):
    stages = list(borough.round.framework.stages.order_by("value"))
    ward.ratings.update(stage=stages[2])
    ward.ratings.filter(statement__feature__code="6").update(stage=stages[4])
    ward.ratings.filter(statement__feature__code="7").update(stage=stages[0])
    assert strongest_features([borough.services["ward"]])[0] == "6"
    assert features_with_room(ward)[0].code == "7"
    page = borough.client("lead").get(f"{WARD}peers/ask/").content.decode()
    assert 'value="7" checked' in page.replace('checked=""', "checked")
    assert 'value="6" checked' not in page
    page = borough.client("lead").post(f"{WARD}peers/ask/", {"features": ["1", "2", "3", "4"]})
    assert "Select up to 3 features" in text_of(page)


def test_nothing_can_be_asked_before_it_is_submitted(borough: Borough, ward: Assessment):
    reopen_assessment(assessment=ward, reason="A mistake", by=borough.people["lead"], at=NOON)
    lead = borough.client("lead")
    assert "Submit your self-assessment first" in text_of(lead.get(f"{WARD}peers/"))
    assert lead.get(f"{WARD}peers/ask/").status_code == 302
    with pytest.raises(ActionRefused, match="once your self-assessment is submitted"):
        ask(borough, ward)


def test_what_was_asked_about_an_older_self_assessment_falls_with_a_newer_one(borough: Borough, ward: Assessment):
    asked = ask(borough, ward)
    assert list(unmet_in(borough.partnership, on=TODAY)) == [asked]
    assert not unmet_in(borough.partnership, on=TODAY + days(400))
    borough.round.state = "closed"
    borough.round.save()
    later = make_round(borough, "Spring 2027", opens_on=TODAY + days(100))
    newer = start_assessment(service=borough.services["ward"], round_=later, by=borough.people["lead"], at=NOON)
    assert list(unmet_in(borough.partnership, on=TODAY)) == [asked]
    Assessment.objects.filter(pk=newer.pk).update(state="submitted", submitted_at=NOON)
    assert not unmet_in(borough.partnership, on=TODAY)
    assert "No one has read it yet" in text_of(borough.client("lead").get(f"{WARD}peers/"))


def test_an_offer_stops_at_any_time_and_what_is_begun_goes_on(borough: Borough, ward: Assessment):
    conversation, sam = accepted(borough, ward), borough.client("sam")
    assert "You have offered to be a peer since 1 October 2026" in text_of(sam.get("/elmfield/peers/"))
    sam.post("/elmfield/peers/offer/stop/")
    assert not PeerOffer.objects.filter(user=borough.people["sam"]).exists()
    assert sam.get(READ).status_code == 200
    with pytest.raises(ActionRefused, match="Only people with a role at a service"):
        offer(borough, "board", "1")
    assert conversation.is_open


def test_who_left_and_comes_back_offers_nothing_by_themselves(borough: Borough, ward: Assessment):
    forget_offers_of_leavers()
    assert PeerOffer.objects.count() == 2
    Membership.objects.filter(user=borough.people["sam"]).delete()
    forget_offers_of_leavers()
    assert list(PeerOffer.objects.values_list("user__name", flat=True)) == ["Kim"]


def test_what_came_of_it_needs_words_to_be_told(borough: Borough, ward: Assessment):
    conversation = written(borough, ward)
    by = borough.people["sam"]
    said = say_what_came(conversation=conversation, side="peer", text="", may_be_told=True, by=by, on=TODAY)
    assert not said.may_be_told


def test_pages_ask_the_database_as_often_for_two_as_for_many(borough: Borough, ward: Assessment):
    ask(borough, ward, "123")
    counts = []
    for more in (0, 6):
        for number in range(more):
            who = f"peer-{number}"
            borough.people[who] = make_member(borough, who, Role.CONTRIBUTOR, service=borough.services["refuge"])
            offer(borough, who, "12")
        clients = [(borough.client("lead"), f"{WARD}peers/"), (borough.client("admin"), "/elmfield/peers/overview/")]
        with CaptureQueriesContext(connection) as queries:
            for client, page in clients:
                assert client.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
