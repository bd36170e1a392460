"""The guide for those who look after answers, those who decide, and those who set it all up."""

from django.utils.translation import gettext_lazy as _

from home.guide.parts import Page, Part, Picture, Step
from organisations.roles import Role

REVIEWER = Page(
    "safeguarding-reviewer",
    _("Safeguarding reviewer"),
    _("You read comments before anyone else does. You are the reason that they can write safely."),
    (
        Part(
            _("Every working day while surveys are open"),
            (
                Step(
                    _("Read new comments. Those that have waited longest come first."),
                    "surveys:comment-list",
                    _("Comments to review"),
                ),
                Step(
                    _(
                        "If someone may be in danger, pass it on as your local safeguarding procedure says, then record"
                        " here that you did."
                    )
                ),
                Step(_("Take out names, ages and places that would say who someone is. You are shown what might.")),
                Step(_("Answer people who asked to be contacted. Nothing ties them to an answer.")),
            ),
            _("You do not see who wrote a comment. No one does."),
            Picture("comments", _("Comments to review")),
        ),
        Part(
            _("Look after yourself"),
            (
                Step(_("Agree with another reviewer who reads when. No one should read hard words alone for long.")),
                Step(_("If a comment stays with you, talk to your supervisor. That is part of the work.")),
            ),
        ),
    ),
    frozenset({Role.REVIEWER}),
)

PAPER_KEYER = Page(
    "data-entry",
    _("Data entry"),
    _("You enter what people answered on paper, so that they count like everyone else."),
    (
        Part(
            _("For each batch of forms"),
            (
                Step(
                    _("Start with at least five forms of one service, and not your own."),
                    "surveys:paper-list",
                    _("Paper forms"),
                ),
                Step(_("Enter what is ticked, not what you think was meant. Leave out what is not clear.")),
                Step(_("A second person enters the same batch. Where you differ, look at the paper together.")),
                Step(_("Destroy the paper as your partnership has agreed, once both are done.")),
            ),
            _("Two people enter every form, because one pair of eyes misses things."),
        ),
    ),
    frozenset({Role.PAPER_KEYER}),
)

BOARD_MEMBER = Page(
    "board-member",
    _("Board member"),
    _("You see how trauma-informed the partnership is, decide what comes of it, and help release results."),
    (
        Part(
            _("When results are ready"),
            (
                Step(
                    _(
                        "One person prepares results, and another checks and releases them. If you are asked, read them"
                        " as someone would who wants to find out who answered."
                    )
                ),
                Step(_("Read the results: four objectives, at three levels."), "reporting:dashboard", _("Results")),
                Step(_("Select “How this figure is worked out” beside any number.")),
            ),
            _("[c] means: not shown, to protect people. It says nothing about how they answered."),
            Picture("matrix", _("The impact matrix: four objectives at three levels")),
        ),
        Part(
            _("At the board’s meeting"),
            (
                Step(_("Take the board pack along. It holds the questions that figures raise, not only the figures.")),
                Step(
                    _("Record what you decide, who owns it and by when."),
                    "reporting:decisions",
                    _("Decisions of the board"),
                ),
                Step(_("Look at earlier decisions first: which are done, and what came of them?")),
            ),
            picture=Picture("voices", _("Three voices: services, staff and families on one scale")),
        ),
        Part(
            _("All year"),
            (
                Step(
                    _("Answer barriers that only a board can remove."),
                    "learning:barrier-list",
                    _("Barriers"),
                ),
            ),
        ),
    ),
    frozenset({Role.BOARD_MEMBER}),
)

ADMIN = Page(
    "admin",
    _("Partnership admin"),
    _("You set up places, people and rounds, and look after results until a second person releases them."),
    (
        Part(
            _("Setting up"),
            (
                Step(
                    _("Bring your services in as the spreadsheet you have. You see what would change before it does."),
                    "organisations:import-create",
                    _("Import services"),
                ),
                Step(_("Invite people one by one, or from a list."), "organisations:people-list", _("People")),
                Step(_("Check helplines, languages and your own questions."), "surveys:survey-overview", _("Surveys")),
            ),
            picture=Picture("import", _("What an import would change, row by row")),
        ),
        Part(
            _("While a round is open"),
            (
                Step(_("See how far services are."), "organisations:round-list", _("Rounds")),
                Step(_("See whether emails were delivered."), "organisations:mail-list", _("Emails sent")),
                Step(_("Look at links that were flagged: many answers at once may be one person or one class.")),
            ),
        ),
        Part(
            _("Closing and releasing"),
            (
                Step(_("Email the leads of what is not submitted, then close the round.")),
                Step(
                    _(
                        "A day later the answers are sealed: from then on nothing ties an answer to a link or a time."
                        " Until then you can reopen the round."
                    )
                ),
                Step(_("Prepare results. The software tries to work out single answers, and hides what would tell.")),
                Step(_("Ask another admin or a board member to check and release them. It takes two people.")),
            ),
            picture=Picture("release", _("What would be released, before a second person approves it")),
        ),
        Part(
            _("When something goes wrong"),
            (
                Step(_("Most things can be put right."), "put-right", _("Put right")),
                Step(_("A released figure stays as it is. A correction is a new release, and says why.")),
            ),
        ),
    ),
    frozenset({Role.ADMIN}),
)
