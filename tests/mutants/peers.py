"""Faults of support and challenge, and of coffee by lot."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

MATCH = "assessments/test_matching.py::"
PEERS = "assessments/test_peers.py::"
RANDOM = f"{MATCH}test_random_draws_have_no_conflict_and_loads_at_most_one_apart"
NOT_THOSE = f"{MATCH}test_someone_who_works_there_or_looks_after_it_is_never_suggested"

OF_PEERS: list[Mutant] = [
    *faults(
        "assessments/matching.py",
        ("if ask.organisation in peer.organisations:", "if False:", NOT_THOSE),
        (
            "if peer.oversees_all or ask.sector in peer.leads_sectors:",
            "if peer.oversees_all:",
            NOT_THOSE,
        ),
        ("return 2 * (peer.load - lightest + more) + 1", "return 1", RANDOM),
        (
            "if other.service in peer.services and ask.service in others_peer.services:",
            "if False:",
            f"{MATCH}test_two_services_do_not_read_each_other_at_the_same_time",
        ),
    ),
    *faults(
        "assessments/peers.py",
        (
            "        and assessment.state == Assessment.State.SUBMITTED\n",
            "",
            f"{PEERS}test_reading_pauses_while_it_is_reopened_and_goes_on_afterwards",
        ),
        (
            "        and not who_cannot_go_on([conversation], conversation.partnership)\n",
            "",
            f"{PEERS}test_who_leaves_or_comes_too_close_reads_no_more_and_nothing_is_lost",
        ),
        (
            "filter(peer=user, state=PeerConversation.State.ACCEPTED)",
            "filter(state=PeerConversation.State.ACCEPTED)",
            f"{PEERS}test_a_peer_reads_that_page_and_nothing_else_of_the_service",
        ),
    ),
    *faults(
        "assessments/actions/peers.py",
        (
            "    if conflict := pool.why_not(request, peer.pk):",
            "    if conflict := None:",
            f"{PEERS}test_a_peer_who_also_works_there_is_refused_and_told_why",
        ),
        (
            "    if pool.peers[peer.pk].room < 1:",
            "    if False:",
            f"{PEERS}test_no_one_is_asked_for_more_than_they_offer_and_no_one_reads_twice_at_a_time",
        ),
    ),
    *faults(
        "activities/lots.py",
        (
            "+ met.get(pair, 0) + chance",
            "+ chance",
            "activities/test_lots.py::test_everyone_meets_everyone_before_anyone_meets_again",
        ),
        (
            "        return all(frozenset((key, one)) not in self.not_with for one in group)",
            "        return True",
            "activities/test_lots.py::test_never_with_someone_whom_one_of_them_asked_not_to_meet",
        ),
    ),
]
