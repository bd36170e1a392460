"""What a measure is, and the measures that are counted from records, whatever a framework asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from framework.models import JourneyLine, JourneyPosition
from reporting.figures import COUNT, ORGANISATIONS, PEOPLE, RATE, RESPONSES, Figure, within
from reporting.measures import barriers, improvement, pledges, programme, record_links, records, training
from reporting.measures.asked import Scale, Survey
from reporting.measures.round_context import RoundContext


@dataclass(frozen=True)
class Measure:
    """A measure: what it is called, how it is defined, and the function that makes its figures, if there is one.

    `counts` says in a word or two what its figures are made from, for people who are told that it has changed.
    `columns` are its statistics about whole places, the first one leading, each with its head in tables. `parts` names
    the parts of the measure that have figures of their own, such as levels of training. `records` says where what was
    counted can be read. `survey` is the survey that people answer whose results or take-up it is. `instrument` (with
    its `sections`, where not all of them are meant) is one whose questions speak to no statement. `by_days` is what is
    counted over the days since the round before ended, so that more days count more. `lines` and `positions` are those
    of the change journey, where it is about that. `heading` stands above its parts, and `part` above their column.
    """

    key: str
    title: str
    definition: str
    counts: str | Promise = field(kw_only=True)
    make: Callable[[RoundContext], list[Figure]] | None = None
    waits_for: str = ""
    is_survey: bool = False
    scale: Scale | None = None
    survey: Survey | None = None
    records: record_links.Records | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""
    part: str = "Level or role"
    lines: tuple[JourneyLine, ...] = ()
    positions: tuple[JourneyPosition, ...] = ()
    instrument: str = ""
    sections: tuple[str, ...] = ()
    by_days: bool = False

    @property
    def has_take_up_chart(self) -> bool:
        """Whether it is a survey's take-up, which is drawn as people who answered."""
        return next(iter(self.columns), "") == RESPONSES

    @property
    def asks(self) -> str:
        """The survey whose questions its figures are about; nothing for a measure without questions."""
        return self.instrument or (self.survey.key if self.survey and self.is_survey else "")

    @property
    def within(self) -> str:
        """The title within a sentence, without its capital letter: "workforce survey results", but "TiP events"."""
        return within(self.title)

    @property
    def statistics(self) -> tuple[str, ...]:
        """Its statistics about whole places, the first one leading."""
        return tuple(self.columns)

    @property
    def top_answers(self) -> str:
        """The answers that are positive, each in its quotation marks: “mostly” or “always”."""
        return self.scale.top_answers if self.scale else ""


IN_EACH_SECTOR = " If an organisation has services in 2 sectors, both count it. The whole partnership counts it once."

# What is counted from records, whatever a framework asks.
RECORDED: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "pledges",
            "Organisations with a pledge",
            "Organisations with an approved pledge that had not ended by the round’s last day ÷ organisations with a "
            "service in the round." + IN_EACH_SECTOR,
            pledges.pledges,
            counts=_("pledges"),
            columns={COUNT: "Organisations with a pledge"},
            records=record_links.PLEDGES,
        ),
        Measure(
            "definitions_shared",
            "Services briefed on the definition and features",
            "Services with a recorded briefing ÷ services. Team members briefed ÷ team sizes, with no service counting "
            "more people than its team. Team size is the one recorded with a briefing, or else the headcount.",
            records.definitions_shared,
            counts=_("briefings"),
            columns={COUNT: "Services with a briefing", PEOPLE: "Team members briefed", RATE: "Share of the team"},
            by_days=True,
            records=record_links.BRIEFINGS,
        ),
        Measure(
            "subgroup_engagement",
            "Organisations that took part in a sector sub-group",
            "Organisations of a sector that came to at least one meeting of its sub-group ÷ all organisations of the "
            "sector." + IN_EACH_SECTOR,
            records.subgroup_engagement,
            counts=_("sub-group meetings"),
            columns={COUNT: "Organisations that came"},
            by_days=True,
            records=record_links.SUBGROUPS,
        ),
        Measure(
            "events",
            "TiP events",
            "Events held on the days that count in the round. Cancelled events are left out. Attendances are those "
            "recorded: someone who came to 2 events counts twice, and an event without a recorded number adds none. "
            "Organisations that took part in at least one event ÷ organisations with a service in the round."
            + IN_EACH_SECTOR,
            programme.events,
            counts=_("events"),
            columns={COUNT: "Events held", PEOPLE: "Attendances", ORGANISATIONS: "Organisations that took part"},
            by_days=True,
            records=record_links.EVENTS,
        ),
        Measure(
            programme.PLAN,
            "Communication plan",
            "Lines of the communication plan that were sent by the round’s last day ÷ lines that were due on the days "
            "that the round counts.",
            programme.communication_plan,
            counts=_("the communication plan"),
            columns={COUNT: "Sent, of what was due"},
            records=record_links.COMMUNICATIONS,
        ),
        Measure(
            "training_take_up",
            "Take-up of the core training offer",
            "Places taken at sessions of the core training offer, by level and by kind of role. Organisations that "
            "someone came from ÷ organisations with a service in the round. Places taken ÷ the headcount of all "
            "services, if every headcount is known. Someone who comes to 2 sessions counts twice." + IN_EACH_SECTOR,
            training.training_take_up,
            counts=_("training sessions"),
            columns={
                PEOPLE: "Places taken",
                ORGANISATIONS: "Organisations that took part",
                RATE: "As a share of headcount",
            },
            parts=training.PARTS,
            heading="By level and role",
            by_days=True,
            records=record_links.TRAINING,
        ),
        Measure(
            improvement.MEASURE,
            "Improvement actions",
            "Actions of the services’ action plans, as they stood at the end of the round’s last day: planned, under "
            "way, and past their date among these. Done: those that were done on the days that count in the round. "
            "Actions that were stopped are left out. We do not show a single service’s actions, nor those of a sector "
            "in which fewer than 3 services have any.",
            improvement.actions,
            counts=_("improvement actions"),
            columns={COUNT: "Actions"},
            parts=improvement.PARTS,
            heading="By status",
            part="Status",
            by_days=True,
            records=record_links.ACTIONS,
        ),
        Measure(
            barriers.MEASURE,
            "Barriers that staff named",
            "What stands in the way (a form, a rule, a letter or a room), as it stood at the end of the round’s last "
            "day: barriers that were first answered on the days that count in the round, and those that were not "
            "answered yet. Days run from the day on which those who answer could first read it. Half of the answers "
            "came within the number of days shown, which is shown for 5 answers or more. No single organisation is "
            "shown.",
            barriers.barriers,
            counts=_("barriers"),
            columns={COUNT: "Barriers"},
            parts=barriers.PARTS,
            heading="By status, and days to an answer",
            part="Status",
            by_days=True,
            records=record_links.BARRIERS,
        ),
        Measure(
            "deep_listening_use",
            "Deep listening with families and staff",
            "Conversations recorded, and people listened to in them. Someone who was listened to twice counts twice.",
            records.deep_listening_use,
            counts=_("deep listening"),
            columns={COUNT: "Conversations", PEOPLE: "People listened to"},
            by_days=True,
            records=record_links.LISTENING,
        ),
        Measure(
            "deep_listening_take_up",
            "Services that recorded deep listening",
            "Services with at least one recorded conversation ÷ services.",
            records.deep_listening_take_up,
            counts=_("deep listening"),
            columns={COUNT: "Services that recorded deep listening"},
            by_days=True,
            records=record_links.LISTENING,
        ),
    )
}
