"""The steps of the start page that come from the barrier ledger: what to answer, and what to review."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.activity_steps import NextStep
from learning.actions.reviewing import for_reviewer, without_reader
from learning.models import Barrier
from organisations.models import Partnership
from organisations.permissions import has_permission, places_where
from organisations.roles import Permission


def steps_of_barriers(user, place: Partnership, *, on: datetime.date) -> list[NextStep]:
    """What someone has to answer; and for reviewers, what to read first."""
    return [*_to_answer(user, place, on), *_to_review(user, place, on)]


def _to_answer(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    """For leads and the board. The board and admins are asked about their own, and hear of the others on the list."""
    mine = places_where(user, Permission.ANSWER_BARRIERS, place)
    if not (mine.whole_partnership or mine.organisations):
        return []
    own = Q(organisation__in=mine.organisations)
    if mine.whole_partnership:
        own |= Q(organisation=None) | Q(organisation__archived_on__isnull=False)
    number = Barrier.objects.in_partnership(place).wants_an_answer_on(on).filter(own).count()
    if not number:
        return []
    said = ngettext("%(n)s barrier to answer.", "%(n)s barriers to answer.", number) % {"n": number}
    url = reverse("learning:barrier-list", args=[place.slug]) + "?state=asking"
    return [NextStep(_("Barriers"), said, _("Answer barriers"), url)]


def _to_review(user, place: Partnership, on: datetime.date) -> list[NextStep]:
    steps = []
    if has_permission(user, Permission.REVIEW_COMMENTS, place):
        waiting = list(for_reviewer(user, place).waiting().values_list("due_on", flat=True))
        said = [ngettext("%(n)s barrier to review.", "%(n)s barriers to review.", len(waiting)) % {"n": len(waiting)}]
        if overdue := sum(day < on for day in waiting):
            said.append(ngettext("%(n)s is overdue.", "%(n)s are overdue.", overdue) % {"n": overdue})
        url = reverse("learning:barrier-review-list", args=[place.slug])
        if waiting:
            steps.append(NextStep(_("Barriers to review"), " ".join(said), _("Review barriers"), url))
    if has_permission(user, Permission.MANAGE_PEOPLE, place) and without_reader(place):
        said_of = _("Someone named a barrier that none of your reviewers may read.")
        url = reverse("organisations:invitation-create", args=[place.slug])
        steps.append(NextStep(_("Barriers to review"), said_of, _("Invite a reviewer"), url))
    return steps
