"""The people of the made-up borough: who they are, where they work, and what someone who walks in as them will see."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.roles import Role

DOMAIN = "millbrook.example"
RIVERSIDE = "Riverside Family Centre"  # the service whose people, survey and self-assessment a newcomer meets first


@dataclass(frozen=True)
class Person:
    """Someone with an account of the demonstration. `place` is the name of where the role is held, if not everywhere.

    `work` says in plain words what they are, and `sees` in one sentence what there is to see.
    """

    account: str
    name: str
    role: Role
    place: str | None
    work: Promise
    sees: Promise

    @property
    def email(self) -> str:
        return f"{self.account}@{DOMAIN}"


# By what they do, in the order in which a newcomer best meets them.
IN_A_SERVICE = (
    Person(
        "service",
        "Amira Hussain",
        Role.SERVICE_LEAD,
        RIVERSIDE,
        _("Leads a family centre"),
        _("You will see her service’s self-assessment, and how she shares surveys with staff and families."),
    ),
    Person(
        "contributor",
        "Ben Taylor",
        Role.CONTRIBUTOR,
        RIVERSIDE,
        _("Works in the same family centre"),
        _("You will see the self-assessment that he helps Amira to complete."),
    ),
)
LEADING = (
    Person(
        "leader",
        "Thomas Reid",
        Role.ORGANISATION_LEAD,
        "Millbrook Academy",
        _("Leads a school"),
        _("You will see his public pledge, and the survey that each organisation completes once a round."),
    ),
    Person(
        "sector",
        "Daniel Osei",
        Role.SECTOR_LEAD,
        "Health",
        _("Brings the health services together"),
        _("You will see results for the health services, and the meetings of their sub-group."),
    ),
    Person(
        "board",
        "Margaret Hill",
        Role.BOARD_MEMBER,
        None,
        _("Sits on the partnership’s board"),
        _("You will see the results, what has changed, and the board pack for the next meeting."),
    ),
)
LOOKING_AFTER_IT = (
    Person(
        "admin",
        "Priya Shah",
        Role.ADMIN,
        None,
        _("Runs the programme from day to day"),
        _("You will see how services, people, surveys, rounds and results are set up and looked after."),
    ),
    Person(
        "admin2",
        "Owen Clarke",
        Role.ADMIN,
        None,
        _("Runs the programme with Priya"),
        _("You will see that results need 2 people: one prepares them, and another checks and releases them."),
    ),
    Person(
        "programme",
        "Nadia Rahim",
        Role.PROGRAMME_LEAD,
        None,
        _("Plans events and communications"),
        _("You will see events, champions, and posters and wording that are ready to use."),
    ),
    Person(
        "training",
        "Hannah Wells",
        Role.TRAINING_LEAD,
        None,
        _("Plans the training"),
        _("You will see courses, attendance at each session, and how many people each organisation has trained."),
    ),
)
KEEPING_PEOPLE_SAFE = (
    Person(
        "reviewer",
        "Ewa Zielinska",
        Role.REVIEWER,
        None,
        _("Reviews comments first, to keep people safe"),
        _("You will see survey comments to review, before names are taken out, and requests to be contacted."),
    ),
    Person(
        "keyer",
        "Grace Okafor",
        Role.PAPER_KEYER,
        None,
        _("Enters paper surveys"),
        _("You will see how to enter a batch of paper forms."),
    ),
    Person(
        "keyer2",
        "Tom Bright",
        Role.PAPER_KEYER,
        None,
        _("Enters the same paper surveys again"),
        _("You will see how 2 people’s entries are compared, and checked against the paper."),
    ),
)
GROUPS = (
    (_("In a service"), IN_A_SERVICE),
    (_("Leading others"), LEADING),
    (_("Looking after the programme"), LOOKING_AFTER_IT),
    (_("Keeping people safe and entering paper forms"), KEEPING_PEOPLE_SAFE),
)
PEOPLE = tuple(person for _title, people in GROUPS for person in people)
BY_ACCOUNT = {person.account: person for person in PEOPLE}
