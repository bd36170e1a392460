"""Two people at one record: who came, what was called off and who has left stay, whatever an older page saves."""

from unittest import mock

import pytest
from django.urls import reverse

from activities.actions import events, programme, records, subgroups, training
from activities.actions.organisational import keep_reply, organisational_questions_of
from activities.forms.attendance import AttendanceForm
from activities.forms.briefings import BriefingForm
from activities.forms.events import EventForm, WhoCameForm
from activities.forms.listening import DeepListeningForm
from activities.forms.organisational import OrganisationalForm
from activities.forms.programme import ChampionForm, CommunicationForm
from activities.forms.subgroups import MeetingForm, MemberForm
from activities.forms.training import CourseForm, SessionForm
from activities.models import (
    Briefing,
    Champion,
    Communication,
    Course,
    DeepListening,
    Event,
    Heard,
    Meeting,
    OrganisationalAnswer,
    SubGroupMember,
    TrainingSession,
)
from framework.models import Feature
from organisations.actions import ActionRefused
from organisations.models import Round
from tests.builders import TODAY, days, text_of
from tests.meanwhile import meanwhile, no_audit_entry_can_be_written

pytestmark = pytest.mark.django_db
DAY = TODAY - days(3)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def at(name: str, row) -> str:
    """The address of a record's page."""
    return reverse(f"activities:{name}", args=["elmfield", row.pk])


@pytest.fixture
def event(borough) -> Event:
    return Event.objects.create(partnership=borough.partnership, title="Taster", day=DAY, kind="other")


@pytest.fixture
def meeting(borough) -> Meeting:
    return Meeting.objects.create(sector=borough.sectors["health"], day=DAY)


@pytest.fixture
def course(borough) -> Course:
    return Course.objects.create(partnership=borough.partnership, title="Basics", level="awareness", for_whom="All")


@pytest.fixture
def session(course) -> TrainingSession:
    return TrainingSession.objects.create(course=course, day=DAY)


@pytest.fixture
def champion(borough) -> Champion:
    return Champion.objects.create(
        partnership=borough.partnership, name="Sam", sector=borough.sectors["health"], since=DAY
    )


@pytest.fixture
def line(borough) -> Communication:
    return Communication.objects.create(
        partnership=borough.partnership, what="Dates", audience="All staff", channel="email", due_on=DAY
    )


@pytest.fixture
def briefing(borough) -> Briefing:
    return Briefing.objects.create(
        service=borough.services["ward"], day=DAY, how="other", people_reached=7, team_size=12
    )


@pytest.fixture
def conversation(borough) -> DeepListening:
    return DeepListening.objects.create(
        service=borough.services["ward"], day=DAY, with_staff=True, people_heard=3, method="group"
    )


def event_page(title: str) -> dict:
    return {"title": title, "kind": "other", "day": DAY.isoformat()}


def test_an_event_that_is_renamed_while_it_is_called_off_and_counted_stays_so(borough, event):
    keeper = borough.people["programme"]

    def others():
        hospital = borough.organisations["hospital"].pk
        events.keep_attendance(event=fresh(event), came=events.WhoCame(55, {hospital: 20}), by=keeper)
        events.set_called_off(event=fresh(event), called_off=True, by=keeper, on=TODAY)

    with meanwhile(EventForm, others):
        borough.client("programme").post(at("event-edit", event), event_page("Launch"))
    stored = fresh(event)
    assert (stored.title, stored.people, stored.called_off_on) == ("Launch", 55, TODAY)
    assert stored.organisations.get().people == 20
    assert stored.changes == 2  # called off, and renamed: calendars take the newest


def test_an_event_that_someone_read_earlier_is_saved_without_what_was_not_shown(borough, event):
    stale = fresh(event)
    events.keep_attendance(event=event, came=events.WhoCame(55), by=borough.people["programme"])
    stale.title = "Launch"
    events.save_event(event=stale, by=borough.people["programme"])
    assert (fresh(event).title, fresh(event).people) == ("Launch", 55)


