"""Paper: keyed by two people from outside the service, settled against the paper, stored without trace of the pile."""

import random

import pytest
from django.urls import reverse

from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry, Membership
from organisations.roles import Role
from surveys.actions import paper
from surveys.models import (
    Answer,
    Comment,
    Instrument,
    PaperBatch,
    PaperForm,
    PaperMark,
    Question,
    Response,
    SafetySettings,
    ScalePoint,
    SurveyLink,
)
from tests.builders import TODAY, Borough, make_member, make_round, text_of

pytestmark = pytest.mark.slow


@pytest.fixture
def second(borough: Borough):
    borough.people["second"] = make_member(borough, "second-keyer", Role.PAPER_KEYER)
    return borough.people["second"]


def workforce(borough: Borough) -> Instrument:
    return Instrument.objects.get(framework=borough.round.framework, key="workforce")


def begin(borough: Borough) -> PaperBatch:
    return paper.start_batch(
        service=borough.services["ward"],
        round_=borough.round,
        instrument=workforce(borough),
        by=borough.people["keyer"],
    )


def sheets(batch: PaperBatch, number: int, seed: int = 1) -> list[paper.Reading]:
    """What so many people ticked on paper."""
    rng = random.Random(seed)
    questions = paper.questions_on_paper(batch.survey_link.instrument, batch.survey_link.service)
    return [{q: None if q.is_open else rng.choice([*q.choices(), None]) for q in questions} for _ in range(number)]


def key(batch: PaperBatch, read: list[paper.Reading], by) -> PaperBatch:
    for number, reading in enumerate(read, start=1):
        paper.key_form(batch=batch, number=number, reading=reading, by=by)
    return paper.finish_keying(batch=batch, by=by)


def key_twice(borough: Borough, first: list[paper.Reading], again: list[paper.Reading]) -> PaperBatch:
    batch = begin(borough)
    key(batch, first, borough.people["keyer"])
    batch.refresh_from_db()
    return key(batch, again, borough.people["second"])


def store(batch: PaperBatch, by, chosen=None) -> int:
    return paper.settle_and_store(batch=batch, chosen=chosen or {}, by=by, on=TODAY)


def as_sets(rows) -> list[tuple]:
    """Answers by person, in an order that says nothing."""
    people: dict = {}
    for response, question, point in rows:
        people.setdefault(response, set()).add((question, point))
    return sorted(tuple(sorted(one)) for one in people.values())


def stored() -> list[tuple]:
    return as_sets(Answer.objects.values_list("response", "question", "point"))


def written(read: list[paper.Reading]) -> list[tuple]:
    return as_sets((n, q.pk, p.pk) for n, one in enumerate(read) for q, p in one.items() if isinstance(p, ScalePoint))


# --- two people, one paper -----------------------------------------------------------------------


def test_i11_seeded_errors_of_either_person_are_found_and_the_paper_decides(borough: Borough, second):
    rng, batch = random.Random(7), begin(borough)
    truth = sheets(batch, 12)
    batch.delete()
    wrong: dict[int, set] = {0: set(), 1: set()}
    keyings = [[dict(one) for one in truth], [dict(one) for one in truth]]
    for person in (0, 1):
        for _ in range(9):
            number, question = rng.randrange(12), rng.choice([q for q in truth[0] if not q.is_open])
            if (number + 1, question.pk) in wrong[0] | wrong[1]:
                continue  # the same slip twice could not be seen
            others = [point for point in [*question.choices(), None] if point != truth[number][question]]
            keyings[person][number][question] = rng.choice(others)
            wrong[person].add((number + 1, question.pk))
    batch = key_twice(borough, *keyings)
    found = paper.differences(batch)
    assert {(first.form.number, first.question_id) for first, _ in found} == wrong[0] | wrong[1]
    assert min(len(wrong[0]), len(wrong[1])) > 5
    with pytest.raises(ActionRefused, match="not been checked yet"):
        store(batch, second)
    on_paper = {(f.form_id, f.question_id): truth[f.form.number - 1][f.question] for f, _ in found}
    assert store(batch, second, on_paper) == 12
    assert stored() == written(truth)


def test_i11_nothing_of_the_batch_is_in_the_answers(borough: Borough, second):
    batch = begin(borough)
    read = sheets(batch, 8)
    key(batch, read, borough.people["keyer"])
    batch.refresh_from_db()
    key(batch, read, second)
    store(batch, second)
    assert stored() == written(read)
    assert not PaperForm.objects.exists()
    assert not PaperMark.objects.exists()
    assert {r.survey_link.kind for r in Response.objects.select_related("survey_link")} == {SurveyLink.Mode.PAPER}
    assert {field.name for field in Response._meta.get_fields()} == {"id", "survey_link", "answers"}
    with pytest.raises(ActionRefused, match="already complete"):
        store(batch, second)


