"""Faults of reading tables: guards, lines, letters, lists, columns and values."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

READ = "tables/test_reading.py::"
BAD = "tables/test_bad_files.py::"
BACK = "tables/test_written_and_read.py::"
FIND = "tables/test_finding.py::"
COLUMNS = "tables/test_columns.py::"
VALUES = "tables/test_values.py::"

OF_TABLES: list[Mutant] = [
    *faults(
        "tables/guards.py",
        (
            "_begins_a_formula(text.lstrip(GUARD))\n    return f",
            "_begins_a_formula(text)\n    return f",
            f"{BACK}test_what_leaves_with_a_guard_comes_back_without",
        ),
        ("return text[1:] if", "return text.lstrip(GUARD) if", f"{BACK}test_only_one_guard_is_taken_off"),
    ),
    *faults(
        "tables/delimited.py",
        ("source.at = begins + 1", "source.at += 0", f"{READ}test_a_broken_quote_spoils_its_own_line_only"),
        (
            "row = Row(begins + 1, tuple(cells))",
            "row = Row(len(rows) + 1, tuple(cells))",
            f"{READ}test_a_row_has_the_number_of_its_line_in_the_file",
        ),
    ),
    *faults(
        "tables/excel.py",
        ("self.rows > self.most_rows", "self.rows < 0", f"{BAD}test_a_file_that_is_huge_is_refused_before_it_is_read"),
        (
            'and self._kind != "str"',
            "",
            f"{BAD}test_formulas_are_not_run_and_their_stored_results_are_read",
        ),
    ),
    *faults(
        "tables/packed.py",
        (
            "part.file_size > _MOST_TIMES * part.compress_size",
            "False",
            f"{BAD}test_a_file_that_is_huge_is_refused_before_it_is_read",
        ),
    ),
    *faults(
        "tables/streams.py",
        (
            "    parser.StartDoctypeDeclHandler = refuse\n",
            "",
            f"{BAD}test_definitions_that_grow_are_not_followed",
        ),
    ),
    *faults(
        "tables/grid.py",
        (
            "Cell(shown.text, shown.kind, is_filled_down=True)",
            "Cell(shown.text, shown.kind)",
            f"{READ}test_merged_cells_are_filled_and_say_so",
        ),
        ('f"{value:.15g}"', "repr(value)", f"{BAD}test_numbers_are_read_as_they_are_shown"),
    ),
    *faults(
        "tables/finding.py",
        ("all(cell.kind is not CellKind.TEXT or", "all(True or", f"{FIND}test_what_may_be_a_row_stays_one"),
        (
            "            break\n        elif _is_total",
            "            continue\n        elif _is_total",
            "tables/test_layouts.py::test_each_row_of_the_sheet_is_in_the_list_or_set_aside_or_names_the_columns",
        ),
    ),
    *faults(
        "tables/columns.py",
        ("if nevers and not", "if False and not", f"{COLUMNS}test_what_only_seems_to_fit_is_left_out"),
        (
            "if key not in chosen and -index not in taken:",
            "if key not in chosen:",
            f"{COLUMNS}test_each_column_is_proposed_once",
        ),
    ),
    *faults(
        "tables/values.py",
        ("if last == first + 1:", "if last > first:", f"{VALUES}test_every_form_of_a_year_is_read_or_asked_about"),
        (
            "if whole > _MANY_PEOPLE:",
            "if False:",
            f"{VALUES}test_a_headcount_that_may_be_something_else_is_asked_about",
        ),
    ),
]
