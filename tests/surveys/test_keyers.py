"""Each person enters paper forms of one service in a round: SAFETY's S15 as the product limits it."""

import datetime
import threading
from functools import partial
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, connections
from django.urls import reverse

from organisations.actions import ActionRefused, close_round
from organisations.models import User
from organisations.roles import Role
from surveys.actions import paper
from surveys.actions.keyers import service_entered_by
from surveys.models import Instrument, PaperBatch, PaperInHand, PaperKeyer
from tests.builders import LAST_DAY, Borough, make_member, make_round, text_of
from tests.surveys.test_paper import key, sheets, store, workforce

pytestmark = pytest.mark.slow


@pytest.fixture
def second(borough: Borough) -> User:
    borough.people["second"] = make_member(borough, "second-keyer", Role.PAPER_KEYER)
    return borough.people["second"]


def begin(borough: Borough, service: str, by: User, instrument: str = "workforce") -> PaperBatch:
    survey = Instrument.objects.get(framework=borough.round.framework, key=instrument)
    return paper.start_batch(service=borough.services[service], round_=borough.round, instrument=survey, by=by)


def other_service(borough: Borough) -> str:
    return next(name for name in borough.services if name != "ward")


def test_s15_somebody_who_entered_forms_of_one_service_starts_no_batch_of_another(borough: Borough):
    keyer = borough.people["keyer"]
    begin(borough, "ward", keyer)
    begin(borough, "ward", keyer, "families")  # another survey of the same service
    with pytest.raises(ActionRefused, match="only one service in a round"):
        begin(borough, other_service(borough), keyer)
    assert service_entered_by(keyer, borough.round) == borough.services["ward"]
    assert PaperBatch.objects.count() == 2


def test_s15_a_batch_that_was_deleted_is_still_one_they_had_in_hand(borough: Borough):
    keyer = borough.people["keyer"]
    paper.discard_batch(batch=begin(borough, "ward", keyer), by=keyer)
    with pytest.raises(ActionRefused, match="only one service in a round"):
        begin(borough, other_service(borough), keyer)


def test_s15_the_second_person_enters_forms_of_one_service_too(borough: Borough, second: User):
    keyer = borough.people["keyer"]
    begin(borough, other_service(borough), second)
    batch = begin(borough, "ward", keyer)
    read = sheets(batch, 5)
    key(batch, read, keyer)
    batch.refresh_from_db()
    with pytest.raises(ActionRefused, match="only one service in a round"):
        paper.key_form(batch=batch, number=1, reading=read[0], by=second)
    batch.refresh_from_db()
    assert batch.second_by is None


def test_s15_somebody_who_takes_over_enters_forms_of_one_service_too(borough: Borough, second: User):
    keyer, third = borough.people["keyer"], make_member(borough, "third-keyer", Role.PAPER_KEYER)
    batch = begin(borough, "ward", keyer)
    read = sheets(batch, 5)
    key(batch, read, keyer)
    batch.refresh_from_db()
    paper.key_form(batch=batch, number=1, reading=read[0], by=second)
    begin(borough, other_service(borough), third)
    batch.refresh_from_db()
    with pytest.raises(ActionRefused, match="only one service in a round"):
        paper.key_instead(batch=batch, by=third)
    batch.refresh_from_db()
    assert batch.second_by == second


def next_round(borough: Borough) -> None:
    close_round(round_=borough.round, by=borough.people["admin"])
    following = borough.round.opens_on + datetime.timedelta(days=1)
    borough.round = make_round(borough, f"After {borough.round}", opens_on=following, closes_on=LAST_DAY)


@pytest.fixture
def late(borough: Borough, second: User) -> PaperBatch:
    """A batch of the ward that one person has entered, and another in part, when the next round opens."""
    batch = begin(borough, "ward", borough.people["keyer"])
    read = sheets(batch, 5)
    key(batch, read, borough.people["keyer"])
    batch.refresh_from_db()
    paper.key_form(batch=batch, number=1, reading=read[0], by=second)
    next_round(borough)
    batch.refresh_from_db()
    return batch


def is_refused(borough: Borough, by: User) -> bool:
    try:
        begin(borough, other_service(borough), by)
    except ActionRefused as reason:
        return "only one service in a round" in str(reason)
    return False


def test_s15_late_paper_that_counts_in_the_next_round_is_of_the_one_service_there_too(
    borough: Borough, second: User, late: PaperBatch
):
    keyer = borough.people["keyer"]
    assert is_refused(borough, keyer)
    assert is_refused(borough, second)
    key(late, sheets(late, 5), second)
    late.refresh_from_db()
    store(late, second)
    assert is_refused(borough, keyer)
    assert service_entered_by(second, borough.round) == borough.services["ward"]


def test_s15_who_entered_a_part_that_another_took_over_knows_it_in_the_next_round(
    borough: Borough, second: User, late: PaperBatch
):
    third = make_member(borough, "third-keyer", Role.PAPER_KEYER)
    paper.key_instead(batch=late, by=third)
    assert is_refused(borough, second)
    late.refresh_from_db()
    key(late, sheets(late, 5), third)
    late.refresh_from_db()
    store(late, third)
    assert is_refused(borough, second)
    assert begin(borough, "ward", second)


def test_s15_an_admin_who_sets_a_batch_free_frees_nobody_of_what_they_know(
    borough: Borough, second: User, late: PaperBatch
):
    paper.key_instead(batch=late, by=borough.people["admin"])
    assert is_refused(borough, second)