def test_i11_forms_are_stored_in_random_order(borough: Borough, second, monkeypatch):
    shuffled = []
    monkeypatch.setattr(paper.random.SystemRandom, "shuffle", lambda self, rows: shuffled.append(len(rows)))
    batch = begin(borough)
    read = sheets(batch, 6)
    key(batch, read, borough.people["keyer"])
    batch.refresh_from_db()
    key(batch, read, second)
    store(batch, second)
    assert 6 in shuffled


def test_i11_a_pile_of_four_waits_for_a_fifth(borough: Borough):
    batch = begin(borough)
    for number, reading in enumerate(sheets(batch, 4), start=1):
        paper.key_form(batch=batch, number=number, reading=reading, by=borough.people["keyer"])
    with pytest.raises(ActionRefused, match="at least 5 forms"):
        paper.finish_keying(batch=batch, by=borough.people["keyer"])


def test_i11_blank_forms_do_not_make_a_pile_of_five(borough: Borough, second):
    batch = begin(borough)
    one = sheets(batch, 1)
    blank = dict.fromkeys(one[0])
    key(batch, [*one, *[blank] * 4], borough.people["keyer"])
    batch.refresh_from_db()
    batch = key(batch, [*one, *[blank] * 4], second)
    with pytest.raises(ActionRefused, match="Only 1 of these forms has an answer"):
        store(batch, second)
    assert not Response.objects.exists()


def test_a_question_that_is_no_longer_asked_keeps_its_number_on_paper(borough: Borough):
    section = workforce(borough).sections.last()
    own = {"instrument": workforce(borough), "section": section, "partnership": borough.partnership, "kind": "open"}
    first = Question.objects.create(code="local-1", text="First?", order=1, **own)
    second = Question.objects.create(code="local-2", text="Second?", order=2, **own)
    before = paper.questions_on_paper(workforce(borough), borough.services["ward"])
    Question.objects.filter(pk=first.pk).update(is_retired=True)
    after = paper.questions_on_paper(workforce(borough), borough.services["ward"])
    assert before.index(second) == after.index(second)
    printed = text_of(
        borough.client("lead").get(
            reverse("surveys:paper-survey", args=[borough.slug, borough.services["ward"].slug, "workforce"])
        )
    )
    assert "First?" not in printed
    assert f"{after.index(second) + 1}. Second?" in printed


def test_i11_the_same_person_cannot_key_it_again(borough: Borough):
    batch = begin(borough)
    read = sheets(batch, 5)
    key(batch, read, borough.people["keyer"])
    batch.refresh_from_db()
    with pytest.raises(ActionRefused, match="not your turn"):
        paper.key_form(batch=batch, number=1, reading=read[0], by=borough.people["keyer"])


def test_i11_no_one_keys_the_paper_of_their_own_service(borough: Borough):
    keyer, ward = borough.people["keyer"], borough.services["ward"]
    batch = begin(borough)
    Membership.objects.create(
        user=keyer, role=Role.ORGANISATION_LEAD, partnership=borough.partnership, organisation=ward.organisation
    )
    del keyer._memberships
    with pytest.raises(ActionRefused, match="someone else needs to enter its forms"):
        begin(borough)
    client = borough.client("keyer")
    assert client.get(reverse("surveys:paper-batch", args=[borough.slug, batch.pk])).status_code == 404
    listed = client.get(reverse("surveys:paper-list", args=[borough.slug]))
    assert f'<option value="{ward.pk}"' not in listed.content.decode()


def with_words(borough: Borough, read: list[paper.Reading], *words: str) -> list[paper.Reading]:
    """Readings with something written on the first forms, under a question of its own."""
    section = next(iter(read[0])).section
    place = {"instrument": workforce(borough), "section": section, "kind": "open", "text": "And?", "order": 99}
    question = Question.objects.get_or_create(code="w-open", defaults=place)[0]
    written = [*words, *[""] * len(read)]
    return [{**one, question: written[number]} for number, one in enumerate(read)]


def read_five(borough: Borough) -> list[paper.Reading]:
    batch = begin(borough)
    read = sheets(batch, 5)
    batch.delete()
    return read


