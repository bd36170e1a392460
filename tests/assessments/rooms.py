"""A team's session to try things on: who leads it, phones that join it, and what they send."""

import re

from django.test import Client
from django.urls import reverse

from assessments.actions.assessing import start_assessment
from assessments.actions.team_sessions import begin_session, join_session, open_voting, vote
from assessments.models import Assessment, SessionStatement, TeamSession
from framework.models import Statement
from tests.builders import NOON, TODAY, Borough, days

LATER = NOON + days(7000)  # a page goes by the clock: a session that a test opens has not ended yet
ROOM = "/elmfield/services/ward/assessment/autumn-2026/team-session/"


def a_session(borough: Borough, *codes: str, service: str = "ward", at=LATER) -> TeamSession:
    """A running session about these statements of a service's self-assessment, or about 3a and 3c."""
    about, lead = borough.services[service], borough.people["lead"]
    assessment = start_assessment(service=about, round_=borough.round, by=lead, at=NOON)
    statements = Statement.objects.filter(feature__framework=borough.round.framework, code__in=codes or ("3a", "3c"))
    return begin_session(assessment=assessment, statements=statements, by=lead, at=at, on=TODAY)


def row_of(session: TeamSession, code: str = "3a") -> SessionStatement:
    return session.statements.select_related("session__assessment__round", "statement").get(statement__code=code)


def opened(session: TeamSession, code: str = "3a") -> SessionStatement:
    """The statement, with voting open."""
    open_voting(row=row_of(session, code), at=LATER)
    return row_of(session, code)


def phones_vote(session: TeamSession, row: SessionStatement, *stages: int | None) -> list[str]:
    """A phone for each of these votes joins and votes. Returns their ballots."""
    ballots = [join_session(code=session.code, at=LATER) for _ in stages]
    for ballot, stage in zip(ballots, stages, strict=True):
        vote(session=session, statement=row.pk, ballot=ballot, stage=stage, at=LATER)
    return ballots


def close(client: Client, session: TeamSession, code: str = "3a", **paper: object):
    """The answer to the leader who closes voting."""
    data = {f"paper-{name.removeprefix('stage_')}": number for name, number in paper.items()}
    return client.post(f"{ROOM}{session.pk}/{code}/close/", data | {"sure": "yes"})


def numbers_on(response) -> list[int]:
    """The numbers of the spread that a page shows, stage by stage; none where it shows none."""
    page = response.content.decode()
    spread = page[page.find("tip-spread") :].split("</table>")[0] if "tip-spread" in page else ""
    return [int(each) for each in re.findall(r"--numeric\">(\d+)</td>", spread)]


def phone_at(session: TeamSession, ballot: str) -> str:
    return reverse("room:phone", args=[session.code, ballot])


def assessment_of(borough: Borough) -> Assessment:
    return Assessment.objects.get(service=borough.services["ward"], round=borough.round)
