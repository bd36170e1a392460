"""The rows of the impact assessment and of the Children's code, each with the tests that prove it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Risk:
    """What could go wrong for people, what is done about it, and what is left."""

    risk: str | Promise
    measure: str | Promise
    left: str | Promise
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Standard:
    """One of the 15 standards of the Children's code, in our words."""

    number: int
    title: str | Promise
    done: str | Promise
    tests: tuple[str, ...]


_S, _P = "tests/surveys", "tests/data_protection"
RISKS = (
    Risk(
        _("Someone finds out who said what in a survey"),
        _("An answer holds no name, network address, browser or time. Sealing shuffles all of them."),
        _("Someone who runs the server while a round is open sees more than anyone else."),
        (
            f"{_S}/test_answering.py::test_an_answer_has_no_room_for_a_time_an_address_or_a_number",
            f"{_S}/test_sealing.py::test_i3_copied_in_many_batches_no_order_is_left",
            f"{_S}/test_logs.py::test_a_survey_link_that_is_not_there_leaves_no_trace",
        ),
    ),
    Risk(
        _("Someone works out a small team’s answers from published figures"),
        _("Figures are shown for 10 people or more, rounded, and tested so that no one can be identified."),
        _("People who tell each other what they answered know more than anyone can protect."),
        (
            "tests/reporting/test_attack.py::test_s2_an_outsider_bounds_no_hidden_cell_of_the_stored_boroughs",
            "tests/reporting/test_attack.py::test_s3_no_coalition_knows_a_cell_of_the_stored_boroughs",
        ),
    ),
    Risk(
        _("A comment names someone, or tells of harm"),
        _("A safeguarding reviewer reads it first and takes names out. They pass on what may mean danger."),
        _("No one reads at night or at once, and the page says so."),
        (
            f"{_S}/test_comments.py::test_t8_no_one_but_a_reviewer_opens_a_comment",
            f"{_S}/test_comments.py::test_t8_a_reviewer_takes_a_name_out_and_lets_the_comment_be_shown",
            f"{_S}/test_comments.py::test_t8_an_escalation_reaches_the_contact_without_the_words",
        ),
    ),
    Risk(
        _("More is kept, or for longer, than was said"),
        _("The data map is compared with the database, and a daily job lets go of each kind by its period."),
        _("Backups keep what was deleted until they are overwritten."),
        (
            f"{_P}/test_data_map.py::test_every_column_of_the_schema_is_declared_and_no_other",
            f"{_P}/test_retention.py::test_each_kind_goes_when_its_time_is_up_and_not_before",
        ),
    ),
    Risk(
        _("Someone who left can still be recognised, or still get in"),
        _("Erasing takes the name, the address and every way to sign in, and ends all sessions at once."),
        _("A name in a text stays until a person has looked at it."),
        (
            f"{_P}/test_erasing.py::test_after_an_erasure_no_column_holds_the_address_or_the_name",
            f"{_P}/test_erasing.py::test_their_sessions_end_in_the_same_request",
        ),
    ),
    Risk(
        _("Someone sees what is not theirs to see"),
        _("One table says which role opens which page. Another partnership does not exist for strangers."),
        _("An admin sees much, and two people are needed to release results."),
        ("tests/test_access.py::test_insiders_open_what_is_theirs_and_strangers_learn_nothing",),
    ),
    Risk(
        _("People cannot find out what is kept about them"),
        _("Everyone who signs in can download it. An admin finds what is kept about anyone else’s address."),
        _("Anonymous answers cannot be found, which is what makes them safe to give."),
        (
            f"{_P}/test_own_data.py::test_every_key_to_an_account_is_decided",
            f"{_P}/test_own_data.py::test_someone_downloads_what_is_kept_about_them",
        ),
    ),
)
STANDARDS = (
    Standard(
        1,
        _("Best interests of the child"),
        _("Children are asked so that services can be kinder. No child is ranked, scored or followed."),
        (f"{_S}/test_trauma_informed.py::test_t15_no_page_calls_results_a_score_or_makes_a_contest_of_them",),
    ),
    Standard(
        2,
        _("Impact assessment"),
        _("There is one, with the risks for children, for the people responsible to complete."),
        (f"{_P}/test_documents.py::test_every_test_that_is_named_is_there",),
    ),
    Standard(
        3,
        _("Made for their age"),
        _("Children have a survey of their own in shorter words, one question a page. Under 13 someone helps."),
        (
            f"{_S}/test_reading.py::test_a_child_is_asked_the_same_things_in_shorter_words",
            f"{_S}/test_trauma_informed.py::test_t10_under_thirteen_there_is_a_version_with_a_helper",
        ),
    ),
    Standard(
        4,
        _("Being open"),
        _("Before the first question it says what is kept. Anyone can try it out and see each column."),
        (
            f"{_S}/test_what_we_keep.py::test_i4_anyone_sees_every_column_of_every_row_of_an_example",
            f"{_S}/test_trauma_informed.py::test_t10_everyone_hears_beforehand_that_sent_answers_cannot_be_taken_back",
        ),
    ),
    Standard(
        5,
        _("No harmful use of data"),
        _("Answers are only counted together. What may mean danger goes to a safeguarding reviewer."),
        (f"{_S}/test_comments.py::test_t8_no_one_but_a_reviewer_opens_a_comment",),
    ),
    Standard(
        6,
        _("Keeping to our own rules"),
        _("What we promise here is tested each time the program changes, and each promise names its test."),
        (f"{_P}/test_documents.py::test_every_test_that_is_named_is_there",),
    ),
    Standard(
        7,
        _("The safest setting first"),
        _("There is nothing to set: nothing is kept of who a child is, from the start."),
        (f"{_S}/test_answering.py::test_an_answer_has_no_room_for_a_time_an_address_or_a_number",),
    ),
    Standard(
        8,
        _("No more data than needed"),
        _("No one is asked for a birth date, or for what no figure is made of. Each question can be skipped."),
        (
            f"{_S}/test_trauma_informed.py::test_t10_no_one_is_asked_when_or_where_they_were_born",
            f"{_S}/test_trauma_informed.py::test_t10_no_one_is_asked_what_no_figure_is_made_of",
            f"{_S}/test_answering.py::test_skipping_everything_is_fine_and_stores_nothing",
        ),
    ),
    Standard(
        9,
        _("Sharing data"),
        _("No single answer is shared with anyone. Organisations agree to what is shared, version by version."),
        (f"{_P}/test_agreements.py::test_a_new_version_asks_every_organisation_again",),
    ),
    Standard(
        10,
        _("Where a child is"),
        _("No place is asked for or worked out. Network addresses are not kept."),
        (f"{_S}/test_limits.py::test_i7_the_disk_holds_nothing_of_a_browser",),
    ),
    Standard(
        11,
        _("Parents’ controls"),
        _("No parent can see what a child answers, and no one else can. There is nothing to watch."),
        (f"{_S}/test_answering.py::test_a_row_cannot_be_found_from_the_key_in_the_page",),
    ),
    Standard(
        12,
        _("Profiling"),
        _("There is none: no cookie, no account, and nothing that ties one visit to another."),
        (f"{_S}/test_answering.py::test_no_page_of_a_survey_sets_a_cookie_or_makes_a_session",),
    ),
    Standard(
        13,
        _("Nudging"),
        _("No streaks, prizes or timers. Stopping and skipping are as easy as going on."),
        (
            f"{_S}/test_answering.py::test_skipping_everything_is_fine_and_stores_nothing",
            f"{_S}/test_answering.py::test_families_can_leave_fast_and_find_help_on_every_page",
        ),
    ),
    Standard(
        14,
        _("Connected toys and devices"),
        _("No toy or device is part of this site. A tablet that is shared shows nothing of the child before."),
        (),
    ),
    Standard(
        15,
        _("Tools to use their rights"),
        _("Every page says how to get help. The privacy page says whom to ask what is kept."),
        (
            f"{_S}/test_answering.py::test_families_can_leave_fast_and_find_help_on_every_page",
            f"{_P}/test_privacy.py::test_anyone_reads_who_is_responsible_and_what_is_not_filled_in",
        ),
    ),
)
