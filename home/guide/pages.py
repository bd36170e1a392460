"""The pages of the guide, in the order in which they are listed."""

from home.guide.careful import ADMIN, BOARD_MEMBER, PAPER_KEYER, REVIEWER
from home.guide.first_round import FIRST_ROUND
from home.guide.partners import ORGANISATION_LEAD, PROGRAMME_LEAD, SECTOR_LEAD, TRAINING_LEAD
from home.guide.parts import Page
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
