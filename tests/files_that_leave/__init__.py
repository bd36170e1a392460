"""A borough with a row of every kind that can be taken away, awkward ones among them."""

import datetime

from activities.actions.organisational import keep_reply, organisational_questions_of
from activities.models import (
    Briefing,
    Champion,
    Communication,
    Course,
    DeepListening,
    Event,
    Meeting,
    SubGroupMember,
    TrainingSession,
)
from assessments.actions.assessing import start_assessment
from assessments.actions.improving import save_action, set_state
from assessments.models import Assessment, ImprovementAction, Rating, SessionStatement, TeamSession
from framework.models import Statement
from learning.actions.answering import answer_barrier, reckon_hours
from learning.actions.naming import name_openly
from organisations.actions import close_round
from organisations.coding import add_code
from pledges.models import Pledge, PledgePicture, PledgeReview
from reporting.models import Decision, OutcomeIndicator
from reporting.read.narratives import of_cell
from reporting.release.deciding import record_decision
from reporting.release.narrating import keep_narratives
from surveys.models import Answer, Instrument, Response, SurveyLink
from tests.builders import NOON, TODAY, Borough, days, make_borough, make_round, release_round

FORMULA = '=HYPERLINK("http://example.org","click")'
TEXT = 'First line, with “quotes” and "plain ones";\r\nsecond line: Łódź, ਪੰਜਾਬੀ'
PHONE = "+44 20 7946 0000"
AT_TEN, AT_TWELVE = datetime.time(10, 30), datetime.time(12, 0)


def make_all() -> Borough:
    """A partnership with a released round and an open one, and everything that people record."""
    borough = make_borough(with_round=False)
    released = make_round(borough, "Spring 2026", opens_on=TODAY - days(200))
    _people_answer(borough, released)
    _services_assess_themselves(borough, released, submitted=True)
    close_round(round_=released, by=borough.people["admin"])
    released.refresh_from_db()
    said = {of_cell("comms", "service"): f"{FORMULA} {TEXT}"}
    keep_narratives(round=released, texts=said, by=borough.people["admin"], on=TODAY)
    _indicators(borough)
    release_round(released, at=NOON)
    _decision(borough, released)
    borough.round = make_round(borough)
    _services_assess_themselves(borough, borough.round, submitted=False)
    _team_session(borough)
    _actions(borough)
    _barriers(borough)
    _records(borough)
    _programme(borough)
    _subgroups(borough)
    _training(borough)
    _pledges(borough)
    _organisational_survey(borough)
    _outside_codes(borough)
    return borough


def _outside_codes(borough: Borough) -> None:
    """After the release: figures gain the codes of today, and nothing else."""
    by = borough.people["admin"]
    add_code(place=borough.services["ward"], scheme="ods", code="RXX01", by=by)
    add_code(place=borough.services["ward"], scheme="other", words="=Own", code="-1", by=by)
    add_code(place=borough.services["clinic"], scheme="urn", code="900001", by=by)
    add_code(place=borough.organisations["hospital"], scheme="ods", code="RXX", by=by)
    add_code(place=borough.organisations["charity"], scheme="charity", code="9000001-1", by=by)


def _team_session(borough: Borough) -> None:
    assessment = Assessment.objects.get(service=borough.services["ward"], round=borough.round)
    session = TeamSession.objects.create(assessment=assessment, held_on=TODAY)
    for code, why, differing in (("3b", FORMULA, "-1"), ("3c", "@all", "")):
        rating = assessment.ratings.get(statement__code=code)
        said = {"stage": rating.stage, "why": why, "differing": differing}
        SessionStatement.objects.create(session=session, statement=rating.statement, **said)


def _actions(borough: Borough) -> None:
    statement = Statement.objects.get(feature__framework=borough.round.framework, code="3c")
    for service, person in (("ward", borough.people["lead"]), ("refuge", None)):
        row = ImprovementAction(
            service=borough.services[service], statement=statement if person else None, what=f"{FORMULA} {TEXT}"[:300],
            person=person, who=FORMULA, due_on=TODAY + days(30) if person else None, would_show=TEXT[:300],
        )  # fmt: skip
        save_action(action=row, by=borough.people["lead"], on=TODAY)
    set_state(action=row, state="done", by=borough.people["admin"], on=TODAY, became=f"{FORMULA} {TEXT}"[:300])


