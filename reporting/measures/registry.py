"""Every measure of the matrix: those that are counted, and those whose records are not kept here yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.actions.feedback import FEEDBACK
from activities.actions.organisational import ORGANISATIONAL
from reporting.figures import COUNT, MEAN, ORGANISATIONS, PEOPLE, RATE, RESPONSES, SHARE_POSITIVE, Figure
from reporting.measures import (
    changes,
    comments,
    organisational,
    pledges,
    programme,
    record_links,
    records,
    self_assessment,
    surveys,
    training,
)
from reporting.measures.round_context import RoundContext


@dataclass(frozen=True)
class Measure:
    """A measure: what it is called, how it is defined, and the function that makes its figures, if there is one.

    `counts` says in a word or two what its figures are made from, for people who are told that it has changed.
    `columns` are its statistics about whole places, the first one leading, each with its head in tables. `parts` names
    the parts of the measure that have figures of their own, such as levels of training. `records` says where what was
    counted can be read. `instrument` (with its `sections`, where not all of them are meant) is a survey whose questions
    speak to no statement.
    """

    key: str
    title: str
    definition: str
    counts: str | Promise = field(kw_only=True)
    make: Callable[[RoundContext], list[Figure]] | None = None
    waits_for: str = ""
    is_survey: bool = False
    scale: str = ""
    records: record_links.Records | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    instrument: str = ""
    sections: tuple[str, ...] = ()

    @property
    def has_take_up_chart(self) -> bool:
        """Whether it is a survey's take-up, which is drawn as people who answered."""
        return next(iter(self.columns), "") == RESPONSES

    @property
    def asks(self) -> str:
        """The survey whose questions its figures are about; nothing for a measure without questions."""
        return self.instrument or (self.key.removesuffix("_results") if self.is_survey else "")

    @property
    def within(self) -> str:
        """The title within a sentence, without its capital letter: "workforce survey results", but "TiP events"."""
        keeps = self.title[1:2].isupper() or self.title.startswith("TiP")
        return self.title if keeps else self.title[:1].lower() + self.title[1:]

    @property
    def top_answers(self) -> str:
        """The answers that are positive, each in its quotation marks: “mostly” or “always”."""
        return " or ".join(f"“{answer}”" for answer in self.scale.split(" or ")) if self.scale else ""


