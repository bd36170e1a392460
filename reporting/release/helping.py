""" "Did it help?": asking a team, counting answers, and closing with what may be shown."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Case, F, When
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from assessments.models import ImprovementAction
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.disk import StillThere, rewrite
from organisations.models import User
from organisations.saving import hold
from reporting.models import HelpedCount, HelpedQuestion, HelpedSent
from reporting.protect import attack, exactness
from reporting.protect.disclosure import Thresholds, coarsen
from reporting.protect.rollup import SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tally, Tree

Choice = HelpedQuestion.Choice
OF_ANSWERS = (HelpedCount, HelpedSent)
logger = logging.getLogger(__name__)
AFTER = datetime.timedelta(days=28)  # what was done yesterday nobody can say of whether it has helped
OPEN_FOR = datetime.timedelta(days=14)
POINTS = [RatingPoint(Choice.NO, 1, False), RatingPoint(Choice.PARTLY, 2, False), RatingPoint(Choice.YES, 3, True)]


def can_be_asked(action: ImprovementAction, on: datetime.date) -> bool:
    """Whether an action was done long enough ago to ask whether it helped."""
    return action.state == action.State.DONE and action.ended_on is not None and action.ended_on + AFTER <= on


@transaction.atomic
def ask_whether_it_helped(*, action: ImprovementAction, by: User, on: datetime.date) -> HelpedQuestion:
    """Open the question for two weeks, once; the one that there is already where it was asked.

    Raises ActionRefused where the action is not done, or was done less than four weeks ago, and where the team is being
    asked about something else.
    """
    service = hold(action.service)  # one question at a time
    held = hold(action)
    if there := HelpedQuestion.objects.filter(action=held).first():
        return there
    if not can_be_asked(held, on):
        raise ActionRefused(_("You can ask whether it helped from four weeks after it was done."))
    if HelpedQuestion.objects.filter(service=service, closed_on=None).exists():
        raise ActionRefused(_("Your team is being asked about another action. Ask about this one after that."))
    asked = HelpedQuestion.objects.create(
        action=held,
        service=service,
        what=held.what,
        became=held.became,
        opens_on=on,
        closes_on=on + OPEN_FOR,
        asked_by=by,
    )
    HelpedCount.objects.bulk_create(HelpedCount(question=asked, choice=choice) for choice in Choice)
    record(partnership=asked.partnership, by=by, what="asked whether an action helped", about=held)
    return asked


@transaction.atomic
def count_answer(*, question: HelpedQuestion, choice: str, key: str, on: datetime.date) -> bool:
    """Count one answer; the same page sent twice counts once. False where the question is closed.

    Every count is written again, also those that stay: neither their place nor the database's own numbers tell which
    one went up. Raises ValueError for a choice that there is not.
    """
    if choice not in Choice.values:
        raise ValueError(choice)
    held = HelpedQuestion.objects.select_for_update().open_on(on).filter(pk=question.pk).first()
    if held is None:
        return False
    try:
        with transaction.atomic():
            HelpedSent.objects.create(question=held, key_hash=_hash(held, key))
    except IntegrityError:
        return True
    held.counts.update(count=F("count") + Case(When(choice=choice, then=1), default=0))
    return True


def _hash(question: HelpedQuestion, key: str) -> str:
    return salted_hmac("reporting.helped", f"{question.pk}:{key}", algorithm="sha256").hexdigest()


@transaction.atomic
def close_question(*, question: HelpedQuestion, on: datetime.date) -> HelpedQuestion:
    """Close it for good once its last day is past: keep what may be shown, and no count. Twice is as once.

    Nobody closes it before: who chose the moment could choose it after one colleague's answer. Where more have answered
    than work there nothing is shown: somebody has answered for others.
    """
    held = HelpedQuestion.objects.select_for_update(of=("self",)).with_places().get(pk=question.pk)
    if held.closed_on is not None or on <= held.closes_on:
        return held
    service = held.service
    counted = dict(held.counts.values_list("choice", "count"))
    counts = {point.key: counted.get(point.key, 0) for point in POINTS}
    too_many = service.headcount is not None and sum(counted.values()) > service.headcount
    shown = None if too_many else what_may_be_shown(service.pk, service.sector_id, counts)
    if shown is not None:
        (held.people_low, held.people_high), share = shown
        held.share, held.edge = Decimal(str(share.value)), share.edge
    held.closed_on = on
    held.counts.all().delete()
    held.sent.all().delete()
    held.save(update_fields=["people_low", "people_high", "share", "edge", "closed_on"])
    record(
        partnership=held.partnership, by=None, what="closed the question whether an action helped", about=held.action
    )
    transaction.on_commit(wipe_counts)
    return held


def wipe_counts() -> None:
    """Leave no old version of a count, or of what was sent, on the disk; the next day where something is in the way."""
    try:
        rewrite(OF_ANSWERS, tries=1)
    except StillThere as table:
        logger.warning("Old versions of rows are still in %s, because something else is using it", table)


def what_may_be_shown(service: int, sector: int, counts: dict[str, int]):
    """The band of people and the share that says yes, as disclosure control and the attack let them be said; or None.

    The question is asked of one service alone, so it is attacked as a survey's question whose sector and system are
    never shown: by an outsider, by one who answered, and by two who pool what they know.
    """
    tally = Tally(Counter(counts))
    if not tally.base:
        return None
    tree = Tree({service: sector})
    never = [THE_SYSTEM, Node(SECTOR, sector)]
    # Nobody is told how many answered it: the most that it can be is what the band says.
    most = {service: attack.at_most(tally.base)}
    published, _report = attack.publishable({service: tally}, POINTS, tree, Thresholds(), most, never)
    if Node(SERVICE, service) not in published:
        return None
    coarse = coarsen(tally, POINTS)
    return coarse.base, exactness.share_of_question(coarse)


def close_what_has_ended(*, on: datetime.date) -> int:
    """Close every question whose last day is past; how many."""
    ended = list(HelpedQuestion.objects.ended_by(on))
    for question in ended:
        close_question(question=question, on=on)
    return len(ended)
