"""Who could be whose peer: no conflict of interest, ever, and what people do for others is shared evenly."""

import itertools
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import matching
from assessments.matching import Ask, Conflict, Peer, can_help, conflict_of, match, suggestions_for
from tests.proving import few_and_many

FEATURES = "12345678"


def peer(key: int, service: int = 0, **fields) -> Peer:
    """Someone of a service of an organisation and a sector of its own, strong in everything unless said otherwise."""
    service = service or 100 + key
    known = {"services": {service}, "organisations": {service}, "sectors": {service}, "features": FEATURES} | fields
    return Peer(key, **{name: frozenset(x) if isinstance(x, set | str) else x for name, x in known.items()})


def ask(service: int, **fields) -> Ask:
    known = {"organisation": service, "sector": service, "features": "1"} | fields
    return Ask(service, service, **{name: frozenset(x) if isinstance(x, set | str) else x for name, x in known.items()})


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"services": {1}}, Conflict.WORKS_THERE),
        ({"organisations": {1, 9}}, Conflict.SAME_ORGANISATION),
        ({"leads_sectors": {1}}, Conflict.OVERSEES),
        ({"oversees_all": True}, Conflict.OVERSEES),
    ],
)
def test_someone_who_works_there_or_looks_after_it_is_never_suggested(fields: dict, why: Conflict):
    someone = peer(7, **fields)
    assert conflict_of(ask(1), someone) is why
    assert match([ask(1)], [someone]) == {}
    assert suggestions_for(ask(1), [ask(1)], [someone]) == []


def test_two_services_do_not_read_each_other_at_the_same_time():
    assert conflict_of(ask(1, reads={107}), peer(7)) is Conflict.EACH_OTHER
    assert len(match([ask(1), ask(2)], [peer(11, 1), peer(12, 2)])) == 1
    # Three can: each reads the next.
    assert len(match([ask(1), ask(2), ask(3)], [peer(11, 1), peer(12, 2), peer(13, 3)])) == 3


def test_someone_who_was_asked_before_is_not_suggested_again():
    assert match([ask(1, not_again={7})], [peer(7)]) == {}


def test_what_is_looked_for_comes_in_its_order():
    strong, other_sector = peer(1, sectors={1}, features="12"), peer(2, features="1")
    one = ask(1, features="12")
    assert match([one], [strong, other_sector]) == {1: 2}  # another sector before stronger
    assert match([one], [strong, peer(2, features="1", load=1)]) == {1: 1}  # less load before another sector
    assert match([one], [peer(3, features="1"), peer(4, features="12")]) == {1: 4}
    assert match([one], [peer(3, features="3")]) == {}  # strong in nothing that is asked
    assert match([one], [peer(3, room=0)]) == {}
    # A second service gets its peer, though the first then has one of its own sector.
    both = match([one, ask(2)], [peer(5, sectors={1}, organisations={2}), peer(6)])
    assert both == {1: 5, 2: 6}


def test_the_one_of_the_match_is_suggested_first_then_those_who_have_done_least():
    peers = [peer(3, load=2), peer(4, load=1), peer(5), peer(6, features="8")]
    assert suggestions_for(ask(1), [], peers) == [5, 4, 3]
    # Someone else needs the first one more: nobody else can help there.
    assert suggestions_for(ask(1), [ask(2, features="7"), ask(1)], [peer(3, features="1", load=1), peer(5)])[0] == 3


def some_draw(rng: random.Random, most: int) -> tuple[list[Ask], list[Peer]]:
    """A made-up borough: services of organisations and sectors, people with one or two of them, and what they did."""
    services = range(1, rng.randint(2, most) + 1)
    organisation = {each: rng.randint(1, most) for each in services}
    sector = {each: rng.randint(1, 3) for each in services}

    def some(of, least: int = 0, fewest: int = 3) -> frozenset:
        return frozenset(rng.sample(list(of), min(len(of), rng.randint(least, fewest))))

    people = []
    for key in range(100, 100 + rng.randint(0, most)):
        held = some(services, 1, 2)
        people.append(
            Peer(
                key,
                services=held,
                organisations=frozenset(organisation[each] for each in held) | some(range(1, most), 0, 1),
                sectors=frozenset(sector[each] for each in held),
                leads_sectors=some(range(1, 4), 0, 1) if rng.random() < 0.2 else frozenset(),
                oversees_all=rng.random() < 0.05,
                features=some(FEATURES, 1, 6),
                load=rng.choice((0, 0, 0, 1, 2, 5)),
                room=rng.randint(0, 3),
            )
        )
    asks = [
        Ask(
            each,
            each,
            organisation[each],
            sector[each],
            features=some(FEATURES, 1),
            reads=some(services, 0, 1) - {each} if rng.random() < 0.3 else frozenset(),
            not_again=some([one.key for one in people], 0, 1) if rng.random() < 0.3 else frozenset(),
        )
        for each in services
        if rng.random() < 0.8
    ]
    return asks, people


