"""Comments and the link they came by: held apart when they come in a flood, set aside with their link, taken back.

The only place that reads by which link a comment came. No time is known of any of them: what is counted in the database
is how many comments of one link have the same day to be read by.
"""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet, Subquery
from django.utils.translation import gettext as _

from organisations.actions import ActionRefused, hold_state
from organisations.audit import record
from organisations.models import Partnership, Round, User
from surveys.actions.comments import comments_due, due_day, for_reviewer
from surveys.models import Comment, CommentCameBy, Flag, Question, SafetySettings, SurveyLink
from surveys.models.comments import CommentQuerySet
from surveys.not_safe import may_not_be_safe

# Comments by one link that are to be read by the same day. What is counted in memory (`surveys/limits.py`) is forgotten
# when a server starts anew, and every process has its own: this many reach the queue, whatever happens there.
MOST_A_DAY = 200


# --- taking them in --------------------------------------------------------------------------------------------------


def store_comments(
    *,
    survey_link: SurveyLink,
    written: Iterable[tuple[Question, str]],
    on: datetime.date,
    held: bool = False,
    limited: bool = False,
    now: SurveyLink | None = None,
) -> None:
    """Store what was written, and apart from it by which link it came. Inside the caller's transaction.

    `held` puts it beside the queue and flags the link; so does `limited` where this link has brought as much into the
    queue as one may in a day. What comes by a link that is set aside is set aside with it. `now` is the link as it
    stands, with what `in_queue` counts as `counted`; read where it is not given.
    """
    # Read anew: the link may have been set aside since the page was opened. Whoever does so holds the round, as we do.
    if now is None:
        counted = Subquery(in_queue(survey_link, on=on))
        now = SurveyLink.objects.annotate(counted=counted).get(pk=survey_link.pk)
    reason, due = now.set_aside_reason, _due(survey_link, on)
    held = held or (limited and (getattr(now, "counted", None) or 0) >= MOST_A_DAY)
    comments = [
        Comment(
            service=survey_link.service,
            round_id=survey_link.round_id,
            question=question,
            text=text,
            due_on=due,
            is_held=held,
            set_aside=Comment.SetAside.WITH_LINK if reason else "",
            set_aside_reason=reason,
        )
        for question, text in written
    ]
    Comment.objects.bulk_create(comments)
    CommentCameBy.objects.bulk_create(CommentCameBy(comment=comment, survey_link=survey_link) for comment in comments)
    if held and comments:
        Flag.objects.get_or_create(survey_link=survey_link, kind=Flag.Sign.WORDS, defaults={"first_on": on})


def in_queue(survey_link: SurveyLink, *, on: datetime.date) -> QuerySet:
    """A query of one number: the comments by this link in the queue that are to be read by the day of one of `on`."""
    found = Comment.objects.waiting().filter(came_by__survey_link=survey_link.pk, due_on=_due(survey_link, on))
    return found.order_by().values("due_on").annotate(number=Count("pk")).values("number")


def _due(survey_link: SurveyLink, on: datetime.date) -> datetime.date:
    """The day by which a comment is read; the link knows how many days that takes where it was read to be answered."""
    if hasattr(survey_link, "review_days"):
        return due_day(days=survey_link.review_days or SafetySettings().review_days, on=on)
    return comments_due(survey_link.round.partnership, on=on)


def forget_links(*, round_: Round) -> None:
    """When sealing begins: no comment of a round knows its link any more, nor the reason that is its link's alone.

    Why a link or a heap was set aside stays with the link and in the audit log.
    """
    CommentCameBy.objects.filter(survey_link__round=round_).delete()
    for kind, said in (
        (Comment.SetAside.WITH_LINK, _("Its link was excluded from results.")),
        (Comment.SetAside.AS_FLOOD, _("It came with many others at once.")),
    ):
        Comment.objects.filter(round=round_, set_aside=kind).update(set_aside_reason=said)


# --- a link that is set aside ----------------------------------------------------------------------------------------


