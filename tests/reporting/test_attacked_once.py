"""What tests remember of attacks is what attacks come to, and only of the very same question."""

import pytest

from reporting.protect import attack
from reporting.protect.choice import Wishes
from reporting.protect.rollup import Node, Tree
from tests import attacked_once
from tests.demonstration.test_building import OTHERS, question


@pytest.fixture
def attacks(monkeypatch) -> list[tuple]:
    """What was really attacked."""
    done = []

    def publishable(*given):
        done.append(given)
        return attack.publishable(*given)

    monkeypatch.setattr(attacked_once, "publishable", publishable)
    return done


@pytest.mark.thorough
@pytest.mark.parametrize("other", [OTHERS["another answer"], OTHERS["something that is never shown"]])
def test_a_question_is_attacked_once_and_one_that_differs_in_anything_by_itself(other, attacks: list[tuple]):
    once = attacked_once.Once()
    first, again = (once(*question(), Wishes.WHOLE_FIRST) for _ in range(2))
    assert first == again == attack.publishable(*question(), Wishes.WHOLE_FIRST)
    assert len(attacks) == 1
    first[0].clear()
    assert once(*question(), Wishes.WHOLE_FIRST) == again
    assert once(*other, Wishes.WHOLE_FIRST) == attack.publishable(*other, Wishes.WHOLE_FIRST)
    assert len(attacks) == 2


@pytest.mark.thorough
def test_the_same_borough_under_other_numbers_is_known_to_every_process_by_its_own(attacks: list[tuple], tmp_path):
    counts, points, tree, limits, most, never = question()
    first = attacked_once.Once(tmp_path)(counts, points, tree, limits, most, never, Wishes.WHOLE_FIRST)

    def moved(node: Node) -> Node:
        return Node(node.level, node.key + {"service": 1000, "system": 0}.get(node.level, 70))

    others = (
        {service + 1000: tally for service, tally in counts.items()},
        points,
        Tree({service + 1000: sector + 70 for service, sector in tree.sector_of.items()}),
        limits,
        {service + 1000: people for service, people in most.items()},
        {moved(node) for node in never},
        Wishes.WHOLE_FIRST,
    )
    told = attacked_once.Once(tmp_path)(*others)
    assert len(attacks) == 1
    assert told == ({moved(node) for node in first[0]}, first[1]) == attack.publishable(*others)


def test_an_attack_of_one_s_own_is_not_remembered(borough):
    asked = []

    def own(*given):
        asked.append(given)
        return set(), attack.Report()

    context = attacked_once.RoundContext(borough.round, publishable=own)
    for _ in range(2):
        context.decide(*question()[:3], question()[4])
    assert len(asked) == 2