def test_a_public_event_stays_public_when_something_else_of_it_is_changed(borough, event):
    Event.objects.update(is_public=True, kind="taster")
    page = borough.client("programme").get(at("event-edit", event)).content.decode()
    assert 'value="taster" selected' in page
    sent = event_page("Launch") | {"kind": "taster", "is_public": "on"}
    borough.client("programme").post(at("event-edit", event), sent)
    assert (fresh(event).is_public, fresh(event).kind) == (True, "taster")


def test_two_people_who_write_down_who_came_to_an_event_lose_nothing(borough, event):
    hospital, charity = borough.organisations["hospital"], borough.organisations["charity"]
    other = events.WhoCame(30, {charity.pk: 4})
    with meanwhile(
        WhoCameForm, lambda: events.keep_attendance(event=fresh(event), came=other, by=borough.people["programme"])
    ):
        borough.client("programme").post(at("event-attendance", event), {"total": "31", f"o{hospital.pk}": "9"})
    assert dict(fresh(event).organisations.values_list("organisation_id", "people")) == {hospital.pk: 9, charity.pk: 4}
    assert fresh(event).people == 31


def test_a_meeting_whose_notes_are_written_while_others_write_who_came_keeps_both(borough, meeting):
    hospital, lead = borough.organisations["hospital"], borough.people["sector"]

    def others():
        subgroups.keep_who_came(meeting=fresh(meeting), people={(hospital.pk, ""): 2}, by=lead)
        subgroups.call_off_meeting(meeting=fresh(meeting), off=True, by=lead, on=TODAY)
        changed = fresh(meeting)
        changed.decided = "We meet monthly."
        subgroups.save_meeting(meeting=changed, fields=["decided"], by=lead)

    with meanwhile(MeetingForm, others):
        sent = {"day": DAY.isoformat(), "notes": "A good talk."}
        borough.client("sector").post(at("meeting-edit", meeting), sent)
    stored = fresh(meeting)
    assert (stored.notes, stored.decided, stored.called_off_on) == ("A good talk.", "We meet monthly.", TODAY)
    assert stored.attendance.get().people == 2
    assert stored.changes == 3


def test_two_people_who_write_down_who_came_to_a_meeting_lose_nothing(borough, meeting):
    hospital, charity, lead = (
        borough.organisations["hospital"],
        borough.organisations["charity"],
        borough.people["sector"],
    )
    with meanwhile(
        AttendanceForm,
        lambda: subgroups.keep_who_came(meeting=fresh(meeting), people={(charity.pk, ""): 4}, by=lead),
    ):
        borough.client("sector").post(at("meeting-attendance", meeting), {f"o{hospital.pk}": "2"})
    assert dict(meeting.attendance.values_list("organisation_id", "people")) == {hospital.pk: 2, charity.pk: 4}


def test_a_member_who_leaves_while_their_line_is_changed_has_left(borough):
    member = SubGroupMember.objects.create(sector=borough.sectors["health"], name="Ana")
    with meanwhile(MemberForm, lambda: subgroups.end_member(member=fresh(member), by=borough.people["sector"])):
        borough.client("sector").post(
            at("subgroup-member-edit", member), {"name": "Ana B", "organisation": "", "email": ""}
        )
    assert fresh(member).name == "Ana B"
    assert fresh(member).left_on is not None


def test_a_session_that_is_called_off_while_it_is_changed_stays_called_off_with_who_came(borough, session):
    trainer, hospital = borough.people["trainer"], borough.organisations["hospital"]

    def others():
        came = {(hospital.pk, "front_line"): 6}
        training.keep_attendance(session=fresh(session), people=came, by=trainer)
        training.set_called_off(session=fresh(session), called_off=True, by=trainer, on=TODAY)

    with meanwhile(SessionForm, others):
        sent = {"course": session.course_id, "day": DAY.isoformat(), "trainer": "Lee"}
        borough.client("trainer").post(at("training-session-edit", session), sent)
    stored = fresh(session)
    assert (stored.trainer, stored.called_off_on, stored.attendance.get().people) == ("Lee", TODAY, 6)


