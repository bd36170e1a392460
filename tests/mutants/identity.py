"""Faults of names, codes and sectors."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

NAMES = "organisations/test_names_folded.py::"
CODES = "organisations/test_outside_codes.py::"
SECTORS = "organisations/test_sectors.py::"

OF_IDENTITY: list[Mutant] = [
    *faults(
        "organisations/models/naming.py",
        (
            "        if held.partition(MARK_OF_A_TWIN)[0] != key:",
            "        if True:",
            f"{NAMES}test_names_of_before_are_tidied_and_of_two_that_fold_alike_both_stay",
        ),
        (
            'values = {"name_key": fold(values["name"])} | values',
            "values = values",
            f"{NAMES}test_a_name_is_kept_tidy_and_its_key_with_it_however_it_is_written",
        ),
    ),
    *faults(
        "organisations/saving.py",
        (
            " or (isinstance(field, FoldedName) and field.of in names)",
            "",
            f"{NAMES}test_a_renamed_place_is_known_by_its_new_name",
        ),
    ),
    *faults(
        "organisations/choosing.py",
        (
            "if alike[fold(each.name)] > 1",
            "if alike[each.name] > 1",
            f"{NAMES}test_every_form_that_offers_services_tells_those_of_one_name_apart",
        ),
    ),
    *faults(
        "organisations/models/outside_codes.py",
        (
            "known.select_related",
            "self.in_use().select_related",
            f"{CODES}test_a_place_is_known_again_by_its_code_after_a_rename",
        ),
    ),
    *faults(
        "organisations/coding.py",
        (
            "    if not has_permission(by, Permission.MANAGE_PLACES, code.partnership):",
            "    if False:",
            f"{CODES}test_a_code_of_another_place_says_which_and_can_be_given_once_it_is_removed",
        ),
    ),
    *faults(
        "organisations/sectors.py",
        (
            "    if held.pk == target.pk:",
            "    if False:",
            f"{SECTORS}test_a_sector_is_not_merged_into_itself_nor_into_another_partnership_s",
        ),
        (
            "    _refuse_before_release(held)\n",
            "",
            f"{SECTORS}test_a_closed_round_keeps_the_merged_sector_and_its_meetings_are_found",
        ),
        (
            '"organisations.roundservice", "assessments.assessment", ',
            '"organisations.roundservice", ',
            f"{SECTORS}test_what_was_shared_with_a_lead_is_not_shared_with_the_other_sector_s_lead",
        ),
        (
            "    Sector.objects.filter(successor=held).update(successor=target)\n",
            "",
            f"{SECTORS}test_a_chain_of_merges_ends_at_the_sector_that_is_left_and_a_file_finds_it",
        ),
        (
            "return not any(_referring(sector, relation).exists() for relation in _relations())",
            "return not sector.services.exists()",
            f"{SECTORS}test_only_a_sector_to_which_nothing_refers_is_deleted",
        ),
    ),
]
