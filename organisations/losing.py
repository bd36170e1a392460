"""What would not count if a round closed now, place by place, and whom to ask.

Rooms say so in a module `not_submitted` with `unfinished(round_)`. Nothing about answers to surveys is in it: who has
not answered is not known, and how many have is nobody's to know while a round is open.
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from framework.actions import modules_of_rooms
from organisations.models import Round, User
from organisations.reminding import Reminder, ReminderKind

ASKED = "asked:"  # how the keys begin of reminders that an admin sent by a press


@dataclass(frozen=True)
class UnfinishedPlace:
    """A service, or an organisation, with something that is not submitted; its leads, and what an email to them says.

    `path` is the page on which they go on.
    """

    key: str
    sector: str
    organisation: str
    service: str
    leads: tuple[User, ...]
    subject: str
    text: str
    path: str
    about: object = None

    @property
    def name(self) -> str:
        return self.service or self.organisation

    @property
    def names_of_leads(self) -> str:
        return "; ".join(str(lead) for lead in self.leads)


@dataclass(frozen=True)
class Unfinished:
    """One kind of it: how many in words, and all of them. `kind` is that of the reminders which people can refuse."""

    code: str
    text: str | Promise
    kind: ReminderKind
    places: list[UnfinishedPlace]


def what_would_be_lost(round_: Round) -> list[Unfinished]:
    """Of every kind those of which there are any. A few queries for each, however many places there are."""
    found = [one for room in modules_of_rooms("not_submitted") for one in room.unfinished(round_)]
    return [one for one in found if one.places]


def reminders_of(round_: Round, found: list[Unfinished], *, time: str) -> list[Reminder]:
    """An email to each lead of each place. `time` tells one press from another."""
    return [
        Reminder(
            one.kind,
            lead,
            round_.partnership,
            f"{ASKED}{round_.pk}:{place.key}:{time}",
            place.subject,
            place.text,
            place.path,
            place.about,  # type: ignore[arg-type]
        )
        for one in found
        for place in one.places
        for lead in place.leads
    ]
