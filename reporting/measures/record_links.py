"""Where the records that a measure counted can be read, by those who may read them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.roles import Permission


@dataclass(frozen=True)
class Records:
    """A page that lists records, for those who have a permission somewhere.

    `round_in` says where its address names the round: in the "query", in the "path", or nowhere, where the page is of
    today. `choices` are those of "sector" and "service" by which the page chooses; `of_sector` is a page of a single
    sector. `words` are those of the link.
    """

    view: str
    permission: Permission = Permission.VIEW_RESULTS
    round_in: str = "query"
    choices: tuple[str, ...] = ()
    of_sector: str = ""
    words: str | Promise = _("See the records behind this figure")


EVENTS = Records("activities:event-list")
PLEDGES = Records("pledges:pledge-wall", round_in="", words=_("Read the pledges"))
COMMUNICATIONS = Records(
    "activities:communication-list", Permission.KEEP_PROGRAMME, round_in="", words=_("Read the communication plan")
)
SUBGROUPS = Records(
    "activities:subgroup-list",
    of_sector="activities:subgroup",
    words=_("See which organisations have come to meetings"),
)
BRIEFINGS = Records("activities:briefing-list", Permission.VIEW_SERVICE, choices=("sector", "service"))
LISTENING = Records("activities:listening-list", Permission.VIEW_SERVICE, choices=("sector", "service"))
TRAINING = Records(
    "activities:training-take-up",
    Permission.VIEW_TRAINING,
    round_in="path",
    words=_("See training attendance by organisation"),
)
ACTIONS = Records("assessments:actions-overview", round_in="", words=_("See how many actions there are today"))
BARRIERS = Records("learning:barrier-list", round_in="", words=_("See the barriers that you may read"))
ORGANISATIONAL = Records(
    "activities:organisational-list", Permission.VIEW_ORGANISATION, words=_("See which organisations have answered")
)
