"""Faults of permissions, forms, dates, surveys, codes and records."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

APPROVED = "reporting/test_approved_is_released.py::"
COMMENTS = "surveys/test_comments.py::"
AFTER = "surveys/test_comments_after_release.py::"
FLAGS = "surveys/test_flags.py::"
LIMITS = "surveys/test_limits.py::"
FLOODS = "surveys/test_floods.py::"
CODES = "surveys/test_answering_codes.py::"
OPENING = "surveys/test_opening.py::"
ANSWERING = "surveys/test_answering.py::"
PEOPLE = "organisations/test_people.py::"
ROUNDS = "organisations/test_rounds_and_services.py::"
DAYS = "activities/test_counting_days.py::"
FIRST_AND_LAST = f"{DAYS}test_the_first_and_the_last_day_of_a_round_count_in_it_and_the_days_beside_them_do_not"
WAY = "assessments/test_journey.py::"
OWN = "assessments/test_self_assessment.py::"
PLAN = "assessments/test_improving.py::"
MADE = "surveys/test_made_pages.py::"
FEED = "reporting/test_feeds.py::"

OF_ROOMS: list[Mutant] = [
    *faults(
        "assessments/actions/journey.py",
        (
            "        if now != choice.seen:",
            "        if False:",
            f"{WAY}test_two_people_at_once_lose_nothing_of_each_other",
        ),
        (
            "if not hold_open(round_.pk):",
            "if False:",
            f"{WAY}test_once_the_round_is_closed_nothing_is_changed_and_it_is_said",
        ),
    ),
    *faults(
        "assessments/journey.py",
        (
            "if fresh_in and code in now and code not in placed:",
            "if False:",
            f"{WAY}test_the_former_place_is_nowhere_until_a_new_one_is_chosen_and_then_beside_it",
        ),
        (
            "now.scale[-1 if steps > 0 else 0][1]",
            "now.scale[-1][1]",
            f"{WAY}test_what_is_said_of_a_line_over_three_rounds_is_true_wherever_it_was",
        ),
    ),
    *faults(
        "assessments/forms/journey.py",
        (
            "return self.earlier is not None and self.stored is None",
            "return False",
            f"{WAY}test_the_former_place_is_nowhere_until_a_new_one_is_chosen_and_then_beside_it",
        ),
    ),
    *faults(
        "organisations/permissions.py",
        (
            " or places.services)\n",
            ")\n",
            "organisations/test_permissions.py::test_a_right_at_one_place_is_a_right_somewhere",
        ),
        (
            "if membership.partnership_id != partnership.pk:",
            "if False:",
            "organisations/test_permissions.py::test_a_right_at_one_place_is_a_right_somewhere",
        ),
        (
            "return on.pk in self.organisations",
            "return True",
            "organisations/test_permissions.py::test_a_lead_reaches_the_own_place_and_what_is_below_it_and_no_other",
        ),
        (
            "    if not has_permission(user, permission, on):\n        raise PermissionDenied",
            "    return",
            f"{COMMENTS}test_t8_no_one_but_a_reviewer_opens_a_comment",
        ),
    ),
    *faults(
        "organisations/actions.py",
        (
            "    if not invitation.partnership.is_demonstration:\n",
            "    if invitation.partnership.is_demonstration:\n",
            f"{PEOPLE}test_a_demonstration_account_whose_password_everyone_knows_gets_into_no_real_partnership",
        ),
        (
            "return hold_state(round_id) == Round.State.OPEN",
            "return True",
            f"{ANSWERING}test_answers_that_arrive_after_the_round_has_closed_are_turned_away",
        ),
        (
            "locked.closes_on = min(locked.closes_on, max(locked.opens_on, timezone.localdate(at)))",
            "locked.closes_on = max(locked.opens_on, timezone.localdate(at))",
            f"{DAYS}test_a_round_closed_after_its_last_day_keeps_it",
        ),
        ("if locked.state != Round.State.PLANNED:", "if False:", f"{ROUNDS}test_only_a_planned_round_can_be_opened"),
    ),
    *faults(
        "organisations/forms.py",
        (
            "                data[kind] = None\n",
            "                pass\n",
            f"{PEOPLE}test_an_invitation_keeps_the_place_of_its_role_and_no_other",
        ),
        (
            "instance.organisation).exclude(pk=self.instance.pk)\n        if others.named(name",
            "instance.organisation).exclude(pk=self.instance.pk)\n        if others.filter(name=name",
            f"{ROUNDS}test_two_services_of_an_organisation_do_not_share_a_name",
        ),
    ),
    *faults(
        "organisations/models/rounds.py",
        ("closes_on__gte=day).order_by", "closes_on__gt=day).order_by", FIRST_AND_LAST),
        ("last + datetime.timedelta(days=1) if", "last if", FIRST_AND_LAST),
        ("datetime.timedelta(days=365)", "datetime.timedelta(days=364)", f"{DAYS}test_the_first_round_counts_a_year"),
    ),
    *faults(
        "activities/models/days.py",
        ("day__gte=first", "day__gt=first", FIRST_AND_LAST),
        ("day__lte=last", "day__lt=last", FIRST_AND_LAST),
        (
            "return self.filter(called_off_on__isnull=True)",
            "return self.all()",
            "activities/test_events_measure.py::test_called_off_elsewhere_and_outside_the_round_is_not_counted",
        ),
        (
            "return super().counting_in(round_).filter(service__in=services)",
            "return super().counting_in(round_)",
            f"{APPROVED}test_a_service_that_joined_after_closing_is_told_that_the_round_does_not_count_it",
        ),
    ),
    *faults(
        "activities/actions/records.py",
        (
            ".counted_in:\n        raise ActionRefused(",
            ".pk is None:\n        raise ActionRefused(",
            "activities/test_records.py::test_a_mistake_is_taken_back_unless_it_was_counted",
        ),
    ),
    *faults(
        "activities/counting.py",
        ("if round_.state == Round.State.RELEASED:", "if False:", f"{DAYS}test_where_a_day_counts_is_said_in_words"),
        (
            "and service and not _closed_with(round_, service)",
            "and False",
            f"{APPROVED}test_a_service_that_joined_after_closing_is_told_that_the_round_does_not_count_it",
        ),
    ),
    *faults(
        "surveys/models/links.py",
        (
            "self.is_in_use and self.round.takes_on(timezone.localdate(), begun=day)",
            "self.round.takes_on(timezone.localdate(), begun=day)",
            f"{ANSWERING}test_no_answer_is_stored_by_a_link_that_was_revoked_while_someone_filled_it_in",
        ),
    ),
    *faults(
        "organisations/models/rounds.py",
        (
            "self.opens_on <= day <= self.closes_on",
            "self.opens_on <= day",
            f"{OPENING}test_a_survey_is_begun_from_its_first_to_the_end_of_its_last_day",
        ),
        (
            " and begun <= self.closes_on",
            "",
            f"{OPENING}test_what_was_begun_by_the_last_day_can_be_sent_until_the_end_of_the_next",
        ),
        (
            "FOR_PAPER = datetime.timedelta(days=14)",
            "FOR_PAPER = datetime.timedelta(days=15)",
            f"{OPENING}test_paper_can_be_entered_for_fourteen_days_more",
        ),
    ),
    *faults(
        "surveys/actions/answering.py",
        (
            "survey_link=survey_link, hash=code",
            "hash=code",
            f"{CODES}test_i1_a_code_of_one_link_stores_nothing_at_another",
        ),
        (", is_spent=False)", ")", f"{CODES}test_i3_two_pages_of_one_code_store_one_answer"),
        ("if token == survey_link.token else None", "", f"{ANSWERING}test_a_key_of_one_link_opens_no_other"),
    ),
    *faults(
        "surveys/actions/codes.py",
        ("LENGTH = 23", "LENGTH = 12", f"{CODES}test_i2_codes_are_long_unlike_each_other_and_read_well"),
        ("MOST_AT_ONCE = 500", "MOST_AT_ONCE = 5000", f"{CODES}test_codes_are_made_in_sensible_numbers"),
    ),
    *faults(
        "surveys/actions/drafts.py",
        ("DAYS_KEPT = 7", "DAYS_KEPT = 8", f"{CODES}test_i6_a_draft_goes_after_seven_days"),
    ),
    *faults(
        "surveys/actions/comments.py",
        (
            "    if state_of_round == Round.State.RELEASED:",
            "    if False:",
            f"{AFTER}test_what_a_release_did_not_show_is_never_let_through",
        ),
        (
            "    if comment.state == Comment.State.RELEASED:",
            "    if False:",
            f"{AFTER}test_what_a_release_has_shown_keeps_its_words_its_tags_and_its_state",
        ),
        (".exclude(own)", "", f"{COMMENTS}test_t8_a_reviewer_never_reads_about_a_place_of_their_own"),
        (
            "CONTACT_DAYS_KEPT = 30",
            "CONTACT_DAYS_KEPT = 60",
            f"{COMMENTS}test_t9_a_contact_request_is_settled_and_forgotten_thirty_days_later",
        ),
        (
            "if not constant_time_compare(version_of(locked), version):",
            "if False:",
            f"{COMMENTS}test_two_reviewers_do_not_overwrite_each_other",
        ),
    ),
    *faults(
        "surveys/actions/keyers.py",
        (
            ".exclude(service=service)",
            ".none()",
            "surveys/test_keyers.py::test_s15_somebody_who_entered_forms_of_one_service_starts_no_batch_of_another",
        ),
        (
            ".exclude(survey_link__service=service)",
            ".none()",
            "surveys/test_keyers.py::test_s15_who_entered_a_part_that_another_took_over_knows_it_in_the_next_round",
        ),
        (
            "Q(survey_link__round__in=[round_, *([before] if before else [])])",
            "Q(survey_link__round__in=[round_])",
            "surveys/test_keyers.py::test_s15_paper_of_a_batch_that_was_deleted_comes_again_in_the_next_round",
        ),
    ),
    *faults(
        "surveys/actions/flags.py",
        (
            "    if locked.state == Round.State.RELEASED:",
            "    if False:",
            f"{FLAGS}test_i8_a_released_link_stays_as_it_is",
        ),
    ),
    *faults(
        "surveys/models/answers.py",
        (
            "return self.filter(response__survey_link__set_aside_on__isnull=True)",
            "return self.all()",
            f"{FLAGS}test_i8_a_release_is_as_if_a_link_that_is_set_aside_had_never_taken_an_answer",
        ),
    ),
    *faults(
        "surveys/flags.py",
        (
            "answers > headcount",
            "answers > 2 * headcount",
            f"{FLAGS}test_i8_a_headcount_put_right_takes_its_flag_with_it "
            f"{FLAGS}test_i8_all_ways_of_one_service_count_together_and_families_have_no_headcount",
        ),
    ),
    *faults(
        "surveys/limits.py",
        (
            "BURST = 100",
            "BURST = 1000",
            f"{LIMITS}test_i8_a_hundred_within_an_hour_by_one_link_are_a_sign_and_forty_are_none",
        ),
    ),
    *faults(
        "organisations/limits.py",
        (
            '"send": Limit(30, 15,',
            '"send": Limit(300, 150,',
            f"{LIMITS}test_i7_fifty_a_minute_from_one_browser_are_slowed",
        ),
        (
            '"words": Allowance((60, 10), (60, 4)),',
            '"words": Allowance((600, 10), (60, 4)),',
            f"{FLOODS}test_i8_a_flood_is_seen_by_link_from_many_addresses_and_by_address_over_many_links",
        ),
        (
            '"words": Limit(30, 15, 90, 60),',
            '"words": Limit(30, 15, 600, 300),',
            f"{FLOODS}test_i8_150_sends_of_words_from_one_address_are_slowed_and_leave_the_queue_with_one_press",
        ),
    ),
    *faults(
        "surveys/mixing.py",
        (
            "        write_in_random_order(CommentCameBy.objects.filter(survey_link__round=round_))\n",
            "",
            f"{FLOODS}test_i3_links_of_comments_are_mixed_with_the_rest",
        ),
    ),
    *faults(
        "surveys/views/visits.py",
        (
            "not self.survey_link.is_withheld and ",
            "",
            "surveys/test_few_queries.py::test_a_language_that_is_withheld_is_withheld_from_whoever_sends_too",
        ),
    ),
    *faults(
        "surveys/views/answering.py",
        (
            ".replace(self.key, KEY)",
            "",
            f"{ANSWERING}test_two_people_at_one_link_are_two_answers",
        ),
        (
            ".replace(self.survey_link.token, TOKEN)",
            "",
            "surveys/test_made_pages.py::"
            "test_a_whole_survey_is_made_once_for_all_who_hand_it_out_and_names_each_ones_link",
        ),
    ),
    *faults(
        "surveys/actions/floods.py",
        (
            "now.set_aside_reason, _due(",
            '"", _due(',
            f"{FLOODS}test_what_comes_by_a_link_that_is_set_aside_is_set_aside_and_no_flood_of_the_queue",
        ),
        (
            "MOST_A_DAY = 200",
            "MOST_A_DAY = 2000",
            f"{FLOODS}test_i8_no_more_than_200_a_day_reach_the_queue_by_one_link_whatever_a_server_remembers",
        ),
        (
            "    CommentCameBy.objects.filter(survey_link__round=round_).delete()\n",
            "",
            f"{FLOODS}test_s9_the_links_of_comments_go_in_the_transaction_that_ends_reopening",
        ),
        (
            "    found = found.exclude(state=Comment.State.ESCALATED)\n",
            "",
            f"{FLOODS}test_s9_a_link_that_is_set_aside_takes_its_comments_and_gives_them_back_as_they_were",
        ),
    ),
    *faults(
        "reporting/measures/comments.py",
        (
            "Comment.objects.not_set_aside().filter(",
            "Comment.objects.filter(",
            f"{FLOODS}test_s9_what_is_set_aside_is_in_no_result_though_a_reviewer_had_said_that_it_may_be_shown",
        ),
    ),
    *faults(
        "pledges/forms.py",
        (
            "if day > timezone.localdate():",
            "if day > timezone.localdate() + timezone.timedelta(days=1):",
            "pledges/test_pledges.py::test_a_pledge_of_today_is_taken_and_one_of_tomorrow_is_not",
        ),
    ),
    *faults(
        "pledges/models.py",
        ("agreed_on__lte=day", "agreed_on__lt=day", "pledges/test_pledges_measure.py"),
        ("Q(ended_on__gt=day)", "Q(ended_on__gte=day)", "pledges/test_pledges_measure.py"),
        (
            "self.agreed().filter(is_public=True, organisation",
            "self.agreed().filter(organisation",
            "pledges/test_pledges.py::test_only_what_is_agreed_and_public_is_on_the_wall",
        ),
    ),
    *faults(
        "assessments/actions/assessing.py",
        (
            "if locked.version != version and wording != stored and wording != base:",
            "if False:",
            f"{OWN}test_the_later_one_sees_both_texts_and_nothing_is_overwritten",
        ),
        (
            "        if rating.carried_forward\n",
            "        if False\n",
            f"{OWN}test_what_is_only_carried_forward_cannot_be_submitted",
        ),
    ),
    *faults(
        "assessments/duties.py",
        (
            "ImprovementAction.objects.open().filter(service=service, person=person)",
            "ImprovementAction.objects.filter(service=service, person=person)",
            "home/test_handing_over.py::test_what_is_in_a_leaver_s_name_is_first_and_handed_over_in_one_press",
        ),
        (
            "    if held.person and not here:",
            "    if False:",
            "home/test_handing_over.py::test_what_a_closed_service_left_open_goes_on_at_another_of_its_organisation",
        ),
    ),
    *faults(
        "assessments/before.py",
        (
            "last.setdefault(rating.statement.code",
            "last.setdefault(''",
            "assessments/test_fresh_eyes.py::test_as_many_as_the_round_says_and_over_the_rounds_each_in_its_turn",
        ),
    ),
    *faults(
        "assessments/forms/assessing.py",
        (
            "return self.earlier is not None and self.rating.is_afresh and not self.rating.is_decided",
            "return False",
            "assessments/test_fresh_eyes.py::test_what_was_said_before_is_nowhere_on_the_page_until_a_stage_is_chosen",
        ),
    ),
    *faults(
        "assessments/actions/improving.py",
        (
            "    if (held.state, held.became) == (state, said):\n        return False\n",
            "",
            f"{PLAN}test_one_press_says_how_far_it_is_and_twice_changes_nothing",
        ),
        (
            "held.ended_on = on if state in ImprovementAction.ENDED else None",
            "held.ended_on = on if state in ImprovementAction.ENDED else held.ended_on",
            f"{PLAN}test_one_press_says_how_far_it_is_and_twice_changes_nothing",
        ),
    ),
    *faults(
        "assessments/models/improving.py",
        (
            "self.due_on < day",
            "self.due_on <= day",
            f"{PLAN}test_a_day_that_is_today_has_not_passed",
        ),
        (
            "return self.open().filter(due_on__lt=day)",
            "return self.filter(due_on__lt=day)",
            f"{PLAN}test_the_list_shows_each_one_the_services_that_they_may_read_and_filters_them",
        ),
    ),
    *faults(
        "assessments/progress.py",
        (
            "if rating.stage.value == lowest]",
            "if rating.stage.value >= lowest]",
            f"{PLAN}test_after_submitting_the_statements_with_most_room_to_grow_are_offered",
        ),
    ),
    *faults(
        "assessments/reminders.py",
        (
            "[action.person] if action.person in here else",
            "[action.person] if action.person else",
            f"{PLAN}test_whoever_is_named_is_reminded_a_week_before_and_else_the_service_s_leads",
        ),
        (
            ".filter(service__archived_on=None, service__organisation__archived_on=None)\n    actions",
            ".all()\n    actions",
            f"{PLAN}test_no_one_is_reminded_of_what_a_closed_service_planned",
        ),
    ),
    *faults(
        "surveys/views/answering.py",
        (
            "if self.code or any(question.code in values for question in screen.questions):",
            "if self.code:",
            f"{MADE}test_a_screen_on_which_something_is_answered_shows_it_and_is_not_kept",
        ),
        (
            "of=(*self.visit.made_of, self.own_questions, screen.name, answered),",
            "of=(*self.visit.made_of, self.own_questions, screen.name),",
            f"{MADE}test_a_screen_that_was_made_before_carries_each_ones_own_answers_and_no_one_elses",
        ),
    ),
    *faults(
        "tables/guards.py",
        (
            '"@", "\\t"',
            '"\\t"',
            "organisations/test_spreadsheets.py::test_what_a_spreadsheet_would_run_gets_a_quote_before_it",
        ),
    ),
    *faults(
        "reporting/export/feed_keys.py",
        ("partnership__slug=partnership, ", "", f"{FEED}test_a_key_opens_its_own_partnership_only"),
        (", person__is_active=True)", ")", f"{FEED}test_a_key_ends_with_its_person_s_account"),
        ("BYTES = 24", "BYTES = 12", f"{FEED}test_a_key_has_more_than_128_bits_and_is_kept_as_a_hash"),
    ),
]
