"""Faults of figures and lists that come in as they are: what is not published, who came, whose name is kept."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

FILES = "reporting/test_indicator_files.py::"
FIGURES = "reporting/test_indicators.py::"
PEOPLE = "activities/test_lists_of_people.py::"

OF_LISTS: list[Mutant] = [
    *faults(
        "reporting/measures/indicator_files.py",
        (
            "    _keep_units_alike(plan, kept)\n",
            "",
            f"{FIGURES}test_a_file_with_all_years_can_change_their_unit_and_a_part_of_it_cannot",
        ),
        (
            "        figure.period = there.period  #",
            "        pass  #",
            f"{FIGURES}test_a_plain_year_takes_nothing_from_how_the_source_writes_it",
        ),
        (
            "(figure.value, figure.first_year) == (first.value, first.first_year)",
            "True",
            f"{FIGURES}test_the_same_year_twice_is_set_aside_unless_it_says_the_same",
        ),
    ),
    *faults(
        "reporting/measures/indicator_rows.py",
        (
            '"" if column.index in others else text',
            "text",
            f"{FILES}test_a_wide_workbook_gives_only_the_bad_year_back_to_mend",
        ),
    ),
    *faults(
        "reporting/models/indicators.py",
        (
            'return unit_after(self.unit) if self.is_published else ""',
            "return unit_after(self.unit)",
            f"{FILES}test_a_figure_that_is_not_published_says_so_wherever_it_is_shown",
        ),
    ),
    *faults(
        "activities/who_came/statuses.py",
        (
            "    if Said.CAME not in said:\n",
            "    if True:\n",
            f"{PEOPLE}test_of_a_training_list_the_course_and_day_of_the_page_count",
        ),
        ("else OTHER", "else folded", f"{PEOPLE}test_a_status_that_is_no_known_word_is_never_repeated"),
    ),
    *faults(
        "activities/who_came/reading.py",
        (
            "if not status or means(status) is not Said.OUT:",
            "if True:",
            f"{PEOPLE}test_forms_are_counted_by_who_said_yes",
        ),
        (
            "            self.tally.again += 1\n",
            "            pass\n",
            f"{PEOPLE}test_a_report_in_utf_16_counts_someone_who_joined_twice_once",
        ),
    ),
    *faults(
        "activities/who_came/places.py",
        (
            "if len(places) == 1}",
            "}",
            f"{PEOPLE}test_the_domains_of_an_organisation_are_those_of_its_people_alone",
        ),
    ),
]
