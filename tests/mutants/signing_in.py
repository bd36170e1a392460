"""Faults of the gate, of sessions, of resets by two people and of an employer's sign-on."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

GATE = "signing_in/test_gate.py::"
REST = "signing_in/test_resets_codes_and_sign_on.py::"
KIND = f"{REST}test_whatever_is_wrong_gets_the_same_kind_page"
TWO = f"{REST}test_a_lost_second_step_is_removed_by_two_admins_and_never_by_one"

OF_SIGNING_IN: list[Mutant] = [
    *faults(
        "signing_in/standing.py",
        (
            "    if user.is_staff or user.is_superuser:\n        return True\n",
            "",
            f"{GATE}test_django_s_admin_and_staff_pages_are_no_way_round",
        ),
        (
            "    return all(partnership.is_demonstration for partnership in partnerships_of(user))",
            "    return True",
            f"{GATE}test_demonstration_accounts_walk_in_only_where_they_are_nothing_else",
        ),
        (
            "return now - seen > limits.idle.total_seconds() or",
            "return",
            f"{GATE}test_a_session_ends_unused_or_old",
        ),
    ),
    *faults(
        "signing_in/middleware.py",
        (
            "(request.session_counts or BEGAN not in session)",
            "True",
            f"{GATE}test_a_session_that_is_over_is_not_brought_back_by_a_public_page",
        ),
        (
            "return person if _standing(request, person) is Standing.COUNTS else AnonymousUser()",
            "return person",
            f"{GATE}test_public_pages_take_someone_without_their_factor_for_no_one",
        ),
    ),
    *faults(
        "signing_in/actions/resets.py",
        ("    if waiting.asked_by_id == by.pk:\n", "    if False:\n", TWO),
        ("    end_all_sessions(held)\n", "", TWO),
    ),
    *faults(
        "signing_in/oidc.py",
        ('"require": ["exp",', '"verify_aud": False, "require": ["exp",', KIND),
        ("if not provider.trusts_addresses and", "if False and", KIND),
    ),
    *faults(
        "signing_in/codes.py",
        (
            'self.state["code"] = hash_of_code(code)',
            'self.state["code"] = code',
            f"{REST}test_a_code_is_kept_as_a_hash",
        ),
    ),
]
