"""Which comments of staff may go into the barrier ledger, and to whom: no further than a release shows them."""

from __future__ import annotations

from dataclasses import dataclass

from organisations.models import Organisation, Partnership, Service, User
from reporting.measures.round_context import RoundContext
from reporting.models import Release
from reporting.protect.disclosure import Thresholds
from reporting.protect.rollup import SERVICE, THE_SYSTEM, Node
from reporting.read.comments import may_be_shown
from surveys.actions.comments import for_reviewer
from surveys.models import Comment, Instrument


@dataclass(frozen=True)
class Offered:
    """A comment, and the organisation that may be told of it; None where only the board may."""

    comment: Comment
    organisation: Organisation | None


def comments_for_the_ledger(user: User, partnership: Partnership) -> list[Offered]:
    """What staff wrote in the round that was released last and no one has decided about, as far as this reviewer reads.

    A comment that is shown for its service may be told to the organisation. One that is shown for the whole
    partnership only goes to the board, without a place. One that is shown nowhere goes nowhere.
    """
    releases = (
        Release.objects.first_of_their_rounds()
        .filter(round__partnership=partnership)
        .select_related("round__partnership")
    )
    newest = releases.order_by("made_at", "pk").last()
    if newest is None:
        return []
    found = Comment.objects.not_set_aside().filter(
        round=newest.round, state=Comment.State.RELEASED, is_settled_as_barrier=False
    )
    found = found.filter(
        question__instrument__voice=Instrument.Voice.STAFF,
        question__instrument__handed_out_by=Instrument.HandedOutBy.SERVICE,
        service__isnull=False,
    )
    mine = for_reviewer(found, user, partnership).select_related("question__instrument").order_by("question", "id")
    context = RoundContext(newest.round, Thresholds(newest.least_people, newest.least_beside_largest))
    places = Service.objects.select_related("organisation").in_bulk([one.service_id for one in mine])
    seen: dict[tuple[Node, int], bool] = {}

    def shown(node: Node, survey: Instrument) -> bool:
        if (node, survey.pk) not in seen:
            seen[node, survey.pk] = node in context.tree.nodes and may_be_shown(context, node, survey)
        return seen[node, survey.pk]

    offered = []
    for comment in mine:
        survey, organisation = comment.question.instrument, places[comment.service_id].organisation
        if shown(Node(SERVICE, comment.service_id), survey) and organisation.archived_on is None:
            offered.append(Offered(comment, organisation))
        elif shown(THE_SYSTEM, survey):
            offered.append(Offered(comment, None))
    return offered
