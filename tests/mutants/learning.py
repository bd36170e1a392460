"""Faults of barriers and slips."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

SLIPS = "learning/test_slips.py::"
TIED = "learning/test_tied_to_nothing.py::"
REVIEW = "learning/test_reviewing_barriers.py::"
LEDGER = "learning/test_ledger.py::"
COMMENTS = "reporting/test_comments_as_barriers.py::"

OF_LEARNING: list[Mutant] = [
    *faults(
        "learning/actions/slips.py",
        (
            'return salted_hmac("learning.slip", sent, algorithm="sha256").hexdigest()',
            "return sent",
            f"{SLIPS}test_the_browser_s_hash_is_all_that_is_sent_and_only_another_hash_is_kept",
        ),
        (
            "filter(lasts, slip=",
            "filter(slip=",
            f"{SLIPS}test_a_wrong_code_looks_like_one_of_a_barrier_whose_time_is_up",
        ),
        (
            "if not held.question or held.reply or",
            "if not held.question or",
            f"{SLIPS}test_one_question_is_answered_once",
        ),
    ),
    *faults(
        "learning/actions/naming.py",
        (
            "return due + datetime.timedelta(days=(FRIDAY - due.weekday()) % 7)",
            "return due",
            f"{SLIPS}test_a_day_that_is_kept_is_a_friday_that_a_whole_week_shares",
        ),
        (
            "organisation.pk if organisation else None, words])",
            "organisation.pk if organisation else None])",
            f"{SLIPS}test_in_another_partnership_a_slip_is_as_good_and_names_its_own_place",
        ),
        (
            "    write_in_random_order(Comment",
            "    str(Comment",
            f"{COMMENTS}test_the_row_version_of_a_comment_does_not_say_which_became_a_barrier",
        ),
        (
            "is_shown = state == Round.State.RELEASED and held.state",
            "is_shown = held.state",
            f"{COMMENTS}test_an_action_on_its_own_takes_no_comment_that_is_not_shown",
        ),
    ),
    *faults(
        "learning/actions/ending.py",
        (
            "slip_ends_on__lt=on",
            "slip_ends_on__lte=on",
            f"{SLIPS}test_a_wrong_code_looks_like_one_of_a_barrier_whose_time_is_up",
        ),
    ),
    *faults(
        "learning/mixing.py",
        (
            "    write_in_random_order(Barrier",
            "    str(Barrier",
            f"{TIED}test_the_slip_in_a_dump_nothing_ties_it_to_ratings_by_id_order_size_or_time",
        ),
    ),
    *faults(
        "learning/actions/reviewing.py",
        (
            "        if each.role not in _FAR_FROM_EVERYONE:\n",
            "        if False:\n",
            f"{REVIEW}test_t8_a_reviewer_never_reads_about_a_place_of_their_own",
        ),
    ),
    *faults(
        "learning/models/barriers.py",
        (
            "        if has_permission(user, Permission.VIEW_RESULTS, partnership):\n",
            "        if True:\n",
            f"{LEDGER}test_open_ones_are_seen_by_those_who_answer_and_answered_ones_by_those_who_see_results",
        ),
        (
            "organisation__isnull=False) | answers | whole",
            "organisation__isnull=False) | answers | near | whole",
            f"{COMMENTS}test_l6_an_open_one_with_its_place_is_not_read_by_programme_leads_either",
        ),
        (
            ".exclude(services__in=services.exclude(pk__in=mine))",
            "",
            f"{COMMENTS}test_l6_what_was_shown_for_a_service_is_read_with_its_place_by_no_one_else",
        ),
    ),
    *faults(
        "learning/views/review.py",
        (
            " or may_not_be_safe(barrier.reply)",
            "",
            f"{REVIEW}test_a_reply_that_says_someone_is_not_safe_brings_it_forward_to_the_first_page",
        ),
    ),
    *faults(
        "learning/actions/answering.py",
        (
            "if held.answers.count() != seen:",
            "if False:",
            f"{LEDGER}test_two_who_answer_at_once_both_see_it_and_nothing_typed_is_lost",
        ),
        (
            "held.answered_on or on",
            "on",
            f"{LEDGER}test_an_answer_says_what_has_changed_or_by_when_or_why_not",
        ),
    ),
    *faults(
        "reporting/read/barriers.py",
        (
            "if shown(Node(SERVICE, comment.service_id), survey) and",
            "if",
            f"{COMMENTS}test_s9_before_the_release_none_is_offered_and_then_each_goes_as_far_as_it_is_shown",
        ),
    ),
]
