"""The addresses of a team's session, for tests/test_access.py."""

from assessments.actions.team_sessions import begin_session, join_session
from assessments.models import Assessment, TeamSession
from framework.models import Statement
from organisations.models import Service, User
from tests.access_rows import EDITORS, NOBODY, Page, assessed
from tests.builders import NOON, TODAY, days

LATER = NOON + days(7000)  # it is still running when a page asks the clock


def one_session(at) -> list:
    return [*assessed(at), at.team_session]


def one_statement(at) -> list:
    return [*one_session(at), "3a"]


START = Page("assessments:session-start", assessed, EDITORS, NOBODY, ok=302)  # to the one that is running
SESSION = Page("assessments:team-session", one_session, EDITORS, NOBODY)
ROOM = [
    START,
    START.posting(200),
    SESSION,
    Page("assessments:session-slips", one_session, EDITORS, NOBODY),
]
ROOM_POST_ONLY = [
    Page("assessments:session-end", one_session, EDITORS, NOBODY).posting(),
    Page("assessments:session-afresh", one_session, EDITORS, NOBODY).posting(),
    Page("assessments:voting-open", one_statement, EDITORS, NOBODY).posting(),
    Page("assessments:voting-close", one_statement, EDITORS, NOBODY).posting(),  # it is not open
    Page("assessments:session-decide", one_statement, EDITORS, NOBODY).posting(200),
]
ROOM_PUBLIC = [
    Page("room:enter"),
    Page("room:enter").posting(200),
    Page("room:join", lambda at: [at.room_code]),
    Page("room:phone", lambda at: [at.room_code, at.ballot]),
    Page("room:now", lambda at: [at.room_code, at.ballot]),
]


def room_things_of(service: Service, by: User) -> dict:
    """A running session of a service, and a phone in it, by the names that the addresses use."""
    assessment = Assessment.objects.get(service=service, round__state="open")
    statements = Statement.objects.filter(feature__framework=assessment.round.framework, code__in=("3a", "3c"))
    begun: TeamSession = begin_session(assessment=assessment, statements=statements, by=by, at=LATER, on=TODAY)
    ballot = join_session(code=begun.code or "", at=LATER)
    return {"team_session": begun.pk, "room_code": begun.code, "ballot": ballot}
