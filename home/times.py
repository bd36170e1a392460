"""How long something still takes, in words."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.models import Round


def time_left(round_: Round, *, on: datetime.date) -> str:
    """How long an open round takes answers: "12 days left", "last day today", "its last day has passed"."""
    days = (round_.closes_on - on).days
    if days < 0:
        return _("its last day has passed")
    if days == 0:
        return _("last day today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
