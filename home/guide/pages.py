"""The pages of the guide, in the order in which they are listed."""

from django.utils.translation import gettext_lazy as _

from home.guide.careful import ADMIN, BOARD_MEMBER, PAPER_KEYER, REVIEWER
from home.guide.first_round import FIRST_ROUND
from home.guide.partners import ORGANISATION_LEAD, PROGRAMME_LEAD, SECTOR_LEAD, TRAINING_LEAD
from home.guide.parts import Page, Part, Step
from home.guide.services import CONTRIBUTOR, SERVICE_LEAD

PAGES: tuple[Page, ...] = (
    SERVICE_LEAD,
    CONTRIBUTOR,
    ORGANISATION_LEAD,
    SECTOR_LEAD,
    PROGRAMME_LEAD,
    TRAINING_LEAD,
    REVIEWER,
    PAPER_KEYER,
    BOARD_MEMBER,
    ADMIN,
    FIRST_ROUND,
)
BY_SLUG = {page.slug: page for page in PAGES}

# How everyone begins, before what their own page says.
FIRST_TIME = Part(
    _("The first time"),
    (
        Step(_("Open the invitation in your email and accept it.")),
        Step(_("Sign in with your email address. We email you a code. There is no password.")),
        Step(
            _(
                "Open “Signing in and security” in the menu with your name, and add a second step: a passkey or an"
                " authenticator app. Admins, board members and safeguarding reviewers must have one. Everyone else can"
                " add one. Keep your recovery codes somewhere safe."
            )
        ),
        Step(_("On a computer that others use, sign out when you leave.")),
    ),
)
