"""What an admin sees of all surveys at once: links and their flags, and how much is to do. Counts, never answers."""

import datetime
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organisations.models import Partnership, Round
from surveys.actions.comments import overdue_in
from surveys.actions.links import band_of_five
from surveys.flags import EXPLANATIONS, Explanation
from surveys.models import Comment, ContactRequest, Flag, PaperBatch, QuietTime, SupportLine, SurveyLink

LONGEST_UNCHECKED = datetime.timedelta(days=180)


@dataclass
class LinkRow:
    """One link as the overview shows it."""

    survey_link: SurveyLink
    flags: list[str] = field(default_factory=list)
    settled: list[Flag] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Whose it is, which survey and which way of handing it out."""
        whose = self.survey_link.service.name if self.survey_link.service else "Training session"
        return f"{whose}, {self.survey_link.instrument.title.lower()}, {self.survey_link.get_kind_display().lower()}"

    @property
    def take_up(self) -> str:
        return band_of_five(self.survey_link.counted_responses)

    @property
    def counted_before(self) -> bool:
        """Whether the number of responses may be from before something was noticed: both are true, of two moments."""
        noticed = [flag.first_on for flag in self.survey_link.flags.all() if flag.kind in self.flags]
        counted = self.survey_link.counted_on
        return bool(noticed) and (counted is None or max(noticed) >= counted)

    @property
    def explanations(self) -> list[Explanation]:
        return [EXPLANATIONS[kind] for kind in self.flags]

    @property
    def is_set_aside(self) -> bool:
        return self.survey_link.set_aside_on is not None


def rounds_to_look_at(partnership: Partnership) -> list[Round]:
    """The open round and those that are closed and not released, the open one first, then the newest.

    Of practice that has ended there is nothing to look at.
    """
    states = (Round.State.OPEN, Round.State.CLOSED)
    found = Round.objects.filter(partnership=partnership, state__in=states).newest_first()
    found = found.exclude(is_practice=True, state=Round.State.CLOSED)
    return sorted(found.select_related("partnership"), key=lambda round_: not round_.is_open)


def row_of(link: SurveyLink) -> LinkRow:
    """A link with the signs that no one has settled, and those that someone has."""
    flags = sorted(link.flags.all(), key=lambda flag: flag.kind)
    return LinkRow(
        link,
        [flag.kind for flag in flags if flag.settled_on is None],
        [flag for flag in flags if flag.settled_on is not None],
    )


def links_of(round_: Round) -> list[LinkRow]:
    """All links of a round by service, with their flags."""
    found = SurveyLink.objects.in_round(round_).with_places().prefetch_related("flags")
    rows = [row_of(link) for link in found]
    order = {kind: place for place, kind in enumerate(SurveyLink.Mode.values)}
    return sorted(
        rows,
        key=lambda row: (
            row.survey_link.service.name if row.survey_link.service else "",
            row.survey_link.instrument.order,
            order[row.survey_link.kind],
            row.survey_link.pk,
        ),
    )


@dataclass(frozen=True)
class Waiting:
    """How much waits to be done by someone, in numbers only; of comments only whether there are any."""

    comments: str
    comments_overdue: int
    contacts: int
    contacts_overdue: int
    piles: int
    groups: int

    @property
    def comments_late(self) -> str:
        return _("(including overdue ones)") if self.comments_overdue else ""

    @property
    def contacts_late(self) -> str:
        return _("(%(n)s overdue)") % {"n": self.contacts_overdue} if self.contacts_overdue else ""


def waiting_in(partnership: Partnership, *, on: datetime.date) -> Waiting:
    """Comments to review, people to contact, batches of paper that are not complete, and groups of comments."""
    comments_overdue, contacts_overdue = overdue_in(partnership, on=on)
    contacts = ContactRequest.objects.filter(partnership=partnership, state=ContactRequest.State.WAITING)
    piles = PaperBatch.objects.filter(survey_link__round__partnership=partnership)
    return Waiting(
        # By two numbers, or two bands, whoever excludes a link would see how many people wrote by it.
        comments=_("some") if Comment.objects.in_partnership(partnership).waiting().exists() else _("none"),
        comments_overdue=comments_overdue,
        contacts=contacts.count(),
        contacts_overdue=contacts_overdue,
        piles=piles.exclude(state=PaperBatch.State.STORED).count(),
        groups=Comment.objects.in_partnership(partnership).held().groups(),
    )


def quiet_places(partnership: Partnership) -> list[str]:
    """Where surveys are paused: services by name, or the whole partnership."""
    running = QuietTime.objects.running().filter(partnership=partnership).select_related("service")
    return sorted(quiet.service.name if quiet.service else partnership.name for quiet in running)


def unchecked_lines(lines: list[SupportLine], *, on: datetime.date) -> list[SupportLine]:
    """Helplines that no one has checked for more than half a year."""
    return [line for line in lines if line.checked_on is None or on - line.checked_on > LONGEST_UNCHECKED]
