"""The guide for those who work in a service: its lead, and contributors."""

from django.utils.translation import gettext_lazy as _

from home.guide.parts import Page, Part, Picture, Step
from organisations.roles import Role

SERVICE_LEAD = Page(
    "service-lead",
    _("Service lead"),
    _("You look at your own service with your team, hear what staff and families say, and plan what to change."),
    (
        Part(
            _("Before a round opens"),
            (
                Step(_("Open “About this service” and check its name and how many people work there.")),
                Step(_("Tell your team what will come: a self-assessment, and a survey that asks no one’s name.")),
                Step(_("Plan two team meetings of an hour. No one has to know the answers beforehand.")),
            ),
            _("The number of people says later how many of them took part."),
        ),
        Part(
            _("While the round is open"),
            (
                Step(
                    _(
                        "Start your self-assessment. Each statement describes its stages in words. Choose the one that"
                        " fits best today, and write down what shows it. It saves as you go."
                    )
                ),
                Step(
                    _(
                        "Or choose together: “Start a team session” lets your team vote from their phones. You see"
                        " how many chose each stage, never who."
                    )
                ),
                Step(_("On your service’s page, open “Surveys” and share each survey.")),
                Step(_("Record each briefing and each listening conversation on the day it happened.")),
                Step(_("When you have been through it, select “Check your answers and submit”.")),
            ),
            _("You can leave a statement out and come back. What you wrote stays."),
            Picture("feature", _("A feature: one statement, with each stage described in words")),
        ),
        Part(
            _("After you have submitted"),
            (
                Step(_("Read “Our profile” with your team. It fits on one sheet of paper.")),
                Step(
                    _(
                        "Choose two or three features and add an action to each: what, who, by when, and what would"
                        " show that it worked."
                    )
                ),
                Step(_("Ask for a peer from another organisation, who reads along and asks questions.")),
            ),
            picture=Picture("service", _("A service’s page: what it saw, what people said, what it will do")),
        ),
        Part(
            _("When results are released"),
            (
                Step(
                    _("Open “Results” on your service’s page and compare your view with what staff and families said.")
                ),
                Step(_("Tell people what you heard and what you did about it, under “You said, we did”.")),
                Step(_("Keep your action plan up to date. Four weeks after one is done, ask your team if it helped.")),
            ),
            _("Where a figure shows [c], it is not shown, to protect people."),
        ),
        Part(
            _("If you leave, or something is wrong"),
            (
                Step(_("Submitted too early? You can reopen the self-assessment until the round closes.")),
                Step(_("Before you leave, ask your partnership’s admin to pass your service to someone else.")),
            ),
        ),
    ),
    frozenset({Role.SERVICE_LEAD}),
)

CONTRIBUTOR = Page(
    "contributor",
    _("Contributor"),
    _("You help your service’s lead: you fill in the self-assessment with them, and write down what was done."),
    (
        Part(
            _("While a round is open"),
            (
                Step(_("Open your service’s self-assessment and choose a feature. What you write saves as you go.")),
                Step(
                    _(
                        "If someone else changed the same statement, you are shown both texts and choose. Nothing is"
                        " lost."
                    )
                ),
                Step(_("Your service’s lead submits it. Tell them when your part is done.")),
                Step(_("Answer the workforce survey like everyone else. It does not know who you are.")),
            ),
            picture=Picture("feature", _("A feature: one statement, with each stage described in words")),
        ),
        Part(
            _("All year"),
            (
                Step(_("Record a briefing you gave."), "activities:briefing-new", _("Record a briefing")),
                Step(
                    _("Read the guide before a listening conversation, then record what you heard without names."),
                    "activities:listening-guide",
                    _("Guide to deep listening"),
                ),
                Step(_("Add an action to your service’s plan when you see what would help.")),
                Step(
                    _("Name what stands in the way. Someone who can change it answers."),
                    "learning:barrier-list",
                    _("Barriers"),
                ),
            ),
            picture=Picture("listening-guide", _("The guide to deep listening")),
        ),
    ),
    frozenset({Role.CONTRIBUTOR}),
)
