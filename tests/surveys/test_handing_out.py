"""A service's page of surveys: ways to hand out, take-up, quiet mode, and telling what came of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisations.actions import ActionRefused, close_round
from organisations.going_public import send_words
from organisations.models import AuditEntry
from surveys.actions.answering import new_submission_key, submit_response
from surveys.actions.links import replace_link, set_revoked, survey_link_of, survey_links_for, take_up_by_link
from surveys.actions.quiet import begin_quiet_time, end_quiet_time
from surveys.actions.replies import publish_reply
from surveys.models import Instrument, QuietTime, SurveyLink, YouSaidWeDid
from tests.builders import NOON, TODAY, Borough, days, make_service, text_of

pytestmark = pytest.mark.slow

KIND = SurveyLink.Mode


def page_of(borough: Borough, name: str = "survey-links", service: str = "ward") -> str:
    return reverse(f"surveys:{name}", args=[borough.slug, borough.services[service].slug])


def way(borough: Borough, kind: str, survey: str = "workforce") -> SurveyLink:
    instrument = Instrument.objects.get(framework=borough.round.framework, key=survey)
    ward = borough.services["ward"]
    return survey_link_of(service=ward, round_=borough.round, instrument=instrument, kind=kind)


def people_answer(survey_link: SurveyLink, number: int) -> None:
    question = survey_link.instrument.questions.filter(kind="choice").prefetch_related("scale__points").first()
    for _ in range(number):
        key = new_submission_key(survey_link)
        submit_response(survey_link=survey_link, key=key, answers={question: question.choices()[0]})


def test_i1_the_page_says_which_way_is_limited_to_one_per_person(borough: Borough):
    shown = text_of(borough.client("lead").get(page_of(borough)))
    assert shown.count("One person could answer more than once") == 6  # by link and by poster, in 3 surveys
    assert shown.count("Each code lets one person answer once") == 3


def test_i1_take_up_counts_all_ways_together_once_a_day(borough: Borough):
    ward, on = borough.services["ward"], TODAY
    survey_links_for(service=ward, round_=borough.round)
    link, poster = way(borough, KIND.LINK), way(borough, KIND.POSTER)
    assert take_up_by_link(service=ward, round_=borough.round, on=on)[link.instrument_id] == 0
    people_answer(link, 4)
    people_answer(poster, 3)
    assert take_up_by_link(service=ward, round_=borough.round, on=on)[link.instrument_id] == 0, "not again today"
    assert take_up_by_link(service=ward, round_=borough.round, on=on + days(1))[link.instrument_id] == 7


def test_i1_a_new_poster_does_not_make_todays_count_be_taken_again(borough: Borough):
    ward, today = borough.services["ward"], timezone.localdate()
    link = survey_links_for(service=ward, round_=borough.round)[0]
    take_up_by_link(service=ward, round_=borough.round, on=today)
    poster = way(borough, KIND.POSTER)
    people_answer(poster, 6)
    assert take_up_by_link(service=ward, round_=borough.round, on=today)[link.instrument_id] == 0
    assert take_up_by_link(service=ward, round_=borough.round, on=today + days(1))[link.instrument_id] == 6


def test_the_page_asks_the_database_as_often_with_every_way_open(borough: Borough):
    client = borough.client("lead")
    client.get(page_of(borough))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page_of(borough))
    for kind in (KIND.POSTER, KIND.CODES, KIND.TABLET, KIND.PAPER):
        for survey in ("workforce", "families", "children"):
            way(borough, kind, survey)
    client.get(page_of(borough))
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(borough))
    assert len(many) == len(few)


def test_a_closed_way_can_be_opened_again_unless_a_newer_one_is_open(borough: Borough):
    lead, old = borough.people["lead"], way(borough, KIND.TABLET)
    set_revoked(survey_link=old, revoked=True, by=lead)
    set_revoked(survey_link=old, revoked=False, by=lead)
    set_revoked(survey_link=old, revoked=True, by=lead)
    assert way(borough, KIND.TABLET) != old
    with pytest.raises(ActionRefused, match="newer one"):
        set_revoked(survey_link=old, revoked=False, by=lead)


def of(borough: Borough, name: str, survey_link: SurveyLink) -> str:
    return reverse(f"surveys:{name}", args=[borough.slug, borough.services["ward"].slug, survey_link.pk])


def test_i9_a_link_that_got_into_the_wrong_hands_is_replaced_in_its_round(borough: Borough, client):
    lead, ward = borough.client("lead"), borough.services["ward"]
    lead.get(page_of(borough))
    old = way(borough, KIND.LINK)
    people_answer(old, 4)
    closed = lead.post(of(borough, "link-revoke", old), {"revoke": "yes"}, follow=True)
    assert "Make a new link" in text_of(closed)
    for _ in range(2):  # pressed twice it is one
        shown = lead.post(of(borough, "link-replace", old), follow=True)
    new = SurveyLink.objects.get(kind=KIND.LINK, instrument=old.instrument, service=ward, is_revoked=False)
    assert new.token != old.token
    assert f"http://testserver{new.get_absolute_url()}" in shown.content.decode()
    assert "there is a newer one" in text_of(shown)
    assert "Turn on" not in text_of(shown)
    assert client.get(old.get_absolute_url()).status_code == 404
    assert client.get(new.get_absolute_url()).status_code == 200
    people_answer(new, 3)
    assert take_up_by_link(service=ward, round_=borough.round, on=TODAY + days(3000))[old.instrument_id] == 7
    again = lead.post(of(borough, "link-revoke", old), {"revoke": "no"}, follow=True)
    assert "There is a newer one of this kind." in text_of(again)
    assert AuditEntry.objects.filter(what="made a new survey link to replace one that was turned off").count() == 1


def test_i9_a_link_that_is_open_or_of_a_closed_round_is_not_replaced(borough: Borough):
    lead, link = borough.people["lead"], way(borough, KIND.LINK)
    with pytest.raises(ActionRefused, match="Turn it off first"):
        replace_link(survey_link=link, by=lead)
    set_revoked(survey_link=link, revoked=True, by=lead)
    close_round(round_=borough.round, by=borough.people["admin"])
    with pytest.raises(ActionRefused, match="no one can answer any more"):
        replace_link(survey_link=link, by=lead)


def test_i9_of_several_closed_links_the_newest_can_be_replaced_or_opened(borough: Borough):
    lead, links = borough.people["lead"], []
    for _ in range(3):
        links.append(replace_link(survey_link=links[-1], by=lead) if links else way(borough, KIND.LINK))
        set_revoked(survey_link=links[-1], revoked=True, by=lead)
    shown = borough.client("lead").get(page_of(borough)).content.decode()
    assert of(borough, "link-replace", links[-1]) in shown
    assert of(borough, "link-revoke", links[-1]) in shown
    assert of(borough, "link-revoke", links[0]) not in shown


def test_i10_opening_a_shared_tablet_signs_the_lead_out_on_it(borough: Borough):
    client = borough.client("lead")
    at = reverse("surveys:tablet-begin", args=[borough.slug, borough.services["ward"].slug, "families"])
    opened = client.post(at)
    tablet = SurveyLink.objects.get(kind=KIND.TABLET)
    assert opened.url == tablet.get_absolute_url()
    assert client.get(page_of(borough)).status_code == 302, "nobody is signed in any more"


# --- quiet mode ----------------------------------------------------------------------------------


def test_quiet_mode_of_a_service_pauses_all_its_surveys_and_no_others(borough: Borough, client):
    lead = borough.client("lead")
    links = survey_links_for(service=borough.services["ward"], round_=borough.round)
    elsewhere = survey_links_for(service=borough.services["clinic"], round_=borough.round)[0]
    assert "Pause surveys" in text_of(lead.get(page_of(borough, "quiet-mode")))
    lead.post(page_of(borough, "quiet-mode"), {"do": "begin"})
    for link in links:
        assert "paused" in text_of(client.get(link.get_absolute_url()))
        assert "Start" not in text_of(client.get(link.get_absolute_url()))
    assert "Start" in text_of(client.get(elsewhere.get_absolute_url()))
    assert "Surveys are paused" in text_of(lead.get(page_of(borough)))
    assert AuditEntry.objects.filter(what="paused surveys", by=borough.people["lead"]).exists()
    lead.post(page_of(borough, "quiet-mode"), {"do": "end"})
    assert "Start" in text_of(client.get(links[0].get_absolute_url()))
    assert AuditEntry.objects.filter(what="ended a pause of surveys").exists()


def test_an_admin_pauses_the_whole_partnership(borough: Borough, client):
    make_service(borough, "library", sector="families", organisation="council")
    admin = borough.client("admin")
    admin.post(reverse("surveys:quiet-everywhere", args=[borough.slug]), {"do": "begin"})
    for name in ("ward", "library"):
        link = survey_links_for(service=borough.services[name], round_=borough.round)[0]
        assert "Start" not in text_of(client.get(link.get_absolute_url()))
    assert "in the whole partnership" in text_of(borough.client("lead").get(page_of(borough)))


@pytest.mark.parametrize(
    ("press", "said"), [("begin", "Surveys are already paused."), ("end", "Someone has already ended this pause.")]
)
def test_a_second_person_who_presses_the_same_button_does_not_undo_it(borough: Borough, press: str, said: str):
    pages = [borough.client("lead"), borough.client("admin")]
    if press == "end":
        pages[0].post(page_of(borough, "quiet-mode"), {"do": "begin"})
    pages[0].post(page_of(borough, "quiet-mode"), {"do": press})
    answer = pages[1].post(page_of(borough, "quiet-mode"), {"do": press}, follow=True)
    assert said in text_of(answer)
    assert QuietTime.objects.running().exists() == (press == "begin")
    pages[1].post(page_of(borough, "quiet-mode"))
    assert QuietTime.objects.running().exists() == (press == "begin"), "a press that says nothing changes nothing"


def test_quiet_mode_begins_and_ends_once(borough: Borough):
    place = {"partnership": borough.partnership, "by": borough.people["lead"], "at": NOON}
    quiet = begin_quiet_time(service=borough.services["ward"], **place)
    with pytest.raises(ActionRefused, match="already paused"):
        begin_quiet_time(service=borough.services["ward"], **place)
    end_quiet_time(quiet=quiet, by=borough.people["lead"], at=NOON)
    with pytest.raises(ActionRefused, match="already ended"):
        end_quiet_time(quiet=quiet, by=borough.people["lead"], at=NOON)
    begin_quiet_time(service=borough.services["ward"], **place)
    assert QuietTime.objects.count() == 2


# --- you said, we did ----------------------------------------------------------------------------


def test_what_came_of_it_stands_on_the_surveys_page_until_it_is_taken_down(borough: Borough, client):
    lead = borough.client("lead")
    link = next(
        one
        for one in survey_links_for(service=borough.services["ward"], round_=borough.round)
        if one.instrument.for_families
    )
    lead.post(page_of(borough, "reply-list"), {"for_families": "yes", "said": "It was loud.", "did": "We moved."})
    reply = YouSaidWeDid.objects.get()
    send_words(words=reply, by=borough.people["lead"])
    publish_reply(reply=reply, by=borough.people["admin"])
    shown = text_of(client.get(link.get_absolute_url()))
    assert "It was loud." in shown
    assert "We moved." in shown
    remove = reverse("surveys:reply-remove", args=[borough.slug, borough.services["ward"].slug, reply.pk])
    lead.post(remove)
    assert "It was loud." not in text_of(client.get(link.get_absolute_url()))


def test_half_of_it_is_asked_for_kindly_and_kept(borough: Borough):
    page = borough.client("lead").post(page_of(borough, "reply-list"), {"for_families": "no", "said": "It was loud."})
    assert "Enter what you did" in text_of(page)
    assert "It was loud." in text_of(page)
    assert not YouSaidWeDid.objects.exists()


def test_the_end_of_a_pause_says_what_is_open_again(borough: Borough):
    ward, admin, lead = borough.services["ward"], borough.people["admin"], borough.client("lead")
    here, everywhere = page_of(borough, "quiet-mode"), reverse("surveys:quiet-everywhere", args=[borough.slug])
    end = {"do": "end"}
    begin_quiet_time(partnership=borough.partnership, service=ward, by=admin, at=timezone.now())
    assert "Surveys are open again." in text_of(lead.post(here, end, follow=True))
    begin_quiet_time(partnership=borough.partnership, service=ward, by=admin, at=timezone.now())
    begin_quiet_time(partnership=borough.partnership, service=None, by=admin, at=timezone.now())
    assert "still paused" in text_of(lead.post(here, end, follow=True))
    begin_quiet_time(partnership=borough.partnership, service=ward, by=admin, at=timezone.now())
    assert "except for services" in text_of(borough.client("admin").post(everywhere, end, follow=True))
    close_round(round_=borough.round, by=admin)
    assert "no longer paused" in text_of(lead.post(here, end, follow=True))
