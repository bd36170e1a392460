"""The guide for those who work for an organisation, a sector, the programme or training."""

from django.utils.translation import gettext_lazy as _

from home.guide.parts import Page, Part, Picture, Step
from organisations.roles import Role

ORGANISATION_LEAD = Page(
    "organisation-lead",
    _("Organisation lead"),
    _("You speak for your organisation: you make a pledge, say what it does, and answer barriers."),
    (
        Part(
            _("At the start"),
            (
                Step(
                    _(
                        "Make a pledge: one thing that you will do, that people will notice. It is public once your"
                        " partnership’s admin agrees."
                    ),
                    "my-organisations",
                    _("Your organisation"),
                ),
                Step(_("Check that each of your services has a lead who can sign in.")),
            ),
            picture=Picture("pledges", _("The pledge wall, as anyone can read it")),
        ),
        Part(
            _("While a round is open"),
            (
                Step(_("Answer the organisational survey. It shows what is known already beside each question.")),
                Step(_("Give your services time for it: two hours in a team’s meetings do more than a reminder.")),
            ),
            picture=Picture("organisational-survey", _("The organisational survey")),
        ),
        Part(
            _("All year"),
            (
                Step(
                    _("Answer barriers that staff have named: what you will change, or why you cannot."),
                    "learning:barrier-list",
                    _("Barriers"),
                ),
                Step(_("Say how far your pledge is when a reminder asks.")),
                Step(_("Read your services’ self-assessments and ask what they need. Nothing here ranks them.")),
            ),
        ),
    ),
    frozenset({Role.ORGANISATION_LEAD}),
)

SECTOR_LEAD = Page(
    "sector-lead",
    _("Sector lead"),
    _("You bring your sector’s organisations together in a sub-group, and see its results."),
    (
        Part(
            _("All year"),
            (
                Step(
                    _("Keep your sub-group’s members and meetings, and who came."),
                    "my-sectors",
                    _("Your sector"),
                ),
                Step(_("See which organisations have not come yet, and ask what would make it easier for them.")),
            ),
            picture=Picture("sub-group", _("A sector’s sub-group: its members and meetings")),
        ),
        Part(
            _("When results are released"),
            (
                Step(_("Read your sector’s results."), "reporting:dashboard", _("Results")),
                Step(_("Download your sector’s figures for a meeting."), "reporting:exports", _("Downloads")),
                Step(
                    _("A service may share its self-assessment with you. Take it as a reason to talk, not to judge."),
                ),
            ),
        ),
    ),
    frozenset({Role.SECTOR_LEAD}),
)

PROGRAMME_LEAD = Page(
    "programme-lead",
    _("Programme lead"),
    _("You keep the programme moving: events, champions, sub-groups, and what people are told."),
    (
        Part(
            _("Before a round opens"),
            (
                Step(
                    _("Plan what you will tell whom, and when."),
                    "activities:communication-list",
                    _("Communication plan"),
                ),
                Step(
                    _("Download posters, slides and wording for the round."),
                    "activities:pack",
                    _("Communication pack"),
                ),
            ),
            picture=Picture("pack", _("The communication pack: posters, slides and wording")),
        ),
        Part(
            _("All year"),
            (
                Step(_("Add events. Someone else checks what goes public."), "activities:event-list", _("Events")),
                Step(_("Keep a list of champions and where they work."), "activities:champion-list", _("Champions")),
                Step(_("After an event, enter how many people came from where. A list of names is only counted.")),
            ),
        ),
    ),
    frozenset({Role.PROGRAMME_LEAD}),
)

TRAINING_LEAD = Page(
    "training-lead",
    _("Training lead"),
    _("You keep the core training offer: courses, sessions, and how many people of each organisation came."),
    (
        Part(
            _("Planning"),
            (
                Step(_("Add each course once."), "activities:course-list", _("Courses")),
                Step(_("Add a session for each date."), "activities:training-sessions", _("Sessions")),
            ),
        ),
        Part(
            _("After a session"),
            (
                Step(
                    _(
                        "Enter who came, by organisation and service. You can bring the list from Teams, Forms or"
                        " Eventbrite: it is counted, and the names are not kept."
                    )
                ),
                Step(_("Share the feedback survey of the session. It is shown from ten answers.")),
                Step(
                    _("See which organisations the offer has reached."),
                    "activities:training-take-up-now",
                    _("Take-up of the core training offer"),
                ),
            ),
            picture=Picture("training", _("Take-up of the core training offer by organisation")),
        ),
    ),
    frozenset({Role.TRAINING_LEAD}),
)