def take_out_with_link(*, survey_link: SurveyLink, reason: str) -> int:
    """Take the comments of a link out of the queue and of what may be shown. Returns how many.

    What was passed to safeguarding stays there. Once sealing has begun no comment knows its link: then it is none.
    Inside the caller's transaction, which holds the round.
    """
    found = Comment.objects.not_set_aside().filter(came_by__survey_link=survey_link)
    found = found.exclude(state=Comment.State.ESCALATED)
    return found.update(set_aside=Comment.SetAside.WITH_LINK, set_aside_reason=reason)


def is_disclosure_unread(comments: CommentQuerySet) -> bool:
    """Whether among these one went with its link, before anyone read it, in which someone may not be safe."""
    found = comments.filter(set_aside=Comment.SetAside.WITH_LINK, state=Comment.State.WAITING)
    texts = found.exclude(round__state=Round.State.RELEASED).values_list("text", flat=True)
    return any(may_not_be_safe(text) for text in texts)


def bring_back_with_link(*, survey_link: SurveyLink) -> int:
    """Put the comments of a link back where they stood. Returns how many. Inside the caller's transaction."""
    found = Comment.objects.filter(set_aside=Comment.SetAside.WITH_LINK, came_by__survey_link=survey_link)
    return found.update(set_aside="", set_aside_reason="")


# --- a heap of comments that came all at once ------------------------------------------------------------------------


@dataclass(frozen=True)
class Heap:
    """Comments that came all at once by one link; after sealing, all of a round, since none knows its link."""

    round: Round
    survey_link: SurveyLink | None
    held: int = 0
    set_aside: int = 0
    is_urgent: bool = False  # someone may not be safe, by the words of what is held

    @property
    def key(self) -> int:
        """What stands for the link in an address."""
        return self.survey_link.pk if self.survey_link else 0

    @property
    def name(self) -> str:
        if self.survey_link is None:
            return self.round.name
        whose = self.survey_link.service.name if self.survey_link.service else _("Training session")
        return f"{whose}, {self.survey_link.instrument.title.lower()}, {self.survey_link.get_kind_display().lower()}"

    def comments(self, comments: CommentQuerySet) -> CommentQuerySet:
        """Those of `comments` that came by this link."""
        return comments.filter(round=self.round, came_by__survey_link=self.survey_link)

    @property
    def can_be_decided(self) -> bool:
        return self.round.state != Round.State.RELEASED


def heaps_for(user: User, place: Partnership) -> list[Heap]:
    """The heaps that a reviewer may decide about: those in which someone may not be safe, then those that wait.

    Six queries, whatever the number.
    """
    mine = for_reviewer(Comment.objects.exclude(round__state=Round.State.RELEASED), user, place)
    numbers: dict[tuple[int, int | None], list[int]] = {}
    flooded = mine.filter(set_aside=Comment.SetAside.AS_FLOOD)
    for at, found in enumerate((mine.held(), flooded)):
        rows = found.order_by().values_list("round", "came_by__survey_link").annotate(number=Count("pk"))
        for round_, link, number in rows:
            numbers.setdefault((round_, link), [0, 0])[at] = number
    held = mine.held().order_by().values_list("round", "came_by__survey_link", "text")
    urgent = {(round_, link) for round_, link, text in held if may_not_be_safe(text)}
    rounds = Round.objects.select_related("partnership").in_bulk({round_ for round_, _link in numbers})
    links = SurveyLink.objects.with_places().in_bulk({link for _round, link in numbers if link})
    heaps = [
        Heap(rounds[of[0]], links.get(of[1] or 0), held=held_apart, set_aside=set_aside, is_urgent=of in urgent)
        for of, (held_apart, set_aside) in numbers.items()
    ]
    return sorted(heaps, key=lambda heap: (not heap.is_urgent, not heap.held, heap.round.opens_on, heap.name, heap.key))


def heap_of(user: User, place: Partnership, *, round_: str, key: int) -> Heap | None:
    """One of those heaps, by its round and link."""
    return next((heap for heap in heaps_for(user, place) if (heap.round.slug, heap.key) == (round_, key)), None)