def _barriers(borough: Borough) -> None:
    for place, on in (("council", TODAY - days(9)), ("hospital", TODAY - days(5))):
        row = name_openly(
            partnership=borough.partnership, organisation=borough.organisations[place], words=f"{FORMULA} {TEXT}",
            by=borough.people["lead"], on=on,
        )  # fmt: skip
    by, said = borough.people["leader"], {"words": f"{FORMULA} {TEXT}"}
    answer_barrier(barrier=row, kind="will_change", change_by=TODAY, by=by, on=TODAY - days(3), seen=0, **said)
    answer_barrier(barrier=row, kind="changed", change_by=None, by=by, on=TODAY, seen=1, **said)
    reckon_hours(barrier=row, minutes=5, times=46, people=20, how=f"{FORMULA} {TEXT}"[:300], by=by, on=TODAY)


def _decision(borough: Borough, released) -> None:
    what, owner = f"{FORMULA} {TEXT}"[:300], borough.people["programme"]
    decision = Decision(round=released, what=what, owner=owner, who=FORMULA, by_when=TODAY + days(30))
    record_decision(decision=decision, by=borough.people["board"], at=NOON)


def _people_answer(borough: Borough, round_) -> None:
    for key, sizes in {
        "workforce": {"ward": 31, "clinic": 24, "centre": 12, "refuge": 4},
        "families": {"ward": 22},
    }.items():
        instrument = Instrument.objects.get(framework=round_.framework, key=key)
        questions = list(instrument.questions.filter(kind="choice", partnership=None).prefetch_related("scale__points"))
        for name, people in sizes.items():
            link = SurveyLink.objects.create(service=borough.services[name], round=round_, instrument=instrument)
            for person in range(people):
                response = Response.objects.create(survey_link=link)
                for at, question in enumerate(questions[:12]):
                    points = list(question.scale.points.all())
                    Answer.objects.create(
                        response=response, question=question, point=points[(person + at) % len(points)]
                    )


def _services_assess_themselves(borough: Borough, round_, *, submitted: bool) -> None:
    for at, name in enumerate(("ward", "refuge")):
        made = start_assessment(service=borough.services[name], round_=round_, by=borough.people["lead"], at=NOON)
        stages = list(round_.framework.stages.all())
        for number, rating in enumerate(Rating.objects.filter(assessment=made).order_by("statement__order", "pk")):
            rating.stage = stages[(number + at) % len(stages)]
            rating.carried_forward = not submitted and number % 2 == 0
            rating.evidence = (FORMULA, TEXT, "", "@minutes", "-3")[number % 5]
            if number == 4:
                rating.stage, rating.does_not_apply, rating.reason = None, True, "\tNo children come here"
            rating.save()
        if submitted:
            Assessment.objects.filter(pk=made.pk).update(state="submitted", submitted_at=NOON)


def _indicators(borough: Borough) -> None:
    rows = (
        ("Exclusions", 2024, "4.5", "per 1,000 pupils", "lower"),
        ("Exclusions", 2025, "1240", "per 1,000 pupils", "lower"),
        ("=Attendance", 2025, "-3", "%", "higher"),
        ("Waiting", 2025, None, "%", ""),
    )
    for name, year, value, unit, good in rows:
        OutcomeIndicator.objects.create(
            partnership=borough.partnership,
            name=name,
            year=year,
            value=value,
            unit=unit,
            source=TEXT[:40],
            good_is=good,
        )


def _records(borough: Borough) -> None:
    for at, (name, note) in enumerate({"ward": FORMULA, "clinic": TEXT, "refuge": ""}.items()):
        service, day = borough.services[name], TODAY - days(at)
        Briefing.objects.create(
            service=service, day=day, how="induction", people_reached=at + 3, team_size=9, note=note
        )
        DeepListening.objects.create(
            service=service,
            day=day,
            with_staff=True,
            with_parents_carers=at > 0,
            people_heard=2,
            method="walk",
            told_them="We opened earlier." if at else "",
            told_on=TODAY if at else None,
        )


