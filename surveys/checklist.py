"""What has to be done with a round's surveys before its release is prepared."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from organisations.models import Round
from surveys.actions.comments import without_reader
from surveys.actions.flags import unsettled_links
from surveys.actions.floods import heaps_in
from surveys.models import Comment, PaperBatch

ORDER = 10


@dataclass(frozen=True)
class ChecklistItem:
    """One line of the checklist. `holds_up` says whether the release has to wait for it."""

    title: str
    text: str
    is_open: bool
    holds_up: bool = True
    url: str = ""


def checklist(round: Round) -> list[ChecklistItem]:
    """Comments read, flagged links decided, paper entered: four queries, and two where comments wait."""
    slug = round.partnership.slug
    # Whether, and never how many: see decision 0051.
    comments = Comment.objects.filter(round=round).waiting().exists()
    unread = without_reader(Comment.objects.filter(round=round), round.partnership)[0] if comments else 0
    links = unsettled_links(round)
    piles = (
        PaperBatch.objects.filter(survey_link__round=round, forms__isnull=False)
        .exclude(state=PaperBatch.State.STORED)
        .distinct()
        .count()
    )
    waiting = _("some comments are still to be reviewed")
    nobody = _("there are comments that none of your safeguarding reviewers can read (see Surveys)")
    flagged = ngettext_lazy(
        "%(n)d flagged link to include or exclude",
        "%(n)d flagged links to include or exclude",
        links,
    )
    late = _late_paper(round, piles)
    return [
        ChecklistItem(
            _("Comments reviewed"),
            (nobody if unread else waiting) if comments else _("every comment has been reviewed"),
            comments,
            url=reverse("surveys:survey-overview", args=[slug]) if unread else "",
        ),
        *_heaps(round),
        ChecklistItem(
            _("Flagged links decided"),
            flagged % {"n": links} if links else _("no flagged links to decide"),
            bool(links),
            url=reverse("surveys:survey-overview", args=[slug]),
        ),
        ChecklistItem(
            _("Paper forms entered"),
            late if piles else _("every batch of paper forms is complete"),
            bool(piles),
            holds_up=False,
        ),
    ]


def _heaps(round: Round) -> list[ChecklistItem]:
    """Comments that came all at once: one thing to decide a link, however many they are."""
    if not (heaps := heaps_in(round)):
        return []
    said = ngettext_lazy(
        "%(n)d group of comments that came all at once, for a safeguarding reviewer to decide about",
        "%(n)d groups of comments that came all at once, for a safeguarding reviewer to decide about",
        heaps,
    )
    return [ChecklistItem(_("Comments that came all at once decided"), said % {"n": heaps}, is_open=True)]


def _late_paper(round: Round, batches: int) -> str:
    """What becomes of paper that is not complete: in an open round there is still time."""
    if round.is_open:
        said = ngettext_lazy(
            "%(n)d batch of paper forms is not complete. It counts in the next round if you close this one first",
            "%(n)d batches of paper forms are not complete. They count in the next round if you close this one first",
            batches,
        )
    else:
        said = ngettext_lazy(
            "%(n)d batch of paper forms is not complete, so it will count in the next round",
            "%(n)d batches of paper forms are not complete, so they will count in the next round",
            batches,
        )
    return said % {"n": batches}


def open_items(round: Round) -> list[ChecklistItem]:
    """What the release has to wait for."""
    return [matter for matter in checklist(round) if matter.is_open and matter.holds_up]
