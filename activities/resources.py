"""What was done, to take away: each list of activities as a table."""

from collections.abc import Mapping

from django.utils import timezone

from activities.models import (
    Briefing,
    DeepListening,
    Event,
    Meeting,
    OrganisationalAnswer,
    OrganisationalReply,
    TrainingSession,
)
from organisations.models import Round, Sector
from organisations.places_then import Names
from organisations.resources import CodesOf, Column, Export, PlacesOfTheirTime, YesNo


class OfAService(PlacesOfTheirTime):
    """What a service recorded: the day, and the places that it belonged to in the round in which the day counts."""

    day = Column("day", "day")
    sector = Column("sector")
    organisation = Column("organisation")
    service = Column("service")

    def names_of(self, made: Briefing | DeepListening) -> Names:
        """By the day, since what was done hangs on no round."""
        return self.places.on(made.service, made.day)


class BriefingsExport(OfAService):
    """Briefings, a row each."""

    about, called = "briefings", "briefings"

    how = Column("how", "get_how_display")
    people = Column("people reached", "people_reached")
    team = Column("team size", "team_size")
    note = Column("what came up", "note")
    outside_codes = CodesOf("service")


class ListeningExport(OfAService):
    """Deep listening, a row a conversation: what was done, never what was said."""

    about, called = "deep listening", "deep-listening"

    with_whom = Column("who was listened to")
    people = Column("people listened to", "people_heard")
    how = Column("how", "get_method_display")
    told_on = Column("told them on", "told_on")
    outside_codes = CodesOf("service")

    def dehydrate_with_whom(self, session: DeepListening) -> str:
        return "; ".join(session.with_whom)


class ChampionsExport(Export):
    """Champions, those who are no longer ones among them."""

    about, called = "champions", "champions"

    name = Column("name", "name")
    role = Column("role", "role")
    organisation = Column("organisation", "organisation__name")
    sector = Column("sector", "sector__name")
    email = Column("email", "email")
    agreed = Column("agreed to be listed", "agreed", widget=YesNo())
    since = Column("since", "since")
    until = Column("until", "until")
    outside_codes = CodesOf("organisation")


class CommunicationsExport(Export):
    """The communication plan, a row a line."""

    about, called = "the communication plan", "communication-plan"

    due_on = Column("by", "due_on")
    what = Column("what", "what")
    audience = Column("who it is for", "audience")
    channel = Column("how", "get_channel_display")
    owner = Column("owner", "owner")
    note = Column("note", "note")
    done_on = Column("sent on", "done_on")


class EventsExport(Export):
    """Events, a row each, with the names of the organisations that came."""

    about, called = "events", "events"

    day = Column("day", "day")
    starts_at = Column("from", "starts_at")
    ends_at = Column("to", "ends_at")
    title = Column("title", "title")
    kind = Column("kind", "get_kind_display")
    where = Column("where", "where")
    places = Column("places", "places")
    public = Column("public", "is_public", widget=YesNo())
    people = Column("people who came", "people")
    organisations = Column("organisations", "organisations_there")
    names = Column("names of organisations")
    called_off_on = Column("cancelled on", "called_off_on")
    outside_codes = CodesOf("organisations__all")

    def dehydrate_names(self, event: Event) -> str:
        return "; ".join(came.organisation.name for came in event.organisations.all())


class MeetingsExport(Export):
    """Meetings of sub-groups, a row each: who came, and what was decided."""

    about, called = "meetings of sub-groups", "sub-group-meetings"

    sector = Column("sector", "sector__name")
    day = Column("day", "day")
    starts_at = Column("from", "starts_at")
    ends_at = Column("to", "ends_at")
    where = Column("where", "where")
    agenda = Column("agenda", "agenda")
    called_off_on = Column("cancelled on", "called_off_on")
    names = Column("organisations that came")
    organisations = Column("organisations")
    people = Column("people")
    decided = Column("what was decided", "decided")
    outside_codes = CodesOf("attendance__all")

    def dehydrate_names(self, meeting: Meeting) -> str:
        return "; ".join(came.organisation.name for came in meeting.attendance.all())

    def dehydrate_organisations(self, meeting: Meeting) -> int:
        return len(meeting.attendance.all())

    def dehydrate_people(self, meeting: Meeting) -> int | str:
        """How many came, 0 where no one did; nothing where no one has written it down."""
        people = sum(came.people for came in meeting.attendance.all())
        return people if people or meeting.nobody_came else ""


class MeetingAttendanceExport(Export):
    """Who came to meetings of sub-groups: a row an organisation at a meeting."""

    about, called = "attendance at sub-groups", "sub-groups"

    sector = Column("sector", "meeting__sector__name")
    day = Column("day", "meeting__day")
    where = Column("where", "meeting__where")
    called_off = Column("cancelled", "meeting__called_off_on", widget=YesNo())
    organisation = Column("organisation", "organisation__name")
    people = Column("people", "people")
    outside_codes = CodesOf("organisation")


