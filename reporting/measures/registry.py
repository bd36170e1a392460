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

    `counts` says in a word or two what its figures are made from, for whoever is told that it has changed. `columns`
    are its statistics about whole places, the first one leading, each with its head in tables. `parts` names the
    parts of the measure that have figures of their own, such as levels of training. `records` says where what was
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


_RESULTS = {SHARE_POSITIVE: "Share positive", MEAN: "Mean rating"}
_TAKE_UP = {RESPONSES: "People who answered", COUNT: "Services with answers"}
_SURVEY = (
    "Per question, answers in the top two options ÷ ratings given. Skipped questions, “not sure or does not apply” "
    "and “would rather not say” are left out. A sector’s or the system’s figure pools the answers themselves. "
    "Statement, feature and the whole are worked out only from questions that are shown."
)
_SURVEY_OF_CHILDREN = _SURVEY.replace("answers in the top two options", "answers in the top one of three options")
_ORGANISATIONS = (
    "Organisations that sent their answers ÷ organisations with a service in the round; per question, organisations "
    "that say yes ÷ organisations that answered it. They speak for themselves, by their lead. Which organisation said "
    "what is not published: a count is withheld where it would tell, alone or taken from another, what fewer than "
    "three of them said."
)
MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "workforce_results",
            "Staff who say “mostly” or “completely true”",
            _SURVEY,
            surveys.workforce_results,
            is_survey=True,
            scale="mostly or completely true",
            counts=_("what staff answered"),
            columns=_RESULTS,
        ),
        Measure(
            "families_results",
            "Families who say “mostly” or “always”",
            _SURVEY,
            surveys.families_results,
            is_survey=True,
            scale="mostly or always",
            counts=_("what families answered"),
            columns=_RESULTS,
        ),
        Measure(
            "children_results",
            "Children who say “yes”",
            _SURVEY_OF_CHILDREN,
            surveys.children_results,
            is_survey=True,
            scale="yes",
            counts=_("what children answered"),
            columns=_RESULTS,
        ),
        Measure(
            "workforce_take_up",
            "Take-up of the workforce survey",
            "People who answered, in bands of five; services with at least one answer ÷ services; people who "
            "answered (the middle of the band) ÷ headcount, to the nearest five per cent.",
            surveys.workforce_take_up,
            counts=_("how many staff answered"),
            columns=_TAKE_UP | {RATE: "Share of staff"},
        ),
        Measure(
            "families_take_up",
            "Take-up of the families’ survey",
            "People who answered, in bands of five; services with at least one answer ÷ services.",
            surveys.families_take_up,
            counts=_("how many families answered"),
            columns=_TAKE_UP,
        ),
        Measure(
            "children_take_up",
            "Take-up of the children’s survey",
            "Children who answered, in bands of five; services with at least one answer ÷ services.",
            surveys.children_take_up,
            counts=_("how many children answered"),
            columns=_TAKE_UP,
        ),
        Measure(
            "self_assessment",
            "Services that assessed themselves",
            "Services that submitted their self-assessment in the round ÷ services; per statement the services at "
            "each stage and the mean stage, from 0 (not yet) to 4. “Does not apply” is left out.",
            self_assessment.self_assessment,
            counts=_("self-assessments"),
            columns={COUNT: "Submitted", MEAN: "Mean stage, 0 to 4"},
        ),
        Measure(
            "pledges",
            "Organisations with a pledge",
            "Organisations with an agreed pledge that stood on the round’s last day ÷ organisations with a service "
            "in the round.",
            pledges.pledges,
            counts=_("pledges"),
            columns={COUNT: "Organisations with a pledge"},
            records=record_links.PLEDGES,
        ),
        Measure(
            "definitions_shared",
            "Teams that shared the definition and features",
            "Services with a recorded briefing ÷ services; team members reached ÷ the teams’ sizes, each service at "
            "most its whole team. A team’s size is the one that its briefing names, else the service’s headcount.",
            records.definitions_shared,
            counts=_("briefings"),
            columns={COUNT: "Services with a briefing", PEOPLE: "Team members reached", RATE: "Share of the team"},
            records=record_links.BRIEFINGS,
        ),
        Measure(
            "subgroup_engagement",
            "Organisations engaged with a sector sub-group",
            "Organisations of the sector that came to at least one meeting of its sub-group ÷ the sector’s "
            "organisations. In the whole system each organisation counts once.",
            records.subgroup_engagement,
            counts=_("meetings of sub-groups"),
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
                columns={COUNT: "Organisations that answered", RATE: "Said yes"},
                instrument=ORGANISATIONAL,
                records=record_links.ORGANISATIONAL,
                sections=organisational.SECTIONS[key],
            )
            for key, title, make in (
                ("org_survey_comms", "Organisational survey: pledge and comms", organisational.org_survey_comms),
                ("org_survey_tools", "Organisational survey: tools and surveys", organisational.org_survey_tools),
                ("org_survey_change", "Organisational survey: planning and change", organisational.org_survey_change),
            )
        ),
        Measure(
            "events",
            "TiP events",
            "Events held in the round, called-off ones left out; people who came to those whose people were counted "
            "(somebody who came twice counts twice); organisations that were at one or more ÷ organisations with a "
            "service in the round.",
            programme.events,
            counts=_("events"),
            columns={COUNT: "Events held", PEOPLE: "People who came", ORGANISATIONS: "Organisations that were there"},
            records=record_links.EVENTS,
        ),
        Measure(
            "workforce_feedback",
            "Workforce feedback in their own words",
            "Comments of staff that a reviewer let through, for the whole system, to the nearest five; by the feature "
            "that they are about.",
            comments.workforce_feedback,
            counts=_("comments"),
            columns={COUNT: "Comments that may be read"},
        ),
        Measure(
            "training_take_up",
            "Take-up of the core training offer",
            "People who came to sessions of the core training offer, per level and per kind of role; organisations "
            "from which somebody came ÷ organisations with a service in the round; people trained ÷ the services’ "
            "headcounts, where all of them are known. Somebody who comes to two sessions counts twice.",
            training.training_take_up,
            counts=_("training sessions"),
            columns={PEOPLE: "People trained", ORGANISATIONS: "Organisations reached", RATE: "Beside headcount"},
            parts=training.PARTS,
            records=record_links.TRAINING,
        ),
        Measure(
            "training_feedback",
            "Feedback on the core training offer",
            "Per question, answers in the top two options ÷ ratings given, over all sessions together and never for "
            "one of them. The whole is worked out only from questions about the training that are shown. Confidence "
            "before and now are two questions, asked at the same time after the session.",
            training.training_feedback,
            is_survey=True,
            scale="mostly or completely true",
            counts=_("feedback on training"),
            columns=_RESULTS | {RESPONSES: "People who answered"},
            instrument=FEEDBACK,
        ),
        Measure(
            "deep_listening_use",
            "Deep listening with families and staff",
            "Conversations recorded, and people heard in them. Somebody who was heard twice counts twice.",
            records.deep_listening_use,
            counts=_("deep listening"),
            columns={COUNT: "Conversations", PEOPLE: "People heard"},
            records=record_links.LISTENING,
        ),
        Measure(
            "deep_listening_take_up",
            "Services that listened deeply",
            "Services with at least one recorded conversation ÷ services.",
            records.deep_listening_take_up,
            counts=_("deep listening"),
            columns={COUNT: "Services that listened deeply"},
            records=record_links.LISTENING,
        ),
    )
}


def figures_of_round(context: RoundContext) -> list[Figure]:
    """Every figure of a closed round, through disclosure control: what a release holds."""
    return [figure for measure in MEASURES.values() if measure.make for figure in measure.make(context)]
