"""What people can be to a partnership, and what each role allows: one enum, two tables. Knows no model."""

from __future__ import annotations

from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(Enum):
    """Something that a person may do at a place."""

    BE_INSIDE = "see the start page"
    MANAGE_PLACES = "set up sectors, organisations and services"
    MANAGE_PEOPLE = "invite people and end their roles"
    INVITE_CONTRIBUTORS = "invite contributors to a service"
    CORRECT_HEADCOUNT = "correct how many people work in a service"
    MANAGE_ROUNDS = "open and close rounds"
    MAKE_RELEASE = "prepare a release"
    APPROVE_RELEASE = "look through what somebody else has prepared, and release it"
    WRITE_NARRATIVES = "write what the numbers of a round do not say"
    RECORD_DECISIONS = "record what the board decided, and how far it is"
    REFLECT_FOR_BOARD = "answer what the board asks itself, and read that"
    EXPORT = "take released figures away, of the whole partnership or of one's own sector"
    EXPORT_RECORDS = "take services and self-assessments away"
    TAKE_EVERYTHING_OUT = "take everything of a partnership out, as one file"
    CONNECT_FEED = "let a spreadsheet program fetch released figures"
    AGREE_PLEDGES = "agree to a pledge being public"
    VIEW_RESULTS = "see released results"
    VIEW_SERVICE = "open a service's own page"
    VIEW_ASSESSMENT = "read a self-assessment"
    EDIT_ASSESSMENT = "fill in a self-assessment"
    PLAN_ACTION = "add an action to a service's plan"
    SUBMIT_ASSESSMENT = "submit or reopen a self-assessment"
    SHARE_SURVEYS = "share surveys and see how many people responded"
    PUBLISH_WORDS = "read what someone else wants to say in public, and publish it or return it"
    MANAGE_SURVEYS = "look after surveys: helplines, own questions, languages, flagged links"
    REVIEW_COMMENTS = "review comments before anyone else reads them"
    KEY_PAPER = "enter paper forms"
    VIEW_PLEDGES = "see an organisation's pledges before they are agreed"
    MAKE_PLEDGE = "make a pledge for an organisation"
    KEEP_INDICATORS = "keep the borough's outcome indicators"
    RECORD_ACTIVITIES = "record a service's briefings and deep listening, and read them"
    RUN_SUBGROUP = "run a sector's sub-group: its members, meetings and who came"
    KEEP_PROGRAMME = "keep events, champions, the communication plan and the communication pack"
    KEEP_TRAINING = "keep the core training offer: courses, sessions and who came"
    VIEW_TRAINING = "see how many people of each organisation were trained"
    ANSWER_FOR_ORGANISATION = "answer the organisational survey for an organisation"
    VIEW_ORGANISATION = "read what an organisation recorded and answered"
    VIEW_BARRIERS = "read barriers that no one has answered yet"
    ANSWER_BARRIERS = "answer barriers"


class Role(TextChoices):
    """What someone is to a partnership."""

    ADMIN = "admin", _("Partnership admin")
    BOARD_MEMBER = "board_member", _("Board member")
    PROGRAMME_LEAD = "programme_lead", _("Programme lead")
    TRAINING_LEAD = "training_lead", _("Training lead")
    REVIEWER = "reviewer", _("Safeguarding reviewer")
    PAPER_KEYER = "paper_keyer", _("Data entry")
    SECTOR_LEAD = "sector_lead", _("Sector lead")
    ORGANISATION_LEAD = "organisation_lead", _("Organisation lead")
    SERVICE_LEAD = "service_lead", _("Service lead")
    CONTRIBUTOR = "contributor", _("Contributor")


# The kind of place at which each role is held; "partnership" means the whole of it.
PLACE_OF_ROLE: dict[Role, str] = {
    Role.ADMIN: "partnership",
    Role.BOARD_MEMBER: "partnership",
    Role.PROGRAMME_LEAD: "partnership",
    Role.TRAINING_LEAD: "partnership",
    Role.REVIEWER: "partnership",
    Role.PAPER_KEYER: "partnership",
    Role.SECTOR_LEAD: "sector",
    Role.ORGANISATION_LEAD: "organisation",
    Role.SERVICE_LEAD: "service",
    Role.CONTRIBUTOR: "service",
}

