"""Millbrook's core training offer with its feedback, and what its organisations say of themselves. All made up."""

import datetime
import random
from collections import Counter

from django.utils import timezone

from activities.actions.organisational import organisational_questions_of
from activities.models import (
    Course,
    OrganisationalAnswer,
    OrganisationalReply,
    TrainingAttendance,
    TrainingSession,
)
from activities.take_up import headcounts_by_organisation
from demonstration import answers as made_up
from demonstration.days import on_a_weekday
from demonstration.voices import link_token
from organisations.models import Organisation, Partnership, Round, User
from surveys.models import Answer, Comment, Instrument, Question, Response, ScalePoint, SurveyLink

ACADEMY = "Millbrook Academy"  # whose lead has an account: nothing is answered for it in the open round
SESSIONS = (8, 9, 8)  # in each round
# title, level, for whom, length, and which kinds of role come
COURSES = (
    ("Trauma: the basics", "awareness", "Everyone, from reception to director", "Half a day", (5, 2, 1, 4)),
    ("Trauma-informed practice", "skilled", "Everyone who meets families", "Two days", (8, 2, 0, 1)),
    ("Supportive supervision", "enhanced", "Supervisors and managers", "One day", (1, 8, 1, 0)),
    (
        "Leading a trauma-informed organisation",
        "leaders",
        "Chief officers and head teachers",
        "Half a day",
        (0, 2, 8, 0),
    ),
)
PATTERN = (0, 1, 0, 2, 0, 1, 3, 0, 1)  # which course each session of a round is of
ROLES = ("front_line", "supervisor", "senior", "support")
TRAINERS = ("Hannah Wells", "Kofi Mensah", "Ruth Adler")
WHERE = ("Town hall, Beech room", "Online", "Library, upper floor")
# Where answers to a question centre, from 1 to 5.
CENTRES = {"t-relevant": 3.9, "t-know": 3.8, "t-use": 3.6, "t-recommend": 4.0, "t-before": 2.6, "t-now": 3.5}
DIFFERENTLY = (
    "I will ask what happened before I ask what is wrong.",
    "Take five minutes after a hard visit, for me and for the team.",
    "I will say at the door how long we have and that they can stop whenever they like.",
    "We will turn our letters into plain words.",
    "I will bring it into supervision.",
)
WAITS = 2  # comments that no one has read yet, in the open round
# How likely an organisation says yes in the first round, part by part, and how much likelier in each one after.
YES, MORE_YES = {"pledge": 0.45, "comms": 0.4, "tools": 0.5, "change": 0.25}, 0.1


def offer_training(partnership: Partnership) -> None:
    """The courses."""
    Course.objects.bulk_create(
        Course(partnership=partnership, title=title, level=level, for_whom=whom, length=length)
        for title, level, whom, length, _roles in COURSES
    )


def train(rng: random.Random, round_: Round, people: dict[str, User], number: int, on: datetime.date) -> None:
    """A round's sessions, who came, what they said, and what organisations say of themselves."""
    held = _sessions(rng, round_, people["training"], number, on)
    came = _attendance(rng, round_, held)
    _feedback(rng, round_, held, came, people["reviewer"], on)
    _organisations(rng, round_, people["leader"], number, on)


def _sessions(rng, round_: Round, by: User, number: int, on: datetime.date) -> list[TrainingSession]:
    """Sessions over the days that count in the round; of the open one the last two are still to come, one is off."""
    courses = list(Course.objects.filter(partnership=round_.partnership).order_by("pk"))
    first, last = round_.counts_days()
    first = max(first, last - datetime.timedelta(days=170))
    sessions = []
    for place in range(SESSIONS[number]):
        day = first + (last - first) * (place + 1) / (SESSIONS[number] + 1)
        if number == 2:
            back = 9 * (SESSIONS[number] - 2 - place)
            day = on - datetime.timedelta(days=back) + datetime.timedelta(days=4)
        day = on_a_weekday(day)
        sessions.append(
            TrainingSession(
                course=courses[PATTERN[place]],
                day=day,
                starts_at=datetime.time(9, 30),
                ends_at=datetime.time(13, 0),
                trainer=rng.choice(TRAINERS),
                where=rng.choice(WHERE),
                places=30,
                called_off_on=day - datetime.timedelta(days=3) if (number, place) == (1, 4) else None,
                recorded_by=by,
            )
        )
    TrainingSession.objects.bulk_create(sessions)
    return [session for session in sessions if session.called_off_on is None and session.day <= on]


