"""Each person enters paper forms of one service in a round: SAFETY's S15 as the product limits it."""

import threading

import pytest
from django.db import connection, connections
from django.urls import reverse

from organisations.actions import ActionRefused, close_round
from organisations.models import User
from organisations.roles import Role
from surveys.actions import paper
from surveys.actions.keyers import service_entered_by
from surveys.models import Instrument, PaperBatch, PaperKeyer
from tests.builders import Borough, make_member, make_round, text_of
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


def test_s15_late_paper_that_counts_in_the_next_round_is_of_the_one_service_there_too(borough: Borough, second: User):
    keyer = borough.people["keyer"]
    batch = begin(borough, "ward", keyer)
    read = sheets(batch, 5)
    key(batch, read, keyer)
    batch.refresh_from_db()
    key(batch, read, second)
    batch.refresh_from_db()
    close_round(round_=borough.round, by=borough.people["admin"])
    borough.round = make_round(borough, "Next")
    begin(borough, other_service(borough), keyer)
    with pytest.raises(ActionRefused, match="only one service in a round"):
        store(batch, second)
    batch.refresh_from_db()
    assert batch.state == PaperBatch.State.SETTLING


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
