"""The measures of one framework: those of its surveys and stages, then those counted from records everywhere."""

from __future__ import annotations

from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from framework.models import FrameworkVersion, JourneyLine, JourneyPosition
from reporting.figures import COUNT, MEAN, RATE, RESPONSES, SHARE_POSITIVE, Figure, within
from reporting.measures import (
    barriers,
    changes,
    comments,
    improvement,
    journey,
    names,
    organisational,
    programme,
    record_links,
    self_assessment,
    surveys,
    training,
)
from reporting.measures.asked import By, Survey, Voice, scale_of_stages, stages_of, surveys_of
from reporting.measures.registry import RECORDED, Measure
from reporting.measures.round_context import RoundContext

# What a survey's figures are made from, by whose voice it is.
_ANSWERS: dict[str, str | Promise] = {
    Voice.STAFF: _("staff answers"),
    Voice.FAMILIES: _("families’ answers"),
    Voice.CHILDREN: _("children’s answers"),
    Voice.NONE: _("survey answers"),
}
_RESPONSES: dict[str, str | Promise] = {
    Voice.STAFF: _("the number of staff responses"),
    Voice.FAMILIES: _("the number of families’ responses"),
    Voice.CHILDREN: _("the number of children’s responses"),
    Voice.NONE: _("the number of responses"),
}
_LEFT_OUT = (
    "Skipped questions and answers outside the scale, such as “Not sure, or does not apply”, are left out. A figure "
    "for a sector or the whole partnership counts all its answers together. Figures for a statement, a feature or the "
    "whole survey use only questions that are shown."
)
_TAKE_UP = {RESPONSES: "Responses", COUNT: "Services with responses"}
_OF_HEADCOUNT = (
    " Take-up: responses (the middle of the group of 5) ÷ headcount, to the nearest 5%. Services without a headcount "
    "are left out of take-up."
)
_ORGANISATIONS = (
    "Organisations that submitted the survey ÷ organisations with a service in the round. For each question: "
    "organisations that answered {yes} ÷ organisations that answered it. Each organisation’s lead answers for it. We "
    "do not show which organisation answered what. A count is not shown if it would reveal, alone or by subtraction, "
    "what fewer than 3 organisations answered."
)


def measures_of(framework: FrameworkVersion) -> dict[str, Measure]:
    """Every measure of a framework by its key, in the order of pages and files.

    Five queries for each row of a framework that is asked, the first time: what a version asks never changes.
    """
    known: dict[str, Measure] | None = getattr(framework, "_measures", None)
    if known is None:
        known = {measure.key: measure for measure in _measures(framework)}
        framework._measures = known  # type: ignore[attr-defined]
    return known


def figures_of_round(context: RoundContext) -> list[Figure]:
    """Every figure of a closed round, through disclosure control: what a release holds."""
    measures = measures_of(context.round.framework).values()
    counted = [figure for measure in measures if measure.make for figure in measure.make(context)]
    return [*counted, *changes.figures_of(context.comparisons)]


def _measures(framework: FrameworkVersion) -> list[Measure]:
    asked = surveys_of(framework)
    people = [survey for survey in asked if survey.handed_out_by == By.SERVICE and survey.scale]
    session = [survey for survey in asked if survey.handed_out_by == By.SESSION and survey.scale]
    organisations = [survey for survey in asked if survey.handed_out_by == By.ORGANISATION and survey.scale]
    staff = [survey for survey in people if survey.voice == Voice.STAFF and survey.has_comments]
    recorded = dict(RECORDED)
    events, plan = recorded.pop(programme.MEASURE), recorded.pop(programme.PLAN)
    training_take_up = recorded.pop(training.TAKE_UP)
    improvement_actions = recorded.pop(improvement.MEASURE)
    named_barriers = recorded.pop(barriers.MEASURE)
    listening = [recorded.pop(key) for key in ("deep_listening_use", "deep_listening_take_up")]
    return [
        *(_results(survey) for survey in people),
        *(_take_up(survey) for survey in people),
        _self_assessment(framework),
        *_journey(framework),
        improvement_actions,
        named_barriers,
        *recorded.values(),
        *(measure for survey in organisations for measure in _organisational(survey)),
        events,
        plan,
        *(_comments(survey) for survey in staff),
        training_take_up,
        *(_training_feedback(survey) for survey in session),
        *listening,
    ]


def _called(survey: Survey) -> str:
    """A survey's title as part of another: a title that does not say that it is a survey stands in quotation marks."""
    title = survey.title.replace("'", "’")
    return title if title.lower().endswith("survey") else f"“{title}”"


def the(survey: Survey) -> str:
    """A survey within a sentence: "the families’ survey", "“Guest book”"."""
    called = _called(survey)
    return called if called.startswith("“") else f"the {within(called)}"


