"""How long we keep what: the constants that the daily jobs use, and the sentences made from them."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.actions.coffee import KEPT_FOR as COFFEE_KEPT
from background.actions.sweeping import FILES_KEPT, QUEUE_KEPT, ROWS_KEPT, TEXTS_KEPT
from organisations.actions import INVITATION_DAYS
from organisations.audit import YEARS
from organisations.models.imports import KEPT_WAITING
from surveys.actions.comments import CONTACT_DAYS_KEPT
from surveys.actions.drafts import DAYS_KEPT

INVITATIONS_KEPT = datetime.timedelta(days=90)  # after they were accepted or withdrawn, or could no longer be used
IMPORT_DETAILS_KEPT = datetime.timedelta(days=90)  # rows that were left out, and what was changed field by field
CHAMPIONS_KEPT = datetime.timedelta(days=730)  # after they stopped: two rounds may still count them
REMINDERS_KEPT = datetime.timedelta(days=400)  # so that a reminder of a whole year does not go twice
ERASURES_KEPT = datetime.timedelta(days=365)
AUDIT_KEPT = datetime.timedelta(days=365 * YEARS)


def in_words(period: datetime.timedelta) -> str:
    """A period as people say it: days, months of thirty days, or years."""
    days = period.days
    if days >= 365 and days % 365 == 0:
        return ngettext("%(n)s year", "%(n)s years", days // 365) % {"n": days // 365}
    if days >= 60 and days % 30 == 0:
        return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def _for(sentence: str, period: datetime.timedelta):
    return sentence % {"period": in_words(period)}


PERIODS = {
    "partnership": gettext_lazy("As long as the partnership is here"),
    "history": gettext_lazy("As long as the partnership is here: released results are never changed"),
    "framework": gettext_lazy("As long as this version of the framework is used"),
    "installation": gettext_lazy("As long as this installation is here"),
    "account": gettext_lazy("Until the account is erased"),
    "audit": _for(_("%(period)s. After an erasure it has only the number of the account"), AUDIT_KEPT),
    "until_released": gettext_lazy("Until the results are released or prepared again"),
    "until_closed": gettext_lazy("Until the question closes"),
    "until_sealed": gettext_lazy("Until the round is sealed, a day after it closes"),
    "until_stored": gettext_lazy("Until the batch has been entered twice"),
    "until_vote_closes": gettext_lazy("Until voting closes"),
    "peers": gettext_lazy("Until the person stops being a peer"),
    "minutes": gettext_lazy("10 minutes after the process ends"),
    "answers": gettext_lazy("1 to 60 months after release. Each partnership chooses, and begins with 12"),
    "drafts": _for(_("%(period)s, or until they are sent"), datetime.timedelta(days=DAYS_KEPT)),
    "contact_requests": _for(_("%(period)s after someone got in touch"), datetime.timedelta(days=CONTACT_DAYS_KEPT)),
    "coffee": _for(_("%(period)s. Who takes part: until they leave"), COFFEE_KEPT),
    "sessions": gettext_lazy("Until someone signs out, 12 hours or 7 days after they signed in, by role"),
    "invitations": _for(_("%(period)s after it was accepted, withdrawn or could no longer be used"), INVITATIONS_KEPT),
    "imports": _for(_("%(period)s, or until someone agrees to it"), KEPT_WAITING),
    "import_runs": _for(_("%(period)s. Then only how many rows it had"), IMPORT_DETAILS_KEPT),
    "mail": _for(_("The text: %(period)s."), TEXTS_KEPT) + " " + _for(_("The rest: %(period)s"), ROWS_KEPT),
    "jobs": _for(_("%(period)s"), ROWS_KEPT),
    "job_files": _for(_("%(period)s"), FILES_KEPT),
    "queue": _for(_("%(period)s"), QUEUE_KEPT),
    "champions": _for(_("%(period)s after they stopped. Then their name and address go"), CHAMPIONS_KEPT),
    "members": _for(_("%(period)s after they left. Then their name and address go"), CHAMPIONS_KEPT),
    "sent_reminders": _for(_("%(period)s"), REMINDERS_KEPT),
    "erasures": _for(_("%(period)s"), ERASURES_KEPT),
}
INVITATION_WORKS_FOR = INVITATION_DAYS
