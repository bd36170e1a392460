"""The guide to a first round, for an admin who has never held one."""

from django.utils.translation import gettext_lazy as _

from home.guide.parts import Page, Part, Picture, Step
from organisations.roles import Role

FIRST_ROUND = Page(
    "first-round",
    _("Your first round, week by week"),
    _(
        "Twelve weeks from an empty site to results that the board has talked about. Most partnerships need longer the"
        " first time. Move the weeks as you need, not the order."
    ),
    (
        Part(
            _("Week 1: who takes part"),
            (
                Step(_("Ask each organisation for its services and their headcounts. Any spreadsheet will do.")),
                Step(_("Import them."), "organisations:import-create", _("Import services")),
                Step(
                    _("Check sectors and organisations: is each there once, under the name people use?"),
                    "organisations:organisation-list",
                    _("Organisations"),
                ),
            ),
            _("Start with those who want to. Others join in the next round."),
            Picture("import", _("What an import would change, row by row")),
        ),
        Part(
            _("Week 2: who does what"),
            (
                Step(
                    _("Name at least two safeguarding reviewers before anyone can write to you. Agree when they read."),
                    "organisations:invitation-create",
                    _("Invite someone"),
                ),
                Step(_("Invite a second admin or a board member: results need two people.")),
                Step(
                    _("Invite a lead for each service, from a list."),
                    "organisations:people-import",
                    _("Invite people from a list"),
                ),
            ),
        ),
        Part(
            _("Week 3: make it safe"),
            (
                Step(
                    _("Check the helplines and add your own: people will see them on every page of a survey."),
                    "surveys:survey-overview",
                    _("Surveys"),
                ),
                Step(_("Choose the survey languages. Ask someone who speaks each one to read it first.")),
                Step(_("Say how long you keep answers, and who safeguarding concerns go to.")),
            ),
        ),
        Part(
            _("Week 4: try it"),
            (
                Step(
                    _("Plan a practice round and walk through it with two services. Nothing in it counts."),
                    "organisations:round-create",
                    _("Plan a round"),
                ),
                Step(_("Ask leaders for their pledges, so that staff see that it is meant.")),
            ),
        ),
        Part(
            _("Week 5: open"),
            (
                Step(
                    _("Plan the round with a last day that is no holiday, and open it."),
                    "organisations:round-list",
                    _("Rounds"),
                ),
                Step(_("Send the wording from the communication pack."), "activities:pack", _("Communication pack")),
            ),
            _("About four weeks gives each service two team meetings."),
            Picture("pack", _("The communication pack: posters, slides and wording")),
        ),
        Part(
            _("Weeks 6 to 8: listen"),
            (
                Step(_("Visit services that have not started. Ask what would help before you remind them.")),
                Step(_("Bring paper, tablets and codes to families who do not use email.")),
                Step(_("Ask your reviewers how they are.")),
            ),
        ),
        Part(
            _("Week 9: close"),
            (
                Step(_("Three days before, email the leads of what is not submitted.")),
                Step(_("Close the round. It is sealed a day later.")),
            ),
        ),
        Part(
            _("Week 10: prepare and release"),
            (
                Step(_("Prepare results and read them whole. Add a commentary: what do the numbers not say?")),
                Step(_("Ask the second person to check and release them.")),
            ),
            picture=Picture("release", _("What would be released, before a second person approves it")),
        ),
        Part(
            _("Weeks 11 and 12: tell people, and act"),
            (
                Step(_("Tell staff and families first, in a page they can read: “You said, we did”.")),
                Step(
                    _("Take the board pack to the board, and record what it decides."),
                    "reporting:decisions",
                    _("Decisions of the board"),
                ),
                Step(_("Ask each service for two or three actions. Plan when you will look again.")),
            ),
            _("People answer again when they have heard what has changed."),
            Picture("matrix", _("The impact matrix: four objectives at three levels")),
        ),
    ),
    frozenset({Role.ADMIN}),
)
