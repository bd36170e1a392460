"""Faults in how files are brought in and taken back."""

from tests.mutants.fault import Mutant, faults

IMPORTING = "organisations/test_importing.py::"
PEOPLE = "organisations/test_importing_people.py::"
NEAR = "tables/test_near.py::"

OF_IMPORTING: list[Mutant] = [
    *faults(
        "organisations/importing/undoing.py",
        (
            "model._meta.get_fields(include_hidden=True)",
            "model._meta.get_fields()",
            f"{IMPORTING}test_what_was_used_or_changed_since_an_import_stays_and_is_named",
        ),
        (
            "    if not held.can_be_undone(now):",
            "    if False:",
            f"{IMPORTING}test_an_import_can_be_taken_back_for_a_day",
        ),
        (
            "            _restore(undoing)\n",
            "",
            f"{IMPORTING}test_an_import_is_taken_back_whole",
        ),
        (
            "            withdraw_invitation(invitation=row, by=by)",
            "            row.delete()",
            f"{PEOPLE}test_undoing_withdraws_what_nobody_has_accepted",
        ),
    ),
    *faults(
        "organisations/importing/drafts.py",
        (
            "    if plan.mark != mark:",
            "    if False:",
            f"{IMPORTING}test_what_changed_between_preview_and_yes_has_to_be_looked_at_again",
        ),
        (
            "    if plan.waiting:",
            "    if False:",
            f"{IMPORTING}test_an_odd_headcount_is_asked_about_before_anything_is_written",
        ),
    ),
    *faults(
        "organisations/importing/services.py",
        (
            '        planned.notes.append(_("name changes from %(name)s") % {"name": service.name})',
            "        pass",
            f"{IMPORTING}test_a_service_is_known_again_by_its_code_after_a_rename",
        ),
    ),
    *faults(
        "tables/near.py",
        (
            "if len(word) < _SHORT or any(sign.isdigit() for sign in word):",
            "if any(sign.isdigit() for sign in word):",
            f"{NEAR}test_two_names_are_not_asked_about",
        ),
    ),
]
