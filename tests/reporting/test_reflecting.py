"""Leaders and the board reflect: private to them, beside released figures, with fresh eyes."""

import datetime
import shutil

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from framework.actions import load_framework
from framework.content_files import ContentError
from home.reflection_steps import steps_of_reflecting
from organisations.actions import ActionRefused
from organisations.models import AuditEntry, User
from organisations.roles import Role
from reporting.models import Decision, Reflection, ReflectionAnswer, ReflectionPart, ReflectionQuestion
from reporting.release.reflecting import begin_reflection, finish_reflection, reopen_reflection, save_answers
from tests.builders import CONTENT, TODAY, days, signed_in, text_of

pytestmark = pytest.mark.django_db
CANARY = "zanzibarquokka"


def part(code: str = "marks") -> ReflectionPart:
    return ReflectionPart.objects.get(framework__code=CONTENT.name, code=code)


def begun(place, by, code: str = "marks", on: datetime.date = TODAY) -> Reflection:
    return begin_reflection(place=place, part=part(code), by=by, on=on)


def answer(reflection: Reflection, code: str, by, on: datetime.date = TODAY, **values) -> ReflectionAnswer:
    row = reflection.answers.get(question__code=code)
    for name, value in values.items():
        setattr(row, name, value)
    save_answers(reflection=reflection, changed=[(row, list(values))], by=by, on=on)
    return row


def finished(place, by, on: datetime.date = TODAY, code: str = "marks", **values) -> Reflection:
    made = begun(place, by, code, on)
    answer(made, "secondary-trauma", by, on, **values)
    finish_reflection(reflection=made, by=by, on=on)
    return made


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def of_board(reflection: Reflection) -> str:
    return reverse("reporting:reflection", args=[reflection.partnership.slug, reflection.pk])


# --- the pages -----------------------------------------------------------------------------------


def test_a_leader_answers_saves_and_finishes(elmfield):
    leader, hospital = elmfield.client("leader"), elmfield.organisations["hospital"]
    page = leader.get(reverse("reporting:organisation-reflections", args=["elmfield", hospital.slug]))
    for words in ("Leadership reflection", "Five marks of a trauma-informed system", "Nine principles"):
        assert words in text_of(page)
    assert "Only people who lead Hospital can read and change this." in text_of(page)
    start = reverse("reporting:organisation-reflection-begin", args=["elmfield", hospital.slug, "leadership"])
    page = leader.post(start, follow=True)
    assert "Our workforce plan says which level of training each role needs." in text_of(page)
    assert "No results have been released yet" in text_of(page)
    made = Reflection.objects.get()
    assert (made.organisation, made.partnership, made.begun_by) == (
        hospital, elmfield.partnership, elmfield.people["leader"],
    )  # fmt: skip
    scale, words = made.answers.get(question__code="wellbeing"), made.answers.get(question__code="strengths")
    sent = {f"answer-{scale.pk}-how_far": "1", f"answer-{words.pk}-words": "We listen.", "go": "on"}
    here = page.redirect_chain[-1][0]
    assert "Saved." in text_of(leader.post(here, sent, follow=True))
    scale.refresh_from_db()
    assert (scale.how_far, scale.changed_by) == (1, elmfield.people["leader"])
    leader.post(here, {**sent, "go": "finish"}, follow=True)
    made.refresh_from_db()
    assert made.is_finished
    page = text_of(leader.get(here))
    assert "We listen." in page
    assert "Starting" in page


def test_nothing_answered_is_not_finished_and_a_finished_one_keeps_what_was_typed_elsewhere(elmfield):
    board, person = elmfield.client("board"), elmfield.people["board"]
    made = begun(elmfield.partnership, person)
    page = board.post(of_board(made), {"go": "finish"})
    assert "Answer at least one question before you finish." in text_of(page)
    answer(made, "support", person, words="Coaching")
    finish_reflection(reflection=made, by=person, on=TODAY)
    row = made.answers.get(question__code="prevention")
    page = board.post(of_board(made), {f"answer-{row.pk}-words": "A long thought", "go": "on"})
    assert "Someone else has finished this" in text_of(page)
    assert "A long thought" in page.content.decode()
    board.post(reverse("reporting:reflection-reopen", args=["elmfield", made.pk]))
    made.refresh_from_db()
    assert not made.is_finished


