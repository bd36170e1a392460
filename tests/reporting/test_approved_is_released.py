"""What is approved is what is released: whatever goes into a release and changes after preparing holds it up."""

import datetime
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.actions.records import save_briefing, take_back
from activities.counting import where_it_counts
from activities.models import (
    Briefing,
    Communication,
    Course,
    DeepListening,
    Event,
    EventOrganisation,
    Meeting,
    MeetingAttendance,
    OrganisationalAnswer,
    OrganisationalReply,
    TrainingAttendance,
    TrainingSession,
)
from assessments.models import ActionAtSealing, Assessment, ImprovementAction, JourneyPlace, Rating
from framework.models import Feature, JourneyLine, JourneyPosition, Stage
from learning.models import Barrier
from organisations.actions import ActionRefused
from organisations.models import Round, RoundService, Service
from pledges.models import Pledge
from reporting.measures.of_framework import figures_of_round
from reporting.measures.round_context import RoundContext
from reporting.models import Narrative, OrganisationalMeasure, Preparation, Release, ReleasedFigure
from reporting.release.fingerprint import fingerprint
from reporting.release.preparing import carry_out, start_preparing
from reporting.release.releasing import approve
from surveys.models import (
    Answer,
    ClosedRoundAnswer,
    ClosedRoundResponse,
    Comment,
    Instrument,
    Question,
    Response,
    SurveyLink,
)
from tests.builders import text_of
from tests.reporting.conftest import DAY, Borough
from tests.scenes import scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


LONG_AGO, LATER = DAY - datetime.timedelta(days=800), DAY + datetime.timedelta(days=90)


class Everything(Borough):
    """A small borough with something of every kind that a release counts."""

    def __init__(self) -> None:
        super().__init__("elmham", {"Health": [14, 11, 0]})
        self.service = self.services[0]
        self.organisation, self.sector = self.service.organisation, self.service.sector
        self.admin, self.board = self.member("admin"), self.member("board_member")
        self.assess(self.service, 2)
        self.pledge(self.organisation)
        self._look_back()
        self._record()
        self._train()
        self._reply()
        for survey, state in (("workforce", "released"), ("workforce", "withheld"), ("families", "released")):
            question = Question.objects.filter(instrument__key=survey, kind="open").first()
            words = f"Words of {survey}, {state}"
            comment = Comment.objects.create(
                service=self.service, round=self.round, question=question, text=words, state=state
            )
            comment.features.set(Feature.objects.filter(framework=self.round.framework, code="2"))

    def _look_back(self) -> None:
        """Where three services are on the change journey, and an action of each."""
        lines, positions = (
            list(rows.filter(framework=self.round.framework)) for rows in (JourneyLine.objects, JourneyPosition.objects)
        )
        for number, service in enumerate(self.services[:3]):
            ImprovementAction.objects.create(service=service, what="Ask first", recorded_on=DAY)
            JourneyPlace.objects.create(
                service=service,
                round=self.round,
                line=lines[0],
                position=positions[number],
                changed_at=timezone.now(),
            )

    def _record(self) -> None:
        named = {"words": "A form", "way": "signed_in", "state": "open", "passed_on": DAY}
        Barrier.objects.create(partnership=self.partnership, **named)
        Briefing.objects.create(service=self.service, day=DAY, how="other", people_reached=7, team_size=12)
        DeepListening.objects.create(service=self.service, day=DAY, people_heard=3, method="group", with_staff=True)
        event = Event.objects.create(partnership=self.partnership, title="A fair", day=DAY, kind="launch", people=30)
        Communication.objects.create(
            partnership=self.partnership, what="A letter", audience="All", channel="letter", due_on=DAY, done_on=DAY
        )
        EventOrganisation.objects.create(event=event, organisation=self.organisation, people=4)
        meeting = Meeting.objects.create(sector=self.sector, day=DAY)
        MeetingAttendance.objects.create(meeting=meeting, organisation=self.organisation, people=2)

    def _train(self) -> None:
        course = Course.objects.create(partnership=self.partnership, title="Basics", level="awareness", for_whom="all")
        instrument = Instrument.objects.get(
            framework=self.round.framework, handed_out_by=Instrument.HandedOutBy.SESSION
        )
        link = SurveyLink.objects.create(round=self.round, instrument=instrument)
        session = TrainingSession.objects.create(course=course, day=DAY, feedback=link)
        TrainingAttendance.objects.create(session=session, organisation=self.organisation, people=12)
        question = Question.objects.filter(instrument=instrument, kind="choice").first()
        for number in range(12):
            response = Response.objects.create(survey_link=link)
            points = question.choices()
            Answer.objects.create(response=response, question=question, point=points[number % len(points)])

    def _reply(self) -> None:
        reply = OrganisationalReply.objects.create(
            organisation=self.organisation, round=self.round, sent_at=timezone.now(), sent_by=self.admin
        )
        for question in Question.objects.filter(
            instrument__key="organisational", instrument__framework=self.round.framework, kind="choice"
        ):
            OrganisationalAnswer.objects.create(reply=reply, question=question, point=question.choices()[0])

    def write_narrative(self) -> None:
        Narrative.objects.create(
            round=self.round, where="dashboard", text="A hard year.", written_by=self.admin, written_on=DAY
        )

    def prepare(self) -> Preparation:
        preparation = start_preparing(round=self.round, by=self.admin)
        carry_out(preparation)
        preparation.refresh_from_db()
        return preparation