def heaps_in(round_: Round) -> int:
    """How many heaps of a round nobody has decided about."""
    return Comment.objects.held().filter(round=round_).groups()


def urgent_first(comments: CommentQuerySet) -> list[tuple[bool, object]]:
    """Names of comments with whether someone may not be safe: those first, then by the day they are to be read by.

    What came by a link that was flooded since comes last: what it brought before anyone could tell hides nothing.
    """
    flooded = set(comments.model.objects.held().order_by().values_list("came_by__survey_link", flat=True)) - {None}
    found = [
        (not may_not_be_safe(text), link in flooded, due, str(pk), pk)
        for pk, due, text, link in comments.values_list("pk", "due_on", "text", "came_by__survey_link")
    ]
    return [(not calm, pk) for calm, _flooded, _due, _name, pk in sorted(found)]


@transaction.atomic
def take_in(*, heap: Heap, reason: str, by: User) -> int:
    """Put a heap into the queue, to be read one by one. Returns how many. Raises ActionRefused once released."""
    held = _hold(heap, by).held()
    number = held.update(is_held=False)
    _record(heap, by, "took comments that came all at once into the review queue", reason)
    return number


def calm(comments: CommentQuerySet) -> list[uuid.UUID]:
    """The names of those by whose words nobody seems to be in danger."""
    return [pk for pk, text in comments.values_list("pk", "text") if not may_not_be_safe(text)]


def mark_of_urgent(comments: CommentQuerySet) -> str:
    """Tells those in which someone may not be safe from any others, for whoever has read them; "" where none are."""
    names = [str(pk) for pk, text in comments.values_list("pk", "text") if may_not_be_safe(text)]
    return hashlib.sha256(" ".join(sorted(names)).encode()).hexdigest()[:16] if names else ""


@transaction.atomic
def set_heap_aside(*, heap: Heap, reason: str, by: User, with_queue: bool = False, read: str | None = None) -> int:
    """Set a heap aside; `with_queue` with what the same link brought into the queue. Returns how many.

    What may be from someone who is not safe stays in the queue: it is read there, and the page of a heap does not show
    it. `read` is the mark of such comments in the heap that this person was shown. Raises ActionRefused where there
    are others by now, and once released.
    """
    found = _hold(heap, by)
    if read is not None and read != mark_of_urgent(found.held()):
        raise ActionRefused(
            _("Comments of people who may not be safe came in or changed since you opened the page. Read them first.")
        )
    names = list(found.held().values_list("pk", flat=True))
    names += calm(found.waiting()) if with_queue and heap.survey_link else []
    unread = found.filter(pk__in=names)
    number = unread.update(set_aside=Comment.SetAside.AS_FLOOD, set_aside_reason=reason)
    _record(heap, by, "excluded comments that came all at once", reason)
    return number


@transaction.atomic
def take_heap_back(*, heap: Heap, by: User) -> int:
    """Undo that: each is where it was. Returns how many. Raises ActionRefused once released."""
    found = _hold(heap, by).filter(set_aside=Comment.SetAside.AS_FLOOD)
    number = found.update(set_aside="", set_aside_reason="")
    _record(heap, by, "included comments again that came all at once")
    return number


def _hold(heap: Heap, by: User) -> CommentQuerySet:
    """The comments of a heap as they stand now, of a round that nobody releases or seals before this is saved."""
    if hold_state(heap.round.pk) == Round.State.RELEASED:
        raise ActionRefused(_("%(round)s has been released, so this cannot be changed.") % {"round": heap.round.name})
    return heap.comments(for_reviewer(Comment.objects.all(), by, heap.round.partnership))


def _record(heap: Heap, by: User, what: str, reason: str = "") -> None:
    about = f"{heap.survey_link or heap.round}: {reason}" if reason else str(heap.survey_link or heap.round)
    record(partnership=heap.round.partnership, by=by, what=what, about=about)
