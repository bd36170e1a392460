"""Faults of what leaders ask themselves, and of who owns a decision."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

REFLECTING = "reporting/test_reflecting.py::"
OWNERS = "reporting/test_decision_owners.py::"

OF_LEADERS: list[Mutant] = [
    *faults(
        "reporting/views/reflections.py",
        (
            "partnership_for(request, partnership, Permission.REFLECT_FOR_BOARD)",
            "partnership_for(request, partnership, Permission.RECORD_DECISIONS)",
            f"{REFLECTING}test_no_one_else_reads_a_word_of_it_anywhere",
        ),
        (
            "slug, Permission.ANSWER_FOR_ORGANISATION)",
            "slug, Permission.VIEW_ORGANISATION)",
            f"{REFLECTING}test_no_one_else_reads_a_word_of_it_anywhere",
        ),
        (
            "given = {answer.pk for answer in answers if answer.is_given}",
            "given = {answer.pk for answer in answers}",
            f"{REFLECTING}test_what_was_said_last_time_is_on_the_page_only_after_the_new_answer",
        ),
    ),
    *faults(
        "reporting/models/reflections.py",
        (
            "found = self.filter(partnership=place, organisation=None)",
            "found = self.filter(partnership=place)",
            f"{REFLECTING}test_no_one_else_reads_a_word_of_it_anywhere",
        ),
    ),
    *faults(
        "reporting/reflection_content.py",
        (
            "if not question.answers.exists():",
            "if not question.answers.filter(changed_on=None).exists():",
            f"{REFLECTING}test_a_question_that_was_answered_stays_and_is_only_no_longer_asked",
        ),
    ),
    *faults(
        "reporting/read/reflections.py",
        (
            "may_read_own_word=may_read, figures",
            "may_read_own_word=False, figures",
            f"{REFLECTING}test_a_leader_sees_each_of_their_services_as_its_page_does_and_withheld_stays_withheld",
        ),
    ),
    *faults(
        "reporting/views/decisions.py",
        (
            "if decision.owner_id != request.user.pk:",
            "if decision.owner_id is None:",
            f"{OWNERS}test_the_owner_finds_it_on_home_and_says_how_far_it_is_and_changes_nothing_else",
        ),
        (
            "if not is_board or not asked.isdecimal()",
            "if not asked.isdecimal()",
            f"{REFLECTING}test_a_decision_about_an_answer_shows_it_to_its_board_and_copies_nothing",
        ),
    ),
    *faults(
        "reporting/reminders.py",
        (
            "Decision.objects.open().filter(owner",
            "Decision.objects.filter(owner",
            f"{OWNERS}test_what_has_ended_reminds_no_one",
        ),
        (
            "[decision.owner] if is_there else",
            "[decision.owner] if decision.owner else",
            f"{OWNERS}test_whoever_has_left_is_not_reminded_and_the_admins_hear_that_it_has_no_owner",
        ),
    ),
    *faults(
        "reporting/read/decided.py",
        (
            "if f.WITHHELD in said_of(one) and",
            "if",
            f"{OWNERS}test_a_decision_whose_figure_is_withheld_later_stays_and_says_so",
        ),
    ),
]