def test_a_name_is_asked_about_and_two_who_write_one_answer_are_told(elmfield):
    board, person = elmfield.client("board"), elmfield.people["board"]
    made = begun(elmfield.partnership, person)
    row = made.answers.get(question__code="support")
    page = board.get(of_board(made))
    seen = next(form for form in page.context["forms"] if form.instance.pk == row.pk)["seen"].value()
    sent = {f"answer-{row.pk}-words": "Thanks to Anna Smith", f"answer-{row.pk}-seen": seen}
    assert "“Anna Smith” may be a name." in text_of(board.post(of_board(made), sent))
    answer(made, "support", person, words="Theirs")
    page = board.post(of_board(made), {**sent, f"answer-{row.pk}-words": "Mine"})
    assert "Someone else has changed this to “Theirs”" in text_of(page)
    row.refresh_from_db()
    assert row.words == "Theirs"


def test_what_was_said_last_time_is_on_the_page_only_after_the_new_answer(elmfield):
    board, person = elmfield.client("board"), elmfield.people["board"]
    finished(elmfield.partnership, person, TODAY - days(200), how_far=2, words=CANARY)
    made = begun(elmfield.partnership, person)
    page = board.get(of_board(made)).content.decode()
    assert CANARY not in page
    assert "Answer with fresh eyes." in page
    row = made.answers.get(question__code="secondary-trauma")
    page = text_of(board.post(of_board(made), {f"answer-{row.pk}-how_far": "1"}, follow=True))
    assert f"What you said on {(TODAY - days(200)).strftime('%-d %B %Y')} : Mostly" in page
    assert CANARY in page


# --- who reads it --------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_one_else_reads_a_word_of_it_anywhere(released):
    """Whoever has another role, also the admin and the board of the organisation's partnership."""
    place, service = released.partnership, released.services[0]
    hospital = service.organisation
    people = {}
    for role, at in (
        (Role.ADMIN, {}),
        (Role.BOARD_MEMBER, {}),
        (Role.PROGRAMME_LEAD, {}),
        (Role.SECTOR_LEAD, {"sector": service.sector}),
        (Role.ORGANISATION_LEAD, {"organisation": hospital}),
        (Role.SERVICE_LEAD, {"service": service}),
    ):
        people[role] = released.member(role, **at)
    own = finished(hospital, people[Role.ORGANISATION_LEAD], how_far=1, words=CANARY)
    boards = finished(place, people[Role.BOARD_MEMBER], how_far=1, words=CANARY)
    of_own = reverse("reporting:organisation-reflection", args=[place.slug, hospital.slug, own.pk])
    pages = [
        reverse("start-page", args=[place.slug]),
        reverse("reporting:dashboard", args=[place.slug]),
        reverse("reporting:board-pack", args=[place.slug, released.round.slug]),
        reverse("reporting:decisions", args=[place.slug]),
        reverse("reporting:decisions-csv", args=[place.slug]),
        reverse("organisation-home", args=[place.slug, hospital.slug]),
        reverse("reporting:figures-csv", args=[place.slug, released.round.slug]),
    ]
    for role, person in people.items():
        client = signed_in(person)
        may_own, may_board = role == Role.ORGANISATION_LEAD, role == Role.BOARD_MEMBER
        assert client.get(of_own).status_code == (200 if may_own else 403)
        assert client.get(of_board(boards)).status_code == (200 if may_board else 403)
        # A number of the other kind is not found at one's own address either.
        assert (
            not may_board or client.get(reverse("reporting:reflection", args=[place.slug, own.pk])).status_code == 404
        )
        for address in pages:
            page = client.get(address)
            body = b"".join(page.streaming_content) if page.streaming else page.content
            assert CANARY not in body.decode(errors="ignore"), (role, address)
    assert not AuditEntry.objects.filter(about__contains=CANARY).exists()
    assert AuditEntry.objects.filter(what="finished a reflection").count() == 2


