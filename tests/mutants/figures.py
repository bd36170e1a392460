"""Faults on the way to a figure: what is counted, protected, released and read."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

NUMBERS = "reporting/test_promised_numbers.py::"
DISCLOSURE = "reporting/test_disclosure.py::"
CHOICE = "reporting/test_choice.py::"
CHANGE = "reporting/test_change.py::"
EXACT = "reporting/test_exactness.py::"
APPROVED = "reporting/test_approved_is_released.py::"
CHANGED = f"{APPROVED}test_whatever_changes_after_preparing_is_named_and_nothing_is_released"
JOURNEY = "reporting/test_journey_measure.py::"
ACTIONS = "reporting/test_improvement_measure.py::"
COMMENTS = "surveys/test_comments.py::"
AFTER = "surveys/test_comments_after_release.py::"

OF_FIGURES: list[Mutant] = [
    *faults(
        "reporting/protect/alike.py",
        (
            " and max(counts) < sum(counts)",
            "",
            f"{JOURNEY}test_whatever_is_told_leaves_every_service_two_positions_or_more",
        ),
        (
            "        told.remove(min(told,",
            "        break\n        told.remove(min(told,",
            f"{JOURNEY}test_whatever_is_told_leaves_every_service_two_positions_or_more",
        ),
    ),
    *faults(
        "reporting/measures/journey.py",
        (
            "if not on_it:",
            "if False:",
            f"{JOURNEY}test_services_are_counted_once_at_their_position_of_each_line",
        ),
    ),
    *faults(
        "reporting/measures/improvement.py",
        (
            "len(found) < LEAST_SERVICES",
            "False",
            f"{ACTIONS}test_where_fewer_than_three_services_have_any_not_even_the_whole_is_shown",
        ),
    ),
    *faults(
        "reporting/read/visibility.py",
        (
            "OWN_WORDS = frozenset({OWN_WORD, JOURNEY})",
            "OWN_WORDS = frozenset({OWN_WORD})",
            f"{JOURNEY}test_a_single_service_is_read_by_those_who_may_read_its_self_assessment_alone",
        ),
    ),
    *faults(
        "assessments/models/improving.py",
        (
            "if self.ended_on and self.ended_on > day:",
            "if False:",
            f"{ACTIONS}test_what_was_open_at_the_end_and_done_in_the_round_is_counted",
        ),
    ),
    *faults(
        "reporting/protect/disclosure.py",
        ("LEAST_PEOPLE = 10", "LEAST_PEOPLE = 9", f"{NUMBERS}test_a_place_is_shown_from_ten_people_on"),
        (
            "LEAST_BESIDE_LARGEST = 5",
            "LEAST_BESIDE_LARGEST = 4",
            f"{NUMBERS}test_what_subtraction_leaves_is_ten_people_and_five_beside_the_largest",
        ),
        (
            "people_under(node, base, tree) >= limits.people}",
            "people_under(node, base, tree) > limits.people}",
            f"{NUMBERS}test_a_place_is_shown_from_ten_people_on",
        ),
        (
            "limits.people} - set(without)",
            "limits.people}",
            "reporting/test_attack.py::test_s3_proven_unanimity_is_an_exact_cell",
        ),
        (
            "self.people < LEAST_PEOPLE or",
            "self.people < LEAST_PEOPLE and",
            f"{DISCLOSURE}test_thresholds_are_never_lowered",
        ),
        (
            "key=lambda part: (people_under(part, base, tree), part)",
            "key=lambda part: (-people_under(part, base, tree), part)",
            f"{CHOICE}test_the_steps_take_the_smallest_part_that_repairs",
        ),
        (
            "or Node(REST, sector) not in published",
            "",
            "reporting/test_put_back.py::test_smaller_services_together_are_no_place_that_an_attacker_meets_where_they_are_"
            "not_shown",
        ),
        ("COUNTS_FROM = 50", "COUNTS_FROM = 49", f"{NUMBERS}test_counts_by_option_are_shown_from_fifty_people_on"),
        ("SMALL_COUNT = FEW", "SMALL_COUNT = 6", f"{NUMBERS}test_up_to_seven_people_are_not_told_apart"),
        ("if count <= SMALL_COUNT", "if count < SMALL_COUNT", f"{NUMBERS}test_up_to_seven_people_are_not_told_apart"),
        ("BAND = 5", "BAND = 4", f"{DISCLOSURE}test_bases_are_bands_of_five"),
        ("number + 0.5", "number + 0.4", f"{DISCLOSURE}test_means_are_to_a_tenth_with_open_ends"),
        ("(highest - lowest) / 8", "(highest - lowest) / 16", f"{DISCLOSURE}test_means_are_to_a_tenth_with_open_ends"),
        ("if tens >= 90", "if tens > 90", f"{NUMBERS}test_a_small_group_that_nearly_all_agrees_has_an_open_end"),
    ),
    *faults(
        "reporting/protect/choice.py",
        (
            "(people >= least and",
            "(people > least and",
            f"{NUMBERS}test_what_subtraction_leaves_is_ten_people_and_five_beside_the_largest",
        ),
        (
            "people - largest >= least_beside",
            "people - largest > least_beside",
            f"{NUMBERS}test_what_subtraction_leaves_is_ten_people_and_five_beside_the_largest",
        ),
        (
            "MOST_GIVEN_UP = 2",
            "MOST_GIVEN_UP = 1",
            f"{CHOICE}test_s19_a_team_of_three_no_longer_hides_its_sector_and_the_whole_borough",
        ),
        ("yield len(given_up) - len(saved)", "yield len(given_up)", f"{CHOICE}test_s19_no_pattern_at_all_is_better"),
        (
            "spare = []  # no service",
            "spare = spare  # no service",
            f"{CHOICE}test_s19_a_team_of_three_no_longer_hides_its_sector_and_the_whole_borough",
        ),
    ),
    *faults(
        "reporting/protect/attack.py",
        (
            "                    found, is_more = more, True",
            "                    is_more = False",
            "reporting/test_put_back.py::test_s19_at_least_92_of_116_big_services_are_shown_beside_two_small_ones",
        ),
        (
            "        if weakest:",
            "        if False:",
            "reporting/test_attack.py::test_s3_proven_unanimity_is_an_exact_cell",
        ),
        (
            "return disclosure.band(people)[1]",
            "return disclosure.band(people)[0]",
            f"{NUMBERS}test_an_outsider_takes_the_top_of_the_published_band",
        ),
    ),
    *faults(
        "reporting/protect/knowledge.py",
        ("LEAST_WIDTH = 3", "LEAST_WIDTH = 2", f"{NUMBERS}test_s2_an_outsider_comes_no_closer_than_three_people"),
        ("COLLEAGUES = 2", "COLLEAGUES = 1", f"{NUMBERS}test_s3_two_colleagues_pool_what_they_know_and_never_three"),
        ("COLLEAGUES = 2", "COLLEAGUES = 3", f"{NUMBERS}test_s3_two_colleagues_pool_what_they_know_and_never_three"),
        (
            "if other is None or other not in changed]",
            "if True]",
            "reporting/test_known_services.py::"
            "test_s15_the_lead_of_a_shown_service_and_two_colleagues_know_no_cell_of_another",
        ),
    ),
    *faults(
        "reporting/protect/bounds.py",
        (
            "        return bool((signature(self.places @ blocks, self.points) == self.marks).all())",
            "        return True",
            "reporting/test_attack.py::test_s2_what_is_published_without_counts_is_no_alternative_with_them",
        ),
    ),
    *faults(
        "reporting/protect/inside.py",
        (
            "            if not self._is_safe(node, services, safe):",
            "            if False:",
            "reporting/test_inside.py::test_s14_what_a_sector_says_beside_its_services_gives_no_one_in_them_away",
        ),
        (
            "    for own in [nobody, *(answer for",
            "    for own in [nobody] or [*(answer for",
            "attacker/test_promises.py::test_no_one_who_answered_knows_a_number_of_a_shown_place",
        ),
    ),
    *faults(
        "reporting/protect/moves.py",
        (
            "        beside = opposite(self._by_sector[sector] - self.by_part[services].astype(np.int64) > 0)",
            "        beside = self._by_sector[sector] - self.by_part[services].astype(np.int64) > 0",
            "reporting/test_inside.py::test_a_move_that_is_said_to_change_no_figure_changes_none",
        ),
    ),
    *faults(
        "reporting/protect/rounds.py",
        (
            "FEW_JOIN = 3",
            "FEW_JOIN = 0",
            "reporting/test_rounds.py::test_s18_of_twelve_and_one_who_joins_nothing_is_told",
        ),
        (
            "positive = [pair[0] for pair, label in published.items() if label in possible]",
            "positive = [here[0]]",
            "reporting/test_rounds.py::test_s18_of_twelve_and_one_who_joins_nothing_is_told",
        ),
    ),
    *faults(
        "reporting/protect/codebook.py",
        (
            "FEW = 7",
            "FEW = 5",
            "reporting/test_codebook.py::test_s14_counts_to_the_nearest_five_give_no_one_away_either",
        ),
        (
            "        if len(theirs) and",
            "        if False and",
            "reporting/test_codebook.py::test_what_the_file_says_is_what_comes_out",
        ),
        (
            "            labels = frozenset((int(tenth), int(mean)) for tenth, mean in pairs)",
            "            labels = frozenset()",
            "reporting/test_codebook.py::test_s14_no_way_in_which_few_children_can_answer_gives_anyone_away",
        ),
    ),
    *faults(
        "reporting/release/preparing.py",
        (
            "return preparation.counted.get(ANSWERS) == preparation.round.answers_looked_at",
            "return True",
            "reporting/test_one_look.py::test_s17_after_a_larger_link_is_excluded_the_new_results_are_not_listed",
        ),
    ),
    *faults(
        "surveys/actions/flags.py",
        (
            "if 0 < responses < FEW:",
            "if False:",
            "reporting/test_one_look.py::test_s17_three_people_are_not_left_out_between_two_looks",
        ),
    ),
    *faults(
        "reporting/protect/rollup.py",
        (
            "if point.positive)",
            "if point.value > 2)",
            "reporting/test_disclosure.py::test_a_large_group_shows_nothing_that_its_rounded_counts_do_not_say "
            "reporting/test_disclosure.py::test_the_childrens_scale_is_shown_by_the_same_rules "
            "reporting/test_disclosure.py::test_share_and_mean_of_a_large_group_are_near_the_true_ones "
            "reporting/test_rollup.py",
        ),
        ("together.update(", "together.subtract(", "reporting/test_rollup.py"),
    ),
    *faults(
        "reporting/change.py",
        (
            "MEAN_STEP * (2 if self.derived else 1)",
            "MEAN_STEP",
            f"{NUMBERS}test_a_derived_mean_is_rounded_twice_as_well",
        ),
        (
            "Z = 1.959963984540054",
            "Z = 1.644853626951472",
            f"{CHANGE}test_of_exact_shares_the_interval_is_that_of_the_textbook",
        ),
        (
            "(w * _width(part)) ** 2 / 12",
            "(w * _width(part)) ** 2 / 24",
            f"{CHANGE}test_rounding_adds_a_twelfth_of_its_step_squared",
        ),
        (
            "(1 + (questions - 1) * together)",
            "(1 + questions * together)",
            f"{CHANGE}test_answers_that_do_not_go_together_make_several_questions_more_exact",
        ),
        (
            "rate * rank / len(ordered)",
            "rate",
            f"{CHANGE}test_discoveries_are_those_of_benjamini_and_hochbergs_example",
        ),
        (
            "min(least, difference - Z * error)",
            "difference - Z * error",
            f"{CHANGE}test_the_interval_holds_whatever_the_rounding_may_have_hidden",
        ),
        (
            "for w, part in weighted if part.at_an_end) ** 2 / 12",
            "for w, part in weighted if part.at_an_end) / 12",
            f"{CHANGE}test_ends_of_several_questions_are_off_the_same_way",
        ),
    ),
    *faults(
        "reporting/protect/exactness.py",
        (
            "(1000, 2.0), (200, 3.0)",
            "(1000, 2.0), (200, 2.0)",
            f"{EXACT}test_how_far_off_is_allowed_is_what_the_page_says",
        ),
        (
            "few = max(some[0], people[0] - others[1])",
            "few = some[0]",
            f"{EXACT}test_printed_ends_are_those_of_all_ways",
        ),
        ("return Ends(low, -min(", "return Ends(low, -max(", f"{EXACT}test_printed_ends_are_those_of_all_ways"),
        (
            "half = 0 if people[1] < disclosure.COUNTS_FROM and share.value % 10 == 0 else 5",
            "half = 5",
            f"{EXACT}test_what_was_printed_is_read_back_for_the_round_after",
        ),
    ),
    *faults(
        "reporting/measures/surveys.py",
        (
            "2 * len(there) < len(members)",
            "2 * len(there) <= len(members)",
            f"{NUMBERS}test_at_least_half_of_the_questions_speak_for_the_whole",
        ),
        (
            "with_any = sum(people[service] > 0 for",
            "with_any = sum(people[service] >= 0 for",
            "reporting/test_releases.py::test_a_service_where_no_one_answered_is_none_with_answers",
        ),
    ),
    *faults(
        "reporting/measures/training.py",
        (
            "if question.code not in (BEFORE, NOW)]",
            "]",
            f"{NUMBERS}test_how_confident_people_are_is_no_part_of_what_they_think_of_the_training",
        ),
        (
            "2 * len(there) >= len(about)",
            "2 * len(there) > len(about)",
            f"{NUMBERS}test_at_least_half_of_the_questions_speak_for_the_training",
        ),
    ),
    *faults(
        "reporting/measures/pledges.py",
        (
            "current_on(context.round.closes_on)",
            "current_on(context.round.opens_on)",
            "pledges/test_pledges_measure.py",
        ),
    ),
    *faults(
        "reporting/protect/alike.py",
        (
            "LEAST_SERVICES = 3",
            "LEAST_SERVICES = 2",
            "reporting/test_sectors_of_few_services.py::test_small_sectors_and_the_smallest_that_hides_them",
        ),
    ),
    *faults(
        "reporting/measures/organisational.py",
        (
            "LEAST_ORGANISATIONS = 3",
            "LEAST_ORGANISATIONS = 2",
            "reporting/test_organisational.py::test_where_fewer_than_three_answered_only_how_many_did_is_told",
        ),
    ),
    *faults(
        "reporting/measures/comments.py",
        (
            ", state=Comment.State.RELEASED)",
            ")",
            f"{AFTER}test_what_a_release_did_not_show_is_never_let_through",
        ),
    ),
    *faults(
        "activities/models/briefings.py",
        (
            'people = Least(Sum("people_reached"), team)',
            'people = Sum("people_reached")',
            "activities/test_measures.py::test_a_team_that_heard_it_twice_counts_once",
        ),
    ),
    *faults(
        "reporting/release/fingerprint.py",
        ("        COMMENTS: _hash_of(", "        COMMENTS: bool(", CHANGED),
        ("        ANSWERS: _hash_of(", "        ANSWERS: bool(", CHANGED),
        (", *map(repr, responses.counts_by_link().items())]", "]", CHANGED),
        ("        NARRATIVES: _hash_of(", "        NARRATIVES: bool(", CHANGED),
        ("found[key] = _hash_of([*figures, *context.given])", "found[key] = _hash_of(context.given)", CHANGED),
        (", sorted(tag.pk for tag in one.features.all())", "", CHANGED),
    ),
    *faults(
        "reporting/release/releasing.py",
        (
            "if found.started_by_id == by.pk:",
            "if False:",
            "reporting/test_preparing.py::test_s11_a_single_person_releases_nothing",
        ),
        (
            "    mark_counted(round_=locked)\n",
            "",
            f"{APPROVED}test_a_release_notes_on_each_record_that_it_has_counted_it",
        ),
        ("    if changed:\n", "    if False:\n", CHANGED),
    ),
    *faults(
        "reporting/read/voices.py",
        (
            "middle = Coarse(value, edge).middle(",
            "middle = Coarse(value).middle(",
            "reporting/test_widest_gap.py reporting/test_voices.py::test_every_voice_is_measured_along_its_own_scale",
        ),
        (
            "LEAST_GAP = 10",
            "LEAST_GAP = 20",
            "reporting/test_widest_gap.py::test_the_feature_that_is_named_is_the_one_with_the_widest_gap",
        ),
    ),
    *faults(
        "reporting/read/comments.py",
        (
            "round=context.round, state=Comment.State.RELEASED)",
            "round=context.round)",
            "reporting/test_comments.py::test_s9_comments_are_shown_only_where_ten_people_answered",
        ),
        (
            "        if not may_be_shown(context, node, survey):",
            "        if False:",
            "reporting/test_comments.py::test_s9_comments_are_shown_only_where_ten_people_answered",
        ),
    ),
    *faults(
        "reporting/read/self_evaluation.py",
        (
            "highest = ends_of_share(share).high",
            "highest = float(share.value or 0)",
            "reporting/test_self_evaluation.py",
        ),
        (
            "if len(set(found)) < LEAST_SERVICES:",
            "if len(found) < 1:",
            "reporting/test_self_evaluation.py",
        ),
    ),
    *faults(
        "reporting/read/services_moved.py",
        (
            "return bool(feature) or",
            "return True or",
            "reporting/test_self_assessments_of_single_services.py",
        ),
    ),
    *faults(
        "home/service_loop.py",
        (
            "may_read_own_word=may_read_own_word)",
            "may_read_own_word=True)",
            "reporting/test_service_loop.py",
        ),
    ),
    *faults(
        "reporting/release/helping.py",
        (
            "    if Node(SERVICE, service) not in published:",
            "    if False:",
            "home/test_helped.py::test_of_nine_nothing_is_shown_and_those_who_are_not_sure_are_in_no_base",
        ),
        (
            "    held.counts.all().delete()\n",
            "",
            "home/test_helped.py::test_from_ten_answers_the_share_is_shown_coarsened_and_no_count_is_kept",
        ),
    ),
    *faults(
        "reporting/measures/barriers.py",
        (
            "if answered and first <= answered <= last]",
            "if answered]",
            "reporting/test_barriers_measure.py",
        ),
        (
            "    if len(took) >= LEAST_FOR_A_MIDDLE:",
            "    if took:",
            "reporting/test_barriers_measure.py",
        ),
    ),
]