@scene
def everything() -> Everything:
    whole = Everything()
    whole.close()
    whole.write_narrative()
    return whole


@scene
def preparation(everything: Everything) -> Preparation:
    """The release of everything, prepared by the admin."""
    return everything.prepare()


def other_answer(whole: Everything) -> None:
    answer = ClosedRoundAnswer.objects.exclude(response__survey_link__instrument__handed_out_by="session").first()
    other = next(point for point in answer.question.choices() if point.value and point.pk != answer.point_id)
    ClosedRoundAnswer.objects.filter(pk=answer.pk).update(point=other)


def one_response_more(whole: Everything) -> None:
    link = SurveyLink.objects.filter(round=whole.round, instrument__key="families").first()
    ClosedRoundResponse.objects.create(survey_link=link)


def link_set_aside(whole: Everything) -> None:
    link = SurveyLink.objects.filter(round=whole.round, service=whole.service).first()
    SurveyLink.objects.filter(pk=link.pk).update(set_aside_on=DAY, set_aside_reason="Copied.")


def other_stage(whole: Everything) -> None:
    rating = Rating.objects.filter(assessment__round=whole.round).first()
    Rating.objects.filter(pk=rating.pk).update(stage=Stage.objects.exclude(pk=rating.stage_id).last())


def other_position(whole: Everything) -> None:
    place = JourneyPlace.objects.filter(round=whole.round).first()
    other = JourneyPosition.objects.filter(framework=whole.round.framework).exclude(pk=place.position_id).last()
    JourneyPlace.objects.filter(pk=place.pk).update(position=other)


def other_yes(whole: Everything) -> None:
    answer = OrganisationalAnswer.objects.first()
    OrganisationalAnswer.objects.filter(pk=answer.pk).update(point=answer.question.choices()[-1])


def comment(**values) -> Callable[[Everything], None]:
    return lambda whole: Comment.objects.filter(round=whole.round, state="released").update(**values)


def tagged_anew(survey: str) -> Callable[[Everything], None]:
    """Tags of staff's comments are counted; those of families' comments are only read beside them."""

    def change(whole: Everything) -> None:
        for one in Comment.objects.filter(round=whole.round, question__instrument__key=survey):
            one.features.set(Feature.objects.filter(framework=whole.round.framework, code="3"))

    return change


def changed(model, **values) -> Callable[[Everything], None]:
    return lambda whole: model.objects.update(**values)


def gone(model) -> Callable[[Everything], None]:
    return lambda whole: model.objects.all().delete()