def test_the_log_of_changed_rows_and_the_admin_site_know_nothing_of_it():
    from auditlog.registry import auditlog
    from django.contrib import admin

    for model in (Reflection, ReflectionAnswer):
        assert not auditlog.contains(model)
        assert not admin.site.is_registered(model)


# --- figures beside ------------------------------------------------------------------------------


def test_the_board_sees_the_whole_partnership_s_three_voices_beside_a_question(released):
    person = released.member(Role.BOARD_MEMBER)
    made = begun(released.partnership, person)
    page = text_of(signed_in(person).get(of_board(made)))
    assert f"The figures are the newest there are, from {released.round.name}" in page
    voices = signed_in(person).get(reverse("reporting:voices", args=[released.partnership.slug, released.round.slug]))
    row = next(row for row in voices.context["table"]["rows"] if row[0].startswith("6 "))
    beside = next(
        line["beside"] for line in signed_in(person).get(of_board(made)).context["lines"]
        if line["answer"].question.code == "secondary-trauma"
    )  # fmt: skip
    assert beside.rows[0][1:] == row[1 : len(beside.rows[0])]
    assert any(cell not in ("–", None) for cell in row[1:])


def test_a_leader_sees_each_of_their_services_as_its_page_does_and_withheld_stays_withheld(released):
    place = released.partnership
    organisation = released.services[3].organisation
    leader = released.member(Role.ORGANISATION_LEAD, organisation=organisation)
    made = begun(organisation, leader)
    address = reverse("reporting:organisation-reflection", args=[place.slug, organisation.slug, made.pk])
    lines = signed_in(leader).get(address).context["lines"]
    rows = next(one["beside"].rows for one in lines if one["answer"].question.code == "secondary-trauma")
    assert {row[0]["text"] if isinstance(row[0], dict) else row[0] for row in rows} == set(
        organisation.services.values_list("name", flat=True)
    )
    cells = set()
    for service in organisation.services.all():
        of = signed_in(leader).get(
            reverse("reporting:place-voices", args=[place.slug, released.round.slug, "service", service.pk])
        )
        row = next(row for row in of.context["table"]["rows"] if row[0].startswith("6 "))
        mine = next(one for one in rows if isinstance(one[0], dict) and one[0]["text"] == service.name)
        assert mine[2:5] == row[1:4]
        cells |= set(mine[2:5])
    assert len(cells) > 1


def test_the_number_of_queries_is_the_same_for_many_services(released):
    place, organisation = released.partnership, released.services[3].organisation
    leader = released.member(Role.ORGANISATION_LEAD, organisation=organisation)
    made = begun(organisation, leader)
    address = reverse("reporting:organisation-reflection", args=[place.slug, organisation.slug, made.pk])
    client = signed_in(leader)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for nth in range(6):
        service = released.services[3]
        type(service).objects.create(
            organisation=organisation, sector=service.sector, slug=f"new-{nth}", name=f"New {nth}"
        )
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


# --- the file ------------------------------------------------------------------------------------


@pytest.fixture
def folder(framework, tmp_path):
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content"


