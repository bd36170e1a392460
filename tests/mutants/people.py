"""Faults of inviting, of closing accounts, of addresses, and of who sees what."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

PEOPLE = "organisations/test_looking_after_people.py::"
LEADS = "organisations/test_importing_leads.py::"

OF_PEOPLE: list[Mutant] = [
    *faults(
        "organisations/permissions.py",
        (
            "if role not in GIVEN_BY_LEADS or not has_permission(user, Permission.INVITE_CONTRIBUTORS, on):",
            "if not has_permission(user, Permission.INVITE_CONTRIBUTORS, on):",
            f"{PEOPLE}test_a_lead_invites_a_contributor_to_the_own_service_and_no_more",
        ),
    ),
    *faults(
        "organisations/closing_accounts.py",
        (
            "        end_all_sessions(held)\n",
            "",
            f"{PEOPLE}test_closing_an_account_ends_its_sessions_in_the_same_request_and_its_mail",
        ),
        (
            "user.memberships.exclude(partnership=partnership).exists()",
            "False",
            f"{PEOPLE}test_an_account_that_is_also_elsewhere_stays_and_loses_its_roles_here",
        ),
    ),
    *faults(
        "organisations/addresses.py",
        (
            "    end_all_sessions(user)\n",
            "",
            f"{PEOPLE}test_an_address_counts_once_the_new_one_is_confirmed_and_the_old_one_is_told",
        ),
        (
            "        refuse_demonstration_account(email)\n",
            "        pass\n",
            f"{PEOPLE}test_an_address_that_cannot_be_is_refused",
        ),
    ),
    *faults(
        "organisations/inviting.py",
        (
            "INVITATION_DAYS = 14",
            "INVITATION_DAYS = 15",
            "organisations/test_people.py::test_an_invitation_is_good_for_fourteen_days",
        ),
        (
            "    for span, most in OF_A_PARTNERSHIP.items():",
            "    for span, most in ():",
            f"{PEOPLE}test_invitations_are_counted_by_the_hour_and_the_day",
        ),
    ),
    *faults(
        "organisations/actions.py",
        (
            "    if not invitation.partnership.is_demonstration:",
            "    if False:",
            "organisations/test_people.py::"
            "test_a_demonstration_account_whose_password_everyone_knows_gets_into_no_real_partnership",
        ),
    ),
    *faults(
        "organisations/importing/leads.py",
        (
            "        if plan.asking.ask(row, ",
            "        if row is None and plan.asking.ask(row, ",
            f"{LEADS}test_one_file_brings_in_services_and_invites_their_leads",
        ),
    ),
]
