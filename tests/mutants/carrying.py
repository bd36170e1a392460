"""Faults of taking everything out, and of bringing it in again."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

TAKEN, MOVED, BAD = "carrying/test_what_is_taken.py::", "carrying/test_out_and_in.py::", "carrying/test_bad_zips.py::"

OF_CARRYING: list[Mutant] = [
    *faults(
        "carrying/kinds.py",
        (
            '"surveys.SurveyLink": {"token": A_SECRET},',
            "",
            f"{TAKEN}test_every_field_that_sounds_like_a_secret_stays_here_or_is_none",
        ),
        (
            '"surveys.Comment": Q(round__is_sealed=True),',
            "",
            f"{TAKEN}test_s20_nothing_that_opens_anything_is_in_what_the_operator_takes_either",
        ),
        (
            '"learning.Barrier": Q(state__in=("open", "changed", "will_change", "cannot")),',
            "",
            f"{TAKEN}test_s20_nothing_that_opens_anything_and_nobodys_words_are_in_an_admins_zip",
        ),
        (
            "return count // 5 * 5",
            "return count",
            f"{TAKEN}test_how_many_responded_is_told_as_on_the_pages_in_bands",
        ),
        (
            '"organisations.Round": Q(is_practice=False),',
            "",
            f"{MOVED}test_practice_stays_with_all_that_belongs_to_it",
        ),
    ),
    *faults(
        "carrying/gathering.py",
        (
            "{pk: secrets.token_hex(8) for pks in where.values() for pk in pks}",
            "{pk: str(pk) for pks in where.values() for pk in pks}",
            f"{TAKEN}test_s20_nothing_that_opens_anything_is_in_what_the_operator_takes_either",
        ),
    ),
    *faults(
        "carrying/loading.py",
        (
            "row.password = make_password(None)",
            'row.password = make_password("changeme")',
            f"{MOVED}test_people_are_found_by_their_address_and_new_ones_have_no_password",
        ),
    ),
    *faults(
        "carrying/opening.py",
        (
            "or hash_of(content) != self.listed[name].sha256",
            "",
            f"{BAD}test_a_file_that_somebody_changed",
        ),
        (
            "or sum(entry.file_size for entry in entries) > MOST_BYTES",
            "",
            f"{BAD}test_a_zip_that_would_fill_the_memory_is_not_unpacked",
        ),
    ),
    *faults(
        "carrying/comparing.py",
        (
            "if hash_of(found) != loader.parts[0].listed[CHECKSUMS].sha256:",
            "if False:",
            f"{BAD}test_a_file_that_somebody_changed",
        ),
    ),
]
