"""The services of the worked example in docs/how-a-number-is-made.md, by the rules alone and without the attack."""

from collections import Counter

from reporting.protect.disclosure import Coarse, coarsen, publishable, smaller_services_together
from reporting.protect.rollup import REST, SECTOR, SERVICE, THE_SYSTEM, Node, RatingPoint, Tally, Tree, bases, pool

KEYS = ("not-at-all", "slightly", "partly", "mostly", "completely")
POINTS = [RatingPoint(key, value, value >= 4) for value, key in enumerate(KEYS, start=1)]
ASH, BIRCH, CEDAR, DOGWOOD = 1, 2, 3, 4
ANSWERS = {ASH: (2, 4, 10, 10, 4), BIRCH: (0, 1, 4, 6, 4), CEDAR: (0, 1, 2, 2, 1), DOGWOOD: (1, 0, 1, 1, 2)}
TALLIES = {service: Tally(Counter(dict(zip(KEYS, counts, strict=True)))) for service, counts in ANSWERS.items()}
TREE = Tree(dict.fromkeys(ANSWERS, 1))


def test_by_the_rules_alone_birch_would_be_shown_too():
    base = bases(TALLIES, TREE)
    published = publishable(base, TREE)
    assert published == {Node(SERVICE, ASH), Node(SERVICE, BIRCH), Node(REST, 1), Node(SECTOR, 1), THE_SYSTEM}
    assert smaller_services_together(1, published, base, TREE) == (CEDAR, DOGWOOD)

    ash, birch = coarsen(TALLIES[ASH], POINTS), coarsen(TALLIES[BIRCH], POINTS)
    assert (ash.base, ash.share, ash.mean) == ((30, 34), Coarse(50), Coarse(3.3))
    assert (birch.base, birch.share, birch.mean) == ((15, 19), Coarse(70), Coarse(3.9))

    together = coarsen(pool(TALLIES, (CEDAR, DOGWOOD)), POINTS)
    assert (together.base, together.share) == ((10, 14), Coarse(50))

    sector = coarsen(pool(TALLIES, TREE.services_under(Node(SECTOR, 1))), POINTS)
    few = Coarse(7, "or fewer")
    assert sector.base == (55, 59)
    assert list(sector.options.values()) == [few, few, Coarse(15), Coarse(20), Coarse(10)]
    assert sector.share == Coarse(53)