def test_a_course_that_is_taken_out_of_the_offer_while_it_is_changed_is_out(borough, course):
    retire = {"retired": True, "by": borough.people["trainer"], "on": TODAY}
    with meanwhile(CourseForm, lambda: training.set_retired(course=fresh(course), **retire)):
        sent = {"title": "Basics", "level": "skilled", "level_framework": "Core training offer", "for_whom": "All"}
        borough.client("trainer").post(at("course-edit", course), sent)
    assert (fresh(course).level, fresh(course).retired_on) == ("skilled", TODAY)


def test_a_champion_who_ends_while_their_line_is_changed_has_ended(borough, champion):
    keeper = borough.people["programme"]
    with meanwhile(ChampionForm, lambda: programme.end_champion(champion=fresh(champion), by=keeper, on=TODAY)):
        sent = {"name": "Sam", "role": "Nurse", "sector": champion.sector_id, "since": DAY.isoformat(), "until": ""}
        borough.client("programme").post(at("champion-edit", champion), sent)
    assert (fresh(champion).role, fresh(champion).until) == ("Nurse", TODAY)


def test_a_line_of_the_plan_that_goes_out_while_it_is_changed_has_gone_out(borough, line):
    keeper = borough.people["programme"]
    with meanwhile(CommunicationForm, lambda: programme.set_done(line=fresh(line), done=True, by=keeper, on=TODAY)):
        sent = {"what": "The dates", "audience": "All staff", "channel": "email", "due_on": DAY.isoformat()}
        borough.client("programme").post(at("communication-edit", line), sent)
    stored = fresh(line)
    assert (stored.what, stored.done_on, stored.done_by) == ("The dates", TODAY, keeper)


def test_what_is_said_twice_keeps_its_first_day(borough, event, meeting, session, course, champion, line):
    by, later = borough.people["admin"], TODAY + days(2)
    for on in (TODAY, later):
        events.set_called_off(event=fresh(event), called_off=True, by=by, on=on)
        subgroups.call_off_meeting(meeting=fresh(meeting), off=True, by=by, on=on)
        training.set_called_off(session=fresh(session), called_off=True, by=by, on=on)
        training.set_retired(course=fresh(course), retired=True, by=by, on=on)
        programme.end_champion(champion=fresh(champion), by=by, on=on)
        programme.set_done(line=fresh(line), done=True, by=by, on=on)
    assert {fresh(row).called_off_on for row in (event, meeting, session)} == {TODAY}
    assert (fresh(course).retired_on, fresh(champion).until, fresh(line).done_on) == (TODAY, TODAY, TODAY)


def test_a_briefing_that_is_taken_back_while_it_is_changed_does_not_come_back(borough, briefing):
    with meanwhile(BriefingForm, lambda: records.take_back(made=fresh(briefing), by=borough.people["lead"])):
        sent = {"day": DAY.isoformat(), "how": "other", "people_reached": "8", "team_size": "12"}
        page = borough.client("lead").post(at("briefing-edit", briefing), sent)
    assert "Someone else has just deleted this, so it" in text_of(page)
    assert not Briefing.objects.exists()


def test_a_record_does_not_leave_the_round_that_is_released_while_its_day_is_moved(borough, briefing):
    real = BriefingForm._keep_the_day_in_a_released_round

    def released_a_moment_later(form, day):
        real(form, day)
        Round.objects.update(state=Round.State.RELEASED)
        Briefing.objects.update(counted_in=borough.round)

    with mock.patch.object(BriefingForm, "_keep_the_day_in_a_released_round", released_a_moment_later):
        sent = {"day": (DAY - days(400)).isoformat(), "how": "other", "people_reached": "7", "team_size": "12"}
        page = borough.client("lead").post(at("briefing-edit", briefing), sent)
    assert "counted in the" in text_of(page)
    assert fresh(briefing).day == DAY


