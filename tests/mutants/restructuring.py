"""Faults of places that move, merge and are split."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

MERGING = "organisations/test_merging.py::"
MOVING = "organisations/test_moving.py::"
ROUNDS = "reporting/test_rounds.py::"

OF_PLACES: list[Mutant] = [
    *faults(
        "organisations/merging.py",
        (
            "if place.archived_on is None:\n        return",
            "if place:\n        return",
            f"{MERGING}test_what_cannot_be_says_so_and_does_nothing",
        ),
        (
            "partnership = hold_partnership(first.partnership.pk)\n    refuse_in_a_round(partnership)",
            "partnership = hold_partnership(first.partnership.pk)",
            f"{MERGING}test_no_merger_while_answers_lie_where_they_came_in",
        ),
        (
            "if mine.pk in clashing and mine.pk in joins:",
            "if mine.pk in clashing:",
            f"{MERGING}test_an_organisation_becomes_part_of_another",
        ),
    ),
    *faults(
        "organisations/lineage.py",
        (
            "return any(has_permission(user, permission, heir) for heir in heirs)",
            "return has_permission(user, Permission.BE_INSIDE, service.partnership)",
            f"{MERGING}test_the_past_is_read_by_those_who_could_and_by_the_successor",
        ),
    ),
    *faults(
        "organisations/moving.py",
        (
            "if last and day < last:",
            "if False:",
            f"{MOVING}test_what_is_closed_stays_and_an_open_round_counts_at_the_new_place",
        ),
        (
            "if day > today:",
            "if False:",
            f"{MOVING}test_a_planned_move_is_carried_out_on_its_day_and_can_be_taken_back",
        ),
    ),
    *faults(
        "pledges/succession.py",
        (
            "day = max(change.on, last + datetime.timedelta(days=1)) if last else change.on",
            "day = change.on",
            "reporting/test_restructured.py::test_a_round_that_is_sealed_and_not_released_counts_what_it_was",
        ),
    ),
    *faults(
        "reporting/protect/rounds.py",
        (
            "then, shown = then | self._with_people(self.lineage[node.key]), None",
            "then = then | self._with_people(self.lineage[node.key])",
            f"{ROUNDS}test_a_merged_or_split_service_does_not_open_what_was_hidden",
        ),
        (
            "services, base = self._as_then(services, base)",
            "pass",
            f"{ROUNDS}test_a_merged_or_split_service_does_not_open_what_was_hidden",
        ),
        (
            "if of_then <= then and of_now <= now:",
            "if False:",
            f"{ROUNDS}test_people_of_merged_and_split_services_are_counted_as_the_same",
        ),
    ),
]
