"""Faults of a team's session: of what five are promised, of late votes, and of what is kept."""

from __future__ import annotations

from tests.mutants.fault import Mutant, faults

ROOM = "assessments/test_team_sessions.py::"
MISUSED = "assessments/test_team_session_misused.py::"
SECRECY = "assessments/test_team_session_secrecy.py::"

OF_TEAM_SESSIONS: list[Mutant] = [
    *faults(
        "assessments/actions/team_sessions.py",
        ("FEWEST = 5 ", "FEWEST = 4 ", f"{ROOM}test_the_spread_of_four_is_never_shown_and_their_votes_are_gone"),
        (
            "if 0 < by_phone < FEWEST <= votes:",
            "if False:",
            f"{ROOM}test_paper_does_not_show_what_fewer_than_five_chose_by_phone",
        ),
        (
            "    if held.voting == _Voting.SHOWN:",
            "    if False:",
            f"{ROOM}test_a_spread_that_was_shown_is_not_followed_by_another_one",
        ),
        (
            "    _forget_votes(held)\n",
            "",
            f"{ROOM}test_the_spread_of_five_is_shown_once_and_is_nowhere_afterwards",
        ),
        (
            'hash=_hash("vote", ballot, held.pk)',
            'hash=_hash("ballot", ballot)',
            f"{SECRECY}test_while_voting_is_open_a_dump_has_no_ballot_that_a_phone_holds",
        ),
        (
            "    if has_voted(row=held, ballot=ballot):",
            "    if False:",
            f"{ROOM}test_a_phone_joins_votes_once_and_can_come_back",
        ),
        (
            "    session.ballots.all().delete()\n",
            "",
            f"{ROOM}test_a_session_ends_with_all_that_was_not_counted",
        ),
        (
            "        check=_voting_is_not_open,\n",
            "",
            f"{ROOM}test_while_voting_is_open_nothing_is_decided",
        ),
    ),
    *faults(
        "assessments/actions/team_sessions.py",
        (
            "if SessionStatement.objects.shown_in(assessment).filter(statement=held.statement_id).exists():",
            "if False:",
            f"{MISUSED}test_another_session_does_not_show_the_same_statement_once_more",
        ),
        (
            "if session.ends_at is not None and not session.is_running_at(at):",
            "if False:",
            f"{MISUSED}test_a_session_past_its_end_shows_no_spread",
        ),
        (
            "    _forget_open_voting(held)\n    held.code = random_signs(CODE_LENGTH)",
            "    held.code = random_signs(CODE_LENGTH)",
            f"{MISUSED}test_one_person_who_joins_again_and_again_does_not_end_it_for_the_others",
        ),
    ),
    *faults(
        "assessments/views/room.py",
        (
            '    if row is None or request.POST.get("statement") != str(row.pk):',
            "    if row is None:",
            f"{ROOM}test_a_vote_for_the_statement_before_is_late_though_another_is_open",
        ),
        (
            '        wait = rate_limiter.wait(request, "room", at=at)\n',
            "        wait = 0\n",
            f"{ROOM}test_guessing_codes_is_slowed_and_joining_is_not",
        ),
    ),
]