def edit(folder, old: str, new: str) -> None:
    path = folder / "reflections.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Relationships first,2,", "Relationships first,22,", "“features” names “22”; known here: 1, 2, 3"),
        (",7,definitions_shared", ",7,definition", "“measures” names “definition”; known here:"),
        ("scale,culture,Cultural", "scale,Bad Code,Cultural", "use small letters, digits and single hyphens"),
        ("both,scale,culture", "both,grades,culture", "“kind” is “grades”; known here: scale, words"),
        ("practice?,both,scale,culture", "practice?,board,scale,culture", "another title, description, scale"),
        ("marks,Five", "leadership,Five", "has another title"),
        ("scale,connection,", "scale,relationships,", "says “principles relationships” again"),
    ],
)
def test_a_mistake_in_the_file_is_refused_with_its_line(folder, old, new, said):
    edit(folder, old, new)
    with pytest.raises(ContentError, match=r"reflections.csv, line") as refused:
        load_framework(folder=folder)
    assert said in str(refused.value)


def test_a_text_is_mended_in_place_and_who_has_answered_keeps_the_words_they_were_asked_in(elmfield, folder):
    board, person = elmfield.client("board"), elmfield.people["board"]
    made = finished(elmfield.partnership, person, how_far=1)
    was = made.answers.get(question__code="secondary-trauma").asked
    edit(folder, was, "Staff get help with what this work brings up.")
    assert load_framework(folder=folder)[1]
    assert was in text_of(board.get(of_board(made)))
    again = begun(elmfield.partnership, person)
    assert "Staff get help with what this work brings up." in text_of(board.get(of_board(again)))
    row = answer(again, "secondary-trauma", person, how_far=2)
    assert f"The question was then: {was}" in text_of(board.get(of_board(again)))
    assert row.question.pk == made.answers.get(question__code="secondary-trauma").question_id


def test_a_question_that_was_answered_stays_and_is_only_no_longer_asked(elmfield, folder):
    person = elmfield.people["board"]
    made = finished(elmfield.partnership, person, how_far=1)
    text = (folder / "reflections.csv").read_text().splitlines(keepends=True)
    kept = [line for line in text if not line.startswith("principles") and "secondary-trauma" not in line]
    (folder / "reflections.csv").write_text("".join(kept))
    assert load_framework(folder=folder)[1]
    assert not load_framework(folder=folder)[1]
    question = ReflectionQuestion.objects.get(part__framework__code=CONTENT.name, code="secondary-trauma")
    assert not question.is_asked
    assert made.answers.get(question=question).how_far == 1
    assert not begun(elmfield.partnership, person).answers.filter(question=question).exists()
    assert not ReflectionPart.objects.filter(framework__code=CONTENT.name, code="principles").exists()


def test_without_the_file_the_page_says_that_nothing_is_asked(elmfield, folder):
    (folder / "reflections.csv").unlink()
    load_framework(folder=folder)
    board = elmfield.client("board")
    assert "No questions for leaders" in text_of(board.get(reverse("reporting:reflections", args=["elmfield"])))
    start = reverse("reporting:reflection-begin", args=["elmfield", "marks"])
    assert board.post(start).status_code == 404


# --- rows ----------------------------------------------------------------------------------------


def test_a_part_is_begun_once_and_the_board_is_not_asked_what_is_an_organisation_s(elmfield):
    person = elmfield.people["board"]
    assert begun(elmfield.partnership, person) == begun(elmfield.partnership, elmfield.people["admin"])
    assert elmfield.client("board").post(
        reverse("reporting:reflection-begin", args=["elmfield", "leadership"])
    ).status_code == 404  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Reflection.objects.create(partnership=elmfield.partnership, part=part(), begun_on=TODAY)


def test_only_the_newest_is_opened_again(elmfield):
    person = elmfield.people["board"]
    first = finished(elmfield.partnership, person, TODAY - days(9), how_far=1)
    finished(elmfield.partnership, person, how_far=2)
    with pytest.raises(ActionRefused, match="A newer one"):
        reopen_reflection(reflection=first, by=person)
    assert not Decision.objects.exists()


# --- what comes of it ----------------------------------------------------------------------------


