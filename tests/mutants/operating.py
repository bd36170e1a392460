"""Faults of how a site is watched, of what is counted, and of what strangers send."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

HEALTH = "operating/test_health.py::"
NIGHTLY = "operating/test_nightly.py::"
SHARED = "surveys/test_shared_limits.py::"

OF_OPERATING: list[Mutant] = [
    *faults(
        "operating/views.py",
        (
            "    return bool(settings.HEALTH_TOKEN) and hmac",
            "    return hmac",
            f"{HEALTH}test_without_the_token_no_part_is_named",
        ),
    ),
    *faults(
        "operating/health.py",
        (
            "part.is_ok or part.is_only_told for",
            "part.is_ok for",
            f"{HEALTH}test_overdue_reviews_are_a_number_and_no_fault_of_the_site",
        ),
    ),
    *faults(
        "operating/nightly.py",
        (
            '                failed.append(f"{name}: {type(error).__name__}")',
            '                failed.append(f"{name}: {error}")',
            f"{NIGHTLY}test_one_part_that_fails_stops_no_other_and_the_operator_hears_which",
        ),
    ),
    *faults(
        "operating/counting.py",
        (
            "    if request.path.startswith(PREFIX):",
            "    if False:",
            "operating/test_metrics.py::test_requests_are_counted_by_view_and_none_that_answers",
        ),
    ),
    *faults(
        "organisations/shared_limits.py",
        (
            '    if told["save"] or told["appendonly"] != "no":',
            '    if told["save"]:',
            f"{SHARED}test_i7_a_server_that_keeps_something_is_not_used",
        ),
        (
            "left + math.max(0, at - before) * a_second",
            "left + (at - before) * a_second",
            f"{SHARED}test_i7_the_clock_an_hour_back_lets_nobody_through_twice_nor_keeps_anybody_out",
        ),
    ),
    *faults(
        "background/celery_queue.py",
        (
            "    if name not in KNOWN:",
            "    if False:",
            "background/test_celery.py::test_whoever_can_write_to_the_broker_can_ask_for_nothing_else",
        ),
    ),
]
