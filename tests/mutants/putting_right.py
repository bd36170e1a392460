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
            "    if admins_besides(asker, place).exists():",
            "    if False:",
            f"{ENDING}test_the_seven_days_begin_when_the_other_admins_are_gone",
        ),
        (
            "    alone_since = None if admins_besides(by, place).exists() else now",
            "    alone_since = now",
            f"{ENDING}test_the_seven_days_begin_when_the_other_admins_are_gone",
        ),
        (
            "    if not ending.can_be_confirmed_by(by):",
            "    if False:",
            f"{ENDING}test_who_became_an_admin_after_it_was_asked_for_cannot_confirm_it",
        ),
        (
            "    if _withdraw_where_the_asker_left(place):\n        return None",
            "    if False:\n        return None",
            f"{ENDING}test_the_only_admin_left_cannot_confirm_what_another_asked_for_who_left",
        ),
    ),
    *faults(
        "organisations/views/ending.py",
        (
            "        action = confirm_ending if meant == CONFIRM else ask_to_end",
            "        action = confirm_ending if PartnershipEnding.objects.exists() else ask_to_end",
            f"{ENDING}test_two_admins_who_each_press_ask_end_nothing",
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
            "        if _would_take_rows_along(user):",
            "        if False:",
            f"{ENDING}test_accounts_that_rows_of_another_partnership_hang_on_are_kept_and_closed",
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
