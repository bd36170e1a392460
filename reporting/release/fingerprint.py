"""What tells whether a round still comes to what was prepared: everything that its release takes in, kind by kind."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from activities.models import OrganisationalAnswer
from organisations.models import Round
from reporting.measures.of_framework import measures_of
from reporting.measures.round_context import RoundContext, compared_with
from reporting.models import Narrative
from reporting.protect.disclosure import Thresholds
from reporting.protect.rollup import Node, RatingPoint, Tally, Tree
from surveys.models import ClosedRoundAnswer, ClosedRoundResponse, Comment

# What goes out beside the figures of measures, and how it is called where it has changed.
ANSWERS, REPLIES, COMMENTS, NARRATIVES, WISHES = "answers", "replies", "comments", "narratives", "wishes"
BEFORE = "before"
BESIDE_FIGURES = {
    ANSWERS: _("survey answers"),
    REPLIES: _("the organisational survey"),
    COMMENTS: _("comments"),
    NARRATIVES: _("the commentary"),
    WISHES: _("what is shown first"),
    BEFORE: _("the release before"),
}


@dataclass
class AsRead(RoundContext):
    """A round as every measure reads it, before anything is decided about what may be shown of people's answers.

    The attack takes minutes and looks at nothing but what it is given, so it is enough to note that down: the same
    counts, at the same places and by the same thresholds, always come to the same figures.
    """

    given: list[str] = field(default_factory=list)
    before = None  # what was released before does not change: which release that is, is enough to know

    def decide(
        self,
        counts: Mapping[int, Tally],
        points: list[RatingPoint],
        tree: Tree,
        most: Mapping[int, int],
        hidden: Collection[Node] = frozenset(),
    ) -> set[Node]:
        rated = [(key, sorted(tally.by_point.items())) for key, tally in sorted(counts.items())]
        self.given.append(repr((rated, points, sorted(tree.sector_of.items()), sorted(most.items()), sorted(hidden))))
        return set()


def fingerprint(round: Round, limits: Thresholds | None = None) -> dict[str, str]:
    """A hash of each measure's figures and of what else is released, by key. Takes far less time than preparing.

    The measures themselves are walked, not a list of tables: what a new measure reads is seen without a word here.
    """
    context = AsRead(round, limits or Thresholds())
    found = {}
    for key, measure in measures_of(round.framework).items():
        if measure.make:
            context.given = []
            figures = [repr(figure) for figure in measure.make(context)]
            found[key] = _hash_of([*figures, *context.given])
    before = [each.pk for each in (context.released_before, compared_with(round)) if each]
    return found | {BEFORE: " ".join(map(str, before))} | _beside_figures(round)


def _beside_figures(round: Round) -> dict[str, str]:
    """Exact answers, where bands or too few people hide a change; comments as they can be read; narratives."""
    answers = ClosedRoundAnswer.objects.in_round(round).counted()
    responses = ClosedRoundResponse.objects.in_round(round).counted()
    replies = OrganisationalAnswer.objects.counted_in(round).by_organisation()
    comments = Comment.objects.not_set_aside().filter(round=round).prefetch_related("features")
    narratives = Narrative.objects.filter(round=round)
    return {
        WISHES: _hash_of([round.shown_first]),
        ANSWERS: _hash_of(
            [*map(repr, answers.counts_by_link_and_question()), *map(repr, responses.counts_by_link().items())]
        ),
        REPLIES: _hash_of(map(repr, replies)),
        COMMENTS: _hash_of(
            repr((one.service_id, one.question_id, one.state, one.text, sorted(tag.pk for tag in one.features.all())))
            for one in comments
        ),
        NARRATIVES: _hash_of(
            map(repr, narratives.values_list("where", "text", "written_by", "written_on").order_by("where"))
        ),
    }


def _hash_of(lines: Iterable[str]) -> str:
    """One hash, whatever order a database gives the rows in."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def what_has_changed(round: Round, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The kinds of things of which a round comes to something else by now, in plain words, each once."""
    names = BESIDE_FIGURES | {key: measure.counts for key, measure in measures_of(round.framework).items()}
    changed = [key for key in names if before.get(key) != now.get(key)]
    return list(dict.fromkeys(str(names[key]) for key in changed))
