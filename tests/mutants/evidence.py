"""Faults of files that people add: what is believed of them, who opens them, and what the scanner did not say."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

WHAT = "stored_files/test_checking.py::"
REFUSED = f"{WHAT}test_what_could_hurt_somebody_or_lies_is_refused"
SCANNER = "stored_files/test_scanner.py::"
FILES = "assessments/test_evidence_files.py::"

OF_EVIDENCE: list[Mutant] = [
    *faults(
        "stored_files/packed.py",
        (
            "        self.bytes -= number",
            "        pass",
            f"{WHAT}test_a_bomb_inside_a_document_inside_counts_for_the_whole",
        ),
        (
            "    if is_locked or min(entry.header_offset for entry in entries) > 0:",
            "    if is_locked:",
            REFUSED,
        ),
        (
            'said.get("TargetMode", "").casefold() == "external" and not is_link',
            "False",
            f"{WHAT}test_a_document_that_fetches_something_by_itself_is_refused_and_a_link_is_not",
        ),
    ),
    *faults(
        "stored_files/pdf.py",
        (
            "_RUNS.search(_plain(words))",
            "_RUNS.search(words)",
            REFUSED,
        ),
        (
            "[_outside_streams(content), *_lists_of_objects(content)]",
            "[_outside_streams(content)]",
            f"{WHAT}test_scripts_in_a_packed_list_of_objects_are_found",
        ),
        (
            " or zipfile.is_zipfile(BytesIO(content)):",
            ":",
            REFUSED,
        ),
    ),
    *faults(
        "stored_files/scanner.py",
        (
            'if mark else ""',
            'if said else ""',
            f"{SCANNER}test_a_scanner_that_fails_says_nothing_of_the_file",
        ),
    ),
    *faults(
        "background/models/stored_files.py",
        (
            "(self.state == self.State.WAITING and not settings.VIRUS_SCANNER)",
            "self.state == self.State.WAITING",
            f"{FILES}test_a_scanner_that_does_not_answer_opens_nothing",
        ),
    ),
    *faults(
        "background/actions/stored_files.py",
        (
            "    if hashlib.sha256(content).hexdigest() != stored.digest:",
            "    if False:",
            f"{FILES}test_bytes_that_are_gone_or_others_by_now_are_not_handed_out",
        ),
        (
            "    if not known:\n        return 0\n",
            "",
            f"{FILES}test_what_no_row_knows_goes_after_a_week",
        ),
    ),
    *faults(
        "assessments/actions/evidence.py",
        (
            "    if row.rating.files.count() >= MOST_OF_A_STATEMENT:",
            "    if False:",
            f"{FILES}test_the_same_file_twice_is_one_and_there_is_a_most",
        ),
        (
            "    if not hold_open(assessment.round_id) or not assessment.is_editable:",
            "    if False:",
            f"{FILES}test_what_is_submitted_or_closed_keeps_its_files_and_takes_no_more",
        ),
    ),
    *faults(
        "stored_files/keeping.py",
        (
            "            take_away(name)\n        raise CannotKeep from error\n\n\ndef read",
            "            pass\n        raise CannotKeep from error\n\n\ndef read",
            f"{FILES}test_a_full_disk_is_said_and_nothing_is_lost",
        ),
    ),
]