def test_written_words_go_to_the_reviewers_and_stay_apart(borough: Borough, second):
    read = with_words(borough, read_five(borough), "Words 0", "Words 1")
    store(key_twice(borough, read, with_words(borough, read, " words  0", "Words 1\r\n")), second)
    assert sorted(Comment.objects.waiting().values_list("text", flat=True)) == ["Words 0", "Words 1"]
    assert not Answer.objects.filter(question__kind="open").exists()


@pytest.mark.parametrize(
    ("first", "again"), [("", "He hits me."), ("He hits me.", ""), ("He hits me.", "He hides me.")]
)
def test_i11_words_that_only_one_person_read_or_read_otherwise_are_settled(first: str, again: str, borough, second):
    read = read_five(borough)
    batch = key_twice(borough, with_words(borough, read, first), with_words(borough, read, again))
    (one, other) = paper.differences(batch)[0]
    assert (one.text, other.text) == (first, again)
    with pytest.raises(ActionRefused, match="not been checked yet"):
        store(batch, second)
    assert store(batch, second, {(one.form_id, one.question_id): "He hits me."}) == 5
    assert Comment.objects.get().text == "He hits me."


def test_i11_a_form_that_only_the_second_person_did_not_find_blank_is_settled_and_counts(borough: Borough, second):
    read = read_five(borough)
    blank = [dict.fromkeys(read[0]), *read[1:]]
    batch = key_twice(borough, blank, read)
    on_paper = {(f.form_id, f.question_id): read[0][f.question] for f, _ in paper.differences(batch)}
    assert on_paper
    assert store(batch, second, on_paper) == 5
    assert stored() == written(read)


def test_i11_a_form_that_turns_out_blank_makes_no_pile_of_five(borough: Borough, second):
    read = read_five(borough)
    batch = key_twice(borough, read, [dict.fromkeys(read[0]), *read[1:]])
    with pytest.raises(ActionRefused, match="Only 4 of these forms have an answer"):
        store(batch, second, {(f.form_id, f.question_id): None for f, _ in paper.differences(batch)})


def test_i11_a_question_added_between_the_two_keyings_is_settled_too(borough: Borough, second):
    read = read_five(borough)
    batch = key_twice(borough, read, with_words(borough, read, "Only now"))
    assert [(one.text, other.text) for one, other in paper.differences(batch)] == [("", "Only now")]


def test_t8_only_the_two_who_keyed_a_pile_see_the_words_on_it(borough: Borough, second):
    read = read_five(borough)
    batch = key_twice(borough, with_words(borough, read, "He <hits> me."), with_words(borough, read, ""))
    address = reverse("surveys:paper-settle", args=[borough.slug, batch.pk])
    for who in ("keyer", "second"):
        page = borough.client(who).get(address).content.decode()
        assert '<span class="tip-read" dir="auto">He &lt;hits&gt; me.</span>' in page
    borough.people["third"] = make_member(borough, "third-keyer", Role.PAPER_KEYER)
    seen = borough.client("third").get(address, follow=True)
    assert "checks any differences against the paper" in text_of(seen)
    assert "hits" not in seen.content.decode()
    for page in ("paper-batch", "paper-discard"):
        address = reverse(f"surveys:{page}", args=[borough.slug, batch.pk])
        assert "hits" not in borough.client("admin").get(address, follow=True).content.decode()
    with pytest.raises(ActionRefused, match="One of the 2 people who entered"):
        store(batch, borough.people["third"], {})


def test_t8_anyone_who_keys_is_told_what_to_do_at_once_if_someone_is_not_safe(borough: Borough):
    batch = begin(borough)
    address = reverse("surveys:paper-form", args=[borough.slug, batch.pk, 1])
    page = text_of(borough.client("keyer").get(address))
    assert "Do not wait until the batch is finished" in page
    assert "No safeguarding contact has been added" in page
    SafetySettings.objects.create(
        partnership=borough.partnership, escalation_name="Duty desk", escalation_email="duty@example.org"
    )
    page = text_of(borough.client("keyer").get(address))
    assert "Show the form to Duty desk (duty@example.org)" in page
    assert "Samaritans" in page


# --- a second person who cannot go on, and piles that are given up ---------------------------------


@pytest.fixture
def third(borough: Borough):
    borough.people["third"] = make_member(borough, "third-keyer", Role.PAPER_KEYER)
    return borough.people["third"]


