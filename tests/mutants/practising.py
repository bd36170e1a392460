"""Faults of practice rounds and of corrected releases."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

PRACTICE = "organisations/test_practice.py::"
CORRECTING = "reporting/test_correcting.py::"

OF_PRACTISING: list[Mutant] = [
    *faults(
        "organisations/practice.py",
        (
            "        if needed == UNREAD or (needed and",
            "        if (needed and",
            f"{PRACTICE}test_what_someone_wrote_stays_until_it_is_read_and_with_safeguarding_two_weeks_more",
        ),
    ),
    *faults(
        "organisations/models/rounds.py",
        (
            "found = self.real().filter(partnership=partnership, closes_on__gte=day)",
            "found = self.filter(partnership=partnership, closes_on__gte=day)",
            f"{PRACTICE}test_what_is_done_on_its_days_counts_in_the_real_round",
        ),
    ),
    *faults(
        "reporting/protect/corrected.py",
        (
            "(before.low / 100 * people - went)",
            "(before.low / 100 * people)",
            f"{CORRECTING}test_two_releases_with_one_link_set_aside_cannot_be_subtracted_to_its_answers",
        ),
    ),
    *faults(
        "reporting/release/correcting.py",
        (
            "if held.started_by_id == by.pk:",
            "if False:",
            f"{CORRECTING}test_it_takes_two_people_and_one_at_a_time",
        ),
        (
            "(f.SERVICE, service), (f.REST, sector), (f.SECTOR, sector), (f.SYSTEM, 0)]",
            "(f.SERVICE, service), (f.REST, sector), (f.SECTOR, sector)]",
            f"{CORRECTING}test_without_a_link_only_what_it_touches_changes_and_nothing_there_gets_finer",
        ),
    ),
]