# For each table that goes into a release: one change to a row of it, and the words that say what has changed.
CHANGES: dict[type, list[tuple[Callable[[Everything], None], str]]] = {
    Briefing: [(changed(Briefing, people_reached=8), "briefings"), (changed(Briefing, day=LONG_AGO), "briefings")],
    DeepListening: [
        (changed(DeepListening, people_heard=4), "deep listening"),
        (gone(DeepListening), "deep listening"),
    ],
    Event: [(changed(Event, called_off_on=DAY), "events"), (changed(Event, people=31), "events")],
    EventOrganisation: [(gone(EventOrganisation), "events")],
    Meeting: [(changed(Meeting, called_off_on=DAY), "sub-group meetings")],
    MeetingAttendance: [(gone(MeetingAttendance), "sub-group meetings")],
    Course: [(changed(Course, level="leaders"), "training sessions")],
    TrainingSession: [(changed(TrainingSession, called_off_on=DAY), "training sessions")],
    TrainingAttendance: [(changed(TrainingAttendance, people=13), "training sessions")],
    OrganisationalReply: [(changed(OrganisationalReply, sent_at=None, sent_by=None), "the organisational survey")],
    Communication: [(changed(Communication, done_on=None, done_by=None), "the communication plan")],
    OrganisationalMeasure: [(changed(OrganisationalMeasure, key="org_survey_all"), "the organisational survey")],
    OrganisationalAnswer: [(other_yes, "the organisational survey")],
    Assessment: [(changed(Assessment, state="draft", submitted_at=None), "self-assessments")],
    Rating: [(other_stage, "self-assessments")],
    JourneyPlace: [(other_position, "the change journey")],
    Barrier: [(changed(Barrier, passed_on=LATER), "barriers")],
    ActionAtSealing: [(changed(ActionAtSealing, is_overdue=True), "improvement actions")],
    Pledge: [(changed(Pledge, ended_on=DAY), "pledges"), (changed(Pledge, agreed_on=LATER), "pledges")],
    ClosedRoundAnswer: [(other_answer, "staff answers|families’ answers")],
    ClosedRoundResponse: [(one_response_more, "survey answers")],
    SurveyLink: [(link_set_aside, "survey answers")],
    Comment: [
        (comment(state="withheld"), "comments"),
        (comment(text="Other words"), "comments"),
        (lambda whole: Comment.objects.filter(state="withheld").update(state="released"), "comments"),
    ],
    Comment.features.through: [(tagged_anew("workforce"), "comments"), (tagged_anew("families"), "comments")],
    RoundService: [
        (changed(RoundService, headcount=17), "the number of staff responses"),
        (changed(RoundService, service_name="Another name"), "staff answers"),
    ],
    Round: [(changed(Round, shown_first="services"), "what is shown first")],
    Narrative: [
        (changed(Narrative, text="A kind year."), "the commentary"),
        (gone(Narrative), "the commentary"),
    ],
}  # fmt: skip
# What a release reads and no one can change while a round waits: the framework's content, and names of places.
STANDS_STILL = {
    *("framework_feature", "framework_statement", "framework_stage", "framework_frameworkversion"),
    *("framework_journeyline", "framework_journeyposition"),
    *("surveys_instrument", "surveys_section", "surveys_question", "surveys_scale", "surveys_scalepoint"),
    *("organisations_round", "organisations_round_assessed", "organisations_partnership"),
    # What was released before stays as it was.
    *("reporting_release", "reporting_releasedfigure"),
    # Read on the way to a round's own rows, which keep their place in it.
    *("organisations_service", "organisations_organisation", "organisations_sector", "assessments_improvementaction"),
}


def tables_of_a_release(whole: Everything) -> Iterator[str]:
    """Every table that is read when a round's figures are made and its narratives are kept."""
    with CaptureQueriesContext(connection) as found:
        figures_of_round(RoundContext(whole.round))
        list(Narrative.objects.filter(round=whole.round))
    for query in found.captured_queries:
        yield from re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])


def test_every_table_that_a_release_reads_is_one_that_these_tests_change(everything: Everything):
    listed = {model._meta.db_table for model in CHANGES} | STANDS_STILL
    assert set(tables_of_a_release(everything)) <= listed


def refusal(preparation: Preparation, whole: Everything) -> str:
    """What is said to anyone who approves; nothing where it is released."""
    try:
        approve(preparation=preparation, by=whole.board)
    except ActionRefused as reason:
        return str(reason)
    return ""


def test_whatever_changes_after_preparing_is_named_and_nothing_is_released(
    everything: Everything, preparation: Preparation
):
    for model, changes in CHANGES.items():
        for change, words in changes:
            savepoint = transaction.savepoint()
            change(everything)
            said = refusal(preparation, everything)
            expected = f"Something has changed since the results were prepared .*({words}).* Prepare the results again."
            assert re.fullmatch(expected, said), (model.__name__, words, said)
            transaction.savepoint_rollback(savepoint)
    assert not Release.objects.exists()
    assert approve(preparation=preparation, by=everything.board)  # nothing is left of the changes


def test_what_has_nothing_to_do_with_the_round_holds_nothing_up(
    everything: Everything, preparation: Preparation, other_borough
):
    Briefing.objects.create(
        service=other_borough.services["ward"], day=DAY, how="other", people_reached=7, team_size=12
    )
    later = everything.round.closes_on + datetime.timedelta(days=1)
    Briefing.objects.create(service=everything.service, day=later, how="other", people_reached=7, team_size=12)
    Service.objects.filter(pk=everything.service.pk).update(name="Renamed since")
    assert approve(preparation=preparation, by=everything.board)


def test_the_fingerprint_is_the_same_however_often_it_is_taken(everything: Everything):
    assert fingerprint(everything.round) == fingerprint(Round.objects.get(pk=everything.round.pk))


def test_a_preparation_of_an_earlier_version_is_prepared_anew(everything: Everything, preparation: Preparation):
    Preparation.objects.update(counted={})
    with pytest.raises(ActionRefused, match="Prepare the results again"):
        approve(preparation=preparation, by=everything.board)


# Recorded between preparing and releasing, and afterwards.


