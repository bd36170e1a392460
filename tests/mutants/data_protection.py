"""Faults of people's data: what is given, erased, let go and agreed to."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

ERASING, OWN = "data_protection/test_erasing.py::", "data_protection/test_own_data.py::"

OF_DATA_PROTECTION: list[Mutant] = [
    *faults(
        "data_protection/actions/erasing.py",
        (
            "    user.set_unusable_password()\n",
            "",
            f"{ERASING}test_after_an_erasure_no_column_holds_the_address_or_the_name",
        ),
        (
            "        _write_over(email, name)\n",
            "",
            f"{ERASING}test_after_an_erasure_no_column_holds_the_address_or_the_name",
        ),
        (
            "    if left := hold_admins_of(held):",
            "    if left := []:",
            f"{ERASING}test_the_last_admin_and_those_of_other_places_are_refused",
        ),
        (
            "        if partnership is not None:\n            rows = rows.filter(**{path: partnership})",
            "        if False:\n            rows = rows.filter(**{path: partnership})",
            f"{ERASING}test_a_name_in_a_text_is_listed_and_not_shown_and_someone_looks",
        ),
    ),
    *faults(
        "data_protection/own_data.py",
        (
            "        if held.gets == NOT:",
            "        if False:",
            f"{OWN}test_nobody_gets_what_someone_else_wrote_in_confidence",
        ),
        (
            '        said["text"] = ""',
            "        pass",
            f"{OWN}test_an_admin_finds_someone_without_an_account",
        ),
        (
            "    return user if knows or partnership.audit_entries.filter(by=user).exists() else None",
            "    return user",
            f"{OWN}test_an_admin_learns_nothing_of_another_partnership",
        ),
    ),
    *faults(
        "data_protection/actions/retention.py",
        (
            "over = Q(accepted_at__lt=limit) | Q(withdrawn_at__lt=limit)",
            "over = Q(withdrawn_at__lt=limit)",
            "data_protection/test_retention.py::test_all_of_it_goes_and_counts_stay",
        ),
    ),
    *faults(
        "data_protection/actions/publishing.py",
        (
            "    if newest is None or newest.version != version:",
            "    if newest is None:",
            "data_protection/test_agreements.py::test_a_new_version_asks_every_organisation_again",
        ),
    ),
]