def test_s15_paper_of_a_batch_that_was_deleted_comes_again_in_the_next_round(
    borough: Borough, second: User, late: PaperBatch
):
    """ "Delete this batch, keep the paper and enter it with the next forms": others enter what these two have read."""
    paper.discard_batch(batch=late, by=second)
    assert is_refused(borough, second)
    assert is_refused(borough, borough.people["keyer"])
    others = [make_member(borough, name, Role.PAPER_KEYER) for name in ("third-keyer", "fourth-keyer")]
    again = begin(borough, "ward", others[0])
    for person in others:
        again.refresh_from_db()
        key(again, sheets(again, 5), person)
    again.refresh_from_db()
    store(again, others[0])
    assert is_refused(borough, second)
    assert service_entered_by(second, borough.round) == borough.services["ward"]


def test_s15_paper_that_did_not_come_again_in_the_next_round_holds_nobody_in_the_one_after(
    borough: Borough, second: User, late: PaperBatch
):
    paper.discard_batch(batch=late, by=second)
    next_round(borough)
    assert begin(borough, other_service(borough), second)


@pytest.mark.parametrize("begun", [True, False], ids=["begun before", "not begun"])
def test_s15_late_paper_of_a_second_service_is_not_entered_either(
    borough: Borough, second: User, late: PaperBatch, begun: bool
):
    """A batch of the round before is of this round, wherever it was begun."""
    third = make_member(borough, "third-keyer", Role.PAPER_KEYER)
    begin(borough, other_service(borough), third)
    if not begun:
        paper.key_instead(batch=late, by=borough.people["admin"])
    late.refresh_from_db()
    reading = sheets(late, 1)[0]
    enter = paper.key_instead if begun else partial(paper.key_form, number=1, reading=reading)
    with pytest.raises(ActionRefused, match="only one service in a round"):
        enter(batch=late, by=third)


def test_s15_a_batch_that_was_begun_and_left_empty_is_not_filled_beside_another_services(borough: Borough):
    keyer = borough.people["keyer"]
    empty = begin(borough, "ward", keyer)
    next_round(borough)
    begin(borough, other_service(borough), keyer)
    with pytest.raises(ActionRefused, match="only one service in a round"):
        paper.key_form(batch=empty, number=1, reading=sheets(empty, 1)[0], by=keyer)


def test_s15_the_page_says_whose_paper_of_the_round_before_one_knows(borough: Borough, second: User, late: PaperBatch):
    paper.key_instead(batch=late, by=borough.people["admin"])
    page = borough.client("second").get(reverse("surveys:paper-list", args=[borough.partnership.slug]))
    assert list(page.context["form"].fields["service"].queryset) == [borough.services["ward"]]


def test_s15_paper_that_was_stored_in_its_round_leaves_a_new_choice(borough: Borough, second: User):
    batch = begin(borough, "ward", borough.people["keyer"])
    read = sheets(batch, 5)
    for person in (borough.people["keyer"], second):
        key(batch, read, person)
        batch.refresh_from_db()
    store(batch, second)
    next_round(borough)
    assert begin(borough, other_service(borough), second)


def test_s15_a_new_round_is_a_new_choice(borough: Borough):
    keyer = borough.people["keyer"]
    begin(borough, "ward", keyer)
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round = make_round(borough, "Next")
    assert begin(borough, other_service(borough), keyer).state == PaperBatch.State.FIRST


def test_s15_the_page_offers_no_other_service_and_says_why(borough: Borough):
    keyer = borough.people["keyer"]
    address = reverse("surveys:paper-list", args=[borough.partnership.slug])
    page = borough.client("keyer").get(address)
    other = borough.services[other_service(borough)]
    assert other in page.context["form"].fields["service"].queryset
    begin(borough, "ward", keyer)
    page = borough.client("keyer").get(address)
    assert list(page.context["form"].fields["service"].queryset) == [borough.services["ward"]]
    assert "only one service in a round" in text_of(page)
    sent = {"service": other.pk, "instrument": workforce(borough).pk}
    assert "Select one of the options" in text_of(borough.client("keyer").post(address, sent))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="On SQLite writers come one after another anyway")
def test_s15_of_two_services_at_once_one_is_begun(borough: Borough):
    keyer, refused = borough.people["keyer"], []

    def start(service: str) -> None:
        try:
            begin(borough, service, keyer)
        except ActionRefused as reason:
            refused.append(str(reason))
        finally:
            connections.close_all()

    both = [threading.Thread(target=start, args=[name]) for name in ("ward", other_service(borough))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (PaperBatch.objects.count(), len(refused), PaperKeyer.objects.count()) == (1, 1, 1)
    assert connection.vendor == "postgresql"


def test_s15_batches_that_wait_when_this_is_put_in_are_known_to_those_who_have_entered_them(
    borough: Borough, second: User, late: PaperBatch
):
    begin(borough, "ward", make_member(borough, "third-keyer", Role.PAPER_KEYER))  # nothing of it is entered
    PaperInHand.objects.all().delete()
    import_module("surveys.migrations.0012_forms_in_hand_until_they_count").note_who_has_read_what_waits(apps, None)
    known = PaperInHand.objects.values_list("user", "batch", "survey_link__service")
    assert set(known) == {(each.pk, late.pk, late.service.pk) for each in (second, borough.people["keyer"])}