def read_each_other(pairs: dict[int, Peer], asks: dict[int, Ask]) -> bool:
    return any(
        asks[b].service in pairs[a].services and asks[a].service in pairs[b].services
        for a, b in itertools.combinations(pairs, 2)
    )


def check(asks: list[Ask], peers: list[Peer], pairs: dict[int, int]) -> None:
    """No conflict, no two that read each other, no more than someone would take, and no way to share it better.

    The claim on loads: nobody was given a service which another, who could help and would take one more, could have
    read with a load lower by two or more. So among those who could help with it, loads are at most one apart.
    """
    of_peer, of_ask = {each.key: each for each in peers}, {each.key: each for each in asks}
    chosen = {key: of_peer[pairs[key]] for key in pairs}
    assert all(conflict_of(of_ask[key], one) is None and can_help(of_ask[key], one) for key, one in chosen.items())
    assert not read_each_other(chosen, of_ask)
    given_now = Counter(pairs.values())
    assert all(given_now[each.key] <= each.room for each in peers)
    load = {each.key: each.load + given_now[each.key] for each in peers}
    for one in asks:
        for other in peers:
            if not can_help(one, other) or given_now[other.key] == other.room or pairs.get(one.key) == other.key:
                continue
            if read_each_other(chosen | {one.key: other}, of_ask):
                continue
            assert one.key in pairs, "a service was left without a peer though someone could help"
            assert load[pairs[one.key]] <= load[other.key] + 1


@few_and_many(300, 10_000)
def test_random_draws_have_no_conflict_and_loads_at_most_one_apart(times: int):
    for number in range(times):
        rng = random.Random(number)
        asks, peers = some_draw(rng, rng.choice((4, 8, 14)))
        pairs = match(asks, peers, seed=str(number))
        check(asks, peers, pairs)
        shuffled = match(rng.sample(asks, len(asks)), rng.sample(peers, len(peers)), seed=str(number))
        assert shuffled == pairs


@few_and_many(100, 2_000)
def test_all_that_holds_also_where_too_many_would_read_each_other_to_try_every_way(monkeypatch, times: int):
    monkeypatch.setattr(matching, "MOST_TRIES", 0)
    for number in range(times):
        asks, peers = some_draw(random.Random(number), 14)
        check(asks, peers, match(asks, peers, seed=str(number)))


@few_and_many(50, 2_000)
def test_where_everyone_can_help_everyone_all_loads_are_at_most_one_apart(times: int):
    for number in range(times):
        rng = random.Random(number)
        asks = [ask(each, features=rng.choice(FEATURES)) for each in range(1, rng.randint(2, 20))]
        peers = [peer(1000 + each, room=30) for each in range(rng.randint(1, 9))]
        loads = Counter({each.key: 0 for each in peers}) + Counter()
        loads.update(match(asks, peers, seed=str(number)).values())
        each = [loads[one.key] for one in peers]
        assert sum(each) == len(asks)
        assert max(each) - min(each) <= 1


def worth(asks: list[Ask], peers: dict[int, Peer], pairs: dict[int, int]) -> tuple[int, int, int, int]:
    """What a choice is worth, in the order in which it is looked for; less is better."""
    of_ask, given_now = {each.key: each for each in asks}, Counter(pairs.values())
    return (
        -len(pairs),
        sum((one.load + given_now[one.key]) ** 2 for one in peers.values()),
        sum(of_ask[key].sector in peers[who].sectors for key, who in pairs.items()),
        sum(len(of_ask[key].features - peers[who].features) for key, who in pairs.items()),
    )


@few_and_many(60, 2_000)
def test_no_other_choice_is_better_of_all_that_there_are(times: int):
    for number in range(times):
        asks, people = some_draw(random.Random(f"small {number}"), 4)
        peers = {each.key: each for each in people}
        best = None
        able = [[None, *(key for key, one in peers.items() if can_help(each, one))] for each in asks]
        for choice in itertools.product(*able):
            pairs = {each.key: key for each, key in zip(asks, choice, strict=True) if key is not None}
            too_much = any(many > peers[key].room for key, many in Counter(pairs.values()).items())
            chosen = {key: peers[who] for key, who in pairs.items()}
            if too_much or read_each_other(chosen, {each.key: each for each in asks}):
                continue
            value = worth(asks, peers, pairs)
            best = value if best is None else min(best, value)
        assert worth(asks, peers, match(asks, people, seed=str(number))) == best


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), most=st.integers(3, 10))
def test_whatever_the_borough_no_one_reads_where_they_have_a_conflict(seed: int, most: int):
    asks, peers = some_draw(random.Random(seed), most)
    check(asks, peers, match(asks, peers, seed=str(seed)))
