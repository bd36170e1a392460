"""Faults of what is put right, of who is emailed when a round closes, and of what a partnership leaves behind."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

RIGHT = "home/test_putting_right.py::"
ENDING = "home/test_ending.py::"
ASKING = "home/test_asking_leads.py::"
MENDS = "home/test_small_mends.py::"

OF_PUTTING_RIGHT: list[Mutant] = [
    *faults(
        "organisations/putting_right.py",
        (
            "    if held.state != Round.State.PLANNED:",
            "    if False:",
            f"{RIGHT}test_a_round_that_was_opened_or_has_something_is_not_deleted",
        ),
        (
            "    if name_is_taken(held, wanted):",
            "    if False:",
            f"{RIGHT}test_a_service_whose_name_was_taken_meanwhile_asks_for_another",
        ),
        (
            "    if organisation.archived_on is not None:",
            "    if False:",
            f"{RIGHT}test_a_service_of_an_organisation_that_has_left_stays_archived",
        ),
    ),
    *faults(
        "organisations/hanging.py",
        (
            "row._meta.get_fields(include_hidden=True)",
            "row._meta.get_fields(include_hidden=False)[:1]",
            f"{RIGHT}test_a_round_that_was_opened_or_has_something_is_not_deleted",
        ),
    ),
    *faults(
        "organisations/service_forms.py",
        (
            "        if said in (names, SAME):",
            "        if said:",
            f"{RIGHT}test_a_name_near_another_one_is_asked_about_once",
        ),
    ),
    *faults(
        "organisations/ending.py",
        (
            "    if ending.asked_by_id == by.pk:",
            "    if False:",
            f"{ENDING}test_one_admin_asks_and_another_confirms",
        ),
        (
            "    if admins_besides(asker, place).exists() or why_it_cannot_end(place):",
            "    if why_it_cannot_end(place):",
            f"{ENDING}test_an_only_admin_waits_seven_days",
        ),
    ),
    *faults(
        "home/ending.py",
        (
            "        forget_log(partnership)\n        forget_results",
            "        forget_results",
            f"{ENDING}test_nothing_of_it_is_left_and_of_another_one_everything",
        ),
        (
            "User.objects.filter(pk__in=people, memberships=None,",
            "User.objects.filter(pk__in=people,",
            f"{ENDING}test_nothing_of_it_is_left_and_of_another_one_everything",
        ),
    ),
    *faults(
        "home/reminding.py",
        (
            "claimed_at__gt=at - NOT_AGAIN_WITHIN",
            "claimed_at__gt=at",
            f"{ASKING}test_each_lead_gets_one_mail_with_all_their_services_and_none_twice_within_a_day",
        ),
        (
            "    going = may_go(others)",
            "    going = others",
            f"{ASKING}test_who_wants_no_reminders_gets_none_and_the_page_says_so",
        ),
    ),
    *faults(
        "assessments/actions/improving.py",
        (
            "    if hangs_on(held):",
            "    if False:",
            f"{MENDS}test_an_action_that_a_round_has_counted_is_stopped_instead",
        ),
    ),
]
