"""The organisational survey: one answer of an organisation a round, with what is known already beside each question."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.actions.organisational import keep_reply, organisational_questions_of
from activities.known import what_is_known
from activities.models import (
    Briefing,
    Champion,
    Course,
    DeepListening,
    OrganisationalAnswer,
    OrganisationalReply,
    TrainingAttendance,
    TrainingSession,
)
from assessments.models import Assessment
from organisations.actions import ActionRefused, close_round
from organisations.models import Service
from pledges.models import Pledge, PledgeReview
from surveys.actions.links import survey_links_for
from surveys.models import Response
from tests.builders import NOON, TODAY, Borough, days, make_service, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page_of(borough: Borough, organisation: str = "hospital") -> str:
    return reverse("activities:organisational", args=[borough.slug, organisation])


def pledge(borough: Borough, organisation: str = "hospital", **more) -> Pledge:
    fields = {"made_on": TODAY - days(9), "agreed_on": TODAY - days(8), "state": "agreed", "is_public": True} | more
    return Pledge.objects.create(
        organisation=borough.organisations[organisation], leader_name="A", leader_role="B", text="We promise.", **fields
    )


def known(borough: Borough, organisation: str = "hospital"):
    return what_is_known(borough.organisations[organisation], borough.round, on=TODAY)


def answers_of(borough: Borough, organisation: str = "hospital") -> dict[str, str]:
    rows = OrganisationalAnswer.objects.filter(reply__organisation=borough.organisations[organisation])
    return {one.question.code: one.point.key if one.point else "" for one in rows.select_related("question", "point")}


def test_nothing_is_known_of_an_organisation_without_records(borough: Borough):
    assert known(borough) == {}


def test_what_is_known_is_said_in_sentences_from_rows(borough: Borough):
    made = pledge(borough)
    PledgeReview.objects.create(pledge=made, day=TODAY, standing="kept", why="It holds.")
    ward = borough.services["ward"]
    Champion.objects.create(
        partnership=borough.partnership, name="Ada Osei", organisation=borough.organisations["hospital"], since=TODAY
    )
    Briefing.objects.create(service=ward, day=TODAY, how="induction", people_reached=4, team_size=40)
    DeepListening.objects.create(service=ward, day=TODAY, with_staff=True, people_heard=3, method="group")
    Assessment.objects.create(service=ward, round=borough.round, state="submitted", started_at=NOON, submitted_at=NOON)
    course = Course.objects.create(partnership=borough.partnership, title="A", level="skilled", for_whom="All")
    held = TrainingSession.objects.create(course=course, day=TODAY)
    TrainingAttendance.objects.create(session=held, organisation=borough.organisations["hospital"], people=7)
    found = known(borough)
    assert {code: fact.text for code, fact in found.items()} == {
        "o-pledge": "You have a pledge dated 22 September 2026.",
        "o-families-see": "Your pledge is on the public pledge wall.",
        "o-pledge-reviewed": "You updated its progress on 1 October 2026.",
        "o-told-all": "Your service had briefings that reached 4 people. Your staff took 7 training places.",
        "o-induction": "You recorded a briefing for someone who had just started.",
        "o-champion": "Champion on record: Ada Osei.",
        "o-assessment": "Your service submitted a self-assessment.",
        "o-listening": "Your service recorded deep listening.",
    }
    # A briefing of 4 people in a team of 40, one new starter and a name on record do not answer their questions.
    assert {code for code, fact in found.items() if not fact.is_yes} == {"o-told-all", "o-induction", "o-champion"}
    assert known(borough, "charity") == {}


def test_what_holds_for_some_services_is_said_and_not_taken_for_all_staff(borough: Borough):
    Briefing.objects.create(
        service=borough.services["clinic"], day=TODAY, how="team_meeting", people_reached=4, team_size=9
    )
    fact = known(borough, "council")["o-told-all"]
    assert fact.text == "1 of your 2 services had briefings that reached 4 people."
    assert not fact.is_yes
    DeepListening.objects.create(
        service=borough.services["clinic"], day=TODAY, with_staff=True, people_heard=3, method="group"
    )
    assert not known(borough, "council")["o-listening"].is_yes  # 1 of 2 services


def test_where_everyone_in_every_team_was_briefed_that_answers_the_question(borough: Borough):
    Briefing.objects.create(
        service=borough.services["ward"], day=TODAY, how="team_meeting", people_reached=40, team_size=40
    )
    assert known(borough)["o-told-all"].is_yes


@pytest.mark.parametrize(("people", "used"), [(4, False), (5, True)])
def test_a_survey_counts_as_used_from_five_answers_and_no_number_is_told(borough: Borough, people: int, used: bool):
    links = {
        link.instrument.key: link for link in survey_links_for(service=borough.services["ward"], round_=borough.round)
    }
    Response.objects.bulk_create(Response(survey_link=links["families"]) for _ in range(people))
    links["families"].counted_on = None
    links["families"].save()
    found = known(borough)
    assert ("o-families" in found) == used
    if used:
        assert found["o-families"].text == "Your service used the families’ survey."


def test_the_lead_finds_the_questions_on_the_start_page_and_nothing_is_chosen_beforehand(borough: Borough):
    pledge(borough)
    leader = borough.client("leader")
    start = leader.get(reverse("start-page", args=[borough.slug])).content.decode()
    assert f'href="{page_of(borough)}"' in start
    page = leader.get(page_of(borough))
    assert "From your records: You have a pledge dated 22 September 2026." in text_of(page)
    assert " checked" not in page.content.decode()


def test_one_click_says_yes_to_what_is_known_and_leaves_the_rest(borough: Borough):
    pledge(borough)
    leader = borough.client("leader")
    typed = {"go": "confirm", "o-plan": "planned", "o-plan-note": "In spring.", "o-families-see": "not-yet"}
    page = leader.post(page_of(borough), typed, follow=True)
    assert "We have answered Yes to 1 question for you." in text_of(page)
    assert answers_of(borough) == {"o-pledge": "yes", "o-plan": "planned", "o-families-see": "not-yet"}
    reply = OrganisationalReply.objects.get()
    assert reply.sent_at is None
    assert reply.answers.get(question__code="o-pledge").known == "You have a pledge dated 22 September 2026."
    assert "They can change" not in text_of(leader.get(reverse("start-page", args=[borough.slug])))


def test_answers_are_saved_sent_and_changed_until_the_round_ends(borough: Borough):
    leader = borough.client("leader")
    leader.post(page_of(borough), {"go": "later", "o-plan": "yes"})
    assert OrganisationalReply.objects.sent().count() == 0
    csv = borough.client("admin").get(reverse("activities:organisational-csv", args=[borough.slug]))
    assert "We have a written action plan" not in csv.content.decode()
    sent = leader.post(page_of(borough), {"go": "send", "o-plan": "yes"}, follow=True)
    assert "Organisational survey submitted." in text_of(sent)
    leader.post(page_of(borough), {"go": "send", "o-plan": "not-yet", "o-policy-note": "Under review"})
    assert answers_of(borough) == {"o-plan": "not-yet", "o-policy": ""}
    close_round(round_=borough.round, by=None)
    read = leader.get(page_of(borough))
    assert "form" not in read.context
    assert "Under review" in text_of(read)
    late = leader.post(page_of(borough), {"go": "send", "o-plan": "yes"})
    assert answers_of(borough)["o-plan"] == "not-yet"
    assert late.status_code == 200


def test_a_round_that_ends_meanwhile_keeps_what_was_there(borough: Borough):
    question = organisational_questions_of(borough.round)[0]
    organisation, by = borough.organisations["hospital"], borough.people["leader"]
    close_round(round_=borough.round, by=None)
    with pytest.raises(ActionRefused):
        keep_reply(
            organisation=organisation, round_=borough.round, said={question: (None, "x")}, known={}, send=True, by=by
        )


def test_nothing_at_all_is_not_sent_and_the_notes_stay(borough: Borough):
    page = borough.client("leader").post(page_of(borough), {"go": "send", "o-plan-note": "We wonder."})
    assert "Answer at least one question" in text_of(page)
    assert "We wonder." in page.content.decode()
    assert not OrganisationalReply.objects.exists()


def test_a_choice_that_is_none_is_refused_kindly(borough: Borough):
    page = borough.client("leader").post(page_of(borough), {"go": "send", "o-plan": "perhaps"})
    assert page.status_code == 200
    assert not OrganisationalReply.objects.exists()


def test_admin_and_programme_lead_read_and_see_who_has_answered(borough: Borough):
    borough.client("leader").post(page_of(borough), {"go": "send", "o-plan": "yes", "o-plan-note": "=1+1"})
    listing = reverse("activities:organisational-list", args=[borough.slug])
    for who in ("admin", "programme"):
        client = borough.client(who)
        assert "Submitted: 1 of 3" in text_of(client.get(listing))
        assert "We have a written action plan" in text_of(client.get(page_of(borough)))
    waiting = borough.client("admin").get(listing, {"state": "not_yet"})
    assert [row[0]["text"] for row in waiting.context["rows"]] == ["Charity", "Council"]
    mine = borough.client("leader").get(listing)
    assert [row[0]["text"] for row in mine.context["rows"]] == ["Hospital"]
    csv = borough.client("admin").get(reverse("activities:organisational-csv", args=[borough.slug])).content.decode()
    assert "Hospital,Planning and change,We have a written action plan,Yes,'=1+1" in csv


def test_the_page_asks_the_database_the_same_however_many_services_there_are(borough: Borough):
    leader, listing = borough.client("leader"), reverse("activities:organisational-list", args=[borough.slug])

    def asked() -> list[int]:
        found = []
        for page in (page_of(borough), listing):
            leader.get(page)  # links are counted on the first visit of a day
            with CaptureQueriesContext(connection) as queries:
                leader.get(page)
            found.append(len(queries))
        return found

    pledge(borough)
    survey_links_for(service=borough.services["ward"], round_=borough.round)
    before = asked()
    for number in range(4):
        service = make_service(borough, f"more-{number}", sector="health", organisation="hospital")
        survey_links_for(service=service, round_=borough.round)
        make_service(borough, f"other-{number}", sector="health", organisation=f"other-{number}")
    assert asked() == before
    assert Service.objects.count() == 12


def test_what_is_taken_away_follows_the_choices_of_the_list(borough: Borough):
    borough.client("leader").post(page_of(borough), {"go": "send", "o-plan": "yes"})
    admin, at = borough.client("admin"), [borough.slug]
    page = admin.get(reverse("activities:organisational-list", args=at), {"state": "sent"}).content.decode()
    for name in ("organisational-list-csv", "organisational-csv"):
        assert f'{reverse(f"activities:{name}", args=at)}?round=autumn-2026&amp;state=sent"' in page
    listed = reverse("activities:organisational-list-csv", args=at)

    def names(who: str, state: str) -> list[str]:
        lines = borough.client(who).get(listed, {"state": state}).content.decode().splitlines()[1:]
        return [line.split(",")[1] for line in lines]

    assert (names("admin", "sent"), names("admin", "not_yet")) == (["Hospital"], ["Charity", "Council"])
    assert (names("leader", ""), names("leader", "not_yet")) == (["Hospital"], [])
    answers = admin.get(reverse("activities:organisational-csv", args=at), {"state": "not_yet"}).content.decode()
    assert len(answers.splitlines()) == 1, "whoever has not sent theirs has no answers to take away"