@pytest.mark.parametrize("state", ["second", "settling"])
def test_i11_someone_else_takes_the_second_keying_over_from_the_first_form_on(state: str, borough, second, third):
    batch = begin(borough)
    read = sheets(batch, 5)
    key(batch, read, borough.people["keyer"])
    paper.key_form(batch=batch, number=1, reading=read[0], by=second)
    if state == "settling":
        batch = key(batch, read, second)
    client, address = borough.client("third"), reverse("surveys:paper-batch", args=[borough.slug, batch.pk])
    assert "Take over data entry" in text_of(client.get(address))
    taken = client.post(reverse("surveys:paper-take-over", args=[borough.slug, batch.pk]), follow=True)
    assert "You have not entered any forms yet" in text_of(taken)
    batch.refresh_from_db()
    assert (batch.state, batch.second_by) == ("second", third)
    with pytest.raises(ActionRefused, match="not your turn"):
        paper.key_form(batch=batch, number=2, reading=read[1], by=second)
    assert AuditEntry.objects.filter(what="took over the second data entry of paper forms", by=third).exists()
    assert store(key(batch, read, third), third) == 5


def test_i11_an_admin_lets_someone_else_key_a_pile_again_and_sees_nothing_of_it(borough: Borough, second, third):
    batch = begin(borough)
    read = sheets(batch, 5)
    key(batch, read, borough.people["keyer"])
    paper.key_form(batch=batch, number=1, reading=read[0], by=second)
    client = borough.client("admin")
    assert "Batches to do" in text_of(client.get(reverse("surveys:paper-list", args=[borough.slug])))
    page = client.get(reverse("surveys:paper-batch", args=[borough.slug, batch.pk]))
    assert "Let someone else enter it" in text_of(page)
    client.post(reverse("surveys:paper-take-over", args=[borough.slug, batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.second_by) == ("second", None)
    assert paper.keying_of(batch, third) == 2
    assert not PaperMark.objects.filter(keying=2).exists()


def test_no_one_takes_over_what_they_keyed_first_or_what_no_one_has_begun(borough: Borough, second, third):
    batch = begin(borough)
    read = sheets(batch, 5)
    with pytest.raises(ActionRefused, match="nothing to take over"):
        paper.key_instead(batch=batch, by=third)
    key(batch, read, borough.people["keyer"])
    paper.key_form(batch=batch, number=1, reading=read[0], by=second)
    for who in (borough.people["keyer"], second):
        with pytest.raises(ActionRefused, match="nothing to take over"):
            paper.key_instead(batch=batch, by=who)


# --- late paper ----------------------------------------------------------------------------------


def test_s6_paper_that_comes_late_counts_in_the_next_round(borough: Borough, second):
    batch = begin(borough)
    read = sheets(batch, 5)
    key(batch, read, borough.people["keyer"])
    batch.refresh_from_db()
    batch = key(batch, read, second)
    close_round(round_=borough.round, by=borough.people["admin"])
    with pytest.raises(ActionRefused, match="no round is open"):
        store(batch, second)
    assert not Response.objects.exists()
    following = make_round(borough, "Spring 2027", opens_on=TODAY)
    assert store(batch, second) == 5
    assert {r.survey_link.round for r in Response.objects.select_related("survey_link__round")} == {following}


# --- on the pages --------------------------------------------------------------------------------


def test_a_pile_is_keyed_on_the_pages_by_typing_numbers(borough: Borough, second):
    client, ward = borough.client("keyer"), borough.services["ward"]
    begun = client.post(
        reverse("surveys:paper-list", args=[borough.slug]),
        {"service": ward.pk, "instrument": workforce(borough).pk},
        follow=True,
    )
    assert "Form 1" in text_of(begun)
    batch = PaperBatch.objects.get()
    questions = paper.questions_on_paper(batch.survey_link.instrument, ward)
    choice = next(q for q in questions if not q.is_open)
    for number in range(1, 6):
        address = reverse("surveys:paper-form", args=[borough.slug, batch.pk, number])
        odd = client.post(address, {f"q{choice.pk}": "9", "go": "next"})
        assert "Enter a number from 1 to 7, or leave it blank" in text_of(odd)
        page = client.post(address, {f"q{choice.pk}": "2", "go": "next" if number < 5 else "stop"}, follow=True)
    assert "You have entered 5 forms" in text_of(page)
    handed = client.post(reverse("surveys:paper-finish", args=[borough.slug, batch.pk]), follow=True)
    assert "to a second person" in text_of(handed)
    other = borough.client("second")
    for number in range(1, 6):
        address = reverse("surveys:paper-form", args=[borough.slug, batch.pk, number])
        shown = other.get(address).content.decode()
        assert 'value="2"' not in shown, "the second person does not see what the first one keyed"
        other.post(address, {f"q{choice.pk}": "3" if number == 4 else "2", "go": "next"})
    settle = other.post(reverse("surveys:paper-finish", args=[borough.slug, batch.pk]), follow=True)
    assert "Your entries differ in 1 place" in text_of(settle)
    (difference,) = paper.differences(batch)
    chosen = {f"d{difference[0].form_id}-{choice.pk}": str(choice.choices()[2].pk)}
    nothing = other.post(reverse("surveys:paper-settle", args=[borough.slug, batch.pk]), {})
    assert "Select what the paper says" in text_of(nothing)
    done = other.post(reverse("surveys:paper-settle", args=[borough.slug, batch.pk]), chosen, follow=True)
    assert "The answers from 5 forms have been saved" in text_of(done)
    assert Answer.objects.filter(point=choice.choices()[1]).count() == 4
    assert Answer.objects.filter(point=choice.choices()[2]).count() == 1


@pytest.mark.parametrize("who", ["keyer", "second", "admin"])
def test_a_pile_that_is_not_stored_is_deleted_on_purpose_after_hearing_what_is_lost(who: str, borough, second, third):
    batch = begin(borough)
    read = sheets(batch, 5)
    key(batch, read, borough.people["keyer"])
    paper.key_form(batch=batch, number=1, reading=read[0], by=second)
    address = reverse("surveys:paper-discard", args=[borough.slug, batch.pk])
    assert "Only an admin or the people who entered this batch" in text_of(
        borough.client("third").post(address, follow=True)
    )
    asked = text_of(borough.client(who).get(address))
    assert f"5 forms entered by {borough.people['keyer']}" in asked
    assert f"1 form entered again by {second}" in asked
    assert PaperBatch.objects.exists()
    assert "Batch deleted" in text_of(borough.client(who).post(address, follow=True))
    assert not PaperBatch.objects.exists()
    entry = AuditEntry.objects.get(what="deleted a batch of paper forms")
    assert entry.by == borough.people[who]
    assert "second data entry, 5 forms" in entry.about


def test_a_pile_that_is_stored_cannot_be_deleted(borough: Borough, second):
    read = read_five(borough)
    batch = key_twice(borough, read, read)
    store(batch, second)
    page = borough.client("keyer").post(reverse("surveys:paper-discard", args=[borough.slug, batch.pk]), follow=True)
    assert "only before it is complete" in text_of(page)
    assert PaperBatch.objects.exists()


# --- forms without an answer ---------------------------------------------------------------------------------------


def empty_reading(batch: PaperBatch) -> paper.Reading:
    return dict.fromkeys(paper.questions_on_paper(batch.survey_link.instrument, batch.service))


def test_forms_without_any_answer_are_asked_about_before_the_batch_is_finished(borough: Borough):
    batch = begin(borough)
    read = [empty_reading(batch), *sheets(batch, 4), empty_reading(batch)]
    for number, reading in enumerate(read, start=1):
        paper.key_form(batch=batch, number=number, reading=reading, by=borough.people["keyer"])
    client, finish = borough.client("keyer"), reverse("surveys:paper-finish", args=[borough.slug, batch.pk])
    asked = text_of(client.post(finish))
    assert "These forms hold no answers. Is that right?" in asked
    assert "Check form 1" in asked
    assert "Check form 6" in asked
    assert "Check form 2" not in asked
    batch.refresh_from_db()
    assert batch.state == "first"
    again = text_of(client.post(finish, {"empty": ["1"]}))
    assert "These forms hold no answers" in again, "one of them has not been asked about"
    client.post(finish, {"empty": ["1", "6"]})
    batch.refresh_from_db()
    assert batch.state == "second"


def test_five_empty_forms_are_asked_about_and_a_form_with_words_only_is_not_empty(borough: Borough):
    batch = begin(borough)
    words = next(q for q in empty_reading(batch) if q.is_open)
    for number in range(1, 6):
        read = empty_reading(batch) | ({words: "Only words"} if number == 3 else {})
        paper.key_form(batch=batch, number=number, reading=read, by=borough.people["keyer"])
    assert paper.empty_numbers(batch, 1) == [1, 2, 4, 5]
    paper.key_form(batch=batch, number=3, reading=empty_reading(batch), by=borough.people["keyer"])
    assert paper.empty_numbers(batch, 1) == [1, 2, 3, 4, 5]