def test_two_people_who_write_down_what_they_heard_lose_nothing(borough, conversation):
    one, two = Feature.objects.filter(framework=borough.round.framework)[:2]
    Heard.objects.create(session=conversation, feature=one, text="They want a quiet room.")

    def others():
        changed = fresh(conversation)
        changed.will_change = "A quiet room."
        heard = {two: "Letters are hard to read."}
        by = borough.people["lead"]
        records.save_listening(session=changed, heard=heard, changed=[two], fields=["will_change"], by=by)

    with meanwhile(DeepListeningForm, others):
        sent = {"day": DAY.isoformat(), "with_whom": ["with_staff", "with_children"], "people_heard": "3"}
        sent |= {"method": "group", f"heard-{one.code}": "They want a quiet room, and tea."}
        borough.client("lead").post(at("listening-edit", conversation), sent)
    stored = fresh(conversation)
    assert (stored.will_change, stored.with_children, stored.with_staff) == ("A quiet room.", True, True)
    assert dict(stored.heard.values_list("feature", "text")) == {
        one.pk: "They want a quiet room, and tea.",
        two.pk: "Letters are hard to read.",
    }


def test_two_colleagues_who_answer_for_their_organisation_lose_nothing(borough):
    one, two = organisational_questions_of(borough.round)[:2]
    hospital, leader = borough.organisations["hospital"], borough.people["leader"]

    def others():
        said = {two: (two.choices()[0], "We began in May.")}
        keep_reply(
            organisation=hospital, round_=borough.round, said=said, changed=[two], known={}, send=False, by=leader
        )

    with meanwhile(OrganisationalForm, others):
        address = reverse("activities:organisational", args=["elmfield", hospital.slug])
        borough.client("leader").post(address, {"go": "send", one.code: one.choices()[0].key})
    answers = {answer.question: answer for answer in OrganisationalAnswer.objects.select_related("question")}
    assert set(answers) == {one, two}
    assert answers[two].note == "We began in May."


def test_who_came_to_what_is_gone_is_not_written_down(borough, meeting):
    stale = fresh(meeting)
    meeting.delete()
    with pytest.raises(ActionRefused, match="Someone else has just deleted this, so it"):
        subgroups.keep_who_came(meeting=stale, people={}, by=borough.people["sector"])


A_COURSE = {"title": "Other", "level": "skilled", "level_framework": "C", "for_whom": "All"}
A_CHAMPION = {"name": "Other", "sector": "{sector}", "since": "2026-09-01"}
A_LINE = {"what": "Other", "audience": "All", "channel": "email", "due_on": "2026-09-01"}


@pytest.mark.parametrize(
    ("who", "address", "sent", "row", "column"),
    [
        ("trainer", "course-edit", A_COURSE, "course", "title"),
        ("programme", "champion-edit", A_CHAMPION, "champion", "name"),
        ("programme", "champion-end", {}, "champion", "until"),
        ("programme", "communication-edit", A_LINE, "line", "what"),
        ("programme", "communication-done", {"done": "yes"}, "line", "done_on"),
    ],
)
def test_nothing_of_the_programme_changes_without_an_entry_in_the_audit_log(
    borough, request, who, address, sent, row, column
):
    found = request.getfixturevalue(row)
    before, client = getattr(found, column), borough.client(who)
    client.raise_request_exception = False
    sector = str(borough.sectors["health"].pk)
    data = {name: text.replace("{sector}", sector) for name, text in sent.items()}
    with no_audit_entry_can_be_written():
        assert client.post(at(address, found), data).status_code == 500
    assert getattr(fresh(found), column) == before