def _attendance(rng, round_: Round, held: list[TrainingSession]) -> dict[int, int]:
    """Some people of some organisations, of the roles that the course is for. How many came, by session.

    A large organisation sends up to seven at once, a small one not more than it can spare.
    """
    organisations = list(Organisation.objects.filter(partnership=round_.partnership).order_by("pk"))
    people_of = headcounts_by_organisation(organisations)
    weights = {title: roles for title, *_, roles in COURSES}
    rows: Counter[tuple[TrainingSession, Organisation, str]] = Counter()
    for session in held:
        for organisation in rng.sample(organisations, min(len(organisations), rng.randrange(7, 11))):
            most = max(1, min(7, (people_of.get(organisation.pk) or 8) // 8))
            for role in rng.choices(ROLES, weights[session.course.title], k=rng.randint(1, most)):
                rows[session, organisation, role] += 1
    TrainingAttendance.objects.bulk_create(
        TrainingAttendance(session=session, organisation=organisation, kind_of_role=role, people=people)
        for (session, organisation, role), people in rows.items()
    )
    came: Counter[int] = Counter()
    for (session, _organisation, _role), people in rows.items():
        came[session.pk] += people
    return came


def _feedback(rng, round_: Round, held, came: dict[int, int], reviewer: User, on: datetime.date) -> None:
    """Most of those who came say how it was; a few write something."""
    instrument = Instrument.objects.get(framework=round_.framework, handed_out_by=Instrument.HandedOutBy.SESSION)
    asked = list(Question.objects.filter(instrument=instrument).prefetch_related("scale__points").order_by("pk"))
    rated = [question for question in asked if not question.is_open]
    responses, answers = [], []
    for session in held:
        session.feedback = SurveyLink.objects.create(round=round_, instrument=instrument, token=link_token(rng))
        for _ in range(round(came[session.pk] * rng.uniform(0.6, 0.9))):
            response = Response(id=made_up.random_id(rng), survey_link=session.feedback)
            responses.append(response)
            answers += _one_person(rng, response, rated)
    TrainingSession.objects.bulk_update(held, ["feedback"])
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(answers, batch_size=2000)
    waits = WAITS if round_.closes_on >= on else 0
    open_question = next(question for question in asked if question.is_open)
    Comment.objects.bulk_create(
        Comment(
            id=made_up.random_id(rng),
            round=round_,
            question=open_question,
            text=text,
            state=Comment.State.WAITING if place < waits else Comment.State.RELEASED,
            due_on=on + datetime.timedelta(days=4) if place < waits else None,
            settled_by=None if place < waits else reviewer,
        )
        for place, text in enumerate(DIFFERENTLY)
    )


def _one_person(rng, response: Response, questions: list[Question]) -> list[Answer]:
    person, given = rng.gauss(0, 0.5), []
    for question in questions:
        if rng.random() < 0.04:
            continue  # skipped
        value = made_up.rating(rng, CENTRES[question.code], person)
        ratings = [point for point in question.choices() if point.kind == ScalePoint.Meaning.RATING]
        point = next(point for point in ratings if point.value == value)
        given.append(Answer(id=made_up.random_id(rng), response=response, question=question, point=point))
    return given


def _organisations(rng, round_: Round, by: User, number: int, on: datetime.date) -> None:
    """About two thirds of the organisations answer, saying yes a little more often each round."""
    questions, replies, answers = organisational_questions_of(round_), [], []
    is_open = round_.closes_on >= on
    for organisation in Organisation.objects.filter(partnership=round_.partnership).order_by("pk"):
        is_academy = organisation.name == ACADEMY
        if (is_academy and is_open) or (not is_academy and rng.random() > 0.68):
            continue
        day = min(on, round_.closes_on) - datetime.timedelta(days=rng.randrange(1, 25))
        at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(11)))
        reply = OrganisationalReply(
            organisation=organisation, round=round_, sent_at=at, sent_by=by if is_academy else None
        )
        replies.append(reply)
        for question in questions:
            points = {point.key: point for point in question.choices()}
            yes = rng.random() < YES.get(question.section.code, 0.4) + MORE_YES * number
            key = "yes" if yes else rng.choice(("planned", "not-yet"))
            answers.append(OrganisationalAnswer(reply=reply, question=question, point=points[key]))
    OrganisationalReply.objects.bulk_create(replies)
    OrganisationalAnswer.objects.bulk_create(answers, batch_size=1000)
