"""The words with which a data-sharing statement begins: facts of the product, for the partnership to change."""

from django.utils.translation import gettext as _

from data_protection.periods import PERIODS
from organisations.models import Partnership
from surveys.actions.comments import safety_settings_of


def first_words(partnership: Partnership) -> dict[str, str]:
    """What is collected, why, who sees it and how long, before anyone has changed it."""
    months = safety_settings_of(partnership).retention_months
    return {
        "collected": _(
            "Self-assessments of services, which each service writes about itself.\n"
            "Answers of staff and families to surveys. They are anonymous: no name, no network address, no time.\n"
            "What was done: briefings, meetings, training and pledges, as numbers and short texts.\n"
            "Names and work email addresses of people who sign in, and a record of what they did here."
        ),
        "why": _(
            "To see together how trauma-informed our services are and what helps, and to learn from what staff and "
            "families say. It is not used to rank services or to judge people."
        ),
        "seen_by": _(
            "A self-assessment is read by its service, its organisation’s lead and the admins.\n"
            "Results of surveys are seen by people with a role in the partnership after two people have released "
            "them, for 10 people or more and rounded. No one sees a single person’s answers.\n"
            "Comments are read by a safeguarding reviewer first."
        ),
        "kept": _(
            "Individual answers: %(months)s months after release.\n"
            "Released results: as long as the partnership uses this site.\n"
            "Accounts: until they are erased. Invitations: %(invitations)s."
        )
        % {"months": months, "invitations": PERIODS["invitations"]},
    }