def _columns(survey: Survey) -> dict[str, str]:
    return {SHARE_POSITIVE: "Positive answers", MEAN: f"Average, {survey.scale.ends}" if survey.scale else ""}


def _positive(survey: Survey) -> str:
    top = survey.scale.top_answers if survey.scale else ""
    return f"For each question: answers of {top} ÷ all answers on the scale"


def _results(survey: Survey) -> Measure:
    return Measure(
        names.results_of(survey.key),
        f"{_called(survey)} results",
        f"{_positive(survey)}. {_LEFT_OUT}",
        partial(surveys.results, survey=survey.key),
        is_survey=True,
        scale=survey.scale,
        survey=survey,
        counts=_ANSWERS[survey.voice],
        columns=_columns(survey),
    )


def _take_up(survey: Survey) -> Measure:
    # Of staff alone it is known how many there are.
    of_headcount = survey.voice == Voice.STAFF
    said = "Responses, in groups of 5. Services with at least one response ÷ services."
    return Measure(
        names.take_up_of(survey.key),
        f"Take-up of {the(survey)}",
        said + (_OF_HEADCOUNT if of_headcount else ""),
        partial(surveys.take_up, survey=survey.key, with_headcount=of_headcount),
        survey=survey,
        counts=_RESPONSES[survey.voice],
        columns=_TAKE_UP | ({RATE: "Take-up"} if of_headcount else {}),
    )


def _comments(survey: Survey) -> Measure:
    return Measure(
        names.comments_of(survey.key),
        f"{_called(survey)} comments",
        f"Comments from {the(survey)} that a reviewer has read and approved, for the whole partnership, to the "
        "nearest 5, and by the feature they are about.",
        partial(comments.feedback, survey=survey.key),
        survey=survey,
        counts=_("comments"),
        columns={COUNT: "Comments to read"},
    )


def _self_assessment(framework: FrameworkVersion) -> Measure:
    stages = stages_of(framework)
    scale = scale_of_stages(stages)
    ends = [f"{stage.value} ({within(stage.title)})" for stage in (stages[0], stages[-1])] if stages else ["", ""]
    return Measure(
        self_assessment.MEASURE,
        "Services that submitted a self-assessment",
        "Services that submitted a self-assessment in the round ÷ services. For each statement: how many services "
        f"are at each stage, and the average stage from {ends[0]} to {ends[1]}. “Does not apply” is left out.",
        self_assessment.self_assessment,
        scale=scale,
        counts=_("self-assessments"),
        columns={COUNT: "Submitted", MEAN: f"Average stage, {scale.ends}"},
    )


def _journey(framework: FrameworkVersion) -> list[Measure]:
    """Where services place themselves; nothing for a framework without a change journey."""
    lines = tuple(JourneyLine.objects.filter(framework=framework))
    positions = tuple(JourneyPosition.objects.filter(framework=framework))
    if not (lines and positions):
        return []
    return [
        Measure(
            journey.MEASURE,
            "Services on the change journey",
            "Services that placed themselves on the change journey in the round ÷ services. For each line: how many of "
            "the services that placed themselves on it are at each position. A line is not shown if fewer than 3 "
            "services are on it or all are at one position, alone or by subtraction.",
            journey.journey,
            counts=_("the change journey"),
            columns={COUNT: "Placed themselves"},
            heading="By line",
            lines=lines,
            positions=positions,
        )
    ]


def _organisational(survey: Survey) -> list[Measure]:
    """A measure for each section, or for the sections that the files put together: no section is left without one."""
    found: dict[str, tuple[str, list[str]]] = {}
    for section in survey.sections:
        title = section.measure_title or f"{survey.title.replace(chr(39), '’')} ({within(section.title)})"
        found.setdefault(section.measure or names.of_section(section.code), (title, []))[1].append(section.code)
    yes = survey.scale.top_answers if survey.scale else ""
    return [
        Measure(
            key,
            title,
            _ORGANISATIONS.format(yes=yes),
            partial(organisational.figures, measure=key, sections=tuple(sections), yes=yes),
            counts=_("the organisational survey"),
            columns={COUNT: "Organisations that answered", RATE: f"Answered {yes}"},
            instrument=survey.key,
            records=record_links.ORGANISATIONAL,
            sections=tuple(sections),
        )
        for key, (title, sections) in found.items()
    ]


def _training_feedback(survey: Survey) -> Measure:
    return Measure(
        training.FEEDBACK_MEASURE,
        "Feedback on the core training offer",
        f"{_positive(survey)}, for all sessions together and never for one of them. The overall figure uses only "
        "questions about the training that are shown. Confidence before and after are 2 questions, both asked after "
        "the session.",
        training.training_feedback,
        is_survey=True,
        scale=survey.scale,
        counts=_("feedback on training"),
        columns=_columns(survey) | {RESPONSES: "Responses"},
        instrument=survey.key,
    )