def briefed(whole: Everything, people: int, service: Service | None = None) -> Briefing:
    briefing = Briefing(service=service or whole.service, day=DAY, how="other", people_reached=people, team_size=40)
    return save_briefing(briefing=briefing, by=whole.admin)


def people_reached(whole: Everything) -> Decimal:
    released = ReleasedFigure.objects.filter(release__round=whole.round, measure="definitions_shared")
    return released.get(level="system", statistic="people").value


def test_what_is_recorded_before_the_release_is_told_that_it_counts_and_it_does(
    everything: Everything, preparation: Preparation
):
    late = briefed(everything, 5)
    assert where_it_counts(everything.partnership, late.day, late.service) == "It counts in Autumn 2026."
    with pytest.raises(ActionRefused, match="briefings"):
        approve(preparation=preparation, by=everything.board)
    approve(preparation=everything.prepare(), by=everything.board)
    assert people_reached(everything) == 12
    with pytest.raises(ActionRefused, match="counted in the results for Autumn 2026"):
        take_back(made=late, by=everything.admin)


def test_what_is_recorded_after_the_release_is_told_so_and_can_be_taken_back(
    everything: Everything, preparation: Preparation
):
    approve(preparation=preparation, by=everything.board)
    late = briefed(everything, 5)
    assert "does not change the results for Autumn 2026" in where_it_counts(
        everything.partnership, late.day, late.service
    )
    assert people_reached(everything) == 7
    take_back(made=late, by=everything.admin)
    take_back(made=late, by=everything.admin)  # a double click
    assert Briefing.objects.count() == 1


@pytest.mark.parametrize("model", [Briefing, DeepListening, Event, Meeting, TrainingSession])
def test_a_release_notes_on_each_record_that_it_has_counted_it(everything: Everything, preparation: Preparation, model):
    approve(preparation=preparation, by=everything.board)
    assert model.objects.get().counted_in == everything.round


PAGES = {
    DeepListening: "activities:listening",
    Event: "activities:event",
    Meeting: "activities:meeting",
    TrainingSession: "activities:training-session",
}


@pytest.mark.parametrize("model", PAGES)
def test_the_page_of_what_a_release_has_counted_says_so(
    everything: Everything, preparation: Preparation, client, model
):
    client.force_login(everything.admin)
    address = reverse(PAGES[model], args=[everything.partnership.slug, model.objects.get().pk])
    assert "It counts in Autumn 2026." in text_of(client.get(address))
    approve(preparation=preparation, by=everything.board)
    page = text_of(client.get(address))
    assert "counted in the results for Autumn 2026, which have been released" in page
    assert "does not change the results" not in page


@pytest.mark.parametrize("model", [Event, TrainingSession])
def test_what_is_called_off_after_the_release_that_counted_it_is_not_said_to_count_nowhere(
    everything: Everything, preparation: Preparation, client, model
):
    client.force_login(everything.admin)
    approve(preparation=preparation, by=everything.board)
    at = [everything.partnership.slug, model.objects.get().pk]
    page = text_of(client.post(reverse(f"{PAGES[model]}-call-off", args=at), {"called_off": "yes"}, follow=True))
    assert "cancelled. This has been counted in the results for Autumn 2026" in page
    assert "does not count in any round" not in page


@pytest.mark.parametrize("model", [Event, Meeting, TrainingSession])
def test_what_was_called_off_was_not_counted(everything: Everything, model):
    model.objects.update(called_off_on=DAY)
    approve(preparation=everything.prepare(), by=everything.board)
    assert model.objects.get().counted_in is None


def test_a_service_that_joined_after_closing_is_told_that_the_round_does_not_count_it(everything: Everything):
    joined = Service.objects.create(
        sector=everything.sector, organisation=everything.organisation, name="New", slug="new", headcount=4
    )
    late = briefed(everything, 4, joined)
    said = where_it_counts(everything.partnership, late.day, joined)
    assert said.startswith("It does not count in Autumn 2026, because this service was not part of that round")
    approve(preparation=everything.prepare(), by=everything.board)
    assert people_reached(everything) == 7
    late.refresh_from_db()
    assert late.counted_in is None


@pytest.mark.django_db(transaction=True)
def test_who_writes_a_record_at_the_moment_of_releasing_is_not_left_out_unseen(
    everything: Everything, preparation: Preparation
):
    """On PostgreSQL two may write at once. Neither waits for the other for ever: who approves presses once more."""
    if connection.vendor != "postgresql":
        pytest.skip("On SQLite writers come one after another.")
    half_way, may_end = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                briefed(everything, 5)
                half_way.set()
                may_end.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        written = other.submit(write)
        assert half_way.wait(20)
        said = refusal(preparation, everything)
        may_end.set()
        written.result()
    assert "Someone is saving a record" in said
    assert "briefings" in refusal(preparation, everything)
    assert not Release.objects.exists()
