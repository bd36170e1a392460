"""What barriers remind people of: one without an answer, a promise whose date has passed, one that no one reviewed."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learning.actions.reviewing import for_reviewer, without_reader
from learning.models import Barrier
from organisations.models import Partnership, User
from organisations.reminding import Reminder, ReminderKind, holders
from organisations.roles import Role

ORDER = 40
DAYS_WITHOUT_AN_ANSWER = (14, 44)
BARRIER_OPEN = ReminderKind(
    "barrier-open",
    gettext_lazy("Barrier not answered"),
    gettext_lazy(
        "When a barrier has had no answer for 14 days, and again after 44. Also when a date that you gave has passed."
    ),
    frozenset({Role.ORGANISATION_LEAD, Role.BOARD_MEMBER, Role.ADMIN}),
)
BARRIER_REVIEW = ReminderKind(
    "barrier-review",
    gettext_lazy("Barrier to review"),
    gettext_lazy("When the date has passed by which a barrier should have been reviewed."),
    frozenset({Role.REVIEWER, Role.ADMIN}),
)
KINDS = (BARRIER_OPEN, BARRIER_REVIEW)


def due(*, on: datetime.date) -> Iterator[Reminder]:
    """Reminders to those who answer, and to those who review."""
    yield from _to_answer(on)
    yield from _to_review(on)


def _to_answer(on: datetime.date) -> Iterator[Reminder]:
    """To the leads of the organisation; where it has none, or is the whole, to the board and admins. Three queries."""
    since = on - datetime.timedelta(days=min(DAYS_WITHOUT_AN_ANSWER))
    asked = Barrier.objects.wants_an_answer_on(on).exclude(state=Barrier.State.OPEN, passed_on__gt=since)
    barriers = list(asked.with_places().order_by("passed_on", "pk"))
    if not barriers:
        return
    leads = holders({Role.ORGANISATION_LEAD}, "organisation")
    board = holders({Role.BOARD_MEMBER, Role.ADMIN}, "partnership")
    for barrier in barriers:
        gone = barrier.organisation is None or barrier.organisation.archived_on is not None
        people = [] if gone else leads.get(barrier.organisation_id, [])
        for user in people or _of_the_whole(board, barrier.partnership):
            yield _reminder(barrier, user, on)


def _of_the_whole(board: dict[int, list[User]], partnership: Partnership) -> list[User]:
    return board.get(partnership.pk, [])


def _reminder(barrier: Barrier, user: User, on: datetime.date) -> Reminder:
    place, path = barrier.partnership, reverse("learning:barrier", args=[barrier.partnership.slug, barrier.pk])
    said = {"place": barrier.place.name, "words": Truncator(barrier.words).chars(120)}
    if barrier.change_by:
        said["day"] = date_format(barrier.change_by, "j F Y")
        subject = _("Say what has changed by %(day)s: %(place)s") % said
        text = _("“%(words)s” was to change by %(day)s. Say what has changed, or give another date.") % said
        return Reminder(BARRIER_OPEN, user, place, f"{barrier.pk}:{barrier.change_by}", subject, text, path)
    days = barrier.days_open(on)
    after = max(each for each in DAYS_WITHOUT_AN_ANSWER if each <= days)
    subject = _("Answer a barrier: %(place)s") % said
    text = ngettext(
        "Someone named a barrier %(n)s day ago and has no answer yet: “%(words)s”",
        "Someone named a barrier %(n)s days ago and has no answer yet: “%(words)s”",
        days,
    ) % (said | {"n": days})
    return Reminder(BARRIER_OPEN, user, place, f"{barrier.pk}:{after}", subject, text, path)


def _to_review(on: datetime.date) -> Iterator[Reminder]:
    """To each reviewer who may read it; to admins where no reviewer may. Never what it says."""
    late = Barrier.objects.waiting().filter(due_on__lt=on)
    for partnership in Partnership.objects.filter(pk__in=late.values("partnership")):
        path = reverse("learning:barrier-review-list", args=[partnership.slug])
        subject = _("Review barriers: %(place)s") % {"place": partnership.name}
        text = _("Someone named a barrier, and the date to review it by has passed.")
        for user in holders({Role.REVIEWER}, "partnership").get(partnership.pk, ()):
            oldest = for_reviewer(user, partnership).waiting().filter(due_on__lt=on).order_by("due_on", "pk").first()
            if oldest is not None:
                yield Reminder(BARRIER_REVIEW, user, partnership, f"{oldest.pk}:{oldest.due_on}", subject, text, path)
        if without_reader(partnership):
            invite = reverse("organisations:invitation-create", args=[partnership.slug])
            no_one = _("Someone named a barrier that none of your reviewers may read. Invite another reviewer.")
            for user in holders({Role.ADMIN}, "partnership").get(partnership.pk, ()):
                key = f"{partnership.pk}:{on:%G-%V}"  # once a week, as long as it is so
                yield Reminder(BARRIER_REVIEW, user, partnership, key, subject, no_one, invite)
