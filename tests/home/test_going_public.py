"""No word goes public unread: one person writes, sees it as everyone will, and another publishes or returns it."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from activities.actions.event_words import publish_event_words
from activities.models import Event, EventWords
from organisations.actions import ActionRefused
from organisations.going_public import end_words, publish_words, return_words, send_words
from organisations.models import AuditEntry, Membership, User
from organisations.roles import Role
from pledges.actions import agree_pledge, save_pledge, send_pledge
from pledges.models import Pledge, PledgeReview
from surveys.actions.links import survey_links_for
from surveys.actions.replies import publish_reply, take_down_reply, write_reply
from surveys.models import YouSaidWeDid
from tests.builders import TODAY, Borough, days, hidden_fields, make_member, text_of

pytestmark = pytest.mark.slow
SAID = {"for_families": "yes", "said": "The desk was loud.", "did": "We moved it."}


def at(name: str, borough: Borough, *more) -> str:
    return reverse(f"surveys:{name}", args=[borough.slug, "ward", *more])


def start_page_of_survey(borough: Borough) -> str:
    links = survey_links_for(service=borough.services["ward"], round_=borough.round)
    families = next(link for link in links if link.instrument.for_families)
    return text_of(Client().get(families.get_absolute_url()))


def written(borough: Borough, said: str = "The desk was loud.", who: str = "lead") -> YouSaidWeDid:
    """A version that waits for a second person."""
    ward = borough.services["ward"]
    reply = write_reply(reply=YouSaidWeDid(service=ward, said=said, did="We moved it."), by=borough.people[who])
    return send_words(words=reply, by=borough.people[who], on=TODAY)


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


# --- you said, we did ------------------------------------------------------------------------------


def test_a_name_in_what_a_service_did_is_asked_about_beside_its_box(borough: Borough):
    sent = SAID | {"said": "Jayden Whitfield said the desk was loud."}
    asked = borough.client("lead").post(at("reply-list", borough), sent)
    assert "“Jayden Whitfield” may be a name." in text_of(asked)
    assert '<a href="#id_said">' in asked.content.decode()
    assert not YouSaidWeDid.objects.exists()


def test_the_writer_sees_a_preview_and_someone_else_publishes(borough: Borough):
    lead, reviewer = borough.client("lead"), borough.client("reviewer")
    preview = lead.post(at("reply-list", borough), SAID, follow=True)
    assert "You said: The desk was loud. We did: We moved it." in text_of(preview)
    assert "Send to be checked" in text_of(preview)
    reply = YouSaidWeDid.objects.get()
    lead.post(at("reply-send", borough, reply.pk))
    assert "The desk was loud." not in start_page_of_survey(borough)
    assert "Check and publish" in text_of(reviewer.get(reverse("start-page", args=[borough.slug])))
    assert "Check and publish" not in text_of(lead.get(reverse("start-page", args=[borough.slug])))
    page = reviewer.get(at("reply", borough, reply.pk))
    assert "You said: The desk was loud. We did: We moved it." in text_of(page)
    reviewer.post(at("reply-publish", borough, reply.pk), {"mark": page.context["reply"].mark})
    assert "You said: The desk was loud. We did: We moved it." in start_page_of_survey(borough)
    said = [entry.what for entry in AuditEntry.objects.order_by("pk") if "You said" in entry.what]
    assert said == [
        "wrote “You said, we did”",
        "asked a second person to check “You said, we did”",
        "published “You said, we did”",
    ]


def test_no_one_publishes_what_they_wrote(borough: Borough):
    reply = written(borough)
    page = borough.client("lead").get(at("reply", borough, reply.pk))
    assert "You wrote it, so you cannot." in text_of(page)
    assert "Publish" not in [button.strip() for button in text_of(page).split(".")]
    shown = borough.client("lead").post(at("reply-publish", borough, reply.pk), {"mark": reply.mark}, follow=True)
    assert "You wrote this, so another person has to check and publish it." in text_of(shown)
    assert not fresh(reply).is_published
    with pytest.raises(IntegrityError), transaction.atomic():
        YouSaidWeDid.objects.filter(pk=reply.pk).update(published_on=TODAY, published_by=borough.people["lead"])


def test_no_one_publishes_what_they_wrote_after_someone_else_pressed_save_on_it(borough: Borough):
    reply = written(borough)
    page = borough.client("admin").get(at("reply-edit", borough, reply.pk))
    seen = page.context["form"]["seen"].value()
    borough.client("admin").post(at("reply-edit", borough, reply.pk), SAID | {"seen": seen})
    borough.client("lead").post(at("reply-publish", borough, reply.pk), {"mark": fresh(reply).mark})
    assert fresh(reply).is_waiting
    assert fresh(reply).written_by == borough.people["lead"]
    borough.client("admin").post(at("reply-publish", borough, reply.pk), {"mark": fresh(reply).mark})
    assert fresh(reply).is_published


@pytest.mark.parametrize("who", ["admin", "reviewer", "programme", "leader", "another lead"])
def test_those_who_may_be_the_second_person(borough: Borough, who: str):
    reply = written(borough)
    borough.people["another lead"] = make_member(
        borough, "another", Role.SERVICE_LEAD, service=borough.services["ward"]
    )
    borough.client(who).post(at("reply-publish", borough, reply.pk), {"mark": reply.mark})
    assert fresh(reply).is_published


def test_a_lead_of_another_service_is_not(borough: Borough):
    reply = written(borough)
    other = make_member(borough, "clinic-lead", Role.SERVICE_LEAD, service=borough.services["clinic"])
    borough.people["other"] = other
    assert borough.client("other").post(at("reply-publish", borough, reply.pk)).status_code == 403


def test_other_words_than_were_read_are_not_published(borough: Borough):
    reply, admin = written(borough), borough.people["admin"]
    read = reply.mark
    reply.said = "Mrs Khan was loud."
    write_reply(reply=reply, by=borough.people["lead"], fields=["said"])
    with pytest.raises(ActionRefused, match="This text has just changed"):
        publish_reply(reply=reply, by=admin, mark=read)
    assert not fresh(reply).is_published


def test_what_is_returned_comes_back_with_a_word_and_can_be_sent_again(borough: Borough):
    reply, lead, admin = written(borough), borough.client("lead"), borough.client("admin")
    admin.post(at("reply-return", borough, reply.pk), {"note": "say it more kindly"})
    assert "say it more kindly" in text_of(lead.get(at("reply-list", borough)))
    start = reverse("start-page", args=[borough.slug])
    assert "It was returned to you with a note." in text_of(lead.get(start))
    page = lead.get(at("reply-edit", borough, reply.pk))
    seen = page.context["form"]["seen"].value()
    lead.post(at("reply-edit", borough, reply.pk), SAID | {"did": "We moved the desk.", "seen": seen})
    assert fresh(reply).is_draft
    lead.post(at("reply-send", borough, reply.pk))
    assert fresh(reply).is_waiting
    assert fresh(reply).note == ""
    assert "It was returned to you with a note." not in text_of(lead.get(start))


def test_a_change_of_what_is_public_waits_and_the_old_one_stays_on_record(borough: Borough):
    lead, admin = borough.client("lead"), borough.people["admin"]
    old = publish_reply(reply=written(borough), by=admin, on=TODAY)
    page = lead.get(at("reply-edit", borough, old.pk))
    sent = SAID | {"did": "We moved it upstairs.", "seen": page.context["form"]["seen"].value()}
    lead.post(at("reply-edit", borough, old.pk), sent)
    new = YouSaidWeDid.objects.get(replaces=old)
    assert (fresh(old).did, new.did) == ("We moved it.", "We moved it upstairs.")
    send_words(words=new, by=borough.people["lead"])
    assert "We did: We moved it. " in start_page_of_survey(borough)
    assert "upstairs" not in start_page_of_survey(borough)
    publish_reply(reply=new, by=admin, on=TODAY + days(1))
    assert "We did: We moved it upstairs." in start_page_of_survey(borough)
    assert start_page_of_survey(borough).count("You said:") == 1
    assert "Public from 1 October 2026 to 2 October 2026" in text_of(lead.get(at("reply-list", borough)))


@pytest.mark.parametrize("who", ["lead", "admin"])
def test_either_of_the_two_takes_it_down_at_once(borough: Borough, who: str):
    reply = publish_reply(reply=written(borough), by=borough.people["admin"])
    borough.client(who).post(at("reply-remove", borough, reply.pk))
    assert "The desk was loud." not in start_page_of_survey(borough)
    assert fresh(reply).ended_on, "it stays on record"


def test_what_was_public_before_there_were_two_people_stays_public(borough: Borough):
    YouSaidWeDid.objects.create(
        service=borough.services["ward"], said="It was cold.", did="It is warm.", published_on=TODAY - days(30)
    )
    assert "It is warm." in start_page_of_survey(borough)


def test_two_presses_make_one_draft_and_one_publication(borough: Borough):
    lead, admin = borough.people["lead"], borough.people["admin"]
    first = written(borough)
    assert written(borough).pk == first.pk
    publish_reply(reply=first, by=admin)
    publish_reply(reply=first, by=admin)
    assert AuditEntry.objects.filter(what__startswith="published").count() == 1
    with pytest.raises(ActionRefused, match="already been published"):
        send_words(words=first, by=lead)
    with pytest.raises(ActionRefused, match="cannot return"):
        return_words(words=first, note="x", by=admin)
    take_down_reply(reply=first, by=admin)
    with pytest.raises(ActionRefused, match="cannot publish"):
        publish_words(words=first, by=admin)
    with pytest.raises(ActionRefused, match="Someone else has just deleted this"):
        write_reply(reply=first, by=lead)


# --- pledges and how they go -------------------------------------------------------------------------


def pledge_of(borough: Borough, **fields) -> Pledge:
    given = {"organisation": borough.organisations["hospital"], "leader_name": "Sky Osei", "leader_role": "Head"}
    given |= {"text": "We will listen first.", "made_on": TODAY, "state": "agreed", "agreed_on": TODAY}
    return Pledge.objects.create(**given | fields)


def public_page(pledge: Pledge) -> str:
    return text_of(Client().get(pledge.get_absolute_url()))


def test_the_admin_who_wrote_a_pledge_does_not_approve_it(borough: Borough):
    admin, leader = borough.people["admin"], borough.people["leader"]
    pledge = Pledge(organisation=borough.organisations["hospital"], text="We listen.", leader_name="A", leader_role="B")
    pledge.made_on = TODAY
    saved = save_pledge(pledge=pledge, by=admin)
    send_pledge(pledge=saved, by=admin)
    with pytest.raises(ActionRefused, match="You wrote this pledge"):
        agree_pledge(pledge=saved, by=admin)
    saved.text = "We listen first."
    save_pledge(pledge=saved, by=leader, fields=["text"])
    agree_pledge(pledge=saved, by=admin)
    assert fresh(saved).state == "agreed"


def test_the_admin_who_wrote_a_pledge_does_not_approve_it_after_someone_else_pressed_save_on_it(borough: Borough):
    admin, leader = borough.people["admin"], borough.people["leader"]
    pledge = pledge_of(borough, state="proposed", agreed_on=None, made_by=leader, worded_by=admin)
    save_pledge(pledge=Pledge.objects.get(), fields=["text"], by=leader)
    with pytest.raises(ActionRefused, match="You wrote this pledge"):
        agree_pledge(pledge=pledge, by=admin)
    pledge.text = "We will listen longer."
    save_pledge(pledge=pledge, fields=["text"], by=leader)
    agree_pledge(pledge=pledge, by=admin)


@pytest.mark.parametrize(
    "change", [{"leader_name": "Mo, whose mother drinks"}, {"leader_role": "Carer of Amina"}, {"is_public": False}]
)
def test_nothing_of_a_pledge_goes_public_that_the_admin_has_not_read(borough: Borough, change: dict):
    leader = borough.people["leader"]
    pledge = pledge_of(borough, state="proposed", agreed_on=None, made_by=leader, worded_by=leader)
    Pledge.objects.filter(pk=pledge.pk).update(**change)
    listed = borough.client("admin").get(reverse("pledges:pledge-list", args=[borough.slug]))
    read = hidden_fields(listed)
    Pledge.objects.filter(pk=pledge.pk).update(leader_name="Sky Osei", leader_role="Head", is_public=True)
    at_address = reverse("pledges:pledge-agree", args=[borough.slug, pledge.pk])
    shown = borough.client("admin").post(at_address, read, follow=True)
    assert "The text of this pledge has just changed." in text_of(shown)
    borough.client("admin").post(at_address, hidden_fields(shown))
    assert fresh(pledge).state == "agreed"


def test_a_progress_update_of_a_public_pledge_needs_a_second_person(borough: Borough):
    pledge, leader, admin = pledge_of(borough), borough.client("leader"), borough.client("admin")
    review = {"standing": "kept", "why": "it holds", "day": TODAY - days(0), "review_due_on": "2099-01-01"}
    pledge_at = f"/{borough.slug}/pledges/{pledge.pk}/"
    Pledge.objects.update(made_on="2026-01-01", agreed_on="2026-01-02")
    answer = leader.post(f"{pledge_at}review/", review, follow=True)
    assert "Another person checks it before it is public." in text_of(answer)
    update = PledgeReview.objects.get()
    assert "it holds" not in public_page(pledge)
    assert "it holds" in text_of(admin.get(f"{pledge_at}updates/{update.pk}/"))
    step = text_of(admin.get(reverse("start-page", args=[borough.slug])))
    assert "Progress update on the pledge by Hospital" in step
    admin.post(f"{pledge_at}updates/{update.pk}/publish/", {"mark": update.mark})
    assert "it holds" in public_page(pledge)
    leader.post(f"{pledge_at}updates/{update.pk}/remove/")
    assert "it holds" not in public_page(pledge)


def test_a_progress_update_that_is_returned_is_shown_to_no_one_outside(borough: Borough):
    pledge = pledge_of(borough)
    update = PledgeReview.objects.create(
        pledge=pledge, day=TODAY, standing="kept", why="it holds", sent_on=TODAY, written_by=borough.people["leader"]
    )
    admin = borough.client("admin")
    admin.post(f"/{borough.slug}/pledges/{pledge.pk}/updates/{update.pk}/return/", {"note": "say how"})
    assert "say how" in text_of(borough.client("leader").get(reverse("pledges:pledge-list", args=[borough.slug])))
    assert "it holds" not in public_page(pledge)
    start = reverse("start-page", args=[borough.slug])
    assert "It was returned to you with a note." in text_of(borough.client("leader").get(start))
    Pledge.objects.update(made_on="2026-01-01")
    again = {"standing": "kept", "why": "it holds each day", "day": TODAY, "review_due_on": "2099-01-01"}
    borough.client("leader").post(f"/{borough.slug}/pledges/{pledge.pk}/review/", again)
    assert "It was returned to you with a note." not in text_of(borough.client("leader").get(start))


def test_an_update_of_a_pledge_that_is_not_public_is_kept_at_once(borough: Borough):
    pledge = pledge_of(borough, is_public=False, made_on="2026-01-01")
    review = {"standing": "kept", "why": "it holds", "day": TODAY, "review_due_on": "2099-01-01"}
    borough.client("leader").post(f"/{borough.slug}/pledges/{pledge.pk}/review/", review)
    assert PledgeReview.objects.read().get().why == "it holds"


# --- events of the public calendar ---------------------------------------------------------------------


def calendar(borough: Borough) -> str:
    return text_of(Client().get(reverse("activities:public-events", args=[borough.slug])))


def event_fields(**more) -> dict:
    return {"title": "an open day", "kind": "launch", "day": "2099-01-01", "is_public": "on"} | more


def test_an_event_is_on_the_public_calendar_once_a_second_person_has_read_it(borough: Borough):
    programme, admin = borough.client("programme"), borough.client("admin")
    saved = programme.post(reverse("activities:event-create", args=[borough.slug]), event_fields(), follow=True)
    assert "A second person checks it before it is on the public calendar." in text_of(saved)
    assert "an open day" not in calendar(borough)
    words = EventWords.objects.get()
    with pytest.raises(ActionRefused, match="You wrote this"):
        publish_event_words(words=words, by=borough.people["programme"])
    page = admin.get(reverse("activities:event-words", args=[borough.slug, words.pk]))
    assert "an open day" in text_of(page)
    admin.post(reverse("activities:event-words-publish", args=[borough.slug, words.pk]), {"mark": words.mark})
    assert "an open day" in calendar(borough)


def test_other_words_of_a_public_event_wait_and_another_day_does_not(borough: Borough):
    event = Event.objects.create(
        partnership=borough.partnership, title="an open day", day="2099-01-01", kind="launch", is_public=True
    )
    programme = borough.client("programme")
    edit = reverse("activities:event-edit", args=[borough.slug, event.pk])
    seen = programme.get(edit).context["form"]["seen"].value()
    programme.post(edit, event_fields(title="an evening", day="2099-02-03", seen=seen))
    assert (fresh(event).title, str(fresh(event).day)) == ("an open day", "2099-02-03")
    assert "an open day" in calendar(borough)
    publish_event_words(words=EventWords.objects.get(), by=borough.people["admin"])
    assert "an evening" in calendar(borough)
    seen = programme.get(edit).context["form"]["seen"].value()
    programme.post(edit, event_fields(title="an evening", day="2099-02-03", seen=seen) | {"is_public": ""})
    assert "an evening" not in calendar(borough), "off the calendar at once"


def test_another_day_of_an_event_that_is_being_checked_leaves_its_words_waiting(borough: Borough):
    programme = borough.client("programme")
    programme.post(reverse("activities:event-create", args=[borough.slug]), event_fields())
    event, words = Event.objects.get(), EventWords.objects.get()
    edit = reverse("activities:event-edit", args=[borough.slug, event.pk])
    page = programme.get(edit)
    assert page.context["form"]["is_public"].value() is True
    programme.post(edit, event_fields(day="2099-03-04", seen=page.context["form"]["seen"].value()))
    assert (str(fresh(event).day), fresh(event).is_public) == ("2099-03-04", False)
    assert EventWords.objects.waiting().get() == words
    seen = programme.get(edit).context["form"]["seen"].value()
    programme.post(edit, event_fields(title="a walk", day="2099-03-04", seen=seen))
    assert EventWords.objects.waiting().get().title == "a walk"


def test_an_event_that_is_no_longer_meant_for_the_public_has_nothing_to_check(borough: Borough):
    programme = borough.client("programme")
    programme.post(reverse("activities:event-create", args=[borough.slug]), event_fields())
    event = Event.objects.get()
    edit = reverse("activities:event-edit", args=[borough.slug, event.pk])
    page = programme.get(edit)
    sent = event_fields(title="a talk", seen=page.context["form"]["seen"].value()) | {"is_public": ""}
    programme.post(edit, sent)
    assert not EventWords.objects.waiting().exists()


# --- the list of what is to be checked -----------------------------------------------------------------


def test_the_list_costs_the_same_for_one_and_for_many(borough: Borough, django_assert_max_num_queries):
    admin, url = borough.client("admin"), reverse("words-waiting", args=[borough.slug])
    event = Event.objects.create(partnership=borough.partnership, title="A", day=TODAY, kind="launch")
    pledge = pledge_of(borough)

    def add(number: int) -> None:
        written(borough, f"It was loud {number}.")
        EventWords.objects.create(event=event, title=f"B {number}", sent_on=TODAY)
        PledgeReview.objects.create(pledge=pledge, day=TODAY, standing="kept", why=f"it holds {number}", sent_on=TODAY)

    add(1)
    with django_assert_max_num_queries(40) as few:
        admin.get(url)
    for number in range(2, 8):
        add(number)
    with django_assert_max_num_queries(len(few)):
        page = text_of(admin.get(url))
    assert page.count("Check and publish") == 21


def test_those_who_have_only_their_own_see_that_someone_else_has_to(borough: Borough):
    written(borough)
    page = text_of(borough.client("lead").get(reverse("words-waiting", args=[borough.slug])))
    assert "Another person has to check and publish these." in page
    assert "Nothing to check at the moment" in page


def test_one_whose_account_is_gone_leaves_it_to_anyone_else(borough: Borough):
    reply = written(borough)
    Membership.objects.filter(user=borough.people["lead"]).delete()
    User.objects.filter(pk=borough.people["lead"].pk).delete()
    publish_reply(reply=reply, by=borough.people["admin"])
    assert fresh(reply).is_published
    end_words(words=reply, by=borough.people["admin"])