_RESULTS = {SHARE_POSITIVE: "Positive answers", MEAN: "Average, 1 to 5"}
_RESULTS_OF_CHILDREN = {SHARE_POSITIVE: "Positive answers", MEAN: "Average, 1 to 3"}
_TAKE_UP = {RESPONSES: "Responses", COUNT: "Services with responses"}
_SURVEY = (
    "For each question: answers in the top 2 options ÷ all answers on the scale. Skipped questions and answers outside "
    "the scale, such as “Not sure, or does not apply”, are left out. A figure for a sector or the whole partnership "
    "counts all its answers together. Figures for a statement, a feature or the whole survey use only questions that "
    "are shown."
)
_SURVEY_OF_CHILDREN = _SURVEY.replace("answers in the top 2 options", "answers in the top 1 of 3 options")
_ORGANISATIONS = (
    "Organisations that submitted the survey ÷ organisations with a service in the round. For each question: "
    "organisations that answered “yes” ÷ organisations that answered it. Each organisation’s lead answers for it. We "
    "do not show which organisation answered what. A count is not shown if it would reveal, alone or by subtraction, "
    "what fewer than 3 organisations answered."
)
MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "workforce_results",
            "Workforce survey results",
            _SURVEY,
            surveys.workforce_results,
            is_survey=True,
            scale="mostly or completely",
            counts=_("staff answers"),
            columns=_RESULTS,
        ),
        Measure(
            "families_results",
            "Families’ survey results",
            _SURVEY,
            surveys.families_results,
            is_survey=True,
            scale="mostly or always",
            counts=_("families’ answers"),
            columns=_RESULTS,
        ),
        Measure(
            "children_results",
            "Children’s survey results",
            _SURVEY_OF_CHILDREN,
            surveys.children_results,
            is_survey=True,
            scale="yes",
            counts=_("children’s answers"),
            columns=_RESULTS_OF_CHILDREN,
        ),
        Measure(
            "workforce_take_up",
            "Take-up of the workforce survey",
            "Responses, in groups of 5. Services with at least one response ÷ services. Take-up: responses (the middle "
            "of the group of 5) ÷ headcount, to the nearest 5%. Services without a headcount are left out of take-up.",
            surveys.workforce_take_up,
            counts=_("the number of staff responses"),
            columns=_TAKE_UP | {RATE: "Take-up"},
        ),
        Measure(
            "families_take_up",
            "Take-up of the families’ survey",
            "Responses, in groups of 5. Services with at least one response ÷ services.",
            surveys.families_take_up,
            counts=_("the number of families’ responses"),
            columns=_TAKE_UP,
        ),
        Measure(
            "children_take_up",
            "Take-up of the children’s survey",
            "Children’s responses, in groups of 5. Services with at least one response ÷ services.",
            surveys.children_take_up,
            counts=_("the number of children’s responses"),
            columns=_TAKE_UP,
        ),
        Measure(
            "self_assessment",
            "Services that submitted a self-assessment",
            "Services that submitted a self-assessment in the round ÷ services. For each statement: how many services "
            "are at each stage, and the average stage from 0 (not yet) to 4. “Does not apply” is left out.",
            self_assessment.self_assessment,
            counts=_("self-assessments"),
            columns={COUNT: "Submitted", MEAN: "Average stage, 0 to 4"},
        ),
        Measure(
            "pledges",
            "Organisations with a pledge",
            "Organisations with an approved pledge that had not ended by the round’s last day ÷ organisations with a "
            "service in the round.",
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
            records=record_links.BRIEFINGS,
        ),
        Measure(
            "subgroup_engagement",
            "Organisations that took part in a sector sub-group",
            "Organisations of a sector that came to at least one meeting of its sub-group ÷ all organisations of the "
            "sector. For the whole partnership each organisation counts once.",
            records.subgroup_engagement,
            counts=_("sub-group meetings"),
            columns={COUNT: "Organisations that came"},
            records=record_links.SUBGROUPS,
        ),
        *(
            Measure(
                key,
                title,
                _ORGANISATIONS,
                make,
                counts=_("the organisational survey"),
                columns={COUNT: "Organisations that answered", RATE: "Answered “yes”"},
                instrument=ORGANISATIONAL,
                records=record_links.ORGANISATIONAL,
                sections=organisational.SECTIONS[key],
            )
            for key, title, make in (
                ("org_survey_comms", "Organisational survey (pledge and comms)", organisational.org_survey_comms),
                ("org_survey_tools", "Organisational survey (tools and surveys)", organisational.org_survey_tools),
                ("org_survey_change", "Organisational survey (planning and change)", organisational.org_survey_change),
            )
        ),
        Measure(
            "events",
            "TiP events",
            "Events held in the round. Cancelled events are left out. Attendances are those recorded: someone who came "
            "to 2 events counts twice, and an event without a recorded number adds none. Organisations that took part "
            "in at least one event ÷ organisations with a service in the round.",
            programme.events,
            counts=_("events"),
            columns={COUNT: "Events held", PEOPLE: "Attendances", ORGANISATIONS: "Organisations that took part"},
            records=record_links.EVENTS,
        ),
        Measure(
            "workforce_feedback",
            "Workforce survey comments",
            "Comments from the workforce survey that a reviewer has read and approved, for the whole partnership, to "
            "the nearest 5, and by the feature they are about.",
            comments.workforce_feedback,
            counts=_("comments"),
            columns={COUNT: "Comments to read"},
        ),
        Measure(
            "training_take_up",
            "Take-up of the core training offer",
            "People who came to sessions of the core training offer, by level and by kind of role. Organisations that "
            "someone came from ÷ organisations with a service in the round. People trained ÷ the headcount of all "
            "services, if every headcount is known. Someone who comes to 2 sessions counts twice.",
            training.training_take_up,
            counts=_("training sessions"),
            columns={
                PEOPLE: "People trained",
                ORGANISATIONS: "Organisations that took part",
                RATE: "As a share of headcount",
            },
            parts=training.PARTS,
            records=record_links.TRAINING,
        ),
        Measure(
            "training_feedback",
            "Feedback on the core training offer",
            "For each question: answers in the top 2 options ÷ all answers on the scale, for all sessions together and "
            "never for one of them. The overall figure uses only questions about the training that are shown. "
            "Confidence before and after are 2 questions, both asked after the session.",
            training.training_feedback,
            is_survey=True,
            scale="mostly or completely",
            counts=_("feedback on training"),
            columns=_RESULTS | {RESPONSES: "Responses"},
            instrument=FEEDBACK,
        ),
        Measure(
            "deep_listening_use",
            "Deep listening with families and staff",
            "Conversations recorded, and people listened to in them. Someone who was listened to twice counts twice.",
            records.deep_listening_use,
            counts=_("deep listening"),
            columns={COUNT: "Conversations", PEOPLE: "People listened to"},
            records=record_links.LISTENING,
        ),
        Measure(
            "deep_listening_take_up",
            "Services that recorded deep listening",
            "Services with at least one recorded conversation ÷ services.",
            records.deep_listening_take_up,
            counts=_("deep listening"),
            columns={COUNT: "Services that recorded deep listening"},
            records=record_links.LISTENING,
        ),
    )
}


def figures_of_round(context: RoundContext) -> list[Figure]:
    """Every figure of a closed round, through disclosure control: what a release holds."""
    counted = [figure for measure in MEASURES.values() if measure.make for figure in measure.make(context)]
    return [*counted, *changes.figures_of(context.comparisons)]