class MembersExport(Export):
    """The members of a sector's sub-group; their email addresses are for those who run it."""

    called = "subgroup-members"

    sector = Column("sector", "sector__name")
    name = Column("name", "name")
    organisation = Column("organisation", "organisation__name")
    chairs = Column("chairs", "is_chair", widget=YesNo())
    email = Column("email", "email")
    outside_codes = CodesOf("organisation")

    def __init__(self, sector: Sector, *, with_addresses: bool) -> None:
        super().__init__()
        self.about = f"the members of the sub-group of {sector}"
        if not with_addresses:
            del self.fields["email"]


class CoursesExport(Export):
    """The courses of the core training offer, those that are no longer on offer among them."""

    about, called = "courses", "courses"

    title = Column("title", "title")
    level = Column("level", "get_level_display")
    framework = Column("framework of the level", "level_framework")
    for_whom = Column("who it is for", "for_whom")
    length = Column("how long it takes", "length")
    about_what = Column("what it is about", "about")
    sessions = Column("sessions", "sessions_held")
    retired_on = Column("not offered since", "retired_on")


class TrainingSessionsExport(Export):
    """Training sessions, a row each."""

    about, called = "training sessions", "training-sessions"

    day = Column("day", "day")
    starts_at = Column("from", "starts_at")
    ends_at = Column("to", "ends_at")
    course = Column("course", "course__title")
    level = Column("level", "course__get_level_display")
    framework = Column("framework of the level", "course__level_framework")
    trainer = Column("trainer", "trainer")
    where = Column("where", "where")
    places = Column("places", "places")
    people = Column("people")
    organisations = Column("organisations", "organisations_there")
    called_off_on = Column("cancelled on", "called_off_on")

    def dehydrate_people(self, session: TrainingSession) -> int | None:
        """How many came, 0 where no one did; nothing where no one has written it down."""
        return session.people


class TrainingAttendanceExport(Export):
    """Who came to training: a row a session, organisation and kind of role."""

    about, called = "attendance at training", "training-attendance"

    day = Column("day", "session__day")
    course = Column("course", "session__course__title")
    level = Column("level", "session__course__get_level_display")
    organisation = Column("organisation", "organisation__name")
    people = Column("people", "people")
    role = Column("kind of role", "get_kind_of_role_display")
    called_off_on = Column("cancelled on", "session__called_off_on")
    outside_codes = CodesOf("organisation")


# An organisation that a round asks (id, name, address), where it is, and its reply where it has begun one.
Standing = tuple[tuple[int, str, str], str, OrganisationalReply | None]


class OrganisationalListExport(Export):
    """Which organisation is where with a round's organisational survey, without its answers."""

    about, called = "the status of the organisational survey", "organisational-survey-list"

    round = Column("round")
    organisation = Column("organisation")
    state = Column("status")
    answered_on = Column("submitted on")
    answered = Column("questions answered")
    outside_codes = CodesOf()

    def __init__(self, round_: Round | None, *, states: Mapping[str, object]) -> None:
        super().__init__()
        self.round, self.states = round_, states

    def dehydrate_round(self, standing: Standing) -> Round | None:
        return self.round

    def dehydrate_organisation(self, standing: Standing) -> str:
        return standing[0][1]

    def dehydrate_state(self, standing: Standing) -> object:
        return self.states[standing[1]]

    def dehydrate_answered_on(self, standing: Standing) -> object:
        reply = standing[2]
        return timezone.localdate(reply.sent_at) if reply and reply.sent_at else None

    def dehydrate_outside_codes(self, standing: Standing) -> str:
        if self.round is None:
            return ""
        return self.fields["outside_codes"].at(self.round.partnership_id, "organisation", standing[0][0])

    def dehydrate_answered(self, standing: Standing) -> int:
        return standing[2].answered if standing[2] else 0


class OrganisationalExport(Export):
    """Every answer of a round that was sent, a row a question."""

    about, called = "the organisational survey", "organisational-survey"

    round = Column("round")
    organisation = Column("organisation")
    part = Column("part", "question__section__title")
    question = Column("question", "question__text")
    answer = Column("answer", "point__label")
    note = Column("note", "note")
    known = Column("what was known", "known")
    outside_codes = CodesOf("reply__organisation")

    def __init__(self, round_: Round | None, names: Mapping[int, str]) -> None:
        super().__init__()
        self.round, self.names = round_, names

    def dehydrate_round(self, answer: object) -> Round | None:
        return self.round

    def dehydrate_organisation(self, answer: OrganisationalAnswer) -> str:
        """Its name when the round closed; today's where the round does not know it."""
        organisation = answer.reply.organisation
        return self.names.get(organisation.pk, organisation.name)
