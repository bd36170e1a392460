"""Faults of the audit log and of an employer’s directory: what is on record, and who is let in no more."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

LOG = "organisations/test_audit_log.py::"
DIRECTORY = "signing_in/test_directory.py::"

OF_KEEPING_OUT: list[Mutant] = [
    *faults(
        "organisations/audit.py",
        ("filter(at__lt=before)", "filter(at__lte=at)", f"{LOG}test_an_entry_ends_two_years_later_and_no_day_before"),
    ),
    *faults(
        "organisations/audit_kinds.py",
        (".exclude(PRIVATE)", "", f"{LOG}test_filters_narrow_the_page_and_its_file_alike"),
    ),
    *faults(
        "organisations/keeping_record.py",
        (
            "_note(person, SIGNED_IN, _way(request, person))",
            "pass",
            f"{LOG}test_signing_in_and_out_and_wrong_codes_are_on_record",
        ),
    ),
    *faults(
        "signing_in/scim/people.py",
        (
            "            end_all_sessions(user)",
            "            pass",
            f"{DIRECTORY}test_who_leaves_is_out_in_the_same_request_and_comes_back_with_their_roles",
        ),
        (
            "        if is_elsewhere:",
            "        if False:",
            f"{DIRECTORY}test_someone_who_is_also_elsewhere_loses_their_roles_here_alone",
        ),
        (
            "if held.user is not None and held.closed_account:",
            "if held.user is not None:",
            f"{DIRECTORY}test_what_somebody_else_closed_stays_closed",
        ),
    ),
    *faults(
        "signing_in/scim/reading.py",
        (
            'return value.strip().lower() == "true"',
            "return bool(value)",
            f"{DIRECTORY}test_microsoft_entra_finds_tells_renames_and_disables",
        ),
    ),
    *faults(
        "signing_in/models/directory.py",
        (
            "self.filter(ends, partnership=partnership, deleted_at=None)",
            "self.filter(ends, deleted_at=None)",
            f"{DIRECTORY}test_nobody_of_another_partnership_can_be_seen_or_touched",
        ),
    ),
]
