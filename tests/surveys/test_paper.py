"""Paper: keyed by two people from outside the service, settled against the paper, stored without trace of the pile."""

import random

import pytest
from django.urls import reverse

from organisations.actions import NotNow, close_round
from organisations.models import Membership
from organisations.permissions import Role
from surveys.actions import paper
from surveys.models import (
    Answer,
    Collector,
    Comment,
    Instrument,
    PaperBatch,
    PaperForm,
    PaperMark,
    Question,
    Response,
    ScalePoint,
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
    questions = paper.questions_on_paper(batch.collector.instrument, batch.collector.service)
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
    with pytest.raises(NotNow, match="not settled yet"):
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
    assert {r.collector.kind for r in Response.objects.select_related("collector")} == {Collector.Kind.PAPER}
    assert {field.name for field in Response._meta.get_fields()} == {"id", "collector", "answers"}
    with pytest.raises(NotNow, match="stored already"):
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
    with pytest.raises(NotNow, match="at least 5 forms"):
        paper.finish_keying(batch=batch, by=borough.people["keyer"])


def test_i11_blank_forms_do_not_make_a_pile_of_five(borough: Borough, second):
    batch = begin(borough)
    one = sheets(batch, 1)
    blank = dict.fromkeys(one[0])
    key(batch, [*one, *[blank] * 4], borough.people["keyer"])
    batch.refresh_from_db()
    batch = key(batch, [*one, *[blank] * 4], second)
    with pytest.raises(NotNow, match="Only 1 of these forms has an answer"):
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
    with pytest.raises(NotNow, match="not yours"):
        paper.key_form(batch=batch, number=1, reading=read[0], by=borough.people["keyer"])


def test_i11_nobody_keys_the_paper_of_their_own_service(borough: Borough):
    keyer, ward = borough.people["keyer"], borough.services["ward"]
    batch = begin(borough)
    Membership.objects.create(
        user=keyer, role=Role.ORGANISATION_LEAD, partnership=borough.partnership, organisation=ward.organisation
    )
    del keyer._memberships
    with pytest.raises(NotNow, match="from outside"):
        begin(borough)
    client = borough.client("keyer")
    assert client.get(reverse("surveys:paper-batch", args=[borough.slug, batch.pk])).status_code == 404
    listed = client.get(reverse("surveys:paper-list", args=[borough.slug]))
    assert f'<option value="{ward.pk}"' not in listed.content.decode()


def test_written_words_go_to_the_reviewers_and_stay_apart(borough: Borough, second):
    batch = begin(borough)
    read = sheets(batch, 5)
    question = Question.objects.create(
        instrument=workforce(borough),
        section=read[0].popitem()[0].section,
        code="w-open",
        kind="open",
        text="And?",
        order=99,
    )
    read = [{**one, question: f"Words {number}" if number < 2 else ""} for number, one in enumerate(read)]
    key(batch, read, borough.people["keyer"])
    batch.refresh_from_db()
    key(batch, [{**one, question: ""} for one in read], second)
    store(batch, second)
    assert sorted(Comment.objects.waiting().values_list("text", flat=True)) == ["Words 0", "Words 1"]
    assert not Answer.objects.filter(question=question).exists()


# --- late paper ----------------------------------------------------------------------------------


def test_s6_paper_that_comes_late_counts_in_the_next_round(borough: Borough, second):
    batch = begin(borough)
    read = sheets(batch, 5)
    key(batch, read, borough.people["keyer"])
    batch.refresh_from_db()
    batch = key(batch, read, second)
    close_round(round_=borough.round, by=borough.people["admin"])
    with pytest.raises(NotNow, match="no round is open"):
        store(batch, second)
    assert not Response.objects.exists()
    following = make_round(borough, "Spring 2027", opens_on=TODAY)
    assert store(batch, second) == 5
    assert {r.collector.round for r in Response.objects.select_related("collector__round")} == {following}


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
    questions = paper.questions_on_paper(batch.collector.instrument, ward)
    choice = next(q for q in questions if not q.is_open)
    for number in range(1, 6):
        address = reverse("surveys:paper-form", args=[borough.slug, batch.pk, number])
        odd = client.post(address, {f"q{choice.pk}": "9", "go": "next"})
        assert "Key a number from 1 to 7, or leave it empty." in text_of(odd)
        page = client.post(address, {f"q{choice.pk}": "2", "go": "next" if number < 5 else "stop"}, follow=True)
    assert "5 forms keyed" in text_of(page)
    handed = client.post(reverse("surveys:paper-finish", args=[borough.slug, batch.pk]), follow=True)
    assert "Give the pile to a second person" in text_of(handed)
    other = borough.client("second")
    for number in range(1, 6):
        address = reverse("surveys:paper-form", args=[borough.slug, batch.pk, number])
        shown = other.get(address).content.decode()
        assert 'value="2"' not in shown, "the second person does not see what the first one keyed"
        other.post(address, {f"q{choice.pk}": "3" if number == 4 else "2", "go": "next"})
    settle = other.post(reverse("surveys:paper-finish", args=[borough.slug, batch.pk]), follow=True)
    assert "In 1 place you read different things" in text_of(settle)
    (difference,) = paper.differences(batch)
    chosen = {f"d{difference[0].form_id}-{choice.pk}": str(choice.choices()[2].pk)}
    nothing = other.post(reverse("surveys:paper-settle", args=[borough.slug, batch.pk]), {})
    assert "Look at the paper and choose what it says." in text_of(nothing)
    done = other.post(reverse("surveys:paper-settle", args=[borough.slug, batch.pk]), chosen, follow=True)
    assert "5 forms are stored." in text_of(done)
    assert Answer.objects.filter(point=choice.choices()[1]).count() == 4
    assert Answer.objects.filter(point=choice.choices()[2]).count() == 1


def test_a_pile_begun_by_mistake_is_deleted_by_who_began_it(borough: Borough, second):
    batch = begin(borough)
    address = reverse("surveys:paper-discard", args=[borough.slug, batch.pk])
    assert "Only the person who began" in text_of(borough.client("second").post(address, follow=True))
    borough.client("keyer").post(address)
    assert not PaperBatch.objects.exists()