P = Permission
# What a role may do at its place and below.
AT_ITS_PLACE: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {
            P.MANAGE_PLACES,
            P.MANAGE_PEOPLE,
            P.INVITE_CONTRIBUTORS,
            P.CORRECT_HEADCOUNT,
            P.MANAGE_ROUNDS,
            P.MAKE_RELEASE,
            P.APPROVE_RELEASE,
            P.WRITE_NARRATIVES,
            P.RECORD_DECISIONS,
            P.EXPORT,
            P.EXPORT_RECORDS,
            P.TAKE_EVERYTHING_OUT,
            P.CONNECT_FEED,
            P.AGREE_PLEDGES,
            P.VIEW_SERVICE,
            P.VIEW_ASSESSMENT,
            P.SHARE_SURVEYS,
            P.MANAGE_SURVEYS,
            P.PUBLISH_WORDS,
            P.VIEW_PLEDGES,
            P.KEEP_INDICATORS,
            P.RECORD_ACTIVITIES,
            P.RUN_SUBGROUP,
            P.KEEP_PROGRAMME,
            P.KEEP_TRAINING,
            P.VIEW_TRAINING,
            P.VIEW_ORGANISATION,
            P.VIEW_BARRIERS,
            P.ANSWER_BARRIERS,
        }
    ),
    Role.BOARD_MEMBER: frozenset(
        {
            P.APPROVE_RELEASE,
            P.VIEW_TRAINING,
            P.RECORD_DECISIONS,
            P.REFLECT_FOR_BOARD,
            P.EXPORT,
            P.VIEW_BARRIERS,
            P.ANSWER_BARRIERS,
        }
    ),
    Role.PROGRAMME_LEAD: frozenset(
        {P.KEEP_PROGRAMME, P.RUN_SUBGROUP, P.VIEW_ORGANISATION, P.VIEW_TRAINING, P.PUBLISH_WORDS, P.VIEW_BARRIERS}
    ),
    Role.TRAINING_LEAD: frozenset({P.KEEP_TRAINING, P.VIEW_TRAINING}),
    Role.REVIEWER: frozenset({P.REVIEW_COMMENTS, P.PUBLISH_WORDS}),
    Role.PAPER_KEYER: frozenset({P.KEY_PAPER}),
    Role.SECTOR_LEAD: frozenset({P.VIEW_SERVICE, P.RUN_SUBGROUP, P.EXPORT}),
    Role.ORGANISATION_LEAD: frozenset(
        {
            P.VIEW_SERVICE,
            P.VIEW_ASSESSMENT,
            P.PLAN_ACTION,
            P.VIEW_PLEDGES,
            P.MAKE_PLEDGE,
            P.RECORD_ACTIVITIES,
            P.VIEW_ORGANISATION,
            P.ANSWER_FOR_ORGANISATION,
            P.PUBLISH_WORDS,
            P.VIEW_BARRIERS,
            P.ANSWER_BARRIERS,
        }
    ),
    Role.SERVICE_LEAD: frozenset(
        {
            P.VIEW_SERVICE,
            P.VIEW_ASSESSMENT,
            P.EDIT_ASSESSMENT,
            P.PLAN_ACTION,
            P.SUBMIT_ASSESSMENT,
            P.SHARE_SURVEYS,
            P.PUBLISH_WORDS,
            P.RECORD_ACTIVITIES,
            P.INVITE_CONTRIBUTORS,
            P.CORRECT_HEADCOUNT,
        }
    ),
    Role.CONTRIBUTOR: frozenset(
        {P.VIEW_SERVICE, P.VIEW_ASSESSMENT, P.EDIT_ASSESSMENT, P.PLAN_ACTION, P.RECORD_ACTIVITIES}
    ),
}
# The roles into which someone who is no admin may invite others, at their own place.
GIVEN_BY_LEADS = frozenset({Role.CONTRIBUTOR})
# What a role may do in the whole partnership, wherever it is held. Released results have passed disclosure
# control, so everyone who works with them may see them; reviewers read comments and what goes public, keyers key paper,
# and nothing else.
IN_THE_PARTNERSHIP: dict[Role, frozenset[Permission]] = {
    role: frozenset({P.BE_INSIDE})
    if role in (Role.REVIEWER, Role.PAPER_KEYER)
    else frozenset({P.BE_INSIDE, P.VIEW_RESULTS})
    for role in Role
}