def _programme(borough: Borough) -> None:
    here, hospital = {"partnership": borough.partnership}, borough.organisations["hospital"]
    Champion.objects.create(
        **here, name="Ada Osei", role=PHONE, email="ada@example.org", organisation=hospital, since=TODAY, agreed=True
    )
    Champion.objects.create(**here, name="-Bo", sector=borough.sectors["health"], since=TODAY, until=TODAY)
    Communication.objects.create(
        **here, what=FORMULA, audience="All staff", channel="email", due_on=TODAY, owner="Sam", note=TEXT, done_on=TODAY
    )
    Communication.objects.create(**here, what="Dates", audience="Heads", channel="poster", due_on=TODAY - days(2))
    launch = Event.objects.create(
        **here,
        title="Launch, with tea",
        day=TODAY,
        starts_at=AT_TEN,
        ends_at=AT_TWELVE,
        kind="launch",
        where=FORMULA,
        places=80,
        is_public=True,
        people=61,
    )
    for name, people in (("hospital", 12), ("charity", None)):
        launch.organisations.create(organisation=borough.organisations[name], people=people)
    Event.objects.create(**here, title="Taster", day=TODAY - days(3), kind="taster", called_off_on=TODAY - days(9))


def _subgroups(borough: Borough) -> None:
    health = borough.sectors["health"]
    held = Meeting.objects.create(
        sector=health, day=TODAY, starts_at=AT_TEN, ends_at=AT_TWELVE, where="Room 1", agenda=TEXT, decided=FORMULA
    )
    for name, people in (("hospital", 2), ("council", 1)):
        held.attendance.create(organisation=borough.organisations[name], people=people)
    Meeting.objects.create(sector=health, day=TODAY - days(30), called_off_on=TODAY - days(31))
    SubGroupMember.objects.create(
        sector=health,
        organisation=borough.organisations["hospital"],
        name="Ada",
        email="ada@example.org",
        is_chair=True,
    )
    SubGroupMember.objects.create(sector=health, name="@Bo")
    SubGroupMember.objects.create(sector=health, name="Gone", left_on=TODAY)


def _training(borough: Borough) -> None:
    course = Course.objects.create(
        partnership=borough.partnership,
        title="Trauma, first steps",
        level="awareness",
        for_whom="Everybody",
        about=TEXT,
    )
    Course.objects.create(
        partnership=borough.partnership,
        title="=Old",
        level="leaders",
        for_whom="Heads",
        length="1 day",
        retired_on=TODAY,
    )
    held = TrainingSession.objects.create(
        course=course, day=TODAY, starts_at=AT_TEN, ends_at=AT_TWELVE, trainer=PHONE, where="Hall", places=30
    )
    for name, role, people in (("hospital", "front_line", 7), ("hospital", "senior", 1), ("charity", "not_known", 3)):
        held.attendance.create(organisation=borough.organisations[name], kind_of_role=role, people=people)
    TrainingSession.objects.create(course=course, day=TODAY - days(5), called_off_on=TODAY - days(6))


def _pledges(borough: Borough) -> None:
    hospital, charity = borough.organisations["hospital"], borough.organisations["charity"]
    words = {"leader_name": "Ada Osei", "leader_role": "Head", "made_on": TODAY - days(300)}
    kept = Pledge.objects.create(
        **words, organisation=hospital, text=FORMULA, state="agreed", agreed_on=TODAY, review_due_on=TODAY + days(180)
    )
    kept.commitments.create(kind="staff")
    kept.commitments.create(kind="other")
    PledgePicture.objects.create(pledge=kept, content=b"x", width=1, height=1, digest="x", description="A garden")
    PledgeReview.objects.create(pledge=kept, day=TODAY, standing="under_way", why=TEXT)
    Pledge.objects.create(
        **words, organisation=charity, text="We listen.", state="agreed", agreed_on=TODAY, ended_on=TODAY
    )
    Pledge.objects.create(**words, organisation=charity, text="Soon.", state="proposed", is_public=False)
    Pledge.objects.create(**words, organisation=charity, text="A draft of theirs.", state="draft")


def _organisational_survey(borough: Borough) -> None:
    questions = organisational_questions_of(borough.round)
    points = list(questions[0].scale.points.all())
    said = {
        question: (points[at % len(points)], (FORMULA, TEXT, "")[at % 3]) for at, question in enumerate(questions[:5])
    }
    common = {"round_": borough.round, "said": said, "known": {}, "by": borough.people["leader"]}
    keep_reply(organisation=borough.organisations["hospital"], send=True, at=NOON, **common)
    keep_reply(organisation=borough.organisations["charity"], send=False, at=NOON, **common)