def test_a_decision_about_an_answer_shows_it_to_its_board_and_copies_nothing(released):
    person = released.member(Role.BOARD_MEMBER)
    made = begun(released.partnership, person)
    row = answer(made, "secondary-trauma", person, how_far=1, words=CANARY)
    board = signed_in(person)
    link = reverse("reporting:decision-create", args=[released.partnership.slug, released.round.slug])
    assert f"{link}?reflection={row.pk}" in board.get(of_board(made)).content.decode()
    page = board.get(f"{link}?reflection={row.pk}")
    assert text_of(page).count(CANARY) == 1
    assert any(
        "Managing secondary trauma" in words for words in dict(page.context["form"].fields["about"].choices).values()
    )
    sent = {"what": "Supervision each month", "owner": person.pk, "about": "theme-6"}
    board.post(f"{link}?reflection={row.pk}", sent)
    decision = Decision.objects.get()
    assert (decision.owner, decision.subject) == (person, "6")
    assert CANARY not in "".join(str(value) for value in vars(decision).values())
    # An admin records decisions too, but does not read what the board wrote.
    admin = signed_in(released.member(Role.ADMIN))
    assert admin.get(link).status_code == 200
    assert admin.get(f"{link}?reflection={row.pk}").status_code == 404


def test_a_leader_adds_an_action_to_a_service_s_plan_which_is_then_the_service_s(elmfield):
    leader, hospital = elmfield.client("leader"), elmfield.organisations["hospital"]
    made = begun(hospital, elmfield.people["leader"], "leadership")
    row = answer(made, "improve", elmfield.people["leader"], words="More rest")
    page = leader.get(reverse("reporting:organisation-reflection", args=["elmfield", hospital.slug, made.pk]))
    plan = reverse("reporting:organisation-reflection-plan", args=["elmfield", hospital.slug, made.pk])
    assert f"{plan}?answer={row.pk}" in page.content.decode()
    page = text_of(leader.get(f"{plan}?answer={row.pk}"))
    assert "More rest" in page
    assert "Add an action: Ward" in page
    assert "Clinic" not in page  # the council's
    leader.post(reverse("assessments:action-create", args=["elmfield", "ward"]), {"what": "A quiet room"})
    action = elmfield.services["ward"].improvement_actions.get()
    assert action.recorded_by == elmfield.people["leader"]
    edit = reverse("assessments:action-edit", args=["elmfield", "ward", action.pk])
    assert leader.get(edit).status_code == 403
    assert elmfield.client("lead").get(edit).status_code == 200


def test_home_offers_it_once_results_are_released_until_it_is_begun_or_two_months_have_passed(released):
    organisation = released.services[0].organisation
    leader = released.member(Role.ORGANISATION_LEAD, organisation=organisation)
    board = released.member(Role.BOARD_MEMBER)
    released_on = timezone.localdate(released.round.releases.get().made_at)

    def offered(person, on=released_on) -> list[str]:
        return [step.title for step in steps_of_reflecting(fresh(person), released.partnership, on=on)]

    assert offered(leader) == [f"Leaders’ reflections: {organisation.name}"]
    assert offered(board) == ["Leaders’ reflections: the board"]
    assert offered(released.member(Role.ADMIN)) == []
    assert offered(board, released_on + days(61)) == []
    begun(released.partnership, board, on=released_on - days(1))
    assert offered(board) == ["Leaders’ reflections: the board"]  # that was before these results
    begun(organisation, leader, on=released_on)
    assert offered(leader) == []
    assert "Leaders’ reflections: the board" in text_of(
        signed_in(board).get(reverse("start-page", args=[released.partnership.slug]))
    )


def test_nothing_is_offered_while_nothing_is_released(elmfield):
    for who in ("board", "leader"):
        assert steps_of_reflecting(elmfield.people[who], elmfield.partnership, on=TODAY) == []


def test_another_place_s_framework_without_the_file_offers_nothing(released):
    ReflectionPart.objects.all().delete()
    person = released.member(Role.BOARD_MEMBER)
    on = timezone.localdate(released.round.releases.get().made_at)
    assert steps_of_reflecting(person, released.partnership, on=on) == []
