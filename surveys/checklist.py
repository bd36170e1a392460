"""What has to be done with a round's surveys before its release is prepared."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from organisations.models import Round
from surveys.actions.comments import without_reader
from surveys.actions.flags import unsettled_links
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
    """Comments read, signs of bulk use looked at, paper keyed: three queries, and two where comments wait."""
    slug = round.partnership.slug
    comments = Comment.objects.filter(round=round).waiting().count()
    unread = without_reader(Comment.objects.filter(round=round), round.partnership)[0] if comments else 0
    links = unsettled_links(round)
    piles = (
        PaperBatch.objects.filter(survey_link__round=round, forms__isnull=False)
        .exclude(state=PaperBatch.State.STORED)
        .distinct()
        .count()
    )
    waiting = ngettext_lazy("%(n)d comment waits for a reviewer", "%(n)d comments wait for a reviewer", comments)
    nobody = ngettext_lazy(
        "; %(n)d of them can be read by none of your safeguarding reviewers (see Surveys)",
        "; %(n)d of them can be read by none of your safeguarding reviewers (see Surveys)",
        unread,
    )
    flagged = ngettext_lazy(
        "%(n)d link shows a sign of bulk use that nobody has looked at",
        "%(n)d links show signs of bulk use that nobody has looked at",
        links,
    )
    late = ngettext_lazy(
        "%(n)d pile of paper forms is half keyed: what is keyed after the round closes counts in the next one",
        "%(n)d piles of paper forms are half keyed: what is keyed after the round closes counts in the next one",
        piles,
    )
    return [
        ChecklistItem(
            _("Comments are read"),
            f"{waiting % {'n': comments}}{nobody % {'n': unread} if unread else ''}"
            if comments
            else _("every comment was read by a reviewer"),
            bool(comments),
            url=reverse("surveys:survey-overview", args=[slug]) if unread else "",
        ),
        ChecklistItem(
            _("Signs of bulk use are looked at"),
            flagged % {"n": links} if links else _("no link waits to be looked at"),
            bool(links),
            url=reverse("surveys:survey-overview", args=[slug]),
        ),
        ChecklistItem(
            _("Paper forms are keyed"),
            late % {"n": piles} if piles else _("no pile of paper forms is half keyed"),
            bool(piles),
            holds_up=False,
        ),
    ]


def open_items(round: Round) -> list[ChecklistItem]:
    """What the release has to wait for."""
    return [matter for matter in checklist(round) if matter.is_open and matter.holds_up]
